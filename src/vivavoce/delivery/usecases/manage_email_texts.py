"""Read, change, preview and try the texts of an organization's e-mails to candidates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.delivery.adapters.email_texts_postgres import PostgresEmailTextRepository
from vivavoce.delivery.domain.email_texts import (
    EMAIL_KINDS,
    EmailKind,
    EmailTextNotFoundError,
    EmailWording,
    OwnEmailText,
    Placeholder,
    check_wording,
    list_placeholders,
    write_builtin_text,
)
from vivavoce.delivery.domain.emails import Email
from vivavoce.delivery.domain.sample_emails import build_sample_email
from vivavoce.delivery.ports import (
    OrganizationNameReader,
    OrganizationStyleReader,
    UserAddressReader,
)
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.translation import list_languages, translatable, translate

_TEST_WINDOW_S = 600
_MAX_TESTS = 10
EmailSender = Callable[[UnitOfWork, Email, UUID], Awaitable[object]]
"""Queues an e-mail to a person with that id, and returns its id."""


class NoAddressForTestError(ConflictError):
    """A test goes to your own address, and your account has none."""

    code = "no_address_for_test"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailTextDetails:
    """The text of one kind in one language: the organization's, or else the built-in one."""

    kind: EmailKind
    language: str
    wording: EmailWording
    builtin: EmailWording
    own: OwnEmailText | None
    placeholders: tuple[Placeholder, ...]


class ManageEmailTexts:
    """The own texts of the caller's organization, for its administrators."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        texts: PostgresEmailTextRepository,
        read_style: OrganizationStyleReader,
        read_name: OrganizationNameReader,
        read_address: UserAddressReader,
        send: EmailSender,
        attempts: AttemptCounter,
        audit_log: AuditTrail,
        clock: Clock,
        site: str,
    ) -> None:
        self._open_work = open_work
        self._texts = texts
        self._read_style = read_style
        self._read_name = read_name
        self._read_address = read_address
        self._send = send
        self._attempts = attempts
        self._audit_log = audit_log
        self._clock = clock
        self._site = site.rstrip("/")

    async def list(self, caller: Caller) -> list[EmailTextDetails]:
        """Return the texts of all kinds in all languages."""
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            own = {(text.kind, text.language): text for text in await self._texts.list(work)}
        return [
            _describe(kind, language, own.get((kind, language)))
            for kind in EMAIL_KINDS
            for language in list_languages()
        ]

    async def change(
        self,
        caller: Caller,
        kind: EmailKind,
        language: str,
        wording: EmailWording,
        *,
        request_id: str = "",
    ) -> EmailTextDetails:
        """Store the organization's text and return it; e-mails from now on have it.

        Raises ``InvalidEmailTextError`` or ``EmailTextNotFoundError``.
        """
        caller.require(Permission.TENANT_UPDATE)
        _check_language(language)
        own = OwnEmailText(
            kind=kind,
            language=language,
            wording=check_wording(kind, wording),
            changed_at=self._clock.now(),
            changed_by=caller.name,
        )
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._texts.save(work, own)
            await self._record(work, caller, "email_text.changed", kind, language)
        return _describe(kind, language, own)

    async def reset(
        self, caller: Caller, kind: EmailKind, language: str, *, request_id: str = ""
    ) -> EmailTextDetails:
        """Go back to the built-in text and return it; without an own text, nothing changes."""
        caller.require(Permission.TENANT_UPDATE)
        _check_language(language)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._texts.delete(work, kind, language):
                await self._record(work, caller, "email_text.reset", kind, language)
        return _describe(kind, language, None)

    async def preview(
        self, caller: Caller, kind: EmailKind, language: str, wording: EmailWording
    ) -> Email:
        """Return the e-mail that a made-up candidate would receive; nothing is stored or sent.

        Raises ``InvalidEmailTextError`` or ``EmailTextNotFoundError``.
        """
        caller.require(Permission.TENANT_READ)
        _check_language(language)
        async with self._open_work(caller.tenant_id) as work:
            return await self._build_sample(work, kind, language, wording, to="")

    async def send_test(
        self,
        caller: Caller,
        kind: EmailKind,
        language: str,
        wording: EmailWording,
        *,
        request_id: str = "",
    ) -> str:
        """Send that e-mail to the caller's own address, and return the address.

        Raises ``InvalidEmailTextError``, ``NoAddressForTestError`` or ``TooManyRequestsError``.
        """
        caller.require(Permission.TENANT_UPDATE)
        _check_language(language)
        check_wording(kind, wording)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            to = await self._read_address(work, caller.id) if caller.is_person else ""
            if not to:
                raise NoAddressForTestError
            await self._attempts.hit(
                f"email-test:{caller.id}", window_s=_TEST_WINDOW_S, limit=_MAX_TESTS
            )
            email = await self._build_sample(work, kind, language, wording, to=to)
            subject = translate(translatable("Test: {subject}", subject=email.subject), language)
            await self._send(work, replace(email, subject=subject), caller.id)
        return to

    async def _build_sample(
        self, work: UnitOfWork, kind: EmailKind, language: str, wording: EmailWording, *, to: str
    ) -> Email:
        checked = check_wording(kind, wording)
        is_builtin = checked == write_builtin_text(kind, language)
        return build_sample_email(
            kind,
            None if is_builtin else checked,
            to=to,
            organization=await self._read_name(work),
            language=language,
            style=await self._read_style(work),
            site=self._site,
            now=self._clock.now(),
        )

    async def _record(
        self, work: UnitOfWork, caller: Caller, action: str, kind: EmailKind, language: str
    ) -> None:
        details = {"kind": kind, "language": language}
        await self._audit_log.record(work, caller, action, str(caller.tenant_id), details)


def _describe(kind: EmailKind, language: str, own: OwnEmailText | None) -> EmailTextDetails:
    builtin = write_builtin_text(kind, language)
    return EmailTextDetails(
        kind=kind,
        language=language,
        wording=builtin if own is None else own.wording,
        builtin=builtin,
        own=own,
        placeholders=list_placeholders(kind),
    )


def _check_language(language: str) -> None:
    if language not in list_languages():
        raise EmailTextNotFoundError
