"""The candidate's connection as a conductor sees it: at most one, and watched for silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import frames
from vivavoce.live.domain.frames import Frame
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import Line, LineClosed

PING_EVERY_S = 20.0
SILENT_AFTER_S = 45.0
"""A client that has answered pings before and says nothing for so long is gone."""
ENDED, REPLACED, OVER, COME_AGAIN = 1000, 4409, 4410, 1012


class Attendance:
    """Sends to the line that is there, if one is, and knows when it was last heard."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.line: Line | None = None
        self._heard_at = self._pinged_at = clock.now()
        self._has_ponged = False

    @property
    def heard_at(self) -> datetime:
        """When the client last said anything."""
        return self._heard_at

    @property
    def is_silent(self) -> bool:
        """Whether a client that answers pings has said nothing for too long."""
        quiet = self._clock.now() - self._heard_at
        return self._has_ponged and quiet >= timedelta(seconds=SILENT_AFTER_S)

    def moments(self) -> list[datetime]:
        """Return when the line must be looked at again."""
        if self.line is None:
            return []
        moments = [self._pinged_at + timedelta(seconds=PING_EVERY_S)]
        if self._has_ponged:
            moments.append(self._heard_at + timedelta(seconds=SILENT_AFTER_S))
        return moments

    def begin(self, line: Line) -> None:
        """Let ``line`` be the connection from now on."""
        self.line = line
        self._heard_at = self._pinged_at = self._clock.now()
        self._has_ponged = False

    def hear(self, *, is_pong: bool = False) -> None:
        """Note a sign of life."""
        self._heard_at = self._clock.now()
        self._has_ponged = self._has_ponged or is_pong

    async def ping(self, state: Session) -> None:
        """Send a heartbeat if it is time for one."""
        now = self._clock.now()
        if now - self._pinged_at >= timedelta(seconds=PING_EVERY_S):
            self._pinged_at = now
            await self.send(frames.heartbeat(state, now))

    async def send(self, frame: Frame) -> None:
        """Send to whoever is there; a line that fails is gone."""
        if self.line is None:
            return
        try:
            await self.line.send(frame)
        except LineClosed:
            line, self.line = self.line, None
            await line.close(COME_AGAIN, "line lost")

    async def hang_up(self, code: int, reason: str) -> None:
        """Close the line, if there is one."""
        line, self.line = self.line, None
        if line is not None:
            await line.close(code, reason)
