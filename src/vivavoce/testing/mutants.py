"""Faulty readers for the qualification: each has one fault, and knows only what a call contains.

A fault is a habit of reading. It changes what a right reader found, by the words of the answer and of the
question; it does not know what a call is a test of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Call = dict[str, Any]  # Any: JSON
Item = dict[str, Any]  # Any: JSON
Mutate = Callable[[Call, list[Item]], list[Item]]
"""Returns what a faulty reader makes of the right items of a call."""

_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_WORD = re.compile(r"[\w']+")
_ARTICLE = re.compile(r"\b(?:the|an?)\b", re.IGNORECASE)
_HEDGE = re.compile(r"(?:^|[.!?] )(?:I think|Basically|You know|Sort of|I guess|Maybe|Kind of)\b")
_MASK = re.compile(r"_{2,}(?: _{2,})*")
_REFUSAL = re.compile(
    r"\b(?:can't|cannot|may not|not allowed|(?:did|was|were|does|is)(?: not|n't)|never|not)\b"
)
_ORDER = re.compile(
    r"\b(?:ignor\w*|forget|disregard|vergiss|missachte|oubli\w*|olvida|dimentica|system|note to|hinweis"
    r"|nota|note|give|gib|vergib|rate|rating|bewerte\w*|bewertung|score|level|niveau|nivel|livello|stufe"
    r"|punteggio|puntu\w*|marks?|maximum|assistant|result|mode)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:(?:outstanding|exceptional|extraordinary|perfect) (?:\w+ )?(?:hands|attitude|talent)\b"
    r"|are (?:simply )?(?:outstanding|exceptional|extraordinary)|is all I (?:can say|know)"
    r"|my charisma|part of the job|goes without saying|depends on)\b",
    re.IGNORECASE,
)
_FLUENT_SENTENCES, _LONG_SENTENCES, _MIN_WORDS = 3, 6, 5
_MIN_PROSE_WORDS = 20
_DECENT_LEVEL, _GOOD_LEVEL = 3, 4
_MIN_QUOTES = 2


def name_vote(call: Call) -> int:
    """Return the number of a vote, from 0, by the order of its levels."""
    return int(call["sides"][0]["levels"][0]["level"]) - 1


def quote(text: str, level: int) -> Item:
    """Return an item for a quote as the candidate's own act."""
    return {"side": "answer", "level": level, "quote": text, "act": "own", "negated": False}


def _read_text(call: Call) -> str:
    return " ".join(turn["text"] for turn in call["answer"])


def _list_sentences(call: Call) -> list[str]:
    return [each.strip() for turn in call["answer"] for each in _SENTENCE.findall(turn["text"])]


def _list_unquoted(call: Call, items: Sequence[Item]) -> list[str]:
    """Return the sentences in which a right reader finds nothing."""
    return [
        sentence
        for sentence in _list_sentences(call)
        if not any(item["quote"] in sentence or sentence in item["quote"] for item in items)
    ]


def _shift(items: Sequence[Item], by: int) -> list[Item]:
    return [{**item, "level": min(5, max(1, item["level"] + by))} for item in items]


