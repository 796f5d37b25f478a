"""Who sits on an organisation's panels: listed, switched, and made from the text of a rubric."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from vivavoce.assessment.domain.panel.heard import RULES
from vivavoce.assessment.domain.panel.rubric_text import UnreadableRubric, read_rubric, unscorable
from vivavoce.assessment.domain.panel.seats import (
    BUILT_IN_SEATS,
    EVALUATORS,
    PERSPECTIVES,
    OwnEvaluator,
    Roster,
    SeatKind,
)
from vivavoce.assessment.ports.panel import Book, RubricReader, Seating
from vivavoce.contracts.plan import Competency
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed, NotFound, Refused
from vivavoce.kernel.ids import Ids

MOST_OWN = 20
_NAME = re.compile(r"[\w][\w .,&'/()-]{0,58}[\w)]|\w")


class NameTaken(Refused):
    """This is the name of a built-in seat. Choose another one."""

    code = "seat_name_taken"


class TooManyEvaluators(Refused):
    """An organisation may have so many evaluators of its own. Give one a new text, or switch."""

    code = "too_many_evaluators"


class UnknownSeat(NotFound):
    """No evaluator or perspective has that name here."""

    code = "unknown_seat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One seat as it is shown."""

    kind: SeatKind
    name: str
    describes: str
    criteria: tuple[str, ...]
    version: int | None
    made_by: str
    is_on: bool
    is_built_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new evaluator, and which of its criteria rules can hardly read."""

    evaluator: OwnEvaluator
    unscorable: tuple[str, ...]


class Panels:
    """The organisation's panels."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        book: Book,
        seating: Seating,
        clock: Clock,
        ids: Ids,
        reader: RubricReader | None = None,
    ) -> None:
        self._open_work = open_work
        self._book = book
        self._seating = seating
        self._clock = clock
        self._ids = ids
        self._reader = reader

    async def list(self, caller: Caller) -> tuple[Listed, ...]:
        """Return every evaluator and perspective, built-in ones first."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            roster = await self._book.roster(work)
        return _listed(roster, self._seating.made_by)

    async def switch(self, caller: Caller, kind: SeatKind, name: str, *, is_on: bool) -> Listed:
        """Switch a seat on or off for the answers from now on, or raise ``UnknownSeat``."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            known = _listed(await self._book.roster(work), self._seating.made_by)
            if not any(one.kind == kind and one.name == name for one in known):
                raise UnknownSeat
            await self._book.switch(work, kind, name, is_on=is_on)
            now = _listed(await self._book.roster(work), self._seating.made_by)
        return next(one for one in now if one.kind == kind and one.name == name)

    async def add(self, caller: Caller, name: str, text: str) -> Added:
        """Make an evaluator of a rubric's text: the next version of its name.

        Raises ``UnreadableRubric`` with the line, ``NameTaken`` or ``TooManyEvaluators``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        plain = _checked(name)
        criteria, made_by = await self._read(text)
        async with self._open_work(caller.tenant_id) as work:
            own = (await self._book.roster(work)).own
            if len(own) >= MOST_OWN and all(one.name != plain for one in own):
                raise TooManyEvaluators(f"There are {MOST_OWN} already.")
            made = OwnEvaluator(
                id=self._ids.new(),
                name=plain,
                version=0,
                criteria=criteria,
                made_by=made_by,
                made_at=self._clock.now(),
            )
            kept = await self._book.add(work, made, text, caller.id)
        return Added(evaluator=kept, unscorable=unscorable(criteria))

    async def _read(self, text: str) -> tuple[tuple[Competency, ...], str]:
        try:
            return await asyncio.to_thread(read_rubric, text), RULES
        except UnreadableRubric:
            if self._reader is None:
                raise
            return await self._reader(text), self._reader.made_by


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if not _NAME.fullmatch(plain):
        message = "A name has up to 60 letters, digits and plain marks."
        raise Malformed(f"'name': {message}", errors=[FieldError("name", "invalid", message)])
    if plain.casefold() in BUILT_IN_SEATS:
        raise NameTaken
    return plain


def _listed(roster: Roster, made_by: str) -> tuple[Listed, ...]:
    built_in: list[tuple[SeatKind, str, str]] = [
        *(("evaluator", name, describes) for name, describes in EVALUATORS.items()),
        *(("perspective", name, describes) for name, describes in PERSPECTIVES.items()),
    ]
    own = [
        Listed(
            kind="evaluator",
            name=one.name,
            describes=f"Reads answers by {len(one.criteria)} criteria of your own rubric.",
            criteria=tuple(each.name for each in one.criteria),
            version=one.version,
            made_by=made_by,
            is_on=roster.is_on("evaluator", one.name),
            is_built_in=False,
        )
        for one in roster.own
    ]
    return (
        *(
            Listed(
                kind=kind,
                name=name,
                describes=describes,
                criteria=(),
                version=None,
                made_by=made_by,
                is_on=roster.is_on(kind, name),
                is_built_in=True,
            )
            for kind, name, describes in built_in
        ),
        *own,
    )
