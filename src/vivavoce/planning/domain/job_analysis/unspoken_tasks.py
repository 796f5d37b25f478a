"""Which lines of a posting no question names: they say nothing that a person does, or they were cut off."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.task_facts import (
    DETERMINERS,
    PREPOSITIONS,
    get_form,
    load_verb_nouns,
)

_NAMED_PERSON = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.?\s[A-Z]")
_UNSPEAKABLE = re.compile(
    r"^(?:do not|don't|never|avoid)\b|^(?:be|am|is|are)\b|\band (?:are|is)\b"
    r"|^\w+ (?:at|from|by|until|between|before|after) \d"
    r"|^\w+ on an? (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|^report(?:s|ing)? (?:directly )?(?:in)?to |^\w+ing \d\d:\d\d",
    re.IGNORECASE,
)
"""What is no act of the work: what somebody leaves out, is, or reports to, and when a shift begins."""
_COMPOUND_ENDS = ("ing", "tion", "ment", "ance", "drill", "renewal", "repair", "watch")
_DOING_VERBS = frozenset(
    {"begin", "consider", "continue", "do", "enjoy", "go", "help", "keep", "practice", "practise", "start",
     "stop", "support", "try"}
)  # fmt: skip
"""Verbs that a gerund may follow: "start training new colleagues"."""
_DANGLING = re.compile(
    r"(?:,? (?:after|before|for|of|in|with|at|on|to|by) each"
    r"|,? and,? where (?:necessary|needed|appropriate|possible)"
    r"|,? and(?:, [\w ]{1,20})?|, (?P<member>\w+))$",
    re.IGNORECASE,
)
"""The end of a phrase that was cut: "after each" what, "and, where necessary," what.

``member`` is one word after a comma, which may also be the last member of a list: "wash, dry, iron".
"""


def is_unspeakable(text: str) -> bool:
    """Return whether a task names nothing that a person does, or a person whom only the employer knows.

    "Do not give advice", "report to the board", "start between 19:00 and 20:30", "bolt tensioning",
    "assist Dr Anand".
    """
    line = text.strip()
    tokens = tokenize_words(line)
    if _UNSPEAKABLE.search(line) or _NAMED_PERSON.search(line):
        return True
    first = get_form(tokens[0].text) if len(tokens) > 1 else None
    if first is None or first[1] != "base" or first[0] in _DOING_VERBS:
        return False
    second = tokens[1].text
    is_named = second.endswith(_COMPOUND_ENDS) and second not in DETERMINERS
    ends = len(tokens) == 2 or line[tokens[1].end] == ","
    ends = ends or tokens[2].text in PREPOSITIONS | {"and", "or", "as"}
    may_be_noun = first[0] in load_verb_nouns() or second.endswith("ing")
    return may_be_noun and is_named and ends


def cut_dangling(said: str) -> str:
    """Return a phrase without an end that nothing follows; one that is cut to a single word stays whole."""
    end = _DANGLING.search(said)
    cut = said[: end.start()] if end else said
    is_whole_list = end and end["member"] and re.search(r"(?:,| and| or) ", cut)
    return said if is_whole_list or " " not in cut else cut
