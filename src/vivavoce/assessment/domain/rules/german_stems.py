"""Stems of German words: Snowball, with participles and strong verbs brought to one form."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

_UNCACHED = 0
_SEPARABLE = """
ab an auf aus bei dar durch ein fest fort frei her hin los mit nach um vor weg weiter zu zuruck zusammen rein
raus runter hoch nieder statt teil gegen fern bereit
"""
PREFIXES = frozenset(_SEPARABLE.split())
"""What German separates from a verb, without marks on letters: "ich rufe an"."""
_LISTED = "|".join(sorted(PREFIXES, key=len, reverse=True))
_PARTICIPLE = re.compile(rf"\A({_LISTED})?ge(\w{{3,}}?)(en|et|t)")
_WITH_ZU = re.compile(rf"\A({_LISTED})zu(\w{{3,}}en)")
_STRONG_VERBS = """
bat:bitt gebet:bitt befahl:befehl begann:beginn begonn:beginn blieb:bleib boten:biet bot:biet brach:brech
gebroch:brech broch:brech bracht:bring dacht:denk fand:find fund:find fing:fang fiel:fall fuhr:fahr gab:geb
ging:geh gang:geh geworf:werf warf:werf worf:werf goss:giess griff:greif hielt:halt half:helf holf:helf
hing:hang hob:heb kam:komm kannt:kenn lag:lieg leg:leg lief:lauf liess:lass lud:lad las:les nahm:nehm
nomm:nehm rief:ruf ritt:reit sah:seh sass:sitz sess:sitz schien:schein schloss:schliess schlug:schlag
schnitt:schneid schob:schieb schoss:schiess schrieb:schreib schwieg:schweig sprach:sprech sproch:sprech
sprang:spring sprung:spring stand:steh stahl:stehl stieg:steig stritt:streit traf:treff troff:treff
trank:trink trug:trag trat:tret verlor:verlier wog:wieg wusst:wiss zog:zieh zwang:zwing lieh:leih
mass:mess bog:bieg band:bind bund:bind sang:sing sank:sink schmiss:schmeiss riss:reiss roch:riech floss:fliess
gess:ess ass:ess
"""
_STEM_BY_FORM = dict(pair.split(":") for pair in _STRONG_VERBS.split())
_UNSEPARATED = ("be", "ver", "er", "ent", "zer", "uber", "unter", "wider", "hinter", "miss")


@lru_cache(maxsize=65536)
def stem_german_word(word: str) -> str:
    """Return the stem of a German word in lower case, without marks on its letters."""
    plain = word.replace("\u00df", "ss")
    if match := _PARTICIPLE.fullmatch(plain):
        plain = (match.group(1) or "") + match.group(2) + "en"
    elif match := _WITH_ZU.fullmatch(plain):
        plain = match.group(1) + match.group(2)
    # A Stemmer must not be shared by threads; making one takes a few µs, once for each word.
    stem: str = Stemmer.Stemmer("german", _UNCACHED).stemWord(plain)
    return _join_strong_form(stem)


def _join_strong_form(stem: str) -> str:
    """Return the stem of the infinitive for a form of a strong verb, with its prefix."""
    if stem in _STEM_BY_FORM:
        return _STEM_BY_FORM[stem]
    for prefix in (*_UNSEPARATED, *sorted(PREFIXES, key=len, reverse=True)):
        rest = stem.removeprefix(prefix)
        if rest != stem and rest in _STEM_BY_FORM:
            return prefix + _STEM_BY_FORM[rest]
    return stem
