"""The candidate's connection as a conductor sees it: at most one, and watched for silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from vivavoce.contracts.sound import Utterance, Voiced
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.events import Recorded, SessionEvent
from vivavoce.live.domain.session import Session, apply
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.domain.wire.frames import Frame, frames_of
from vivavoce.live.domain.wire.utterances import refusal, standing_utterances
from vivavoce.live.ports import Line
from vivavoce.live.usecases.broker import Broker
from vivavoce.live.usecases.showing import COME_AGAIN, HeartBeat, HungUp, Showing, Shown
from vivavoce.live.usecases.speaking import GivenVoice, Said, SoundEnds
from vivavoce.live.usecases.subscription import Subscription

__all__ = ["COME_AGAIN", "ENDED", "OVER", "REPLACED", "Attendance"]

PING_EVERY_S = 20.0
SILENT_AFTER_S = 45.0
"""A client that has answered pings before and says nothing for so long is gone."""
ENDED, REPLACED, OVER = 1000, 4409, 4410


class Attendance:
    """Knows which line is there, if one is, when it was last heard, and what it is to be shown.

    Nothing here waits for a client: frames go to the broker, in whose queue they keep their order.
    """

    def __init__(self, clock: Clock, broker: Broker, on_lost: Callable[[Line], None]) -> None:
        self._clock = clock
        self._broker = broker
        self._on_lost = on_lost
        self._there: tuple[Showing, Subscription] | None = None
        self._gone: list[Showing] = []
        self._heard_at = self._pinged_at = clock.now()
        self._has_ponged = False
        self._is_aloud = False

    @property
    def line(self) -> Line | None:
        """The connection that is there; one that was lost is not."""
        if self._there is None or self._there[0].is_lost:
            return None
        return self._there[0].line

    @property
    def heard_at(self) -> datetime:
        """When the client last said anything."""
        return self._heard_at

    @property
    def is_silent(self) -> bool:
        """Whether a client that answers pings has said nothing for too long."""
        quiet = self._clock.now() - self._heard_at
        return self._has_ponged and quiet >= timedelta(seconds=SILENT_AFTER_S)

    def moments(self) -> list[datetime]:
        """Return when the line must be looked at again."""
        if self.line is None:
            return []
        moments = [self._pinged_at + timedelta(seconds=PING_EVERY_S)]
        if self._has_ponged:
            moments.append(self._heard_at + timedelta(seconds=SILENT_AFTER_S))
        return moments

    def begin(self, line: Line) -> None:
        """Let ``line`` be the connection from now on; it sees what is published from now on."""
        self.forget()
        showing = Showing(line, self._clock, self._on_lost)
        subscription = self._broker.subscribe(showing.kinds, showing.show, name="candidate")
        self._there = showing, subscription
        self._heard_at = self._pinged_at = self._clock.now()
        self._has_ponged = self._is_aloud = False

    def forget(self) -> None:
        """Nobody is there any more; what was published before is still shown."""
        if self._there is None:
            return
        showing, subscription = self._there
        self._there = None
        self._gone = [one for one in self._gone if not one.is_closed]
        self._gone.append(showing)
        self._broker.unsubscribe(subscription)

    def hear(self, *, is_pong: bool = False) -> None:
        """Note a sign of life."""
        self._heard_at = self._clock.now()
        self._has_ponged = self._has_ponged or is_pong

    async def ping(self, state: Session) -> None:
        """Send a heartbeat if it is time for one."""
        now, line = self._clock.now(), self.line
        if line is not None and now - self._pinged_at >= timedelta(seconds=PING_EVERY_S):
            self._pinged_at = now
            await self._broker.publish(HeartBeat(line, frames.heartbeat(state, now)))

    async def send(self, frame: Frame) -> None:
        """Have whoever is there sent one frame."""
        if self.line is not None:
            await self._broker.publish(Shown(self.line, frame))

    async def give_voice(self, voiced: Voiced | None, before: Session, state: Session) -> None:
        """Let whoever is there hear, from where the talk stands; ``before`` is how it stood before that."""
        if self.line is not None:
            self._is_aloud = voiced is not None
            say = () if voiced is None else standing_utterances(before, state)
            await self._broker.publish(GivenVoice(self.line, voiced, say, state))

    async def end_sound(self, then: Callable[[], None], farewell: Utterance | None = None) -> bool:
        """End the sound that is there, and call ``then`` after its last words; False if there is none."""
        if self.line is None or not self._is_aloud:
            return False
        self._is_aloud = False
        await self._broker.publish(SoundEnds(self.line, then, farewell))
        return True

    async def refuse(self, problem: VivavoceError, state: Session, *, is_retryable: bool) -> None:
        """Tell whoever is there what could not be done, for the eye and where it matters for the ear."""
        await self.send(frames.error(problem, is_retryable=is_retryable))
        told = refusal(problem.code, problem.detail, state)
        if self.line is not None and told is not None:
            await self._broker.publish(Said(self.line, told))

    async def welcome(self, log: Sequence[Recorded], ready: Frame, *, after: int) -> None:
        """Say where we are, then show everything that this connection has not seen."""
        await self.send(ready)
        state: Session | None = None
        for record in log:
            state = apply(state, record)
            if record.seq > after:
                for frame in frames_of(record, state):
                    await self.send(frame)

    async def answer(self, heard: ClientFrame, log: Sequence[Recorded], state: Session) -> bool:
        """Reply to what needs no decision; False when ``heard`` is for the talk itself."""
        match heard:
            case said.Pong():
                pass
            case said.Ping():
                await self.send(frames.PONG)
            case said.GreetingRequest():
                opening = frames.opening_in(log, state)
                if opening is not None:
                    await self.show_again(opening, log, state)
            case _:
                return False
        return True

    async def show_again(
        self, event: SessionEvent, log: Sequence[Recorded], state: Session
    ) -> None:
        """Send the frame of an event that is in the log already; a client drops it by its seq."""
        for record in reversed(log):
            if record.event is event:
                for frame in frames_of(record, state):
                    await self.send(frame)
                return

    async def hang_up(self, code: int, reason: str) -> None:
        """Close the line once it was shown everything, if there is one."""
        if self.line is not None:
            await self._broker.publish(HungUp(self.line, code, reason))
        self.forget()

    async def close_all(self) -> None:
        """Close whatever the broker did not come to close, at the very end."""
        self.forget()
        for showing in self._gone:
            await showing.close(COME_AGAIN, "try again")
