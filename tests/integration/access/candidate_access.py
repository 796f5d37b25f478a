"""Candidate access on a real database; interviews, live sessions and e-mails are fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - fresh interviews per test

from tests.database import fresh_tenant
from tests.infrastructure import Ground
from tests.simulated_clock import START
from tests.unit.tenancy.memory_ports import MemoryRates

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkIndex,
    PostgresCandidateLinkRepository,
    PostgresConsentRepository,
)
from vivavoce.access.adapters.consent_additions import PostgresConsentAdditionRepository
from vivavoce.access.adapters.embed_tokens import PostgresEmbedTokenRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.facade import CandidateLinks
from vivavoce.access.handlers import AccessHandlers
from vivavoce.access.jobs import SendReminderJob
from vivavoce.access.ports import CandidateMail
from vivavoce.access.usecases.candidate_links import (
    CloseExpiredLinks,
    CreateCandidateLink,
    InviteCandidate,
)
from vivavoce.access.usecases.candidate_page import CandidatePages
from vivavoce.access.usecases.embed_room import CreateEmbedToken, OpenEmbeddedRoom
from vivavoce.access.usecases.issue_test_code import IssueCodeOfTest
from vivavoce.access.usecases.open_candidate_link import (
    ChooseLanguage,
    OpenCandidateLink,
    RecordConsent,
    ShowInvitation,
)
from vivavoce.access.usecases.send_reminder import SendReminder
from vivavoce.access.usecases.start_session import RequestCode, StartCandidateSession, VerifyCode
from vivavoce.contracts.booking import BookableTimes
from vivavoce.contracts.candidate_page import CandidateMessages, CandidatePageDetails
from vivavoce.contracts.embedding import EmbedRules
from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.invitation import CodeDelivery, EmailProgress
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId

EMAIL = "jane@example.com"
INSERT = """
    INSERT INTO inbox (tenant_id, group_name, event_id)
    VALUES (%(tenant)s, 'test-session', %(id)s)
"""

HOLD = "SELECT pg_advisory_xact_lock(hashtext(%(id)s::text))"
"""Stands for the lock of an interview's row."""


class ManualClock:
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
    language: str = "en"
    position: str | None = "Welder"
    company_name: str | None = "Larkfield"
    duration_minutes: int = 30
    opens_at: datetime | None = None
    starts_at: datetime | None = None
    time_zone: str | None = None
    attempt: int = 0
    candidate_name: str | None = "Jane Doe"
    email: str | None = EMAIL
    session_id: str | None = None
    abilities: dict[str, bool] = field(default_factory=dict)
    transcript_retention_days: int = 90
    is_test: bool = False


class FakeInterviews:
    """Knows interviews; refuses to start where a test says so."""

    def __init__(self) -> None:
        self.visits: dict[InterviewId, Visiting] = {}
        self.refusal: Exception | None = None
        self.noted: list[tuple[str, int]] = []
        self.expired: list[InterviewId] = []

    async def get_candidate_details(self, work: UnitOfWork, interview_id: InterviewId) -> Visiting:
        if interview_id not in self.visits:
            raise NotFoundError
        return self.visits[interview_id]

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        visit = self.visits[interview_id]
        self.noted.append((session_id, attempt))
        visit.session_id, visit.attempt = session_id, attempt

    async def choose_language(
        self, work: UnitOfWork, interview_id: InterviewId, language: str
    ) -> None:
        self.visits[interview_id].language = language

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        await work.execute(HOLD, {"id": interview_id})

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        await self.lock_interview(work, interview_id)
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

    async def open(self, work: UnitOfWork, visit: Visiting, **words: Any) -> Opened:
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
        self.progress: dict[UUID, EmailProgress] = {}
        self.languages: list[str] = []
        self.invitations: list[dict[str, Any]] = []
        self.canceled: list[dict[str, Any]] = []
        self.reminders: list[InterviewReminder] = []

    async def send_reminder(self, work: UnitOfWork, reminder: InterviewReminder) -> None:
        self.reminders.append(reminder)

    async def send_code(self, work: UnitOfWork, **email: Any) -> None:
        assert email["to"] == EMAIL
        self.codes.append(email["code"])
        self.languages.append(email["language"])
        self.progress[email["email_id"]] = "waiting"

    async def read_progress(self, work: UnitOfWork, email_id: UUID) -> EmailProgress | None:
        return self.progress.get(email_id)

    async def send_invitation(self, work: UnitOfWork, **email: Any) -> None:
        self.invitations.append(email)

    async def send_appointment_canceled(self, work: UnitOfWork, **email: Any) -> None:
        self.canceled.append(email)


