"""Split a job text into blocks and statements, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_BULLET = re.compile(
    r"(?:[^\w\s\"'\u2018-\u201d(\[#£$€¥<\x00-\x1f]{1,3}|\[[ xX]?\]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]"
    r"|\d{1,2}[.:]\d\d|\d\ufe0f?\u20e3)[ \t]{1,40}"
)
_RARE_BULLETS = (
    re.compile(r"o[ \t]{1,40}(?=\S)"),
    re.compile(r"#[ \t]{1,40}(?=\S)"),
    re.compile(r"[-\u2013\u2022*\u00b7](?=[A-Za-z])"),
    re.compile(r"\d{1,2}\.(?:\d|\d{1,2}\.(?:\d{1,2}\.?)?)[ \t]{1,40}(?=[A-Z][a-z])"),
)
"""Bullets only if at least two lines begin with them; one "#" may be a headline's, "7.5 Tonne" a weight."""
_INNER_BULLET = re.compile(r"[ \t]{1,10}[\u2022\u00b7\u25aa\u25cf][ \t]{1,10}")
_MIN_INNER_BULLETS = 2
_MAX_SIGNED_WORDS = 5
_SENTENCE_END = re.compile(r"[.!?…][\"'”\u2019)\]]{0,2}\s+")
_LAST_WORD = re.compile(r"[^\s(\"“]{1,20}\Z")
_ABBREVIATIONS = load_words("abbreviations")
_BEFORE_NUMBER = frozenset({"no", "nos", "fig", "vol", "approx", "ca", "min", "max", "ext"})
_MAY_END_SENTENCE = frozenset(
    {"etc", "dept", "a.m", "p.m", "inc", "ltd", "co", "u.s", "u.k", "yrs", "hrs", "est"}
)
_OPENING_WORDS = load_words("opening_words")
_MIN_REPLY = 6
_QUESTION_WORDS = load_words("question_words")
_MAX_SHORT_QUESTION, _MAX_SHORT_QUESTION_WORDS = 100, 9
_SEMICOLON = re.compile(r";\s+")
_MIN_SENTENCE_WORDS = 5
_OPEN_WORDS = load_words("open_words")
_MIN_SEMICOLONS = 2
_MIN_SMALL_STARTS = 3
_CLOSED_ENDINGS = (".", "!", "?", ";", ":")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A line, or a wrapped paragraph, without its bullet; ``line_number`` starts at 1."""

    text: str
    start: int
    end: int
    line_number: int
    is_bullet: bool
    follows_blank: bool


@dataclass(frozen=True, slots=True)
class StatementSpan:
    """A part of a job text: ``text`` is exactly the text between the offsets."""

    text: str
    start: int
    end: int
    line_number: int


def split_blocks(text: str) -> tuple[TextBlock, ...]:
    """Return the lines of a text without bullets; a wrapped paragraph is one block."""
    bullets = (_BULLET, *_find_rare_bullets(text))
    lines: list[list[TextBlock]] = []
    start, after_blank = 0, True
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        end = start + len(line.rstrip())
        begin = start + len(line) - len(line.lstrip())
        found = (bullet.match(text, begin, end) for bullet in bullets)
        match = next((one for one in found if one is not None), None)
        begin = match.end() if match else begin
        if begin < end:
            is_bullet = match is not None and not _heads_list(text, match, text[begin:end], end)
            block = TextBlock(text[begin:end], begin, end, number, is_bullet, after_blank)
            if not after_blank and lines and _continues(lines[-1], block):
                lines[-1].append(block)
            else:
                lines.append([block])
        after_blank = begin >= end
        start += len(line)
    joined = (_join(text, parts) for parts in lines)
    return tuple(part for block in joined for part in _split_inner_bullets(text, block))


def _heads_list(text: str, match: re.Match[str], line: str, end: int) -> bool:
    """Return whether a line with a sign is the heading of the list below it, whose sign is another one."""
    if not line.isupper() or len(line.split()) > _MAX_SIGNED_WORDS:
        return False
    following = _BULLET.match(text, end + len(text[end:]) - len(text[end:].lstrip()))
    return following is not None and following.group().strip() != match.group().strip()


def _split_inner_bullets(text: str, block: TextBlock) -> Iterator[TextBlock]:
    """Yield the items of a list that stands in one line: "The work: \u2022 Sort parcels \u2022 Load vans"."""
    found = list(_INNER_BULLET.finditer(text, block.start, block.end))
    if len(found) < _MIN_INNER_BULLETS:
        yield block
        return
    places = [
        (block.start, found[0].start()),
        *((one.end(), after.start()) for one, after in pairwise(found)),
    ]
    for number, (begin, end) in enumerate([*places, (found[-1].end(), block.end)]):
        is_bullet = number > 0 or block.is_bullet
        if begin < end:
            line = block.line_number + text.count("\n", block.start, begin)
            is_after = block.follows_blank and number == 0
            yield TextBlock(text[begin:end], begin, end, line, is_bullet, is_after)


def split_statements(text: str) -> tuple[StatementSpan, ...]:
    """Return the sentences and bullets of a text in order; headings are among them."""
    return tuple(span for block in split_blocks(text) for span in split_sentences(text, block))


def split_sentences(
    text: str, block: TextBlock, *, start: int | None = None
) -> Iterator[StatementSpan]:
    """Yield the sentences of a block from ``start`` on; a list of three parts with ";" is three."""
    begin = block.start if start is None else start
    for match in _SENTENCE_END.finditer(text, begin, block.end):
        if match.end() >= block.end or _is_answered(text, begin, match.end(), block.end):
            continue
        if _ends_sentence(text, begin, match):
            yield from _split_list(text, begin, match.end(), block)
            begin = match.end()
    yield from _split_list(text, begin, block.end, block)


def _is_answered(text: str, begin: int, end: int, last: int) -> bool:
    """Return whether a sentence is a short question that the next one answers.

    What follows "Could you make a difference?" in six words or more is no answer.
    """
    if not _is_short_question(text[begin : min(end, begin + _MAX_SHORT_QUESTION + 1)]):
        return False
    following = text[end : min(last, end + _MAX_SHORT_QUESTION)]
    is_opening = text[begin:end].split(None, 1)[0].lower() in _OPENING_WORDS
    return not (is_opening and len(re.split(r"[.!?](?:\s|\Z)", following)[0].split()) >= _MIN_REPLY)


def _is_short_question(sentence: str) -> bool:
    """Return whether a sentence is a question that the next one answers: "A degree? Not necessary."."""
    if len(sentence) > _MAX_SHORT_QUESTION:
        return False
    words = sentence.lower().split()
    is_open = words[:1] and words[0].partition("'")[0].partition("\u2019")[0] in _QUESTION_WORDS
    return "?" in sentence[-4:] and len(words) <= _MAX_SHORT_QUESTION_WORDS and not is_open


def _split_list(text: str, start: int, end: int, block: TextBlock) -> Iterator[StatementSpan]:
    cuts = [match.end() for match in _SEMICOLON.finditer(text, start, end)]
    places = [start, *(cuts if len(cuts) >= _MIN_SEMICOLONS else ()), end]
    for begin, finish in pairwise(places):
        piece = text[begin:finish]
        first = begin + len(piece) - len(piece.lstrip())
        last = begin + len(piece.rstrip())
        if first < last:
            line_number = block.line_number + text.count("\n", block.start, first)
            yield StatementSpan(text[first:last], first, last, line_number)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = text[match.end()]
    goes_on = following.islower() and not _begins_small(text)
    if text[match.start()] != ".":
        return not goes_on
    last = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
    word = last.group().lower() if last else ""
    if word in _BEFORE_NUMBER and following.isdigit():
        return False
    if word == "no":
        return True
    if word in _ABBREVIATIONS:
        return word in _MAY_END_SENTENCE and following.isupper()
    if last and len(word) == 1 and last.group().isupper():
        before = text[max(start, last.start() - 20) : last.start()].split()
        # "category B. You" ends a sentence; "J. Smith" and "C. difficile" do not.
        return bool(before) and before[-1].islower() and not following.islower()
    return not goes_on


@lru_cache(maxsize=16)
def _begins_small(text: str) -> bool:
    """Return whether most sentences of a text begin with a small letter, as in a chatty advert."""
    after = [text[match.end()] for match in _SENTENCE_END.finditer(text) if match.end() < len(text)]
    small = sum(sign.islower() for sign in after)
    return small >= _MIN_SMALL_STARTS and small > sum(sign.isupper() for sign in after)


def _find_rare_bullets(text: str) -> list[re.Pattern[str]]:
    lines = [line.strip() for line in text.splitlines()]
    return [
        bullet
        for bullet in _RARE_BULLETS
        if sum(bullet.match(line) is not None for line in lines) > 1
    ]


def _continues(parts: list[TextBlock], block: TextBlock) -> bool:
    """Return whether a line goes on with the sentence of the lines before it."""
    previous = parts[-1].text
    if block.is_bullet or previous.endswith(_CLOSED_ENDINGS):
        return False
    words = previous.split()
    is_sentence = len(parts) > 1 or len(words) >= _MIN_SENTENCE_WORDS
    ends_open = previous.endswith(",") or words[-1].lower() in _OPEN_WORDS
    goes_on = block.text[0].islower() or (ends_open and block.text[0].isdigit())
    return is_sentence and not parts[0].text[0].islower() and goes_on


def _join(text: str, parts: list[TextBlock]) -> TextBlock:
    first, end = parts[0], parts[-1].end
    return replace(first, text=text[first.start : end], end=end) if len(parts) > 1 else first
