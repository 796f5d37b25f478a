"""The blocks of a text document, and how Markdown is read into them.

Only what the platform's own documents use has a meaning: headings, lists, quotes, tables, bold and italic.
Everything else stays plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEADING = re.compile(r"(#{1,6})[^\S\n]+(.*)")
_ITEM = re.compile(r"\A([^\S\n]*)(?:[-*+]|(\d{1,9})[.)])[^\S\n]+(.*)")
_RULER_CELL = re.compile(r":?-+:?")
_MARK = re.compile(r"[\\*]")
_RUN = re.compile(
    r"\\(?P<mark>[\\*])|\*\*(?P<bold>[^*\n]+)\*\*|\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*"
)


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words in one style."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the document."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a quoted one."""

    text: str
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list; ``number`` is None for a bullet, and ``depth`` is 0 for the outer list."""

    text: str
    number: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; every row has one cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | ListItem | TableBlock


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text, without characters that no file can hold."""
    blocks: list[Block] = []
    is_open = False
    lines = remove_unprintable(text).splitlines()
    place = 0
    while place < len(lines):
        line = lines[place]
        if (table := _read_table(lines[place:])) is not None:
            blocks.append(table)
            place += len(table.rows) + 2
            is_open = False
            continue
        place += 1
        last = blocks[-1] if blocks else None
        if not line.strip():
            is_open = False
        elif heading := _HEADING.fullmatch(line):
            blocks.append(Heading(len(heading[1]), heading[2].strip()))
            is_open = False
        elif item := _ITEM.fullmatch(line):
            number = None if item[2] is None else int(item[2])
            blocks.append(ListItem(item[3].strip(), number, 1 if item[1] else 0))
            is_open = True
        elif line.startswith(">"):
            blocks.append(Paragraph(line[1:].strip(), is_quote=True))
            is_open = False
        elif is_open and isinstance(last, Paragraph | ListItem):
            separator = (
                "\n" if isinstance(last, ListItem) or lines[place - 2].endswith("  ") else " "
            )
            blocks[-1] = _append(last, separator + line.strip())
        else:
            blocks.append(Paragraph(line.strip()))
            is_open = True
    return tuple(blocks)


def remove_unprintable(text: str) -> str:
    """Return a text without the characters that no file can hold."""
    return _UNPRINTABLE.sub("", text)


def escape_marks(text: str) -> str:
    """Return words for a block that stay as they are, whatever marks they contain."""
    return _MARK.sub(r"\\\g<0>", text)


def parse_runs(text: str) -> tuple[TextRun, ...]:
    """Return the words of a block with their styles; marks that are not closed stay words."""
    runs: list[TextRun] = []
    end = 0
    for found in _RUN.finditer(text):
        runs.append(TextRun(text[end : found.start()]))
        bold, italic = found["bold"], found["italic"]
        words = bold or italic or found["mark"]
        runs.append(TextRun(words, is_bold=bold is not None, is_italic=italic is not None))
        end = found.end()
    runs.append(TextRun(text[end:]))
    return tuple(run for run in runs if run.text)


def _append(block: Paragraph | ListItem, text: str) -> Block:
    if isinstance(block, ListItem):
        return ListItem(block.text + text, block.number, block.depth)
    return Paragraph(block.text + text, block.is_quote)


def _read_table(lines: list[str]) -> TableBlock | None:
    """Return the table that begins with the first line, or None."""
    if len(lines) < 2 or not lines[0].startswith("|"):
        return None
    columns = _split_row(lines[0])
    if not all(_RULER_CELL.fullmatch(cell) for cell in _split_row(lines[1])):
        return None
    rows = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        cells = _split_row(line)[: len(columns)]
        rows.append((*cells, *[""] * (len(columns) - len(cells))))
    return TableBlock(columns, tuple(rows))


def _split_row(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
