"""The responses to requests with an Idempotency-Key."""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.interview import Receipt
from vivavoce.infra.unit_of_work import UnitOfWork


class RequestReceiptRepository(Protocol):
    """Stores responses by the client's Idempotency-Key."""

    async def claim(self, work: UnitOfWork, key: str, body: Json) -> Receipt | None:
        """Return the stored response, or None if this request is the first with ``key``.

        Waits while another request with the same key runs. Raises ``IdempotencyKeyReusedError`` if
        ``body`` differs from the first request's.
        """

    async def find(self, work: UnitOfWork, key: str) -> Receipt | None:
        """Return the response that is stored under ``key``, or None."""

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Store the response under ``key``."""

    def derive_key(self, work: UnitOfWork, body: Json) -> str:
        """Return the key of a request that has none of its own: the same body has the same key.

        Nobody can guess the body from it without the secret of this installation.
        """
