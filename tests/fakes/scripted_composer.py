"""A composer that follows a script: it answers, waits, fails, obeys the talk, or says the same again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vivavoce.live.domain import events
from vivavoce.live.domain.mind.composing import Composed, Wanted
from vivavoce.live.domain.mind.memory import Message
from vivavoce.live.ports import NotComposed

MODEL = "scripted-1"


@dataclass
class ScriptedComposer:
    """Each call takes the next line: a question, a number of seconds and a question, or a failure."""

    lines: list[str | tuple[float, str] | NotComposed] = field(default_factory=list)
    asked: list[tuple[Wanted, tuple[Message, ...]]] = field(default_factory=list)
    cancelled: int = 0

    async def compose(
        self,
        wanted: Wanted,
        talk: Sequence[Message],
        *,
        complaint: Callable[[str], str | None],
        deadline_s: float,
    ) -> Composed:
        self.asked.append((wanted, tuple(talk)))
        line = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        if isinstance(line, NotComposed):
            raise line
        seconds, question = line if isinstance(line, tuple) else (0.0, line)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Composed(
            question=question,
            criterion=wanted.criterion,
            reason=wanted.reason,
            model=MODEL,
            latency_ms=round(seconds * 1000),
            spent=(events.Spent("models.example", MODEL, 200, 20),),
        )


class GullibleComposer(ScriptedComposer):
    """Obeys whatever the candidate said last, as a careless model would."""

    async def compose(
        self,
        wanted: Wanted,
        talk: Sequence[Message],
        *,
        complaint: Callable[[str], str | None],
        deadline_s: float,
    ) -> Composed:
        self.lines = [talk[-1].text]
        return await super().compose(wanted, talk, complaint=complaint, deadline_s=deadline_s)
