"""What media needs from outside."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.contracts.film import FilmedSession, FilmNote, FilmText
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Unavailable
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import (
    Artifact,
    ArtifactType,
    ObjectName,
    Seen,
    Upload,
    Written,
)
from vivavoce.media.domain.film import Extent, Piece, Place, Recording
from vivavoce.media.domain.ranges import Part


class StoreUnavailable(Unavailable):
    """Recordings cannot be kept or read right now. Nothing was changed; try again soon."""

    code = "store_unavailable"


class StoreFull(StoreUnavailable):
    """There is no room left for recordings. Nothing was kept; tell whoever runs this installation."""

    code = "store_full"
    status = 507
    title = "Insufficient Storage"


class ObjectMissing(Unavailable):
    """The store does not hold what the rows say it does. The doctor names it."""

    code = "object_missing"


class ObjectStore(Protocol):
    """Keeps objects: wholly or not at all, and over a loss of power once ``put`` returned.

    Every call may raise ``StoreUnavailable``.
    """

    async def put(self, name: ObjectName, pieces: AsyncIterable[bytes]) -> int:
        """Keep what ``pieces`` yields under a new name and return its length.

        If ``pieces`` raises, the task is cancelled or the room ends (``StoreFull``), nothing is kept.
        """

    def get(self, name: ObjectName, part: Part) -> AsyncIterator[bytes]:
        """Yield the bytes of ``part``; raise ``ObjectMissing`` if there is no such object or part."""

    async def size(self, name: ObjectName) -> int | None:
        """Return how long the object is, or None when there is none."""

    async def delete(self, name: ObjectName) -> None:
        """Remove the object; one that is not there is fine."""

    async def names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        """Return a tenant's objects, or only those kept before a moment."""

    async def tenants(self) -> list[TenantId]:
        """Return the organisations that may have objects here."""

    async def clear_unfinished(self, *, before: datetime) -> int:
        """Remove what interrupted ``put`` calls left, last written before a moment; return how many."""


class Contents(Protocol):
    """Objects as they are meant, sealed on their way into the store."""

    async def write(self, name: ObjectName, pieces: AsyncIterable[bytes], *, limit: int) -> Written:
        """Keep at most ``limit`` bytes under a fresh key, or raise ``UploadTooLarge`` and keep nothing."""

    def read(self, written: Written, part: Part) -> AsyncIterator[bytes]:
        """Yield the plain bytes of ``part``; raise ``ObjectMissing`` or ``Erased``."""

    async def is_there(self, written: Written) -> bool:
        """Return whether the object is in the store in its whole length."""

    async def delete(self, name: ObjectName) -> None:
        """Remove an object; one that is not there is fine."""


class Shelf(Protocol):
    """The rows of artifacts and tickets."""

    async def artifact(self, work: Work, artifact_id: UUID) -> Artifact | None:
        """Return an artifact, or None; raise ``Erased`` when its person was erased."""

    async def artifact_of(
        self, work: Work, interview_id: InterviewId, kind: ArtifactType
    ) -> Artifact | None:
        """Return an interview's artifact of a kind, or None; raise ``Erased``."""

    async def add(self, work: Work, artifact: Artifact) -> bool:
        """Keep an artifact; False, and nothing kept, when the interview has one of its kind."""

    async def open_ticket(self, work: Work, upload: Upload, *, forget_at: datetime) -> None:
        """Keep a ticket; what the session's former ticket brought goes to waste."""

    async def ticket(self, work: Work, upload_id: UUID) -> Upload | None:
        """Return a ticket, or None."""

    async def lock_ticket_of(self, work: Work, interview_id: InterviewId) -> Upload | None:
        """Return the interview's ticket, or None; nobody else can change it until ``work`` ends."""

    async def arrived(
        self, work: Work, upload_id: UUID, written: Written, *, forget_at: datetime
    ) -> bool:
        """Note what arrived under a ticket; False when it is gone or something arrived before."""

    async def spend(self, work: Work, upload_id: UUID) -> None:
        """Forget a ticket whose object became an artifact."""

    async def forget_tickets(self, work: Work, before: datetime) -> int:
        """Forget tickets and pieces whose time is over; their objects go to waste. Return how many."""

    async def forget_person(self, work: Work, person_id: PersonId) -> int:
        """Forget all that is kept of a person; their objects go to waste."""

    async def waste(self, work: Work, name: ObjectName) -> None:
        """Note that an object is to be deleted once ``work`` is committed."""

    async def wasted(self, work: Work, limit: int) -> list[ObjectName]:
        """Return objects that are to be deleted."""

    async def cleared(self, work: Work, names: Sequence[ObjectName]) -> None:
        """Note that objects are deleted."""

    async def unknown(self, work: Work, names: Sequence[ObjectName]) -> list[ObjectName]:
        """Return those of ``names`` that no row speaks of."""


