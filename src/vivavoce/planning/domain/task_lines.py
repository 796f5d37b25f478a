"""Separate the lines of a job description about the work from those about the company and its offer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.text_normalization import normalize_text

_FILE = load_bank_file("job_text")
_OFFER_HEADING_PATTERN = re.compile(_FILE["offer_heading"])
_OFFER_PATTERN, _WORK_PATTERN = re.compile(_FILE["offer"]), re.compile(_FILE["of_the_work"])
_COMPANY_PATTERN = re.compile(_FILE["of_the_house"])
_MAX_HEADING_WORDS = 6


def find_task_lines(lines: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the lines about tasks and requirements; ``lines`` are pairs of text and ``is_bullet``.

    If there is none, return every line that is not about the company or its offer.
    """
    about_work: list[str] = []
    others: list[str] = []
    is_offer = False
    for line, is_bullet in lines:
        spoken = normalize_text(line)
        if _is_heading(line, is_bullet=is_bullet):
            is_offer = bool(_OFFER_HEADING_PATTERN.match(spoken.strip(" #*_:-")))
        elif not is_offer and not _OFFER_PATTERN.search(spoken):
            is_task = is_bullet or bool(_WORK_PATTERN.search(spoken))
            if is_task:
                about_work.append(line)
            elif not _COMPANY_PATTERN.search(spoken):
                others.append(line)
    return tuple(about_work or others)


def _is_heading(line: str, *, is_bullet: bool) -> bool:
    is_short = len(line.split()) <= _MAX_HEADING_WORDS
    is_marked = line.startswith("#") or line.rstrip("* ").endswith(":")
    return (
        not is_bullet and is_short and (is_marked or not line.endswith((".", "!", "?", ",", ";")))
    )
