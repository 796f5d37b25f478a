"""Recognize with a language model which act an utterance is, in a language that the rules do not know.

The model chooses from a closed list. It gets the utterance and what the interviewer said before it, as data,
and nothing of the plan, the rubric or the résumé.
"""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict

from vivavoce.infra.language_model.language_names import name_language
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
    collect_usage,
)
from vivavoce.infra.language_model.prompts import load_prompt
from vivavoce.live.adapters.model_usage import convert_usage
from vivavoce.live.domain.interviewer.understanding.recognized_acts import (
    ActRequest,
    RecognitionFailure,
    RecognizableAct,
    RecognizedAct,
)

UNDERSTAND_PROMPT = load_prompt("vivavoce.live.adapters", "understand_v1")


class ChosenAct(BaseModel):
    """The model's choice."""

    model_config = ConfigDict(extra="forbid")

    act: RecognizableAct


class ModelActRecognizer:
    """Recognizes acts with the installation's language models, within a deadline."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def recognize(
        self, wanted: ActRequest, *, deadline_s: float
    ) -> RecognizedAct | RecognitionFailure:
        """Return the act, or why there is none. An act that is not in the list is not asked for again."""
        task = ModelRequest(
            purpose="understand",
            instructions=UNDERSTAND_PROMPT.text,
            prompt=UNDERSTAND_PROMPT.label,
            input=_material(wanted),
            output_type=ChosenAct,
            find_problems=lambda _: (),
            deadline_s=deadline_s,
            max_retries=0,
            max_output_tokens=100,
        )
        with collect_usage() as spent:
            try:
                response = await self._model.generate(task)
            except ModelUnavailableError:
                return RecognitionFailure(reason="unavailable", token_usage=convert_usage(spent))
            except ModelFailedError:
                return RecognitionFailure(reason="unusable", token_usage=convert_usage(spent))
        return RecognizedAct(
            act=response.output.act,
            model=response.author,
            latency_ms=sum(usage.duration_ms for usage in response.usages),
            token_usage=convert_usage(response.usages),
        )


def _material(wanted: ActRequest) -> str:
    return json.dumps(
        {
            "language": name_language(wanted.language),
            "interviewer_said": wanted.said_before,
            "candidate_said": wanted.text,
        },
        ensure_ascii=False,
    )
