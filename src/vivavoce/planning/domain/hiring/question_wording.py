"""Say a question of the bank with a task of the job, in one of its two parallel forms."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from vivavoce.contracts.plan import QUESTION_FORMS, QuestionForm
from vivavoce.planning.domain.bank_wording import (
    NAMING_LEADS,
    PROBLEM_LEADS,
    QUOTING_LEADS,
    fill_frame,
)
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.question_fit import (
    carries_task,
    has_place,
    is_about_task,
    is_short,
    leads_into,
)
from vivavoce.planning.domain.question_market import Market, say_in_market
from vivavoce.planning.domain.question_sets import QuestionText, SetQuestion
from vivavoce.planning.domain.work_kinds import bears_tension

_GERUND = "{doing}"
_LEAD_WORDS = 4
"""Two questions with the same first words sound like one."""


@dataclass(frozen=True, slots=True)
class WordedQuestion:
    """A question in its final words; ``task`` is what it says of the job."""

    text: str
    form: QuestionForm
    task: str | None
    market: Market = "american"


def say_question(
    question: SetQuestion,
    task: JobTask | None,
    *,
    forms: Collection[QuestionForm],
    preferred: QuestionForm,
    leads: Collection[str],
    market: Market = "american",
) -> WordedQuestion:
    """Return the words of a question in one of ``forms``, with the task if there is one.

    The other form is taken where only it fits, or where the first words of the preferred one are in ``leads``
    already.
    """
    ordered = sorted(forms, key=lambda form: form != preferred)
    said = [
        one
        for form in ordered
        for one in _list_wordings(
            _say_form(question.forms[form], market),
            form,
            task,
            of_any=bool(question.work_kind),
            tension=question.work_kind if question.is_tension else "",
        )
    ]
    best = next((one for one in said if get_lead(one.text) not in leads), said[0])
    return replace(best, market=market)


def _say_form(text: QuestionText, market: Market) -> QuestionText:
    """Return a form with the money and the words of a market."""
    return replace(
        text,
        text=say_in_market(text.text, market),
        plain=say_in_market(text.plain, market),
        saying=say_in_market(text.saying, market),
        quoting=say_in_market(text.quoting, market),
    )


def choose_form(question_id: str, *, position: str, seed: str) -> QuestionForm:
    """Return the form that a question takes in interviews for a position.

    The same position and seed always give the same form. Another seed gives all questions the same form, or
    all the other one, so that candidates get equal forms.
    """
    own = _hash_parity(f"{position}\n{question_id}")
    return QUESTION_FORMS[own ^ _hash_parity(seed)]


def get_lead(text: str) -> str:
    """Return the first words of a question."""
    return " ".join(text.lower().split()[:_LEAD_WORDS])


def _list_wordings(
    text: QuestionText,
    form: QuestionForm,
    task: JobTask | None,
    *,
    of_any: bool,
    tension: str = "",
) -> list[WordedQuestion]:
    """Return the ways to say one form, best first: with the task in our own words, then as a quote.

    A case ``of_any`` task of its kind needs none of its words.
    """
    if task is None:
        return [WordedQuestion(text.plain, form, None)]
    if not has_place(text):
        return _introduce(text, form, task, of_any=of_any, tension=tension)
    words = task.gerund if _GERUND in text.text else task.infinitive
    if words and carries_task(text, is_plain=task.is_plain):
        return [_fill(text.text, form, words)]
    if text.saying and is_short(task.gerund):
        return [_fill(text.saying, form, task.gerund)]
    if text.quoting and task.quote:
        return [_fill(text.quoting, form, task.quote)]
    return [WordedQuestion(text.plain, form, None)]


def _introduce(
    text: QuestionText, form: QuestionForm, task: JobTask, *, of_any: bool, tension: str
) -> list[WordedQuestion]:
    """Return a case of the trade, after the task of the job that it is about if that can be said shortly."""
    if task.problem_kind and task.quote:
        return [_fill(lead + text.plain, form, task.quote) for lead in PROBLEM_LEADS[form]]
    is_said = of_any or task.infinitive is not None
    sayings = ((task.gerund, NAMING_LEADS), (task.quote, QUOTING_LEADS)) if is_said else ()
    for words, leads in sayings:
        if not is_short(words) or (tension and not bears_tension(words, tension)):
            continue
        if of_any or (is_about_task(text, words) and leads_into(words, text.plain)):
            return [_fill(lead + text.plain, form, words) for lead in leads[form]]
    said = (task.gerund, task.infinitive, task.quote)
    about = next((words for words in said if is_about_task(text, words)), None)
    return [WordedQuestion(text.plain, form, about)]


def _fill(frame: str, form: QuestionForm, words: str) -> WordedQuestion:
    return WordedQuestion(fill_frame(frame, words), form, words)


def _hash_parity(text: str) -> int:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] & 1
