"""Text for spreadsheets: a cell that would run as a formula is written as text (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return the rows as CSV with a line of column names; no cell is run as a formula."""
    return "".join([write_row(columns), *map(write_row, rows)])


def write_row(cells: Iterable[str]) -> str:
    """Return one line of CSV; no cell is run as a formula."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_defuse_formula(cell) for cell in cells])
    return buffer.getvalue()


def _defuse_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
