"""Idempotent responses, and why a request with an Idempotency-Key may be refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import ConflictError, VivavoceError


class IdempotencyKeyReusedError(VivavoceError):
    """This Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"
    status = 422
    title = "Unprocessable Content"


class RequestInProgressError(ConflictError):
    """A request with this Idempotency-Key is still running. Try again in a moment."""

    code = "in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentResponse:
    """A replayable JSON response; ``subject``'s key encrypts it, so it is erased with that person."""

    subject: UUID
    body: Json = field(repr=False)
    is_new: bool = False
    is_replayed: bool = False
