"""Take a task with two acts apart: "check the load and refuse goods that are too warm"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vivavoce.planning.domain.job_analysis.phrases import WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.task_facts import (
    TaskFact,
    is_done_by_others,
    is_next_verb,
)
from vivavoce.planning.domain.job_analysis.unspoken_tasks import leans_on_another
from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base, is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_MIN_FIRST, _MIN_SECOND = 2, 3
"""Words of an act that can be understood alone: its verb, and an object of more than a pronoun."""
_MIN_COMMAS, _COMPOUND_WORDS, _PAIR = 2, 3, 2
_LEANING = frozenset({
    "all", "both", "each", "he", "her", "him", "his", "it", "its", "one", "others", "she", "so", "some",
    "that", "their", "them", "these", "they", "this", "those", "us",
})  # fmt: skip
"""Words near its beginning that only the act before explains: "place them in the right level"."""
_LEAN_WITHIN = 3
_HEAD_ON = frozenset(
    {"how", "that", "to", "what", "when", "where", "whether", "which", "who", "why"}
)
"""Words behind which a verb belongs to a clause: "show customers how to use and clean it"."""
_UNCLEAR_VERBS = frozenset(
    {"clean", "damp", "dry", "empty", "level", "open", "smooth", "warm", "wet"}
)
"""Verbs that are adjectives as well: "wet and stretch the strips"."""
_LISTED_NOUNS = load_words("verb_nouns")
_LINKS = frozenset({"and", "or"})
_PARTICLES = frozenset({"back", "down", "off", "out", "up"})
_CLAUSE = frozenset({"before", "even", "if", "that", "unless", "until", "when", "where", "which"})


def list_acts(fact: TaskFact) -> tuple[TaskFact, ...]:
    """Return the acts of a task as tasks of their own; the task itself if one leans on the other."""
    if fact.form not in {"base", "gerund"} or not fact.verb:
        return (fact,)
    tokens = tokenize_words(fact.text)
    place = _find_second(fact, tokens)
    if place is None:
        return (fact,)
    first_end, start = tokens[place - 1].end, tokens[place + 1].start
    first = replace(
        fact,
        text=fact.text[:first_end],
        end=fact.start + first_end,
        object=_cut_object(fact.object, fact.text[:first_end]),
        qualifiers=tuple(one for one in fact.qualifiers if one in fact.text[:first_end]),
    )
    verb = tokens[place + 1].text
    second = replace(
        fact,
        text=fact.text[start:],
        start=fact.start + start,
        verb=verb if is_verb(verb) else get_gerund_base(verb) or verb,
        object=fact.text[tokens[place + 1].end :].strip(" .;"),
        qualifiers=tuple(one for one in fact.qualifiers if one in fact.text[start:]),
    )
    return first, second


def _cut_object(words: str, text: str) -> str:
    return words if words in text else text.partition(" ")[2]


def _find_second(fact: TaskFact, tokens: Sequence[WordToken]) -> int | None:
    """Return the place of the "and" before the second act, or None."""
    words = [token.text for token in tokens]
    if is_done_by_others(words):
        return None
    for place in range(_MIN_FIRST, len(words) - _MIN_SECOND):
        if words[place] != "and" or _opens_clause(words[1:place]):
            continue
        rest = words[place + 1 :]
        if fact.text[tokens[place + 1].start].isupper():
            continue  # a name: "tacho and Working Time records"
        if "-" in {
            fact.text[tokens[place + at].end : tokens[place + at + 1].start] for at in (-1, 0, 1)
        }:
            continue  # "card and account-takeover fraud", "pick and pack click-and-collect orders"
        if not _has_comma(fact, tokens, place) and _is_second_noun(words, place):
            continue  # "own wet etch and clean process on two lines"
        if _is_last_thing(fact.text, tokens, place):
            continue  # "gambling, taxis, street trading and scrap metal dealers"
        last = words[place - 1]
        is_open = last in load_words("prepositions") | load_words("object_starters")
        is_bare = place == _MIN_FIRST and not last.endswith("s")
        leans = not _LEANING.isdisjoint(rest[:_LEAN_WITHIN])
        leans = leans or leans_on_another(" ".join(rest))
        is_next = is_next_verb(tokens, place + 1, fact.text, fact.form) or (
            fact.form == "base"
            and (_is_clear_verb(rest) or (_has_comma(fact, tokens, place) and _is_clause(rest)))
        )
        if is_next and not (is_open or is_bare or leans):
            return _skip_shared(words, place)
    return None


def _is_second_noun(words: Sequence[str], place: int) -> bool:
    """Return whether "and" stands between two nouns without articles, and a verb is part of the second.

    "Own wet etch and clean process on two lines", "estimate bricks and sand for the week".
    """
    if words[place + 1] in load_words("mass_nouns"):
        return words[place + 2] in load_words("prepositions")
    no_noun = load_words("mass_nouns") | load_words("object_starters") | load_words("prepositions")
    no_noun = no_noun | _PARTICLES
    pair = (words[place - 1], words[place + 2])
    is_end = words[place + 3 : place + 4] == [] or words[place + 3] in load_words("prepositions")
    return is_end and all(_is_singular(one) and one not in no_noun for one in pair)


def _is_singular(word: str) -> bool:
    return word.isalpha() and (not word.endswith("s") or word.endswith("ss"))


def _skip_shared(words: Sequence[str], place: int) -> int:
    """Return the place of the first "and" of "load bags and strap and block them": they share an object."""
    is_shared = place > _MIN_FIRST + 1 and words[place - 2] == "and"
    is_shared = is_shared and (is_verb(words[place - 1]) or words[place - 1] in _UNCLEAR_VERBS)
    return place - 2 if is_shared else place


def _is_last_thing(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a word that may be a verb begins the last noun of a list of things."""
    starts = [
        after for before, after in pairwise(tokens[:place]) if "," in text[before.end : after.start]
    ]
    is_list = len(starts) >= _MIN_COMMAS and not any(is_verb(one.text) for one in starts)
    words = [token.text for token in tokens[place + 1 : place + 4]]
    if len(starts) == 1 and _is_bare_member(text, tokens, starts[0], place):
        is_end = len(words) == _PAIR or text[tokens[place + 2].end :].lstrip()[:1] in {*"(.,;", ""}
        return words[0] in _LISTED_NOUNS and words[1].endswith("s") and is_end
    if not is_list or len(words) < _COMPOUND_WORDS:
        return False
    modifier, head = words[1], words[2]
    is_noun = modifier not in load_words("object_starters") | load_words("prepositions")
    return is_noun and not modifier.endswith("s") and head.endswith("s") and head not in _LINKS


