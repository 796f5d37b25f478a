"""Frame codecs: internal frames are the same everywhere, each endpoint has its own wire format."""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.live.domain.wire import client_frames
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.domain.wire.frames import ServerFrame


class FrameCodec(Protocol):
    """Reads and writes the messages of one connection."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""

    def write(self, frame: ServerFrame) -> Json | str | None:
        """Return the message to send, or None if these clients do not get this frame."""

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""


class MayaCodec:
    """The ``maya`` wire format: types in capitals, fields in camelCase."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""
        return client_frames.parse_client_frame(raw)

    def write(self, frame: ServerFrame) -> Json | None:
        """Return the message to send."""
        return frame.to_json()

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""
        return reason


MAYA_CODEC = MayaCodec()
