"""One interview from its request to its last decision, and every way off it."""

from __future__ import annotations

import dataclasses

import pytest
from tests.fakes.hiring import FACTS, HiringWorld, partner, person
from tests.integration.hiring.interview_steps import (
    ASSESSED,
    ENDED,
    PLAN,
    find,
    history,
    judged,
    pending,
    requested,
    started,
    tell,
    topics,
)

from vivavoce.contracts.events import (
    PlanModificationRequested,
)
from vivavoce.hiring.domain.interview import ReasonTooShortError
from vivavoce.hiring.domain.workflow import (
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
    InvalidTransitionError,
)
from vivavoce.hiring.usecases.decide_assessment import (
    AssessmentChangedError,
    HumanDecisionRequiredError,
)
from vivavoce.hiring.usecases.decide_plan import CommentsMissingError, PlanChangedError
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import InterviewId, TenantId

T = InterviewTransition


async def test_a_complete_request_proceeds_to_a_persons_decision(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)

    await world.cases.decide_assessment(person(tenant), interview.run_id, T.APPROVE_ASSESSMENT)

    done = await find(world, tenant, interview.run_id)
    steps = await history(world, tenant, interview.run_id)
    assert done.state is InterviewState.ASSESSMENT_APPROVED
    assert [step.transition for step in steps] == [
        T.RECEIVE,
        T.VALIDATE,
        T.GENERATE_PLAN,
        T.PLAN_READY,
        T.APPROVE,
        T.START,
        T.COMPLETE,
        T.ASSESSMENT_READY,
        T.APPROVE_ASSESSMENT,
    ]
    assert await topics(world, tenant, interview) == [
        step.topic for step in steps if not TRANSITION_RULES[step.transition].is_external_event
    ]
    assert world.webhooks.events(interview.id) == [
        "interview.plan_generated",
        "interview.approved",
        "interview.started",
        "interview.completed",
        "interview.assessment_pending",
        "interview.assessment_approved",
    ]
    assert world.plans.approved == [(interview.id, str(partner(tenant).id))]
    assert ("Rita Recruiter", "interview.approve_assessment", str(interview.id)) in world.audit.rows


async def test_every_history_row_names_the_event_that_published_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)

    async with world.ground.open_work(tenant) as work:
        unmatched = await work.fetch_all(
            """
            SELECT t.transition
            FROM interview_transition t
            LEFT JOIN outbox o ON o.tenant_id = t.tenant_id AND o.event_id = t.event_id
            WHERE t.interview_id = %(id)s AND o.topic IS DISTINCT FROM t.topic
            """,
            {"id": interview.id},
        )
    assert [row["transition"] for row in unmatched] == ["PLAN_READY"]  # heard from a played planner


async def test_missing_facts_are_requested_before_the_plan(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant, level=None, skills=[])
    assert interview.state is InterviewState.INFO_NEEDED

    half = await world.cases.complete_info(partner(tenant), str(interview.id), {"level": "MID"})
    whole = await world.cases.complete_info(
        partner(tenant), interview.run_id, {"skills": ["A", "B", "C"]}
    )

    assert (half.state, [gap.field for gap in half.gaps]) == (
        InterviewState.INFO_NEEDED,
        ["skills"],
    )
    assert (whole.state, whole.quality) == (InterviewState.VALIDATING_SKILLS, "EXCELLENT")
    assert await topics(world, tenant, interview) == [
        "interview.received",
        "interview.info_needed",
        "interview.info_needed",
        "interview.info_completed",
        "skill.validation.requested",
    ]
    assert world.webhooks.events(interview.id) == [
        "interview.info_needed",
        "interview.info_needed",
        "interview.info_completed",
    ]


