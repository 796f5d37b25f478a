"""The door on a real database, with an interview, a live session and a post that are plain objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - fresh interviews per test

from tests.database import fresh_tenant
from tests.leap import START
from tests.unit.tenancy.memory import MemoryRates
from tests.world import Ground

from vivavoce.access.adapters.codes import PostgresCodes
from vivavoce.access.adapters.consents import PostgresConsents
from vivavoce.access.adapters.doors import PostgresDoorbell, PostgresDoorBook, PostgresOverdueDoors
from vivavoce.access.facade import Doors
from vivavoce.access.handlers import AccessHandlers
from vivavoce.access.usecases.close_overdue import CloseOverdue
from vivavoce.access.usecases.invite import Invite, OpenDoor
from vivavoce.access.usecases.knock import Knock
from vivavoce.access.usecases.request_code import RequestCode
from vivavoce.access.usecases.show_card import GiveConsent, ShowCard
from vivavoce.access.usecases.start import Start
from vivavoce.access.usecases.verify_code import VerifyCode
from vivavoce.contracts.film import FilmText
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId

EMAIL = "jane@example.com"
INSERT = """
    INSERT INTO inbox (tenant_id, group_name, event_id)
    VALUES (%(tenant)s, 'test-session', %(id)s)
"""

HOLD = "SELECT pg_advisory_xact_lock(hashtext(%(id)s::text))"
"""Stands for the lock of an interview's row."""


class SteeredClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def now(self) -> datetime:
        return START + self.passed

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.passed += timedelta(seconds=seconds)

    def pass_by(self, **time: float) -> None:
        self.passed += timedelta(**time)


@dataclass
class Visiting:
    """An interview as its door shows it."""

    interview_id: InterviewId = field(default_factory=lambda: InterviewId(uuid4()))
    person_id: PersonId = field(default_factory=lambda: PersonId(uuid4()))
    run_id: str = "run_1"
    profile: str = "hiring"
    state: str = "SCHEDULED"
    position: str | None = "Welder"
    company_name: str | None = "Larkfield"
    duration_minutes: int = 30
    opens_at: datetime | None = None
    attempt: int = 0
    candidate_name: str | None = "Jane Doe"
    email: str | None = EMAIL
    session_id: str | None = None
    abilities: dict[str, bool] = field(default_factory=dict)
    keep_words_days: int = 90


class Desk:
    """Knows interviews; refuses to start where a test says so."""

    def __init__(self) -> None:
        self.visits: dict[InterviewId, Visiting] = {}
        self.refusal: Exception | None = None
        self.noted: list[tuple[str, int]] = []
        self.expired: list[InterviewId] = []

    async def card(self, work: Work, interview_id: InterviewId) -> Visiting:
        return self.visits[interview_id]

    async def open_session(
        self, work: Work, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        visit = self.visits[interview_id]
        self.noted.append((session_id, attempt))
        visit.session_id, visit.attempt = session_id, attempt

    async def hold(self, work: Work, interview_id: InterviewId) -> None:
        await work.execute(HOLD, {"id": interview_id})

    async def expire(self, work: Work, interview_id: InterviewId) -> bool:
        await self.hold(work, interview_id)
        visit = self.visits[interview_id]
        self.expired.append(interview_id)
        if self.refusal is not None:
            raise self.refusal
        return visit.state != "IN_PROGRESS"


@dataclass(frozen=True)
class Opened:
    session_id: SessionId
    handle: str
    attempt: int


class Sessions:
    """Opens a session once per interview, and leaves a row behind in the caller's transaction."""

    def __init__(self) -> None:
        self.opened: dict[InterviewId, Opened] = {}
        self.asked: list[dict[str, Any]] = []

    async def open(self, work: Work, visit: Visiting, **words: Any) -> Opened:
        self.asked.append(words)
        known = self.opened.get(visit.interview_id)
        if known is None:
            session_id = SessionId(uuid4())
            await work.execute(INSERT, {"tenant": work.tenant_id, "id": session_id})
            known = Opened(session_id, f"int_{session_id.hex}", words["attempt"])
            self.opened[visit.interview_id] = known
        return known


class Post:
    """Keeps letters."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.invitations: list[dict[str, Any]] = []

    async def send_code(self, work: Work, **letter: Any) -> None:
        assert letter["to"] == EMAIL
        self.codes.append(letter["code"])

    async def send_invitation(self, work: Work, **letter: Any) -> None:
        self.invitations.append(letter)


FILM = FilmText("video.1", "Your camera is recorded while you talk, if you like.")


class Policy:
    def __init__(self) -> None:
        self.codes = True
        self.video = True

    async def asks_for_codes(self, work: Work) -> bool:
        return self.codes

    async def allows_video(self, work: Work) -> bool:
        return self.video


class World:
    """One organisation's doors."""

    def __init__(self, ground: Ground, *, codes: PostgresCodes | None = None) -> None:
        self.ground = ground
        self.tenant: TenantId = fresh_tenant()
        self.clock = SteeredClock()
        self.expected: list[datetime] = []
        """When somebody was told that a candidate is there."""
        self.desk, self.sessions, self.post = Desk(), Sessions(), Post()
        self.policy = Policy()
        self.codes = codes or PostgresCodes(ground.keys)
        book = PostgresDoorBook(ground.keys)
        consents = PostgresConsents(ground.vault, ground.ids)
        self.knock = knock = Knock(
            doorbell=PostgresDoorbell(ground.database, ground.keys),
            book=book,
            desk=self.desk,
            policy=self.policy,
            open_work=ground.open_work,
            clock=self.clock,
            expect=lambda: self.expected.append(self.clock.now()),
            film=FILM,
        )
        open_door = OpenDoor(book=book, clock=self.clock, ids=ground.ids)
        invite = Invite(
            open_door=open_door, desk=self.desk, post=self.post, public_url="https://v.example/"
        )
        self.doors = Doors(
            open_door=open_door, invite=invite, book=book, consents=consents, clock=self.clock
        )
        self.handlers = AccessHandlers(invite)
        self.close_overdue = CloseOverdue(
            overdue=PostgresOverdueDoors(ground.database),
            book=book,
            desk=self.desk,
            open_work=ground.open_work,
            clock=self.clock,
        )
        self.show_card = ShowCard(knock=knock, consents=consents)
        self.give_consent = GiveConsent(knock=knock, consents=consents)
        self.request_code = RequestCode(
            knock=knock,
            codes=self.codes,
            post=self.post,
            rates=MemoryRates(self.clock),
            ids=ground.ids,
        )
        self.verify_code = VerifyCode(knock=knock, codes=self.codes, ids=ground.ids)
        self.start = Start(
            knock=knock,
            codes=self.codes,
            consents=consents,
            sessions=self.sessions,
            desk=self.desk,
            ws_url="ws://v.example:8080",
        )

    async def door(self, **facts: Any) -> tuple[str, Visiting]:
        """Return the token of a new interview's door, and the interview."""
        visit = Visiting(**facts)
        self.desk.visits[visit.interview_id] = visit
        async with self.ground.open_work(self.tenant) as work:
            link = await self.doors.open(work, visit.interview_id, visit.person_id, days=7)
        return link.rpartition("/")[2], visit

    async def admitted(self, token: str) -> str:
        """Return a session token, earned with a code."""
        await self.request_code(token)
        return (await self.verify_code(token, self.post.codes[-1])).session_token

    async def rows(self, query: str) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(query)


def wrong(code: str, nth: int = 0) -> str:
    """Return the nth code that is not the right one."""
    return f"{(int(code) + 1 + nth) % 1_000_000:06d}"


def an_id() -> UUID:
    return uuid4()
