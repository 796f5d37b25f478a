"""Video recording over a candidate's connection: the recorder sees every message first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import SessionId, TenantId


class VideoConnection(Protocol):
    """Handles the video messages of one candidate connection."""

    async def handle_message(self, raw: str | bytes) -> bool:
        """Handle a video message; return False for any other message, which the session then handles."""


class VideoConnectionFactory(Protocol):
    """Opens the video recording side of candidate connections."""

    def open(
        self,
        tenant_id: TenantId,
        session_id: SessionId,
        *,
        is_framed: bool,
        send: Callable[[Json], Awaitable[None]],
    ) -> AbstractAsyncContextManager[VideoConnection]:
        """Return a context manager that handles the video messages of one connection.

        ``is_framed`` is true when binary messages start with a header; ``send`` sends a JSON message back.
        """
