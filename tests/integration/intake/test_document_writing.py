"""The documents of an intake on a real database: written once, announced once, and erased."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4  # noqa: TID251 - names that nobody else uses

import pytest
from tests.fakes.hiring_manager import utterances
from tests.infrastructure import Ground

from vivavoce.contracts.interview import (
    InterviewSnapshot,
    InterviewTranscript,
    InterviewTranscriptTurn,
)
from vivavoce.infra.language_model.port import ModelUsage, record_usage
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
class FakeTranscripts:
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
    usage: ModelUsage | None = None
    """What a model would have used for each document."""

    async def write(self, task: WritingTask) -> ArtifactDocument:
        self.wrote[task.kind] += 1
        if task.kind in self.broken:
            raise Broken
        if self.usage is not None:
            record_usage(self.usage)
        if self.pause is not None:
            await self.pause.wait()
        return await write_by_rules(task)


@dataclass
class FakeInterviews:
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
class IntakeDocuments:
    """One intake whose talk has ended, or not yet."""

    ground: Ground
    tenant: TenantId
    fake_transcripts: FakeTranscripts = field(default_factory=FakeTranscripts)
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
        interviews = FakeInterviews(self.intake)
        artifacts = ManageIntakeArtifacts(
            open_work=work, intakes=self.store, audit=Audits(), clock=on.clock, ids=on.ids
        )
        self.start = artifacts.complete_intake
        self.regenerate = artifacts.regenerate
        self.accept = artifacts.accept
        self.write = WriteArtifact(
            open_work=work,
            interviews=interviews,
            intakes=self.store,
            transcripts=self.fake_transcripts,
            writer=self.writers.write,
            clock=on.clock,
        )
        self.read = ReadIntakes(
            open_work=work,
            interviews=interviews,
            intakes=self.store,
            members=Names(),
            transcripts=self.fake_transcripts,
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

    async def completed_events(self) -> list[dict[str, object]]:
        return await self.events("intake.artifacts_completed")

    async def events(self, topic: str) -> list[dict[str, object]]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT payload FROM outbox WHERE interview_id = %(id)s AND topic = %(topic)s"
                " ORDER BY position",
                {"id": self.intake.id, "topic": topic},
            )
        return [row["payload"] for row in rows]


@pytest.fixture
async def documents(ground: Ground, tenant: TenantId) -> IntakeDocuments:
    made = IntakeDocuments(ground, tenant)
    async with ground.open_work(tenant) as work:
        await made.store.add(work, made.intake)
    return made


async def test_the_end_of_the_intake_orders_four_documents_once(documents: IntakeDocuments) -> None:
    await documents.ended(times=2)

    assert [one.kind for one in await documents.found()] == list(ARTIFACT_KINDS)
    assert set((await documents.statuses()).values()) == {"queued"}
    async with documents.ground.open_work(documents.tenant) as work:
        rows = await work.fetch_all(
            "SELECT args FROM jobs.procrastinate_jobs"
            " WHERE task_name = 'planning.write_artifact' AND args ->> 'intake_id' = %(id)s",
            {"id": str(documents.intake.id)},
        )
    assert sorted(row["args"]["kind"] for row in rows) == sorted(ARTIFACT_KINDS)


async def test_the_end_of_another_interview_orders_nothing(documents: IntakeDocuments) -> None:
    async with documents.ground.open_work(documents.tenant) as work:
        await documents.start(work, InterviewId(uuid4()), documents.session)

    assert await documents.found() == []


async def test_a_job_that_runs_twice_writes_once_and_notifies_once(
    documents: IntakeDocuments,
) -> None:
    await documents.ended()
    await documents.run()
    before = await documents.found()
    await documents.run()

    assert await documents.found() == before
    assert set(documents.writers.wrote.values()) == {1}
    assert await documents.completed_events() == [
        {"intakeId": str(documents.intake.id), "ready": list(ARTIFACT_KINDS), "failed": []}
    ]


async def test_the_models_usage_for_a_document_is_published(documents: IntakeDocuments) -> None:
    documents.writers.usage = ModelUsage(
        purpose="artifact",
        model="small",
        calls=1,
        input_tokens=700,
        output_tokens=50,
        duration_ms=5,
        is_successful=True,
    )
    await documents.ended()

    await documents.run("job_description")

    of_model = {"provider": "local", "model": "small"}
    [recorded] = await documents.events("usage.recorded")
    assert recorded["purpose"] == "artifact"
    assert recorded["uses"] == [
        of_model | {"kind": "llm_in", "quantity": 700},
        of_model | {"kind": "llm_out", "quantity": 50},
    ]


async def test_two_concurrent_runs_keep_one_document(documents: IntakeDocuments) -> None:
    await documents.ended()
    documents.writers.pause = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(documents.run("job_description"))
        while documents.writers.wrote["job_description"] < 2:  # noqa: ASYNC110 - both are at it
            await asyncio.sleep(0.01)
        documents.writers.pause.set()

    assert [one.version for one in await documents.found() if one.status == "ready"] == [1]


async def test_a_failed_document_leaves_the_others_unchanged_and_can_be_requested_again(
    documents: IntakeDocuments,
) -> None:
    await documents.ended()
    documents.writers.broken.add("rating_rubric")
    with pytest.raises(Broken):
        await documents.run("rating_rubric")
    await documents.run("job_description", "interview_questions", "job_simulation")
    assert await documents.completed_events() == []
    assert (await documents.newest("rating_rubric")).status == "writing"

    await documents.write.record_final_failure(
        documents.tenant, documents.intake.id, "rating_rubric"
    )
    assert Counter((await documents.statuses()).values()) == {"ready": 3, "failed": 1}
    assert (await documents.newest("rating_rubric")).failure == "artifact_writing_failed"
    [completed] = await documents.completed_events()
    assert completed["failed"] == ["rating_rubric"]

    documents.writers.broken.clear()
    await documents.regenerate(documents.manager, documents.intake.id, "rating_rubric", None)
    await documents.run("rating_rubric")
    again = await documents.newest("rating_rubric")
    assert (again.version, again.status, again.regenerated_from) == (2, "ready", None)
    assert len(await documents.completed_events()) == 1


async def test_a_late_final_failure_changes_nothing(documents: IntakeDocuments) -> None:
    await documents.ended()
    await documents.run()

    await documents.write.record_final_failure(
        documents.tenant, documents.intake.id, "job_description"
    )

    assert set((await documents.statuses()).values()) == {"ready"}


async def test_a_rewritten_document_keeps_the_previous_version(documents: IntakeDocuments) -> None:
    with pytest.raises(IntakeNotEndedError):
        await documents.regenerate(documents.manager, documents.intake.id, "job_description", None)
    await documents.ended()
    with pytest.raises(ArtifactInProgressError):
        await documents.regenerate(documents.manager, documents.intake.id, "job_description", None)
    await documents.run()
    first = await documents.newest("job_description")
    order = await documents.regenerate(
        documents.manager, documents.intake.id, "job_description", " Leave out the salary. "
    )
    await documents.run("job_description")
    newest = await documents.newest("job_description")

    assert (order.version, order.status, order.regenerated_from) == (2, "queued", 1)
    assert newest.instruction == "Leave out the salary."
    assert newest.document is not None
    assert "## Pay" not in newest.document.content
    assert first in await documents.found()


async def test_one_version_of_each_kind_is_accepted(documents: IntakeDocuments) -> None:
    await documents.ended()
    with pytest.raises(IntakeArtifactNotFoundError):
        await documents.accept(documents.manager, documents.intake.id, "job_description", 1)
    await documents.run()
    await documents.regenerate(documents.manager, documents.intake.id, "job_description", None)
    await documents.run("job_description")
    for version in (1, 2, 2):
        await documents.accept(documents.manager, documents.intake.id, "job_description", version)

    accepted = [(one.kind, one.version) for one in await documents.found() if one.is_accepted]
    assert accepted == [("job_description", 2)]


async def test_an_intake_is_visible_to_its_participants_only(documents: IntakeDocuments) -> None:
    await documents.ended()
    opener = documents.caller(documents.intake.opened_by)
    recruiter = documents.caller(uuid4(), Role.RECRUITER)
    other = documents.caller(uuid4())

    for caller in (documents.manager, opener, recruiter):
        assert len(await documents.read.list_artifacts(caller, documents.intake.id)) == 4
        listed, _ = await documents.read.list_intakes(caller)
        assert [one.intake.id for one in listed] == [documents.intake.id]
    with pytest.raises(IntakeNotFoundError):
        await documents.read.list_artifacts(other, documents.intake.id)
    with pytest.raises(IntakeNotFoundError):
        await documents.accept(other, documents.intake.id, "job_description", 1)
    assert await documents.read.list_intakes(other) == ([], None)


async def test_documents_are_unreadable_after_the_persons_key_is_deleted(
    documents: IntakeDocuments,
) -> None:
    await documents.ended()
    await documents.run()
    async with documents.ground.open_work(documents.tenant) as work:
        rows = await work.fetch_all(
            "SELECT content FROM workshop_artifact WHERE intake_id = %(id)s",
            {"id": documents.intake.id},
        )
        await documents.ground.vault.destroy_key(work, documents.intake.person_id)
    documents.fake_transcripts.is_erased = True

    assert rows
    assert not any(b"billing" in bytes(row["content"]) for row in rows)
    assert all(one.document is None for one in await documents.found())
    assert (await documents.read.get_intake(documents.manager, documents.intake.id)).concepts[
        0
    ].quote is None

    await documents.regenerate(documents.manager, documents.intake.id, "job_description", None)
    await documents.run("job_description")
    newest = await documents.newest("job_description")
    assert (newest.status, newest.failure) == ("failed", "words_erased")
