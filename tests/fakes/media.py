"""Media with its rows and its store for real, and whose session it is played."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - fresh ids for a test

from vivavoce.contracts.film import FilmedSession, FilmNote
from vivavoce.contracts.interview import read_session, shown_session
from vivavoce.contracts.transcript import Transcript, Turn
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import ObjectName, Seen, Talk
from vivavoce.media.domain.film import Place
from vivavoce.media.domain.ranges import Part
from vivavoce.media.ports import ObjectMissing

WEBM_HEAD = b"\x1a\x45\xdf\xa3"


class MemoryStore:
    """An ``ObjectStore`` that forgets with its process."""

    def __init__(self, now: Any) -> None:
        self._objects: dict[ObjectName, tuple[datetime, bytes]] = {}
        self._now = now

    async def put(self, name: ObjectName, pieces: AsyncIterable[bytes]) -> int:
        whole = b"".join([piece async for piece in pieces])
        self._objects[name] = (self._now(), whole)
        return len(whole)

    async def get(self, name: ObjectName, part: Part) -> AsyncIterator[bytes]:
        if name not in self._objects:
            raise ObjectMissing
        found = self._objects[name][1][part.start : part.stop]
        if len(found) < part.length:
            raise ObjectMissing
        yield found

    async def size(self, name: ObjectName) -> int | None:
        return len(self._objects[name][1]) if name in self._objects else None

    async def delete(self, name: ObjectName) -> None:
        self._objects.pop(name, None)

    async def names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        return [
            name
            for name, (at, _) in self._objects.items()
            if name.tenant_id == tenant_id and (before is None or at < before)
        ]

    async def tenants(self) -> list[TenantId]:
        return sorted({name.tenant_id for name in self._objects})

    async def clear_unfinished(self, *, before: datetime) -> int:
        return 0


@dataclass
class PlayedViewers:
    """Knows sessions by the account that owns them; staff read what is assigned."""

    owners: dict[InterviewId, UUID] = field(default_factory=dict)
    assigned: set[InterviewId] = field(default_factory=set)
    seen: dict[InterviewId, Seen] = field(default_factory=dict)

    def add(self, account: UUID, talk: Talk = "over") -> Seen:
        interview = InterviewId(uuid4())
        self.owners[interview] = account
        self.seen[interview] = Seen(
            shown=shown_session(interview),
            interview_id=interview,
            run_id=f"run_{interview.hex}",
            person_id=PersonId(uuid4()),
            session_id=None if talk in ("not_begun", "never_held") else SessionId(uuid4()),
            talk=talk,
        )
        return self.seen[interview]

    async def reader(self, work: Work, caller: Caller, shown: str) -> Seen:
        interview = read_session(shown)
        if interview in self.assigned and caller.role is Role.RECRUITER:
            return self.seen[interview]
        return await self.owner(work, caller, shown)

    async def owner(self, work: Work, caller: Caller, shown: str) -> Seen:
        interview = read_session(shown)
        if interview is None or self.owners.get(interview) != caller.id:
            raise NotFound
        return self.seen[interview]


class PlayedRecords:
    """A log in which little was said."""

    async def transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        said = Turn(turn=1, role="agent", text="What did you build?", question_id="q1")
        answer = Turn(turn=2, role="candidate", text="A bridge of söme kind.", question_id="q1")
        return Transcript(language="en", turns=(said, answer))

    async def events(self, tenant_id: TenantId, session_id: SessionId) -> Sequence[dict[str, Any]]:
        return [{"seq": 1, "type": "session.created", "at": "2026-11-20T09:00:00.000Z", "data": {}}]


@dataclass
class PlayedSessions:
    """Sessions that go on, as films know them; what their logs were told is kept."""

    known: dict[SessionId, FilmedSession] = field(default_factory=dict)
    told: list[FilmNote] = field(default_factory=list)

    async def find(self, handle: str) -> Place | None:
        return None

    async def session(self, work: Work, session_id: SessionId) -> FilmedSession:
        return self.known[session_id]

    async def is_over(self, work: Work, session_id: SessionId) -> bool:
        return self.known[session_id].ended_at is not None

    async def tell(self, work: Work, session_id: SessionId, note: FilmNote) -> None:
        self.told.append(note)


def account(tenant: TenantId, role: Role = Role.SEEKER, account_id: UUID | None = None) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=account_id or uuid4(),
        name="Sam Seeker",
        permissions=PERMISSIONS[role],
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
