"""Qualifications that operators start with the API: how they run, end, and are shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.database import TestDatabase
from tests.fakes.certificates import SETUP, certify
from tests.fakes.hiring import person
from tests.fakes.hiring_fakes import RecordingAuditLog
from tests.infrastructure import Ground
from tests.whole_examples import members_only_in_example

from vivavoce.app.certificate_routes import build_certificate_router
from vivavoce.app.platform import Platform
from vivavoce.app.qualification_routes import build_qualification_router
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.adapters.qualifications_postgres import PostgresQualificationRepository
from vivavoce.assessment.domain.qualification.certificate import Certificate, CertifiedSetup
from vivavoce.assessment.domain.qualification.started import SILENT_AFTER, UNTAKEN_AFTER
from vivavoce.assessment.handlers import QualifyModelJob
from vivavoce.assessment.usecases.run_qualification import (
    CertifyConfiguredModel,
    ManageQualifications,
    RunQualification,
)
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database, DatabaseUnavailableError
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import ModelUnavailableError
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId

TOTAL = 615


class QuickClock(SystemClock):
    """The time of day, with pauses that hardly wait; ``ahead`` is how much later it is."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0.005)


class PausedClock(QuickClock):
    """A clock whose pauses do not end: what is looked at every few seconds is looked at once."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Future()


@dataclass
class Model:
    """What the command does with a model: it reports progress and ends as a test wants."""

    ground: Ground
    is_held: bool = False
    error: Exception | None = None
    runs: int = 0
    is_canceled: bool = False

    async def certify(self, report_progress: Callable[[int, int], None]) -> Certificate:
        self.runs += 1
        report_progress(240, TOTAL)
        try:
            if self.is_held:
                await asyncio.Future()
        except asyncio.CancelledError:
            self.is_canceled = True
            raise
        if self.error is not None:
            raise self.error
        report_progress(TOTAL, TOTAL)
        return certify(self.ground.ids.new_id(), self.ground.clock.now())


class WatchedRepository(PostgresQualificationRepository):
    """The real one, which says when progress was stored and can be away for a moment."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.has_progress = asyncio.Event()
        self.was_away = asyncio.Event()
        self.is_away = False
        self.aways_at_end = 0

    async def record_progress(
        self, qualification_id: UUID, *, read: int, total: int, at: datetime
    ) -> bool:
        if self.is_away:
            self.is_away = False
            self.was_away.set()
            raise DatabaseUnavailableError
        is_running = await super().record_progress(qualification_id, read=read, total=total, at=at)
        if read:
            self.has_progress.set()
        return is_running

    async def complete(
        self, work: UnitOfWork, qualification_id: UUID, certificate_id: UUID, at: datetime
    ) -> bool:
        if self.aways_at_end:
            self.aways_at_end -= 1
            raise DatabaseUnavailableError
        return await super().complete(work, qualification_id, certificate_id, at)


