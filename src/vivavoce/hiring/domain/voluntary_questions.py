"""The voluntary questions for selection rates: which are asked, their answers, and the quarters. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from vivavoce.contracts.candidate_page import VoluntaryQuestion
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

VoluntaryQuestionSet = Literal["off", "us", "gb", "other"]
"""Whose list of ethnic groups is used; ``other`` does not ask about ethnicity, ``off`` asks nothing."""
QUESTION_SETS: tuple[VoluntaryQuestionSet, ...] = ("off", "us", "gb", "other")
_COMMON = (
    VoluntaryQuestion("gender", ("woman", "man", "non_binary", "other")),
    VoluntaryQuestion("age", ("under_30", "30_to_39", "40_to_49", "50_to_59", "60_or_over")),
    VoluntaryQuestion("disability", ("yes", "no")),
)
_ETHNICITY: Mapping[str, tuple[str, ...]] = {
    # The groups of the EEO-1 report.
    "us": (
        "hispanic_or_latino",
        "white",
        "black_or_african_american",
        "asian",
        "native_hawaiian_or_pacific_islander",
        "american_indian_or_alaska_native",
        "two_or_more",
    ),
    # The high-level groups of the census of England and Wales.
    "gb": ("asian", "black", "mixed", "white", "other"),
}


class UnknownVoluntaryAnswerError(InvalidRequestError):
    """Choose one of the answers of this question, or leave it out."""

    code = "voluntary_answer_unknown"


class QuarterNotOverError(InvalidRequestError):
    """Selection rates are counted for a quarter that is over, and at most two years ago."""

    code = "quarter_not_over"


def list_voluntary_questions(chosen: VoluntaryQuestionSet) -> tuple[VoluntaryQuestion, ...]:
    """Return the questions that candidates are asked; empty if the organization asks none."""
    if chosen == "off":
        return ()
    groups = _ETHNICITY.get(chosen)
    ethnicity = () if groups is None else (VoluntaryQuestion("ethnicity", groups),)
    return (_COMMON[0], *ethnicity, *_COMMON[1:])


def check_voluntary_answers(
    answers: Mapping[str, str | None], questions: tuple[VoluntaryQuestion, ...]
) -> dict[str, str]:
    """Return the answers that were given, or raise ``UnknownVoluntaryAnswerError``."""
    known = {question.code: question.options for question in questions}
    given = {code: answer for code, answer in answers.items() if answer is not None}
    message = translatable("Choose one of the answers of this question, or leave it out.")
    errors = [
        FieldError(code, "unknown", message)
        for code, answer in given.items()
        if answer not in known.get(code, ())
    ]
    if errors:
        raise UnknownVoluntaryAnswerError(errors=errors)
    return given


def quarter_of(day: date) -> date:
    """Return the first day of the calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(start: date) -> date:
    """Return the first day of the quarter after the one that begins on ``start``."""
    return quarter_of(start + timedelta(days=95))


def list_quarters(now: datetime, count: int = 8) -> tuple[date, ...]:
    """Return the first days of the last ``count`` quarters that are over, newest first."""
    found, start = [], quarter_of(now.astimezone(UTC).date())
    for _ in range(count):
        start = quarter_of(start - timedelta(days=1))
        found.append(start)
    return tuple(found)
