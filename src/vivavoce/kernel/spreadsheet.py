"""Text for spreadsheets: a cell that would run as a formula is written as text (OWASP, CSV injection)."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defuse_formula(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
