"""Whether the task that a question names has one of the words that its frame asks for.

The words are read from the question sets themselves, and matched without the planner's own code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bench.plans.job_facts import load_question_sets
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
    return {
        (question["id"], form): tuple(question[f"form_{form}"].get("task_words", ()))
        for raw in load_question_sets()
        for question in raw["question"]
        for form in ("a", "b")
    }
