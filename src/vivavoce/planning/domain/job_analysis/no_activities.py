"""Lines that look like work and are none: workload, vacancies, first weeks, and the work of others."""

from __future__ import annotations

import re
from collections.abc import Collection

from vivavoce.planning.domain.job_analysis.application_lines import is_conduct
from vivavoce.planning.domain.job_analysis.persons import names_person
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import get_base, is_verb

_WORKLOAD = re.compile(
    r"(?:begin|start|build up|grow|work up)(?:ing)? (?:with|to) (?:an? |the |your |about |around |some )*"
    r"(?:\d|caseload|patch|portfolio|territory)|build(?:ing)? up to\b",
    re.IGNORECASE,
)
_VACANCY = re.compile(
    r"(?:join|fit in|be part of|become part of|take over from|step into|replace|succeed)\b"
    r"(?! the (?:dots|pipes))|"
    r"(?:taking|take) (?:the|our|this) (?:[\w-]+ ){1,2}on\b",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\bwe(?:'re| are)? (?:looking for|need|seek(?:ing)?|want)\b|\bis (?:leaving|moving|retiring)\b|"
    r"\b(?:join|fit in)\b[^.]{0,40}\b(?:team|crew|family|lot)\b|\byou will fit in\b",
    re.IGNORECASE,
)
"""The line says that somebody is sought, or whom they work with."""
_FIRST_WEEKS = re.compile(
    r"(?:in|during|for|over) (?:the|your) first (?:\w+ )?(?:days?|weeks?|months?|year)\b[\w,' ]{0,20}"
    r"\b(?:get to know|learn|meet|shadow|spend|visit|work (?:alongside|beside|through))\b",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"\b(?:the |our )?[a-z]{1,30}s (?:run|last|take place|are held|happen) (?:for|in|on|over|twice|once)\b",
    re.IGNORECASE,
)
"""When something happens, which nobody does: "courses run for nine weeks"."""
_PLACE_IN_FIRM = re.compile(
    r"(?:you (?:will |would |'ll )?)?"
    r"(?:sit(?:ting)? (?:next to|beside|opposite)|answer(?:ing)? to (?:the|our|a))\b",
    re.IGNORECASE,
)
"""Whom one sits beside or answers to, which is no work: "you will sit next to our buyer"."""
_SELECTION = re.compile(
    r"(?:the )?(?:finalists|(?:short[- ]?listed|invited) (?:applicants|candidates|people))\b",
    re.IGNORECASE,
)
"""What is asked of applicants on the way to the job: "finalists will rehearse the choir"."""
_OTHERS_WISH = re.compile(
    r"\b(?:they|he|she|who|customers|clients|people) (?:want|wish|try|tries)s? to\Z"
)
_SUBJECT_WORDS = 5
_NOT_DONE = re.compile(
    r"you (?:do not|don't|needn't|will not|won't)\b(?! (?:just|only|simply|merely)\b)",
    re.IGNORECASE,
)
"""What the person has nothing to do with: "You don't set rates"."""


def is_no_activity(words: str, line: str, role: Collection[str] = ()) -> bool:
    """Return whether ``words`` of a line are no work of the job; ``role`` are the words for who has it."""
    plain = line.replace("\u2019", "'")
    before = plain.partition(words[:20])[0].rstrip() if words else ""
    return (
        words.lower().strip(" .") in {"no", "yes"}
        or words.rstrip().endswith(":")
        or _WORKLOAD.match(words) is not None
        or (_VACANCY.match(words) is not None and _SOUGHT.search(plain) is not None)
        or _FIRST_WEEKS.match(plain) is not None
        or is_conduct(words)
        or _COURSE.match(words) is not None
        or _SELECTION.match(plain) is not None
        or _PLACE_IN_FIRM.match(words) is not None
        or _NOT_DONE.match(words.replace("\u2019", "'")) is not None
        or _OTHERS_WISH.search(before) is not None
        or _is_said_of_others(plain, role)
    )


def _is_said_of_others(line: str, role: Collection[str]) -> bool:
    """Return whether other people are the subject: "480 volunteers drive patients and run shops"."""
    tokens = [token.text for token in tokenize_words(line)]
    if (
        any(token.startswith("you") for token in tokens)
        or get_base("".join(tokens[:1])) is not None
    ):
        return False
    for at, word in enumerate(tokens[:_SUBJECT_WORDS]):
        one = word.removesuffix("s")
        if word != one and names_person(word) and is_verb("".join(tokens[at + 1 : at + 2])):
            return one not in role and word not in role
    return False
