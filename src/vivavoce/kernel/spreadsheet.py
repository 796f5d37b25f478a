"""Text for spreadsheets: a cell that would run as a formula is written as text (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return the rows as CSV with a line of column names; no cell is run as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_defuse_formula(cell) for cell in row])
    return buffer.getvalue()


def _defuse_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
