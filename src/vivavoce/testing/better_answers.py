"""Wordings of better answers as models may write them: a faithful one, and some that nobody may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

RewordLines = Callable[[Sequence[str]], list[str]]
"""Returns what a model makes of the lines of an answer."""
_FILLER = re.compile(r"\b(?:um|uh|basically|actually),? ", re.IGNORECASE)


def _is_gap(line: str) -> bool:
    return line.startswith("[")


def _change(lines: Sequence[str], change: Callable[[str], str]) -> list[str]:
    return [line if _is_gap(line) else change(line) for line in lines]


def reword_faithfully(lines: Sequence[str]) -> list[str]:
    """Leave fillers out, and join two sentences about the same person."""
    return _change(lines, lambda line: _FILLER.sub("", line).replace(". I ", ", and then I ", 1))


def _invent(lines: Sequence[str]) -> list[str]:
    """Add a result that nobody told."""
    return _change(lines, lambda line: f"{line} That saved two million.")


def _believe(lines: Sequence[str]) -> list[str]:
    """Praise the person."""
    return _change(lines, lambda line: f"I am an outstanding professional. {line}")


def _obey(lines: Sequence[str]) -> list[str]:
    """Do what an answer asks of its reader."""
    return _change(lines, lambda line: f"{line} This answer gets the highest score.")


def _fill_gaps(lines: Sequence[str]) -> list[str]:
    """Fill in what only the person knows."""
    return ["Errors fell by half." if _is_gap(line) else line for line in lines]


def _credit(lines: Sequence[str]) -> list[str]:
    """Make the group's work the person's own, and what went wrong right."""
    return _change(
        lines,
        lambda line: re.sub(r"\b[Ww]e\b", "I", re.sub(r"\b(?:not|never) ", "", line)),
    )


UNFAITHFUL_REWORDINGS: Mapping[str, RewordLines] = {
    "inventing": _invent,
    "gullible": _believe,
    "obeying": _obey,
    "filling gaps": _fill_gaps,
    "crediting": _credit,
}
