"""What other slices may be wired to: opening, cancelling and reading sessions."""

from __future__ import annotations

from vivavoce.contracts.calls import CallNews, Whereabouts
from vivavoce.contracts.live import OpenedSession, SessionRequest
from vivavoce.contracts.panel import AnsweredTurn, PanelStory, Readings
from vivavoce.contracts.sound import Open, Transport
from vivavoce.contracts.story import SessionStory
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.ports import Address
from vivavoce.live.usecases.calls import FollowCall
from vivavoce.live.usecases.finish import (
    CancelSession,
    ConcludeInterview,
    LatestSession,
    ReadLatest,
)
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.panel import ReadAnswer, TellReadings
from vivavoce.live.usecases.panel_story import ReadPanelStory
from vivavoce.live.usecases.spoken import Attached, JoinSpoken
from vivavoce.live.usecases.transcript import ReadStory, ReadTranscript


class SessionDesk:
    """Opens, cancels and concludes live sessions in the caller's transaction."""

    def __init__(
        self,
        open_session: OpenSession,
        cancel_session: CancelSession,
        conclude_interview: ConcludeInterview,
        read_latest: ReadLatest,
    ) -> None:
        self._open = open_session
        self._cancel = cancel_session
        self._conclude = conclude_interview
        self._latest = read_latest

    async def open(self, work: Work, request: SessionRequest) -> OpenedSession:
        """Return the interview's live session, making it if there is none that is not over.

        Raises ``SessionIsOver`` once the talk has come to its end.
        """
        return await self._open(work, request)

    async def latest(self, work: Work, interview_id: InterviewId) -> LatestSession | None:
        """Return how the interview's newest session stands, or None before the first."""
        return await self._latest(work, interview_id)

    async def cancel(self, work: Work, interview_id: InterviewId) -> bool:
        """End the interview's live session, if it has one, and return whether it had."""
        return await self._cancel(work, interview_id)

    async def is_going_on(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""
        return await self._conclude.is_going_on(work, interview_id)

    async def conclude(self, work: Work, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough was answered, and return whether it was."""
        return await self._conclude(work, interview_id)


class SpokenSessions:
    """Sessions hosted here, for connections that have nothing but sound."""

    def __init__(self, join_spoken: JoinSpoken) -> None:
        self._join = join_spoken

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        leg_id: str,
        transport: Transport,
        open: Open,  # noqa: A002 - what it does
    ) -> Attached:
        """Bring a connection to its session; it replaces the one that was there.

        ``open`` is asked for its sound first. Raises ``Unavailable`` where it cannot be hosted now.
        """
        address = Address(tenant_id, session_id)
        return await self._join(address, leg_id=leg_id, transport=transport, open_sound=open)


class TranscriptReader:
    """Reads what was said, for whoever assesses it."""

    def __init__(self, read_transcript: ReadTranscript) -> None:
        self._read = read_transcript

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the turns of the session and of the attempts before it.

        Raises ``NotFound`` for an unknown session and ``Gone`` once its words were erased.
        """
        return await self._read(tenant_id, session_id)


class StoryReader:
    """Reads how a talk went, for whoever tells the person about it."""

    def __init__(self, read_story: ReadStory) -> None:
        self._read = read_story

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> SessionStory:
        """Return the talk over all attempts up to this session, from the log alone.

        Turns are numbered as in the transcript. Raises ``NotFound`` and ``Gone`` as that does.
        """
        return await self._read(tenant_id, session_id)


class PanelFeed:
    """Gives answers to whoever reads along, and takes what they made of them."""

    def __init__(
        self, read_answer: ReadAnswer, tell_readings: TellReadings, read_story: ReadPanelStory
    ) -> None:
        self._read = read_answer
        self._tell = tell_readings
        self._story = read_story

    async def answer(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> AnsweredTurn:
        """Return one answer with the talk up to it.

        Raises ``NotFound`` where there is no such answer, ``Gone`` once its words were erased.
        """
        return await self._read(tenant_id, session_id, turn)

    async def tell(self, work: Work, readings: Readings) -> None:
        """Have the session take readings in when ``work`` commits; one that is over takes none."""
        await self._tell(work, readings)

    async def story(self, tenant_id: TenantId, session_id: SessionId) -> PanelStory:
        """Return the answers of a session and what became of proposals.

        Raises ``NotFound`` for an unknown session, ``Gone`` once its words were erased.
        """
        return await self._story(tenant_id, session_id)


class CallLog:
    """Keeps in a session's log what became of calls to its candidate, in the caller's transaction."""

    def __init__(self, follow: FollowCall) -> None:
        self._follow = follow

    async def tell(self, work: Work, session_id: SessionId, news: CallNews) -> bool:
        """Have it happen and return whether it can; raise ``NotFound`` for an unknown session."""
        return await self._follow(work, session_id, news)

    async def whereabouts(self, work: Work, session_id: SessionId) -> Whereabouts:
        """Return how the candidate stands, or raise ``NotFound``."""
        return await self._follow.whereabouts(work, session_id)
