"""The job description, read as text: what is a must, what is a plus, and what is left out.

Two kinds of sentences are left out before anything reads on: orders to the machine that reads, and
demands that an employer must not make. Neither can move a plan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from vivavoce.contracts.demands import (
    TOPICS,
    LawfulPart,
    LeftOut,
    lawful_sentence,
    unlawful_ground,
    unlawful_item,
)
from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.skills import Catalogue
from vivavoce.planning.domain.task_lines import task_lines_of
from vivavoce.planning.domain.words import fold, one_line

SOME_POSITION = "this position"
"""How a position is called where it has no name that may be used."""
MOST_ITEMS = 12
MOST_SKILLS_READ = 8
_LONGEST = 20_000
_FILE = bank_file("job_text")
_BULLET, _SENTENCE = re.compile(_FILE["bullet"]), re.compile(_FILE["sentence"])
_MUST_HEAD, _NICE_HEAD = re.compile(_FILE["must_heading"]), re.compile(_FILE["nice_heading"])
_MUST, _NICE = re.compile(_FILE["must"]), re.compile(_FILE["nice"])
_SOFTWARE, _PRIVATE = re.compile(_FILE["software"]), re.compile(_FILE["private"])
_ORDERS = tuple(re.compile(pattern) for pattern in _FILE["orders"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a job description asks for, in its own words, and how much of it was left out."""

    text: str
    must_have: tuple[str, ...]
    nice_to_have: tuple[str, ...]
    orders: int = 0
    """How many sentences spoke to the machine that reads."""
    task_lines: tuple[str, ...] = ()
    """What the person does and must bring; nothing about the company, its offer or how to apply."""
    left_out: tuple[LeftOut, ...] = ()
    """Demands that an employer must not make, in their own words."""

    @property
    def unlawful(self) -> tuple[str, ...]:
        """The topics of the demands that were left out, each once."""
        return tuple(dict.fromkeys(one.topic for one in self.left_out))


def read_requirements(job_description: str) -> Requirements:
    """Return the musts and pluses of a job description; its orders are counted, never followed."""
    must: dict[str, None] = {}
    nice: dict[str, None] = {}
    left_out: list[LeftOut] = []
    kept: list[tuple[str, bool]] = []
    orders, under = 0, ""
    for written, is_bullet in _pieces(_beginning(job_description)):
        if is_order(written):
            orders += 1
            continue
        part = _lawful(written, is_item=is_bullet or bool(under))
        left_out += part.left_out
        if not (line := part.text):
            continue
        spoken = fold(line)
        kept.append((line, is_bullet))
        if heading := _heading(line, spoken, is_bullet=is_bullet):
            under = heading
            continue
        is_item = is_bullet or not line.endswith((".", "!", "?"))
        target = {"must": must, "nice": nice}.get(_kind(spoken, under if is_item else ""))
        if target is not None:
            target[one_line(line, limit=160).rstrip(" .;,")] = None
    return Requirements(
        text="\n".join(line for line, _ in kept),
        must_have=tuple(must)[:MOST_ITEMS],
        nice_to_have=tuple(item for item in nice if item not in must)[:MOST_ITEMS],
        orders=orders,
        task_lines=task_lines_of(kept),
        left_out=tuple(left_out),
    )


def skills_read(text: str, catalogue: Catalogue) -> list[str]:
    """Return the skills that a text names, in its order; what speaks to a machine is not read."""
    kept = read_requirements(text).text
    places = {}
    for skill in catalogue.within(kept):
        names = (skill, *catalogue.skills[skill].aliases)
        spoken = fold(kept)
        places[skill] = min(
            (at for name in names if (at := spoken.find(fold(name))) >= 0), default=len(spoken)
        )
    return sorted(places, key=lambda skill: places[skill])[:MOST_SKILLS_READ]


def is_order(sentence: str) -> bool:
    """Say whether a sentence speaks to the machine that reads it."""
    spoken = fold(sentence)
    return any(pattern.search(spoken) for pattern in _ORDERS)


def forbidden_demand(sentence: str) -> str | None:
    """Return the protected topic that a sentence makes a demand about, or None."""
    ground = unlawful_ground(sentence)
    return None if ground is None else TOPICS[ground]


def is_private(text: str) -> bool:
    """Say whether an employer must not ask about this, or nobody should score it."""
    return bool(_PRIVATE.search(fold(text)))


def speaks_of_software(text: str) -> bool:
    """Say whether a text is about people who make software."""
    return bool(_SOFTWARE.search(fold(text)))


def _lawful(line: str, *, is_item: bool) -> LawfulPart:
    part = lawful_sentence(line)
    if is_item and not part.left_out and (ground := unlawful_item(line)):
        return LawfulPart("", (LeftOut(line, ground),))
    return part


def _beginning(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition("\n")[0]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    plain = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cf", "Cc"})
    for line in plain.splitlines():
        is_bullet = bool(_BULLET.match(line))
        bare = _BULLET.sub("", line).strip()
        for sentence in _SENTENCE.split(bare):
            if sentence.strip(" #*_-="):
                yield sentence.strip(), is_bullet


def _heading(line: str, spoken: str, *, is_bullet: bool) -> str:
    title = spoken.strip(" #*_:-")
    words = len(title.split())
    is_marked = line.startswith("#") or line.rstrip("* ").endswith(":")
    if is_bullet or words > 7 or title.endswith((".", "!", "?")):
        return ""
    if not is_marked and words > 4:
        return ""
    if _NICE_HEAD.match(title):
        return "nice"
    if _MUST_HEAD.match(title):
        return "must"
    return "other" if is_marked else ""


def _kind(spoken: str, under: str) -> str:
    if _NICE.search(spoken):
        return "nice"
    if under in {"must", "nice"}:
        return under
    return "must" if _MUST.search(spoken) and len(spoken.split()) > 2 else ""
