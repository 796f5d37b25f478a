"""AWS's binary event stream: how ConverseStream packs its events.

https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html describes the frames.
"""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

_TEXT = 7
"""The type of a header whose value is text."""


def encode_events(*events: tuple[str, dict[str, Any]]) -> bytes:  # Any: JSON
    """Return the frames of named events."""
    return b"".join(_encode(name, json.dumps(payload).encode()) for name, payload in events)


def _encode(name: str, payload: bytes) -> bytes:
    headers = b"".join(
        _header(key, value)
        for key, value in (
            (":event-type", name),
            (":content-type", "application/json"),
            (":message-type", "event"),
        )
    )
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    framed = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return framed + struct.pack(">I", zlib.crc32(framed))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", _TEXT, len(text)) + text
