"""An application on a port of this machine that stops at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

import uvicorn

_LONGEST_END_S = 1.0


class _QuickServer(uvicorn.Server):
    """Stops without the pauses of uvicorn, which take 0.15 s, and waits for no answer."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.end = asyncio.Event()

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave signals to the process: SIGTERM ends one that only runs this server."""
        return nullcontext()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for one in sockets or ():
            one.close()
        for task in self.server_state.tasks:
            task.cancel()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(_LONGEST_END_S):
            while self.server_state.tasks or self.server_state.connections:  # noqa: ASYNC110 - they have no bell
                await asyncio.sleep(0.002)


@asynccontextmanager
async def serve_quickly(
    application: Any,  # Any: an application of ASGI
    listening: socket.socket,
) -> AsyncIterator[None]:
    """Serve ``application`` on a socket that listens until the block ends.

    Whoever connects before the server runs waits for it.
    """
    config = uvicorn.Config(application, log_level="critical", lifespan="off", ws="none")
    running = _QuickServer(config)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(running.serve(sockets=[listening]))
        try:
            yield
        finally:
            running.end.set()
            await serving
