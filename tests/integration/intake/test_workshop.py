"""The documents of an intake on a real database: written once, alone, told once, and erased."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4  # noqa: TID251 - names that nobody else uses

import pytest
from tests.fakes.managers import utterances
from tests.world import Ground

from vivavoce.contracts.interview import (
    InterviewSnapshot,
    InterviewTranscript,
    InterviewTranscriptTurn,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import GoneError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.planning.adapters.artifact_writers import write_by_rules
from vivavoce.planning.adapters.postgres_intakes import PostgresIntakeRepository
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS, ArtifactDocument, ArtifactKind
from vivavoce.planning.domain.intake.built_in_writer import WritingTask
from vivavoce.planning.ports.intake import (
    ArtifactInProgressError,
    Intake,
    IntakeArtifact,
    IntakeArtifactNotFoundError,
    IntakeNotEndedError,
    IntakeNotFoundError,
    find_newest_artifact,
)
from vivavoce.planning.usecases.intake_artifacts import ManageIntakeArtifacts
from vivavoce.planning.usecases.intakes import ReadIntakes
from vivavoce.planning.usecases.write_artifact import WriteArtifact

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Broken(RuntimeError):
    """The writer breaks off."""


class Audits:
    async def record(self, *_: object) -> None:
        """Nobody reads it here."""


class Names:
    async def find_by_email(self, work: UnitOfWork, email: str) -> Caller | None:
        return None

    async def get_name(self, work: UnitOfWork, user_id: object) -> str | None:
        return "Mara Manager"


@dataclass
class Talks:
    """The talk, as live tells it."""

    is_erased: bool = False

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        if self.is_erased:
            raise GoneError
        turns = tuple(
            InterviewTranscriptTurn(
                turn=one.turn,
                role="candidate",
                kind="answer",
                text=one.text,
                question_id=one.question_id,
                start_ms=0,
                end_ms=1,
            )
            for one in utterances()
        )
        return InterviewTranscript(
            session_id=session_id,
            mode="text",
            started_at=NOW,
            ended_at=NOW,
            end_reason="all_asked",
            duration_s=60,
            asked_question_ids=(),
            answered_question_ids=(),
            turns=turns,
        )


@dataclass
class Writers:
    """The rules, breaking off for some documents."""

    broken: set[str] = field(default_factory=set)
    wrote: Counter[str] = field(default_factory=Counter)
    pause: asyncio.Event | None = None

    async def write(self, task: WritingTask) -> ArtifactDocument:
        self.wrote[task.kind] += 1
        if task.kind in self.broken:
            raise Broken
        if self.pause is not None:
            await self.pause.wait()
        return await write_by_rules(task)


@dataclass
class Desk:
    """Interviews, as hiring tells them."""

    intake: Intake

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        return InterviewSnapshot(
            interview_id=interview_id,
            run_id=self.intake.run_id,
            person_id=self.intake.person_id,
            profile="intake",
            transcript_retention_days=365,
            state="COMPLETED",
            position="Backend Engineer",
            level=None,
            company_name="Acme",
            job_description=None,
            duration_minutes=20,
            language="en",
            interview_type=None,
            difficulty=None,
            framework=None,
            persona_id=None,
            plan_id=None,
            assessment_id=None,
            session_id=None,
            attempt=1,
            cancel_reason=None,
            failure=None,
            created_at=NOW,
            updated_at=NOW,
            state_since=NOW,
            context=None,
            candidate_name="Mara Manager",
        )

    async def open(self, *_: object) -> InterviewSnapshot:
        raise AssertionError("nothing is opened here")


@dataclass
class Workshop:
    """One intake whose talk has ended, or not yet."""

    ground: Ground
    tenant: TenantId
    talks: Talks = field(default_factory=Talks)
    writers: Writers = field(default_factory=Writers)

    def __post_init__(self) -> None:
        self.store = PostgresIntakeRepository(self.ground.vault)
        self.session = SessionId(uuid4())
        self.intake = Intake(
            id=InterviewId(uuid4()),
            run_id=f"run_{uuid4().hex}",
            person_id=PersonId(uuid4()),
            manager_id=uuid4(),
            opened_by=uuid4(),
            created_at=NOW,
        )
        on, work = self.ground, self.ground.open_work
        desk = Desk(self.intake)
        artifacts = ManageIntakeArtifacts(
            open_work=work, intakes=self.store, audit=Audits(), clock=on.clock, ids=on.ids
        )
        self.start = artifacts.complete_intake
        self.regenerate = artifacts.regenerate
        self.accept = artifacts.accept
        self.write = WriteArtifact(
            open_work=work,
            interviews=desk,
            intakes=self.store,
            transcripts=self.talks,
            writer=self.writers.write,
            clock=on.clock,
        )
        self.read = ReadIntakes(
            open_work=work,
            interviews=desk,
            intakes=self.store,
            members=Names(),
            transcripts=self.talks,
        )

    @property
    def manager(self) -> Caller:
        return self.caller(self.intake.manager_id)

    def caller(self, account: object, role: Role = Role.HIRING_MANAGER) -> Caller:
        return Caller(
            tenant_id=self.tenant,
            kind="account",
            id=account,
            name="Somebody",
            permissions=ROLE_PERMISSIONS[role],
            role=role,
        )

    async def ended(self, times: int = 1) -> None:
        for _ in range(times):
            async with self.ground.open_work(self.tenant) as work:
                await self.start(work, self.intake.id, self.session)

    async def run(self, *kinds: ArtifactKind) -> None:
        for kind in kinds or ARTIFACT_KINDS:
            await self.write(self.tenant, self.intake.id, kind)

    async def found(self) -> list[IntakeArtifact]:
        return await self.read.list_artifacts(self.manager, self.intake.id)

    async def newest(self, kind: ArtifactKind) -> IntakeArtifact:
        newest = find_newest_artifact(await self.found(), kind)
        assert newest is not None
        return newest

    async def statuses(self) -> dict[str, str]:
        return {kind: (await self.newest(kind)).status for kind in ARTIFACT_KINDS}

    async def told(self) -> list[dict[str, object]]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT payload FROM outbox"
                " WHERE interview_id = %(id)s AND topic = 'intake.artifacts_completed'",
                {"id": self.intake.id},
            )
        return [row["payload"] for row in rows]


@pytest.fixture
async def workshop(ground: Ground, tenant: TenantId) -> Workshop:
    made = Workshop(ground, tenant)
    async with ground.open_work(tenant) as work:
        await made.store.add(work, made.intake)
    return made


async def test_the_end_of_the_talk_orders_four_documents_once(workshop: Workshop) -> None:
    await workshop.ended(times=2)

    assert [one.kind for one in await workshop.found()] == list(ARTIFACT_KINDS)
    assert set((await workshop.statuses()).values()) == {"queued"}
    async with workshop.ground.open_work(workshop.tenant) as work:
        rows = await work.fetch_all(
            "SELECT args FROM jobs.procrastinate_jobs"
            " WHERE task_name = 'planning.write_artifact' AND args ->> 'intake_id' = %(id)s",
            {"id": str(workshop.intake.id)},
        )
    assert sorted(row["args"]["kind"] for row in rows) == sorted(ARTIFACT_KINDS)


async def test_the_end_of_another_interview_orders_nothing(workshop: Workshop) -> None:
    async with workshop.ground.open_work(workshop.tenant) as work:
        await workshop.start(work, InterviewId(uuid4()), workshop.session)

    assert await workshop.found() == []


async def test_a_job_that_runs_twice_writes_once_and_all_are_told_once(workshop: Workshop) -> None:
    await workshop.ended()
    await workshop.run()
    before = await workshop.found()
    await workshop.run()

    assert await workshop.found() == before
    assert set(workshop.writers.wrote.values()) == {1}
    assert await workshop.told() == [
        {"intakeId": str(workshop.intake.id), "ready": list(ARTIFACT_KINDS), "failed": []}
    ]


async def test_two_runs_at_once_keep_one_document(workshop: Workshop) -> None:
    await workshop.ended()
    workshop.writers.pause = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(workshop.run("job_description"))
        while workshop.writers.wrote["job_description"] < 2:  # noqa: ASYNC110 - both are at it
            await asyncio.sleep(0.01)
        workshop.writers.pause.set()

    assert [one.version for one in await workshop.found() if one.status == "ready"] == [1]


async def test_one_that_fails_leaves_the_others_as_they_are_and_can_be_had_again(
    workshop: Workshop,
) -> None:
    await workshop.ended()
    workshop.writers.broken.add("rating_rubric")
    with pytest.raises(Broken):
        await workshop.run("rating_rubric")
    await workshop.run("job_description", "interview_questions", "job_simulation")
    assert await workshop.told() == []
    assert (await workshop.newest("rating_rubric")).status == "writing"

    await workshop.write.record_final_failure(workshop.tenant, workshop.intake.id, "rating_rubric")
    assert Counter((await workshop.statuses()).values()) == {"ready": 3, "failed": 1}
    assert (await workshop.newest("rating_rubric")).failure == "artifact_writing_failed"
    [told] = await workshop.told()
    assert told["failed"] == ["rating_rubric"]

    workshop.writers.broken.clear()
    await workshop.regenerate(workshop.manager, workshop.intake.id, "rating_rubric", None)
    await workshop.run("rating_rubric")
    again = await workshop.newest("rating_rubric")
    assert (again.version, again.status, again.regenerated_from) == (2, "ready", None)
    assert len(await workshop.told()) == 1


async def test_a_giving_up_that_comes_late_changes_nothing(workshop: Workshop) -> None:
    await workshop.ended()
    await workshop.run()

    await workshop.write.record_final_failure(
        workshop.tenant, workshop.intake.id, "job_description"
    )

    assert set((await workshop.statuses()).values()) == {"ready"}


async def test_a_document_is_written_again_and_the_old_one_stays(workshop: Workshop) -> None:
    with pytest.raises(IntakeNotEndedError):
        await workshop.regenerate(workshop.manager, workshop.intake.id, "job_description", None)
    await workshop.ended()
    with pytest.raises(ArtifactInProgressError):
        await workshop.regenerate(workshop.manager, workshop.intake.id, "job_description", None)
    await workshop.run()
    first = await workshop.newest("job_description")
    order = await workshop.regenerate(
        workshop.manager, workshop.intake.id, "job_description", " Leave out the salary. "
    )
    await workshop.run("job_description")
    newest = await workshop.newest("job_description")

    assert (order.version, order.status, order.regenerated_from) == (2, "queued", 1)
    assert newest.instruction == "Leave out the salary."
    assert newest.document is not None
    assert "## Pay" not in newest.document.content
    assert first in await workshop.found()


async def test_one_version_of_a_kind_is_accepted(workshop: Workshop) -> None:
    await workshop.ended()
    with pytest.raises(IntakeArtifactNotFoundError):
        await workshop.accept(workshop.manager, workshop.intake.id, "job_description", 1)
    await workshop.run()
    await workshop.regenerate(workshop.manager, workshop.intake.id, "job_description", None)
    await workshop.run("job_description")
    for version in (1, 2, 2):
        await workshop.accept(workshop.manager, workshop.intake.id, "job_description", version)

    accepted = [(one.kind, one.version) for one in await workshop.found() if one.is_accepted]
    assert accepted == [("job_description", 2)]


async def test_an_intake_is_seen_by_those_it_concerns(workshop: Workshop) -> None:
    await workshop.ended()
    opener = workshop.caller(workshop.intake.opened_by)
    recruiter = workshop.caller(uuid4(), Role.RECRUITER)
    other = workshop.caller(uuid4())

    for caller in (workshop.manager, opener, recruiter):
        assert len(await workshop.read.list_artifacts(caller, workshop.intake.id)) == 4
        assert [one.intake.id for one in await workshop.read.list_intakes(caller)] == [
            workshop.intake.id
        ]
    with pytest.raises(IntakeNotFoundError):
        await workshop.read.list_artifacts(other, workshop.intake.id)
    with pytest.raises(IntakeNotFoundError):
        await workshop.accept(other, workshop.intake.id, "job_description", 1)
    assert await workshop.read.list_intakes(other) == []


async def test_what_was_written_goes_with_the_persons_key(workshop: Workshop) -> None:
    await workshop.ended()
    await workshop.run()
    async with workshop.ground.open_work(workshop.tenant) as work:
        rows = await work.fetch_all(
            "SELECT content FROM workshop_artifact WHERE intake_id = %(id)s",
            {"id": workshop.intake.id},
        )
        await workshop.ground.vault.destroy_key(work, workshop.intake.person_id)
    workshop.talks.is_erased = True

    assert rows
    assert not any(b"billing" in bytes(row["content"]) for row in rows)
    assert all(one.document is None for one in await workshop.found())
    assert (await workshop.read.get_intake(workshop.manager, workshop.intake.id)).concepts[
        0
    ].quote is None

    await workshop.regenerate(workshop.manager, workshop.intake.id, "job_description", None)
    await workshop.run("job_description")
    newest = await workshop.newest("job_description")
    assert (newest.status, newest.failure) == ("failed", "words_erased")
