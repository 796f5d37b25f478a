"""The candidate's connection as seen by the orchestrator: at most one, monitored for inactivity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from vivavoce.contracts.voice import InterviewerUtterance, VoiceConnection
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import translate
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.domain.wire.frames import ServerFrame, build_frames
from vivavoce.live.domain.wire.utterances import build_join_utterances, error_utterance
from vivavoce.live.ports import CandidateChannel
from vivavoce.live.usecases.broker import SessionBroker
from vivavoce.live.usecases.channel_writer import (
    CLOSE_TRY_AGAIN,
    CandidateChannelWriter,
    CloseChannel,
    EndVoice,
    SendFrame,
    SendHeartbeat,
    SetVoice,
    SpeakUtterance,
)
from vivavoce.live.usecases.subscription import Subscription

__all__ = [
    "CLOSE_ALREADY_OVER",
    "CLOSE_ENDED",
    "CLOSE_REPLACED",
    "CLOSE_TRY_AGAIN",
    "CandidateConnection",
]

PING_INTERVAL_S = 20.0
INACTIVITY_TIMEOUT_S = 45.0
"""After this time without any message, a client that has answered pings before counts as gone."""
CLOSE_ENDED, CLOSE_REPLACED, CLOSE_ALREADY_OVER = 1000, 4409, 4410


class CandidateConnection:
    """Tracks the current channel and its last activity, and publishes what to send to it.

    Nothing here waits for a client: frames go to the broker, whose queue keeps their order.
    """

    def __init__(
        self, clock: Clock, broker: SessionBroker, on_lost: Callable[[CandidateChannel], None]
    ) -> None:
        self._clock = clock
        self._broker = broker
        self._on_lost = on_lost
        self._current: tuple[CandidateChannelWriter, Subscription] | None = None
        self._detached: list[CandidateChannelWriter] = []
        self._last_activity_at = self._pinged_at = clock.now()
        self._has_answered_ping = False
        self._has_voice = False

    @property
    def channel(self) -> CandidateChannel | None:
        """The current channel, or None without one or after it was lost."""
        if self._current is None or self._current[0].is_lost:
            return None
        return self._current[0].channel

    @property
    def last_activity_at(self) -> datetime:
        """When the client last sent anything."""
        return self._last_activity_at

    @property
    def is_unresponsive(self) -> bool:
        """Whether a client that answers pings has been silent for too long."""
        quiet = self._clock.now() - self._last_activity_at
        return self._has_answered_ping and quiet >= timedelta(seconds=INACTIVITY_TIMEOUT_S)

    def next_check_times(self) -> list[datetime]:
        """Return when a ping or the inactivity timeout is due."""
        if self.channel is None:
            return []
        moments = [self._pinged_at + timedelta(seconds=PING_INTERVAL_S)]
        if self._has_answered_ping:
            moments.append(self._last_activity_at + timedelta(seconds=INACTIVITY_TIMEOUT_S))
        return moments

    def attach(self, channel: CandidateChannel) -> None:
        """Make ``channel`` the current connection; it receives what is published from now on."""
        self.detach()
        showing = CandidateChannelWriter(channel, self._clock, self._on_lost)
        subscription = self._broker.subscribe(
            showing.message_types, showing.write, name="candidate"
        )
        self._current = showing, subscription
        self._last_activity_at = self._pinged_at = self._clock.now()
        self._has_answered_ping = self._has_voice = False

    def detach(self) -> None:
        """Drop the current connection; what was published before is still sent to it."""
        if self._current is None:
            return
        showing, subscription = self._current
        self._current = None
        self._detached = [writer for writer in self._detached if not writer.is_closed]
        self._detached.append(showing)
        self._broker.unsubscribe(subscription)

    def record_activity(self, *, is_pong: bool = False) -> None:
        """Record that the client sent something."""
        self._last_activity_at = self._clock.now()
        self._has_answered_ping = self._has_answered_ping or is_pong

    async def send_heartbeat_if_due(self, state: Session) -> None:
        """Send a heartbeat if the ping interval has passed."""
        now, channel = self._clock.now(), self.channel
        if channel is not None and now - self._pinged_at >= timedelta(seconds=PING_INTERVAL_S):
            self._pinged_at = now
            await self._broker.publish(
                SendHeartbeat(channel, frames.build_heartbeat_frame(state, now))
            )

    async def send(self, frame: ServerFrame) -> None:
        """Send one frame to the current connection, if there is one."""
        if self.channel is not None:
            await self._broker.publish(SendFrame(self.channel, frame))

    async def set_voice(
        self, voice: VoiceConnection | None, before: Session, state: Session
    ) -> None:
        """Turn the connection's voice on or off, and speak what the candidate has to hear to continue.

        ``before`` is the state before the connection joined or switched, ``state`` the state now.
        """
        if self.channel is not None:
            self._has_voice = voice is not None
            say = () if voice is None else build_join_utterances(before, state)
            await self._broker.publish(SetVoice(self.channel, voice, say, state))

    async def end_voice(
        self, on_ended: Callable[[], None], farewell: InterviewerUtterance | None = None
    ) -> bool:
        """End the connection's voice and call ``on_ended`` afterwards; return False if it has no voice."""
        if self.channel is None or not self._has_voice:
            return False
        self._has_voice = False
        await self._broker.publish(EndVoice(self.channel, on_ended, farewell))
        return True

    async def send_error(
        self, problem: VivavoceError, state: Session, *, is_retryable: bool
    ) -> None:
        """Send the error of a failed command as a frame and, where it matters, also speak it."""
        language = state.created.spoken_language
        await self.send(
            frames.build_problem_frame(problem, is_retryable=is_retryable, language=language)
        )
        utterance = error_utterance(problem.code, translate(problem.detail, language), state)
        if self.channel is not None and utterance is not None:
            await self._broker.publish(SpeakUtterance(self.channel, utterance))

    async def send_missed_events(
        self, log: Sequence[RecordedEvent], ready: ServerFrame, *, after: int
    ) -> None:
        """Send ``ready``, then the frames of all events after sequence number ``after``."""
        await self.send(ready)
        state: Session | None = None
        for record in log:
            state = apply_event(state, record)
            if record.seq > after:
                for frame in build_frames(record, state):
                    await self.send(frame)

    async def handle_protocol_frame(
        self, frame: ClientFrame, log: Sequence[RecordedEvent], state: Session
    ) -> bool:
        """Reply to pings and greeting requests; return False for a frame that the interview must handle."""
        match frame:
            case said.ControlFrame.PONG:
                pass
            case said.ControlFrame.PING:
                await self.send(frames.PONG_FRAME)
            case said.ControlFrame.GREETING_REQUEST:
                opening = frames.find_opening_event(log, state)
                if opening is not None:
                    await self.resend_event(opening, log, state)
            case _:
                return False
        return True

    async def resend_event(
        self, event: SessionEvent, log: Sequence[RecordedEvent], state: Session
    ) -> None:
        """Send the frames of an event that is already in the log; clients drop duplicates by seq."""
        for record in reversed(log):
            if record.event is event:
                for frame in build_frames(record, state):
                    await self.send(frame)
                return

    async def close(self, code: int, reason: str) -> None:
        """Close the connection, if there is one, after everything published to it was sent."""
        if self.channel is not None:
            await self._broker.publish(CloseChannel(self.channel, code, reason))
        self.detach()

    async def close_all(self) -> None:
        """At shutdown, close all connections that the broker did not close."""
        self.detach()
        for showing in self._detached:
            await showing.close(CLOSE_TRY_AGAIN, "try again")
