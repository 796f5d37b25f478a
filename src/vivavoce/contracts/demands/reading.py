"""A sentence as the judgment about demands reads it: words, and the marks that phrases leave on them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, Literal, get_args

Ground = Literal[
    "age", "sex", "family", "religion", "origin", "disability", "orientation", "politics", "appearance",
]  # fmt: skip
GROUNDS: tuple[Ground, ...] = get_args(Ground)
Kind = Literal["person", "role", "quality", "matter", "habit", "always"]
_KINDS: tuple[Kind, ...] = get_args(Kind)


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


_FILE, _FAMILIES = _file("lexicon.toml"), _file("families.toml")
_TOKEN = re.compile(r"\.\d+|\d+(?:[.:,]\d+)+|[a-z0-9_]+(?:'[a-z]+)?|[,;:()?!]|\.(?=\s|$)")
_DASH_IN_NUMBER = re.compile(r"(?<=\d)\s?[-\u2013]\s?(?=\d)")
_ABBREVIATED = re.compile(r"\b(max|min|approx|ca)\.")
_HAILED = re.compile(
    r"^\s{0,5}(?:hey|hi|hello|ok|okay|so|dear|right|listen)?[ ,]{0,5}"
    r"(?:guys|lads|girls|boys|ladies and gentlemen|ladies|gentlemen|men|man|dude)[,!]\s++"
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPELLED = re.compile(rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_ONES)})\b")
_NO_ONE = re.compile(r"\bno[ -]one\b|\bnoone\b")
_SPLIT = {
    "n't": ("not",),
    "'ll": ("will",),
    "'re": ("are",),
    "'ve": ("have",),
    "'d": ("would",),
    "'m": ("am",),
}
_WHOLE = {
    "won't": ("will", "not"), "can't": ("cannot",), "dont": ("do", "not"), "doesnt": ("does", "not"),
    "wont": ("will", "not"), "cant": ("cannot",), "isnt": ("is", "not"), "shouldnt": ("should", "not"),
    "im": ("i", "am"), "wants": ("wants",), "gonna": ("going", "to"), "wanna": ("want", "to"),
    "yrs": ("years",), "yr": ("years",), "yo": ("years", "old"),
    "let's": ("let", "us"), "lets": ("let", "us"), "ladys": ("ladies",),
}  # fmt: skip
_OPENS = frozenset(
    {
        "keep",
        "leave",
        "put",
        "kick",
        "take",
        "throw",
        "sort",
        "screen",
        "filter",
        "weed",
        "rule",
        "slow",
        "slows",
        "drag",
        "drags",
        "hold",
        "holds",
    }
)
_CLOSES = frozenset({"out", "off", "away", "aside", "last", "bottom", "down", "back"})
LONGEST_PHRASE = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase of the lexicon at ``words[start:end]``."""

    start: int
    end: int
    kind: Kind
    ground: Ground


@dataclass(frozen=True, slots=True)
class Span:
    """Where a frame stands: ``words[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a sentence, the protected attributes among them, and the frames around them."""

    words: tuple[str, ...]
    marks: tuple[Mark, ...]
    frames: Mapping[str, tuple[Span, ...]]


def read(words: tuple[str, ...]) -> Reading:
    """Return the words of a sentence with their marks."""
    frames = {name: tuple(_found(words, name)) for name in _FILE["frames"]}
    frames["apart"] = (*frames["apart"], *_parted(words))
    return Reading(words, tuple(_marks(words)), frames)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words and marks of punctuation in lower case, with contractions resolved."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf").casefold()
    seen = seen.replace("\u2019", "'").replace("\u2018", "'")
    seen = _DASH_IN_NUMBER.sub(" to ", seen)
    seen = _ABBREVIATED.sub(r"\1", seen)
    seen = _HAILED.sub("", seen)
    seen = _SPELLED.sub(lambda m: str(_TENS[m[1]] + _ONES.index(m[2]) + 1), seen)
    seen = _NO_ONE.sub("nobody", seen)
    return tuple(word for token in _TOKEN.findall(seen) for word in _resolved(token))


@cache
def small(name: str) -> frozenset[str]:
    """Return a list of the lexicon's small words."""
    return frozenset(_FILE["words"][name].split())


