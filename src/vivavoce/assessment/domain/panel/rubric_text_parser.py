"""Parse rubric texts (headings, lists, bullets or tables) into criteria with five levels, by rules.

Text that cannot be parsed is rejected with the line number and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vivavoce.assessment.domain.rules.anchors import EVERYDAY_STEMS
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.text_units import extract_content_stems
from vivavoce.contracts.plan import LEVELS, Competency, SubDimension
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

MAX_CRITERIA, MAX_NAME_LENGTH, MAX_LEVEL_LENGTH = 12, 80, 600
MAX_RUBRIC_LENGTH = 20_000
MIN_UPPER_LEVEL_STEMS = 4
_CRITERION_HEADING = re.compile(
    r"(?:criterion|criteria|competency|competence|dimension|skill|area)\s*+\d{0,2}\s*+[:\u2013\u2014-]\s*+"
    r"(?P<name>.+)",
    re.IGNORECASE,
)
_MARKDOWN_HEADING = re.compile(r"\A(?:#{1,6}+\s*+(?P<hash>.+)|\*\*(?P<bold>[^*]+)\*\*\s*:?)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?P<name>\D.*)")
_LEVEL = re.compile(
    r"\A(?:[-*\u2022+]\s++)?(?:\*\*|__)?(?:level|score|rating|grade)?\s*+(?P<level>\d{1,2})\s*+"
    r"(?:points?|/\s?5)?\s*+(?:\([^)]{0,60}\))?\s*+(?:\*\*|__)?\s*+"
    r"(?P<mark>[:=.)\u2013\u2014-])\s*+(?:\*\*|__)?\s*+(?P<text>.*)",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"(?:description|about|weight|note)\s*:", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"[|\s:=-]+")
_DIGIT = re.compile(r"(?<!\d)([1-5])(?!\d)")
_LEVEL_COLUMN = re.compile(r"(?:level|score|rating|grade|points?)s?", re.IGNORECASE)


class UnreadableRubricError(InvalidRequestError):
    """This text is not a readable rubric. Write criteria, each with a text for the levels 1 to 5."""

    code = "rubric_unreadable"


@dataclass(slots=True)
class _CriterionDraft:
    """A criterion while its lines are parsed."""

    name: str
    line: int
    is_title: bool = False
    """Whether it may be the title of the whole text."""
    levels: dict[str, str] = field(default_factory=dict)
    last_level: str | None = None

    @property
    def is_complete(self) -> bool:
        return len(self.levels) == len(LEVELS)


def parse_rubric_text(text: str) -> tuple[Competency, ...]:
    """Return the criteria, equally weighted, or raise ``UnreadableRubricError`` with the line."""
    if len(text) > MAX_RUBRIC_LENGTH:
        raise _build_error(
            1,
            translatable(
                "the text has {number} characters; the limit is {most}.",
                number=len(text),
                most=MAX_RUBRIC_LENGTH,
            ),
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _RubricLineParser()
    place = 0
    while place < len(lines):
        if lines[place].strip().startswith("|"):
            end = place
            while end < len(lines) and lines[end].strip().startswith("|"):
                end += 1
            reader.add_table(lines[place:end], place + 1)
            place = end
        else:
            reader.add_line(lines[place], place + 1)
            place += 1
    return _build_competencies(reader.finish())


def find_unscorable_criteria(criteria: Sequence[Competency]) -> tuple[str, ...]:
    """Return the names of criteria whose levels 3 to 5 have too few specific words for the rules."""
    unscorable = []
    for criterion in criteria:
        [side] = criterion.sub_dimensions
        stems = {
            stem
            for level in ("3", "4", "5")
            for stem in extract_content_stems(fold_text(side.indicators[level]))
        }
        if len(stems - EVERYDAY_STEMS) < MIN_UPPER_LEVEL_STEMS:
            unscorable.append(criterion.name)
    return tuple(unscorable)


class _RubricLineParser:
    """Parses lines and tables in order."""

    def __init__(self) -> None:
        self._completed: list[_CriterionDraft] = []
        self._current: _CriterionDraft | None = None

    def finish(self) -> list[_CriterionDraft]:
        """Return all criteria; raise ``UnreadableRubricError`` if the last one is incomplete."""
        self._finish_criterion()
        return self._completed

    def add_line(self, raw: str, number: int) -> None:
        """Parse one line that is not part of a table."""
        text = raw.strip()
        if not text or _SEPARATOR_LINE.fullmatch(text):
            return
        headed = _CRITERION_HEADING.fullmatch(text.strip("#* ").strip())
        if headed is not None:
            self._start_criterion(headed["name"], number)
            return
        level = _LEVEL.fullmatch(text)
        if level is not None and not self._is_numbered_name(level):
            self._add_level(level, number)
            return
        marked = _MARKDOWN_HEADING.fullmatch(text)
        name = "" if marked is None else marked["bold"] or marked["hash"].rstrip("#").rstrip()
        if name:
            is_title = text.startswith("# ") and self._current is None and not self._completed
            self._start_criterion(name, number, is_title=is_title)
            return
        self._add_prose(text, number)

    def add_table(self, rows: Sequence[str], first: int) -> None:
        """Parse a table with one criterion or one level per row."""
        cells = [
            (first + at, [cell.strip(" *") for cell in row.strip().strip("|").split("|")])
            for at, row in enumerate(rows)
            if not _SEPARATOR_LINE.fullmatch(row.strip())
        ]
        if len(cells) < 2:
            raise _build_error(first, translatable("a table needs a header and at least one row."))
        head_line, head = cells[0]
        if _LEVEL_COLUMN.fullmatch(head[0]):
            self._add_level_rows(head, cells[1:])
            return
        columns = _map_level_columns(head, head_line)
        self._discard_empty_heading()
        for number, row in cells[1:]:
            if len(row) != len(head):
                raise _build_error(
                    number,
                    translatable(
                        "this row has {cells} cells, but the header has {columns}.",
                        cells=len(row),
                        columns=len(head),
                    ),
                )
            self._start_criterion(row[0], number)
            for level, column in columns.items():
                self._set_level(level, row[column], number)
        self._finish_criterion()

    def _add_level_rows(self, head: list[str], rows: Sequence[tuple[int, list[str]]]) -> None:
        names = head[1:]
        if self._current is not None and not self._current.levels and len(names) == 1:
            names = [self._current.name]
        self._discard_empty_heading()
        for column, name in enumerate(names, start=1):
            self._start_criterion(name, rows[0][0])
            for number, row in rows:
                match = _DIGIT.search(row[0])
                if match is None:
                    raise _build_error(
                        number,
                        translatable("'{value}' names no level from 1 to 5.", value=row[0][:40]),
                    )
                if len(row) <= column:
                    raise _build_error(
                        number, translatable("this row has no cell for '{level}'.", level=name[:40])
                    )
                self._set_level(match[1], row[column], number)
        self._finish_criterion()

    def _discard_empty_heading(self) -> None:
        """Discard a heading above a table: it belongs to the table and is not a criterion."""
        if self._current is not None and not self._current.levels:
            self._current = None

    def _is_numbered_name(self, level: re.Match[str]) -> bool:
        """Return whether "2. Something" is the next criterion and not a level."""
        if level["mark"] not in ".)":
            return False
        return self._current is None or self._current.is_complete

    def _add_prose(self, text: str, number: int) -> None:
        numbered = _NUMBERED.fullmatch(text)
        named = text.lstrip("-*\u2022+ ").strip()
        if numbered is not None:
            self._start_criterion(numbered["name"], number)
        elif self._current is None or (self._current.is_complete and len(named) <= MAX_NAME_LENGTH):
            self._start_criterion(named, number)
        elif _DESCRIPTION.match(named) or not self._current.levels:
            return
        elif self._current.last_level is not None:
            self._set_level(
                self._current.last_level,
                f"{self._current.levels.pop(self._current.last_level)} {text}",
                number,
            )

    def _start_criterion(self, name: str, number: int, *, is_title: bool = False) -> None:
        self._finish_criterion()
        plain = name.strip(" *_:#").strip()
        if not plain:
            raise _build_error(number, translatable("a criterion needs a name."))
        if len(plain) > MAX_NAME_LENGTH:
            raise _build_error(
                number,
                translatable(
                    "the name of a criterion has more than {most} characters.", most=MAX_NAME_LENGTH
                ),
            )
        self._current = _CriterionDraft(plain, number, is_title=is_title)

    def _add_level(self, match: re.Match[str], number: int) -> None:
        if self._current is None:
            raise _build_error(
                number,
                translatable("a level comes before the first criterion. Name the criterion first."),
            )
        if match["level"] not in LEVELS:
            raise _build_error(
                number, translatable("levels go from 1 to 5, not to {level}.", level=match["level"])
            )
        self._set_level(match["level"], match["text"], number)

    def _set_level(self, level: str, level_text: str, number: int) -> None:
        if self._current is None:
            raise _build_error(
                number,
                translatable("a level comes before the first criterion. Name the criterion first."),
            )
        text = level_text.strip(" *_").strip()
        if not text:
            raise _build_error(
                number,
                translatable(
                    "level {level} of '{criterion}' has no text.",
                    level=level,
                    criterion=self._current.name,
                ),
            )
        if len(text) > MAX_LEVEL_LENGTH:
            raise _build_error(
                number,
                translatable(
                    "level {level} has more than {most} characters.",
                    level=level,
                    most=MAX_LEVEL_LENGTH,
                ),
            )
        if level in self._current.levels:
            raise _build_error(
                number,
                translatable(
                    "level {level} of '{criterion}' appears twice.",
                    level=level,
                    criterion=self._current.name,
                ),
            )
        self._current.levels[level] = text
        self._current.last_level = level

    def _finish_criterion(self) -> None:
        draft, self._current = self._current, None
        if draft is None or (draft.is_title and not draft.levels):
            return
        missing = [level for level in LEVELS if level not in draft.levels]
        if missing:
            raise _build_error(
                draft.line,
                translatable(
                    "'{criterion}' has no text for level {levels}.",
                    criterion=draft.name,
                    levels=", ".join(missing),
                ),
            )
        self._completed.append(draft)


def _map_level_columns(head: list[str], line: int) -> dict[str, int]:
    """Return the column of each level: by its digit or, in a table of six columns, by position."""
    named = {
        match[1]: column
        for column, cell in enumerate(head)
        if column and (match := _DIGIT.search(cell))
    }
    if len(named) == len(LEVELS):
        return {level: named[level] for level in LEVELS}
    if not named and len(head) == len(LEVELS) + 1:
        return {level: int(level) for level in LEVELS}
    raise _build_error(
        line, translatable("the table's header must have a column for each level from 1 to 5.")
    )


def _build_competencies(drafts: Sequence[_CriterionDraft]) -> tuple[Competency, ...]:
    if not drafts:
        raise _build_error(
            1,
            translatable(
                "there is no criterion. Write a name, then a text for each level from 1 to 5."
            ),
        )
    if len(drafts) > MAX_CRITERIA:
        raise _build_error(
            drafts[MAX_CRITERIA].line,
            translatable("there are more than {most} criteria.", most=MAX_CRITERIA),
        )
    names: dict[str, int] = {}
    for draft in drafts:
        if draft.name.casefold() in names:
            raise _build_error(
                draft.line,
                translatable(
                    "'{criterion}' is also on line {other}.",
                    criterion=draft.name,
                    other=names[draft.name.casefold()],
                ),
            )
        names[draft.name.casefold()] = draft.line
    return tuple(
        Competency(
            name=draft.name,
            weight=round(1 / len(drafts), 4),
            sub_dimensions=(
                SubDimension(name=draft.name, indicators={n: draft.levels[n] for n in LEVELS}),
            ),
        )
        for draft in drafts
    )


def _build_error(line: int, reason: str) -> UnreadableRubricError:
    message = translatable("Line {line}: {reason}", line=line, reason=reason)
    return UnreadableRubricError(message, errors=[FieldError("rubricText", "unreadable", message)])
