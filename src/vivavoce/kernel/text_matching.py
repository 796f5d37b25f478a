"""Matching of words: stems, typing errors, and patterns that are compiled on first use.

Comparisons of words rest on the same stems in every slice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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


_REPLY_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_INVISIBLE = dict.fromkeys((0xAD, 0x200D, 0x200E, 0x200F))
"""Soft hyphen, joiner and direction marks, which some people type in a word and others do not."""


def normalize_reply(text: str) -> str:
    """Return the words of a short reply, in lower case and without signs: "yes i agree"."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'").lower().translate(_INVISIBLE)
    return " ".join(_REPLY_WORD.findall(plain))


@lru_cache(maxsize=65536)
def stem_word(word: str) -> str:
    """Return the stem of an English word in lower case; forms of one word have the same stem."""
    word = _IRREGULAR_FORMS.get(word, word)
    for form, replacement in _SPELLINGS:
        word = form.sub(replacement, word)
    # A Stemmer must not be shared by threads; making one takes a few µs, once for each word.
    stem: str = Stemmer.Stemmer("english", _UNCACHED).stemWord(word)
    return stem


def count_typos(first: str, second: str, *, limit: int) -> int:
    """Return the missing, extra, wrong or swapped letters; ``limit + 1`` if there are more.

    This is the optimal string alignment distance.
    """
    # Not at the top of the file: the import takes 50 ms, and most processes never need it.
    from rapidfuzz.distance import OSA

    return OSA.distance(first, second, score_cutoff=limit)


class LazyPattern:
    """A pattern for large tables, most of which a process never uses.

    It has the methods of ``re.Pattern`` that the package needs. An invalid pattern raises ``re.error`` at
    its first use; ``compile`` can be called earlier to check it.
    """

    __slots__ = ("_compiled", "_flags", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        """The source of the pattern."""
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"LazyPattern({self.pattern!r})"

    def compile(self) -> re.Pattern[str]:
        """Return the compiled pattern; only the first call compiles it."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match anywhere in ``text``, or None."""
        return self.compile().search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start of ``text``, or None."""
        return self.compile().match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole ``text``, or None."""
        return self.compile().fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every match in ``text``, from left to right."""
        return self.compile().finditer(text)

    def findall(self, text: str) -> list[str]:
        """Return the text of every match; the pattern has at most one group."""
        return self.compile().findall(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return ``text`` with every match replaced by a text, or by what a function makes of it."""
        return self.compile().sub(replacement, text)

    def split(self, text: str, *, maxsplit: int = 0) -> list[str]:
        """Return the parts of ``text`` between the matches, all or the first; the pattern has no group."""
        return self.compile().split(text, maxsplit)