def _is_bare_member(text: str, tokens: Sequence[WordToken], first: WordToken, place: int) -> bool:
    """Return whether what stands between ``first`` and "and" is a noun without article: "checkout"."""
    member = text[first.start : tokens[place].start].lower().split()
    no_noun = (
        load_words("object_starters") | load_words("prepositions") | load_words("subordinators")
    )
    return len(member) <= _PAIR and not is_verb(member[0]) and no_noun.isdisjoint(member)


def _opens_clause(words: Sequence[str]) -> bool:
    """Return whether words open a clause or an infinitive; "to" before a noun opens none."""
    return any(
        word in _HEAD_ON and (word != "to" or is_verb("".join(words[place + 1 : place + 2])))
        for place, word in enumerate(words)
    )


def _has_comma(fact: TaskFact, tokens: Sequence[WordToken], place: int) -> bool:
    return "," in fact.text[tokens[place - 1].end : tokens[place].start]


def _is_clause(words: Sequence[str]) -> bool:
    """Return whether words say when somebody does what: "intervene when a client becomes aggressive"."""
    return is_verb(words[0]) and not _CLAUSE.isdisjoint(words[1:])


def _is_clear_verb(words: Sequence[str]) -> bool:
    """Return whether a word that may be a noun has an object and a clause: "refuse goods that are warm"."""
    if not is_verb(words[0]) or words[1] in load_words("prepositions") - _PARTICLES:
        return False
    if words[1] in _PARTICLES:
        place = 2 + (words[2] in load_words("prepositions"))  # "push back on a code"
        return words[place] in load_words("object_starters")
    return words[1] not in _LINKS and not _CLAUSE.isdisjoint(words[2:])
