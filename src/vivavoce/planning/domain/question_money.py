"""Say a question as the posting does: in its currency, and in British words where it counts in pounds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Currency = Literal["dollar", "euro", "pound", "rupee"]
_SIGNS: dict[Currency, re.Pattern[str]] = {
    "dollar": re.compile(r"\$\s?\d|\b(?:USD|AUD|CAD|NZD)\b|\bdollars?\b"),
    "euro": re.compile(r"€|\bEUR\b|\beuros?\b"),
    "pound": re.compile(r"£|\bGBP\b"),
    "rupee": re.compile(r"₹|\bINR\b|\bRs\.?\s?\d|\brupees?\b|\blakhs?\b|\bcrores?\b|\bLPA\b"),
}
_MARKS: dict[Currency, str] = {"dollar": "$", "euro": "€", "pound": "£", "rupee": "₹"}
_ONLY_INDIAN = re.compile(
    r"\b(?:GSTR|TDS|ESIC|Pvt\.? Ltd|Aadhaar|Bengaluru|Bangalore|Chennai|Coimbatore|Delhi|Gurugram|Gurgaon|"
    r"Hyderabad|Kolkata|Mumbai|Noida|Pune)\b"
)
_INDIAN = re.compile(r"\b(?:GST|Tally|PF|CTC|MIS|India)\b")
"""What India shares with others: Australia and Singapore have a GST, too."""
_SUM = re.compile(r"\$(?=\d)")
_WORD = re.compile(r"\bdollar(?=s?\b)")
_CENTS = re.compile(r"\bcents\b")
_ONLY_BRITISH = (
    r"NHS|CSCS|CPCS|NVQ|GCSEs?|Ofsted|UK|Great Britain|England|Scotland|Wales|Northern Ireland"
)
_BRITAIN = re.compile(
    rf"\b(?:rota|lorry|lorries|HGV|DBS|councils?|driving licence|car park|{_ONLY_BRITISH})\b"
)
_INSTITUTION = re.compile(
    rf"\b(?:{_ONLY_BRITISH}|HMRC|CQC|GPhC|GDC|HCPC|NMC|SIA licence|Gas Safe|BTEC|Key Stage \d)\b"
)
"""What only Britain has; "rota" and "council" are of Ireland and Australia, too."""
_SPELLING = re.compile(
    r"\b(?:licences?|colours?|organis(?:e|es|ed|ing|ation|ations)|programmes?|labour|neighbours?|behaviour|"
    r"prioritis(?:e|ing)|recognis(?:e|ing)|centres?|litres?|metres?|tyres?|fortnight\w*|enquir(?:y|ies)|"
    r"annual leave)\b"
)
_MIN_BRITISH, _MIN_INDIAN = 2, 2
"""Different British or Indian words of a posting without a sum that show where its job is."""


def find_currency(job_text: str) -> Currency:
    """Return the currency that a posting names most often.

    Without any it is the pound where the posting speaks of Britain, the rupee where it speaks of India, and
    else the dollar.
    """
    counts = {name: len(sign.findall(job_text)) for name, sign in _SIGNS.items()}
    if any(counts.values()):
        return max(counts, key=lambda name: counts[name])
    if _speaks_of_britain(job_text):
        return "pound"
    return "rupee" if _speaks_of_india(job_text) else "dollar"


def _speaks_of_india(job_text: str) -> bool:
    """Return whether a posting has a word that only India has, and another one of there."""
    own = set(_ONLY_INDIAN.findall(job_text))
    return bool(own) and len(own | set(_INDIAN.findall(job_text))) >= _MIN_INDIAN


def _speaks_of_britain(job_text: str) -> bool:
    """Return whether a posting has words of Britain; its spelling alone may be of Ireland or Australia."""
    if len(set(_BRITAIN.findall(job_text))) >= _MIN_BRITISH:
        return True
    return bool(_INSTITUTION.search(job_text) and _SPELLING.search(job_text))


def say_in_currency(text: str, currency: Currency) -> str:
    """Return a text of the question sets, which are American, with the same sums in a currency.

    Where that is the pound, words that are other ones in Britain are said in these.
    """
    if currency == "dollar":
        return text
    said = _WORD.sub(currency, _SUM.sub(_MARKS[currency], text))
    if currency != "pound":
        return said
    return _find_american_words().sub(_say_in_britain, _CENTS.sub("pence", said))


@cache
def _load_british_words() -> Mapping[str, str]:
    """Return the British words of the American ones."""
    file = resources.files("vivavoce.planning") / "domain" / "british_words.toml"
    words: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["words"]
    return words


@cache
def _find_american_words() -> re.Pattern[str]:
    words = sorted(map(re.escape, _load_british_words()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:(an?) )?({'|'.join(words)})(?![\w-])", re.IGNORECASE)


def _say_in_britain(found: re.Match[str]) -> str:
    """Return the British word, with its article: "an elevator" is "a lift"."""
    article, word = found.groups()
    said = _load_british_words()[word.lower()]
    said = said.capitalize() if word[0].isupper() else said
    return said if article is None else f"{article[0]} {said}"


@lru_cache(maxsize=4096)
def list_sayings(text: str) -> tuple[str, ...]:
    """Return a text in each currency; they are all the question sets' own words.

    Every plan is compared with them, so they are kept.
    """
    return tuple(dict.fromkeys(say_in_currency(text, currency) for currency in _SIGNS))
