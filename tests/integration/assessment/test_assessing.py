import asyncio

import psycopg
import pytest
from tests.database import fresh_tenant
from tests.infrastructure import Ground
from tests.integration.assessment.assessor import TALK, Assessor
from tests.unit.assessment.stories import GUEST, OUTAGE, RUBRIC, STOCK, interview

from vivavoce.assessment.domain.documents import serialize_full_scorecard
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.events import InterviewCompleted
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.isolated import IsolatedWorker, ResourceBudgetExceededError
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId

WHOLE_TALK = interview(("q1", OUTAGE.plain), ("q2", GUEST.plain), ("q3", STOCK.plain))


@pytest.fixture
def assessor(ground: Ground, tenant: TenantId) -> Assessor:
    return Assessor(ground, tenant)


async def test_a_completed_interview_is_assessed_and_told_of(assessor: Assessor) -> None:
    await assessor.complete()
    assert await assessor.latest() is None

    await assessor.run_jobs()

    made = await assessor.latest()
    assert made is not None
    assert made["scorecard"] == serialize_full_scorecard(score(TALK, RUBRIC))
    assert (made["version"], made["status"], made["rubricVersion"]) == (1, "READY", "plan 1")
    assert made["createdAt"].endswith("Z")
    assert await assessor.published() == [{"assessmentId": made["assessmentId"]}]


async def test_numbers_and_recommendation_travel_with_the_event(assessor: Assessor) -> None:
    assessor.talks.known[assessor.session_id] = WHOLE_TALK
    await assessor.complete()

    await assessor.run_jobs()

    [told] = await assessor.published()
    assert told["overallScore"] > 80
    assert told["recommendation"] == "STRONG_HIRE"


