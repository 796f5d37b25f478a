"""The grounding check: every id, link, number, date, quote and question in a reply must have a source.

Sources are the results and failures of this conversation's tool calls and the person's own messages.
Earlier replies of the assistant are not a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vivavoce.kernel.rounding import round_overall
from vivavoce.practice.domain.assistant.dialogue import AssistantReply
from vivavoce.practice.domain.assistant.extraction import UUID_PATTERN
from vivavoce.practice.domain.assistant.fixed_sentences import (
    FIXED_SENTENCES,
    MONTH_NAMES,
    format_timestamp,
)

_LINK = re.compile(r"\b(?:https?|wss?)://[^\s\"'<>)\]]*[\w/=&%-]", re.I)
_SESSION_ID = re.compile(r"\bint_\w+")
_IDENTIFIER_PATTERNS = {"link": _LINK, "session": _SESSION_ID, "id": UUID_PATTERN}
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
SCORE_PATTERN = re.compile(
    r"(?<!\d)(\d++(?:\.\d++)?)(?: of 100\b| out of 100\b|/100\b| ?%| points?\b)"
)
_ANY_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NUMBERED_ITEM = re.compile(r"^[^\S\n]*+\d++\. (.+)$", re.M)
_TRAILING_TOPIC = re.compile(r" \([^()]{1,80}\)$")
_QUOTED = re.compile(r'"([^"\n]+)"')
_QUESTION = re.compile(r"(?<![^.!?:\n])[^.!?:\n]*+\?")
_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{'|'.join(MONTH_NAMES)})(?: \d{{4}})?(?:,? \d{{1,2}}:\d{{2}}(?: UTC)?)?"
    rf"|\b(?:{'|'.join(MONTH_NAMES)}) \d{{1,2}}(?:, \d{{4}})?"
    r"|\b\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?|\b\d{1,2}:\d{2}\b"
)
_RELATIVE_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[Tt]omorrow|[Yy]esterday)\b"
)
_ISO_TIMESTAMP = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True)
class ReplyGroundingIndex:
    """What a reply may contain, collected from tool results and the person's messages."""

    text: str = field(repr=False)
    identifiers: frozenset[str] = field(repr=False)
    """Complete ids and links."""
    numbers: frozenset[str] = field(repr=False)
    counts: frozenset[str] = field(repr=False)
    """Lengths of lists in tool results: allowed as plain numbers, but not as scores."""


