"""The film's side of a candidate's connection: whoever keeps films is offered every message first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import SessionId, TenantId


class VideoConnection(Protocol):
    """Takes messages about the film out of a connection's stream."""

    async def handle_message(self, raw: str | bytes) -> bool:
        """Return whether a message was about the film; then the talk does not hear it."""


class VideoConnectionFactory(Protocol):
    """Whoever keeps films."""

    def open(
        self,
        tenant_id: TenantId,
        session_id: SessionId,
        *,
        is_framed: bool,
        send: Callable[[Json], Awaitable[None]],
    ) -> AbstractAsyncContextManager[VideoConnection]:
        """Return the film's side of a connection for as long as the block lasts.

        ``is_framed`` is binary with a header before it; ``say`` sends a message back.
        """
