"""A stream server on loopback that counts its connections and ends them all when the test ends."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable

ConnectionHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Loopback:
    """Serves each connection with ``handle_connection``; a broken connection ends its talk in silence."""

    def __init__(self, handle_connection: ConnectionHandler) -> None:
        self._handle_connection = handle_connection
        self._tasks: set[asyncio.Task[None]] = set()
        self.connections = 0

    async def open(self, tls: ssl.SSLContext | None = None) -> int:
        """Listen, and return the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop listening and end what still talks."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        over = (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError)
        with contextlib.suppress(*over):
            await self._handle_connection(reader, writer)
        writer.close()
        with contextlib.suppress(*over):
            await asyncio.wait_for(writer.wait_closed(), timeout=0.2)
        writer.transport.abort()
