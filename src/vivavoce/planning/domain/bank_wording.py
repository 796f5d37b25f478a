"""The words in which a plan asks a question of the bank, and whether a planned question still has them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vivavoce.contracts.plan import PlanQuestion, QuestionForm
from vivavoce.planning.domain.question_market import list_sayings
from vivavoce.planning.domain.question_sets import find_source

NAMING_LEADS: Mapping[QuestionForm, tuple[str, ...]] = {
    "a": (
        "Part of this job is {doing}. ",
        "One of your tasks is {doing}. ",
        "Let's talk about {doing}. ",
        "Among your duties is {doing}. ",
    ),
    "b": (
        "Your work here includes {doing}. ",
        "You will also be {doing}. ",
        "Another part of the work is {doing}. ",
        "This role also means {doing}. ",
    ),
}
QUOTING_LEADS: Mapping[QuestionForm, tuple[str, ...]] = {
    "a": ('The posting says: "{line}." ', 'Here is a line from the posting: "{line}." '),
    "b": ('One part of this job is: "{line}." ', 'This is one of the tasks: "{line}." '),
}
"""How a case of a trade is introduced by the task of the job that it is about; the first is the usual one."""
PROBLEM_LEADS: Mapping[QuestionForm, tuple[str, ...]] = {
    "a": ('The posting says: "{line}." ',),
    "b": ('You will find these words in the posting: "{line}." ',),
}
"""How what the posting says is going badly is cited."""
_MAX_WORDS_BEFORE_HERE = 5
"""Behind a longer task, "here" says nothing: "You will design APIs that the driver app can rely on here."."""
_HAS_CLAUSE = re.compile(r" (?:when|if|while|after|before|until|once|where|so that|who|that) ")
"""Behind a clause it belongs to that: "You will recruit when the team grows here."."""


def is_bank_wording(question: PlanQuestion) -> bool:
    """Return whether a planned question has exactly the words and points of the bank question it names.

    The task of the job, the money and the words of its market are the only parts that the bank did not write.
    """
    origin = question.origin
    source = find_source(question)
    if origin is None or source is None:
        return False
    frames = {
        lead + frame
        for name, form in source.forms.items()
        for frame in (form.plain, form.text, form.saying, form.quoting)
        for lead in ("", *NAMING_LEADS[name], *QUOTING_LEADS[name], *PROBLEM_LEADS[name])
    }
    said = {one for frame in frames for one in list_sayings(frame)}
    texts = {fill_frame(frame, origin.task or "") for frame in said}
    return question.text in texts and has_bank_points(question)


def has_bank_points(question: PlanQuestion) -> bool:
    """Return whether the points and follow-ups of a planned question are those of its bank question."""
    source = find_source(question)
    if source is None:
        return False
    form = question.origin.form if question.origin else None
    asked = source.keep_form(form) if form else source
    points = question.expected_points or question.look_for
    written = (probe for wordings in asked.probes.values() for probe in wordings)
    probes = {said for probe in written for said in list_sayings(probe)}
    return points == asked.points and probes.issuperset(question.probes)


def fill_frame(text: str, task: str) -> str:
    """Return the text of a form with a task, in the grammatical form that its place needs."""
    if len(task.split()) > _MAX_WORDS_BEFORE_HERE or _HAS_CLAUSE.search(task):
        text = text.replace("} here.", "}.")
    return text.replace("{doing}", task).replace("{do}", task).replace("{line}", task)
