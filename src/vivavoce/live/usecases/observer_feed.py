"""The message feed of one observer: messages in order, closed if the observer does not keep up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from vivavoce.kernel.errors import UnavailableError, VivavoceError

MAX_QUEUED_MESSAGES = 64


class SlowConsumerError(UnavailableError):
    """This connection does not keep up with its messages. Connect again."""

    code = "slow_consumer"


class ObserverFeed:
    """The messages for one observer. A slow reader is disconnected and delays no one else."""

    def __init__(self, max_queued: int = MAX_QUEUED_MESSAGES) -> None:
        self._messages: asyncio.Queue[str] = asyncio.Queue(max_queued)
        self._close_reason: VivavoceError | None = None
        self._closed = asyncio.Event()

    @property
    def is_closed(self) -> bool:
        """Whether the feed accepts no more messages."""
        return self._close_reason is not None

    def push(self, message: str) -> None:
        """Queue a message, or close the feed if too many are waiting."""
        if self._close_reason is not None:
            return
        try:
            self._messages.put_nowait(message)
        except asyncio.QueueFull:
            while not self._messages.empty():
                self._messages.get_nowait()
            self.close(SlowConsumerError())

    def close(self, reason: VivavoceError) -> None:
        """Accept no more messages; queued ones can still be read."""
        if self._close_reason is None:
            self._close_reason = reason
            self._closed.set()

    async def next(self, wait_s: float) -> str | None:
        """Return the next message, or None after ``wait_s`` seconds; raise the close reason at the end."""
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
    """Return a message as JSON text, encoded once for all observers."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
