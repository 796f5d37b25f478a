"""What every dialect does with what it is sent: limits, and answers to what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import SoundUnreadable
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.allowance import STOOD_STILL_S, Allowance
from vivavoce.voice.domain.wire.refusals import TooMuchSound
from vivavoce.voice.transports.websocket.outgoing import Outgoing

_MESSAGES = 100
"""A second; a microphone sends fifty."""
_WRONG, _FORGIVEN_AFTER_S = 20, 5.0
_log = structlog.get_logger("voice")


class Intake:
    """Admits messages of sound, and answers those that are wrong until there were too many."""

    def __init__(
        self,
        outgoing: Outgoing,
        clock: Clock,
        write_error: Callable[[VivavoceError], Json],
        *,
        bytes_at_once: int,
        bytes_per_second: int,
    ) -> None:
        self._outgoing = outgoing
        self._clock = clock
        self._write_error = write_error
        self._messages = Allowance(at_once=_MESSAGES, per_second=_MESSAGES, keeps_s=STOOD_STILL_S)
        self._bytes = Allowance(
            at_once=bytes_at_once, per_second=bytes_per_second, keeps_s=STOOD_STILL_S
        )
        self._wrong = Allowance(at_once=_WRONG, per_second=1 / _FORGIVEN_AFTER_S)
        self._flooded_at: float | None = None

    async def admits(self, size: int) -> bool:
        """Return whether one more message of ``size`` bytes is taken; the client is told once a second."""
        now = self._clock.monotonic()
        if self._messages.takes(now) and self._bytes.takes(now, size):
            return True
        if self._flooded_at is None or now - self._flooded_at >= 1.0:
            self._flooded_at = now
            await self.refuse(TooMuchSound())
        return False

    async def refuse(self, error: VivavoceError) -> None:
        """Tell the client what was wrong; raise ``SoundUnreadable`` when that was once too often."""
        if not self._wrong.takes(self._clock.monotonic()):
            _log.warning("voice.sound_unreadable", code=error.code)
            raise SoundUnreadable from error
        await self._outgoing.send(self._write_error(error))
