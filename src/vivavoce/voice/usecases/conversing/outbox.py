"""What a connection's sound has to tell: in order, and again where the other side is away for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.contracts.sound import Heard, SoundNews, Talk
from vivavoce.infra.tasks import is_told_to_stop
from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Unavailable, VivavoceError
from vivavoce.voice.ports.equipment import Loudspeaker, Passing

_log = structlog.get_logger(__name__)
_TRIES = 4
_PAUSE_S = 0.25
_AT_THE_END_S = 5.0

_Errand = Callable[[], Awaitable[None]]


class Outbox:
    """Tells ``talk`` and ``loudspeaker`` one thing after the other."""

    def __init__(self, talk: Talk, loudspeaker: Loudspeaker, clock: Clock) -> None:
        self._talk, self._loudspeaker, self._clock = talk, loudspeaker, clock
        self._waiting: asyncio.Queue[_Errand | None] = asyncio.Queue()
        self._task: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.ensure_future(self._run())

    def heard(self, heard: Heard) -> None:
        """Tell of an answer."""
        self._waiting.put_nowait(lambda: self._talk.heard(heard))

    def noted(self, news: SoundNews) -> None:
        """Tell of an utterance or an engine."""
        self._waiting.put_nowait(lambda: self._talk.noted(news))

    def passing(self, what: Passing, text: str = "") -> None:
        """Show something passing to the candidate, in its place between the others."""
        self._waiting.put_nowait(lambda: self._loudspeaker.tell(what, text))

    async def close(self) -> None:
        """Tell the rest, for at most 5 s, and end."""
        self._waiting.put_nowait(None)
        if self._task is None:
            return
        _, late = await asyncio.wait([self._task], timeout=_AT_THE_END_S)
        for task in late:
            task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while (errand := await self._waiting.get()) is not None:
            await self._tell(errand)

    async def _tell(self, errand: _Errand) -> None:
        for attempt in range(_TRIES):
            try:
                await errand()
                return
            except Unavailable as error:
                if attempt + 1 == _TRIES:
                    _log.warning("sound.not_told", kind=error.code)
            except VivavoceError as error:
                _log.warning("sound.not_told", kind=error.code)
                return
            except Exception as error:
                if is_told_to_stop():
                    raise
                _log.error("sound.not_told", kind=type(error).__name__, place=place_of(error))
                return
            await self._clock.sleep(_PAUSE_S * 2**attempt)
