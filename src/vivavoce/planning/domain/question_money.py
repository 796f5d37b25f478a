"""Say the sums of a question in the currency of the posting: no hotel in Salzburg counts in dollars."""

from __future__ import annotations

import re
from typing import Literal

Currency = Literal["dollar", "euro", "pound"]
_SIGNS: dict[Currency, re.Pattern[str]] = {
    "dollar": re.compile(r"\$\s?\d|\b(?:USD|AUD|CAD|NZD)\b|\bdollars?\b"),
    "euro": re.compile(r"€|\bEUR\b|\beuros?\b"),
    "pound": re.compile(r"£|\bGBP\b"),
}
_MARKS: dict[Currency, str] = {"dollar": "$", "euro": "€", "pound": "£"}
_SUM = re.compile(r"\$(?=\d)")
_WORD = re.compile(r"\bdollar(?=s?\b)")
_CENTS = re.compile(r"\bcents\b")


def find_currency(job_text: str) -> Currency:
    """Return the currency that a posting names most often; the dollar if it names none."""
    counts = {name: len(sign.findall(job_text)) for name, sign in _SIGNS.items()}
    return max(counts, key=lambda name: counts[name])


def say_in_currency(text: str, currency: Currency) -> str:
    """Return a text of the question sets, which count in dollars, with the same sums in a currency."""
    if currency == "dollar":
        return text
    said = _WORD.sub(currency, _SUM.sub(_MARKS[currency], text))
    return _CENTS.sub("pence", said) if currency == "pound" else said


def list_sayings(text: str) -> tuple[str, ...]:
    """Return a text in each currency; they are all the question sets' own words."""
    return tuple(dict.fromkeys(say_in_currency(text, currency) for currency in _SIGNS))