@cache
def spelled_numbers() -> Mapping[str, int]:
    """Return the numbers that ages are written with in letters."""
    pairs = (pair.split("=") for pair in _FILE["words"]["number_words"].split())
    return {word: int(value) for word, value in pairs}


def _resolved(token: str) -> tuple[str, ...]:
    if token in _WHOLE:
        return _WHOLE[token]
    base, mark, ending = token.partition("'")
    if not mark:
        return (token,)
    if ending == "t" and base.endswith("n"):
        return (base[:-1], "not")
    if ending == "s":
        return (base, "is") if base in small("before_is") else (token,)
    return (base, *_SPLIT["'" + ending]) if "'" + ending in _SPLIT else (token,)


def _phrases(listed: str) -> Iterator[tuple[str, ...]]:
    for phrase in listed.replace("\n", " ").split(","):
        # A phrase is read as a text is, so that both are written in the same way.
        if words := tuple(w for w in words_of(phrase) if w not in {".", ","}):
            yield words


def _families(listed: str) -> Iterator[tuple[str, ...]]:
    """Read phrases that stand for many: "has/have a/any dog" is four, and "-" is no word at all."""
    slots: Mapping[str, str] = _FAMILIES["slots"]
    for pattern in listed.replace("\n", " ").split(","):
        choices = [
            [word for part in place.split("/") for word in slots.get(part, part).split("/")]
            for place in pattern.split()
        ]
        for words in product(*choices):
            yield from _phrases(" ".join(word for word in words if word != "-"))


def _listed(table: str, name: str, kind: str | None = None) -> Iterator[tuple[str, ...]]:
    """Read what both files list under one name."""
    for file, reader in ((_FILE, _phrases), (_FAMILIES, _families)):
        found = file.get(table, {}).get(name, "")
        yield from reader(found if kind is None else found.get(kind, "") if found else "")


def _plural(phrase: tuple[str, ...]) -> tuple[str, ...]:
    last = phrase[-1]
    if last.endswith(("s", "x", "ch", "sh")):
        ending = last + "es"
    elif last.endswith("y") and last[-2:-1] not in set("aeiou"):
        ending = last[:-1] + "ies"
    else:
        ending = last + "s"
    return (*phrase[:-1], ending)


@cache
def _attributes() -> Mapping[tuple[str, ...], tuple[tuple[Kind, Ground], ...]]:
    found: dict[tuple[str, ...], dict[tuple[Kind, Ground], None]] = {}
    for ground in GROUNDS:
        for kind in _KINDS:
            for phrase in _listed("grounds", ground, kind):
                forms = (phrase, _plural(phrase)) if kind == "person" else (phrase,)
                for form in forms:
                    found.setdefault(form, {})[kind, ground] = None
    return {phrase: tuple(kinds) for phrase, kinds in found.items()}


@cache
def _frame(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_listed("frames", name))


@cache
def _neutral() -> frozenset[tuple[str, ...]]:
    return frozenset(_phrases(_FILE["neutral"]["phrases"]))


def _marks(words: tuple[str, ...]) -> Iterator[Mark]:
    known, neutral, reach = _attributes(), _neutral(), 0
    for start in range(len(words)):
        for end in _ends(words, start):
            if words[start:end] in neutral:
                reach = max(reach, end)
                break
            if kinds := known.get(words[start:end]):
                # What lies inside a longer phrase is a part of it.
                if end > reach:
                    yield from (Mark(start, end, kind, ground) for kind, ground in kinds)
                    reach = end
                break


def _found(words: tuple[str, ...], name: str) -> Iterator[Span]:
    phrases = _frame(name)
    for start in range(len(words)):
        for end in _ends(words, start):
            if words[start:end] in phrases:
                yield Span(start, end)
                break


def _parted(words: tuple[str, ...]) -> Iterator[Span]:
    """Find "keep the … out", "put her … last": the two ends of one exclusion."""
    for start, word in enumerate(words):
        if word in _OPENS:
            for at in range(start + 2, min(len(words), start + 6)):
                if words[at] in _CLOSES:
                    yield Span(start, start + 1)
                    yield Span(at, at + 1)
                    break


def _ends(words: tuple[str, ...], start: int) -> Iterable[int]:
    return range(min(len(words), start + LONGEST_PHRASE), start, -1)
