"""One budget of places and rates for all that a process asks of its model; live speech goes first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from vivavoce.kernel.clock import Clock


@dataclass(slots=True)
class Turn:
    """One admitted call: what it was expected to use, and later what it used."""

    began: float
    tokens: int
    requests: int = 1


@dataclass(order=True, slots=True)
class _Waiting:
    rank: tuple[int, int]
    tokens: int = field(compare=False)
    admitted: asyncio.Future[Turn] = field(compare=False)

    @property
    def is_urgent(self) -> bool:
        return self.rank[0] == 0


class RequestBudget:
    """Admits requests in order, urgent ones first; the rates count over the last ``window_s`` seconds.

    Refused and repeated requests of a turn count as well, once it has ended.

    All requests run on one event loop. A quarter of the places and of the rates is kept for urgent requests:
    otherwise a few slow plans, or the scores of a minute, would leave a candidate waiting.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        max_concurrent: int = 8,
        requests_per_minute: int = 0,
        tokens_per_minute: int = 0,
        window_s: float = 60.0,
    ) -> None:
        self._clock = clock
        self._max_concurrent = max_concurrent
        self._max_requests = requests_per_minute
        self._max_tokens = tokens_per_minute
        self._window_s = window_s
        self._waiting: list[_Waiting] = []
        self._numbers = itertools.count()
        self._recent: deque[Turn] = deque()
        self._running = 0
        self._wake_up: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, *, is_urgent: bool, tokens: int) -> AsyncIterator[Turn]:
        """Wait for a place and hold it inside the block; set the turn's values to what was used."""
        loop = asyncio.get_running_loop()
        place = _Waiting((0 if is_urgent else 1, next(self._numbers)), tokens, loop.create_future())
        heapq.heappush(self._waiting, place)
        self._admit()
        try:
            turn = await place.admitted
        except asyncio.CancelledError:
            if place.admitted.done() and not place.admitted.cancelled():
                self._release()
            raise
        try:
            yield turn
        finally:
            self._release()

    def _release(self) -> None:
        self._running -= 1
        self._admit()

    def _admit(self) -> None:
        """Admit whoever has room, and come back when the rates allow the next one."""
        now = self._clock.monotonic()
        while self._recent and now - self._recent[0].began >= self._window_s:
            self._recent.popleft()
        while self._waiting:
            first = self._waiting[0]
            if first.admitted.done():
                heapq.heappop(self._waiting)
                continue
            if self._running >= _limit_for(first, self._max_concurrent):
                return
            if not self._is_within_rates(first):
                self._come_back(self._recent[0].began + self._window_s - now)
                return
            heapq.heappop(self._waiting)
            turn = Turn(now, first.tokens)
            self._running += 1
            if self._max_requests or self._max_tokens:
                self._recent.append(turn)
            first.admitted.set_result(turn)

    def _is_within_rates(self, waiting: _Waiting) -> bool:
        """Return whether one more fits; the first of a window always does, however large it is."""
        if not self._recent:
            return True
        used = sum(turn.tokens for turn in self._recent)
        sent = sum(turn.requests for turn in self._recent)
        has_requests = not self._max_requests or sent < _limit_for(waiting, self._max_requests)
        return has_requests and (
            not self._max_tokens or used + waiting.tokens <= _limit_for(waiting, self._max_tokens)
        )

    def _come_back(self, in_s: float) -> None:
        if self._wake_up is not None:
            self._wake_up.cancel()
        self._wake_up = asyncio.get_running_loop().call_later(max(0.001, in_s), self._admit)


class Budget(Protocol):
    """Admits requests, urgent ones first."""

    def turn(self, *, is_urgent: bool, tokens: int) -> AbstractAsyncContextManager[Turn]:
        """Wait for a place and for room, and hold the place inside the block; set what was used."""


def compute_background_share(limit: int) -> int:
    """Return how much of a limit is left beside what is kept for urgent requests: a quarter, at least one."""
    return limit if limit <= 1 else limit - max(1, limit // 4)


def _limit_for(waiting: _Waiting, limit: int) -> int:
    return limit if waiting.is_urgent else compute_background_share(limit)
