"""Limits on inbound messages, and error replies to invalid ones."""

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
"""Messages allowed per second; a microphone sends 50."""
_MAX_INVALID, _INVALID_REFILL_S = 20, 5.0
_log = structlog.get_logger("voice")


class InboundMessageLimiter:
    """Limits audio messages, and answers invalid ones with errors until there are too many."""

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
        """Return whether one more message of ``size`` bytes is allowed; reports a flood once a second."""
        now = self._clock.monotonic()
        if self._messages.try_consume(now) and self._bytes.try_consume(now, size):
            return True
        if self._flood_reported_at is None or now - self._flood_reported_at >= 1.0:
            self._flood_reported_at = now
            await self.reject(AudioFloodError())
        return False

    async def reject(self, error: VivavoceError) -> None:
        """Send the client an error; raise ``UnreadableAudioError`` after too many."""
        if not self._invalid.try_consume(self._clock.monotonic()):
            _log.warning("voice.audio_unreadable", code=error.code)
            raise UnreadableAudioError from error
        await self._channel.send(self._write_error(error))
