"""An appointment extends the link, moves only to a later time, and is announced to the candidate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.fakes.hiring import HiringWorld, partner, person
from tests.integration.hiring.interview_steps import (
    begun,
    pending,
    started,
    topics,
)
from tests.integration.hiring.test_workflow import T

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InvalidTransitionError,
)
from vivavoce.hiring.usecases.dispatch_transition import TimeNotInFutureError
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import TenantId


async def test_an_appointment_schedules_at_approval_and_keeps_the_link_closed_until_then(
    world: HiringWorld, tenant: TenantId
) -> None:
    later = world.ground.clock.now() + timedelta(days=1)
    interview = await pending(world, tenant, scheduled_at=later)

    decided = await world.cases.decide_plan.approve(partner(tenant), interview.run_id)

    assert decided.interview.state is InterviewState.SCHEDULED
    assert decided.link == world.candidate_links.opened[interview.id]
    assert (await topics(world, tenant, interview))[-2:] == [
        "approval.approved",
        "interview.scheduled",
    ]
    with pytest.raises(ConflictError) as refused:
        await begun(world, tenant, interview, "session-1", 1)
    assert refused.value.code == "too_early"
    assert refused.value.extra["opensAt"] == (later - timedelta(minutes=10)).isoformat()


async def test_a_distant_appointment_extends_the_link_until_after_its_time(
    world: HiringWorld, tenant: TenantId
) -> None:
    at = world.ground.clock.now() + timedelta(days=30)
    bound = await pending(world, tenant, scheduled_at=at)
    later = await pending(world, tenant)

    await world.cases.decide_plan.approve(partner(tenant), bound.run_id)
    await world.cases.decide_plan.approve(partner(tenant), later.run_id)
    await world.cases.dispatch_transition(person(tenant), later.run_id, T.SCHEDULE, scheduled_at=at)

    assert world.candidate_links.kept == {one.id: at + timedelta(days=7) for one in (bound, later)}


async def test_a_candidate_is_notified_when_staff_schedule_move_and_cancel_the_appointment(
    world: HiringWorld, tenant: TenantId
) -> None:
    at = world.ground.clock.now().replace(microsecond=0) + timedelta(days=3)
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    links = world.candidate_links

    async def schedule(time: datetime) -> Interview:
        done = await world.cases.dispatch_transition(
            person(tenant), interview.run_id, T.SCHEDULE, scheduled_at=time
        )
        return done.interview

    first = await schedule(at)
    assert (links.invited, links.moved) == ([interview.id], [])
    webhook_count = len(world.webhooks.events(interview.id))

    moved = await schedule(at + timedelta(days=1))
    await schedule(at + timedelta(days=1))
    assert (first.request.scheduled_at, moved.request.scheduled_at) == (at, at + timedelta(days=1))
    assert moved.state is InterviewState.SCHEDULED
    assert (links.invited, links.moved) == ([interview.id] * 2, [interview.id])
    assert links.kept[interview.id] == at + timedelta(days=8)
    assert world.webhooks.events(interview.id)[webhook_count:] == ["interview.scheduled"]
    assert world.audit.rows[-1][1] == "interview.reschedule"

    await world.cases.cancel(person(tenant), interview.run_id)
    assert links.called_off == [interview.id]


async def test_an_appointment_moves_only_to_a_later_time_and_not_once_the_interview_runs(
    world: HiringWorld, tenant: TenantId
) -> None:
    now = world.ground.clock.now()
    interview = await pending(world, tenant, scheduled_at=now + timedelta(days=3))
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    running = await started(world, tenant)

    for key, at, error in (
        (interview.run_id, now - timedelta(days=1), TimeNotInFutureError),
        (interview.run_id, None, InvalidTransitionError),
        (running.run_id, now + timedelta(days=1), InvalidTransitionError),
    ):
        with pytest.raises(error):
            await world.cases.dispatch_transition(person(tenant), key, T.SCHEDULE, scheduled_at=at)

    assert world.candidate_links.moved == []


async def test_canceling_without_an_appointment_calls_nothing_off(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)

    await world.cases.cancel(person(tenant), interview.run_id)

    assert world.candidate_links.called_off == []
