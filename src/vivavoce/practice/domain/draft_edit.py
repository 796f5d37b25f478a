"""A seeker's own questions: what is refused about them whoever plans."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.practice.domain.draft import AskedQuestion

MOST_QUESTIONS = 10
LONGEST_QUESTION = 500
LONGEST_TOPIC = 100
LONGEST_FRAMEWORK = 60
LEAST_PER_QUESTION_S = 90


def most_for(minutes: int) -> int:
    """Return how many questions fit: each needs a minute and a half at least."""
    return min(MOST_QUESTIONS, minutes * 60 // LEAST_PER_QUESTION_S)


def read_questions(given: Sequence[AskedQuestion]) -> tuple[AskedQuestion, ...]:
    """Return the questions, trimmed; raise ``Malformed`` for every one that is empty, long or said twice."""
    questions = tuple(
        AskedQuestion(
            question=" ".join(one.question.split()),
            topic=(one.topic or "").strip() or None,
            expected_framework=(one.expected_framework or "").strip() or None,
        )
        for one in given
    )
    errors = _wrong_count(len(questions), MOST_QUESTIONS)
    seen: dict[str, int] = {}
    for index, one in enumerate(questions):
        place = f"questions.{index}"
        errors += _wrong_lengths(place, one)
        first = seen.setdefault(one.question.casefold().rstrip("?.! "), index)
        if first != index and one.question:
            errors.append(FieldError(place, "duplicate", f"This is question {first + 1} again."))
    _refuse(errors)
    return questions


def refuse_too_many(questions: Sequence[AskedQuestion], minutes: int) -> None:
    """Return if the questions fit into the time, else raise ``Malformed``."""
    most = most_for(minutes)
    if len(questions) > most:
        message = f"{len(questions)} questions do not fit into {minutes} minutes: {most} do."
        _refuse([FieldError("questions", "too_many", message)])


def _wrong_count(count: int, most: int) -> list[FieldError]:
    if count == 0:
        return [FieldError("questions", "empty", "Name one question at least.")]
    if count > most:
        return [FieldError("questions", "too_many", f"{count} questions are more than {most}.")]
    return []


def _wrong_lengths(place: str, one: AskedQuestion) -> list[FieldError]:
    wrong = []
    if not one.question:
        wrong.append(FieldError(place, "empty", "This question has no words."))
    for name, text, most in (
        ("question", one.question, LONGEST_QUESTION),
        ("topic", one.topic or "", LONGEST_TOPIC),
        ("expected_framework", one.expected_framework or "", LONGEST_FRAMEWORK),
    ):
        if len(text) > most:
            message = f"{len(text)} characters are more than {most}."
            wrong.append(FieldError(f"{place}.{name}", "too_long", message))
    return wrong


def _refuse(errors: list[FieldError]) -> None:
    if errors:
        first = errors[0]
        raise Malformed(f"'{first.field}': {first.message}", errors=errors[:50])
