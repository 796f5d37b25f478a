"""Extract questions, e-mail addresses and ids from text."""

from __future__ import annotations

import re
from dataclasses import dataclass

SESSION_ID_PATTERN = re.compile(r"\bint_[0-9a-fA-F]{32}\b")
UUID_PATTERN = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_ADDRESS = re.compile(
    r"(?<![^\s,;<>()\"':@])[^\s,;<>()\"':@]++@[\w-]++(?:\.++[\w-]++)++",
)
_LIST_ITEM = re.compile(r"^[^\S\n]*+(?:\(?\d{1,2}[.):]|[-*•]|Q\d{1,2}[.):])\s++(.+)$", re.M | re.I)
_INLINE_ITEM = re.compile(r"(?<=[\s:])(\(?\d{1,2}[.)])\s+(?=\S)")
_QUOTED = re.compile(r'"([^"\n]{4,500})"')
_QUESTION_NUMBER = re.compile(r"\bquestion\s*(?:number\s*|no\.?\s*|#\s*)?(\d{1,2})\b", re.I)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 0}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(?:question|one)\b", re.I)
_REPLACEMENT = re.compile(
    r"(?:\b(?:to|with|by|into)(?:\s*+:\s++|\s++)|:\s*+)(.{4,500})$", re.I | re.S
)
_ADDITION = re.compile(
    r"\b(?:add|include|append)\b[^:\"\n]{0,60}?(?::|question)\s*+:?\s*+(.{4,500})$", re.I | re.S
)
_REMOVE = re.compile(r"\b(?:remove|delete|drop|take out|skip)\b", re.I)


def extract_session_ids(text: str) -> tuple[str, ...]:
    """Return the distinct session ids in ``text``, in lower case and in order."""
    return tuple(dict.fromkeys(found.lower() for found in SESSION_ID_PATTERN.findall(text)))


def extract_ids(text: str) -> tuple[str, ...]:
    """Return the distinct UUIDs (assignments, uploads) in ``text``, in lower case and in order."""
    return tuple(dict.fromkeys(found.lower() for found in UUID_PATTERN.findall(text)))


def extract_email_addresses(text: str) -> tuple[str, ...]:
    """Return the distinct e-mail addresses in ``text``, in lower case and in order."""
    return tuple(dict.fromkeys(found.strip(".,;").lower() for found in _ADDRESS.findall(text)))


def count_email_addresses(text: str) -> int:
    """Return the number of e-mail addresses in ``text``, including repeated ones."""
    return len(_ADDRESS.findall(text))


@dataclass(frozen=True, slots=True)
class QuestionEdit:
    """The new list of questions, or why there is none."""

    questions: tuple[str, ...] = ()
    problem: str = ""
    """'', no_such_question, no_text or nothing_left."""


def parse_question_edit(text: str, current_questions: tuple[str, ...]) -> QuestionEdit:
    """Return ``current_questions`` as ``text`` asks to change them.

    A list replaces all questions; otherwise one question is replaced, removed or added.
    """
    listed = _extract_list(text)
    place = _find_question_index(text, len(current_questions))
    if len(listed) > 1 or (listed and place is None):
        return QuestionEdit(listed)
    if place is None:
        added = _extract_question_text(text, _ADDITION)
        return (
            QuestionEdit((*current_questions, added)) if added else QuestionEdit(problem="no_text")
        )
    if not 0 <= place < len(current_questions):
        return QuestionEdit(problem="no_such_question")
    if _REMOVE.search(text) and not _QUOTED.search(text):
        rest = (*current_questions[:place], *current_questions[place + 1 :])
        return QuestionEdit(rest) if rest else QuestionEdit(problem="nothing_left")
    text = _extract_question_text(_ORDINAL.sub(" ", _QUESTION_NUMBER.sub(" ", text)), _REPLACEMENT)
    return (
        QuestionEdit((*current_questions[:place], text, *current_questions[place + 1 :]))
        if text
        else QuestionEdit(problem="no_text")
    )


def _extract_list(text: str) -> tuple[str, ...]:
    """Return the items of a list: numbered or bulleted lines, else several question lines or quotes."""
    spread = _INLINE_ITEM.sub(r"\n\1 ", text) if len(_INLINE_ITEM.findall(text)) > 1 else text
    items = _LIST_ITEM.findall(spread)
    asking = [line for line in text.splitlines() if line.rstrip().endswith("?")]
    quoted = _QUOTED.findall(text)
    for found in (items, asking if len(asking) > 1 else [], quoted if len(quoted) > 1 else []):
        if found:
            return tuple(_strip_quotes(one) for one in found)
    return ()


def _find_question_index(text: str, count: int) -> int | None:
    if found := _QUESTION_NUMBER.search(text):
        return int(found[1]) - 1
    if found := _ORDINAL.search(text):
        return (_ORDINALS[found[1].lower()] or count) - 1
    return None


def _extract_question_text(text: str, pattern: re.Pattern[str]) -> str:
    if quoted := _QUOTED.findall(text):
        return _strip_quotes(quoted[-1])
    found = pattern.search(text)
    return _strip_quotes(found[1]) if found else ""


def _strip_quotes(text: str) -> str:
    return " ".join(text.split()).strip(' "')
