"""Recordings over a candidate's connection: the recorder sees every message first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import SessionId, TenantId


class CandidateRecordings(Protocol):
    """Handles the messages about recordings of one candidate connection, and records its sound."""

    async def handle_message(self, raw: str | bytes) -> bool:
        """Handle a message about a recording; return False for any other, which the session then handles."""

    def record_audio(self, connection_id: str, pcm: bytes, at_ms: int) -> None:
        """Take 16 kHz sound that begins at ``at_ms`` of the sound of ``connection_id``; returns at once.

        It is kept only if the candidate agreed to that.
        """

    async def answer_by_key(self, *, is_accepted: bool) -> bool | None:
        """Store a caller's answer to the offer of a recording that they heard; never raises.

        Returns whether it was stored, else nothing is recorded from now on; None without an offer.
        """


class CandidateRecordingsFactory(Protocol):
    """Opens the recording side of candidate connections."""

    def open(
        self,
        tenant_id: TenantId,
        session_id: SessionId,
        *,
        is_framed: bool,
        is_practice: bool = False,
        send: Callable[[Json], Awaitable[None]],
    ) -> AbstractAsyncContextManager[CandidateRecordings]:
        """Return a context manager that handles the recordings of one connection.

        ``is_framed`` is true when binary messages start with a header, ``is_practice`` on a practice socket;
        ``send`` sends a JSON message back.
        """
