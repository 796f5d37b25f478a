"""Which lines of a posting no question names: they say nothing that a person does, or they were cut off."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.persons import names_person
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_NAMED_PERSON = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.?\s[A-Z]")
_UNSPEAKABLE = re.compile(
    r"^(?:champion|embod|embrac|liv|promot|shar|support|tak|uphold)\w* (?:part in )?"
    r"(?:[\w'-]+ ){0,5}(?:cultures?|ethos|spirit|values)\b"
    r"|^sit(?:s|ting)? (?:alongside|beside|in|with|within) "
    r"(?:[\w'-]+ ){1,6}(?:departments?|groups?|squads?|teams?)\b"
    r"|^tak(?:e|es|ing) (?:(?:a|an|your|regular|the) )?(?:annual leave|breaks?|holidays?|lunch)\b"
    r"|^(?:do not|don't|never|avoid)\b|^(?:be|am|is|are)\b|\band (?:are|is)\b"
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
_CLAUSE_PRONOUN = re.compile(
    r"\b(?:when|where|if|until|because|whether|while|once|unless|as soon as|before|after) "
    r"(?P<pronoun>it|they)\b|\bso (?:that )?(?:they|everyone|others|people) \w+ (?P<object>it)\b",
    re.IGNORECASE,
)
_ONES = re.compile(
    r"^(?:[\w-]+ ){1,5}(?:the|any|these|those|some|our|all) (?:[\w-]+ ){0,2}ones\b", re.IGNORECASE
)
_NO_NOUNS = (
    load_words("object_starters")
    | load_words("prepositions")
    | load_words("subordinators")
    | frozenset(
        {
            "and",
            "or",
            "not",
            "no",
            "why",
            "early",
            "sure",
            "clear",
            "calm",
            "yes",
            "then",
            "also",
            "what",
        }
    )
)
_COLLEAGUE = re.compile(
    r",? (?:(?:and|together|along|jointly|closely) )*(?:alongside|beside|by|for|from|of|to|under|with) "
    r"[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20})?, (?P<who>who|our|the|your) "
    r"(?:[\w-]+ ){0,4}?(?P<role>[\w-]+)(?:[,.;(].*)?$"
)
_WHAT_WAS = re.compile(
    r"\b[a-z-]{1,20} (?:up |down )?what (?:is|was|were|has been|does not|doesn't) [a-z-]{1,20}"
)
"""Only the act before says where: "refill the shelves and report what was taken"."""
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


def cut_colleague(text: str) -> str:
    """Return a task without a colleague by name: "extend the library together with Ines, our designer".

    A candidate has never met that person.
    """
    found = _COLLEAGUE.search(text)
    if found is None or not (found["who"] == "who" or names_person(found["role"].lower())):
        return text
    return text[: found.start()]


def has_open_pronoun(text: str) -> bool:
    """Return whether "it", "they" or "ones" stands for something that only another act or line names.

    "Find out why when it fails", "tell the couple when it slips" (not a couple), "get rid of the flaky ones".
    """
    if _ONES.search(text):
        return True
    for found in _CLAUSE_PRONOUN.finditer(text):
        before = text[: found.start()].lower().split()[1:]
        nouns = [word.strip(",;()") for word in before if not _is_no_noun(word.strip(",;()"))]
        if (found["pronoun"] or found["object"]).lower() == "it":
            nouns = [word for word in nouns if not names_person(word) and not _is_plural(word)]
        if not nouns:
            return True
    return False


def leans_on_another(text: str) -> bool:
    """Return whether only the act before says what an act is about."""
    return has_open_pronoun(text) or says_what_was(text)


def says_what_was(text: str) -> bool:
    """Return whether an act is about something that only the act before names: "report what was taken"."""
    return _WHAT_WAS.fullmatch(text.lower().rstrip(" .;")) is not None


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_no_noun(word: str) -> bool:
    return word.endswith("ly") or word in _NO_NOUNS


def cut_dangling(said: str) -> str:
    """Return a phrase without an end that nothing follows; one that is cut to a single word stays whole."""
    end = _DANGLING.search(said)
    cut = said[: end.start()] if end else said
    is_whole_list = end and end["member"] and re.search(r"(?:,| and| or) ", cut)
    return said if is_whole_list or " " not in cut else cut
