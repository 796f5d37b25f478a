"""Sound for whoever has a connection: over a WebSocket in one of our dialects, or over any two ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

import structlog

from vivavoce.contracts.sound import EngineNews, Talk, Voiced, VoiceUnavailable, Wire, Wish
from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.dialects import Dialect, Ends, Offer, Requests
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone
from vivavoce.voice.ports.floor import Floors
from vivavoce.voice.ports.kit import Kit, Kits
from vivavoce.voice.usecases.capacity import Capacity
from vivavoce.voice.usecases.conversing.conversation import Conversing

_log = structlog.get_logger(__name__)
_ENDING_S = 10.0


class VoiceSounds:
    """Implements ``Sounds``; ``dialects`` by the name that a ``Wish`` carries."""

    def __init__(
        self,
        *,
        floors: Floors,
        kits: Kits,
        dialects: Mapping[str, Dialect],
        capacity: Capacity,
        clock: Clock,
    ) -> None:
        self._floors, self._kits, self._dialects = floors, kits, dialects
        self._capacity, self._clock = capacity, clock
        self._loading: asyncio.Future[None] | None = None
        self._held: set[Conversing] = set()
        """Conversations that have not ended wholly."""

    async def open(self, wire: Wire, talk: Talk, wish: Wish) -> Voiced:
        """Return the sound of a WebSocket; ``wire`` is written to until ``close``."""
        dialect = self._dialects.get(wish.dialect)
        if dialect is None:
            raise VoiceUnavailable(f"There is no sound for the dialect '{wish.dialect}'.")
        late = _Late()

        def ends(kit: Kit) -> Ends:
            return dialect.open(
                wire,
                wish,
                _offer(wish, kit),
                Requests(done=late.done, mute=late.mute, hushed=late.hushed),
            )

        return await self._begin(talk, wish, ends, late)

    def get_ready(self) -> None:
        """Begin to load what the first talk would wait for; returns at once, and once is enough."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._load())

    async def close(self) -> None:
        """Stop what was begun without anybody's asking, and let whoever is still ending end, for 10 s."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)
        ending = [asyncio.ensure_future(one.close(is_graceful=False)) for one in self._held]
        if ending:
            await asyncio.wait(ending, timeout=_ENDING_S)

    async def _load(self) -> None:
        try:
            await self._floors.load()
            await self._kits.warm()
        except Exception as error:  # noqa: BLE001 - who asks for sound is told, nobody else has a loss
            _log.info("sound.not_ready", kind=type(error).__name__, place=place_of(error))

    async def converse(
        self, talk: Talk, microphone: Microphone, loudspeaker: Loudspeaker, wish: Wish
    ) -> Conversing:
        """Return the sound of a transport that brings its own two ends; closing it leaves them open."""
        ends = Ends(
            microphone=microphone, loudspeaker=loudspeaker, take=_takes_nothing, close=_stays_open
        )
        return await self._begin(talk, wish, lambda _: ends, _Late())

    async def _begin(
        self, talk: Talk, wish: Wish, make_ends: Callable[[Kit], Ends], late: _Late
    ) -> Conversing:
        floor = await self._floors.make()
        self._capacity.enter(is_return=wish.is_return)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self._capacity.leave)
            undo.push_async_callback(floor.close)
            kit = await self._kits.make(late.report)
            if kit.recogniser is None and kit.mouth is None:
                raise VoiceUnavailable("No engine that hears or speaks can be had here.")
            ends = make_ends(kit)
            undo.push_async_callback(ends.close)
            held = AsyncExitStack()
            conversing = Conversing(
                ends=ends,
                kit=kit,
                talk=talk,
                floor=floor,
                clock=self._clock,
                wish=wish,
                on_closed=held.aclose,
            )
            late.conversing = conversing
            await conversing.start()
            self._held.add(conversing)
            held.callback(self._held.discard, conversing)
            held.push_async_callback(undo.pop_all().aclose)
        return conversing


class _Late:
    """Stands for a conversation that is still being made."""

    conversing: Conversing | None = None

    async def done(self) -> None:
        if self.conversing is not None:
            await self.conversing.done()

    async def hushed(self) -> None:
        if self.conversing is not None:
            await self.conversing.hushed()

    async def mute(self, is_muted: bool) -> None:
        if self.conversing is not None:
            await self.conversing.mute(is_muted)

    def report(self, news: EngineNews) -> None:
        if self.conversing is not None:
            self.conversing.report(news)


def _offer(wish: Wish, kit: Kit) -> Offer:
    ears = kit.recogniser
    return Offer(
        answers=kit.answers_to(wish),
        stt=ears.name if ears is not None else None,
        tts=kit.speaker,
        is_draft=ears is not None and ears.is_draft,
    )


async def _takes_nothing(message: str | bytes) -> bool:
    return False


async def _stays_open() -> None:
    return None
