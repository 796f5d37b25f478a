"""Which lines of a posting no question names: they say nothing that a person does, or they were cut off."""

from __future__ import annotations

import re

_NAMED_PERSON = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.?\s[A-Z]")
_UNSPEAKABLE = re.compile(
    r"^(?:do not|don't|never|avoid)\b|^(?:be|am|is|are)\b|\band (?:are|is)\b"
    r"|^\w+(?: up)? (?:at|from|by|until|between|before|after) \d"
    r"|^\w+ on an? (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|^\w+ the (?:others?|rest|former|latter)$"
    r"|^(?:hous|lodg|park|board)(?:e|ing)? (?:at|close|for|in|near|on|with)\b"
    r"|^pay(?:ing)? (?:according|as per|at|by|from|in line|of|on|per|under|weekly|monthly)\b"
    r"|^(?:do|does|doing) (?:it|so|(?:your|him|her|them)sel(?:f|ves))\b|^go(?:es|ing)? along\b"
    r"|^(?:giv(?:e|es|ing) back|lend(?:s|ing)? a hand)$|^own(?:s|ing)? (?:an? )?(?:car|(?-i:[A-Z]))"
    r"|^work(?:s|ing)? under (?:the )?(?:\w+ )?(?:supervision|direction)"
    r"|^work(?:s|ing)? (?:from|out of) (?:[\w',.-]{1,20} ){0,4}(?:base|branch|clinic|depot|home|hub|"
    r"office|site|studio|warehouse|yard)\b"
    r"|^report(?:s|ing)? (?:directly )?(?:in)?to (?:[\w'-]{1,20} ){0,6}"
    r"(?:board|ceo|chef|chief|cto|director|foreman|head|lead|leader|manager|owner|partner|president|principal|"
    r"superintendent|supervisor)\b|^\w+ing \d\d:\d\d",
    re.IGNORECASE,
)
"""What is no act of the work: what somebody leaves out, is, gets, or reports to, and when a shift begins."""
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

    "Do not give advice", "report to the board", "start between 19:00 and 20:30", "assist Dr Anand".
    """
    line = text.strip()
    return _UNSPEAKABLE.search(line) is not None or _NAMED_PERSON.search(line) is not None


def cut_dangling(said: str) -> str:
    """Return a phrase without an end that nothing follows; one that is cut to a single word stays whole."""
    end = _DANGLING.search(said)
    cut = said[: end.start()] if end else said
    is_whole_list = end and end["member"] and re.search(r"(?:,| and| or) ", cut)
    return said if is_whole_list or " " not in cut else cut
