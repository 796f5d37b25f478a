"""The session side of voice events, and connections that have voice only, such as phone calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from vivavoce.contracts.voice import (
    CandidateUtterance,
    OpenVoiceConnection,
    Transport,
    VoiceConnection,
    VoiceDisconnectReason,
    VoiceReport,
)
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain.wire.client_frames import TextFrame
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import ChannelClosedError, SessionAddress
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_ENDED,
    CLOSE_REPLACED,
)
from vivavoce.live.usecases.commands import (
    AnticipateAnswer,
    HandleCandidateUtterance,
    HandleDtmfKey,
    RecordVoiceReport,
    SessionCommand,
)
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.session_host import SessionHost

GOODBYE_TIMEOUT_S = 25.0
"""Longer than any goodbye lasts."""
CLOSE_TIMEOUT_S = 2.0
_MAX_BUFFERED_COMMANDS = 256


class OrchestratorVoiceHandler:
    """Turns voice events of one connection into commands; buffers them until the connection is attached.

    ``connection_id`` names the clock on which the times of utterances are.
    """

    def __init__(self, connection_id: str) -> None:
        self._connection_id = connection_id
        self._connection: InboundConnection | None = None
        self._buffered: list[Callable[[InboundConnection], SessionCommand]] = []

    async def attach(self, connection: InboundConnection) -> None:
        """Attach the connection and submit the buffered commands to it."""
        self._connection = connection
        while self._buffered:
            await connection.submit(self._buffered.pop(0)(connection))

    async def on_utterance(self, utterance: CandidateUtterance) -> None:
        """Submit an utterance of the candidate."""
        placed = replace(utterance, connection_id=self._connection_id)
        await self._submit(lambda to: HandleCandidateUtterance(to.channel, placed))

    async def on_possible_answer(self, utterance: CandidateUtterance | None) -> None:
        """Submit what the candidate's answer may be, or that they go on."""
        await self._submit(lambda to: AnticipateAnswer(to.channel, utterance))

    async def on_report(self, report: VoiceReport) -> None:
        """Submit a status report about an utterance or a speech engine."""
        await self._submit(lambda _: RecordVoiceReport(report))

    async def on_dtmf(self, key: str) -> None:
        """Submit a pressed phone key."""
        await self._submit(lambda to: HandleDtmfKey(to.channel, key))

    async def on_text(self, text: str) -> None:
        """Submit a text that was typed beside the voice."""
        await self._submit(lambda to: to.make_frame_command(TextFrame(text)))

    async def _submit(self, make_command: Callable[[InboundConnection], SessionCommand]) -> None:
        if self._connection is not None:
            await self._connection.submit(make_command(self._connection))
        elif len(self._buffered) < _MAX_BUFFERED_COMMANDS:
            self._buffered.append(make_command)


class VoiceOnlyChannel:
    """A channel that sends no frames: everything is spoken instead."""

    def __init__(self, connection_id: str) -> None:
        self._connection_id = connection_id
        self._closed = asyncio.Event()
        self.code = 0
        self.reason = ""

    @property
    def connection_id(self) -> str:
        """The id of this connection in the log."""
        return self._connection_id

    async def send(self, frame: ServerFrame) -> None:
        """Do nothing; raise ``ChannelClosedError`` after ``close``."""
        if self._closed.is_set():
            raise ChannelClosedError

    async def close(self, code: int, reason: str) -> None:
        """Close the channel; further calls do nothing."""
        if not self._closed.is_set():
            self.code, self.reason = code, reason
            self._closed.set()

    async def wait_until_closed(self) -> None:
        """Wait until the channel is closed."""
        await self._closed.wait()


class VoiceOnlyConnection:
    """A voice-only connection of a session."""

    def __init__(
        self, channel: VoiceOnlyChannel, connection: InboundConnection, voice: VoiceConnection
    ) -> None:
        self._channel = channel
        self._connection = connection
        self._voice = voice
        self._closing = asyncio.Lock()
        self._is_closed = False

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""
        return self._channel.code in (CLOSE_ENDED, CLOSE_ALREADY_OVER)

    @property
    def reason(self) -> str:
        """Why the session closed the connection; empty while it is open."""
        return self._channel.reason

    async def hang_up(self) -> None:
        """Close the voice and tell the session that the connection is gone; may be called again."""
        await self._close(is_graceful=False)
        await self._connection.report_disconnected()

    async def wait_until_ended(self) -> VoiceDisconnectReason:
        """Wait until the session closes the connection and its goodbye was spoken; return the reason."""
        await self._channel.wait_until_closed()
        await self._close(is_graceful=self._channel.code == CLOSE_ENDED)
        if self.is_over:
            return "over"
        return "replaced" if self._channel.code == CLOSE_REPLACED else "moved"

    async def _close(self, *, is_graceful: bool) -> None:
        async with self._closing:
            if not self._is_closed:
                self._is_closed = True
                await close_voice(self._voice, is_graceful=is_graceful)


async def close_voice(voice: VoiceConnection, *, is_graceful: bool) -> None:
    """Close a connection's voice in any state, within a timeout."""
    try:
        async with asyncio.timeout(GOODBYE_TIMEOUT_S if is_graceful else CLOSE_TIMEOUT_S):
            await voice.close(is_graceful=is_graceful)
    except (TimeoutError, VivavoceError, OSError, RuntimeError):
        return


class VoiceOnlySessionConnector:
    """Joins voice-only connections to their sessions."""

    def __init__(self, host: SessionHost) -> None:
        self._host = host

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        connection_id: str,
        transport: Transport,
        open: OpenVoiceConnection,  # noqa: A002 - what it does
    ) -> VoiceOnlyConnection:
        """Join a session; raise ``UnavailableError``, ``AtCapacityError``, or any error of ``open``."""
        address = SessionAddress(tenant_id, session_id)
        channel, handler = VoiceOnlyChannel(connection_id), OrchestratorVoiceHandler(connection_id)
        voice = await open(handler, await self._host.get_language(address))
        try:
            connection = await self._host.join(
                address,
                channel,
                last_seq_seen=0,
                public_id="",
                transport=transport,
                voice=voice,
            )
        except BaseException:
            await close_voice(voice, is_graceful=False)
            raise
        await handler.attach(connection)
        return VoiceOnlyConnection(channel, connection, voice)
