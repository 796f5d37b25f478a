"""Say work that a posting names with a noun, with the verb that fits it: "prepare the daily report"."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.noun_tasks import (
    cut_noun,
    find_known_verb,
    split_members,
)
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_nominalizations, load_words
from vivavoce.planning.domain.skills import load_skill_catalog

_TWO_ACTS = re.compile(
    r"\b(?P<first>[A-Za-z]{1,24}) and (?P<second>[a-z]{1,24}) of (?P<object>\w.*)"
)
"""Two nouns that stand for verbs: "Definition and implementation of tests"."""
_OTHER_THING = re.compile(r",? and (?:an?|the) (?:[\w-]{1,20} ){0,3}(?P<head>[\w-]{1,20})$")
_AND_ACT = re.compile(
    r"(?<=\w),? and (?P<verb>[a-z]{3,20}) (?=(?:all|an?|at|between|from|in|on|the|to|with)\b)"
)
"""A second act in another form: "knife sharpening and sterilize between lots"."""
_HOUR = re.compile(r"(?<=ing) \d{1,2}(?:[.:]\d\d)?$")
"""When it begins, without a word that says so: "morning milking 5.30"."""
_RUNNING = "oversee"
_OWNED = re.compile(r"(?:full |overall |sole )?ownership of ", re.IGNORECASE)
_COUNTING = frozenset({"carry out", "prepare", "run", "manage", "monitor"})
_BARE_WORK = frozenset({
    "accounting", "bookkeeping", "housekeeping", "invoicing", "merchandising", "programming", "proofreading",
    "reporting", "scheduling", "typing",
})  # fmt: skip
"""Work that takes no article in "do housekeeping"."""
_ARTICLES = load_words("object_starters") | load_words("number_words")
_ANY_WORK = frozenset({"do", "handle"})
_NAMED_WORK = ("ance", "ing", "intake", "ment", "prep", "round", "run", "tion")
_PREPOSITIONS = load_words("prepositions")
_ANDS = frozenset({"and", "&", "+", "or"})
_UNCOUNTED_ENDS = ("s", "tion", "ment", "ance", "ing", "rehab", "upkeep")


def name_activity(verb: str, noun: str) -> str:
    """Return "carry out weekly checks" for "Weekly checks"; the name of a tool keeps its capital."""
    if (pair := _TWO_ACTS.match(noun)) is not None:
        verbs = [_find_act(pair[name]) for name in ("first", "second")]
        if all(verbs):
            return f"{verbs[0]} and {verbs[1]} {pair['object']}"
    if (owned := _OWNED.match(noun)) is not None:
        return f"{verb} {noun[owned.end() :]}"
    noun = _OTHER_THING.sub("", noun) if _cannot_share(verb, noun) else noun
    act = _AND_ACT.search(noun)
    if act is not None and is_verb(act["verb"]) and act["verb"] not in load_words("verb_nouns"):
        noun = noun[: act.start()]
    noun = _HOUR.sub("", noun)
    article = "the " if _needs_article(verb, noun) else ""
    return f"{verb} {article}{_lower_first(noun)}"


def _cannot_share(verb: str, noun: str) -> bool:
    """Return whether a thing after "and" is nothing that the verb is said of: "the book signed"."""
    other = _OTHER_THING.search(noun)
    if other is None or not _PREPOSITIONS.isdisjoint(noun[: other.start()].lower().split()):
        return False  # "the diary of the rector and the hall"
    return find_known_verb(other["head"].lower()) != verb


def _find_act(noun: str) -> str | None:
    return load_nominalizations().get(noun.lower())


def _needs_article(verb: str, noun: str) -> bool:
    """Return whether a noun in singular needs an article: "prepare the daily revenue report"."""
    words = [token.text for token in cut_noun(noun, tokenize_words(noun))]
    if verb == _RUNNING and words[0] not in _ARTICLES:
        return True  # "oversee the day-to-day running of both sites"
    if verb in _ANY_WORK and words[0] not in _ARTICLES:
        return _names_one_work(noun)
    if verb not in _COUNTING or words[0] in _ARTICLES or not _ANDS.isdisjoint(words):
        return False
    return not words[-1].endswith(_UNCOUNTED_ENDS) and find_known_verb(words[-1]) == verb


def _names_one_work(noun: str) -> bool:
    """Return whether a noun in singular names work that is not its tool's: "do the egg collecting"."""
    first = [token.text for token in split_members(noun, tokenize_words(noun))[0]]
    return first[-1].endswith(_NAMED_WORK) and first[0] not in _BARE_WORK and not _is_tool(noun)


def _is_tool(text: str) -> bool:
    names = load_skill_catalog().find_mentions(text)
    return any(one.kind == "tool" and text.startswith(one.words) for one in names)


def _lower_first(text: str) -> str:
    first, second = (*text.split(" ", 2)[:2], "")[:2]
    is_title = first.lower() not in _ARTICLES and second[:1].isupper() and second[1:].islower()
    is_plain = first[1:] == first[1:].lower()
    if is_title or not is_plain or _is_tool(text):
        return text
    return f"{text[:1].lower()}{text[1:]}"
