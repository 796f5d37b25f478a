"""The dialects that sound speaks on our WebSockets."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.dialects import Dialect
from vivavoce.voice.transports.websocket.maya import MayaDialect
from vivavoce.voice.transports.websocket.own import OwnDialect

__all__ = ["MayaDialect", "OwnDialect", "socket_dialects"]


def socket_dialects(clock: Clock) -> Mapping[str, Dialect]:
    """Return every dialect by the name that a ``Wish`` calls it."""
    return {
        "vivavoce.v1": OwnDialect(clock),
        "practice.v1": OwnDialect(clock, is_practice=True),
        "maya.pcm": MayaDialect(clock, is_recorded=False),
        "maya.webm": MayaDialect(clock, is_recorded=True),
    }
