"""Qualify the installation's model from a page: start it, follow it, cancel it, and run it as a job."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import structlog

from vivavoce.assessment.domain.qualification.certificate import Certificate, CertifiedSetup
from vivavoce.assessment.domain.qualification.started import (
    INTERRUPTED,
    SILENT_AFTER,
    NoModelToQualifyError,
    QualificationEndedError,
    QualificationRunningError,
    StartedQualification,
)
from vivavoce.assessment.ports import CertificateRepository, QualificationRepository
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UnavailableError, VivavoceError
from vivavoce.kernel.ids import IdGenerator, TenantId
from vivavoce.kernel.translation import phrase

JOB = "assessment.qualify_model"
PROGRESS_EVERY_S = 2.0
_CRASHED = phrase("It ended with an unexpected error. See the log of the agents role.")
_log = structlog.get_logger(__name__)

CertifyConfiguredModel = Callable[[Callable[[int, int], None]], Awaitable[Certificate]]
"""Returns a certificate of the configured model, not stored; reports how many of all answers were read."""


class ManageQualifications:
    """What operators do with qualifications; at most one at a time is active."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        qualifications: QualificationRepository,
        setup: CertifiedSetup | None,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        """``setup`` is what would be certified; None if no model is configured."""
        self._open_work = open_work
        self._qualifications = qualifications
        self._setup = setup
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def read_newest(self, caller: Caller) -> StartedQualification | None:
        """Return the newest qualification as it is now, or None."""
        caller.require(Permission.PLATFORM_OPERATE)
        newest = await self._qualifications.find_newest()
        return None if newest is None else newest.as_seen(self._clock.now())

    async def start(self, caller: Caller) -> StartedQualification:
        """Start a qualification of the configured model, and return it.

        Raises ``NoModelToQualifyError`` without a model, and ``QualificationRunningError`` if one is active.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        if self._setup is None:
            raise NoModelToQualifyError
        now = self._clock.now()
        started = StartedQualification(
            id=self._ids.new_id(),
            model=self._setup.configured_model,
            endpoint=self._setup.endpoint,
            status="waiting",
            started_at=now,
            seen_at=now,
        )
        async with self._open_work(caller.tenant_id) as work:
            if not await self._qualifications.add(work, started):
                raise QualificationRunningError
            await self._audit.record(
                work,
                caller,
                "model_qualification.started",
                str(started.id),
                {"model": started.model},
            )
            await work.enqueue(JOB, qualification_id=str(started.id))
        return started

    async def cancel(self, caller: Caller, qualification_id: UUID) -> StartedQualification:
        """Cancel an active qualification, and return it; requests that were sent are not taken back.

        Raises ``NotFoundError``, and ``QualificationEndedError`` if it has ended.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        if await self._qualifications.find(qualification_id) is None:
            raise NotFoundError
        async with self._open_work(caller.tenant_id) as work:
            if not await self._qualifications.cancel(work, qualification_id, self._clock.now()):
                raise QualificationEndedError
            await self._audit.record(
                work, caller, "model_qualification.canceled", str(qualification_id)
            )
        canceled = await self._qualifications.find(qualification_id)
        if canceled is None:
            raise NotFoundError
        return canceled


@dataclass(slots=True)
class _AnswersRead:
    read: int = 0
    total: int = 0

    def report(self, read: int, total: int) -> None:
        self.read, self.total = read, total


class RunQualification:
    """Runs a started qualification once. One whose process ended is not repeated: it may cost money."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        qualifications: QualificationRepository,
        certificates: CertificateRepository,
        certify: CertifyConfiguredModel,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._certificates = certificates
        self._qualifications = qualifications
        self._certify = certify
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, qualification_id: UUID) -> None:
        """Run it to its end, and store how it ended; an operator's cancellation stops it within seconds."""
        if not await self._qualifications.begin(qualification_id, self._clock.now()):
            await self._fail(qualification_id, INTERRUPTED)
            return
        progress = _AnswersRead()
        certifying = asyncio.ensure_future(self._certify(progress.report))
        following = asyncio.ensure_future(self._follow(qualification_id, progress))
        try:
            await asyncio.wait((certifying, following), return_when=asyncio.FIRST_COMPLETED)
            if not certifying.done():
                following.result()  # an error of its own is no cancellation
                _log.info("model_qualification.canceled", read=progress.read)
                return
            await self._complete(tenant_id, qualification_id, certifying.result())
        except VivavoceError as error:
            await self._fail(qualification_id, str(error))
        except asyncio.CancelledError:
            with contextlib.suppress(UnavailableError):
                await asyncio.shield(self._fail(qualification_id, INTERRUPTED))
            raise
        finally:
            certifying.cancel()
            following.cancel()
            await asyncio.gather(certifying, following, return_exceptions=True)

    async def report_crash(self, qualification_id: UUID) -> None:
        """Store that it ended with an unexpected error."""
        await self._fail(qualification_id, _CRASHED)

    async def _follow(self, qualification_id: UUID, progress: _AnswersRead) -> None:
        """Store the progress until the qualification is no longer running."""
        is_running = True
        while is_running:
            with contextlib.suppress(UnavailableError):  # the next round stores it
                is_running = await self._qualifications.record_progress(
                    qualification_id, read=progress.read, total=progress.total, at=self._clock.now()
                )
            if is_running:
                await self._clock.sleep(PROGRESS_EVERY_S)

    async def _complete(
        self, tenant_id: TenantId, qualification_id: UUID, certificate: Certificate
    ) -> None:
        """End it with its certificate, or without one if it was canceled meanwhile.

        A database that is away for less than ``SILENT_AFTER`` does not cost the certificate.
        """
        until = self._clock.monotonic() + SILENT_AFTER.total_seconds()
        while True:
            try:
                await self._store(tenant_id, qualification_id, certificate)
            except QualificationEndedError:
                _log.info("model_qualification.ended_before", certificate_id=str(certificate.id))
            except UnavailableError:
                if self._clock.monotonic() >= until:
                    raise
                await self._clock.sleep(PROGRESS_EVERY_S)
                continue
            return

    async def _store(
        self, tenant_id: TenantId, qualification_id: UUID, certificate: Certificate
    ) -> None:
        """Store certificate and end together; raise ``QualificationEndedError``, and store neither."""
        async with self._open_work(tenant_id) as work:
            await self._certificates.add(work, certificate)
            at = self._clock.now()
            if not await self._qualifications.complete(work, qualification_id, certificate.id, at):
                raise QualificationEndedError

    async def _fail(self, qualification_id: UUID, reason: str) -> None:
        if await self._qualifications.fail(qualification_id, reason, self._clock.now()):
            _log.warning("model_qualification.failed", qualification_id=str(qualification_id))
