"""Asks a model for the evidence in answers: three times each, with the levels in other orders and words."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.domain.model_evidence.calls import VOTES, EvidenceCall
from vivavoce.assessment.domain.model_evidence.guards import Act, ModelItem, find_quote
from vivavoce.assessment.domain.model_evidence.votes import CallVotes
from vivavoce.assessment.ports import ModelReading, SeveralModelsError
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelRequest,
    ModelResponse,
)
from vivavoce.infra.language_model.prompts import load_prompt
from vivavoce.kernel.translation import translatable

PURPOSE = "score"
FIND_EVIDENCE_PROMPT = load_prompt("vivavoce.assessment.adapters", "find_evidence_v1")
_MAX_ITEMS = 8
MAX_OUTPUT_TOKENS = 1500


class FoundItem(BaseModel):
    """One item as a model returns it."""

    model_config = ConfigDict(extra="forbid")

    side: Annotated[str, Field(min_length=1, max_length=200)]
    level: Annotated[int, Field(ge=1, le=5)]
    quote: Annotated[str, Field(min_length=1, max_length=1200)]
    act: Act = "own"
    negated: bool = False


class FoundEvidence(BaseModel):
    """What a model found in the answers to one question."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[FoundItem], Field(max_length=_MAX_ITEMS)]


def hash_prompt() -> str:
    """Return the hash of the instructions and the output schema; a certificate holds for it alone."""
    schema = repr(FoundEvidence.model_json_schema())
    return hashlib.sha256(f"{FIND_EVIDENCE_PROMPT.text}\0{schema}".encode()).hexdigest()[:16]


class ModelFinder:
    """Finds evidence with a language model; its budget and its limits are the process's."""

    def __init__(self, language_model: LanguageModel, *, deadline_s: float) -> None:
        self._language_model = language_model
        self._deadline_s = deadline_s

    async def __call__(self, calls: Sequence[EvidenceCall]) -> ModelReading:
        """Return all votes; raise ``ModelUnavailableError`` or ``ModelFailedError`` if one has no answer.

        A mix of two models is no reading: it raises ``SeveralModelsError``.
        """
        try:
            async with asyncio.TaskGroup() as group:
                asked = [
                    group.create_task(self._ask(call, vote))
                    for call in calls
                    for vote in range(VOTES)
                ]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        responses = [task.result() for task in asked]
        models = {response.reported_model for response in responses}
        if len(models) > 1:
            raise SeveralModelsError(
                translatable(
                    "The answers came from several models: {models}.",
                    models=", ".join(sorted(models)),
                )
            )
        votes = [_build_items(response.output) for response in responses]
        return ModelReading(
            model=next(iter(models), ""),
            votes=tuple(
                CallVotes(call=call, votes=tuple(votes[place * VOTES : (place + 1) * VOTES]))
                for place, call in enumerate(calls)
            ),
            usages=tuple(usage for response in responses for usage in response.usages),
        )

    async def _ask(self, call: EvidenceCall, vote: int) -> ModelResponse[FoundEvidence]:
        is_first = True

        def find_problems(found: FoundEvidence) -> Sequence[str]:
            """Complain about unknown sides, and once about quotes: after that, the guards drop them."""
            nonlocal is_first
            quotes = _find_wrong_quotes(found, call) if is_first else ()
            is_first = False
            return [*_find_unknown_sides(found, call), *quotes]

        return await self._language_model.generate(
            ModelRequest(
                purpose=PURPOSE,
                instructions=FIND_EVIDENCE_PROMPT.text,
                prompt=FIND_EVIDENCE_PROMPT.label,
                input=call.to_json(vote),
                output_type=FoundEvidence,
                find_problems=find_problems,
                deadline_s=self._deadline_s,
                max_retries=2,
                max_output_tokens=MAX_OUTPUT_TOKENS,
                allows_fallback=False,
            )
        )


def _find_unknown_sides(found: FoundEvidence, call: EvidenceCall) -> list[str]:
    return [
        f'Item {place}: there is no side "{item.side}".'
        for place, item in enumerate(found.items, start=1)
        if item.side not in call.sides
    ]


def _find_wrong_quotes(found: FoundEvidence, call: EvidenceCall) -> list[str]:
    return [
        f"Item {place}: the quote is in no turn. Copy one stretch of the answer letter by letter, or leave "
        "the item out."
        for place, item in enumerate(found.items, start=1)
        if not any(find_quote(item.quote, turn.text) for turn in call.turns)
    ]


def _build_items(found: FoundEvidence) -> tuple[ModelItem, ...]:
    return tuple(
        ModelItem(
            side=item.side,
            level=item.level,
            quote=item.quote,
            act=item.act,
            negated=item.negated,
        )
        for item in found.items
    )
