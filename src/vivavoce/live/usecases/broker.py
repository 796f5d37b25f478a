"""The message broker of one hosted session: a queue and a task for every subscription.

Subscribers do not affect each other: one that raises, is slow or never returns delays only itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType

from vivavoce.live.domain.broker import (
    DRAIN_TIMEOUT_S,
    HANDLER_TIMEOUT_S,
    QUEUE_SIZE,
    BrokerClosedError,
    BrokerDeadLetter,
    BrokerMessage,
    DeadLetterCallback,
    MessageDroppedCallback,
    MessageTypes,
    UndeliveredMessages,
)
from vivavoce.live.usecases.subscription import AnyMessageHandler, Subscription

_MAX_DEAD_LETTERS = 1024


class SessionBroker:
    """Delivers the messages of one session to its subscribers while the ``async with`` block lasts.

    Each subscriber receives messages in the order of publishing; there is no order between subscribers.
    """

    def __init__(
        self,
        *,
        queue_size: int = QUEUE_SIZE,
        handler_timeout_s: float = HANDLER_TIMEOUT_S,
        drain_timeout_s: float = DRAIN_TIMEOUT_S,
        on_dead_letter: DeadLetterCallback = lambda _: None,
        on_dropped: MessageDroppedCallback = lambda _: None,
    ) -> None:
        self.dead_letters: deque[BrokerDeadLetter] = deque(maxlen=_MAX_DEAD_LETTERS)
        """The latest messages that a subscriber failed on."""
        self.undelivered: tuple[UndeliveredMessages, ...] = ()
        """The messages that were not delivered when the broker closed, counted per subscriber."""
        self._queue_size, self._handler_timeout_s, self._drain_timeout_s = (
            queue_size,
            handler_timeout_s,
            drain_timeout_s,
        )
        self._on_dead_letter = on_dead_letter
        self._on_dropped = on_dropped
        self._subscriptions: dict[tuple[MessageTypes, AnyMessageHandler], Subscription] = {}
        self._unsubscribed: list[Subscription] = []
        self._subscribers_by_message: dict[tuple[type, type], tuple[Subscription, ...]] = {}
        self._tasks = asyncio.TaskGroup()
        self._is_closed = False

    async def __aenter__(self) -> SessionBroker:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            await self.close(self._drain_timeout_s)
        self._is_closed = True
        for subscription in (*self.subscriptions, *self._unsubscribed):
            subscription.cancel()
        await self._tasks.__aexit__(None, None, None)

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """All current subscriptions."""
        return tuple(self._subscriptions.values())

    def subscribe(
        self,
        message_types: MessageTypes,
        handler: AnyMessageHandler,
        *,
        name: str = "",
        queue_size: int | None = None,
        handler_timeout_s: float | None = None,
        is_lossy: bool = False,
    ) -> Subscription:
        """Deliver every message of ``message_types`` to ``handler`` from now on.

        The same types and handler again return the same subscription. With ``is_lossy``, publishers never
        wait for this subscriber: when its queue is full, it loses the oldest message. Raises
        ``BrokerClosedError``.
        """
        if self._is_closed:
            raise BrokerClosedError
        known = self._subscriptions.get((message_types, handler))
        if known is not None:
            return known
        subscription = Subscription(
            name or getattr(handler, "__qualname__", type(handler).__name__),
            message_types,
            handler,
            queue_size=queue_size or self._queue_size,
            handler_timeout_s=handler_timeout_s or self._handler_timeout_s,
            is_lossy=is_lossy,
            on_dead_letter=self._record_dead_letter,
            on_dropped=self._on_dropped,
        )
        self._subscriptions[message_types, handler] = subscription
        self._subscribers_by_message.clear()
        subscription.start(self._tasks)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop publishing to a subscription; messages already queued are still delivered."""
        for key, known in list(self._subscriptions.items()):
            if known is subscription:
                del self._subscriptions[key]
                self._unsubscribed = [
                    subscription
                    for subscription in self._unsubscribed
                    if subscription.undelivered_count
                ]
                self._unsubscribed.append(subscription)
        self._subscribers_by_message.clear()
        subscription.finish()

    async def publish(self, message: BrokerMessage) -> None:
        """Queue ``message`` for all its subscribers, without waiting for them to handle it.

        A durable message waits for room where a queue is full. Raises ``BrokerClosedError`` after
        ``close``.
        """
        if self._is_closed:
            raise BrokerClosedError
        full: list[asyncio.Future[None]] = []
        for subscription in self._find_subscribers(message):
            room = subscription.put(message)
            if room is not None:
                full.append(room)
        for room in full:
            await room

    async def close(
        self, drain_timeout_s: float = DRAIN_TIMEOUT_S
    ) -> tuple[UndeliveredMessages, ...]:
        """Accept no more messages and deliver those queued, within ``drain_timeout_s`` seconds.

        Returns what could not be delivered in that time.
        """
        self._is_closed = True
        subscriptions = (*self.subscriptions, *self._unsubscribed)
        for subscription in subscriptions:
            subscription.finish()
        ends = [subscription.wait_until_finished() for subscription in subscriptions]
        try:
            async with asyncio.timeout(drain_timeout_s):
                await asyncio.gather(*ends)
        except TimeoutError:
            self.undelivered = tuple(
                UndeliveredMessages(subscription.name, subscription.undelivered_count)
                for subscription in subscriptions
                if subscription.undelivered_count
            )
        for subscription in subscriptions:
            subscription.cancel()
        return self.undelivered

    def _find_subscribers(self, message: BrokerMessage) -> tuple[Subscription, ...]:
        key = (type(message), message.topic)
        takers = self._subscribers_by_message.get(key)
        if takers is None:
            every = self._subscriptions.values()
            takers = tuple(subscription for subscription in every if subscription.accepts(message))
            self._subscribers_by_message[key] = takers
        return takers

    def _record_dead_letter(self, letter: BrokerDeadLetter) -> None:
        self.dead_letters.append(letter)
        self._on_dead_letter(letter)
