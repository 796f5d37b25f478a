"""The integration event, its wire format on the bus, and idempotent responses.

The outbox publishes events. A request with an Idempotency-Key may be refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import ConflictError, InvalidRequestError, VivavoceError
from vivavoce.kernel.ids import EventId, InterviewId, TenantId
from vivavoce.kernel.translation import translatable

Json = dict[str, Any]  # Any: a JSON object


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPayload:
    """The payload of one event type; subclasses are frozen and listed in ``TOPICS``."""

    topic: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationEvent:
    """One integration event. ``payload`` is the camelCase JSON of an ``EventPayload``.

    Id, version and correlation id are not part of seed 001's envelope; they travel in headers and columns.
    """

    id: EventId
    topic: str
    tenant_id: TenantId
    run_id: str
    interview_id: InterviewId
    at: datetime
    payload: Mapping[str, Any]  # Any: JSON
    correlation_id: str = ""
    version: int = 1

    @property
    def is_test(self) -> bool:
        """Whether the event is about a test. The outbox marks the payload, whoever publishes the event."""
        return self.payload.get("isTest") is True

    @property
    def content(self) -> Json:
        """The payload without that mark, as its publisher gave it; a webhook has the mark elsewhere."""
        return {name: value for name, value in self.payload.items() if name != "isTest"}


def to_envelope(event: IntegrationEvent) -> Json:
    """Return the event as seed 001's message, with exactly its six members."""
    return {
        "eventType": event.topic,
        "tenantId": str(event.tenant_id),
        "runId": event.run_id,
        "interviewId": str(event.interview_id),
        "timestamp": format_timestamp(event.at),
        "payload": dict(event.payload),
    }


def to_camel_case(name: str) -> str:
    """Return a snake_case name in camelCase."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def payload_to_json(payload: EventPayload) -> Json:
    """Return a payload as camelCase JSON; members that are None are omitted."""
    members = (
        (to_camel_case(f.name), getattr(payload, f.name)) for f in dataclasses.fields(payload)
    )
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in members
        if value is not None
    }


class IdempotencyKeyReusedError(VivavoceError):
    """This Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"
    status = 422
    title = "Unprocessable Content"


class RequestInProgressError(ConflictError):
    """A request with this Idempotency-Key is still running. Try again in a moment."""

    code = "in_progress"


MAX_IDEMPOTENCY_KEY_LENGTH = 255


def check_idempotency_key(key: str) -> None:
    """Return if ``key`` can be an Idempotency-Key, else raise ``InvalidRequestError``."""
    if not 1 <= len(key) <= MAX_IDEMPOTENCY_KEY_LENGTH or not key.isprintable():
        raise InvalidRequestError(
            translatable(
                "'Idempotency-Key' must have 1 to {max_key_length} printable characters.",
                max_key_length=MAX_IDEMPOTENCY_KEY_LENGTH,
            )
        )


class UnknownOutcomeError(ConflictError):
    """The first request with this Idempotency-Key was interrupted. Read what it did, then use a new key."""

    code = "outcome_unknown"


class AnswerNotStoredError(ConflictError):
    """This request was done before. Its answer is not stored, because it is secret or large."""

    code = "answer_not_stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentResponse:
    """A replayable JSON response; ``subject``'s key encrypts it, so it is erased with that person."""

    subject: UUID
    body: Json = field(repr=False)
    is_new: bool = False
    is_replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """The answer to a request that was done; ``body`` is None if it must not or cannot be stored."""

    status: int
    media_type: str = ""
    body: bytes | None = field(default=None, repr=False)
