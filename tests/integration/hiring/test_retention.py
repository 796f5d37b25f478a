"""Personal data is deleted on time, by the clock and by organization."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.interview_steps import find, judged, pending, started, topics

from vivavoce.contracts.profiles import RetentionDays
from vivavoce.hiring.adapters.due_interviews import PostgresRetentionStore
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.end_interview import EndInterview
from vivavoce.hiring.usecases.expire_interviews import ApplyRetention, EraseInterviewContent
from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import InterviewId, TenantId


@dataclass
class Later:
    """The real clock, so many days on."""

    world: HiringWorld
    days: float = 0

    def now(self) -> datetime:
        return self.world.ground.clock.now() + timedelta(days=self.days)

    def monotonic(self) -> float:
        return self.world.ground.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self.world.ground.clock.sleep(seconds)


@dataclass
class NotedData:
    """Keeps nothing, and notes what it was told to forget."""

    forgotten: list[InterviewId] = field(default_factory=list)
    breaks_on: InterviewId | None = None

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        if self.breaks_on in interview_ids:
            raise RuntimeError("the store is away")
        self.forgotten += interview_ids


@dataclass
class NotedRecordings:
    """Recordings of one age."""

    at: datetime | None = None

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        return int(self.at is not None and self.at < before)

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        count = await self.count_before(work, before)
        self.at = None if count else self.at
        return count


class OneOrganization(PostgresRetentionStore):
    """Leaves the organizations of other tests alone, whatever the clock says."""

    def __init__(self, database: Database, tenant: TenantId) -> None:
        super().__init__(database)
        self._tenant = tenant

    async def list_tenants(self) -> Sequence[TenantId]:
        return [one for one in await super().list_tenants() if one == self._tenant]


@dataclass
class Retention:
    """The use case, its clock and what it told others."""

    apply: ApplyRetention
    clock: Later
    words: NotedData
    assessments: NotedData
    recordings: NotedRecordings
    conversations: NotedRecordings


@pytest.fixture
def retention(world: HiringWorld, tenant: TenantId) -> Retention:
    clock, words, assessments = Later(world), NotedData(), NotedData()
    recordings, conversations = NotedRecordings(), NotedRecordings()
    store = OneOrganization(world.ground.database, tenant)
    step = ApplyTransition(world.interviews, world.webhooks, world.audit, world.ground.clock)
    erase = EraseInterviewContent(
        interviews=world.interviews,
        end_interview=EndInterview(step, world.candidate_links, world.calls, world.hosts),
        candidate_links=world.candidate_links,
        erase_subject_data=world.subject_data.forget,
        data_erasers=[words.forget],
        store=store,
    )
    apply = ApplyRetention(
        open_work=world.ground.open_work,
        store=store,
        policy=world.policy,
        erase_content=erase,
        erase_assessments=assessments.forget,
        recordings=recordings,
        conversations=conversations,
        clock=clock,
    )
    return Retention(apply, clock, words, assessments, recordings, conversations)


async def test_transcripts_are_deleted_after_ninety_days_and_assessments_after_a_year(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    interview = await judged(world, tenant)

    retention.clock.days = 89.9
    assert tenant not in await retention.apply()
    assert not (await find(world, tenant, interview.run_id)).is_erased

    retention.clock.days = 90.1
    first = (await retention.apply())[tenant]
    assert (first.transcripts, first.assessments, first.failed) == (1, 0, 0)
    erased = await find(world, tenant, interview.run_id)
    assert (erased.is_erased, erased.state) == (True, "ASSESSMENT_PENDING")
    assert world.subject_data.forgotten == [interview.person_id]
    assert interview.id not in world.candidate_links.opened

    assert tenant not in await retention.apply()

    retention.clock.days = 365.1
    last = (await retention.apply())[tenant]
    assert (last.transcripts, last.assessments) == (0, 1)
    assert interview.id in retention.assessments.forgotten


async def test_a_dry_run_counts_and_changes_nothing(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    interview = await judged(world, tenant)
    retention.recordings.at = retention.conversations.at = world.ground.clock.now()
    retention.clock.days = 366

    due = (await retention.apply.preview())[tenant]

    assert (due.transcripts, due.assessments) == (1, 1)
    assert (due.recordings, due.conversations) == (1, 1)
    assert not (await find(world, tenant, interview.run_id)).is_erased
    assert (retention.assessments.forgotten, retention.recordings.at is None) == ([], False)


async def test_a_promised_deletion_date_holds_although_the_organization_later_retains_longer(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    world.policy.retention = RetentionDays(transcript=10, assessment=20)
    early = await judged(world, tenant)
    world.policy.retention = RetentionDays(transcript=1000, assessment=1000)
    late = await judged(world, tenant)

    retention.clock.days = 21
    run = (await retention.apply())[tenant]

    assert (run.transcripts, run.assessments) == (1, 1)
    assert (await find(world, tenant, early.run_id)).is_erased
    assert not (await find(world, tenant, late.run_id)).is_erased


async def test_a_shortened_retention_time_applies_to_older_interviews_too(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    interview = await judged(world, tenant)
    world.policy.retention = RetentionDays(transcript=5, assessment=5)

    retention.clock.days = 6
    await retention.apply()

    assert (await find(world, tenant, interview.run_id)).is_erased


async def test_an_unfinished_interview_ends_when_its_facts_are_deleted(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    waiting, begun = await pending(world, tenant), await started(world, tenant)

    retention.clock.days = 91
    await retention.apply()

    for one in (waiting, begun):
        over = await find(world, tenant, one.run_id)
        assert (over.state, over.cancel_reason, over.is_erased) == ("CANCELLED", "RETENTION", True)
        assert (await topics(world, tenant, one))[-1] == "interview.cancelled"


async def test_of_a_returning_person_only_the_old_interview_is_erased(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    interview = await judged(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE person SET account_index = 'me' WHERE id = %(id)s", {"id": interview.person_id}
        )

    retention.clock.days = 91
    assert (await retention.apply())[tenant].transcripts == 1

    assert retention.words.forgotten == [interview.id]
    assert not (await find(world, tenant, interview.run_id)).is_erased
    assert world.subject_data.forgotten == []
    assert tenant not in await retention.apply()


async def test_one_failing_interview_blocks_no_other_and_is_retried(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    first, second = await judged(world, tenant), await judged(world, tenant)
    retention.assessments.breaks_on = first.id

    retention.clock.days = 366
    run = (await retention.apply())[tenant]
    assert (run.transcripts, run.assessments, run.failed) == (2, 1, 1)
    assert second.id in retention.assessments.forgotten

    retention.assessments.breaks_on = None
    assert (await retention.apply())[tenant].assessments == 1


async def test_the_report_covers_the_own_organization_with_policy_due_items_and_runs(
    world: HiringWorld, tenant: TenantId, retention: Retention
) -> None:
    await judged(world, tenant)
    other = fresh_tenant()
    retention.clock.days = 91
    due = await retention.apply.report(person(tenant, Role.ADMIN))
    await retention.apply()

    mine = await retention.apply.report(person(tenant, Role.ADMIN))
    theirs = await retention.apply.report(person(other, Role.ADMIN))

    assert (due.due.transcripts, due.runs) == (1, [])
    assert (mine.due.transcripts, [run.transcripts for run in mine.runs]) == (0, [1])
    assert mine.policy["hiring"] == RetentionDays(90, 365)
    assert (theirs.due.transcripts, theirs.runs) == (0, [])
    with pytest.raises(ForbiddenError):
        await retention.apply.report(person(tenant, Role.SEEKER))
