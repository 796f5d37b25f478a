"""Sessions that start, end, fail and repeat, and links that expire: what becomes of the interview."""

from __future__ import annotations

import pytest
from tests.fakes.hiring import HiringWorld, partner
from tests.integration.hiring.interview_steps import (
    ENDED,
    begun,
    find,
    opened,
    pending,
    started,
    tell,
    topics,
)

from vivavoce.contracts.events import (
    InterviewNotCompleted,
    SessionStarted,
)
from vivavoce.hiring.domain.workflow import (
    InterviewState,
)
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import TenantId


async def test_a_waiting_session_starts_the_interview_only_when_the_candidate_begins(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    webhook_count = len(world.webhooks.events(interview.id))

    await opened(world, tenant, interview, "session-1", 1)
    await opened(world, tenant, interview, "session-1", 1)
    waits = await find(world, tenant, interview.run_id)
    for _ in range(2):
        await tell(world, tenant, interview, SessionStarted(session_id="session-1", attempt=1))
    went_in = await find(world, tenant, interview.run_id)

    assert (waits.state, waits.session_id, waits.attempt) == (
        InterviewState.APPROVED,
        "session-1",
        1,
    )
    assert (went_in.state, went_in.session_id) == (InterviewState.IN_PROGRESS, "session-1")
    assert world.webhooks.events(interview.id)[webhook_count:] == ["interview.started"]
    assert (await topics(world, tenant, interview)).count("interview.started") == 1


async def test_every_webhook_has_the_partners_own_id_of_the_request(
    world: HiringWorld, tenant: TenantId
) -> None:
    named = await pending(world, tenant, external_id="req-2291")
    unnamed = await pending(world, tenant)

    await world.cases.decide_plan.approve(partner(tenant), named.run_id)

    sent = [(what["interview_id"], what["external_id"]) for what in world.webhooks.recorded]
    assert {own for interview, own in sent if interview == named.id} == {"req-2291"}
    assert {own for interview, own in sent if interview == unnamed.id} == {None}


async def test_unanswered_calls_start_nothing_and_the_last_attempt_ends_the_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    for attempt in range(1, 4):
        name = f"session-{attempt}"
        await opened(world, tenant, interview, name, attempt)
        gone = InterviewNotCompleted(session_id=name, reason="no_show", is_technical=False)
        before = await find(world, tenant, interview.run_id)
        await tell(world, tenant, interview, gone)
        assert before.state is InterviewState.APPROVED

    over = await find(world, tenant, interview.run_id)
    assert (over.state, over.cancel_reason) == (InterviewState.CANCELLED, "ATTEMPTS_USED")
    assert "interview.started" not in world.webhooks.events(interview.id)
    assert "interview.started" not in await topics(world, tenant, interview)


async def test_a_late_start_event_starts_nothing(world: HiringWorld, tenant: TenantId) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    await opened(world, tenant, interview, "session-1", 1)
    await world.cases.cancel(partner(tenant), interview.run_id)

    await tell(world, tenant, interview, SessionStarted(session_id="session-1", attempt=1))

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.CANCELLED


async def test_the_end_of_a_session_is_not_the_end_of_the_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    dropped = InterviewNotCompleted(session_id="session-1", reason="abandoned", is_technical=False)
    broken = InterviewNotCompleted(session_id="session-2", reason="failed", is_technical=True)

    await tell(world, tenant, interview, dropped)
    await tell(world, tenant, interview, dropped)
    await begun(world, tenant, interview, "session-2", 2)
    await tell(world, tenant, interview, broken)
    await begun(world, tenant, interview, "session-3", 3)
    async with world.ground.open_work(tenant) as work:
        card = await world.facade.get_candidate_details(work, interview.id)

    assert (card.state, card.session_id, card.attempt) == ("IN_PROGRESS", "session-3", 3)
    assert card.attempts_left == 2
    assert (await topics(world, tenant, interview)).count("interview.started") == 1


async def test_a_candidate_who_ends_it_before_any_answer_has_ended_the_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    await begun(world, tenant, interview, "session-1", 1)
    ended = InterviewNotCompleted(
        session_id="session-1", reason="no_answers", is_technical=False, is_ended_by_candidate=True
    )

    for _ in range(2):
        await tell(world, tenant, interview, ended)

    over = await find(world, tenant, interview.run_id)
    assert (over.state, over.cancel_reason) == (InterviewState.CANCELLED, "WITHDRAWN")
    assert over.attempts_left > 0
    assert world.webhooks.events(interview.id).count("interview.cancelled") == 1


async def test_no_attempt_follows_the_last_one(world: HiringWorld, tenant: TenantId) -> None:
    interview = await started(world, tenant)
    for attempt in range(1, 4):
        name = f"session-{attempt}"
        await begun(world, tenant, interview, name, attempt)
        gone = InterviewNotCompleted(session_id=name, reason="abandoned", is_technical=False)
        await tell(world, tenant, interview, gone)

    over = await find(world, tenant, interview.run_id)
    assert (over.state, over.cancel_reason) == (InterviewState.CANCELLED, "ATTEMPTS_USED")
    with pytest.raises(ConflictError):
        await begun(world, tenant, interview, "session-4", 4)


async def test_after_the_last_attempt_enough_answers_complete_the_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    world.live_sessions.enough.add(interview.id)
    for attempt in range(1, 4):
        name = f"session-{attempt}"
        await begun(world, tenant, interview, name, attempt)
        gone = InterviewNotCompleted(session_id=name, reason="no_show", is_technical=False)
        await tell(world, tenant, interview, gone)

    unfinished = await find(world, tenant, interview.run_id)
    await tell(world, tenant, interview, ENDED)

    assert world.live_sessions.concluded == [interview.id]
    assert unfinished.state is InterviewState.IN_PROGRESS
    assert (await find(world, tenant, interview.run_id)).state is InterviewState.COMPLETED


async def test_a_running_session_is_not_ended_by_the_attempt_limit(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    world.live_sessions.live.add(interview.id)
    for attempt in range(1, 4):
        gone = InterviewNotCompleted(
            session_id=f"session-{attempt}", reason="no_show", is_technical=False
        )
        await tell(world, tenant, interview, gone)

    assert (await find(world, tenant, interview.run_id)).state is InterviewState.IN_PROGRESS
    with pytest.raises(ConflictError) as refused:
        await begun(world, tenant, interview, "session-5", 5)
    assert refused.value.code == "no_attempts_left"


@pytest.mark.parametrize("is_enough", [True, False])
async def test_an_expired_link_ends_an_interview_that_was_started(
    world: HiringWorld, tenant: TenantId, is_enough: bool
) -> None:
    interview = await started(world, tenant)
    if is_enough:
        world.live_sessions.enough.add(interview.id)

    async with world.ground.open_work(tenant) as work:
        is_settled = await world.facade.expire(work, interview.id)

    found = await find(world, tenant, interview.run_id)
    assert is_settled
    assert world.live_sessions.concluded == ([interview.id] if is_enough else [])
    left = (
        (InterviewState.IN_PROGRESS, None) if is_enough else (InterviewState.CANCELLED, "EXPIRED")
    )
    assert (found.state, found.cancel_reason) == left


async def test_an_expired_link_waits_for_a_running_session(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    world.live_sessions.live.add(interview.id)

    async with world.ground.open_work(tenant) as work:
        is_settled = await world.facade.expire(work, interview.id)

    assert not is_settled
    assert (await find(world, tenant, interview.run_id)).state is InterviewState.IN_PROGRESS
