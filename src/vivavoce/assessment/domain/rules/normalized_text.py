"""Normalized copies of turns for matching, without disguises; quotes are always taken from the raw text.

Disguises of hidden instructions are look-alike letters, leetspeak, ROT13 and invisible characters.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass, replace

from vivavoce.kernel.text_matching import LazyPattern

_CHARACTER_REPLACEMENTS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'",
        "`": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-",
        "\u2014": ",", "\u2015": ",", "\u3002": ".", "\u3001": ",", "\r": "\n", "\u2028": "\n",
    }
)  # fmt: skip
_DROPPED_CATEGORIES = frozenset({"Cf", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A normalized turn. ``text`` is lower case; ``cased`` keeps the case.

    ``raw_offsets[i]`` is the raw offset of character ``i``; a last entry holds the raw length.
    """

    text: str
    cased: str
    raw_offsets: tuple[int, ...]

    def blank_spans(self, spans: list[tuple[int, int]]) -> NormalizedText:
        """Return a copy with ``spans`` replaced by blanks; offsets do not change."""
        if not spans:
            return self
        text, cased = list(self.text), list(self.cased)
        for start, end in spans:
            text[start:end] = cased[start:end] = " " * (end - start)
        return replace(self, text="".join(text), cased="".join(cased))

    def blank_matches(self, pattern: LazyPattern) -> NormalizedText:
        """Return a copy with every match of ``pattern`` replaced by blanks."""
        return self.blank_spans([match.span() for match in pattern.finditer(self.text)])


def normalize_text(raw: str) -> NormalizedText:
    """Return the normalized text of ``raw``, with the offsets into it."""
    if raw.isascii():
        cased = raw.translate(_CHARACTER_REPLACEMENTS)
        return NormalizedText(cased.lower(), cased, tuple(range(len(raw) + 1)))
    text: list[str] = []
    index: list[int] = []
    for start, end in _find_clusters(raw):
        for char in _simplify_cluster(raw[start:end]):
            text.append(char)
            index.append(start)
    cased = "".join(text)
    return NormalizedText("".join(_lower(char) for char in cased), cased, (*index, len(raw)))


def fold_text(text: str) -> str:
    """Return ``text`` normalized and in lower case."""
    return normalize_text(text).text


def _find_clusters(raw: str) -> list[tuple[int, int]]:
    starts = [i for i, char in enumerate(raw) if i == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(raw)], strict=True))


def _simplify_cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster)
    characters = "".join(
        char for char in composed if unicodedata.category(char) not in _DROPPED_CATEGORIES
    )
    bare = unicodedata.normalize("NFD", characters)
    if bare[:1].isascii() and bare[:1].isalpha():
        characters = "".join(char for char in bare if not unicodedata.combining(char))
    return characters.translate(_CHARACTER_REPLACEMENTS)


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


_HOMOGLYPHS = str.maketrans(
    "аеорсухіјѕһԁԛԝгктмвнлиᴀʙᴄᴅᴇғꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢοαεικνρτυχβηωıɡøłđħ",
    "aeopcyxijshdqwrktmbhnuabcdeffghijklmnoprstuvwyzoaeiknptuxbnwigoldh",
)
_LEET = str.maketrans("013457@$!|8", "oieastasilb")
_LEET_WORD = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[013457@$!|8])[a-z013457@$!|8]{3,}(?!\S)")
_SPELLED_WORD = re.compile(r"(?<!\w)(?:\w[\s.\-_*/]{1,3}){3,}\w(?!\w)")
_TAG_FIRST, _TAG_LAST = 0xE0020, 0xE007E
DIRECTION_OVERRIDES = "\u202e\u202d\u2067\u2066\u202b"
"""Characters that change the writing direction."""
_BASE64 = re.compile(
    r"(?<![\w/+.:-])(?=[\w/+]*\d)(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}"
)
_PADDED_BASE64 = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{14,}={1,2}(?![\w=])")
_ROT13 = str.maketrans(
    string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13]
)


def list_deobfuscated_variants(text: str) -> tuple[str, ...]:
    """Return variants of a normalized text with look-alike letters and leetspeak replaced, if different."""
    variants = []
    if not text.isascii():
        variants.append(text.translate(_HOMOGLYPHS))
    base = variants[-1] if variants else text
    if _LEET_WORD.search(base):
        variants.append(_LEET_WORD.sub(lambda match: match.group().translate(_LEET), base))
    return tuple(view for view in variants if view != text)


def join_spelled_letters(text: str) -> str | None:
    """Return the joined letters of s-p-e-l-l-e-d words, or None if there are none."""
    spelled = _SPELLED_WORD.findall(text)
    if not spelled:
        return None
    return "".join(char for run in spelled for char in run if char.isalnum())


def apply_rot13(text: str) -> str:
    """Return the text with lowercase letters shifted by 13."""
    return text.translate(_ROT13)


def decode_tag_characters(raw: str) -> str:
    """Return the text in invisible Unicode tag characters, in lower case."""
    tags = (ord(char) for char in raw)
    return "".join(chr(code - 0xE0000) for code in tags if _TAG_FIRST <= code <= _TAG_LAST).lower()


def find_first_tag_character(raw: str) -> int:
    """Return the offset of the first invisible tag character, or the length of the text."""
    places = (i for i, char in enumerate(raw) if _TAG_FIRST <= ord(char) <= _TAG_LAST)
    return next(places, len(raw))


def has_base64_token(raw: str) -> bool:
    """Return whether the raw text contains a long base64 token."""
    return bool(_BASE64.search(raw) or _PADDED_BASE64.search(raw))
