"""What intakes and templates need: their store, the interview, the talk, and a writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.story import SessionStory
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed, NotFound, Refused, UpstreamFailed
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import ENDED, ArtifactKind, Status, Written
from vivavoce.planning.domain.intake.template import Template
from vivavoce.planning.domain.intake.writing import Assignment

WORDS_ERASED = "words_erased"
WRITER_FAILED = "artifact_not_written"


class UnknownIntake(NotFound):
    """There is no such intake."""

    code = "intake_not_found"


class UnknownArtifact(NotFound):
    """There is no such document, or not in this version."""

    code = "workshop_artifact_not_found"


class UnknownTemplate(NotFound):
    """There is no such template."""

    code = "template_not_found"


class UnknownManager(Malformed):
    """Nobody who may be asked signs in here with that address."""

    code = "manager_not_known"
    status = 422
    title = "Unprocessable Content"


class TalkNotOver(Refused):
    """The documents are written when the talk has ended."""

    code = "intake_not_over"


class StillWriting(Refused):
    """This document is being written. Wait until it is there."""

    code = "artifact_in_work"


class NotAccepted(Refused):
    """Accept a version of the job description, the questions and the rubric first."""

    code = "artifacts_not_accepted"


class TemplateUnfit(Malformed):
    """These documents do not make a template."""

    code = "template_unfit"
    status = 422
    title = "Unprocessable Content"


class WriterFailed(UpstreamFailed):
    """The document could not be written now."""

    code = WRITER_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A talk with a hiring manager; its id is the interview's."""

    id: InterviewId
    run_id: str
    person_id: PersonId
    manager_id: UUID
    opened_by: UUID
    session_id: SessionId | None = None
    created_at: datetime
    ended_at: datetime | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One version of a document; ``written`` is None until it is ready, and once it was erased."""

    id: UUID
    intake_id: InterviewId
    kind: ArtifactKind
    version: int
    status: Status
    regenerated_from: int | None = None
    instruction: str | None = field(default=None, repr=False)
    written: Written | None = field(default=None, repr=False)
    failure: str | None = None
    is_accepted: bool = False
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to this version."""
        return self.status in ENDED

    def ready(self, written: Written, at: datetime) -> Artifact:
        """Return the version as it was written."""
        return replace(self, status="ready", written=written, ended_at=at)

    def failed(self, code: str, at: datetime) -> Artifact:
        """Return the version as one that could not be written."""
        return replace(self, status="failed", failure=code, ended_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTemplate:
    """A template as it is kept."""

    id: UUID
    intake_id: InterviewId | None
    template: Template
    created_by: UUID
    created_at: datetime


class IntakeStore(Protocol):
    """Keeps intakes and the versions of their documents."""

    async def add(self, work: Work, intake: Intake) -> None:
        """Keep a new intake."""

    async def find(
        self, work: Work, intake_id: InterviewId, *, is_locked: bool = False
    ) -> Intake | None:
        """Return an intake; locked, nobody else can change it until ``work`` ends."""

    async def newest(self, work: Work, *, limit: int) -> list[Intake]:
        """Return intakes, newest first."""

    async def save(self, work: Work, intake: Intake, *, at: datetime) -> None:
        """Keep how far an intake has come."""

    async def add_artifact(self, work: Work, intake: Intake, artifact: Artifact) -> None:
        """Keep a new version, or raise ``Gone`` where the person was erased."""

    async def save_artifact(self, work: Work, intake: Intake, artifact: Artifact) -> None:
        """Keep how far a version that had not ended has come; raise ``Gone`` as above."""

    async def accept(self, work: Work, artifact: Artifact) -> None:
        """Make this version the accepted one of its kind."""

    async def artifacts(self, work: Work, intake: Intake) -> list[Artifact]:
        """Return all versions of all documents, by kind and version."""


class TemplateStore(Protocol):
    """Keeps templates."""

    async def add(self, work: Work, stored: StoredTemplate) -> None:
        """Keep a new template."""

    async def find(self, work: Work, template_id: UUID) -> StoredTemplate | None:
        """Return a template."""

    async def newest(self, work: Work, *, limit: int) -> list[StoredTemplate]:
        """Return templates, newest first."""


class IntakeDesk(Protocol):
    """Interviews whose plans nobody approves (hiring). Unknown ids raise ``NotFound``."""

    async def open(
        self,
        work: Work,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewView:
        """Return a new interview that waits for its plan, or raise ``Malformed``."""

    async def view(
        self, work: Work, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewView:
        """Return an interview; locked, nobody else can change it until ``work`` ends."""


class OpenInterview(Protocol):
    """Opens interviews of candidates (hiring)."""

    async def __call__(
        self,
        work: Work,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: as above
    ) -> InterviewView:
        """Return the new interview, or raise ``Malformed`` or ``Forbidden``."""


class Members(Protocol):
    """The people of the organisation (tenancy)."""

    async def known_as(self, work: Work, email: str) -> Caller | None:
        """Return who signs in with that address, and what they may do."""

    async def named(self, work: Work, user_id: UUID) -> str | None:
        """Return a user's name."""


class Stories(Protocol):
    """How talks went (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> SessionStory:
        """Return the talk; raise ``NotFound``, or ``Gone`` once its words were erased."""


class Audit(Protocol):
    """Notes who did what (tenancy)."""

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note that ``caller`` did ``action`` to ``subject``."""


class Writer(Protocol):
    """Writes documents from what was said."""

    async def write(self, task: Assignment) -> Written:
        """Return the document; raise ``WriterFailed`` where it cannot be written now."""


def newest_of(artifacts: Sequence[Artifact], kind: ArtifactKind) -> Artifact | None:
    """Return the newest version of a document among all of them."""
    return max((a for a in artifacts if a.kind == kind), key=lambda a: a.version, default=None)
