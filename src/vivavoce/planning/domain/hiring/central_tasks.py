"""Which tasks are the heart of a job: those about what its title names, or what its lines keep naming."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.duty_stakes import is_umbrella, rate_stakes
from vivavoce.planning.domain.hiring.experience import LEADING_GROUPS, LEADING_LEVELS
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.occupation_fields import list_rank_stems
from vivavoce.planning.domain.task_objects import find_subject, split_objects
from vivavoce.planning.domain.text_matching import list_stems

_NOTE = re.compile(r"[(),:/\u2013\u2014]| - ")
_CENTRAL = 1.25
_HEAVY = 1.25
"""The weight beside what is at stake from which on a task is the heart of the job."""
_ENOUGH = 6
"""Tasks that a question can say, from which on a plan needs no line about the whole job."""
_LINES = 3
"""Lines from which on what they name is more than a detail."""


def leave_out_umbrellas(tasks: Sequence[JobTask]) -> tuple[JobTask, ...]:
    """Return the tasks without those that say the whole job once more, if enough others can be said.

    "Look after the kitchen and its staff of four": what somebody does there stands in the other lines.
    """
    others = tuple(task for task in tasks if not is_umbrella(task.text))
    return others if sum(task.is_sayable for task in others) >= _ENOUGH else tuple(tasks)


def weigh_central_tasks(
    tasks: Sequence[JobTask], title: str, *, level: str = ""
) -> tuple[JobTask, ...]:
    """Return the tasks; those at the heart of the job that ``title`` names weigh more.

    So do those about people where the ``level`` of the position is to lead.
    """
    named = _list_named_stems(title)
    lines = {task.line: _list_object_stems(task) for task in tasks}
    counts = Counter(stem for stems in lines.values() for stem in stems)
    often = frozenset(stem for stem, count in counts.items() if count >= _LINES)
    leads = level in LEADING_LEVELS
    return tuple(
        replace(task, weight=task.weight * _CENTRAL)
        if (leads and task.group in LEADING_GROUPS)
        or not named.union(often).isdisjoint(_list_object_stems(task) | _list_verb_stem(task))
        else task
        for task in tasks
    )


def _list_named_stems(title: str) -> frozenset[str]:
    """Return the stems of what a title is about: "slate", "lead", "roof" of "Roofer (Slate and Lead)".

    The last word before a note is who does the work: a "diver" dives, and an "officer" says nothing.
    """
    head, *notes = _NOTE.split(title)
    *before, who = head.lower().split() or [""]
    ranks = list_rank_stems()
    ends = ("", "e") if who.endswith("er") and stem_word(who) not in ranks else ()
    acts = {stem_word(f"{who[:-2]}{end}") for end in ends}
    noted = frozenset(stem for note in notes for stem in list_stems(note))
    return noted | acts | (frozenset(list_stems(" ".join(before))) - ranks)


def _list_verb_stem(task: JobTask) -> frozenset[str]:
    words = (task.infinitive or task.text).lower().split()
    return frozenset(map(stem_word, words[:1]))


def is_central(task: JobTask) -> bool:
    """Return whether a task is the heart of the job by its weight, whatever is at stake in it."""
    return weigh_without_stakes(task) >= _HEAVY


def weigh_without_stakes(task: JobTask) -> float:
    """Return how much a task weighs beside what is at stake in it."""
    return task.weight / rate_stakes(task.text)


def _list_object_stems(task: JobTask) -> frozenset[str]:
    """Return the stems of the objects of a task."""
    _, objects = split_objects(find_subject(task.infinitive or task.gerund or ""))
    return frozenset(stem for one in objects for stem in list_stems(one[-1]))
