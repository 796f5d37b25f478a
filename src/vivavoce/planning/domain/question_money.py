"""Say a question as the posting does: in its currency, and in British words where it counts in pounds."""

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
_BRITISH: dict[str, str] = {
    "apartment": "flat", "apartments": "flats", "cash register": "till", "cell phone": "mobile phone",
    "color": "colour", "colors": "colours", "diaper": "nappy", "diapers": "nappies",
    "driver's license": "driving licence", "elevator": "lift", "elevators": "lifts", "faucet": "tap",
    "flashlight": "torch", "garbage": "rubbish", "gas station": "petrol station",
    "neighbor": "neighbour", "neighbors": "neighbours", "parking lot": "car park",
    "fire truck": "fire engine", "forklift truck": "forklift truck", "hand truck": "sack truck",
    "pallet truck": "pallet truck", "pickup truck": "pickup", "reach truck": "reach truck",
    "sidewalk": "pavement", "tire": "tyre", "tires": "tyres", "trash": "rubbish", "truck": "lorry",
    "trucks": "lorries", "vacation": "holiday",
}  # fmt: skip
_AMERICAN_WORD = re.compile(
    rf"(?<![\w-])(?:(an?) )?({'|'.join(sorted(_BRITISH, key=len, reverse=True))})(?![\w-])",
    re.IGNORECASE,
)
_BRITAIN = re.compile(
    r"\b(?:rota|lorry|lorries|HGV|NHS|CSCS|CPCS|DBS|NVQ|GCSEs?|Ofsted|councils?|driving licence|car park|"
    r"UK|Great Britain|England|Scotland|Wales|Northern Ireland)\b"
)
_MIN_BRITISH = 2
"""Different British words of a posting without a sum that show where its job is."""


def find_currency(job_text: str) -> Currency:
    """Return the currency that a posting names most often.

    Without any it is the pound where the posting speaks of Britain, and else the dollar.
    """
    counts = {name: len(sign.findall(job_text)) for name, sign in _SIGNS.items()}
    if not any(counts.values()) and len(set(_BRITAIN.findall(job_text))) >= _MIN_BRITISH:
        return "pound"
    return max(counts, key=lambda name: counts[name])


def say_in_currency(text: str, currency: Currency) -> str:
    """Return a text of the question sets, which are American, with the same sums in a currency.

    Where that is the pound, words that are other ones in Britain are said in these.
    """
    if currency == "dollar":
        return text
    said = _WORD.sub(currency, _SUM.sub(_MARKS[currency], text))
    if currency != "pound":
        return said
    return _AMERICAN_WORD.sub(_say_in_britain, _CENTS.sub("pence", said))


def _say_in_britain(found: re.Match[str]) -> str:
    """Return the British word, with its article: "an elevator" is "a lift"."""
    article, word = found.groups()
    said = _BRITISH[word.lower()]
    said = said.capitalize() if word[0].isupper() else said
    return said if article is None else f"{article[0]} {said}"


def list_sayings(text: str) -> tuple[str, ...]:
    """Return a text in each currency; they are all the question sets' own words."""
    return tuple(dict.fromkeys(say_in_currency(text, currency) for currency in _SIGNS))
