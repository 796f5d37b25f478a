"""Say a question as people of the posting's market do: in their currency, and in their English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Market = Literal["american", "british", "irish", "euro_area", "indian", "south_african"]
"""Whose money and words a question has; the euro area and Ireland differ in their words."""
_Currency = Literal["dollar", "euro", "pound", "rupee", "rand"]


@dataclass(frozen=True, slots=True)
class _Usage:
    currency: _Currency
    mark: str
    cents: str = "cents"
    is_british: bool = True
    """Whether people say "lift" rather than "elevator"."""


_USAGES: Mapping[Market, _Usage] = {
    "american": _Usage("dollar", "$", is_british=False),
    "british": _Usage("pound", "£", cents="pence"),
    "irish": _Usage("euro", "€"),
    "euro_area": _Usage("euro", "€", is_british=False),
    "indian": _Usage("rupee", "₹", cents="paise"),
    "south_african": _Usage("rand", "R"),
}
_MARKETS: Mapping[_Currency, Market] = {
    "dollar": "american",
    "pound": "british",
    "euro": "euro_area",
    "rupee": "indian",
    "rand": "south_african",
}
_SIGNS: Mapping[_Currency, re.Pattern[str]] = {
    "dollar": re.compile(r"\$\s?\d|\b(?:USD|AUD|CAD|NZD)\b|\bdollars?\b"),
    "euro": re.compile(r"€|\bEUR\b|\beuros?\b"),
    "pound": re.compile(r"£|\bGBP\b"),
    "rupee": re.compile(r"₹|\bINR\b|\bRs\.?\s?\d|\brupees?\b|\blakhs?\b|\bcrores?\b|\bLPA\b"),
    "rand": re.compile(
        r"\bR ?\d{1,3}(?:[ ,.]\d{3})+\b|\bR ?\d{2,3}(?:[.,]\d\d)? (?:an|per) hour\b|\bZAR\b"
    ),
}
_SOUTH_AFRICA = re.compile(
    r"\(Pty\)|\b(?:South Africa|UIF|SARS|SETA|CCMA|matric|B-?BBEE|Gauteng|KwaZulu-Natal|"
    r"(?:Eastern|Northern|Western) Cape|Johannesburg|Pretoria|Durban|Gqeberha|Bloemfontein)\b"
)
_COUNTY = (
    r"(?:Carlow|Cavan|Clare|Cork|Donegal|Dublin|Galway|Kerry|Kildare|Kilkenny|Laois|Leitrim|Limerick|Longford|"
    r"Louth|Mayo|Meath|Monaghan|Offaly|Roscommon|Sligo|Tipperary|Waterford|Westmeath|Wexford|Wicklow)"
)
_ONLY_IRISH = (
    r"HSE[- ]funded|HIQA|Tusla|PRSI|QQI|FETAC|Leaving Cert|Safe Pass|Eircode|Gardaí|"
    rf"Garda (?:clearance|vett\w+|Síochána)|(?:(?<!& )Co\.?|County) {_COUNTY}"
)
_IRISH_INSTITUTION = re.compile(rf"\b(?:{_ONLY_IRISH})\b")
_IRELAND = re.compile(
    rf"\b(?:{_ONLY_IRISH}|(?<!Northern )Ireland|(?:Dublin|Galway|Limerick|Waterford|Kilkenny|Sligo)"
    r"(?!, (?:(?!IE)[A-Z]{2}|California|Georgia|Ohio)\b))\b"
)
"""With towns of which there are some in the United States, too."""
_ONLY_INDIAN = re.compile(
    r"\b(?:GSTR|TDS|ESIC|Pvt\.? Ltd|Aadhaar|Bengaluru|Bangalore|Chennai|Coimbatore|Delhi|Gurugram|Gurgaon|"
    r"Hyderabad|Kolkata|Mumbai|Noida|Pune)\b"
)
_INDIAN = re.compile(r"\b(?:GST|Tally|PF|CTC|MIS|India)\b")
"""What India shares with others: Australia and Singapore have a GST, too."""
_SUM = re.compile(r"\$(?=\d)")
_DOLLARS = re.compile(r"\bdollars\b")
_DOLLAR = re.compile(r"\bdollar(?=s?\b)")
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
_MIN_BRITISH, _MIN_INDIAN, _MIN_IRISH = 2, 2, 2
"""Different words of a country, in a posting without a sum, that show where its job is."""


def find_market(job_text: str) -> Market:
    """Return the market of a posting: that of the currency that it names most often.

    Without any, its words decide between South Africa, Ireland, Britain and India, and else it is the United
    States. The euro is that of Ireland where the posting has a word of Ireland, or British spelling.
    """
    counts = {name: len(sign.findall(job_text)) for name, sign in _SIGNS.items()}
    if any(counts.values()):
        market = _MARKETS[max(counts, key=lambda name: counts[name])]
        is_irish = _IRELAND.search(job_text) or _SPELLING.search(job_text)
        return "irish" if market == "euro_area" and is_irish else market
    if _SOUTH_AFRICA.search(job_text):
        return "south_african"
    if _speaks_of_ireland(job_text):
        return "irish"
    if _speaks_of_britain(job_text):
        return "british"
    return "indian" if _speaks_of_india(job_text) else "american"


def _speaks_of_india(job_text: str) -> bool:
    """Return whether a posting has a word that only India has, and another one of there."""
    own = set(_ONLY_INDIAN.findall(job_text))
    return bool(own) and len(own | set(_INDIAN.findall(job_text))) >= _MIN_INDIAN


def _speaks_of_ireland(job_text: str) -> bool:
    """Return whether a posting has more words of Ireland than of Britain: one that only Ireland has, or two.

    One place of Ireland is enough beside British spelling.
    """
    words = set(_IRELAND.findall(job_text))
    is_sure = len(words) >= _MIN_IRISH or any(
        one.search(job_text) for one in (_IRISH_INSTITUTION, _SPELLING)
    )
    return is_sure and len(words) > len(set(_INSTITUTION.findall(job_text)))


def _speaks_of_britain(job_text: str) -> bool:
    """Return whether a posting has words of Britain; its spelling alone may be of Ireland or Australia."""
    if len(set(_BRITAIN.findall(job_text))) >= _MIN_BRITISH:
        return True
    return bool(_INSTITUTION.search(job_text) and _SPELLING.search(job_text))


def say_in_market(text: str, market: Market) -> str:
    """Return a text of the question sets, which are American, with the money and the words of a market.

    The sums stay the same.
    """
    usage = _USAGES[market]
    said = _SUM.sub(usage.mark, text)
    if usage.currency == "rand":
        said = _DOLLARS.sub("rand", said)
    said = _CENTS.sub(usage.cents, _DOLLAR.sub(usage.currency, said))
    return _find_american_words().sub(_say_in_britain, said) if usage.is_british else said


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
    """Return a text for each market; they are all the question sets' own words.

    Every plan is compared with them, so they are kept.
    """
    return tuple(dict.fromkeys(say_in_market(text, market) for market in _USAGES))
