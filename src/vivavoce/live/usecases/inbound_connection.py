"""A candidate's connection to a hosted session: turns its messages into commands, with a rate limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.contracts.voice import Transport, VoiceConnection
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooManyRequestsError, VivavoceError
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.frame_codecs import FrameCodec
from vivavoce.live.ports import CandidateChannel
from vivavoce.live.usecases.commands import (
    HandleClientFrame,
    LeaveConnection,
    SessionCommand,
    SwitchTransport,
)
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator

MAX_MESSAGES_PER_SECOND = 60


class TooManyMessagesError(TooManyRequestsError):
    """Messages arrive too fast; some were not read."""

    code = "too_many_messages"


class InboundConnection:
    """A candidate's connection to one hosted session."""

    def __init__(
        self,
        orchestrator: SessionOrchestrator,
        channel: CandidateChannel,
        codec: FrameCodec,
        clock: Clock,
        get_language: Callable[[], Awaitable[str]],
    ) -> None:
        self._orchestrator = orchestrator
        self._get_language = get_language
        self._window = float("-inf")
        self._count = 0
        self._channel = channel
        self._codec = codec
        self._clock = clock

    async def receive(self, raw: str | bytes) -> bool:
        """Submit a received message to the session; return False if the session is done."""
        frame = self._decode(raw)
        if frame is not None:
            return await self._submit(
                HandleClientFrame(self._channel, frame, self._clock.monotonic())
            )
        return not self._orchestrator.is_done

    @property
    def channel(self) -> CandidateChannel:
        """The channel of the connection."""
        return self._channel

    async def get_language(self) -> str:
        """Return the language of the interview."""
        return await self._get_language()

    @property
    def has_used_voice(self) -> bool:
        """Whether the candidate has used voice in this session before."""
        return self._orchestrator.has_used_voice

    async def submit(self, command: SessionCommand) -> None:
        """Submit a command from the connection's voice; do nothing if the session is done."""
        await self._submit(command)

    def make_frame_command(self, frame: said.ClientFrame) -> HandleClientFrame:
        """Return a command for ``frame``, with now as its time of receipt."""
        return HandleClientFrame(self._channel, frame, self._clock.monotonic())

    async def switch_transport(self, transport: Transport, voice: VoiceConnection | None) -> None:
        """Switch to ``transport``, with ``voice`` or, for text, without."""
        await self._submit(SwitchTransport(self._channel, transport, voice))

    def record_activity(self) -> None:
        """Record activity of a client whose message needs no command."""
        self._orchestrator.record_activity(self._channel)

    async def report_disconnected(self) -> None:
        """Tell the session that the connection is gone."""
        await self._submit(LeaveConnection(self._channel))

    async def _submit(self, command: SessionCommand) -> bool:
        if self._orchestrator.is_done:
            return False
        await self._orchestrator.submit(command)
        return True

    def _decode(self, raw: str | bytes) -> said.ClientFrame | VivavoceError | None:
        """Return the frame, or the error; None for messages over the limit after the first one."""
        now = self._clock.monotonic()
        if now - self._window >= 1.0:
            self._window, self._count = now, 0
        self._count += 1
        if self._count > MAX_MESSAGES_PER_SECOND:
            return TooManyMessagesError() if self._count == MAX_MESSAGES_PER_SECOND + 1 else None
        try:
            return self._codec.parse(raw)
        except VivavoceError as error:
            return error
