"""Questions as a person wrote them, and what cannot be asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.text_matching import normalize_text

MAX_EDITED_QUESTIONS = 10
MAX_QUESTION_CHARACTERS = 500
MAX_TOPIC_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedQuestion:
    """A question as a person wrote it; fields that are None are inferred."""

    question: str
    topic: str | None = None
    expected_framework: str | None = None


def validate_edited_questions(
    edited_questions: Sequence[EditedQuestion], *, max_count: int
) -> list[FieldError]:
    """Return the errors of these questions; fields are ``questions`` or ``questions.N``, from 0."""
    if not edited_questions:
        return [FieldError("questions", "empty", "Send at least one question.")]
    wrong = []
    if len(edited_questions) > max_count:
        message = translatable(
            "At most {max_count} questions fit, but you sent {sent}.",
            max_count=max_count,
            sent=len(edited_questions),
        )
        wrong.append(FieldError("questions", "too_many", message))
    place_by_text: dict[str, int] = {}
    for place, edited in enumerate(edited_questions[: 2 * MAX_EDITED_QUESTIONS]):
        field, text = f"questions.{place}", normalize_whitespace(edited.question)
        first = place_by_text.setdefault(normalize_for_comparison(text), place)
        if first != place and text:
            message = translatable(
                "This question is the same as question {place}.", place=first + 1
            )
            wrong.append(FieldError(field, "duplicate", message))
        wrong += [FieldError(field, code, detail) for code, detail in _find_problems(text)]
        wrong += _validate_annotations(edited, field)
    return wrong


def normalize_whitespace(text: str) -> str:
    """Return a text on one line, without invisible characters; its words do not change."""
    return " ".join("".join(c if _is_visible(c) else " " for c in text).split())


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def normalize_for_comparison(text: str) -> str:
    """Return the words of a text in lower case, without punctuation."""
    return re.sub(r"\W+", " ", normalize_text(text)).strip()


def _find_problems(text: str) -> list[tuple[str, str]]:
    if not normalize_for_comparison(text):
        return [("empty", "Write a question.")]
    problems: list[tuple[str, str]] = []
    if len(text) > MAX_QUESTION_CHARACTERS:
        problems.append(
            (
                "too_long",
                translatable(
                    "A question can have at most {limit} characters.", limit=MAX_QUESTION_CHARACTERS
                ),
            )
        )
    if is_prohibited_topic(text) or find_unlawful_topic(text):
        problems.append(
            ("protected", "Employers must not ask this, so it cannot be practiced here.")
        )
    if is_prompt_injection(text):
        problems.append(
            ("order", "This contains instructions for a program. Write a question for a person.")
        )
    return problems


def _validate_annotations(edited_question: EditedQuestion, field: str) -> list[FieldError]:
    asides = (
        ("topic", edited_question.topic),
        ("expected_framework", edited_question.expected_framework),
    )
    wrong = []
    for name, text in asides:
        if len(text or "") > MAX_TOPIC_CHARACTERS:
            message = translatable(
                "A topic can have at most {most} characters.", most=MAX_TOPIC_CHARACTERS
            )
            wrong.append(FieldError(f"{field}.{name}", "too_long", message))
        elif is_prompt_injection(text or ""):
            wrong.append(
                FieldError(f"{field}.{name}", "order", "This contains instructions for a program.")
            )
    return wrong
