"""Read, change and preview what an organization adds to the consent text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from vivavoce.access.adapters.consent_additions import PostgresConsentAdditionRepository
from vivavoce.access.domain.consent_text import (
    TEXT_ONLY,
    ConsentAddition,
    ConsentText,
    ConsentTextNotFoundError,
    build_consent_text,
    check_addition,
)
from vivavoce.access.ports import RetentionDaysReader
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import list_languages


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTextPreview:
    """What a candidate reads or hears in one language."""

    screen: ConsentText
    """On the page, with or without voice."""
    phone: str
    """What is read aloud on the phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTextDetails:
    """The consent text of one language, with the versions of what the organization added."""

    language: str
    required: ConsentText
    """The sentences that are always there."""
    preview: ConsentTextPreview
    versions: Sequence[ConsentAddition]
    """Newest first; the newest is in use."""


SpokenPartReader = Callable[[UnitOfWork, str], Awaitable[ConsentText]]
"""Reads what the organization's callers hear after the consent text, in a language."""


class ManageConsentTexts:
    """The consent texts of the caller's organization, for its administrators."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        additions: PostgresConsentAdditionRepository,
        read_retention_days: RetentionDaysReader,
        audit_log: AuditTrail,
        clock: Clock,
        voice: VoiceAvailability,
        read_spoken_part: SpokenPartReader,
    ) -> None:
        self._open_work = open_work
        self._additions = additions
        self._read_retention_days = read_retention_days
        self._audit_log = audit_log
        self._clock = clock
        self._voice = voice
        self._read_spoken_part = read_spoken_part

    async def list(self, caller: Caller) -> tuple[int, list[ConsentTextDetails]]:
        """Return the retention of new interviews in days, and the text of each language."""
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            days = await self._read_retention_days(work)
            return days, [await self._describe(work, each, days) for each in list_languages()]

    async def change(
        self, caller: Caller, language: str, text: str, *, request_id: str = ""
    ) -> ConsentTextDetails:
        """Store the next version and return the text; '' goes back to the required sentences.

        The same text is no new version. Raises ``InvalidConsentTextError`` or
        ``ConsentTextNotFoundError``.
        """
        caller.require(Permission.TENANT_UPDATE)
        _check_language(language)
        checked = check_addition(text)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            newest = (await self._additions.read_newest(work)).get(language)
            if checked != ("" if newest is None else newest.text):
                added = await self._additions.add(
                    work, language, checked, at=self._clock.now(), by=caller.name
                )
                await self._audit_log.record(
                    work,
                    caller,
                    "consent_text.changed",
                    str(caller.tenant_id),
                    {"language": language, "version": added.version},
                )
            return await self._describe(work, language, await self._read_retention_days(work))

    async def preview(self, caller: Caller, language: str, text: str) -> ConsentTextPreview:
        """Return what candidates would read and hear; nothing is stored."""
        caller.require(Permission.TENANT_READ)
        _check_language(language)
        checked = check_addition(text)
        async with self._open_work(caller.tenant_id) as work:
            newest = (await self._additions.read_newest(work)).get(language)
            days = await self._read_retention_days(work)
            spoken = await self._read_spoken_part(work, language)
        is_stored = newest is not None and newest.text == checked
        draft = ConsentAddition(
            language=language,
            version=(newest.version if newest else 0) + (not is_stored),
            text=checked,
            created_at=self._clock.now(),
            created_by=caller.name,
        )
        return self._build_preview(language, days, {language: draft}, spoken.text)

    async def _describe(self, work: UnitOfWork, language: str, days: int) -> ConsentTextDetails:
        versions = await self._additions.list(work, language)
        return ConsentTextDetails(
            language=language,
            required=build_consent_text(days, self._voice, language),
            preview=self._build_preview(
                language,
                days,
                {language: versions[0]} if versions else {},
                (await self._read_spoken_part(work, language)).text,
            ),
            versions=versions,
        )

    def _build_preview(
        self,
        language: str,
        days: int,
        additions: Mapping[str, ConsentAddition],
        spoken_part: str,
    ) -> ConsentTextPreview:
        heard = build_consent_text(days, TEXT_ONLY, language, additions)
        return ConsentTextPreview(
            screen=build_consent_text(days, self._voice, language, additions),
            phone=heard.text + spoken_part,
        )


def _check_language(language: str) -> None:
    if language not in list_languages():
        raise ConsentTextNotFoundError
