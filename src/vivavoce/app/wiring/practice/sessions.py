"""Builds practice up to the room: setting sessions up, and assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.planning import has_model
from vivavoce.app.wiring.practice.names import OrganisationNames
from vivavoce.contracts.profiles import PRACTICE
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.hiring.adapters.answers import PostgresAnswers
from vivavoce.infra.settings import Settings
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.live.domain.mind.director import RULES
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.adapters.assignments import PostgresAssignments
from vivavoce.practice.adapters.drafts import PostgresDrafts
from vivavoce.practice.domain.draft import FollowUpPolicy, ReadPlan
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Audit, History, Limits, PlanEdits, Reorder, Standings
from vivavoce.practice.routes.assignments import AssignmentCases, assignments_router
from vivavoce.practice.routes.sessions import SessionCases, sessions_router
from vivavoce.practice.routes.sessions_shapes import Addresses
from vivavoce.practice.usecases.approve import Approve
from vivavoce.practice.usecases.assign import Assign, ListAssignments, Unassign
from vivavoce.practice.usecases.assigned import AssignmentBook, LaunchAssigned
from vivavoce.practice.usecases.configure import Configure
from vivavoce.practice.usecases.edit import EditQuestions
from vivavoce.practice.usecases.list_sessions import ListSessions
from vivavoce.practice.usecases.once import Once
from vivavoce.practice.usecases.owners import Owners
from vivavoce.practice.usecases.preview import Preview, SetUp
from vivavoce.practice.usecases.read_session import Compose, ReadSession
from vivavoce.practice.usecases.wait_for_plan import WaitForPlan
from vivavoce.tenancy.adapters.people import PostgresPeople
from vivavoce.tenancy.facade import TenantReader

_BUILT_IN_WAIT_S, _BESIDE_MODEL_S = 20.0, 10.0
_SLACK_S = 30
FOLLOW_UPS = FollowUpPolicy(
    max_per_question=PRACTICE.max_follow_ups,
    triggers=(
        "no answer was given, or it was about something else",
        "what you did yourself was not said",
        "no result was named, or it was not measured",
        "no reason, no detail or no depth was given",
        "two statements do not fit together",
    ),
    style=f"{RULES}: one thing at a time, only while time is left for the questions to come",
)
"""What the interviewer's rules do, in a seeker's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsNeed:
    """What setting sessions up asks of other slices and of other parts of practice."""

    desk: Desk
    tenants: TenantReader
    plans: PlanReader
    edits: PlanEdits
    reorder: Reorder
    limits: Limits
    audit: Audit
    history: History
    standings: Standings
    voice: VoiceOffer


@dataclass(frozen=True, slots=True)
class PracticeSessions:
    """What the roof and the other parts of practice need of this one."""

    router: APIRouter
    owners: Owners
    cases: SessionCases
    assignment_cases: AssignmentCases
    book: AssignmentBook


class PracticePlans:
    """Reads a plan with its approval."""

    def __init__(self, plans: PlanReader) -> None:
        self._plans = plans

    async def read(self, work: Work, interview_id: InterviewId, plan_id: str) -> ReadPlan:
        """Return one plan of an interview."""
        plan = await self._plans.by_id(work, PlanId(UUID(plan_id)))
        newest = await self._plans.current(work, interview_id)
        if newest is None or newest["planId"] != plan_id or newest["approvedAt"] is None:
            return ReadPlan(plan=plan)
        return ReadPlan(
            plan=plan,
            approved_at=datetime.fromisoformat(str(newest["approvedAt"])),
            approved_by=str(newest["approvedBy"]),
        )


def modes_of(voice: VoiceOffer) -> tuple[str, ...]:
    """Return how practice is held here, the usual way first: aloud only where somebody is heard."""
    return ("text",) if voice.answers == "typed" else ("text", "voice")


def plan_wait_s(settings: Settings) -> float:
    """Return how long a request waits for its plan."""
    if settings.practice_wait_s is not None:
        return settings.practice_wait_s
    if has_model(settings):
        return settings.llm_deadline_s + _BESIDE_MODEL_S
    return _BUILT_IN_WAIT_S


def build_practice_sessions(on: Foundation, need: SessionsNeed) -> PracticeSessions:
    """Return this part of practice on real adapters."""
    work, desk, wait_s = on.open_work, need.desk, plan_wait_s(on.settings)
    owners = Owners(desk, OrganisationNames(need.tenants))
    drafts, addresses = PostgresDrafts(on.keys), PostgresPeople()
    assignments = PostgresAssignments(on.vault, on.keys)
    modes = modes_of(need.voice)
    compose = Compose(
        drafts=drafts,
        plans=PracticePlans(need.plans),
        history=need.history,
        follow_ups=FOLLOW_UPS,
        modes=modes,
    )
    read = ReadSession(work, owners, desk, compose, on.clock)
    set_up = SetUp(
        open_work=work,
        owners=owners,
        desk=desk,
        drafts=drafts,
        history=need.history,
        limits=need.limits,
        reorder=need.reorder,
        edits=need.edits,
        assigned=LaunchAssigned(assignments, addresses),
        read=read,
        wait=WaitForPlan(work, desk, on.clock, at_most_s=wait_s),
        modes=modes,
    )
    once = Once(
        work, PostgresAnswers(on.keys, on.vault), frees_after_s=round(2 * wait_s) + _SLACK_S
    )
    cases = SessionCases(
        once=once,
        preview=Preview(work, desk, set_up, compose),
        configure=Configure(work, desk, set_up, compose),
        edit=EditQuestions(
            open_work=work,
            owners=owners,
            desk=desk,
            drafts=drafts,
            edits=need.edits,
            audit=need.audit,
            read=read,
            compose=compose,
        ),
        approve=Approve(work, owners, desk, read, compose),
        read=read,
        listed=ListSessions(work, owners, desk, need.standings),
        addresses=Addresses(gateway_url=on.settings.gateway_url, edge_url=on.settings.rooms_url),
    )
    assigning = AssignmentCases(
        once=once,
        assign=Assign(
            open_work=work,
            owners=owners,
            assignments=assignments,
            audit=need.audit,
            clock=on.clock,
            ids=on.ids,
        ),
        listed=ListAssignments(work, assignments, addresses),
        unassign=Unassign(work, owners, assignments, need.audit),
    )
    router = APIRouter()
    for part in (assignments_router(assigning), sessions_router(cases)):
        router.include_router(part, prefix="/api/v1")
    return PracticeSessions(router, owners, cases, assigning, AssignmentBook(assignments))
