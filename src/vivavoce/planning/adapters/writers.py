"""Who writes the documents of an intake: the built-in rules, or a model that is held to what was said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources

import structlog
from pydantic import BaseModel, Field

from vivavoce.contracts.profiles import INTAKE
from vivavoce.infra import metrics
from vivavoce.infra.thinker.port import ModelFailed, ModelUnavailable, Task, Thinker
from vivavoce.planning.domain.concepts import CONCEPTS
from vivavoce.planning.domain.intake.artifacts import Written
from vivavoce.planning.domain.intake.grounding import ungrounded
from vivavoce.planning.domain.intake.instructions import BY_RULES
from vivavoce.planning.domain.intake.writing import (
    RULES,
    Assignment,
    heard_notes,
    title_of,
    write,
)
from vivavoce.planning.domain.requirements import forbidden_demand, is_order, is_private
from vivavoce.planning.ports.intake import WriterFailed

STAND_IN = f"{RULES} (the configured model's text did not hold)"
_PROMPT_VERSION = 1
_PROMPT = (
    resources.files("vivavoce.planning.adapters")
    .joinpath("prompts")
    .joinpath(f"artifact_v{_PROMPT_VERSION}.md")
    .read_text("utf-8")
)
_log = structlog.get_logger(__name__)


class Draft(BaseModel):
    """What a model answers."""

    content: str = Field(min_length=80, max_length=12_000)
    """Markdown."""


class RulesWriter:
    """Needs no model, no key and no network."""

    async def write(self, task: Assignment) -> Written:
        """Return the document of the rules."""
        return write(task)


class ModelWriter:
    """Asks a model for prose; a text that says what nobody said is refused and asked for again."""

    def __init__(
        self,
        thinker: Thinker,
        *,
        fallback: str = INTAKE.planner_fallback,
        deadline_s: float = 30.0,
    ) -> None:
        self._thinker = thinker
        self._fallback = fallback
        self._deadline_s = deadline_s

    async def write(self, task: Assignment) -> Written:
        """Return the document; raise ``WriterFailed`` where nothing stands in for the model."""
        if task.kind in BY_RULES:
            return write(task)
        known = _known(task)

        def complaints(draft: Draft) -> Sequence[str]:
            return [*ungrounded(draft.content, known), *_unlawful(draft.content)]

        try:
            thought = await self._thinker.think(
                Task(
                    purpose="artifact",
                    instructions=_PROMPT,
                    material=_material(task),
                    shape=Draft,
                    complaints=complaints,
                    deadline_s=self._deadline_s,
                    most_reasks=1,
                )
            )
        except (ModelFailed, ModelUnavailable) as error:
            return self._stood_in(task, error.code)
        digest = hashlib.sha256(_PROMPT.encode()).hexdigest()[:8]
        notes = heard_notes(task.facts.said)
        return Written(
            title=title_of(task),
            content="\n\n".join([thought.value.content.strip(), *notes]) + "\n",
            made_by=f"model {thought.model} (prompt v{_PROMPT_VERSION} {digest})",
            notes=task.notes,
        )

    def _stood_in(self, task: Assignment, code: str) -> Written:
        if self._fallback != "built_in_marked":
            raise WriterFailed
        metrics.FALLBACKS.labels("llm", "model", "built-in").inc()
        _log.warning("artifact.stand_in", why=code, kind=task.kind)
        return replace(write(task), made_by=STAND_IN)


def _known(task: Assignment) -> str:
    """Return every word that a document may take names and numbers from."""
    facts = task.facts
    told = (facts.said.text, facts.title, facts.company, facts.level, task.instruction)
    return "\n".join(part for part in told if part)


def _unlawful(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if any(is_order(line) for line in lines):
        return ["The text speaks to a machine, not to a reader."]
    if any(forbidden_demand(line) or is_private(line) for line in lines):
        return ["The text asks for something that an employer must not ask for."]
    return []


def _material(task: Assignment) -> str:
    facts = task.facts
    return json.dumps(
        {
            "document": task.kind,
            "title": facts.title,
            "employer": facts.company,
            "level": facts.level,
            "said": {one.name: list(facts.said.of(one.key)) for one in CONCEPTS},
            "missing": {one.name: one.missing for one in CONCEPTS if not facts.said.of(one.key)},
            "wanted_changes": task.instruction,
            "previous": None if task.previous is None else task.previous.content,
        },
        ensure_ascii=False,
    )
