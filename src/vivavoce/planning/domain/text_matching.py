"""Text matching for plans: normalized text, the task lines of a job, and competencies' phrases in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.question_bank import load_bank_file

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_STOP_WORDS = frozenset(load_bank_file("words")["stop"].split())


def normalize_text(text: str) -> str:
    """Return ``text`` NFKC-normalized and case-folded, with plain quotes, without invisible characters."""
    if text.isascii():  # fast path for most texts
        return text.casefold()
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    characters = (c for c in plain if unicodedata.category(c) != "Cf")
    return "".join(characters).casefold()


def tokenize(text: str) -> list[str]:
    """Return the normalized words and numbers of ``text`` in order."""
    return _TOKEN.findall(normalize_text(text))


def extract_content_stems(text: str) -> list[str]:
    """Return the stems of ``text`` without stop words, each once, in order of first use."""
    words = (token.split("'")[0] for token in tokenize(text))
    stems = (stem_word(word) for word in words if word not in _STOP_WORDS)
    return list(dict.fromkeys(s for s in stems if len(s) > 1))


@lru_cache(maxsize=8192)
def list_stems(text: str) -> tuple[str, ...]:
    """Return the content stems of a short text, which are kept: texts of the question bank come again."""
    return tuple(extract_content_stems(text))


def to_single_line(text: str, *, max_length: int) -> str:
    """Return ``text`` on one line, without markup or control characters, cut at a word boundary."""
    plain = unicodedata.normalize("NFKC", text)
    characters = (c for c in plain if c in "\n\t" or unicodedata.category(c)[0] != "C")
    line = " ".join("".join(c for c in characters if c not in "{}<>[]|`*_\\").split())
    if len(line) <= max_length:
        return line
    return line[: max_length - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


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


def find_given_away(probe: str, points: Sequence[str]) -> Iterator[set[str]]:
    """Yield the words of each point of which a follow-up for an answer element holds most."""
    given = set(extract_content_stems(probe))
    for point in points:
        expected = set(extract_content_stems(point))
        shared = expected & given
        if len(shared) > 1 and 3 * len(shared) > 2 * len(expected):
            yield shared
