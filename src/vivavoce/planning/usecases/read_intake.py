"""Read intakes: their status, how much was said about each concept, and their documents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.interview_transcript import InterviewTranscript
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS
from vivavoce.planning.domain.intake.statements import (
    ConceptCoverage,
    IntakeAnswer,
    measure_concept_coverage,
)
from vivavoce.planning.ports.intake import (
    Intake,
    IntakeArtifact,
    IntakeInterviewGateway,
    IntakeNotFoundError,
    IntakeRepository,
    IntakeTranscriptReader,
    MemberDirectory,
)

_MAX_INTAKES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDetails:
    """An intake with its interview. ``concepts`` is empty until there is a readable transcript."""

    intake: Intake
    view: InterviewSnapshot
    manager_name: str | None
    concepts: tuple[ConceptCoverage, ...] = ()


class ReadIntakes:
    """Reads intakes for the hiring manager, the opener, and callers who may create interviews."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: IntakeInterviewGateway,
        intakes: IntakeRepository,
        members: MemberDirectory,
        transcripts: IntakeTranscriptReader,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._intakes = intakes
        self._members = members
        self._transcripts = transcripts

    async def list_intakes(self, caller: Caller) -> list[IntakeDetails]:
        """Return the newest intakes that the caller may see, without concepts."""
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._intakes.list_newest(work, limit=_MAX_INTAKES)
            seen = [
                await self._load_details(work, one) for one in found if can_view_intake(caller, one)
            ]
            return [one for one in seen if one is not None]

    async def get_intake(self, caller: Caller, intake_id: InterviewId) -> IntakeDetails:
        """Return an intake with the coverage of each concept so far.

        Raises ``IntakeNotFoundError`` or ``ForbiddenError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(work, self._intakes, caller, intake_id)
            seen = await self._load_details(work, intake)
        if seen is None:
            raise IntakeNotFoundError
        turns = await self._load_answers(caller.tenant_id, intake, seen.view)
        return IntakeDetails(
            intake=intake,
            view=seen.view,
            manager_name=seen.manager_name,
            concepts=measure_concept_coverage(turns),
        )

    async def list_artifacts(self, caller: Caller, intake_id: InterviewId) -> list[IntakeArtifact]:
        """Return every version of every document: in the order of ``ARTIFACT_KINDS``, newest first.

        Raises ``IntakeNotFoundError`` or ``ForbiddenError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(work, self._intakes, caller, intake_id)
            if await self._load_details(work, intake) is None:
                raise IntakeNotFoundError
            found = await self._intakes.list_artifacts(work, intake)
        grouped = {kind: list(them) for kind, them in groupby(found, key=lambda a: a.kind)}
        return [one for kind in ARTIFACT_KINDS for one in reversed(grouped.get(kind, []))]

    async def _load_details(self, work: UnitOfWork, intake: Intake) -> IntakeDetails | None:
        try:
            view = await self._interviews.view(work, intake.id)
        except NotFoundError:
            return None  # the interview was deleted
        name = await self._members.get_name(work, intake.manager_id)
        return IntakeDetails(intake=intake, view=view, manager_name=name)

    async def _load_answers(
        self, tenant_id: TenantId, intake: Intake, view: InterviewSnapshot
    ) -> tuple[IntakeAnswer, ...]:
        session_id = intake.session_id or get_latest_session_id(view)
        if session_id is None:
            return ()
        try:
            return extract_answers(await self._transcripts(tenant_id, session_id))
        except (GoneError, NotFoundError):
            return ()


def can_view_intake(caller: Caller, intake: Intake) -> bool:
    """Return whether the caller may read an intake and accept its documents."""
    is_named = caller.id in (intake.manager_id, intake.opened_by)
    return is_named or Permission.INTERVIEW_CREATE in caller.permissions


async def get_visible_intake(
    work: UnitOfWork,
    intakes: IntakeRepository,
    caller: Caller,
    intake_id: InterviewId,
    *,
    is_locked: bool = False,
) -> Intake:
    """Return an intake that the caller may see, or raise ``IntakeNotFoundError`` or ``ForbiddenError``."""
    caller.require(Permission.INTAKE_USE)
    intake = await intakes.find(work, intake_id, is_locked=is_locked)
    if intake is None or not can_view_intake(caller, intake):
        raise IntakeNotFoundError
    return intake


def get_latest_session_id(view: InterviewSnapshot) -> SessionId | None:
    """Return the latest session of an interview, or None."""
    return None if view.session_id is None else SessionId(UUID(view.session_id))


def extract_answers(transcript: InterviewTranscript) -> tuple[IntakeAnswer, ...]:
    """Return the hiring manager's answers in a transcript."""
    return tuple(
        IntakeAnswer(turn.turn, turn.question_id, turn.text, turn.is_draft)
        for turn in transcript.turns
        if turn.role == "candidate" and turn.kind == "answer"
    )
