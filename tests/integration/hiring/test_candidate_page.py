"""The candidate's own page: what it shows and offers at each stage, and what staff sees of it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.hiring import HiringWorld, partner, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, history, judged, pending, started

from vivavoce.contracts.candidate_page import CandidatePageDetails
from vivavoce.hiring.domain.candidate_page import (
    CandidateActionNotAvailableError,
    MessageTooLongError,
    TimeNotOfferedError,
)
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.caller import Permission, Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId


async def page_of(
    world: HiringWorld, tenant: TenantId, interview: Interview
) -> CandidatePageDetails:
    async with world.ground.open_work(tenant) as work:
        return await world.page.read(work, interview.id)


async def do(
    world: HiringWorld, tenant: TenantId, interview: Interview, action: str, *values: Any
) -> CandidatePageDetails:
    async with world.ground.open_work(tenant) as work:
        await getattr(world.page, action)(work, interview.id, *values)
    return await page_of(world, tenant, interview)


async def task_kinds(world: HiringWorld, tenant: TenantId) -> list[str]:
    listed = await world.cases.manage_tasks.list(person(tenant), ("open", "claimed"))
    return [each.task.kind for each in listed.tasks]


async def decided(
    world: HiringWorld, tenant: TenantId, edge: Edge, outcome: str = "NO_HIRE"
) -> Interview:
    interview = await judged(world, tenant)
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "scorecard": {
            "competencies": [
                {"name": "Planning", "score": 4.5},
                {"name": "Driving", "score": 2.5},
                {"name": "Loading", "score": None},
            ]
        },
    }
    body = {
        "assessmentId": "assessment-1",
        "outcome": outcome,
        "levels": [{"competency": "Planning", "level": 2}],
        "comments": "She named no plan of her own.",
    }
    answer = await edge.ask(
        "POST", f"/interviews/{interview.id}/decisions", body, badge="RECRUITER"
    )
    await world.cases.decide_candidate.send(tenant, UUID(answer.json()["decisionId"]))
    return interview


async def test_a_candidate_withdraws_and_staff_has_a_task_while_the_page_stays(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    before = await page_of(world, tenant, interview)

    after = await do(world, tenant, interview, "withdraw")
    ended = await find(world, tenant, interview.run_id)

    assert before.stage == "ready"
    assert before.actions == {"withdraw", "request_person"}
    assert (after.stage, after.actions) == ("withdrawn", {"request_person"})
    assert (ended.state, ended.cancel_reason) == ("CANCELLED", "WITHDRAWN")
    assert (await history(world, tenant, interview.run_id))[-1].actor.kind == "candidate"
    assert world.webhooks.recorded[-1]["data"] == {
        "reason": "WITHDRAWN",
        "cancelledBy": "candidate",
    }
    assert await task_kinds(world, tenant) == ["candidate_withdrew"]
    assert world.staff_mail.kinds == ["candidate_withdrew"]
    assert interview.id in world.candidate_links.opened, "the link still opens the page"
    assert world.calls.called_off == [interview.id]
    with pytest.raises(CandidateActionNotAvailableError):
        await do(world, tenant, interview, "withdraw")


async def test_asking_for_a_person_on_the_page_opens_one_task_without_a_session(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await started(world, tenant)

    await do(world, tenant, interview, "request_person")
    asked = await do(world, tenant, interview, "request_person")
    tasks = (await edge.ask("GET", "/tasks", badge="VIEWER")).json()["data"]
    await edge.ask("POST", f"/tasks/{tasks[0]['id']}/complete", badge="RECRUITER")
    helped = await page_of(world, tenant, interview)

    assert [(task["kind"], task["sessionId"]) for task in tasks] == [("person_requested", None)]
    assert len(world.staff_mail.sent) == 1
    assert asked.person_requested_at is not None
    assert helped.person_requested_at is None


async def test_a_scheduled_interview_moves_within_the_offered_time(
    world: HiringWorld, tenant: TenantId
) -> None:
    now = world.ground.clock.now()
    interview = await pending(
        world, tenant, scheduled_at=now + timedelta(days=3), candidate_email="ada@example.com"
    )
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    new_time = (now + timedelta(days=5)).replace(microsecond=0)

    before = await page_of(world, tenant, interview)
    for refused in (timedelta(minutes=1), timedelta(days=15)):
        with pytest.raises(TimeNotOfferedError):
            await do(world, tenant, interview, "reschedule", now + refused)
    after = await do(world, tenant, interview, "reschedule", new_time)

    assert "reschedule" in before.actions
    assert (after.stage, after.starts_at) == ("scheduled", new_time)
    assert world.candidate_links.invited[-1] == interview.id
    assert world.webhooks.events(interview.id)[-1] == "interview.scheduled"
    assert world.candidate_links.kept[interview.id] == new_time + timedelta(
        days=interview.profile.link_ttl_days
    )


async def test_corrections_and_feedback_stand_beside_the_interview_and_are_encrypted(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)

    await do(world, tenant, interview, "correct", 4, " I said four years. ")
    await do(world, tenant, interview, "correct", 4, "I said four years, not forty.")
    await do(world, tenant, interview, "give_feedback", 4, "Clear questions.")
    path = f"/interviews/{interview.id}/candidate-messages"
    told = (await edge.ask("GET", path, badge="VIEWER")).json()
    async with world.ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT text FROM candidate_message")
    with pytest.raises(MessageTooLongError):
        await do(world, tenant, interview, "correct", 4, "  ")

    assert [(each["turn"], each["text"]) for each in told["corrections"]] == [
        (4, "I said four years, not forty.")
    ]
    assert (told["feedback"]["stars"], told["feedback"]["text"]) == (4, "Clear questions.")
    assert told["review"] is None
    assert not any(b"years" in bytes(row["text"]) for row in rows)


async def test_the_promised_day_and_no_result_show_while_a_person_reads(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)
    world.policy.page_rules = dataclasses.replace(
        world.policy.page_rules, reply_days=10, explains_decisions=True
    )

    page = await page_of(world, tenant, interview)

    assert page.stage == "in_review"
    assert page.completed_at is not None
    assert page.reply_by == page.completed_at + timedelta(days=10)
    assert page.explanation is None
    assert "request_review" not in page.actions
    assert world.candidate_links.kept[interview.id] > world.ground.clock.now() + timedelta(days=80)


async def test_a_decision_is_explained_without_scores_only_where_that_is_allowed(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await decided(world, tenant, edge)

    silent = await page_of(world, tenant, interview)
    world.policy.page_rules = dataclasses.replace(
        world.policy.page_rules, explains_decisions=True, allows_review=False
    )
    open_page = await page_of(world, tenant, interview)

    assert (silent.stage, silent.explanation) == ("decided", None)
    assert "request_review" in silent.actions
    assert "request_review" not in open_page.actions
    assert open_page.explanation is not None
    assert open_page.explanation.goes_on is False
    assert [(area.name, area.impression) for area in open_page.explanation.areas] == [
        ("Planning", "little"),
        ("Driving", "partial"),
        ("Loading", "not_assessed"),
    ]


async def test_a_review_is_asked_for_answered_by_a_person_and_mailed(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await decided(world, tenant, edge)
    path = f"/interviews/{interview.id}/review-answer"
    early = await edge.ask("POST", path, {"answer": "We read it again."}, badge="RECRUITER")

    await do(world, tenant, interview, "request_review", "You misread my second answer.")
    waiting = await task_kinds(world, tenant)
    refused = await edge.ask("POST", path, {"answer": "We read it again."}, badge="VIEWER")
    answered = await edge.ask("POST", path, {"answer": "We read it again."}, badge="RECRUITER")
    again = await edge.ask("POST", path, {"answer": "And again."}, badge="RECRUITER")
    page = await page_of(world, tenant, interview)

    assert (early.status_code, early.json()["code"]) == (404, "review_not_found")
    assert waiting == ["review_requested"]
    assert refused.status_code == 403
    assert (answered.status_code, answered.json()["review"]["answeredBy"]) == (
        200,
        "Rita Recruiter",
    )
    assert (again.status_code, again.json()["code"]) == (409, "review_already_answered")
    assert page.messages.review is not None
    assert page.messages.review.answer == "We read it again."
    assert "request_review" not in page.actions
    assert await task_kinds(world, tenant) == []
    assert [(mail["to"], mail["answer"]) for mail in world.candidate_mail.answers] == [
        (interview.request.candidate_email, "We read it again.")
    ]


async def test_only_a_person_who_may_decide_closes_a_request_for_a_review(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await decided(world, tenant, edge)
    await do(world, tenant, interview, "request_review", "You misread my second answer.")
    (one,) = (await world.cases.manage_tasks.list(person(tenant), ("open",))).tasks
    reads = Permission.INTERVIEW_READ
    clerk, decider = (
        dataclasses.replace(
            person(tenant), role=str(UUID(int=9)), permissions=frozenset({reads, allowed})
        )
        for allowed in (Permission.INTERVIEW_UPDATE, Permission.INTERVIEW_APPROVE)
    )

    for change in (world.cases.manage_tasks.claim, world.cases.manage_tasks.complete):
        with pytest.raises(ForbiddenError):
            await change(clerk, one.task.id)
    done = await world.cases.manage_tasks.complete(decider, one.task.id)

    assert done.task.status == "done"


async def test_a_candidate_erases_their_data_and_the_result_keeps_no_words(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await decided(world, tenant, edge)
    await do(world, tenant, interview, "give_feedback", 2, "Too long.")

    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)
    gone = await find(world, tenant, interview.run_id)
    messages = await world.cases.manage_messages.read(
        person(tenant, Role.VIEWER), str(interview.id)
    )

    assert gone.is_erased
    assert gone.request.candidate_name is None
    assert gone.state == "ASSESSMENT_APPROVED"
    assert interview.id not in world.candidate_links.opened
    assert messages.feedback is not None
    assert (messages.feedback.stars, messages.feedback.text) == (2, "")
    assert ("", "interview.candidate_erased_own_data", str(interview.id)) in world.audit.rows
