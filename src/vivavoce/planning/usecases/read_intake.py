"""Reading intakes: where they stand, how much was said, and the documents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.story import SessionStory
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import KINDS
from vivavoce.planning.domain.intake.said import ConceptReading, Utterance, read_concepts
from vivavoce.planning.ports.intake import (
    Artifact,
    Intake,
    IntakeDesk,
    IntakeStore,
    Members,
    Stories,
    UnknownIntake,
)

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSeen:
    """An intake as its readers see it. ``concepts`` is empty until something can be read."""

    intake: Intake
    view: InterviewView
    manager: str | None
    concepts: tuple[ConceptReading, ...] = ()


class ReadIntakes:
    """Shows intakes to the manager, to who opened them, and to who requests interviews."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: IntakeDesk,
        intakes: IntakeStore,
        members: Members,
        stories: Stories,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._intakes = intakes
        self._members = members
        self._stories = stories

    async def listed(self, caller: Caller) -> list[IntakeSeen]:
        """Return the newest intakes that the caller may see, without what was said."""
        caller.require(Permission.INTAKE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._intakes.newest(work, limit=_MOST)
            seen = [await self._seen(work, one) for one in found if may_see(caller, one)]
            return [one for one in seen if one is not None]

    async def one(self, caller: Caller, intake_id: InterviewId) -> IntakeSeen:
        """Return an intake with what was said about each concept so far."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await visible(work, self._intakes, caller, intake_id)
            seen = await self._seen(work, intake)
        if seen is None:
            raise UnknownIntake
        turns = await self._said(caller.tenant_id, intake, seen.view)
        return IntakeSeen(
            intake=intake, view=seen.view, manager=seen.manager, concepts=read_concepts(turns)
        )

    async def artifacts(self, caller: Caller, intake_id: InterviewId) -> list[Artifact]:
        """Return every version of every document, in the order of the kinds, newest first."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await visible(work, self._intakes, caller, intake_id)
            if await self._seen(work, intake) is None:
                raise UnknownIntake
            found = await self._intakes.artifacts(work, intake)
        grouped = {kind: list(them) for kind, them in groupby(found, key=lambda a: a.kind)}
        return [one for kind in KINDS for one in reversed(grouped.get(kind, []))]

    async def _seen(self, work: Work, intake: Intake) -> IntakeSeen | None:
        try:
            view = await self._desk.view(work, intake.id)
        except NotFound:
            return None  # its interview was deleted
        name = await self._members.named(work, intake.manager_id)
        return IntakeSeen(intake=intake, view=view, manager=name)

    async def _said(
        self, tenant_id: TenantId, intake: Intake, view: InterviewView
    ) -> tuple[Utterance, ...]:
        session_id = intake.session_id or session_of(view)
        if session_id is None:
            return ()
        try:
            return answers_of(await self._stories(tenant_id, session_id))
        except (Gone, NotFound):
            return ()


def may_see(caller: Caller, intake: Intake) -> bool:
    """Return whether the caller may read an intake and decide about its documents."""
    is_named = caller.id in (intake.manager_id, intake.opened_by)
    return is_named or Permission.INTERVIEW_CREATE in caller.permissions


async def visible(
    work: Work,
    intakes: IntakeStore,
    caller: Caller,
    intake_id: InterviewId,
    *,
    is_locked: bool = False,
) -> Intake:
    """Return an intake that the caller may see, or raise ``UnknownIntake`` or ``Forbidden``."""
    caller.require(Permission.INTAKE)
    intake = await intakes.find(work, intake_id, is_locked=is_locked)
    if intake is None or not may_see(caller, intake):
        raise UnknownIntake
    return intake


def session_of(view: InterviewView) -> SessionId | None:
    """Return the latest session of an interview."""
    return None if view.session_id is None else SessionId(UUID(view.session_id))


def answers_of(story: SessionStory) -> tuple[Utterance, ...]:
    """Return the manager's answers in a talk."""
    return tuple(
        Utterance(turn.turn, turn.question_id, turn.text, turn.is_draft)
        for turn in story.turns
        if turn.role == "candidate" and turn.kind == "answer"
    )
