"""The command queue of a session's orchestrator."""

from __future__ import annotations

import asyncio
from datetime import datetime

from vivavoce.kernel.clock import Clock
from vivavoce.live.usecases.channel_writer import CLOSE_TRY_AGAIN
from vivavoce.live.usecases.commands import JoinConnection, SessionCommand, Tick

_MAX_SIZE = 256


class CommandQueue:
    """A bounded queue of everything that reaches a session from outside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._commands: asyncio.Queue[SessionCommand] = asyncio.Queue(_MAX_SIZE)

    async def put(self, command: SessionCommand) -> None:
        """Queue a command; wait while the queue is full."""
        await self._commands.put(command)

    def try_put(self, command: SessionCommand) -> bool:
        """Queue a command, or return False if the queue is full."""
        try:
            self._commands.put_nowait(command)
        except asyncio.QueueFull:
            return False
        return True

    @property
    def has_commands(self) -> bool:
        """Whether any command is queued."""
        return not self._commands.empty()

    async def next(self, due: datetime | None) -> SessionCommand:
        """Return the next command, or a ``Tick`` if none arrives until ``due`` (None: wait without limit)."""
        wait_s = None
        if due is not None:
            wait_s = max(0.0, (due - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(wait_s):
                return await self._commands.get()
        except TimeoutError:
            return Tick()

    async def close_unjoined_connections(self) -> None:
        """Close connections that were queued too late to join."""
        while not self._commands.empty():
            command = self._commands.get_nowait()
            if isinstance(command, JoinConnection):
                await command.channel.close(CLOSE_TRY_AGAIN, "try again")
