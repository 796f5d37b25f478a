"""The one stemmer: comparisons of words rest on the same stems in every slice."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

STEMMER_VERSION = f"snowball-english {Stemmer.version()}"
"""The algorithm and its release: it belongs to the version of everything that depends on stems."""
_UNCACHED = 0
_IRREGULAR = """
began:begin begun:begin broke:break broken:break brought:bring built:build bought:buy caught:catch
chose:choose chosen:choose dealt:deal drove:drive driven:drive fell:fall fallen:fall felt:feel
found:find froze:freeze frozen:freeze gave:give given:give grew:grow grown:grow heard:hear
held:hold kept:keep knew:know known:know led:lead lost:lose met:meet paid:pay ran:run risen:rise
rose:rise saw:see seen:see sent:send shown:show sold:sell sought:seek spent:spend spoke:speak
spoken:speak stood:stand taught:teach threw:throw thrown:throw told:tell understood:understand
withdrew:withdraw woke:wake won:win written:write wrote:write
children:child criteria:criterion people:person
"""
_IRREGULAR_FORMS = dict(pair.split(":") for pair in _IRREGULAR.split())
_SPELLINGS = (
    (re.compile(r"sis$|(?<=\w{3})ses$"), "se"),  # hypothesis, hypotheses; analysis, analyses
    (re.compile(r"ifications?$"), "ify"),  # verification, verify
    (re.compile(r"(?<=\w{3})our(s|ed|ing)?$"), r"or\1"),  # behaviour, behavior
    (re.compile(r"(?<=\w{4})(?<!v)is(e|ed|es|ing|ations?)$"), r"iz\1"),  # not revise: revision
    (re.compile(r"lys(e|ed|ing)$"), r"lyz\1"),  # analyse, analyze
)
"""Forms of one word, and British spellings, that Snowball keeps apart."""


@lru_cache(maxsize=65536)
def stem_word(word: str) -> str:
    """Return the stem of an English word in lower case; forms of one word have the same stem."""
    word = _IRREGULAR_FORMS.get(word, word)
    for form, replacement in _SPELLINGS:
        word = form.sub(replacement, word)
    # A Stemmer must not be shared by threads; making one takes a few µs, once for each word.
    stem: str = Stemmer.Stemmer("english", _UNCACHED).stemWord(word)
    return stem
