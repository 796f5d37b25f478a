"""Say a question of the bank with a task of the job, in one of its two parallel forms."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.hiring.job_reading import JobTask
from vivavoce.planning.domain.question_fit import FORMS, carries_task, has_place
from vivavoce.planning.domain.question_sets import (
    NAMING_LEADS,
    QUOTING_LEADS,
    QuestionText,
    SetQuestion,
    fill_frame,
)

_GERUND = "{doing}"
_LEAD_WORDS = 4
"""Two questions with the same first words sound like one."""
_MAX_NAMED_WORDS, _MAX_QUOTED_WORDS = 9, 14
"""A longer task is not said before a case of the trade: the case would be forgotten."""


@dataclass(frozen=True, slots=True)
class WordedQuestion:
    """A question in its final words; ``task`` is what it says of the job."""

    text: str
    form: QuestionForm
    task: str | None


def say_question(
    question: SetQuestion,
    task: JobTask | None,
    *,
    forms: Collection[QuestionForm],
    preferred: QuestionForm,
    leads: Collection[str],
) -> WordedQuestion:
    """Return the words of a question in one of ``forms``, with the task if there is one.

    The other form is taken where only it fits, or where the first words of the preferred one are in ``leads``
    already.
    """
    ordered = sorted(forms, key=lambda form: form != preferred)
    said = [_fill(question.forms[form], form, task) for form in ordered]
    return next((one for one in said if get_lead(one.text) not in leads), said[0])


def choose_form(question_id: str, *, position: str, seed: str) -> QuestionForm:
    """Return the form that a question takes in interviews for a position.

    The same position and seed always give the same form. Another seed gives all questions the same form, or
    all the other one, so that candidates get equal forms.
    """
    own = _hash_parity(f"{position}\n{question_id}")
    return FORMS[own ^ _hash_parity(seed)]


def get_lead(text: str) -> str:
    """Return the first words of a question."""
    return " ".join(text.lower().split()[:_LEAD_WORDS])


def _fill(text: QuestionText, form: QuestionForm, task: JobTask | None) -> WordedQuestion:
    if task is None:
        return WordedQuestion(text.plain, form, None)
    words = task.gerund if _GERUND in text.text else task.infinitive
    if not has_place(text):
        return _introduce(text, form, task)
    if words and carries_task(text, is_plain=task.is_plain):
        return WordedQuestion(fill_frame(text.text, words), form, words)
    if text.quoting and task.quote:
        return WordedQuestion(fill_frame(text.quoting, task.quote), form, task.quote)
    return WordedQuestion(text.plain, form, None)


def _introduce(text: QuestionText, form: QuestionForm, task: JobTask) -> WordedQuestion:
    """Return a case of the trade, after the task of the job that it is about if that can be said shortly."""
    gerund, quote = task.gerund, task.quote
    if gerund and task.is_plain and len(gerund.split()) <= _MAX_NAMED_WORDS:
        return WordedQuestion(fill_frame(NAMING_LEADS[form] + text.plain, gerund), form, gerund)
    if quote and len(quote.split()) <= _MAX_QUOTED_WORDS:
        return WordedQuestion(fill_frame(QUOTING_LEADS[form] + text.plain, quote), form, quote)
    return WordedQuestion(text.plain, form, gerund or task.infinitive or quote)


def _hash_parity(text: str) -> int:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] & 1
