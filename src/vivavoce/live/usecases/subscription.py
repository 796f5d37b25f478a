"""One subscription of a session's broker: its queue, and the task that delivers in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from vivavoce.live.domain.broker import (
    BrokerDeadLetter,
    BrokerMessage,
    DeadLetterCallback,
    MessageDroppedCallback,
    MessageTypes,
)

AnyMessageHandler = Callable[[Any], Awaitable[None]]  # Any: the message class that it subscribed to


class Subscription:
    """One subscriber: its queue of messages, and the task that delivers them in order."""

    def __init__(
        self,
        name: str,
        message_types: MessageTypes,
        handler: AnyMessageHandler,
        *,
        queue_size: int,
        handler_timeout_s: float,
        is_lossy: bool,
        on_dead_letter: DeadLetterCallback,
        on_dropped: MessageDroppedCallback,
    ) -> None:
        self.name = name
        self.message_types = message_types
        self.dropped_count = 0
        """How many messages were dropped for lack of room."""
        self._handler = handler
        self._queue_size = queue_size
        self._handler_timeout_s = handler_timeout_s
        self._is_lossy = is_lossy
        self._on_dead_letter = on_dead_letter
        self._on_dropped = on_dropped
        self._queue: deque[BrokerMessage] = deque()
        self._queued_transient_count = 0
        """How many transient (not durable) messages are in the queue."""
        self._blocked_publishers: deque[tuple[BrokerMessage, asyncio.Future[None]]] = deque()
        """Durable messages whose publishers wait for room, in order of arrival."""
        self._current: BrokerMessage | None = None
        self._began_s = 0.0
        self._wake: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False
        self._timeout_count = 0
        """How often the current message was cancelled for taking too long."""

    @property
    def queued_count(self) -> int:
        """How many messages are queued."""
        return len(self._queue)

    @property
    def undelivered_count(self) -> int:
        """How many messages are not handled yet: queued, current, and blocked outside the queue."""
        return len(self._queue) + len(self._blocked_publishers) + (self._current is not None)

    def accepts(self, message: BrokerMessage) -> bool:
        """Return whether this subscription includes ``message``, by its class or its topic."""
        kinds = self.message_types
        return isinstance(message, kinds) or issubclass(message.topic, kinds)

    def put(self, message: BrokerMessage) -> asyncio.Future[None] | None:
        """Queue ``message``, or return a future to await if there is no room for it yet."""
        if len(self._queue) < self._queue_size and not self._blocked_publishers:
            self._enqueue(message)
            if self._wake is not None:
                self._wake_up()
            return None
        if self._make_room(message):
            self.dropped_count += 1
            self._on_dropped(self.name)
            return None
        room: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._blocked_publishers.append((message, room))
        return room

    def _make_room(self, message: BrokerMessage) -> bool:
        """Make room by dropping the oldest droppable message; return False if ``message`` must wait.

        A transient ``message`` for which there is no room is dropped itself.
        """
        if not (self._is_lossy or self._queued_transient_count):
            return not message.is_durable
        for at, old in enumerate(self._queue):
            if self._is_lossy or not old.is_durable:
                del self._queue[at]
                self._queued_transient_count -= not old.is_durable
                self._enqueue(message)
                return True
        return False

    def _enqueue(self, message: BrokerMessage) -> None:
        self._queue.append(message)
        self._queued_transient_count += not message.is_durable

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Start the delivery task."""
        self._task = tasks.create_task(self._run())

    def finish(self) -> None:
        """Stop after all queued messages are delivered."""
        self._is_ending = True
        if self._wake is not None:
            self._wake_up()

    def cancel(self) -> None:
        """Stop at once."""
        if self._task is not None:
            self._task.cancel()

    async def wait_until_finished(self) -> None:
        """Wait until the delivery task has ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _wake_up(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        self._wake = None

    async def _run(self) -> None:
        """Deliver until the end; one flat loop, because every message takes this path."""
        loop, queue, handler = asyncio.get_running_loop(), self._queue, self._handler
        try:
            while queue or await self._wait_for_message():
                message = self._current = queue.popleft()
                if self._queued_transient_count and not message.is_durable:
                    self._queued_transient_count -= 1
                if self._blocked_publishers:
                    self._unblock_publishers()
                self._began_s = loop.time()
                if self._timer is None:
                    self._timer = loop.call_at(
                        self._began_s + self._handler_timeout_s, self._check_timeout
                    )
                error = ""
                try:
                    await handler(message)
                except asyncio.CancelledError:
                    if self._task is None or self._task.cancelling() > self._timeout_count:
                        raise  # the broker's own end, not this message's
                except Exception as failure:  # noqa: BLE001 - a failing subscriber must not affect others
                    error = type(failure).__name__
                self._current = None
                if error or self._timeout_count:
                    self._report_failure(message, error)
        finally:
            self._release_publishers()

    async def _wait_for_message(self) -> bool:
        """Wait for a message; return False if there will be none."""
        while not self._queue:
            if self._is_ending:
                return False
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        return True

    def _unblock_publishers(self) -> None:
        """Queue messages of blocked publishers; skip those whose publisher gave up."""
        while self._blocked_publishers and len(self._queue) < self._queue_size:
            message, room = self._blocked_publishers.popleft()
            if not room.done():
                self._enqueue(message)
                room.set_result(None)

    def _report_failure(self, message: BrokerMessage, error: str) -> None:
        if self._timeout_count:
            self._clear_timeouts()
            error = TimeoutError.__name__
        self._on_dead_letter(BrokerDeadLetter(self.name, message.id, error))

    def _release_publishers(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for _, room in self._blocked_publishers:
            if not room.done():
                room.set_result(None)

    def _check_timeout(self) -> None:
        """Cancel a handler that takes too long. One timer serves all messages: most finish long before."""
        self._timer = None
        if self._current is None or self._task is None:
            return
        loop = asyncio.get_running_loop()
        due_s = self._began_s + self._handler_timeout_s
        if loop.time() >= due_s:
            self._timeout_count += 1
            self._task.cancel()
            due_s = loop.time() + self._handler_timeout_s
        self._timer = loop.call_at(due_s, self._check_timeout)

    def _clear_timeouts(self) -> None:
        for _ in range(self._timeout_count):
            if self._task is not None:
                self._task.uncancel()
        self._timeout_count = 0
