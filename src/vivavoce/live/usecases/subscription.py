"""One subscriber of a session's broker: its queue, and the task that hands over in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from vivavoce.live.domain.broker import DeadLetter, Kinds, Message, OnDead, OnDropped

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
