"""Words and sentences of English, just enough to compare texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from vivavoce.kernel.sentences import list_clause_spans
from vivavoce.kernel.text_matching import stem_word

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
STRAIGHT_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})

_STOP_WORDS = """
a about after again all also am an and another any anything are as at back be because been
before being both but by can come could did do does doing done each either else ever every
everything for from get gets getting give go goes going got had has have having he her here him
his how i if in into is it its just know let like made make makes making many may me mean might
more most much must my need never no not nothing now of off on one only onto or other our out
over own please put really say said same she should so some something such take taken tell than
that the their them then there these they thing things think this those through to too told took
up us use very was way we well went were what when where which while who why will with without
would yes you your yourself
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words without content of their own."""

_EVERYDAY_WORDS = """
able across actually affect afterwards ago already although amount answer arrive ask away bad became
become began begin behind best better big bit boss break bring brought build busy buy call came car
care carry case change choose chose client close colleague come company concrete consider conversation
count couple course customer day deal decide decision describe detail different difficult direct early
easy effect end enough evening exact example expect explain face fact fail far fast feel
felt few field figure find finish first five follow four free friend front full gave general given gone good
group grow guest half hand happen hard head hear heard help high hold home hope hour house idea
important issue itself job join keep kept kind knew land large last late later lead learn least leave
left less level light line list listen little live long look lost lot low machine main maker manage
manager matter mean meet meeting member mention minute mistake moment money month morning move name
near need new next nice night nobody notice number office often okay old open order others ourselves own
page paper part party past patient pay people person phone piece pick place plan play point possible
present problem process product programme project pupil question quick quickly quite reach read ready
real reason remember rest result return right role room run sale second see seem sell send serve
service set several share shift shop short show side since single site size skill slow small somebody
someone somewhere soon sort speak spend staff stand start stay step still stop story student suppose
sure system table take talk task team ten term themselves third three time today together tomorrow tool
topic touch tried trouble try turn twice two under understand until user usual usually view visit wait
walk want watch way week whole whom whose wish word work world worry worth write wrong wrote year
yesterday
add added adding adds against alone argument decisions difference i'd known along anybody apart
around asked asking asks aside cannot clear differently down everybody everyone extra fall fell
further gives handle handled handling lay mind once option options outcome recent recently rough
roughly saw say says saying seen sets settle specific spoke spoken stood tell telling tells think
thinking ways worked working works worse
ahead anyone beforehand between board boss cause cost date desk easier either even eye fine fix happy
instead miss one otherwise pass picture post pull round save sit slip speed spot stick straight till
top trip use whatever whether within
"""


class TextToken(NamedTuple):
    """One word in lower case, and its span in the raw text; a tuple, because an answer has thousands."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> tuple[TextToken, ...]:
    """Return the words of ``text`` in order; offsets are code points of the raw text."""
    return tuple(iterate_words(text))


def iterate_words(text: str) -> Iterator[TextToken]:
    """Yield what ``tokenize`` returns; the rest of a text is not read if it does not matter any more."""
    plain = text.translate(STRAIGHT_QUOTES)
    return (TextToken(m.group().lower(), *m.span()) for m in _WORD.finditer(plain))


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each sentence of ``text`` that contains a word."""
    return tuple(list_clause_spans(text))


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of ``text``; a contraction such as "didn't" is none."""
    words = {match.group().lower() for match in _WORD.finditer(text.translate(STRAIGHT_QUOTES))}
    return frozenset(
        stem_word(word.replace("'", ""))
        for word in map(_strip_ending, words)
        if word not in STOP_WORDS and len(word) > 1 and not word.isdigit()
    )


@lru_cache(maxsize=4096)
def plan_stems(text: str) -> frozenset[str]:
    """Return ``content_stems`` of a text of a plan: each answer needs them again, so they are kept."""
    return content_stems(text)


MIN_ENGLISH_SHARE = 0.25
"""Minimum share of stop words ('the', 'you', 'how') in a sentence of English."""


def measure_stop_word_share(text: str) -> float:
    """Return which share of the words of ``text`` are English stop words; 0 without words."""
    words = [word.text for word in tokenize(text)]
    plain = sum(word in STOP_WORDS or word.split("'")[0] in STOP_WORDS for word in words)
    return plain / len(words) if words else 0.0


def _strip_ending(word: str) -> str:
    """Return ``word`` without "'s", and an empty string for other contractions."""
    head, apostrophe, ending = word.rpartition("'")
    if not apostrophe:
        return word
    if ending in _CONTRACTED:
        return ""
    return head if ending == "s" else word


_CONTRACTED = frozenset(["t", "ve", "re", "ll", "d", "m"])


EVERYDAY_STEMS = frozenset(map(stem_word, _EVERYDAY_WORDS.split()))
"""Stems that occur in questions about any kind of work; using them reveals nothing about a rubric."""
