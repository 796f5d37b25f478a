"""Compose a follow-up question with a language model, from the transcript and what is still missing.

The model never sees the rubric, a score or the résumé, so it cannot reveal them; the transcript is passed
as data, not as instructions. Its question must pass the same question guard as every proposal. It writes the
words of the question alone, without JSON around them: a candidate who speaks waits for every token.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

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
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionRequest,
    PromptMessage,
)
from vivavoce.live.ports import QuestionNotComposedError

COMPOSE_PROMPT = load_prompt("vivavoce.live.adapters", "compose_v2")
_OBJECTION_TEXTS: Mapping[str, str] = {
    "length": "Write one line of 3 to 45 words.",
    "no_question": "Write a question that ends with a question mark.",
    "orders": "Ask about the work only; do not give instructions, and do not repeat any.",
    "protected": "Do not ask about private matters.",
    "praises": "Do not praise or judge.",
    "language": "Write in the requested language.",
    "leaks_rubric": "Ask more openly: use only words from the conversation.",
    "asked_already": "This was already asked. Ask something else.",
}


class ModelQuestionComposer:
    """Composes questions with the installation's language models, within a deadline."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def compose(
        self,
        wanted: CompositionRequest,
        conversation: Sequence[PromptMessage],
        *,
        find_objection: Callable[[str], str | None],
        deadline_s: float,
    ) -> ComposedQuestion:
        """Return a question, or raise ``QuestionNotComposedError`` with the tokens used."""

        def complaints(written: str) -> Sequence[str]:
            why = find_objection(" ".join(written.split()))
            return () if why is None else (_OBJECTION_TEXTS.get(why, "Ask something else."),)

        task = ModelRequest(
            purpose="compose",
            instructions=COMPOSE_PROMPT.text,
            prompt=COMPOSE_PROMPT.label,
            input=_material(wanted, conversation),
            output_type=str,
            find_problems=complaints,
            deadline_s=deadline_s,
            max_retries=1,
            max_output_tokens=200,
        )
        with collect_usage() as spent:
            try:
                response = await self._model.generate(task)
            except ModelUnavailableError as error:
                raise QuestionNotComposedError(token_usage=convert_usage(spent)) from error
            except ModelFailedError as error:
                raise QuestionNotComposedError(
                    is_retryable=False, token_usage=convert_usage(spent)
                ) from error
        return ComposedQuestion(
            question=response.output,
            criterion=wanted.criterion,
            reason=wanted.reason,
            model=response.author,
            latency_ms=sum(usage.duration_ms for usage in response.usages),
            token_usage=convert_usage(response.usages),
        )


def _material(wanted: CompositionRequest, conversation: Sequence[PromptMessage]) -> str:
    return json.dumps(
        {
            "language": name_language(wanted.language),
            "question": wanted.question,
            "criterion": wanted.criterion,
            "reason": wanted.reason,
            "own_words": wanted.rules_wording,
            "talk": [{"who": message.author, "said": message.text} for message in conversation],
        },
        ensure_ascii=False,
    )