async def test_a_question_of_the_planner_must_be_answered_before_the_interview_proceeds(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await world.facade.ask_for_info(work, interview.id, ["Which Go do you mean?"])

    silent = await world.cases.complete_info(
        partner(tenant), interview.run_id, {"company_name": "X"}
    )
    answered = await world.cases.complete_info(
        partner(tenant), interview.run_id, {"skills": ["Golang"]}
    )

    assert [gap.question for gap in silent.gaps] == ["Which Go do you mean?"]
    assert answered.state is InterviewState.VALIDATING_SKILLS


async def test_facts_are_accepted_only_while_they_are_required(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)

    with pytest.raises(InvalidTransitionError) as refused:
        await world.cases.complete_info(partner(tenant), interview.run_id, {"level": "MID"})

    assert refused.value.extra["currentState"] == "VALIDATING_SKILLS"


async def test_an_organization_with_automatic_approval_never_shows_pending(
    world: HiringWorld, tenant: TenantId
) -> None:
    world.policy.is_automatic = True
    interview = await requested(world, tenant)

    await tell(world, tenant, interview, PLAN)

    steps = await history(world, tenant, interview.run_id)
    assert [s.transition for s in steps][-2:] == [T.GENERATE_PLAN, T.AUTO_APPROVE]
    assert InterviewState.PENDING not in [step.after for step in steps]
    assert world.webhooks.events(interview.id) == [
        "interview.plan_generated",
        "interview.approved",
    ]
    assert interview.id in world.candidate_links.opened


async def test_a_change_request_returns_the_plan_and_the_next_version_is_reviewed_again(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)

    with pytest.raises(CommentsMissingError):
        await world.cases.decide_plan.modify(partner(tenant), interview.run_id, comments=" ")
    changed = await world.cases.decide_plan.modify(
        partner(tenant), interview.run_id, comments="More about Kafka."
    )
    async with world.ground.open_work(tenant) as work:
        await world.facade.begin_planning(work, interview.id, ["Python"], [])
    await tell(world, tenant, interview, PLAN)

    assert changed.interview.state is InterviewState.GENERATING_PLAN
    assert (await find(world, tenant, interview.run_id)).state is InterviewState.PENDING
    assert (await topics(world, tenant, interview))[-1] == PlanModificationRequested.topic


async def test_a_decision_about_an_outdated_plan_is_refused(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)

    with pytest.raises(PlanChangedError):
        await world.cases.decide_plan.approve(partner(tenant), interview.run_id, plan_id="plan-0")

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.PENDING


async def test_only_a_signed_in_person_decides_about_an_assessment(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)

    for step in (T.APPROVE_ASSESSMENT, T.REJECT_ASSESSMENT, T.REASSESS):
        with pytest.raises(HumanDecisionRequiredError):
            await world.cases.decide_assessment(
                partner(tenant), interview.run_id, step, comments="x"
            )
    viewer = person(tenant, Role.VIEWER)
    with pytest.raises(ForbiddenError):
        await world.cases.decide_assessment(viewer, interview.run_id, T.APPROVE_ASSESSMENT)
    with pytest.raises(AssessmentChangedError):
        await world.cases.decide_assessment(
            person(tenant), interview.run_id, T.APPROVE_ASSESSMENT, assessment_id="older"
        )

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.ASSESSMENT_PENDING


@pytest.mark.parametrize(
    ("is_retrying", "reason", "state"),
    [
        (True, "Too many questions about tools.", InterviewState.GENERATING_PLAN),
        (True, "  ", InterviewState.REJECTED),
        (True, None, InterviewState.REJECTED),
        (False, "Too many questions about tools.", InterviewState.REJECTED),
    ],
)
async def test_a_plan_rejected_with_a_reason_is_regenerated_where_configured(
    world: HiringWorld,
    tenant: TenantId,
    is_retrying: bool,
    reason: str | None,
    state: InterviewState,
) -> None:
    interview = await pending(world, tenant)
    world.policy.is_retrying = is_retrying

    decided = await world.cases.decide_plan.reject(
        person(tenant), interview.run_id, comments=reason
    )

    last = (await history(world, tenant, interview.run_id))[-1]
    assert decided.interview.state is state
    assert (last.reason or "") == (reason or "")
    assert (await topics(world, tenant, interview))[-1] == (
        "interview.modification_requested"
        if state is InterviewState.GENERATING_PLAN
        else "approval.rejected"
    )


@pytest.mark.parametrize("step", [T.REJECT_ASSESSMENT, T.REASSESS])
async def test_a_meaningless_reason_is_refused_for_a_decision_about_a_person(
    world: HiringWorld, tenant: TenantId, step: T
) -> None:
    interview = await judged(world, tenant)

    with pytest.raises(ReasonTooShortError):
        await world.cases.decide_assessment(person(tenant), interview.run_id, step, comments="1")

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.ASSESSMENT_PENDING
    assert (await history(world, tenant, interview.run_id))[-1].transition is T.ASSESSMENT_READY


async def test_a_person_gives_a_reason_in_words_and_a_program_its_reason_code(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)

    with pytest.raises(ReasonTooShortError):
        await world.cases.decide_plan.reject(person(tenant), interview.run_id, comments="1")
    assert (await find(world, tenant, interview.run_id)).state is InterviewState.PENDING
    decided = await world.cases.decide_plan.reject(
        partner(tenant), interview.run_id, comments="closed"
    )

    assert decided.interview.state is InterviewState.REJECTED


async def test_an_assessment_can_be_repeated_and_then_rejected(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)
    who = person(tenant)

    again = await world.cases.decide_assessment(
        who, interview.run_id, T.REASSESS, comments="The second answer was not read."
    )
    await tell(world, tenant, interview, ASSESSED)
    over = await world.cases.decide_assessment(who, interview.run_id, T.REJECT_ASSESSMENT)

    assert again.state is InterviewState.COMPLETED
    assert (over.state, over.cancel_reason) == (InterviewState.CANCELLED, "ASSESSMENT_REJECTED")
    assert (await topics(world, tenant, interview))[-2:] == ["assessment.rejected"] * 2


async def test_late_events_change_nothing(world: HiringWorld, tenant: TenantId) -> None:
    interview = await pending(world, tenant)
    before = await history(world, tenant, interview.run_id)

    for news in (PLAN, ENDED, ASSESSED):
        await tell(world, tenant, interview, news)

    assert await history(world, tenant, interview.run_id) == before


async def test_events_of_another_run_or_an_unknown_interview_change_nothing(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)
    unknown = dataclasses.replace(interview, id=InterviewId(tenant))

    await tell(world, tenant, dataclasses.replace(interview, run_id="run_1_other"), PLAN)
    await tell(world, tenant, unknown, PLAN)

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.VALIDATING_SKILLS


async def test_a_canceled_interview_closes_its_link_and_stays_canceled(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)

    await world.cases.cancel(partner(tenant), interview.run_id, reason="The position is filled.")

    assert interview.id not in world.candidate_links.opened
    with pytest.raises(InvalidTransitionError):
        await world.cases.cancel(partner(tenant), interview.run_id)
    async with world.ground.open_work(tenant) as work:
        assert await world.facade.expire(work, interview.id)
    assert (await find(world, tenant, interview.run_id)).cancel_reason == "CANCELLED"


async def test_an_interview_without_a_candidate_expires(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)

    async with world.ground.open_work(tenant) as work:
        assert await world.facade.expire(work, interview.id)

    gone = await find(world, tenant, interview.run_id)
    steps = await history(world, tenant, interview.run_id)
    assert (gone.state, gone.cancel_reason) == (InterviewState.CANCELLED, "EXPIRED")
    assert steps[-1].transition is T.EXPIRE


async def test_a_failure_is_stored_until_the_next_step(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await world.facade.note_failure(
            work, interview.id, stage="planning", code="planner_failed", attempts=6
        )
    failed = await find(world, tenant, interview.run_id)

    await tell(world, tenant, interview, PLAN)

    assert failed.failure == {"stage": "planning", "code": "planner_failed", "attempts": 6}
    assert (await find(world, tenant, interview.run_id)).failure is None


async def test_the_planner_gets_the_brief_and_the_scorer_the_names_to_mask(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)

    async with world.ground.open_work(tenant) as work:
        brief = await world.facade.get_facts(work, interview.id)
        card = await world.facade.get_candidate_details(work, interview.id)
        masked = await world.facade.get_names_to_mask(work, interview.id)

    assert brief.skills == tuple(FACTS["skills"])
    assert brief.duration_minutes == 30
    assert masked == ("Zoë Müller-Okafor", "zoe@example.com", "Müller-Okafor", "Zoë")
    for shown in (repr(brief), repr(card), repr(interview)):
        assert "Zoë" not in shown
        assert "@" not in shown.replace("***@e***", "")
