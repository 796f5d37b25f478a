"""Lists that people paste or name: questions, addresses, ids."""

from __future__ import annotations

import re
from dataclasses import dataclass

SESSION_ID = re.compile(r"\bint_[0-9a-fA-F]{32}\b")
PLAIN_ID = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_ADDRESS = re.compile(
    r"(?<![^\s,;<>()\"':@])[^\s,;<>()\"':@]++@[\w-]++(?:\.++[\w-]++)++",
)
_ITEM = re.compile(r"^[^\S\n]*+(?:\(?\d{1,2}[.):]|[-*•]|Q\d{1,2}[.):])\s++(.+)$", re.M | re.I)
_INLINE = re.compile(r"(?<=[\s:])(\(?\d{1,2}[.)])\s+(?=\S)")
_QUOTED = re.compile(r'"([^"\n]{4,500})"')
_ONE = re.compile(r"\bquestion\s*(?:number\s*|no\.?\s*|#\s*)?(\d{1,2})\b", re.I)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 0}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(?:question|one)\b", re.I)
_INSTEAD = re.compile(r"(?:\b(?:to|with|by|into)(?:\s*+:\s++|\s++)|:\s*+)(.{4,500})$", re.I | re.S)
_ADDED = re.compile(
    r"\b(?:add|include|append)\b[^:\"\n]{0,60}?(?::|question)\s*+:?\s*+(.{4,500})$", re.I | re.S
)
_REMOVE = re.compile(r"\b(?:remove|delete|drop|take out|skip)\b", re.I)


def sessions_in(text: str) -> tuple[str, ...]:
    """Return the session ids of ``text``, in order, each once."""
    return tuple(dict.fromkeys(found.lower() for found in SESSION_ID.findall(text)))


def ids_in(text: str) -> tuple[str, ...]:
    """Return the plain ids (assignments, uploads) of ``text``, in order, each once."""
    return tuple(dict.fromkeys(found.lower() for found in PLAIN_ID.findall(text)))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of ``text``: trimmed, in lower case, each once, in order."""
    return tuple(dict.fromkeys(found.strip(".,;").lower() for found in _ADDRESS.findall(text)))


def address_count(text: str) -> int:
    """Return how many addresses stand in ``text``, repeated ones counted again."""
    return len(_ADDRESS.findall(text))


@dataclass(frozen=True, slots=True)
class Edit:
    """A wanted list of questions, or why there is none."""

    questions: tuple[str, ...] = ()
    problem: str = ""
    """'' | no_such_question | no_text | nothing_left"""


def edited(speech: str, now: tuple[str, ...]) -> Edit:
    """Return the questions that ``speech`` asks for, made from those that stand ``now``."""
    listed = _listed(speech)
    place = _place(speech, len(now))
    if len(listed) > 1 or (listed and place is None):
        return Edit(listed)
    if place is None:
        added = _text(speech, _ADDED)
        return Edit((*now, added)) if added else Edit(problem="no_text")
    if not 0 <= place < len(now):
        return Edit(problem="no_such_question")
    if _REMOVE.search(speech) and not _QUOTED.search(speech):
        rest = (*now[:place], *now[place + 1 :])
        return Edit(rest) if rest else Edit(problem="nothing_left")
    text = _text(_ORDINAL.sub(" ", _ONE.sub(" ", speech)), _INSTEAD)
    return Edit((*now[:place], text, *now[place + 1 :])) if text else Edit(problem="no_text")


def _listed(speech: str) -> tuple[str, ...]:
    """Return the items of a list: marked ones, or lines that ask, or several that ask in quotes."""
    spread = _INLINE.sub(r"\n\1 ", speech) if len(_INLINE.findall(speech)) > 1 else speech
    items = _ITEM.findall(spread)
    asking = [line for line in speech.splitlines() if line.rstrip().endswith("?")]
    quoted = _QUOTED.findall(speech)
    for found in (items, asking if len(asking) > 1 else [], quoted if len(quoted) > 1 else []):
        if found:
            return tuple(_clean(one) for one in found)
    return ()


def _place(speech: str, count: int) -> int | None:
    if found := _ONE.search(speech):
        return int(found[1]) - 1
    if found := _ORDINAL.search(speech):
        return (_ORDINALS[found[1].lower()] or count) - 1
    return None


def _text(speech: str, pattern: re.Pattern[str]) -> str:
    if quoted := _QUOTED.findall(speech):
        return _clean(quoted[-1])
    found = pattern.search(speech)
    return _clean(found[1]) if found else ""


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(' "')
