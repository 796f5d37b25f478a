"""May a reply leave? Each id, link, figure, date and question in it must stand in what was really answered.

What was answered: the results and failures of this conversation's calls, and the person's own words. Nothing
else counts, least of all what an earlier reply said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vivavoce.practice.domain.assistant.lists import PLAIN_ID
from vivavoce.practice.domain.assistant.moments import MONTHS, shown_moment
from vivavoce.practice.domain.assistant.reply import Reply
from vivavoce.practice.domain.assistant.words import OWN_SENTENCES

_LINK = re.compile(r"\b(?:https?|wss?)://[^\s\"'<>)\]]*[\w/=&%-]", re.I)
_SESSION = re.compile(r"\bint_\w+")
_NAMES = {"link": _LINK, "session": _SESSION, "id": PLAIN_ID}
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
SCORE = re.compile(r"(?<!\d)(\d++(?:\.\d++)?)(?: of 100\b| out of 100\b|/100\b| ?%| points?\b)")
_ANY_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ITEM = re.compile(r"^[^\S\n]*+\d++\. (.+)$", re.M)
_TOPIC = re.compile(r" \([^()]{1,80}\)$")
_QUOTED = re.compile(r'"([^"\n]+)"')
_ASKED = re.compile(r"(?<![^.!?:\n])[^.!?:\n]*+\?")
_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?(?:,? \d{{1,2}}:\d{{2}}(?: UTC)?)?"
    rf"|\b(?:{'|'.join(MONTHS)}) \d{{1,2}}(?:, \d{{4}})?"
    r"|\b\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?|\b\d{1,2}:\d{2}\b"
)
_DAY = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[Tt]omorrow|[Yy]esterday)\b")
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be said: gathered once from answers and the person's words."""

    text: str = field(repr=False)
    names: frozenset[str] = field(repr=False)
    """Ids and links, whole."""
    numbers: frozenset[str] = field(repr=False)
    counts: frozenset[str] = field(repr=False)
    """How many there were of something that was answered: no score, but it may be told."""


def gather(answers: Iterable[Any], words: Iterable[str]) -> Ground:
    """Return the ground of JSON ``answers`` and what the person said."""
    said, listed = list(words), list(answers)
    values = [*(leaf for answer in listed for leaf in _leaves(answer)), *said]
    texts = [value for value in values if isinstance(value, str)]
    moments = [shown_moment(found) for text in texts for found in _ISO.findall(text)]
    whole = "\n".join((*texts, *moments))
    numbers = {_plain(value) for value in values if isinstance(value, int | float)}
    # Digits inside an id or a link are no figures that anybody gave.
    bare = _LINK.sub(" ", _SESSION.sub(" ", PLAIN_ID.sub(" ", whole)))
    numbers |= {_plain(float(found)) for found in _ANY_DIGITS.findall(bare)}
    names = {found for pattern in _NAMES.values() for found in pattern.findall(whole)}
    counts = {str(len(one)) for answer in listed for one in _lists(answer)}
    return Ground(_folded(whole), frozenset(names), frozenset(numbers), frozenset(counts))


def ungrounded(reply: Reply, ground: Ground) -> tuple[str, ...]:
    """Return the kinds of things in ``reply`` that nothing bears out; empty: it may leave."""
    kinds = [*_in_text(reply.text, ground)]
    for leaf in (*_leaves(reply.structured), *_leaves([dict(one) for one in reply.actions])):
        kinds += _in_leaf(leaf, ground)
    return tuple(dict.fromkeys(kinds))


def _in_text(text: str, ground: Ground) -> Iterator[str]:
    rest = _without_own(text)
    for kind, pattern in _NAMES.items():
        if any(found not in ground.names for found in pattern.findall(rest)):
            yield kind
        rest = pattern.sub(" ", rest)
    for item in _ITEM.findall(rest):
        if not _stands(_TOPIC.sub("", item), ground):
            yield "question"
    quoted = _QUOTED.findall(rest)
    if not all(_stands(found, ground) for found in quoted):
        yield "quote"
    rest = _QUOTED.sub(" ", _ITEM.sub(" ", rest))
    if not all(_stands(found, ground) for found in _ASKED.findall(rest)):
        yield "question"
    yield from _figures(rest, ground)


def _figures(rest: str, ground: Ground) -> Iterator[str]:
    for pattern in (_DATE, _DAY):
        if not all(_stands(found, ground) for found in pattern.findall(rest)):
            yield "date"
        rest = pattern.sub(" ", rest)
    if not all(_plain(float(found)) in ground.numbers for found in SCORE.findall(rest)):
        yield "score"
    rest = SCORE.sub(" ", rest)
    known = ground.numbers | ground.counts
    if not all(_plain(float(found.replace(",", "."))) in known for found in _NUMBER.findall(rest)):
        yield "number"


def _in_leaf(leaf: Any, ground: Ground) -> Iterator[str]:  # Any: a JSON leaf
    if isinstance(leaf, bool) or leaf is None:
        return
    if isinstance(leaf, int | float):
        if _plain(leaf) not in ground.numbers:
            yield "number"
    elif not _stands(leaf, ground):
        for kind, pattern in _NAMES.items():
            if any(found not in ground.names for found in pattern.findall(leaf)):
                yield kind
        if leaf.rstrip().endswith("?"):
            yield "question"
        if not PLAIN_ID.search(leaf) and not _SESSION.search(leaf) and _NUMBER.search(leaf):
            yield "number"


def _without_own(text: str) -> str:
    for sentence in OWN_SENTENCES:
        text = text.replace(sentence, " ")
    return text


def _stands(text: str, ground: Ground) -> bool:
    wanted = _folded(text)
    return not wanted or wanted in ground.text


def _folded(text: str) -> str:
    plain = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'})
    return " ".join(plain.casefold().replace('"', "").split()).strip(" ?!.")


def _plain(number: float) -> str:
    return f"{abs(float(number)):g}"


def _leaves(value: Any) -> Iterator[Any]:  # Any: JSON
    if isinstance(value, Mapping):
        yield from (name for name in value if PLAIN_ID.search(name))
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _lists(value: Any) -> Iterator[Sequence[Any]]:  # Any: JSON
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _lists(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield value
        for inner in value:
            yield from _lists(inner)
