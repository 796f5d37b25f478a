"""Sends frames and speech to one connection of the candidate, as a subscriber of the session's broker.

Frames wait in this connection's own queue, so that a slow client delays nothing else: not the interview,
not the metrics, not the next connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from vivavoce.contracts.voice import (
    EndpointingMode,
    ExpectedAnswer,
    InterviewerUtterance,
    VoiceConnection,
)
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import BrokerMessage, EventAppended
from vivavoce.live.domain.interviewer.voice_input import (
    can_record,
    can_transcribe,
    get_expected_answer_kind,
)
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.frames import ServerFrame, build_frames
from vivavoce.live.domain.wire.utterances import should_stop_speech, utterances_for
from vivavoce.live.ports import CandidateChannel, ChannelClosedError
from vivavoce.live.usecases.session_metrics import record_reply_latency

END_TIMEOUT_S = 2.0
"""How long to wait for the transcript of a candidate who is cut off."""
FAREWELL_TIMEOUT_S = 9.0
"""The same, if a farewell is spoken to them."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SetVoice(BrokerMessage):
    """Sets or removes a connection's voice; ``utterances`` are spoken first."""

    channel: CandidateChannel
    voice: VoiceConnection | None
    utterances: Sequence[InterviewerUtterance]
    state: Session


@dataclass(frozen=True, slots=True)
class EndVoice(BrokerMessage):
    """Ends a connection's voice before the connection itself; then ``on_ended`` is called."""

    channel: CandidateChannel
    on_ended: Callable[[], None]
    farewell: InterviewerUtterance | None = None
    """Spoken before the end; interrupts current speech."""


@dataclass(frozen=True, slots=True)
class SpeakUtterance(BrokerMessage):
    """An utterance for one connection only."""

    channel: CandidateChannel
    utterance: InterviewerUtterance


class VoiceOutput:
    """Sends utterances to one connection's voice; its errors never reach the session."""

    def __init__(self) -> None:
        self._voice: VoiceConnection | None = None
        self._listening: tuple[bool, bool, ExpectedAnswer] | None = None
        """What the voice was last set to: whether it listens, whether it is recorded, what it expects."""
        self._endpointing_mode: EndpointingMode | None = None
        self._last_spoken_turn = 0

    async def start(self, command: SetVoice) -> None:
        """Switch to another voice, or to none."""
        self._voice, self._listening, self._endpointing_mode = command.voice, None, None
        await self._update_listening(command.state)
        for utterance in command.utterances:
            await self.speak(utterance)

    async def stop(self, farewell: InterviewerUtterance | None = None) -> None:
        """Stop the voice; on closing, it still reports what it has understood so far."""
        voiced, self._voice = self._voice, None
        if voiced is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_TIMEOUT_S if farewell else END_TIMEOUT_S):
                if farewell is not None:
                    await self._run_safely(voiced.interrupt())
                    await self._run_safely(voiced.say(farewell))
                await self._run_safely(voiced.close(is_graceful=farewell is not None))

    async def handle_event(self, appended: EventAppended) -> None:
        """Speak what an event has to say, and update whether to listen."""
        event, state = appended.record.event, appended.state
        if isinstance(event, events.SpeechEnded):
            self._last_spoken_turn = event.turn
        if self._voice is None:
            return
        if should_stop_speech(event) or self._is_typed(event):
            await self._run_safely(self._voice.interrupt())
        for utterance in utterances_for(appended.record, state):
            await self.speak(utterance)
        await self._update_listening(state)

    async def speak(self, utterance: InterviewerUtterance) -> None:
        """Speak one utterance, if there is a voice."""
        if self._voice is not None:
            await self._run_safely(self._voice.say(utterance))

    def _is_typed(self, event: events.SessionEvent) -> bool:
        """Return whether the candidate typed this turn; a spoken one has interrupted our speech already."""
        return (
            isinstance(event, events.TurnCompleted)
            and event.role == "candidate"
            and event.turn != self._last_spoken_turn
        )

    async def _update_listening(self, state: Session) -> None:
        voiced = self._voice
        ears = (can_transcribe(state), can_record(state), get_expected_answer_kind(state))
        if voiced is None:
            return
        if state.pace != self._endpointing_mode:
            self._endpointing_mode = state.pace
            await self._run_safely(voiced.set_endpointing_mode(state.pace))
        if ears != self._listening:
            self._listening = ears
            is_allowed, is_recorded, expects = ears
            await self._run_safely(
                voiced.set_listening(
                    is_allowed=is_allowed, is_recorded=is_recorded, expects=expects
                )
            )

    async def _run_safely(self, operation: Awaitable[None]) -> None:
        try:
            await operation
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - engine trouble never ends a session
            _log.warning("audio.failed", kind=type(error).__name__, place=error_location(error))


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