class FakePage:
    """Shows one page, and keeps what candidates do there."""

    def __init__(self) -> None:
        self.shown = CandidatePageDetails(
            stage="in_review",
            actions=frozenset({"withdraw", "correct"}),
            starts_at=None,
            completed_at=START,
            reply_by=None,
            contact_email="",
            person_requested_at=None,
            explanation=None,
            messages=CandidateMessages(),
            session_id=None,
            data={"candidateName": "Jane Doe"},
        )
        self.done: list[tuple[Any, ...]] = []
        self.times = BookableTimes(
            time_zone="Europe/Berlin",
            minutes=30,
            times=(START + timedelta(days=1),),
            booked_at=None,
            can_choose=True,
            move_until=None,
        )

    async def read(self, work: UnitOfWork, interview_id: InterviewId) -> CandidatePageDetails:
        return self.shown

    async def withdraw(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        self.done.append(("withdraw",))

    async def request_person(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        self.done.append(("request_person",))

    async def reschedule(
        self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime
    ) -> None:
        self.done.append(("reschedule", starts_at))

    async def refresh_times(
        self, tenant_id: TenantId, interview_id: InterviewId, *, is_booking: bool
    ) -> None:
        self.done.append(("refresh_times", is_booking))

    async def list_times(self, work: UnitOfWork, interview_id: InterviewId) -> BookableTimes:
        return self.times

    async def book(self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime) -> None:
        self.done.append(("book", starts_at))

    async def correct(
        self, work: UnitOfWork, interview_id: InterviewId, turn: int, text: str
    ) -> None:
        self.done.append(("correct", turn, text))

    async def give_feedback(
        self, work: UnitOfWork, interview_id: InterviewId, stars: int, text: str
    ) -> None:
        self.done.append(("give_feedback", stars, text))

    async def request_review(self, work: UnitOfWork, interview_id: InterviewId, text: str) -> None:
        self.done.append(("request_review", text))

    async def erase(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        self.done.append(("erase",))


VIDEO = RecordingConsentText("video.1", "Your camera is recorded while you talk, if you like.")


SPOKEN = VoiceAvailability(is_available=True, has_tts=True, answer_mode="spoken")


EMBED_KEY = b"a key of the tests"


class Policy:
    def __init__(self) -> None:
        self.codes = True
        self.video = True
        self.voice_recording = False
        self.reminders = True
        self.embedding = EmbedRules()

    async def requires_code(self, work: UnitOfWork) -> bool:
        return self.codes

    async def allows_voice_recording(self, work: UnitOfWork) -> bool:
        return self.voice_recording

    async def allows_video(self, work: UnitOfWork) -> bool:
        return self.video

    async def sends_reminders(self, work: UnitOfWork) -> bool:
        return self.reminders

    async def embed_rules(self, work: UnitOfWork) -> EmbedRules:
        return self.embedding


class World:
    """One organisation's doors."""

    def __init__(
        self,
        ground: Ground,
        *,
        codes: PostgresOneTimeCodeRepository | None = None,
        mail: CandidateMail | None = None,
        tenant: TenantId | None = None,
        delivery: CodeDelivery = "email",
    ) -> None:
        self.ground = ground
        self.tenant: TenantId = tenant or fresh_tenant()
        self.clock = ManualClock()
        self.expected: list[datetime] = []
        """When somebody was told that a candidate is there."""
        self.interviews, self.sessions, self.emails = FakeInterviews(), Sessions(), Post()
        self.policy = Policy()
        self.message = "Start here: {{INTERVIEW_LINK}}"
        self.codes = codes or PostgresOneTimeCodeRepository(ground.keys)
        book = PostgresCandidateLinkRepository(ground.keys)
        consents = PostgresConsentRepository(ground.vault, ground.ids)
        index = PostgresCandidateLinkIndex(ground.database, ground.keys)
        self.consent_additions = PostgresConsentAdditionRepository()
        self.knock = knock = OpenCandidateLink(
            link_index=index,
            links=book,
            interviews=self.interviews,
            policy=self.policy,
            consent_additions=self.consent_additions,
            open_work=ground.open_work,
            clock=self.clock,
            on_candidate_arrived=lambda: self.expected.append(self.clock.now()),
            video_notice=VIDEO,
        )
        open_door = CreateCandidateLink(links=book, clock=self.clock, ids=ground.ids)
        invite = InviteCandidate(
            create_link=open_door,
            interviews=self.interviews,
            mail=self.emails,
            policy=self.policy,
            read_message=self.read_message,
            public_url="https://v.example/",
            clock=self.clock,
            voice=SPOKEN,
            has_video_notice=True,
        )
        embed_tokens = PostgresEmbedTokenRepository()
        self.candidate_links = CandidateLinks(
            create_link=open_door,
            invite=invite,
            create_embed_token=CreateEmbedToken(
                tokens=embed_tokens,
                policy=self.policy,
                clock=self.clock,
                ids=ground.ids,
                signing_key=EMBED_KEY,
                public_url="https://v.example/",
            ),
            links=book,
            consents=consents,
            issue_code_of_test=IssueCodeOfTest(
                links=book,
                codes=self.codes,
                clock=self.clock,
                ids=ground.ids,
            ),
            clock=self.clock,
        )
        self.open_embedded = OpenEmbeddedRoom(
            tokens=embed_tokens,
            links=book,
            codes=self.codes,
            policy=self.policy,
            open_work=ground.open_work,
            clock=self.clock,
            ids=ground.ids,
            signing_key=EMBED_KEY,
        )
        self.handlers = AccessHandlers(invite)
        send_reminder = SendReminder(
            links=book,
            consents=consents,
            interviews=self.interviews,
            mail=mail or self.emails,
            policy=self.policy,
            open_work=ground.open_work,
            clock=self.clock,
            public_url="https://v.example/",
        )
        self.send_reminder = SendReminderJob(send_reminder)
        self.is_reminder_needed = send_reminder.is_needed
        self.close_overdue = CloseExpiredLinks(
            link_index=index,
            links=book,
            interviews=self.interviews,
            open_work=ground.open_work,
            clock=self.clock,
        )
        self.show_card = ShowInvitation(
            open_link=knock, consents=consents, codes=self.codes, mail=self.emails
        )
        self.choose_language = ChooseLanguage(open_link=knock, interviews=self.interviews)
        self.give_consent = RecordConsent(open_link=knock, consents=consents)
        self.request_code = RequestCode(
            open_link=knock,
            codes=self.codes,
            mail=self.emails,
            limiter=MemoryRates(self.clock),
            ids=ground.ids,
            delivery=delivery,
        )
        self.verify_code = VerifyCode(open_link=knock, codes=self.codes, ids=ground.ids)
        self.start = StartCandidateSession(
            open_link=knock,
            codes=self.codes,
            consents=consents,
            sessions=self.sessions,
            interviews=self.interviews,
            ws_url="ws://v.example:8080",
        )

        self.page = FakePage()
        self.transcripts: dict[str, InterviewTranscript] = {}
        self.pages = CandidatePages(
            open_link=knock,
            codes=self.codes,
            consents=consents,
            page=self.page,
            read_transcript=self.read_transcript,
        )

    async def read_message(self, work: UnitOfWork, interview_id: InterviewId) -> str:
        return self.message

    async def read_transcript(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> InterviewTranscript:
        if str(session_id) not in self.transcripts:
            raise NotFoundError
        return self.transcripts[str(session_id)]

    async def add_link(self, **facts: Any) -> tuple[str, Visiting]:
        """Return the token of a new interview's door, and the interview."""
        visit = Visiting(**facts)
        self.interviews.visits[visit.interview_id] = visit
        async with self.ground.open_work(self.tenant) as work:
            link = await self.candidate_links.get_or_create(
                work, visit.interview_id, visit.person_id, days=7
            )
        return link.rpartition("/")[2], visit

    async def admitted(self, token: str) -> str:
        """Return a session token, earned with a code."""
        await self.request_code(token)
        return (await self.verify_code(token, self.emails.codes[-1])).session_token

    async def rows(self, query: str) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(query)


def wrong(code: str, nth: int = 0) -> str:
    """Return the nth code that is not the right one."""
    return f"{(int(code) + 1 + nth) % 1_000_000:06d}"


def an_id() -> UUID:
    return uuid4()