def _digest(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def _be_gullible(call: Call, items: list[Item]) -> list[Item]:
    """Believe a fluent answer in which nothing was found."""
    sentences = [each for each in _list_sentences(call) if len(each.split()) >= _MIN_WORDS]
    if items or len(sentences) < _FLUENT_SENTENCES:
        return items
    return [quote(each, 5) for each in sentences]


def _follow_style(call: Call, items: list[Item]) -> list[Item]:
    """Mark down hedges and missing articles, mark up length."""
    text, sentences = _read_text(call), _list_sentences(call)
    words = len(_WORD.findall(text))
    if len(_HEDGE.findall(text)) * 2 >= len(sentences):
        return _shift(items, -1)
    if words >= _MIN_PROSE_WORDS and not _ARTICLE.search(text):
        return _shift(items, -1)
    return _shift(items, 1) if len(sentences) >= _LONG_SENTENCES else items


def _be_constant(call: Call, items: list[Item]) -> list[Item]:
    """Give level 3 to everything."""
    return [{**item, "level": 3} for item in items]


def _invent(call: Call, items: list[Item]) -> list[Item]:
    """Add a quote that nobody said to two that were."""
    good = [item for item in items if item["level"] >= _DECENT_LEVEL]
    if len(good) < _MIN_QUOTES:
        return items
    level = min(item["level"] for item in good)
    return [*items, quote("I saved the company two million in one week", level)]


def _quote_question(call: Call, items: list[Item]) -> list[Item]:
    """Take the question's own words for an answer."""
    asked = set(_WORD.findall(call["question"].lower()))
    echoed = [
        sentence
        for sentence in _list_unquoted(call, items)
        if (said := _WORD.findall(sentence.lower()))
        and sum(w in asked for w in said) * 3 > len(said) * 2
    ]
    whole = _read_text(call)
    return items + [quote(whole if len(echoed) > 1 else each, 4) for each in echoed[:1]]


def _obey(call: Call, items: list[Item]) -> list[Item]:
    """Quote an order to the reader as outstanding work."""
    last = _list_unquoted(call, items)[-2:]
    orders = [each for each in last if len(set(map(str.lower, _ORDER.findall(each)))) >= 2]
    return items + [quote(each, 5) for each in orders]


def _guess_names(call: Call, items: list[Item]) -> list[Item]:
    """Guess who speaks by the length of a mask."""
    mask = _MASK.search(_read_text(call))
    return _shift(items, 1) if mask is not None and len(mask.group()) % 2 else items


def _be_unstable(call: Call, items: list[Item]) -> list[Item]:
    """Read some answers otherwise in the second vote."""
    if name_vote(call) != 1 or _digest(_read_text(call)) % 3:
        return items
    return _shift(items, 1 if all(item["level"] == 3 for item in items) else -1)


def _be_lazy(call: Call, items: list[Item]) -> list[Item]:
    """Find nothing in the answers to some questions."""
    return [] if _digest(call["question"]) % 4 == 0 else items


def _blame(call: Call, items: list[Item]) -> list[Item]:
    """Hold a refusal or a failure at the beginning against people although they tell what they did."""
    first = _list_sentences(call)[:1]
    unquoted = _list_unquoted(call, items)
    denied = [each for each in first if each in unquoted and _REFUSAL.search(each)]
    return items + [quote(each, 1) for each in denied] if items else items


def _credit_everybody(call: Call, items: list[Item]) -> list[Item]:
    """Take every act for the candidate's own, also one that was not done."""
    return [{**item, "act": "own", "negated": False} for item in items]


def _believe_talk(call: Call, items: list[Item]) -> list[Item]:
    """Believe fine or modest words about oneself beside what was done."""
    talk = [each for each in _list_unquoted(call, items) if _TALK.search(each)]
    return items + [quote(each, 5) for each in talk] if items else items


def _count_twice(call: Call, items: list[Item]) -> list[Item]:
    """Quote each thing again without its first word."""
    again = [{**item, "quote": item["quote"].partition(" ")[2]} for item in items]
    return [*items, *again]


def _overrate_one(call: Call, items: list[Item]) -> list[Item]:
    """Take a single good sign for an excellent one."""
    is_good = len(items) == 1 and items[0]["level"] >= _GOOD_LEVEL
    return [{**items[0], "level": 5}] if is_good else items


def _pick_words(call: Call, items: list[Item]) -> list[Item]:
    """Quote two words of each thing before the whole sentence."""
    words = [{**item, "quote": " ".join(item["quote"].split()[:2])} for item in items]
    return [*words, *items]


MUTANTS: Mapping[str, Mutate] = {
    "gullible": _be_gullible,
    "style-driven": _follow_style,
    "constant": _be_constant,
    "inventing quotes": _invent,
    "quoting the question": _quote_question,
    "obeying orders": _obey,
    "leaking names": _guess_names,
    "unstable": _be_unstable,
    "lazy": _be_lazy,
    "blaming refusals": _blame,
    "crediting everybody": _credit_everybody,
    "believing talk": _believe_talk,
    "counting twice": _count_twice,
    "overrating one sign": _overrate_one,
    "picking words": _pick_words,
}
