"""What other slices may be wired to: opening, cancelling and reading sessions."""

from __future__ import annotations

from vivavoce.contracts.call_updates import CallUpdate, CandidatePresence
from vivavoce.contracts.interview_transcript import InterviewTranscript
from vivavoce.contracts.live_session import LiveSessionSpec, OpenedLiveSession
from vivavoce.contracts.panel import AnsweredTurn, PanelAnswerResults, PanelSessionLog
from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.voice import OpenVoiceConnection, Transport
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.call_updates import RecordCallUpdate
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.panel_exchange import DeliverPanelReadings, ReadAnswer
from vivavoce.live.usecases.panel_session_log import ReadPanelSessionLog
from vivavoce.live.usecases.session_completion import (
    CancelSession,
    ConcludeInterview,
    LatestSession,
    ReadLatestSession,
)
from vivavoce.live.usecases.transcript import ReadInterviewTranscript, ReadTranscript
from vivavoce.live.usecases.voice_only_connection import JoinSessionByVoiceOnly, VoiceOnlyConnection


class SessionLifecycle:
    """Opens, cancels and concludes live sessions in the caller's transaction."""

    def __init__(
        self,
        open_session: OpenSession,
        cancel_session: CancelSession,
        conclude_interview: ConcludeInterview,
        read_latest_session: ReadLatestSession,
    ) -> None:
        self._open = open_session
        self._cancel = cancel_session
        self._conclude = conclude_interview
        self._read_latest_session = read_latest_session

    async def open(self, work: UnitOfWork, request: LiveSessionSpec) -> OpenedLiveSession:
        """Return the interview's live session, making it if there is none that is not over.

        Raises ``SessionEndedError`` once the talk has come to its end.
        """
        return await self._open(work, request)

    async def find_latest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> LatestSession | None:
        """Return how the interview's newest session stands, or None before the first."""
        return await self._read_latest_session(work, interview_id)

    async def cancel(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """End the interview's live session, if it has one, and return whether it had."""
        return await self._cancel(work, interview_id)

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""
        return await self._conclude.has_open_session(work, interview_id)

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough was answered, and return whether it was."""
        return await self._conclude(work, interview_id)


class VoiceOnlySessionConnector:
    """Sessions hosted here, for connections that have nothing but sound."""

    def __init__(self, join_spoken: JoinSessionByVoiceOnly) -> None:
        self._join = join_spoken

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        connection_id: str,
        transport: Transport,
        open: OpenVoiceConnection,  # noqa: A002 - what it does
    ) -> VoiceOnlyConnection:
        """Bring a connection to its session; it replaces the one that was there.

        ``open`` is asked for its sound first. Raises ``UnavailableError`` where it cannot be hosted now.
        """
        address = SessionAddress(tenant_id, session_id)
        return await self._join(
            address, connection_id=connection_id, transport=transport, open_voice=open
        )


class TranscriptReader:
    """Reads what was said, for whoever assesses it."""

    def __init__(self, read_transcript: ReadTranscript) -> None:
        self._read = read_transcript

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the turns of the session and of the attempts before it.

        Raises ``NotFoundError`` for an unknown session and ``GoneError`` once its words were erased.
        """
        return await self._read(tenant_id, session_id)


class InterviewTranscriptReader:
    """Reads how a talk went, for whoever tells the person about it."""

    def __init__(self, read_interview_transcript: ReadInterviewTranscript) -> None:
        self._read = read_interview_transcript

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        """Return the talk over all attempts up to this session, from the log alone.

        Turns are numbered as in the transcript. Raises ``NotFoundError`` and ``GoneError`` as that does.
        """
        return await self._read(tenant_id, session_id)


class SessionPanelFacade:
    """Gives answers to whoever reads along, and takes what they made of them."""

    def __init__(
        self,
        read_answer: ReadAnswer,
        deliver_readings: DeliverPanelReadings,
        read_session_log: ReadPanelSessionLog,
    ) -> None:
        self._read = read_answer
        self._deliver_readings = deliver_readings
        self._read_session_log = read_session_log

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        """Return one answer with the talk up to it.

        Raises ``NotFoundError`` where there is no such answer, ``GoneError`` once its words were erased.
        """
        return await self._read(tenant_id, session_id, turn)

    async def deliver_panel_results(self, work: UnitOfWork, readings: PanelAnswerResults) -> None:
        """Have the session take readings in when ``work`` commits; one that is over takes none."""
        await self._deliver_readings(work, readings)

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        """Return the answers of a session and what became of proposals.

        Raises ``NotFoundError`` for an unknown session, ``GoneError`` once its words were erased.
        """
        return await self._read_session_log(tenant_id, session_id)


class CallUpdateRecorder:
    """Keeps in a session's log what became of calls to its candidate, in the caller's transaction."""

    def __init__(self, record_call_update: RecordCallUpdate) -> None:
        self._record_call_update = record_call_update

    async def append_call_event(
        self, work: UnitOfWork, session_id: SessionId, news: CallUpdate
    ) -> bool:
        """Have it happen and return whether it can; raise ``NotFoundError`` for an unknown session."""
        return await self._record_call_update(work, session_id, news)

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return how the candidate stands, or raise ``NotFoundError``."""
        return await self._record_call_update.get_candidate_presence(work, session_id)
