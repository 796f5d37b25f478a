"""A rubric as people write it: headed lists, bullets or tables, read into criteria with five levels.

Rules only: what cannot be read is refused with the line and what was expected there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vivavoce.assessment.domain.rules.anchors import EVERYDAY
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.units import content_stems
from vivavoce.contracts.plan import LEVELS, Competency, SubDimension
from vivavoce.kernel.errors import FieldError, Malformed

MOST_CRITERIA, LONGEST_NAME, LONGEST_LEVEL = 12, 80, 600
LONGEST_TEXT = 20_000
LEAST_STEMS = 4
_HEADS = re.compile(
    r"(?:criterion|criteria|competency|competence|dimension|skill|area)\s*+\d{0,2}\s*+[:\u2013\u2014-]\s*+"
    r"(?P<name>.+)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\A(?:#{1,6}+\s*+(?P<hash>.+)|\*\*(?P<bold>[^*]+)\*\*\s*:?)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?P<name>\D.*)")
_LEVEL = re.compile(
    r"\A(?:[-*\u2022+]\s++)?(?:\*\*|__)?(?:level|score|rating|grade)?\s*+(?P<level>\d{1,2})\s*+"
    r"(?:points?|/\s?5)?\s*+(?:\([^)]{0,60}\))?\s*+(?:\*\*|__)?\s*+"
    r"(?P<mark>[:=.)\u2013\u2014-])\s*+(?:\*\*|__)?\s*+(?P<text>.*)",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"(?:description|about|weight|note)\s*:", re.IGNORECASE)
_RULER = re.compile(r"[|\s:=-]+")
_DIGIT = re.compile(r"(?<!\d)([1-5])(?!\d)")
_LEVEL_COLUMN = re.compile(r"(?:level|score|rating|grade|points?)s?", re.IGNORECASE)


class UnreadableRubric(Malformed):
    """This text is not a rubric that can be read: criteria with a text for each level 1 to 5."""

    code = "unreadable_rubric"


@dataclass(slots=True)
class _Open:
    """A criterion while its lines are read."""

    name: str
    line: int
    is_title: bool = False
    """Whether it may be the title of the whole page."""
    levels: dict[str, str] = field(default_factory=dict)
    last: str | None = None

    @property
    def is_full(self) -> bool:
        return len(self.levels) == len(LEVELS)


def read_rubric(text: str) -> tuple[Competency, ...]:
    """Return the criteria, equally weighted, or raise ``UnreadableRubric`` naming the line."""
    if len(text) > LONGEST_TEXT:
        raise _refusal(1, f"{len(text)} characters are more than {LONGEST_TEXT}.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _Reader()
    place = 0
    while place < len(lines):
        if lines[place].strip().startswith("|"):
            end = place
            while end < len(lines) and lines[end].strip().startswith("|"):
                end += 1
            reader.table(lines[place:end], place + 1)
            place = end
        else:
            reader.line(lines[place], place + 1)
            place += 1
    return _checked(reader.done())


def unscorable(criteria: Sequence[Competency]) -> tuple[str, ...]:
    """Return the names of criteria whose upper levels give rules too few words of their own."""
    found = []
    for one in criteria:
        [side] = one.sub_dimensions
        stems = {
            stem
            for level in ("3", "4", "5")
            for stem in content_stems(fold(side.indicators[level]))
        }
        if len(stems - EVERYDAY) < LEAST_STEMS:
            found.append(one.name)
    return tuple(found)


class _Reader:
    """Takes lines one after another."""

    def __init__(self) -> None:
        self._closed: list[_Open] = []
        self._open: _Open | None = None

    def done(self) -> list[_Open]:
        """Return all criteria."""
        self._close()
        return self._closed

    def line(self, raw: str, number: int) -> None:
        """Take one line that is not part of a table."""
        said = raw.strip()
        if not said or _RULER.fullmatch(said):
            return
        headed = _HEADS.fullmatch(said.strip("#* ").strip())
        if headed is not None:
            self._begin(headed["name"], number)
            return
        level = _LEVEL.fullmatch(said)
        if level is not None and not self._is_numbered_name(level):
            self._level(level, number)
            return
        marked = _MARKED.fullmatch(said)
        name = "" if marked is None else marked["bold"] or marked["hash"].rstrip("#").rstrip()
        if name:
            is_title = said.startswith("# ") and self._open is None and not self._closed
            self._begin(name, number, is_title=is_title)
            return
        self._prose(said, number)

    def table(self, rows: Sequence[str], first: int) -> None:
        """Take a table: a criterion a row, or a level a row."""
        cells = [
            (first + at, [cell.strip(" *") for cell in row.strip().strip("|").split("|")])
            for at, row in enumerate(rows)
            if not _RULER.fullmatch(row.strip())
        ]
        if len(cells) < 2:
            raise _refusal(first, "a table needs a head and at least one row.")
        head_line, head = cells[0]
        if _LEVEL_COLUMN.fullmatch(head[0]):
            self._by_level_rows(head, cells[1:])
            return
        columns = _columns(head, head_line)
        self._close_untitled()
        for number, row in cells[1:]:
            if len(row) != len(head):
                raise _refusal(number, f"this row has {len(row)} cells, the head has {len(head)}.")
            self._begin(row[0], number)
            for level, column in columns.items():
                self._put(level, row[column], number)
        self._close()

    def _by_level_rows(self, head: list[str], rows: Sequence[tuple[int, list[str]]]) -> None:
        names = head[1:]
        if self._open is not None and not self._open.levels and len(names) == 1:
            names = [self._open.name]
        self._close_untitled()
        for column, name in enumerate(names, start=1):
            self._begin(name, rows[0][0])
            for number, row in rows:
                found = _DIGIT.search(row[0])
                if found is None:
                    raise _refusal(number, f"'{row[0][:40]}' names no level from 1 to 5.")
                if len(row) <= column:
                    raise _refusal(number, f"this row has no cell for '{name[:40]}'.")
                self._put(found[1], row[column], number)
        self._close()

    def _close_untitled(self) -> None:
        """A heading above a table is the table's, and no criterion."""
        if self._open is not None and not self._open.levels:
            self._open = None

    def _is_numbered_name(self, level: re.Match[str]) -> bool:
        """Whether "2. Something" is the next criterion, and not a level."""
        if level["mark"] not in ".)":
            return False
        return self._open is None or self._open.is_full

    def _prose(self, said: str, number: int) -> None:
        numbered = _NUMBERED.fullmatch(said)
        named = said.lstrip("-*\u2022+ ").strip()
        if numbered is not None:
            self._begin(numbered["name"], number)
        elif self._open is None or (self._open.is_full and len(named) <= LONGEST_NAME):
            self._begin(named, number)
        elif _DESCRIPTION.match(named) or not self._open.levels:
            return
        elif self._open.last is not None:
            self._put(self._open.last, f"{self._open.levels.pop(self._open.last)} {said}", number)

    def _begin(self, name: str, number: int, *, is_title: bool = False) -> None:
        self._close()
        plain = name.strip(" *_:#").strip()
        if not plain:
            raise _refusal(number, "a criterion needs a name.")
        if len(plain) > LONGEST_NAME:
            raise _refusal(number, f"a criterion's name has more than {LONGEST_NAME} characters.")
        self._open = _Open(plain, number, is_title=is_title)

    def _level(self, found: re.Match[str], number: int) -> None:
        if self._open is None:
            raise _refusal(number, "a level stands here before any criterion was named.")
        if found["level"] not in LEVELS:
            raise _refusal(number, f"levels go from 1 to 5, not to {found['level']}.")
        self._put(found["level"], found["text"], number)

    def _put(self, level: str, said: str, number: int) -> None:
        if self._open is None:
            raise _refusal(number, "a level stands here before any criterion was named.")
        text = said.strip(" *_").strip()
        if not text:
            raise _refusal(number, f"level {level} of '{self._open.name}' has no text.")
        if len(text) > LONGEST_LEVEL:
            raise _refusal(number, f"level {level} has more than {LONGEST_LEVEL} characters.")
        if level in self._open.levels:
            raise _refusal(number, f"level {level} of '{self._open.name}' stands here twice.")
        self._open.levels[level] = text
        self._open.last = level

    def _close(self) -> None:
        one, self._open = self._open, None
        if one is None or (one.is_title and not one.levels):
            return
        missing = [level for level in LEVELS if level not in one.levels]
        if missing:
            raise _refusal(one.line, f"'{one.name}' lacks level {' and '.join(missing)}.")
        self._closed.append(one)