@dataclass
class Console:
    """The API of operators, and the process that runs what they start."""

    ground: Ground
    tenant: TenantId
    setup: CertifiedSetup | None = SETUP

    def __post_init__(self) -> None:
        self.clock = QuickClock()
        self.model = Model(self.ground)
        self.audit = RecordingAuditLog()
        self.stored = WatchedRepository(self.ground.database)
        self.manage = ManageQualifications(
            open_work=self.ground.open_work,
            qualifications=self.stored,
            setup=self.setup,
            audit=self.audit,
            clock=self.clock,
            ids=self.ground.ids,
        )

    def job(
        self, certify: CertifyConfiguredModel | None = None, clock: Clock | None = None
    ) -> QualifyModelJob:
        return QualifyModelJob(
            RunQualification(
                open_work=self.ground.open_work,
                qualifications=self.stored,
                certificates=PostgresCertificateRepository(self.ground.database, self.ground.keys),
                certify=certify or self.model.certify,
                clock=clock or self.clock,
            )
        )

    async def run(self, started: dict[str, Any]) -> None:
        """Run the job as a worker does."""
        await self.job()(self.tenant, qualification_id=started["id"])

    async def ask(
        self, method: str, path: str, role: str = "operator", language: str = "en"
    ) -> httpx.Response:
        platform = Platform(
            settings=Settings(),
            keys=self.ground.keys,
            clock=self.clock,
            ids=self.ground.ids,
            database=self.ground.database,
            jobs=self.ground.jobs,
            open_work=self.ground.open_work,
            vault=self.ground.vault,
        )
        app = make_application(
            "test",
            [
                build_certificate_router(platform, model_scoring=None, qualifications=self.manage),
                build_qualification_router(self.manage),
            ],
            authenticate=self._authenticate,
            clock=self.clock,
            ids=self.ground.ids,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
            headers = {"X-API-Key": role, "Accept-Language": language}
            return await client.request(method, f"/api/v1{path}", headers=headers)

    async def start(self) -> dict[str, Any]:
        answer = await self.ask("POST", "/model-qualifications")
        assert answer.status_code == 202, answer.text
        started: dict[str, Any] = answer.json()
        assert members_only_in_example("start_model_qualification", started, "202") == []
        return started

    async def show(self) -> dict[str, Any]:
        listed = (await self.ask("GET", "/model-certificates")).json()
        shown: dict[str, Any] = listed["qualification"]
        return shown

    async def _authenticate(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key == "operator":
            viewer = person(self.tenant, Role.VIEWER)
            return replace(viewer, permissions=frozenset({Permission.PLATFORM_OPERATE}))
        if api_key in Role.__members__:
            return person(self.tenant, Role(api_key))
        raise UnauthenticatedError


@pytest.fixture
def console(database: TestDatabase, ground: Ground, tenant: TenantId) -> Console:
    """An installation on which no qualification was started: at most one at a time is active."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("TRUNCATE model_certificate, model_qualification")
    return Console(ground, tenant)


async def test_a_started_qualification_runs_as_a_job_and_ends_with_a_certificate(
    console: Console,
) -> None:
    started = await console.start()
    waiting = await console.show()
    async with console.ground.open_work(console.tenant) as work:
        [job] = await work.fetch_all(
            "SELECT queue_name, args FROM jobs.procrastinate_jobs"
            " WHERE args ->> 'qualification_id' = %(id)s",
            {"id": started["id"]},
        )

    await console.run(started)

    assert (waiting["id"], waiting["status"]) == (started["id"], "waiting")
    assert job["queue_name"] == "qualify"
    shown = await console.show()
    assert (shown["status"], shown["reason"]) == ("completed", None)
    assert shown["endedAt"] is not None
    [certificate] = (await console.ask("GET", "/model-certificates")).json()["certificates"]
    assert shown["certificateId"] == certificate["id"]
    assert [row[1:] for row in console.audit.rows] == [
        ("model_qualification.started", started["id"])
    ]


async def test_its_progress_is_shown_and_it_can_be_canceled(console: Console) -> None:
    console.model.is_held = True
    started = await console.start()
    running = asyncio.ensure_future(console.run(started))
    await console.stored.has_progress.wait()
    during = await console.show()

    canceled = await console.ask("POST", f"/model-qualifications/{started['id']}/cancel")
    await running

    assert (during["status"], during["answersRead"], during["answersTotal"]) == (
        "running",
        240,
        TOTAL,
    )
    assert (canceled.status_code, canceled.json()["status"]) == (200, "canceled")
    assert members_only_in_example("cancel_model_qualification", canceled.json()) == []
    assert console.model.is_canceled, "no further request is sent"
    shown = await console.show()
    assert (shown["status"], shown["certificateId"]) == ("canceled", None)
    again = await console.ask("POST", f"/model-qualifications/{started['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "qualification_ended")


async def test_a_cancellation_that_comes_before_the_end_was_stored_leaves_no_certificate(
    console: Console,
) -> None:
    """The process looks every two seconds whether it was canceled; it may end in between."""
    started = await console.start()

    async def certify_and_be_canceled(report_progress: Callable[[int, int], None]) -> Certificate:
        canceled = await console.ask("POST", f"/model-qualifications/{started['id']}/cancel")
        assert canceled.status_code == 200
        return await console.model.certify(report_progress)

    await console.job(certify_and_be_canceled, PausedClock())(
        console.tenant, qualification_id=started["id"]
    )

    listed = (await console.ask("GET", "/model-certificates")).json()
    shown = listed["qualification"]
    assert (shown["status"], shown["certificateId"], shown["reason"]) == ("canceled", None, None)
    assert listed["certificates"] == []


async def test_one_at_a_time_is_active(console: Console) -> None:
    started = await console.start()

    second = await console.ask("POST", "/model-qualifications")
    await console.run(started)
    third = await console.ask("POST", "/model-qualifications")

    assert (second.status_code, second.json()["code"]) == (409, "qualification_running")
    assert third.status_code == 202


async def test_what_was_canceled_before_it_ran_sends_no_request(console: Console) -> None:
    started = await console.start()
    await console.ask("POST", f"/model-qualifications/{started['id']}/cancel")

    await console.run(started)

    assert console.model.runs == 0
    assert (await console.show())["status"] == "canceled"


async def test_a_model_that_stays_away_is_named_as_the_reason(console: Console) -> None:
    console.model.error = ModelUnavailableError(
        "The model read 240 of 615 answers, and then no more: it does not answer in time.",
        failure=ModelFailure(code="timeout"),
    )

    await console.run(await console.start())

    shown = await console.show()
    assert (shown["status"], shown["answersRead"]) == ("failed", 240)
    assert shown["reason"].startswith("The model read 240 of 615 answers")


async def test_a_qualification_whose_process_ended_is_not_paid_for_twice(console: Console) -> None:
    """A rescued job runs again; the requests that were made before may have cost money."""
    started = await console.start()
    await console.stored.begin(UUID(started["id"]), console.clock.now())

    await console.run(started)

    shown = await console.show()
    assert console.model.runs == 0
    assert shown["status"] == "failed"
    assert shown["reason"].startswith("The process that ran it ended.")
    german = await console.ask("GET", "/model-certificates", language="de")
    reason = german.json()["qualification"]["reason"]
    assert reason.startswith("Der Prozess, in dem sie lief, wurde beendet.")


async def test_one_that_is_silent_has_failed_and_holds_up_no_other(console: Console) -> None:
    started = await console.start()
    await console.stored.begin(UUID(started["id"]), console.clock.now())
    console.clock.ahead = SILENT_AFTER

    shown = await console.show()
    console.clock.ahead += timedelta(seconds=1)
    second = await console.start()

    assert (shown["id"], shown["status"]) == (started["id"], "failed")
    assert second["id"] != started["id"]


async def test_one_that_no_agent_took_has_failed_and_holds_up_no_other(console: Console) -> None:
    started = await console.start()
    console.clock.ahead = UNTAKEN_AFTER

    shown = await console.show()
    console.clock.ahead += timedelta(seconds=1)
    await console.run(started)
    second = await console.start()

    assert (shown["id"], shown["status"]) == (started["id"], "failed")
    assert console.model.runs == 0
    assert second["id"] != started["id"]


async def test_an_unexpected_error_ends_it(console: Console) -> None:
    console.model.error = ZeroDivisionError()
    started = await console.start()

    with pytest.raises(ZeroDivisionError):
        await console.run(started)
    await console.job().report_failure(console.tenant, qualification_id=started["id"])

    shown = await console.show()
    assert (shown["status"], shown["reason"]) == (
        "failed",
        "It ended with an unexpected error. See the log of the agents role.",
    )


async def test_a_moment_without_the_database_stops_nothing(console: Console) -> None:
    console.stored.is_away = True
    finish = asyncio.Event()

    async def certify_slowly(report_progress: Callable[[int, int], None]) -> Certificate:
        await finish.wait()
        return await console.model.certify(report_progress)

    started = await console.start()
    running = asyncio.ensure_future(
        console.job(certify_slowly)(console.tenant, qualification_id=started["id"])
    )
    await console.stored.was_away.wait()
    finish.set()
    await running

    assert (await console.show())["status"] == "completed"


async def test_a_moment_without_the_database_at_its_end_costs_no_certificate(
    console: Console,
) -> None:
    console.stored.aways_at_end = 2

    await console.run(await console.start())

    shown = await console.show()
    [certificate] = (await console.ask("GET", "/model-certificates")).json()["certificates"]
    assert console.stored.aways_at_end == 0
    assert (shown["status"], shown["certificateId"]) == ("completed", certificate["id"])
    assert console.model.runs == 1


async def test_a_commit_that_was_not_acknowledged_costs_no_certificate(console: Console) -> None:
    lost = 0

    @asynccontextmanager
    async def open_work(tenant: TenantId) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work; what stores a certificate is committed, and the first answer is lost."""
        nonlocal lost
        async with console.ground.open_work(tenant) as work:
            yield work
        if not lost:
            lost += 1
            raise DatabaseUnavailableError

    started = await console.start()
    job = QualifyModelJob(
        RunQualification(
            open_work=cast("UnitOfWorkFactory", open_work),
            qualifications=console.stored,
            certificates=PostgresCertificateRepository(
                console.ground.database, console.ground.keys
            ),
            certify=console.model.certify,
            clock=console.clock,
        )
    )

    await job(console.tenant, qualification_id=started["id"])

    shown = await console.show()
    [certificate] = (await console.ask("GET", "/model-certificates")).json()["certificates"]
    assert lost == 1
    assert (shown["status"], shown["certificateId"]) == ("completed", certificate["id"])


async def test_without_a_model_there_is_none_to_qualify(console: Console) -> None:
    without = Console(console.ground, console.tenant, setup=None)

    answer = await without.ask("POST", "/model-qualifications")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_model")
    assert await without.show() is None


@pytest.mark.parametrize(("role", "status"), [("ADMIN", 403), ("SEEKER", 403), ("nobody", 401)])
async def test_only_operators_start_and_cancel_one(
    console: Console, role: str, status: int
) -> None:
    started = await console.start()

    for path in ("/model-qualifications", f"/model-qualifications/{started['id']}/cancel"):
        assert (await console.ask("POST", path, role)).status_code == status


async def test_an_unknown_one_cannot_be_canceled(console: Console) -> None:
    path = f"/model-qualifications/{console.ground.ids.new_id()}/cancel"

    assert (await console.ask("POST", path)).status_code == 404
