"""A recognizer of acts that follows a script: it names an act, waits first, or fails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.understanding.recognized_acts import (
    ActRequest,
    RecognitionFailure,
    RecognizedAct,
)

MODEL = "scripted-acts"
USAGE = (events.ModelTokenUsage("models.example", MODEL, 300, 8),)


@dataclass
class ScriptedActRecognizer:
    """Each call takes the next line, and the last one again: an act, seconds and an act, or a failure."""

    lines: list[str | tuple[float, str] | RecognitionFailure] = field(default_factory=list)
    asked: list[ActRequest] = field(default_factory=list)

    async def recognize(
        self, wanted: ActRequest, *, deadline_s: float
    ) -> RecognizedAct | RecognitionFailure:
        self.asked.append(wanted)
        line = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        if isinstance(line, RecognitionFailure):
            return line
        seconds, act = line if isinstance(line, tuple) else (0.0, line)
        await asyncio.sleep(seconds)
        return RecognizedAct(
            act=act, model=MODEL, latency_ms=round(seconds * 1000), token_usage=USAGE
        )
