"""What goes out on one connection: in order, until it is gone, and then nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import Wire
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Unavailable

Message = Json | bytes


class Outgoing:
    """Sends one message after another; what is said to a connection that is gone is swallowed.

    ``greeting`` goes out before everything else.
    """

    def __init__(self, wire: Wire, clock: Clock, greeting: Sequence[Message] = ()) -> None:
        self._wire = wire
        self._clock = clock
        self._greeting = tuple(greeting)
        self._in_turn = asyncio.Lock()
        self._on_gone: list[Callable[[], None]] = []
        self.gone_at: float | None = None
        """When sending failed, or ``close`` was called."""

    @property
    def has_greeted(self) -> bool:
        """Whether the greeting is out."""
        return not self._greeting

    def when_gone(self, tell: Callable[[], None]) -> None:
        """Have ``tell`` called as soon as the connection is gone."""
        self._on_gone.append(tell)

    async def greet(self) -> None:
        """Greet, unless that was done."""
        await self.send()

    async def send(self, *messages: Message) -> None:
        """Send, after what is being sent."""
        async with self._in_turn:
            greeting, self._greeting = self._greeting, ()
            for message in (*greeting, *messages):
                await self._send(message)

    def close(self) -> None:
        """Send nothing any more."""
        if self.gone_at is None:
            self.gone_at = self._clock.monotonic()
            for tell in self._on_gone:
                tell()

    async def _send(self, message: Message) -> None:
        if self.gone_at is not None:
            return
        try:
            if isinstance(message, bytes):
                await self._wire.send_bytes(message)
            else:
                await self._wire.send_json(message)
        except Unavailable:
            self.close()
