"""What every dialect does with what it is sent: limits, and answers to what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.token_bucket import STALL_BURST_S, TokenBucket
from vivavoce.voice.domain.wire.errors import AudioFloodError
from vivavoce.voice.transports.websocket.outbound_channel import OutboundChannel

_MESSAGES_PER_SECOND = 100
"""A second; a microphone sends fifty."""
_MAX_INVALID, _INVALID_REFILL_S = 20, 5.0
_log = structlog.get_logger("voice")


class InboundMessageLimiter:
    """Admits messages of sound, and answers those that are wrong until there were too many."""

    def __init__(
        self,
        channel: OutboundChannel,
        clock: Clock,
        write_error: Callable[[VivavoceError], Json],
        *,
        burst_bytes: int,
        bytes_per_second: int,
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._write_error = write_error
        self._messages = TokenBucket(
            burst=_MESSAGES_PER_SECOND, per_second=_MESSAGES_PER_SECOND, carry_over_s=STALL_BURST_S
        )
        self._bytes = TokenBucket(
            burst=burst_bytes, per_second=bytes_per_second, carry_over_s=STALL_BURST_S
        )
        self._invalid = TokenBucket(burst=_MAX_INVALID, per_second=1 / _INVALID_REFILL_S)
        self._flood_reported_at: float | None = None

    async def allows(self, size: int) -> bool:
        """Return whether one more message of ``size`` bytes is taken; the client is told once a second."""
        now = self._clock.monotonic()
        if self._messages.try_consume(now) and self._bytes.try_consume(now, size):
            return True
        if self._flood_reported_at is None or now - self._flood_reported_at >= 1.0:
            self._flood_reported_at = now
            await self.reject(AudioFloodError())
        return False

    async def reject(self, error: VivavoceError) -> None:
        """Tell the client what was wrong; raise ``UnreadableAudioError`` when that was once too often."""
        if not self._invalid.try_consume(self._clock.monotonic()):
            _log.warning("voice.sound_unreadable", code=error.code)
            raise UnreadableAudioError from error
        await self._channel.send(self._write_error(error))
