"""The broker of one hosted session: a queue and a task for every subscription.

Nobody waits for anybody: a subscriber that raises, sleeps or never returns costs only itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType

from vivavoce.live.domain.broker import (
    DRAIN_S,
    HANDLER_S,
    QUEUE,
    BrokerClosed,
    DeadLetter,
    Kinds,
    Left,
    Message,
    OnDead,
    OnDropped,
)
from vivavoce.live.usecases.subscription import AnyHandler, Subscription

_MOST_DEAD = 1024


class Broker:
    """Carries the messages of one session to whoever subscribed, as long as the ``async with`` lasts.

    A message goes to a subscriber in the order of publishing; between subscribers nothing is promised.
    """

    def __init__(
        self,
        *,
        size: int = QUEUE,
        limit_s: float = HANDLER_S,
        drain_s: float = DRAIN_S,
        on_dead: OnDead = lambda _: None,
        on_dropped: OnDropped = lambda _: None,
    ) -> None:
        self.dead: deque[DeadLetter] = deque(maxlen=_MOST_DEAD)
        """The latest failures of subscribers."""
        self.left: tuple[Left, ...] = ()
        """What closing left undone."""
        self._size, self._limit_s, self._drain_s = size, limit_s, drain_s
        self._on_dead = on_dead
        self._on_dropped = on_dropped
        self._subscriptions: dict[tuple[Kinds, AnyHandler], Subscription] = {}
        self._leaving: list[Subscription] = []
        self._wanted: dict[tuple[type, type], tuple[Subscription, ...]] = {}
        self._tasks = asyncio.TaskGroup()
        self._is_closed = False

    async def __aenter__(self) -> Broker:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            await self.close(self._drain_s)
        self._is_closed = True
        for subscription in (*self.subscriptions, *self._leaving):
            subscription.cut()
        await self._tasks.__aexit__(None, None, None)

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """Everybody who subscribed."""
        return tuple(self._subscriptions.values())

    def subscribe(
        self,
        kinds: Kinds,
        handler: AnyHandler,
        *,
        name: str = "",
        size: int | None = None,
        limit_s: float | None = None,
        is_lossy: bool = False,
    ) -> Subscription:
        """Hand over every message of ``kinds`` from now on; the same again is the same subscription.

        With ``is_lossy`` nobody ever waits for this subscriber: it misses the oldest instead.
        """
        if self._is_closed:
            raise BrokerClosed
        known = self._subscriptions.get((kinds, handler))
        if known is not None:
            return known
        made = Subscription(
            name or getattr(handler, "__qualname__", type(handler).__name__),
            kinds,
            handler,
            size=size or self._size,
            limit_s=limit_s or self._limit_s,
            is_lossy=is_lossy,
            on_dead=self._bury,
            on_dropped=self._on_dropped,
        )
        self._subscriptions[kinds, handler] = made
        self._wanted.clear()
        made.start(self._tasks)
        return made

    def unsubscribe(self, subscription: Subscription) -> None:
        """Publish nothing more to it; what waits for it is still handed over."""
        for key, known in list(self._subscriptions.items()):
            if known is subscription:
                del self._subscriptions[key]
                self._leaving = [one for one in self._leaving if one.left]
                self._leaving.append(subscription)
        self._wanted.clear()
        subscription.end()

    async def publish(self, message: Message) -> None:
        """Carry ``message``; a durable one waits where a queue is full, but not for the handling.

        Raises ``BrokerClosed`` after ``close``.
        """
        if self._is_closed:
            raise BrokerClosed
        full: list[asyncio.Future[None]] = []
        for subscription in self._takers(message):
            room = subscription.put(message)
            if room is not None:
                full.append(room)
        for room in full:
            await room

    async def close(self, drain_s: float = DRAIN_S) -> tuple[Left, ...]:
        """Take nothing more, finish what is queued, and return what ``drain_s`` did not suffice for."""
        self._is_closed = True
        subscriptions = (*self.subscriptions, *self._leaving)
        for subscription in subscriptions:
            subscription.end()
        ends = [subscription.ended() for subscription in subscriptions]
        try:
            async with asyncio.timeout(drain_s):
                await asyncio.gather(*ends)
        except TimeoutError:
            self.left = tuple(Left(one.name, one.left) for one in subscriptions if one.left)
        for subscription in subscriptions:
            subscription.cut()
        return self.left

    def _takers(self, message: Message) -> tuple[Subscription, ...]:
        key = (type(message), message.topic)
        takers = self._wanted.get(key)
        if takers is None:
            every = self._subscriptions.values()
            takers = tuple(one for one in every if one.wants(message))
            self._wanted[key] = takers
        return takers

    def _bury(self, letter: DeadLetter) -> None:
        self.dead.append(letter)
        self._on_dead(letter)
