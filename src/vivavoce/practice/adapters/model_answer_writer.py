"""Words better answers with a language model that sees one answer, without names, and no score."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import structlog
from pydantic import BaseModel, ConfigDict, Field

from vivavoce.infra import metrics
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
)
from vivavoce.infra.language_model.prompts import load_prompt
from vivavoce.practice.domain.review.rewording import AnswerDraft, MaskedLines, WordedAnswer
from vivavoce.practice.domain.review.rewording_guard import RewordingProblem

PURPOSE = "review"
BETTER_ANSWER_PROMPT = load_prompt("vivavoce.practice.adapters", "better_answer_v1")
_COMPLAINTS: Mapping[RewordingProblem, str] = {
    "gaps": "Return as many lines as you got. Copy each line in square brackets letter by letter, and put no "
    "other line in brackets.",
    "signs": "Use no sign that is not in the answer.",
    "length": "Keep each line about as long as it was.",
    "untraced": "Use only words of the same line and the words that you may add.",
    "taken_apart": "Keep each clause whole and in its place; leave out whole clauses only.",
    "other_person": "Keep who did it. Do not join sentences about different people.",
    "negation": "Keep every 'not', 'no' and 'never' where it is.",
    "other_figure": "Keep every number and name with the words beside it.",
    "improper": "Write no praise, no instruction and nothing private.",
}
_log = structlog.get_logger(__name__)


class WordedLines(BaseModel):
    """What a model returns."""

    model_config = ConfigDict(extra="forbid")

    lines: list[str] = Field(min_length=1, max_length=20)


class ModelAnswerWriter:
    """Words an answer once; a text that the guard refuses is requested again once, with the reason."""

    def __init__(self, language_model: LanguageModel, *, deadline_s: float) -> None:
        self._language_model = language_model
        self._deadline_s = deadline_s

    async def __call__(
        self,
        draft: AnswerDraft,
        masked: MaskedLines,
        find_problem: Callable[[Sequence[str]], RewordingProblem | None],
    ) -> WordedAnswer | None:
        """Return the accepted wording, or None if the model failed or said anything of its own."""

        def find_problems(worded: WordedLines) -> Sequence[str]:
            problem = find_problem(masked.restore(worded.lines))
            if problem is None:
                return ()
            _log.info("review.wording_refused", why=problem)
            return (_COMPLAINTS[problem],)

        try:
            response = await self._language_model.generate(
                ModelRequest(
                    purpose=PURPOSE,
                    instructions=BETTER_ANSWER_PROMPT.text,
                    prompt=BETTER_ANSWER_PROMPT.label,
                    input=json.dumps(
                        {"question": draft.question, "answer_lines": masked.lines},
                        ensure_ascii=False,
                    ),
                    output_type=WordedLines,
                    find_problems=find_problems,
                    deadline_s=self._deadline_s,
                    max_retries=1,
                    max_output_tokens=1500,
                )
            )
        except (ModelFailedError, ModelUnavailableError) as error:
            metrics.PROVIDER_FALLBACKS.labels("llm", "model", "built-in").inc()
            _log.warning("review.fallback_used", why=error.failure.code)
            return None
        return WordedAnswer(
            place=draft.place,
            lines=masked.restore(response.output.lines),
            model=response.author,
            prompt=BETTER_ANSWER_PROMPT.label,
        )
