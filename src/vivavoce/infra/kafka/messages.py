"""An event as a Kafka message, and a message of whoever sent it as an event.

The value is seed 001's envelope and nothing else; the key is the interview. What is ours travels in headers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from vivavoce.contracts.envelope import Event, envelope
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

Header = tuple[str, bytes]
EVENT_ID, VERSION, CORRELATION_ID = "event-id", "event-version", "correlation-id"
_LONGEST_ID = 200
_ENVELOPE = ("eventType", "tenantId", "runId", "interviewId", "timestamp", "payload")


class Unreadable(ValueError):
    """A message is no event; the text says why, without its words."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: ``value`` is the envelope as JSON."""

    topic: str
    key: bytes
    value: bytes
    headers: Sequence[Header]


def to_message(event: Event) -> Message:
    """Return an event of ours as it travels."""
    headers = [(EVENT_ID, str(event.id).encode()), (VERSION, str(event.version).encode())]
    if event.correlation_id:
        headers.append((CORRELATION_ID, event.correlation_id.encode()))
    value = json.dumps(envelope(event), ensure_ascii=False, separators=(",", ":")).encode()
    return Message(event.topic, str(event.interview_id).encode(), value, headers)


def to_event(topic: str, value: bytes | None, headers: Sequence[Header] = ()) -> Event:
    """Return the event of a message, ours or a stranger's; raise ``Unreadable`` for anything else.

    A stranger sends no event id: the same topic and value are then the same event.
    """
    named = dict(headers)
    members = _members(value or b"")
    if members["eventType"] != topic:
        raise Unreadable("eventType is not the topic")
    if not isinstance(members["payload"], dict):
        raise Unreadable("payload is not an object")
    if not isinstance(members["runId"], str) or len(members["runId"]) > _LONGEST_ID:
        raise Unreadable("runId is not a short text")
    return Event(
        id=EventId(_event_id(topic, value or b"", named)),
        topic=topic,
        tenant_id=TenantId(_uuid(members, "tenantId")),
        run_id=members["runId"],
        interview_id=InterviewId(_uuid(members, "interviewId")),
        at=_moment(members["timestamp"]),
        payload=members["payload"],
        correlation_id=_text(named.get(CORRELATION_ID)),
        version=_version(named.get(VERSION)),
    )


def foreign_id(topic: str, value: bytes) -> UUID:
    """Return the id of a message that brings none: a hash of topic and value (UUID version 8)."""
    digest = hashlib.sha256(topic.encode() + b"\0" + value).digest()[:16]
    bits = int.from_bytes(digest, "big")
    bits = bits & ~(0xF << 76) | 0x8 << 76
    return UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


def _members(value: bytes) -> dict[str, Any]:  # Any: JSON
    try:
        found = json.loads(value.decode(), parse_constant=_no_number)
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("it is not an object")
    missing = [name for name in _ENVELOPE if name not in found]
    if missing:
        raise Unreadable(f"{', '.join(missing)} missing")
    return found


def _no_number(_: str) -> NoReturn:
    raise Unreadable("it holds a number that JSON does not have")


def _uuid(members: dict[str, Any], name: str) -> UUID:  # Any: JSON
    try:
        return UUID(members[name])
    except (ValueError, AttributeError, TypeError):
        raise Unreadable(f"{name} is not a UUID") from None


def _moment(said: object) -> datetime:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
        if moment is None:
            raise Unreadable("timestamp is not a moment")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("timestamp is not a moment") from None


def _event_id(topic: str, value: bytes, headers: dict[str, bytes]) -> UUID:
    try:
        return UUID(_text(headers.get(EVENT_ID)))
    except ValueError:
        return foreign_id(topic, value)


def _version(header: bytes | None) -> int:
    said = _text(header)
    return int(said) if said.isdecimal() and len(said) <= 4 else 1


def _text(header: bytes | None) -> str:
    text = (header or b"").decode("ascii", "ignore")[:_LONGEST_ID]
    return "".join(character for character in text if character.isprintable())