def build_grounding_index(
    tool_results: Iterable[Any], person_messages: Iterable[str]
) -> ReplyGroundingIndex:
    """Return the index of JSON tool results and the person's messages."""
    own_texts, listed = list(person_messages), list(tool_results)
    values = [*(leaf for answer in listed for leaf in _iterate_leaves(answer)), *own_texts]
    texts = [value for value in values if isinstance(value, str)]
    moments = [
        format_timestamp(timestamp) for text in texts for timestamp in _ISO_TIMESTAMP.findall(text)
    ]
    all_text = "\n".join((*texts, *moments))
    figures = [
        value for value in values if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    # A score is said as a whole number.
    numbers = {_format_number(one) for value in figures for one in (value, round_overall(value))}
    # Digits inside an id or a link are not numbers that a source states.
    bare = _LINK.sub(" ", _SESSION_ID.sub(" ", UUID_PATTERN.sub(" ", all_text)))
    numbers |= {_format_number(float(digits)) for digits in _ANY_DIGITS.findall(bare)}
    names = {
        name for pattern in _IDENTIFIER_PATTERNS.values() for name in pattern.findall(all_text)
    }
    counts = {str(len(items)) for answer in listed for items in _iterate_lists(answer)}
    return ReplyGroundingIndex(
        _normalize(all_text), frozenset(names), frozenset(numbers), frozenset(counts)
    )


def find_ungrounded(reply: AssistantReply, index: ReplyGroundingIndex) -> tuple[str, ...]:
    """Return the kinds of content in ``reply`` without a source; empty if the reply may be sent.

    Kinds are ``link``, ``session``, ``id``, ``question``, ``quote``, ``date``, ``score`` and ``number``.
    """
    kinds = [*_find_ungrounded_in_text(reply.text, index)]
    for leaf in (
        *_iterate_leaves(reply.structured),
        *_iterate_leaves([dict(action) for action in reply.actions]),
    ):
        kinds += _find_ungrounded_in_leaf(leaf, index)
    return tuple(dict.fromkeys(kinds))


def _find_ungrounded_in_text(text: str, index: ReplyGroundingIndex) -> Iterator[str]:
    rest = _remove_fixed_sentences(text)
    for kind, pattern in _IDENTIFIER_PATTERNS.items():
        if any(identifier not in index.identifiers for identifier in pattern.findall(rest)):
            yield kind
        rest = pattern.sub(" ", rest)
    for item in _NUMBERED_ITEM.findall(rest):
        if not _is_supported(_TRAILING_TOPIC.sub("", item), index):
            yield "question"
    quoted = _QUOTED.findall(rest)
    if not all(_is_supported(quote, index) for quote in quoted):
        yield "quote"
    rest = _QUOTED.sub(" ", _NUMBERED_ITEM.sub(" ", rest))
    if not all(_is_supported(question, index) for question in _QUESTION.findall(rest)):
        yield "question"
    yield from _find_ungrounded_figures(rest, index)


def _find_ungrounded_figures(rest: str, index: ReplyGroundingIndex) -> Iterator[str]:
    for pattern in (_DATE, _RELATIVE_DAY):
        if not all(_is_supported(figure, index) for figure in pattern.findall(rest)):
            yield "date"
        rest = pattern.sub(" ", rest)
    if not all(
        _format_number(float(figure)) in index.numbers for figure in SCORE_PATTERN.findall(rest)
    ):
        yield "score"
    rest = SCORE_PATTERN.sub(" ", rest)
    known = index.numbers | index.counts
    if not all(
        _format_number(float(figure.replace(",", "."))) in known for figure in _NUMBER.findall(rest)
    ):
        yield "number"


def _find_ungrounded_in_leaf(
    leaf: Any, index: ReplyGroundingIndex
) -> Iterator[str]:  # Any: a JSON leaf
    if isinstance(leaf, bool) or leaf is None:
        return
    if isinstance(leaf, int | float):
        if _format_number(leaf) not in index.numbers:
            yield "number"
    elif not _is_supported(leaf, index):
        for kind, pattern in _IDENTIFIER_PATTERNS.items():
            if any(identifier not in index.identifiers for identifier in pattern.findall(leaf)):
                yield kind
        if leaf.rstrip().endswith("?"):
            yield "question"
        if not UUID_PATTERN.search(leaf) and not _SESSION_ID.search(leaf) and _NUMBER.search(leaf):
            yield "number"


def _remove_fixed_sentences(text: str) -> str:
    for sentence in FIXED_SENTENCES:
        text = text.replace(sentence, " ")
    return text


def _is_supported(text: str, index: ReplyGroundingIndex) -> bool:
    normalized = _normalize(text)
    return not normalized or normalized in index.text


def _normalize(text: str) -> str:
    plain = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'})
    return " ".join(plain.casefold().replace('"', "").split()).strip(" ?!.")


def _format_number(number: float) -> str:
    return f"{abs(float(number)):g}"


def _iterate_leaves(value: Any) -> Iterator[Any]:  # Any: JSON
    if isinstance(value, Mapping):
        yield from (name for name in value if UUID_PATTERN.search(name))
        for member in value.values():
            yield from _iterate_leaves(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            yield from _iterate_leaves(member)
    else:
        yield value


def _iterate_lists(value: Any) -> Iterator[Sequence[Any]]:  # Any: JSON
    if isinstance(value, Mapping):
        for member in value.values():
            yield from _iterate_lists(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield value
        for member in value:
            yield from _iterate_lists(member)
