"""What somebody sees who looks on: messages in order, or nothing when they do not keep up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from vivavoce.kernel.errors import UnavailableError, VivavoceError

MAX_QUEUED_MESSAGES = 64


class SlowConsumerError(UnavailableError):
    """This connection does not read what it is sent. Connect again."""

    code = "viewer_behind"


class ObserverFeed:
    """The messages for one looker-on. Whoever does not read is cut off and slows nobody."""

    def __init__(self, max_queued: int = MAX_QUEUED_MESSAGES) -> None:
        self._messages: asyncio.Queue[str] = asyncio.Queue(max_queued)
        self._close_reason: VivavoceError | None = None
        self._closed = asyncio.Event()

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is put in."""
        return self._close_reason is not None

    def push(self, message: str) -> None:
        """Put a message in, or end this viewing when too many wait."""
        if self._close_reason is not None:
            return
        try:
            self._messages.put_nowait(message)
        except asyncio.QueueFull:
            while not self._messages.empty():
                self._messages.get_nowait()
            self.close(SlowConsumerError())

    def close(self, reason: VivavoceError) -> None:
        """Let nothing more follow; what waits is still read."""
        if self._close_reason is None:
            self._close_reason = reason
            self._closed.set()

    async def next(self, wait_s: float) -> str | None:
        """Return the next message, or None after ``wait_s`` of quiet; raise why it ended."""
        if self._messages.empty() and self._close_reason is None:
            got = asyncio.ensure_future(self._messages.get())
            ended = asyncio.ensure_future(self._closed.wait())
            try:
                await asyncio.wait(
                    {got, ended}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED
                )
                if got.done():
                    return got.result()
            finally:
                got.cancel()
                ended.cancel()
        if not self._messages.empty():
            return self._messages.get_nowait()
        if self._close_reason is not None:
            raise self._close_reason
        return None


def encode_message(message: Mapping[str, Any]) -> str:  # Any: JSON
    """Return a message as it goes over the wire, made once for all who see it."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
