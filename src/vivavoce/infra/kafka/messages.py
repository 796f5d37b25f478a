"""Converts events to Kafka messages, and messages of any sender to events.

The value is seed 001's envelope and nothing else; the key is the interview id. Our own fields are headers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent, to_envelope
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

Header = tuple[str, bytes]
EVENT_ID, VERSION, CORRELATION_ID = "event-id", "event-version", "correlation-id"
_MAX_ID_LENGTH = 200
_ENVELOPE_MEMBERS = ("eventType", "tenantId", "runId", "interviewId", "timestamp", "payload")


class UnreadableMessageError(ValueError):
    """A message is not an event; the text says why without quoting the message."""


@dataclass(frozen=True, slots=True)
class KafkaMessage:
    """A message to send; ``value`` is the envelope as JSON."""

    topic: str
    key: bytes
    value: bytes
    headers: Sequence[Header]


def message_from_event(event: IntegrationEvent) -> KafkaMessage:
    """Return the Kafka message of one of our events."""
    headers = [(EVENT_ID, str(event.id).encode()), (VERSION, str(event.version).encode())]
    if event.correlation_id:
        headers.append((CORRELATION_ID, event.correlation_id.encode()))
    value = json.dumps(to_envelope(event), ensure_ascii=False, separators=(",", ":")).encode()
    return KafkaMessage(event.topic, str(event.interview_id).encode(), value, headers)


def event_from_message(
    topic: str, value: bytes | None, headers: Sequence[Header] = ()
) -> IntegrationEvent:
    """Return the event of a message, from us or from an external sender.

    Raises ``UnreadableMessageError`` for anything else.

    External senders send no event id: messages with the same topic and value count as the same event.
    """
    named = dict(headers)
    members = _parse_members(value or b"")
    if members["eventType"] != topic:
        raise UnreadableMessageError("eventType does not match the topic")
    if not isinstance(members["payload"], dict):
        raise UnreadableMessageError("payload is not an object")
    if not isinstance(members["runId"], str) or len(members["runId"]) > _MAX_ID_LENGTH:
        raise UnreadableMessageError("runId is not a short string")
    return IntegrationEvent(
        id=EventId(_read_event_id(topic, value or b"", named)),
        topic=topic,
        tenant_id=TenantId(_parse_uuid(members, "tenantId")),
        run_id=members["runId"],
        interview_id=InterviewId(_parse_uuid(members, "interviewId")),
        at=_parse_timestamp(members["timestamp"]),
        payload=members["payload"],
        correlation_id=_decode_header(named.get(CORRELATION_ID)),
        version=_parse_version(named.get(VERSION)),
    )


def derive_event_id(topic: str, value: bytes) -> UUID:
    """Return the id of a message without one: a hash of topic and value (UUID version 8)."""
    digest = hashlib.sha256(topic.encode() + b"\0" + value).digest()[:16]
    bits = int.from_bytes(digest, "big")
    bits = bits & ~(0xF << 76) | 0x8 << 76
    return UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


def _parse_members(value: bytes) -> dict[str, Any]:  # Any: JSON
    try:
        members = json.loads(value.decode(), parse_constant=_reject_constant)
    except UnreadableMessageError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableMessageError("it is not JSON") from None
    if not isinstance(members, dict):
        raise UnreadableMessageError("it is not an object")
    missing = [name for name in _ENVELOPE_MEMBERS if name not in members]
    if missing:
        raise UnreadableMessageError(f"{', '.join(missing)} missing")
    return members


def _reject_constant(_: str) -> NoReturn:
    raise UnreadableMessageError("it contains a number that JSON does not allow")


def _parse_uuid(members: dict[str, Any], name: str) -> UUID:  # Any: JSON
    try:
        return UUID(members[name])
    except (ValueError, AttributeError, TypeError):
        raise UnreadableMessageError(f"{name} is not a UUID") from None


def _parse_timestamp(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            raise UnreadableMessageError("timestamp is not a valid time")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableMessageError("timestamp is not a valid time") from None


def _read_event_id(topic: str, value: bytes, headers: dict[str, bytes]) -> UUID:
    try:
        return UUID(_decode_header(headers.get(EVENT_ID)))
    except ValueError:
        return derive_event_id(topic, value)


def _parse_version(header: bytes | None) -> int:
    version = _decode_header(header)
    return int(version) if version.isdecimal() and len(version) <= 4 else 1


def _decode_header(header: bytes | None) -> str:
    text = (header or b"").decode("ascii", "ignore")[:_MAX_ID_LENGTH]
    return "".join(character for character in text if character.isprintable())
