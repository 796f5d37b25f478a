"""How one connection words things: frames are the same inside, every address has its own codec."""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.live.domain.wire import client_frames
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.domain.wire.frames import ServerFrame


class FrameCodec(Protocol):
    """Reads and writes the messages of one connection."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return what the client means, or raise one of the errors of ``client_frames``."""

    def write(self, frame: ServerFrame) -> Json | str | None:
        """Return the message, or None for a frame that these clients are not sent."""

    def close_reason(self, reason: str) -> str:
        """Return the word that goes with a close code."""


class MayaCodec:
    """Maya's clients: types in capitals, members in camelCase."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return what the client means."""
        return client_frames.parse_client_frame(raw)

    def write(self, frame: ServerFrame) -> Json | None:
        """Return the message."""
        return frame.to_json()

    def close_reason(self, reason: str) -> str:
        """Return the word that goes with a close code."""
        return reason


MAYA_CODEC = MayaCodec()
