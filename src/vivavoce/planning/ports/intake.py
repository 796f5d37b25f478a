"""Ports of intakes and templates: repositories, interview and transcript access, and the document writer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, InterviewTranscript
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ConflictError, InvalidRequestError, NotFoundError, UpstreamError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import (
    FINAL_STATUSES,
    ArtifactDocument,
    ArtifactKind,
    ArtifactStatus,
    InterviewTemplate,
)
from vivavoce.planning.domain.intake.built_in_writer import WritingTask

TRANSCRIPT_ERASED_CODE = "words_erased"
WRITER_FAILED_CODE = "artifact_writing_failed"


class IntakeNotFoundError(NotFoundError):
    """There is no such intake."""

    code = "intake_not_found"


class IntakeArtifactNotFoundError(NotFoundError):
    """There is no such document, or not in this version."""

    code = "intake_artifact_not_found"


class TemplateNotFoundError(NotFoundError):
    """There is no such template."""

    code = "template_not_found"


class TemplateChangedError(ConflictError):
    """Another person changed this template in the meantime. Load it again."""

    code = "template_changed"


class UnknownHiringManagerError(InvalidRequestError):
    """No member with this e-mail address can take part in an intake."""

    code = "hiring_manager_not_found"
    status = 422
    title = "Unprocessable Content"


class IntakeNotEndedError(ConflictError):
    """The documents are written after the intake interview ends."""

    code = "intake_not_ended"


class ArtifactInProgressError(ConflictError):
    """This document is still being written. Wait until it is ready."""

    code = "artifact_in_progress"


class ArtifactChangedError(ConflictError):
    """There is a newer version of this document. Load it again."""

    code = "artifact_changed"


class InvalidArtifactEditError(InvalidRequestError):
    """This document cannot be changed like this."""

    code = "artifact_edit_invalid"
    status = 422
    title = "Unprocessable Content"


class ArtifactsNotAcceptedError(ConflictError):
    """Accept a version of the job description, the questions and the rubric first."""

    code = "artifacts_not_approved"


class InvalidTemplateError(InvalidRequestError):
    """These documents cannot be turned into a valid template."""

    code = "template_invalid"
    status = 422
    title = "Unprocessable Content"


class ArtifactWriterError(UpstreamError):
    """The document could not be written now."""

    code = WRITER_FAILED_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """An interview of a hiring manager; its id is the interview's."""

    id: InterviewId
    run_id: str
    person_id: PersonId
    manager_id: UUID
    opened_by: UUID
    session_id: SessionId | None = None
    created_at: datetime
    ended_at: datetime | None = None
    is_completion_published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeArtifact:
    """One version of a document; ``document`` is None until it is ready, and after erasure."""

    id: UUID
    intake_id: InterviewId
    kind: ArtifactKind
    version: int
    status: ArtifactStatus
    regenerated_from: int | None = None
    instruction: str | None = field(default=None, repr=False)
    document: ArtifactDocument | None = field(default=None, repr=False)
    failure: str | None = None
    is_accepted: bool = False
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the status is final."""
        return self.status in FINAL_STATUSES

    def as_ready(self, document: ArtifactDocument, at: datetime) -> IntakeArtifact:
        """Return a copy with status ``ready`` and its document."""
        return replace(self, status="ready", document=document, ended_at=at)

    def as_failed(self, code: str, at: datetime) -> IntakeArtifact:
        """Return a copy with status ``failed`` and the failure code."""
        return replace(self, status="failed", failure=code, ended_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTemplate:
    """The newest version of a stored template, and what it was made from."""

    id: UUID
    intake_id: InterviewId | None
    interview_id: InterviewId | None = None
    """The interview whose plan it was made from."""
    template: InterviewTemplate
    version: int = 1
    created_by: UUID
    created_at: datetime
    changed_by: UUID
    changed_at: datetime


class IntakeRepository(Protocol):
    """Stores intakes, the versions of their documents, and the templates made from them."""

    async def add(self, work: UnitOfWork, intake: Intake) -> None:
        """Store a new intake."""

    async def find(
        self, work: UnitOfWork, intake_id: InterviewId, *, is_locked: bool = False
    ) -> Intake | None:
        """Return an intake, or None; with ``is_locked`` it is locked until ``work`` ends."""

    async def list_newest(
        self, work: UnitOfWork, *, limit: int, after: tuple[datetime, UUID] | None = None
    ) -> list[Intake]:
        """Return up to ``limit`` intakes, newest first, after the one with that time and id."""

    async def list_open_ids(self, work: UnitOfWork, manager_id: UUID) -> list[InterviewId]:
        """Return the ids of the intakes of a hiring manager that have not ended, oldest first."""

    async def save(self, work: UnitOfWork, intake: Intake, *, at: datetime) -> None:
        """Store the progress of an intake."""

    async def add_artifact(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store a new version; raise ``GoneError`` if the person was erased."""

    async def save_artifact(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store the progress of an unfinished version; raise ``GoneError`` if the person was erased."""

    async def mark_accepted(self, work: UnitOfWork, artifact: IntakeArtifact) -> None:
        """Make this version the accepted one of its kind."""

    async def list_artifacts(self, work: UnitOfWork, intake: Intake) -> list[IntakeArtifact]:
        """Return all versions of all documents, sorted by kind and version."""

    async def add_template(self, work: UnitOfWork, stored: StoredTemplate) -> None:
        """Store a new template."""

    async def find_template(self, work: UnitOfWork, template_id: UUID) -> StoredTemplate | None:
        """Return the newest version of a template; None if there is none or it was deleted."""

    async def find_template_of(
        self, work: UnitOfWork, intake_id: InterviewId
    ) -> StoredTemplate | None:
        """Return the newest template of an intake; None if there is none or all were deleted."""

    async def add_template_change(
        self, work: UnitOfWork, stored: StoredTemplate, *, is_deleted: bool = False
    ) -> None:
        """Store the next version, or that the template is deleted.

        Raises ``TemplateChangedError`` if this version exists already.
        """

    async def list_template_versions(
        self, work: UnitOfWork, template_id: UUID
    ) -> list[StoredTemplate]:
        """Return all versions of a template, oldest first."""

    async def list_templates(
        self, work: UnitOfWork, *, limit: int, after: tuple[datetime, UUID] | None = None
    ) -> list[StoredTemplate]:
        """Return up to ``limit`` templates, newest first, after the one with that time and id."""


class IntakeInterviewGateway(Protocol):
    """Intake interviews (hiring); their plans need no approval. Unknown ids raise ``NotFoundError``."""

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Return a new interview that waits for its plan; raise ``InvalidRequestError`` for invalid facts."""

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return an interview; with ``is_locked`` it is locked until ``work`` ends."""


InterviewOpener = Callable[
    [UnitOfWork, Caller, Mapping[str, Any]],  # Any: facts by their snake_case names
    Awaitable[InterviewSnapshot],
]
"""Opens a candidate's interview (hiring), or raises ``InvalidRequestError`` or ``ForbiddenError``."""


StaffInterviewReader = Callable[[UnitOfWork, InterviewId], Awaitable[InterviewSnapshot]]
"""Returns an interview that staff may read (hiring), or raises ``NotFoundError``."""


class MemberDirectory(Protocol):
    """The members of the organization (tenancy)."""

    async def find_by_email(self, work: UnitOfWork, email: str) -> Caller | None:
        """Return the member who signs in with this address, with their permissions, or None."""

    async def get_name(self, work: UnitOfWork, user_id: UUID) -> str | None:
        """Return a user's name, or None."""


IntakeTranscriptReader = Callable[[TenantId, SessionId], Awaitable[InterviewTranscript]]
"""Reads a transcript (live); raises ``NotFoundError``, or ``GoneError`` after its text was erased."""

ArtifactWriter = Callable[[WritingTask], Awaitable[ArtifactDocument]]
"""Writes a document from the transcript of an intake, or raises ``ArtifactWriterError``."""


def find_newest_artifact(
    artifacts: Sequence[IntakeArtifact], kind: ArtifactKind
) -> IntakeArtifact | None:
    """Return the newest version of one kind of document, or None."""
    return max((a for a in artifacts if a.kind == kind), key=lambda a: a.version, default=None)
