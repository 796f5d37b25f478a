"""The commands that wait for a conductor."""

from __future__ import annotations

import asyncio
from datetime import datetime

from vivavoce.kernel.clock import Clock
from vivavoce.live.usecases.channel_writer import CLOSE_TRY_AGAIN
from vivavoce.live.usecases.commands import JoinConnection, SessionCommand, Tick

_MAX_SIZE = 256


class CommandQueue:
    """One queue: whatever comes from outside waits its turn."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._commands: asyncio.Queue[SessionCommand] = asyncio.Queue(_MAX_SIZE)

    async def put(self, command: SessionCommand) -> None:
        """Queue a command; waits when the session is flooded."""
        await self._commands.put(command)

    def try_put(self, command: SessionCommand) -> bool:
        """Queue a command that may be lost when the session is flooded; return whether it was not."""
        try:
            self._commands.put_nowait(command)
        except asyncio.QueueFull:
            return False
        return True

    @property
    def has_commands(self) -> bool:
        """Whether a command waits for its turn."""
        return not self._commands.empty()

    async def next(self, due: datetime | None) -> SessionCommand:
        """Return the next command, or a ``Tick`` when none came until ``due``."""
        wait_s = None
        if due is not None:
            wait_s = max(0.0, (due - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(wait_s):
                return await self._commands.get()
        except TimeoutError:
            return Tick()

    async def close_unjoined_connections(self) -> None:
        """Close the connections that came too late to be joined."""
        while not self._commands.empty():
            command = self._commands.get_nowait()
            if isinstance(command, JoinConnection):
                await command.channel.close(CLOSE_TRY_AGAIN, "try again")
