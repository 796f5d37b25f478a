"""Open and read intakes: interviews with the hiring manager whose questions are ready immediately.

Reading shows their status, how much was said about each concept, and their documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, InterviewTranscript
from vivavoce.contracts.profiles import INTAKE_PROFILE
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, GoneError, NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId, SessionId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.intake.artifacts import (
    ARTIFACT_KINDS,
    ArtifactDocument,
    ArtifactKind,
)
from vivavoce.planning.domain.intake.statements import (
    ConceptCoverage,
    IntakeAnswer,
    measure_concept_coverage,
)
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.planner import BUILT_IN_PLANNER_NAME
from vivavoce.planning.ports.intake import (
    Intake,
    IntakeArtifact,
    IntakeArtifactNotFoundError,
    IntakeInterviewGateway,
    IntakeNotFoundError,
    IntakeRepository,
    IntakeTranscriptReader,
    MemberDirectory,
    UnknownHiringManagerError,
)
from vivavoce.planning.usecases.accept_plan import AttachPlan

MAX_INTAKES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDetails:
    """An intake with its interview. ``concepts`` is empty until there is a readable transcript."""

    intake: Intake
    view: InterviewSnapshot
    manager_name: str | None
    concepts: tuple[ConceptCoverage, ...] = ()
    template_id: UUID | None = None
    """The newest template made of it; read only with a single intake."""


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

    async def list_intakes(
        self,
        caller: Caller,
        *,
        limit: int = MAX_INTAKES,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[list[IntakeDetails], tuple[datetime, UUID] | None]:
        """Return those of the next intakes that the caller may see, newest first, without concepts.

        The second value is the place after which the list goes on; None at its end.
        """
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._intakes.list_newest(work, limit=limit + 1, after=after)
            newest = found[:limit]
            visible = [
                await self._load_details(work, intake)
                for intake in newest
                if can_view_intake(caller, intake)
            ]
        place = (newest[-1].created_at, newest[-1].id) if len(found) > limit else None
        return [details for details in visible if details is not None], place

    async def get_intake(self, caller: Caller, intake_id: InterviewId) -> IntakeDetails:
        """Return an intake with the coverage of each concept so far, and its newest template.

        Raises ``IntakeNotFoundError`` or ``ForbiddenError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(work, self._intakes, caller, intake_id)
            details = await self._load_details(work, intake)
            template = await self._intakes.find_template_of(work, intake_id)
        if details is None:
            raise IntakeNotFoundError
        turns = await self._load_answers(caller.tenant_id, intake, details.view)
        return IntakeDetails(
            intake=intake,
            view=details.view,
            manager_name=details.manager_name,
            concepts=measure_concept_coverage(turns),
            template_id=template.id if template else None,
        )

    async def list_artifacts(self, caller: Caller, intake_id: InterviewId) -> list[IntakeArtifact]:
        """Return every version of every document: in the order of ``ARTIFACT_KINDS``, newest first.

        Raises ``IntakeNotFoundError`` or ``ForbiddenError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(work, self._intakes, caller, intake_id)
            if await self._load_details(work, intake) is None:
                raise IntakeNotFoundError
            artifacts = await self._intakes.list_artifacts(work, intake)
        grouped = {
            kind: list(versions) for kind, versions in groupby(artifacts, key=lambda a: a.kind)
        }
        return [artifact for kind in ARTIFACT_KINDS for artifact in reversed(grouped.get(kind, []))]

    async def get_document(
        self, caller: Caller, intake_id: InterviewId, kind: ArtifactKind, version: int | None
    ) -> tuple[int, ArtifactDocument]:
        """Return a version of a document and its number; None is the newest that can be read.

        Raises ``IntakeNotFoundError``, ``IntakeArtifactNotFoundError`` or ``ForbiddenError``.
        """
        for artifact in await self.list_artifacts(caller, intake_id):
            is_wanted = artifact.kind == kind and version in (None, artifact.version)
            if is_wanted and artifact.document is not None:
                return artifact.version, artifact.document
        raise IntakeArtifactNotFoundError

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


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """The position and the hiring manager of an intake; without an e-mail address, the caller."""

    title: str | None = None
    company_name: str | None = None
    manager_email: str | None = None
    minutes: int | None = None


class OpenIntake:
    """Opens an intake; the built-in rules write the questions, so there is no wait for a model."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: IntakeInterviewGateway,
        attach_plan: AttachPlan,
        intakes: IntakeRepository,
        members: MemberDirectory,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._attach_plan = attach_plan
        self._intakes = intakes
        self._members = members
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, caller: Caller, options: IntakeOptions
    ) -> tuple[Intake, InterviewSnapshot]:
        """Return the intake and its interview.

        Raises ``ForbiddenError``, ``UnknownHiringManagerError`` or ``InvalidRequestError``.
        """
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            manager = await self._find_manager(work, caller, options.manager_email)
            # Each intake has its own person record, so that erasing one does not affect the others.
            person_id = PersonId(self._ids.new_id())
            facts = {
                "profile": INTAKE_PROFILE.name,
                "candidate_name": manager.name,
                "position": options.title,
                "company_name": options.company_name,
                "duration_minutes": options.minutes,
            }
            view = await self._interviews.open(work, caller, person_id, facts)
            await self._attach_plan(
                work,
                view.interview_id,
                lambda brief, _: plan_intake(brief, planner=BUILT_IN_PLANNER_NAME),
            )
            intake = Intake(
                id=view.interview_id,
                run_id=view.run_id,
                person_id=view.person_id,
                manager_id=manager.id,
                opened_by=caller.id,
                created_at=self._clock.now(),
            )
            await self._intakes.add(work, intake)
            await self._audit.record(work, caller, "intake.open", str(intake.id))
            return intake, await self._interviews.view(work, view.interview_id)

    async def _find_manager(self, work: UnitOfWork, caller: Caller, email: str | None) -> Caller:
        if email is None and caller.is_person:
            return caller
        manager = await self._members.find_by_email(work, email) if email else None
        if manager is None or Permission.INTAKE_USE not in manager.permissions:
            message = translatable(
                "Choose a member of this organization who can take part in an intake."
            )
            raise UnknownHiringManagerError(
                errors=[FieldError("managerEmail", UnknownHiringManagerError.code, message)]
            )
        return manager
