"""Sends the messages of one connection in order, until it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import AudioMessageSender
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError

OutboundMessage = Json | bytes


class OutboundChannel:
    """Sends messages one after another; discards those to a connection that is gone.

    ``greeting`` is sent before everything else.
    """

    def __init__(
        self, connection: AudioMessageSender, clock: Clock, greeting: Sequence[OutboundMessage] = ()
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._greeting = tuple(greeting)
        self._send_lock = asyncio.Lock()
        self._close_callbacks: list[Callable[[], None]] = []
        self.closed_at: float | None = None
        """Monotonic time when sending failed or ``close`` was called; None while open."""

    def on_closed(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` as soon as the channel is closed."""
        self._close_callbacks.append(callback)

    async def send_greeting(self) -> None:
        """Send the greeting, if it was not sent yet."""
        await self.send()

    async def send(self, *messages: OutboundMessage) -> None:
        """Send messages, after those being sent already."""
        async with self._send_lock:
            greeting, self._greeting = self._greeting, ()
            for message in (*greeting, *messages):
                await self._send(message)

    def close(self) -> None:
        """Close the channel: nothing is sent any more."""
        if self.closed_at is None:
            self.closed_at = self._clock.monotonic()
            for tell in self._close_callbacks:
                tell()

    async def _send(self, message: OutboundMessage) -> None:
        if self.closed_at is not None:
            return
        try:
            if isinstance(message, bytes):
                await self._connection.send_bytes(message)
            else:
                await self._connection.send_json(message)
        except UnavailableError:
            self.close()
