"""A composer that follows a script: it answers, waits, fails, obeys the answers, or repeats itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vivavoce.infra.language_model.port import ModelUsage, record_usage
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionRequest,
    PromptMessage,
)
from vivavoce.live.ports import QuestionNotComposedError

MODEL = "scripted-1"


@dataclass
class ScriptedComposer:
    """Each call takes the next line: a question, a number of seconds and a question, or a failure."""

    lines: list[str | tuple[float, str] | QuestionNotComposedError] = field(default_factory=list)
    asked: list[tuple[CompositionRequest, tuple[PromptMessage, ...]]] = field(default_factory=list)
    cancelled: int = 0

    async def compose(
        self,
        wanted: CompositionRequest,
        conversation: Sequence[PromptMessage],
        *,
        find_objection: Callable[[str], str | None],
        deadline_s: float,
    ) -> ComposedQuestion:
        self.asked.append((wanted, tuple(conversation)))
        line = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        if isinstance(line, QuestionNotComposedError):
            raise line
        seconds, question = line if isinstance(line, tuple) else (0.0, line)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            record_usage(_broken_off())
            raise
        return ComposedQuestion(
            question=question,
            criterion=wanted.criterion,
            reason=wanted.reason,
            model=MODEL,
            latency_ms=round(seconds * 1000),
            token_usage=(events.ModelTokenUsage("models.example", MODEL, 200, 20),),
        )


def _broken_off() -> ModelUsage:
    return ModelUsage(
        purpose="compose",
        model=MODEL,
        calls=1,
        input_tokens=150,
        output_tokens=0,
        duration_ms=0,
        is_successful=False,
        provider="models.example",
    )


class GullibleComposer(ScriptedComposer):
    """Obeys whatever the candidate said last, as a careless model would."""

    async def compose(
        self,
        wanted: CompositionRequest,
        conversation: Sequence[PromptMessage],
        *,
        find_objection: Callable[[str], str | None],
        deadline_s: float,
    ) -> ComposedQuestion:
        self.lines = [conversation[-1].text]
        return await super().compose(
            wanted, conversation, find_objection=find_objection, deadline_s=deadline_s
        )
