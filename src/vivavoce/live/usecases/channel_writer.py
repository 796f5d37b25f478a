"""Sends frames to one connection of the candidate, as a subscriber of the session's broker.

Frames wait in this connection's own queue, so that a slow client delays nothing else: not the interview,
not the metrics, not the next connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError
from vivavoce.live.domain.broker import BrokerMessage, EventAppended
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.frames import ServerFrame, build_frames
from vivavoce.live.ports import CandidateChannel, ChannelClosedError
from vivavoce.live.usecases.session_metrics import record_reply_latency
from vivavoce.live.usecases.voice_output import EndVoice, SetVoice, SpeakUtterance, VoiceOutput

CLOSE_TRY_AGAIN = 1012


@dataclass(frozen=True, slots=True)
class SendFrame(BrokerMessage):
    """A frame for one connection only."""

    channel: CandidateChannel
    frame: ServerFrame


@dataclass(frozen=True, slots=True)
class SendHeartbeat(SendFrame):
    """A frame that is dropped when there is no room for it."""

    is_durable = False


@dataclass(frozen=True, slots=True)
class CloseChannel(BrokerMessage):
    """Closes one connection, after everything published to it before was sent."""

    channel: CandidateChannel
    code: int
    reason: str


class CandidateChannelWriter:
    """Sends frames to one connection in order, and reports when it is lost."""

    message_types = (EventAppended, SendFrame, CloseChannel, SetVoice, SpeakUtterance, EndVoice)

    def __init__(
        self, channel: CandidateChannel, clock: Clock, on_lost: Callable[[CandidateChannel], None]
    ) -> None:
        self.channel = channel
        self.is_lost = False
        """Whether sending failed; false for a connection that we closed."""
        self.is_closed = False
        self._clock = clock
        self._on_lost = on_lost
        self._voice_output = VoiceOutput()

    async def write(
        self,
        message: EventAppended | SendFrame | CloseChannel | SetVoice | SpeakUtterance | EndVoice,
    ) -> None:
        """Send the part of ``message`` that is for this connection."""
        if isinstance(message, EndVoice):
            await self._voice_output.stop(message.farewell)
            message.on_ended()
            return
        if self.is_lost or self.is_closed:
            return
        if isinstance(message, EventAppended):
            await self._send(build_frames(message.record, message.state))
            await self._voice_output.handle_event(message)
            if message.received_s is not None and not self.is_lost:
                record_reply_latency(self._clock, message.received_s)
        elif message.channel is not self.channel:
            return
        elif isinstance(message, SendFrame):
            await self._send([message.frame])
        elif isinstance(message, SetVoice):
            await self._voice_output.start(message)
        elif isinstance(message, SpeakUtterance):
            await self._voice_output.speak(message.utterance)
        else:
            await self.close(message.code, message.reason)

    async def close(self, code: int, reason: str) -> None:
        """Close the connection; further calls do nothing."""
        if not self.is_closed:
            self.is_closed = True
            await self.channel.close(code, reason)

    async def _send(self, to_send: list[ServerFrame]) -> None:
        try:
            for frame in to_send:
                await self.channel.send(frame)
        except ChannelClosedError:
            await self._mark_lost()
        except asyncio.CancelledError:  # it took too long
            await self._mark_lost()
            raise
        except Exception:
            if not await self._send_unavailable_error():
                await self._mark_lost()
            raise

    async def _mark_lost(self) -> None:
        self.is_lost = True
        self._on_lost(self.channel)
        await self.close(CLOSE_TRY_AGAIN, "connection lost")

    async def _send_unavailable_error(self) -> bool:
        """Send an error in place of a frame that failed; return False if that fails too."""
        try:
            await self.channel.send(
                frames.build_problem_frame(UnavailableError(), is_retryable=True)
            )
        except Exception:  # noqa: BLE001 - the first failure is the one that is reported
            return False
        return True