class Untidy(Protocol):
    """Finds, over all organisations, where there is something to tidy."""

    async def __call__(self) -> Sequence[TenantId]:
        """Return the organisations with tickets run out or objects to delete."""


class Viewers(Protocol):
    """Knows whose session it is. Unknown and foreign sessions raise the same ``NotFound``."""

    async def reader(self, work: Work, caller: Caller, shown: str) -> Seen:
        """Return a session whose artifacts the caller may read: its owner, or who assigned it."""

    async def owner(self, work: Work, caller: Caller, shown: str) -> Seen:
        """Return a session that is the caller's own, or whose owner the caller acts for."""


class Records(Protocol):
    """Reads the log of a session that is over."""

    async def transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return what was said, or raise ``NotFound`` or ``Gone``."""

    async def events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:  # Any: JSON
        """Return what happened, in order, or raise ``NotFound``."""


class FilmShelf(Protocol):
    """The rows of films and of their pieces."""

    async def recording(self, work: Work, session_id: SessionId) -> Recording | None:
        """Return a session's film, or None."""

    async def lock(self, work: Work, session_id: SessionId) -> Recording | None:
        """Return a session's film, or None; nobody else can change it until ``work`` ends."""

    async def answer(
        self, work: Work, recording: Recording, text: FilmText, *, consent_id: UUID
    ) -> None:
        """Keep an answer to ``text``: a row of its own for ever, and how the film stands now."""

    async def answers(self, work: Work, session_id: SessionId) -> Sequence[tuple[bool, datetime]]:
        """Return whether each answer about a film was a yes, and when it was given, the oldest first."""

    async def note_told(self, work: Work, session_id: SessionId) -> None:
        """Note that the session's log was told of the film."""

    async def piece(self, work: Work, session_id: SessionId, seq: int) -> Piece | None:
        """Return a piece, or None; raise ``Erased`` when its person was erased."""

    async def pieces(self, work: Work, session_id: SessionId) -> list[Piece]:
        """Return what is kept of a film, in order; raise ``Erased``."""

    async def extent(self, work: Work, session_id: SessionId) -> Extent:
        """Return how much of a film is kept."""

    async def before(self, work: Work, session_id: SessionId, seq: int) -> tuple[int, int] | None:
        """Return the beginning and the length of the piece right before ``seq``, or None."""

    async def add(
        self, work: Work, recording: Recording, piece: Piece, *, forget_at: datetime
    ) -> None:
        """Keep a piece of a film that is locked; raise ``Erased``."""

    async def forget(self, work: Work, session_id: SessionId) -> int:
        """Forget all pieces of a film and return how many; their objects go to waste."""


class FilmedSessions(Protocol):
    """Knows the sessions that are filmed."""

    async def find(self, handle: str) -> Place | None:
        """Return the session that ``handle`` is the candidate's own name of, or None."""

    async def session(self, work: Work, session_id: SessionId) -> FilmedSession:
        """Return a session, or raise ``NotFound``."""

    async def is_over(self, work: Work, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFound``."""

    async def tell(self, work: Work, session_id: SessionId, note: FilmNote) -> None:
        """Have the session's log say so once ``work`` commits; the log of one that is over is closed."""


class FilmViewers(Protocol):
    """Knows whose film may be seen by whom. Unknown and foreign sessions look alike."""

    async def reader(self, caller: Caller, named: str) -> Place:
        """Return a session whose film the caller may see, by its id or as practice shows it.

        Raises ``NotFound`` or ``Forbidden``.
        """


class Flood(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooMany``."""
