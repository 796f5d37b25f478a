"""What comes from the candidate's sound: words, keys, and what became of ours."""

from __future__ import annotations

import contextlib

from vivavoce.contracts.sound import Heard
from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import presence
from vivavoce.live.domain.mind import aloud, sound_news
from vivavoce.live.domain.timebox import overdue
from vivavoce.live.usecases.attendance import Attendance
from vivavoce.live.usecases.commands import Hear, HearAloud, Note, Press, Sounded, Switch
from vivavoce.live.usecases.hold import Hold
from vivavoce.live.usecases.reception import Commit
from vivavoce.live.usecases.tools import Tools

SAID = (Hear, HearAloud, Press)
"""The commands by which a candidate says something, and is told when it cannot be taken."""
_MOST_KEPT = 16


class Listening:
    """Takes in what was heard of one session's candidate."""

    def __init__(self, hold: Hold, there: Attendance, tools: Tools, commit: Commit) -> None:
        self._hold = hold
        self._there = there
        self._tools = tools
        self._commit = commit
        self._kept: list[Heard] = []
        """Words that were said before a drop and understood after it."""
        self._is_fresh = True
        """Nobody was here in this process yet: what an answer lacks was heard by one that died."""

    async def take(self, command: Sounded) -> None:
        """Decide and append."""
        match command:
            case Switch():
                await self._switch(command)
            case HearAloud():
                await self._hear(command)
            case Press() if command.line is self._there.line:
                self._there.hear()
                on = self._hold.begin()
                overdue(on, self._hold.plan)
                if not on.state.is_over:
                    aloud.press(on, self._hold.plan, command.key)
                await self._commit(on)
            case Note():
                on = self._hold.begin()
                sound_news.note(on, self._hold.plan, command.news)
                await self._commit(on)
            case _:
                pass

    async def go_on(self) -> None:
        """Take in what was said before the drop, now that the talk goes on."""
        if self._is_fresh:
            self._is_fresh = False
            left = self._hold.state.aloud.untaken_answer()
            self._kept += [left] if left is not None else []
        while self._kept and self._hold.state.status == "in_progress":
            with contextlib.suppress(Refused):  # it is no reason to turn away who came back
                await self._take_in(self._kept.pop(0))

    async def _switch(self, command: Switch) -> None:
        if command.line is not self._there.line:
            return
        before, on = self._hold.state, self._hold.begin()
        presence.switch(on, leg_id=command.line.leg_id, transport=command.transport)
        await self._commit(on)
        await self._there.give_voice(command.voiced, before, self._hold.state)

    async def _hear(self, command: HearAloud) -> None:
        if command.line is self._there.line:
            self._there.hear()
            await self._take_in(command.heard)
        elif self._hold.state.status in ("in_progress", "wrapping_up"):
            await self._take_in(command.heard)
        elif self._hold.state.status == "reconnecting" and len(self._kept) < _MOST_KEPT:
            self._kept.append(command.heard)

    async def _take_in(self, heard: Heard) -> None:
        on = self._hold.begin()
        overdue(on, self._hold.plan)
        if not on.state.is_over:
            aloud.hear_aloud(on, self._hold.plan, heard)
        await self._commit(on)
