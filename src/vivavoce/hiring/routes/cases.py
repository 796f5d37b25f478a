"""The use cases that the routes call."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response

from vivavoce.hiring.routes.bodies import FactsBody, PlanDecisionBody
from vivavoce.hiring.routes.shapes import ReceiptShape, StateShape, decided_shape
from vivavoce.hiring.usecases.cancel import Cancel, Erase
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.human_tasks import HumanTasks
from vivavoce.hiring.usecases.nudge import Nudge
from vivavoce.hiring.usecases.read import ReadInterviews
from vivavoce.hiring.usecases.request_interview import RequestInterview
from vivavoce.hiring.usecases.transition import TakeNamedStep
from vivavoce.kernel.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringCases:
    """Everything that a request about an interview can lead to."""

    request: RequestInterview
    complete: CompleteInfo
    plan: DecidePlan
    assessment: DecideAssessment
    cancel: Cancel
    erase: Erase
    nudge: Nudge
    take: TakeNamedStep
    read: ReadInterviews
    tasks: HumanTasks


async def request_interview(
    cases: HiringCases,
    caller: Caller,
    body: FactsBody,
    response: Response,
    idempotency_key: str | None,
) -> ReceiptShape:
    """Request an interview: 201 for a new one, 200 for one that was requested before."""
    given = await cases.request(
        caller,
        body.facts,
        raw=body.said,
        unknown=body.unknown,
        idempotency_key=idempotency_key,
        on_behalf_of=body.user_id,
    )
    response.status_code = 201 if given.is_new else 200
    if given.is_replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return ReceiptShape.model_validate(given.body)


async def decide_plan(
    cases: HiringCases, caller: Caller, key: str, body: PlanDecisionBody
) -> StateShape:
    """Approve, reject or send back a plan, as the body says."""
    must_haves = body.must_haves
    if body.verdict == "approve":
        approved = await cases.plan.approve(
            caller,
            key,
            comments=body.words,
            plan_id=body.plan_id,
            on_behalf_of=body.user_id,
            must_haves=must_haves,
        )
        return decided_shape(approved)
    decide = cases.plan.reject if body.verdict == "reject" else cases.plan.modify
    decided = await decide(
        caller, key, comments=body.words, plan_id=body.plan_id, on_behalf_of=body.user_id
    )
    return decided_shape(decided)
