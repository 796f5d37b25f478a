"""Writers of intake documents: the built-in rules, or a model restricted to what was said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import structlog
from pydantic import BaseModel, Field

from vivavoce.contracts.profiles import INTAKE_PROFILE
from vivavoce.infra import metrics
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
)
from vivavoce.infra.language_model.prompts import load_prompt
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument
from vivavoce.planning.domain.intake.built_in_writer import (
    BUILT_IN_WRITER_NAME,
    WritingTask,
    build_title,
    write_document,
    write_transcription_warning,
)
from vivavoce.planning.domain.intake.document_rules import RULE_BASED_KINDS, find_ungrounded_claims
from vivavoce.planning.domain.intake_plan import INTAKE_CONCEPTS
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.ports.intake import ArtifactWriterError

FALLBACK_WRITER_NAME = f"{BUILT_IN_WRITER_NAME} (the configured model's text was not valid)"
ARTIFACT_PROMPT = load_prompt("vivavoce.planning.adapters", "artifact_v2")
_log = structlog.get_logger(__name__)


class DraftDocument(BaseModel):
    """The output format of the model."""

    content: str = Field(min_length=80, max_length=12_000)
    """Markdown."""


async def write_by_rules(task: WritingTask) -> ArtifactDocument:
    """Return the document that the rules write; needs no model, no API key and no network.

    A thread writes it, so that others are served meanwhile: some documents contain a plan.
    """
    return await asyncio.to_thread(write_document, task)


class ModelArtifactWriter:
    """Writes documents with a model; ungrounded or unlawful text is rejected and retried once."""

    def __init__(
        self,
        language_model: LanguageModel,
        *,
        fallback: str = INTAKE_PROFILE.planner_fallback,
        deadline_s: float = 30.0,
    ) -> None:
        self._language_model = language_model
        self._fallback = fallback
        self._deadline_s = deadline_s

    async def write(self, task: WritingTask) -> ArtifactDocument:
        """Return the document; raise ``ArtifactWriterError`` if the model fails without a fallback."""
        if task.kind in RULE_BASED_KINDS:
            return await write_by_rules(task)
        known = _collect_source_text(task)

        def complaints(draft: DraftDocument) -> Sequence[str]:
            return [
                *find_ungrounded_claims(draft.content, known),
                *_find_unlawful_text(draft.content),
            ]

        try:
            response = await self._language_model.generate(
                ModelRequest(
                    purpose="artifact",
                    instructions=ARTIFACT_PROMPT.text,
                    prompt=ARTIFACT_PROMPT.label,
                    input=_build_model_input(task),
                    output_type=DraftDocument,
                    find_problems=complaints,
                    deadline_s=self._deadline_s,
                    max_retries=1,
                )
            )
        except (ModelFailedError, ModelUnavailableError) as error:
            return await self._write_fallback(task, error.failure.code)
        notes = write_transcription_warning(task.facts.statements)
        return ArtifactDocument(
            title=build_title(task),
            content="\n\n".join([response.output.content.strip(), *notes]) + "\n",
            author=f"model {response.author} (prompt {ARTIFACT_PROMPT.label})",
            notes=task.notes,
        )

    async def _write_fallback(self, task: WritingTask, code: str) -> ArtifactDocument:
        if self._fallback != "built_in_marked":
            raise ArtifactWriterError
        metrics.PROVIDER_FALLBACKS.labels("llm", "model", "built-in").inc()
        _log.warning("artifact.fallback_used", why=code, kind=task.kind)
        return replace(await write_by_rules(task), author=FALLBACK_WRITER_NAME)


def _collect_source_text(task: WritingTask) -> str:
    """Return the text that a document may take names and numbers from."""
    facts = task.facts
    sources = (facts.statements.text, facts.title, facts.company, facts.level, task.instruction)
    return "\n".join(part for part in sources if part)


def _find_unlawful_text(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if any(is_prompt_injection(line) for line in lines):
        return ["The text contains instructions for a program. Write for a human reader."]
    if any(find_unlawful_topic(line) or is_prohibited_topic(line) for line in lines):
        return ["The text asks for something that employers must not ask for."]
    return []


def _build_model_input(task: WritingTask) -> str:
    facts = task.facts
    return json.dumps(
        {
            "document": task.kind,
            "title": facts.title,
            "employer": facts.company,
            "level": facts.level,
            "said": {
                concept.name: list(facts.statements.for_concept(concept.key))
                for concept in INTAKE_CONCEPTS
            },
            "missing": {
                concept.name: concept.placeholder
                for concept in INTAKE_CONCEPTS
                if not facts.statements.for_concept(concept.key)
            },
            "wanted_changes": task.instruction,
            "previous": None if task.previous is None else task.previous.content,
        },
        ensure_ascii=False,
    )
