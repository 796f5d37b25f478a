"""What somebody sees who looks on: messages in order, or nothing when they do not keep up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from vivavoce.kernel.errors import Unavailable, VivavoceError

MOST_WAITING = 64


class Behind(Unavailable):
    """This connection does not read what it is sent. Connect again."""

    code = "viewer_behind"


class Viewing:
    """The messages for one looker-on. Whoever does not read is cut off and slows nobody."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._messages: asyncio.Queue[str] = asyncio.Queue(most)
        self._end: VivavoceError | None = None
        self._ended = asyncio.Event()

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is put in."""
        return self._end is not None

    def push(self, message: str) -> None:
        """Put a message in, or end this viewing when too many wait."""
        if self._end is not None:
            return
        try:
            self._messages.put_nowait(message)
        except asyncio.QueueFull:
            while not self._messages.empty():
                self._messages.get_nowait()
            self.end(Behind())

    def end(self, why: VivavoceError) -> None:
        """Let nothing more follow; what waits is still read."""
        if self._end is None:
            self._end = why
            self._ended.set()

    async def next(self, wait_s: float) -> str | None:
        """Return the next message, or None after ``wait_s`` of quiet; raise why it ended."""
        if self._messages.empty() and self._end is None:
            got = asyncio.ensure_future(self._messages.get())
            ended = asyncio.ensure_future(self._ended.wait())
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
        if self._end is not None:
            raise self._end
        return None


def written(message: Mapping[str, Any]) -> str:  # Any: JSON
    """Return a message as it goes over the wire, made once for all who see it."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
