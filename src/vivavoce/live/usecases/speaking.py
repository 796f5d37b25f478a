"""What one connection of the candidate hears: the spoken side of what it is shown."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from vivavoce.contracts.sound import Expects, Pace, Utterance, Voiced
from vivavoce.infra.telemetry import place_of
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import Happened, Message
from vivavoce.live.domain.mind.aloud import expects_of, may_listen
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.utterances import is_switch_off, utterances_of
from vivavoce.live.ports import Line

END_S = 2.0
"""So long the words of who is cut off are waited for."""
FAREWELL_S = 9.0
"""So long with a sentence for them."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GivenVoice(Message):
    """A connection has sound from here on, or none; ``say`` is what stands to be heard."""

    line: Line
    voiced: Voiced | None
    say: Sequence[Utterance]
    state: Session


@dataclass(frozen=True, slots=True)
class SoundEnds(Message):
    """One connection's sound is ended before the connection is; ``then`` is called once it was."""

    line: Line
    then: Callable[[], None]
    farewell: Utterance | None = None
    """Said before the end, instead of what is being said."""


@dataclass(frozen=True, slots=True)
class Said(Message):
    """Something for one connection's ear alone."""

    line: Line
    utterance: Utterance


class Speaking:
    """Hands one connection's sound what is to be said; trouble with sound stays with the sound."""

    def __init__(self) -> None:
        self._voiced: Voiced | None = None
        self._ears: tuple[bool, Expects] | None = None
        self._pace: Pace | None = None
        self._spoken_turn = 0

    async def begin(self, given: GivenVoice) -> None:
        """Go on with other sound, or without."""
        self._voiced, self._ears, self._pace = given.voiced, None, None
        await self._tune(given.state)
        for utterance in given.say:
            await self.say(utterance)

    async def end(self, farewell: Utterance | None = None) -> None:
        """Go on without sound; what it has understood so far is told by it on the way."""
        voiced, self._voiced = self._voiced, None
        if voiced is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S if farewell else END_S):
                if farewell is not None:
                    await self._do(voiced.hush())
                    await self._do(voiced.say(farewell))
                await self._do(voiced.close(is_graceful=farewell is not None))

    async def follow(self, happened: Happened) -> None:
        """Say what is to be heard of an event, and listen as it allows."""
        event, state = happened.record.event, happened.state
        if isinstance(event, events.SpeechEnded):
            self._spoken_turn = event.turn
        if self._voiced is None:
            return
        if is_switch_off(event) or self._is_typed(event):
            await self._do(self._voiced.hush())
        for utterance in utterances_of(happened.record, state):
            await self.say(utterance)
        await self._tune(state)

    async def say(self, utterance: Utterance) -> None:
        """Have one thing said, where there is a voice."""
        if self._voiced is not None:
            await self._do(self._voiced.say(utterance))

    def _is_typed(self, event: events.SessionEvent) -> bool:
        """Whether the candidate wrote this; what was said has stopped our sound already."""
        return (
            isinstance(event, events.TurnCompleted)
            and event.role == "candidate"
            and event.turn != self._spoken_turn
        )

    async def _tune(self, state: Session) -> None:
        voiced, ears = self._voiced, (may_listen(state), expects_of(state))
        if voiced is None:
            return
        if state.pace != self._pace:
            self._pace = state.pace
            await self._do(voiced.set_pace(state.pace))
        if ears != self._ears:
            self._ears = ears
            await self._do(voiced.listen(is_allowed=ears[0], expects=ears[1]))

    async def _do(self, deed: Awaitable[None]) -> None:
        try:
            await deed
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - engine trouble never ends a session
            _log.warning("sound.failed", kind=type(error).__name__, place=place_of(error))
