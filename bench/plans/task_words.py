"""Whether the task that a question names has one of the words that its frame asks for.

The words are read from the question sets themselves, and matched without the planner's own code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bench.plans.job_facts import Document, load_question_sets, load_trade_sets
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.text_matching import stem_word

_PART = re.compile(r"[a-z0-9']+")


def has_task_word(question: PlanQuestion) -> bool:
    """Return whether the task has a word of the frame's ``task_words``; True without a task or such words."""
    origin = question.origin
    if origin is None or not origin.task:
        return True
    words = _list_task_words().get((origin.bank_question, origin.form), ())
    task = origin.task.lower()
    stems = [stem_word(part) for part in _PART.findall(task)]
    said = " ".join(stems)
    return not words or any(
        f" {' '.join(stem_word(part) for part in _PART.findall(word))} " in f" {said} "
        or (" " in word and word in task)
        or _starts_phrase(word, stems)
        for word in words
    )


def names_object_of_task(question: PlanQuestion) -> bool:
    """Return whether a question of a trade says a word of its task that belongs to the work it is about."""
    origin = question.origin
    if origin is None or not origin.task or (origin.bank_question, "a") not in _list_trade_words():
        return False
    words = _list_trade_words()[(origin.bank_question, origin.form or "a")]
    known = {stem_word(part) for word in words for part in _PART.findall(word)}
    task, said = (
        {stem_word(part) for part in _PART.findall(text.lower())}
        for text in (origin.task, question.text)
    )
    return bool(known & task & said)


def _starts_phrase(word: str, stems: list[str]) -> bool:
    """Return whether a phrase that ends within a word, as "recommend strateg", stands in the task."""
    *first, last = _PART.findall(word)
    wanted = [stem_word(part) for part in first]
    size = len(wanted)
    return bool(first) and any(
        stems[at : at + size] == wanted and stems[at + size].startswith(last)
        for at in range(len(stems) - size)
    )


@cache
def _list_task_words() -> Mapping[tuple[str, str | None], tuple[str, ...]]:
    return {**_read_task_words(load_question_sets()), **_list_trade_words()}


@cache
def _list_trade_words() -> Mapping[tuple[str, str | None], tuple[str, ...]]:
    return _read_task_words(load_trade_sets())


def _read_task_words(
    sets: Iterable[Document],
) -> Mapping[tuple[str, str | None], tuple[str, ...]]:
    return {
        (question["id"], form): ()
        if question.get("wide")  # it takes every task that is surely of its group
        else tuple(question[f"form_{form}"].get("task_words", ()))
        for raw in sets
        for question in raw["question"]
        for form in ("a", "b")
    }
