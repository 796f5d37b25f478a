"""An answer that is given again to the same request, and why a request under a key may be refused."""

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
    """A request with this Idempotency-Key is still running. Ask again in a moment."""

    code = "in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentResponse:
    """An answer as JSON. ``subject`` is whose key it is kept under: with the key it is gone."""

    subject: UUID
    body: Json = field(repr=False)
    is_new: bool = False
    is_replayed: bool = False
