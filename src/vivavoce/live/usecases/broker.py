"""The broker of one hosted session: a queue and a task for every subscription.

Nobody waits for anybody: a subscriber that raises, sleeps or never returns costs only itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

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

_MOST_DEAD = 1024

AnyHandler = Callable[[Any], Awaitable[None]]  # Any: the message class that it subscribed to


class Subscription:
    """One subscriber: what waits for it, and the task that hands it over in order."""

    def __init__(
        self,
        name: str,
        kinds: Kinds,
        handler: AnyHandler,
        *,
        size: int,
        limit_s: float,
        is_lossy: bool,
        on_dead: OnDead,
        on_dropped: OnDropped,
    ) -> None:
        self.name = name
        self.kinds = kinds
        self.dropped = 0
        """How many messages were pushed out for want of room."""
        self._handler = handler
        self._size = size
        self._limit_s = limit_s
        self._is_lossy = is_lossy
        self._on_dead = on_dead
        self._on_dropped = on_dropped
        self._queue: deque[Message] = deque()
        self._passing = 0
        """How many live-only messages are in the queue."""
        self._outside: deque[tuple[Message, asyncio.Future[None]]] = deque()
        """Durable messages whose publishers wait for room, first come first."""
        self._in_hand: Message | None = None
        self._began_s = 0.0
        self._wake: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False
        self._lates = 0
        """How often what is in hand was cancelled for taking too long."""

    @property
    def waiting(self) -> int:
        """How many messages wait here."""
        return len(self._queue)

    @property
    def left(self) -> int:
        """How many messages were not dealt with: waiting, in hand, and still outside."""
        return len(self._queue) + len(self._outside) + (self._in_hand is not None)

    def wants(self, message: Message) -> bool:
        """Return whether this subscriber asked for such a message."""
        kinds = self.kinds
        return isinstance(message, kinds) or issubclass(message.topic, kinds)

    def put(self, message: Message) -> asyncio.Future[None] | None:
        """Queue ``message``; return what to wait for when there is no room for it yet."""
        if len(self._queue) < self._size and not self._outside:
            self._take_in(message)
            if self._wake is not None:
                self._wake_up()
            return None
        if self._pushed_out(message):
            self.dropped += 1
            self._on_dropped(self.name)
            return None
        room: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._outside.append((message, room))
        return room

    def _pushed_out(self, message: Message) -> bool:
        """Let the oldest that may go make room, or let a live-only ``message`` go; False if none may."""
        if not (self._is_lossy or self._passing):
            return not message.is_durable
        for at, old in enumerate(self._queue):
            if self._is_lossy or not old.is_durable:
                del self._queue[at]
                self._passing -= not old.is_durable
                self._take_in(message)
                return True
        return False

    def _take_in(self, message: Message) -> None:
        self._queue.append(message)
        self._passing += not message.is_durable

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to hand over."""
        self._task = tasks.create_task(self._run())

    def end(self) -> None:
        """End once everything that waits was handed over."""
        self._is_ending = True
        if self._wake is not None:
            self._wake_up()

    def cut(self) -> None:
        """End at once."""
        if self._task is not None:
            self._task.cancel()

    async def ended(self) -> None:
        """Return when nothing will be handed over any more."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _wake_up(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        self._wake = None

    async def _run(self) -> None:
        """Hand over until the end; one flat loop, for this is every message's path."""
        loop, queue, handler = asyncio.get_running_loop(), self._queue, self._handler
        try:
            while queue or await self._more():
                message = self._in_hand = queue.popleft()
                if self._passing and not message.is_durable:
                    self._passing -= 1
                if self._outside:
                    self._let_in()
                self._began_s = loop.time()
                if self._timer is None:
                    self._timer = loop.call_at(self._began_s + self._limit_s, self._look)
                error = ""
                try:
                    await handler(message)
                except asyncio.CancelledError:
                    if self._task is None or self._task.cancelling() > self._lates:
                        raise  # the broker's own end, not this message's
                except Exception as failure:  # noqa: BLE001 - a subscriber's failure is its own
                    error = type(failure).__name__
                self._in_hand = None
                if error or self._lates:
                    self._fail(message, error)
        finally:
            self._stop()

    async def _more(self) -> bool:
        """Wait for a message; False once there will be none."""
        while not self._queue:
            if self._is_ending:
                return False
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        return True

    def _let_in(self) -> None:
        """Queue what waited outside; a publisher that gave up takes its message with it."""
        while self._outside and len(self._queue) < self._size:
            message, room = self._outside.popleft()
            if not room.done():
                self._take_in(message)
                room.set_result(None)

    def _fail(self, message: Message, error: str) -> None:
        if self._lates:
            self._forgive()
            error = TimeoutError.__name__
        self._on_dead(DeadLetter(self.name, message.id, error))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for _, room in self._outside:
            if not room.done():
                room.set_result(None)

    def _look(self) -> None:
        """Cancel what takes too long. One timer for all messages: most are done long before."""
        self._timer = None
        if self._in_hand is None or self._task is None:
            return
        loop = asyncio.get_running_loop()
        due_s = self._began_s + self._limit_s
        if loop.time() >= due_s:
            self._lates += 1
            self._task.cancel()
            due_s = loop.time() + self._limit_s
        self._timer = loop.call_at(due_s, self._look)

    def _forgive(self) -> None:
        for _ in range(self._lates):
            if self._task is not None:
                self._task.uncancel()
        self._lates = 0


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