async def test_hearing_the_same_completion_twice_asks_once(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.complete()

    assert len(await assessor.jobs()) == 1


async def test_a_job_that_runs_twice_makes_one_assessment(assessor: Assessor) -> None:
    await assessor.complete()

    await assessor.run_jobs()
    await assessor.run_jobs()

    assert len(await assessor.published()) == 1


async def test_two_workers_on_one_job_make_one_assessment(assessor: Assessor) -> None:
    await assessor.complete()

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(assessor.run_jobs())

    assert len(await assessor.published()) == 1


async def test_an_interview_with_nothing_to_read_is_told_of_with_reasons(
    assessor: Assessor,
) -> None:
    assessor.talks.known[assessor.session_id] = Transcript(language="en", turns=())
    await assessor.complete()

    await assessor.run_jobs()

    made = await assessor.latest()
    assert made is not None
    assert made["scorecard"]["overall_score"] is None
    reasons = {one["insufficient_evidence"] for one in made["scorecard"]["competencies"]}
    assert reasons == {"not_asked"}
    assert len(await assessor.published()) == 1


async def test_words_that_are_not_there_yet_leave_the_request_open(assessor: Assessor) -> None:
    talk = assessor.talks.known.pop(assessor.session_id)
    await assessor.complete()
    with pytest.raises(NotFoundError):
        await assessor.run_jobs()
    assert await assessor.latest() is None
    assert await assessor.published() == []

    assessor.talks.known[assessor.session_id] = talk
    await assessor.run_jobs()

    assert await assessor.latest() is not None


async def test_a_missing_assessment_can_be_asked_for_once_more(assessor: Assessor) -> None:
    await assessor.complete()

    async with assessor.ground.open_work(assessor.tenant) as work:
        await assessor.reader.request_assessment(work, assessor.interview_id)
    assert len(await assessor.jobs()) == 2
    await assessor.run_jobs()
    async with assessor.ground.open_work(assessor.tenant) as work:
        await assessor.reader.request_assessment(work, assessor.interview_id)

    assert len(await assessor.jobs()) == 2
    assert len(await assessor.published()) == 1


async def test_a_reassessment_makes_a_new_version_and_keeps_the_old(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()
    first = await assessor.latest()
    assert first is not None
    event = assessor.ground.ids.new_id()

    await assessor.reject(first["assessmentId"], is_reassessment=True, event=event)
    await assessor.reject(first["assessmentId"], is_reassessment=True, event=event)
    await assessor.run_jobs()

    second = await assessor.latest()
    assert second is not None
    assert (first["version"], second["version"]) == (1, 2)
    assert second["scorecard"] == first["scorecard"]
    assert [told["assessmentId"] for told in await assessor.published()] == [
        first["assessmentId"],
        second["assessmentId"],
    ]


async def test_a_rejection_for_good_asks_for_nothing(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()
    first = await assessor.latest()
    assert first is not None

    await assessor.reject(
        first["assessmentId"], is_reassessment=False, event=assessor.ground.ids.new_id()
    )

    assert len(await assessor.jobs()) == 1


async def test_the_next_session_of_an_interview_is_a_new_version(assessor: Assessor) -> None:
    await assessor.complete()
    assessor.session_id = SessionId(assessor.ground.ids.new_id())
    assessor.talks.known[assessor.session_id] = TALK

    await assessor.complete()
    await assessor.run_jobs()

    made = await assessor.latest()
    assert made is not None
    assert (made["version"], made["sessionId"]) == (2, str(assessor.session_id))


async def test_a_front_door_without_recommendations_gives_none(
    ground: Ground, tenant: TenantId
) -> None:
    assessor = Assessor(ground, tenant, has_recommendation=False)
    assessor.talks.known[assessor.session_id] = WHOLE_TALK
    await assessor.complete()
    await assessor.run_jobs()

    [told] = await assessor.published()
    assert "recommendation" not in told
    assert told["overallScore"] > 80


async def test_what_quotes_a_person_lies_sealed(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()

    async with assessor.ground.open_work(assessor.tenant) as work:
        row = await work.fetch_one("SELECT a::text AS whole FROM assessment a")

    assert row is not None
    assert "Incident response" in row["whole"]
    for word in ("hypothesis", "postmortem", "cashier"):
        assert word in OUTAGE.plain
        assert word not in row["whole"]
        assert word.encode().hex() not in row["whole"]


async def test_after_erasure_numbers_stay_and_words_are_gone(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()
    before = await assessor.latest()
    assert before is not None

    async with assessor.ground.open_work(assessor.tenant) as work:
        await assessor.ground.vault.destroy_key(work, assessor.person_id)

    after = await assessor.latest()
    assert after is not None
    assert after["status"] == "ERASED"
    assert after["scorecard"]["flags"] == []
    for was, now in zip(
        before["scorecard"]["competencies"], after["scorecard"]["competencies"], strict=True
    ):
        assert now == {**was, "evidence": []}


async def test_an_erased_person_is_not_assessed_any_more(assessor: Assessor) -> None:
    await assessor.complete()
    async with assessor.ground.open_work(assessor.tenant) as work:
        await assessor.ground.vault.destroy_key(work, assessor.person_id)

    await assessor.run_jobs()

    assert await assessor.latest() is None
    assert await assessor.published() == []


async def test_another_organisation_sees_nothing(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()

    async with assessor.ground.open_work(fresh_tenant()) as work:
        assert await assessor.reader.latest(work, assessor.interview_id) is None


async def test_versions_asked_for_at_once_are_counted_one_by_one(assessor: Assessor) -> None:
    async def complete() -> None:
        payload = InterviewCompleted(
            session_id=str(assessor.ground.ids.new_id()),
            duration_seconds=1,
            reason="all_asked",
            transcript_ref="/",
        )
        async with assessor.ground.open_work(assessor.tenant) as work:
            await assessor.handlers.on_interview_completed(work, assessor.event(payload))

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(complete())

    async with assessor.ground.open_work(assessor.tenant) as work:
        rows = await work.fetch_all("SELECT version FROM assessment ORDER BY version")
    assert [row["version"] for row in rows] == [1, 2, 3, 4, 5]


async def test_a_made_assessment_cannot_be_deleted_or_half_made(assessor: Assessor) -> None:
    await assessor.complete()
    for statement in (
        "DELETE FROM assessment",
        "UPDATE assessment SET overall_score = 50, completed_at = now()",
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            async with assessor.ground.open_work(assessor.tenant) as work:
                await work.execute(statement)


async def test_an_assessment_that_is_given_up_is_told_of_once(assessor: Assessor) -> None:
    await assessor.complete()

    await assessor.give_up()
    await assessor.give_up()

    [told] = await assessor.published("assessment.failed")
    assert told["code"] == "assessment_failed"
    [job] = await assessor.jobs()
    assert told["assessmentId"] == job["assessment_id"]


async def test_what_was_asked_for_again_can_be_given_up_again(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.give_up()

    async with assessor.ground.open_work(assessor.tenant) as work:
        await assessor.reader.request_assessment(work, assessor.interview_id)
    await assessor.give_up()

    assert len(await assessor.published("assessment.failed")) == 2


async def test_an_assessment_that_was_made_is_not_given_up(assessor: Assessor) -> None:
    await assessor.complete()
    await assessor.run_jobs()

    await assessor.give_up()

    assert await assessor.published("assessment.failed") == []


async def test_the_last_failing_try_of_the_queue_gives_up(assessor: Assessor) -> None:
    tries, gave_up = 0, asyncio.Event()

    async def fail(tenant_id: TenantId, *, assessment_id: str) -> None:
        nonlocal tries
        tries += tenant_id == assessor.tenant
        raise NotFoundError

    async def give_up(tenant_id: TenantId, *, assessment_id: str) -> None:
        await assessor.job.report_failure(tenant_id, assessment_id=assessment_id)
        if tenant_id == assessor.tenant:
            gave_up.set()

    await assessor.complete()
    assessor.ground.jobs.register("assessment.assess", fail, on_exhausted=give_up)
    async with assessor.ground.open_work(assessor.tenant) as work:
        await work.execute(
            "UPDATE jobs.procrastinate_jobs SET attempts = 5 WHERE args ->> 'tenant_id' = %(tenant)s",
            {"tenant": str(assessor.tenant)},
        )
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        worker = group.create_task(assessor.ground.jobs.run_worker(["assess"]))
        await gave_up.wait()
        worker.cancel()

    assert tries == 1
    assert len(await assessor.published("assessment.failed")) == 1


async def test_an_assessment_over_its_budget_is_told_of_at_once_and_has_no_score(
    ground: Ground, tenant: TenantId
) -> None:
    tried = 0

    async def over_budget(*_: object) -> None:
        nonlocal tried
        tried += 1
        raise ResourceBudgetExceededError("processor time")

    assessor = Assessor(ground, tenant, off_loop=over_budget)
    await assessor.complete()

    await assessor.run_jobs()

    assert tried == 1
    assert await assessor.latest() is None
    assert await assessor.published() == []
    [failed] = await assessor.published("assessment.failed")
    assert failed["code"] == "assessment_budget_exceeded"
    [flagged] = await assessor.published("assessment.flagged")
    assert flagged["kinds"] == ["assessment_budget_exceeded"]


async def test_scoring_in_a_process_of_its_own_gives_the_same_bytes(
    ground: Ground, tenant: TenantId
) -> None:
    worker = IsolatedWorker("test")
    assessor = Assessor(ground, tenant, off_loop=worker)
    await assessor.complete()

    await assessor.run_jobs()
    await worker.stop()

    made = await assessor.latest()
    assert made is not None
    assert made["scorecard"] == serialize_full_scorecard(score(TALK, RUBRIC))
