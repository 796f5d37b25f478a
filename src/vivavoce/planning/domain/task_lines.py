"""Which lines of a job description are about the work, and which about the company and its offer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.words import fold

_FILE = bank_file("job_text")
_OFFER_HEADING = re.compile(_FILE["offer_heading"])
_OFFER, _OF_THE_WORK = re.compile(_FILE["offer"]), re.compile(_FILE["of_the_work"])
_OF_THE_HOUSE = re.compile(_FILE["of_the_house"])
_LONGEST_HEADING_WORDS = 6


def task_lines_of(pieces: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the lines that say what is done and what it takes; ``pieces`` are lines and bullets.

    Where no line speaks to the reader, every line counts that is not about the company.
    """
    about_work: list[str] = []
    others: list[str] = []
    is_offer = False
    for line, is_bullet in pieces:
        spoken = fold(line)
        if _is_heading(line, is_bullet=is_bullet):
            is_offer = bool(_OFFER_HEADING.match(spoken.strip(" #*_:-")))
        elif not is_offer and not _OFFER.search(spoken):
            is_task = is_bullet or bool(_OF_THE_WORK.search(spoken))
            if is_task:
                about_work.append(line)
            elif not _OF_THE_HOUSE.search(spoken):
                others.append(line)
    return tuple(about_work or others)


def _is_heading(line: str, *, is_bullet: bool) -> bool:
    is_short = len(line.split()) <= _LONGEST_HEADING_WORDS
    is_marked = line.startswith("#") or line.rstrip("* ").endswith(":")
    return (
        not is_bullet and is_short and (is_marked or not line.endswith((".", "!", "?", ",", ";")))
    )