def _columns(head: list[str], line: int) -> dict[str, int]:
    """Return the column of each level: by its digit, or by its place where there are six."""
    named = {
        found[1]: column
        for column, cell in enumerate(head)
        if column and (found := _DIGIT.search(cell))
    }
    if len(named) == len(LEVELS):
        return {level: named[level] for level in LEVELS}
    if not named and len(head) == len(LEVELS) + 1:
        return {level: int(level) for level in LEVELS}
    raise _refusal(line, "the table's head must have a column for each level from 1 to 5.")


def _checked(found: Sequence[_Open]) -> tuple[Competency, ...]:
    if not found:
        raise _refusal(1, "no criterion stands here: write a name, then a text for each of 1 to 5.")
    if len(found) > MOST_CRITERIA:
        raise _refusal(found[MOST_CRITERIA].line, f"there are more than {MOST_CRITERIA} criteria.")
    names: dict[str, int] = {}
    for one in found:
        if one.name.casefold() in names:
            raise _refusal(
                one.line, f"'{one.name}' stands on line {names[one.name.casefold()]} too."
            )
        names[one.name.casefold()] = one.line
    return tuple(
        Competency(
            name=one.name,
            weight=round(1 / len(found), 4),
            sub_dimensions=(
                SubDimension(name=one.name, indicators={n: one.levels[n] for n in LEVELS}),
            ),
        )
        for one in found
    )


def _refusal(line: int, why: str) -> UnreadableRubric:
    message = f"Line {line}: {why}"
    return UnreadableRubric(message, errors=[FieldError("rubricText", "unreadable", message)])
