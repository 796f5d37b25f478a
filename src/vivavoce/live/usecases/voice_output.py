"""The spoken side of what one connection of the candidate is sent."""

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
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import BrokerMessage, EventAppended
from vivavoce.live.domain.interviewer.voice_input import can_transcribe, get_expected_answer_kind
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.utterances import should_stop_speech, utterances_for
from vivavoce.live.ports import CandidateChannel

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
        self._listening: tuple[bool, ExpectedAnswer] | None = None
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
        voiced, ears = self._voice, (can_transcribe(state), get_expected_answer_kind(state))
        if voiced is None:
            return
        if state.pace != self._endpointing_mode:
            self._endpointing_mode = state.pace
            await self._run_safely(voiced.set_endpointing_mode(state.pace))
        if ears != self._listening:
            self._listening = ears
            await self._run_safely(voiced.set_listening(is_allowed=ears[0], expects=ears[1]))

    async def _run_safely(self, operation: Awaitable[None]) -> None:
        try:
            await operation
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - engine trouble never ends a session
            _log.warning("audio.failed", kind=type(error).__name__, place=error_location(error))
