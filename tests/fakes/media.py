"""Media with its real rows and object store; session ownership is faked."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - fresh ids for a test

from vivavoce.contracts.interview import format_practice_session_id, parse_practice_session_id
from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.contracts.video import RecordedSession, RecordingLogEntry
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import ObjectName, SessionProgress, ViewableSession
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import RecordedSessionAddress
from vivavoce.media.ports import ObjectMissingError

WEBM_HEAD = b"\x1a\x45\xdf\xa3"


class MemoryStore:
    """An ``ObjectStore`` that forgets with its process."""

    def __init__(self, now: Any) -> None:
        self._objects: dict[ObjectName, tuple[datetime, bytes]] = {}
        self._now = now

    async def put(self, name: ObjectName, chunks: AsyncIterable[bytes]) -> int:
        whole = b"".join([piece async for piece in chunks])
        self._objects[name] = (self._now(), whole)
        return len(whole)

    async def get(self, name: ObjectName, byte_range: ByteRange) -> AsyncIterator[bytes]:
        if name not in self._objects:
            raise ObjectMissingError
        found = self._objects[name][1][byte_range.start : byte_range.stop]
        if len(found) < byte_range.length:
            raise ObjectMissingError
        yield found

    async def size(self, name: ObjectName) -> int | None:
        return len(self._objects[name][1]) if name in self._objects else None

    async def delete(self, name: ObjectName) -> None:
        self._objects.pop(name, None)

    async def list_names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        return [
            name
            for name, (at, _) in self._objects.items()
            if name.tenant_id == tenant_id and (before is None or at < before)
        ]

    async def list_tenants(self) -> list[TenantId]:
        return sorted({name.tenant_id for name in self._objects})

    async def delete_unfinished(self, *, before: datetime) -> int:
        return 0


@dataclass
class FakeViewerLookup:
    """Knows sessions by the account that owns them; staff read what is assigned."""

    owners: dict[InterviewId, UUID] = field(default_factory=dict)
    assigned: set[InterviewId] = field(default_factory=set)
    seen: dict[InterviewId, ViewableSession] = field(default_factory=dict)

    def add(self, account: UUID, progress: SessionProgress = "over") -> ViewableSession:
        interview = InterviewId(uuid4())
        self.owners[interview] = account
        self.seen[interview] = ViewableSession(
            practice_session_id=format_practice_session_id(interview),
            interview_id=interview,
            run_id=f"run_{interview.hex}",
            person_id=PersonId(uuid4()),
            session_id=None if progress in ("not_begun", "never_held") else SessionId(uuid4()),
            progress=progress,
        )
        return self.seen[interview]

    async def get_readable_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        interview = parse_practice_session_id(practice_session_id)
        if interview in self.assigned and caller.role is Role.RECRUITER:
            return self.seen[interview]
        return await self.get_owned_session(work, caller, practice_session_id)

    async def get_owned_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        interview = parse_practice_session_id(practice_session_id)
        if interview is None or self.owners.get(interview) != caller.id:
            raise NotFoundError
        return self.seen[interview]


class FakeSessionRecords:
    """A log in which little was said."""

    async def read_transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        said = TranscriptTurn(turn=1, role="agent", text="What did you build?", question_id="q1")
        answer = TranscriptTurn(
            turn=2, role="candidate", text="A bridge of söme kind.", question_id="q1"
        )
        return Transcript(language="en", turns=(said, answer))

    async def read_events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:
        return [{"seq": 1, "type": "session.created", "at": "2026-11-20T09:00:00.000Z", "data": {}}]


@dataclass
class FakeSessionLookup:
    """Sessions that go on, as films know them; what their logs were told is kept."""

    known: dict[SessionId, RecordedSession] = field(default_factory=dict)
    entries: list[RecordingLogEntry] = field(default_factory=list)

    async def find_by_handle(self, handle: str) -> RecordedSessionAddress | None:
        return None

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> RecordedSession:
        return self.known[session_id]

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        return self.known[session_id].ended_at is not None

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: RecordingLogEntry
    ) -> None:
        self.entries.append(entry)


def account(tenant: TenantId, role: Role = Role.SEEKER, account_id: UUID | None = None) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=account_id or uuid4(),
        name="Sam Seeker",
        permissions=ROLE_PERMISSIONS[role],
        role=role,
    )


async def in_pieces(whole: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond ``size``: the kernel refuses as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
