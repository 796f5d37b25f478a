"""How scores are rounded for people: the same on pages, in files, in e-mails and in sentences.

The screens round in the same way: half a step goes up.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_TENTH, _WHOLE = Decimal("0.1"), Decimal(1)


def format_level(level: float) -> str:
    """Return a level from 1 to 5 with at most one decimal, such as "2.1" for 2.05, and "4" for 4.0."""
    return f"{Decimal(str(level)).quantize(_TENTH, ROUND_HALF_UP):f}".removesuffix(".0")


def round_overall(score: float) -> int:
    """Return an overall score from 0 to 100, or a difference of two, as a whole number: 85 for 84.5."""
    return int(Decimal(str(score)).quantize(_WHOLE, ROUND_HALF_UP))
