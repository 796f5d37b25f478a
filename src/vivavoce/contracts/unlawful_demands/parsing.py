"""Parses a sentence for demand detection: its words, the lexicon phrases among them, and person nouns."""

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

ProtectedGround = Literal[
    "age", "sex", "family", "religion", "origin", "disability", "orientation", "politics", "appearance",
    "record", "class",
]  # fmt: skip
PROTECTED_GROUNDS: tuple[ProtectedGround, ...] = get_args(ProtectedGround)
AttributeKind = Literal["person", "role", "quality", "matter", "habit", "always"]
_ATTRIBUTE_KINDS: tuple[AttributeKind, ...] = get_args(AttributeKind)


def _load_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


_LEXICON, _PHRASE_TEMPLATES = _load_toml("lexicon.toml"), _load_toml("families.toml")
_TOKEN = re.compile(r"\.\d+|\d+(?:[.:,]\d+)+|[a-z0-9_]+(?:'[a-z]+)?|[,;:()?!]|\.(?=\s|$)")
_DASH_IN_NUMBER = re.compile(r"(?<=\d)\s?[-\u2013]\s?(?=\d)")
_ABBREVIATION = re.compile(r"\b(max|min|approx|ca)\.")
_GREETING = re.compile(
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
_SPELLED_NUMBER = re.compile(rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_ONES)})\b")
_NO_ONE = re.compile(r"\bno[ -]one\b|\bnoone\b")
_CONTRACTION_ENDINGS = {
    "n't": ("not",),
    "'ll": ("will",),
    "'re": ("are",),
    "'ve": ("have",),
    "'d": ("would",),
    "'m": ("am",),
}
_CONTRACTIONS = {
    "won't": ("will", "not"), "can't": ("cannot",), "dont": ("do", "not"), "doesnt": ("does", "not"),
    "wont": ("will", "not"), "cant": ("cannot",), "isnt": ("is", "not"), "shouldnt": ("should", "not"),
    "im": ("i", "am"), "wants": ("wants",), "gonna": ("going", "to"), "wanna": ("want", "to"),
    "yrs": ("years",), "yr": ("years",), "yo": ("years", "old"),
    "u": ("you",), "ur": ("your",), "pls": ("please",), "plz": ("please",), "ppl": ("people",),
    "let's": ("let", "us"), "lets": ("let", "us"), "ladys": ("ladies",),
}  # fmt: skip
_EXCLUSION_OPENERS = frozenset(
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
_EXCLUSION_CLOSERS = frozenset({"out", "off", "away", "aside", "last", "bottom", "down", "back"})
MAX_PHRASE_WORDS = 7
_MAX_FIELD_WORDS = 4
"""Words between "experience in" and the field of work: "experience in outpatient and day oncology"."""
_ENDS_OF_EXPERIENCE = frozenset(
    {",", ".", "!", ";", "is", "are", "and", "or", "needed", "required", "wanted", "would"}
)
_FIELD_PREPOSITIONS = frozenset({"in", "of", "with", "on", "at", "about", "for"})


@dataclass(frozen=True, slots=True)
class ProtectedAttributeMatch:
    """A protected attribute of the lexicon at ``words[start:end]``."""

    start: int
    end: int
    kind: AttributeKind
    ground: ProtectedGround


@dataclass(frozen=True, slots=True)
class CuePhraseMatch:
    """A frame phrase (such as "must" or "only") at ``words[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """The words of a sentence, the protected attributes among them, and the frame phrases around them."""

    words: tuple[str, ...]
    marks: tuple[ProtectedAttributeMatch, ...]
    frames: Mapping[str, tuple[CuePhraseMatch, ...]]


def parse_sentence(words: tuple[str, ...]) -> ParsedSentence:
    """Return the words with the attributes and frames found among them."""
    frames = _find_frames(words)
    frames["apart"] = (*frames["apart"], *_find_split_exclusions(words))
    for name in ("no", "only", "apart"):
        frames[name] = tuple(one for one in frames[name] if not _is_addition(words, one.start))
    marks = (mark for mark in _find_attributes(words) if not _is_field_of_work(words, mark))
    return ParsedSentence(words, tuple(marks), frames)


def tokenize(text: str) -> tuple[str, ...]:
    """Return the words and punctuation marks in lower case, with contractions expanded."""
    normalized = normalize_letters(text)
    normalized = _DASH_IN_NUMBER.sub(" to ", normalized)
    normalized = _ABBREVIATION.sub(r"\1", normalized)
    normalized = _GREETING.sub("", normalized)
    normalized = _SPELLED_NUMBER.sub(lambda m: str(_TENS[m[1]] + _ONES.index(m[2]) + 1), normalized)
    normalized = _NO_ONE.sub("nobody", normalized)
    return tuple(
        word for token in _TOKEN.findall(normalized) for word in _expand_contraction(token)
    )


def normalize_letters(text: str) -> str:
    """Return the text in lower case, without marks above letters, and with straight apostrophes."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    visible = "".join(c for c in plain if unicodedata.category(c) not in {"Cf", "Mn"}).casefold()
    return visible.replace("\u2019", "'").replace("\u2018", "'")


@cache
def get_lexicon_words(name: str) -> frozenset[str]:
    """Return one of the lexicon's lists of function words."""
    return frozenset(_LEXICON["words"][name].split())


@cache
def spelled_numbers() -> Mapping[str, int]:
    """Return the spelled-out numbers that occur as ages, by their words."""
    pairs = (pair.split("=") for pair in _LEXICON["words"]["number_words"].split())
    return {word: int(value) for word, value in pairs}


def _expand_contraction(token: str) -> tuple[str, ...]:
    if token in _CONTRACTIONS:
        return _CONTRACTIONS[token]
    base, mark, ending = token.partition("'")
    if not mark:
        return (token,)
    if ending == "t" and base.endswith("n"):
        return (base[:-1], "not")
    if ending == "s":
        return (base, "is") if base in get_lexicon_words("before_is") else (token,)
    return (
        (base, *_CONTRACTION_ENDINGS["'" + ending])
        if "'" + ending in _CONTRACTION_ENDINGS
        else (token,)
    )


def _read_phrases(listed: str) -> Iterator[tuple[str, ...]]:
    for phrase in listed.replace("\n", " ").split(","):
        # Tokenize phrases as texts are, so that both have the same spelling.
        if words := tuple(w for w in tokenize(phrase) if w not in {".", ","}):
            yield words


def _expand_templates(listed: str) -> Iterator[tuple[str, ...]]:
    """Yield all phrases of a template: "has/have a/any dog" is four, and "-" is an empty word."""
    slots: Mapping[str, str] = _PHRASE_TEMPLATES["slots"]
    for pattern in listed.replace("\n", " ").split(","):
        choices = [
            [word for part in place.split("/") for word in slots.get(part, part).split("/")]
            for place in pattern.split()
        ]
        for words in product(*choices):
            yield from _read_phrases(" ".join(word for word in words if word != "-"))


def _read_listed_phrases(
    table: str, name: str, kind: str | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the phrases that both files list under one name."""
    for file, reader in ((_LEXICON, _read_phrases), (_PHRASE_TEMPLATES, _expand_templates)):
        entry = file.get(table, {}).get(name, "")
        yield from reader(entry if kind is None else entry.get(kind, "") if entry else "")


def _pluralize(phrase: tuple[str, ...]) -> tuple[str, ...]:
    last = phrase[-1]
    if last.endswith(("s", "x", "ch", "sh")):
        ending = last + "es"
    elif last.endswith("y") and last[-2:-1] not in set("aeiou"):
        ending = last[:-1] + "ies"
    else:
        ending = last + "s"
    return (*phrase[:-1], ending)


@cache
def _attribute_phrases() -> Mapping[
    tuple[str, ...], tuple[tuple[AttributeKind, ProtectedGround], ...]
]:
    grounds_by_phrase: dict[tuple[str, ...], dict[tuple[AttributeKind, ProtectedGround], None]] = {}
    for ground in PROTECTED_GROUNDS:
        for kind in _ATTRIBUTE_KINDS:
            for phrase in _read_listed_phrases("grounds", ground, kind):
                forms = (phrase, _pluralize(phrase)) if kind == "person" else (phrase,)
                for form in forms:
                    grounds_by_phrase.setdefault(form, {})[kind, ground] = None
    return {phrase: tuple(kinds) for phrase, kinds in grounds_by_phrase.items()}


@cache
def _frames_by_phrase() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    names: dict[tuple[str, ...], dict[str, None]] = {}
    for name in _LEXICON["frames"]:
        for phrase in _read_listed_phrases("frames", name):
            names.setdefault(phrase, {})[name] = None
    return {phrase: tuple(found) for phrase, found in names.items()}


@cache
def _neutral_phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(_read_phrases(_LEXICON["neutral"]["phrases"]))


@cache
def _attribute_lengths() -> Mapping[str, tuple[int, ...]]:
    return _lengths_by_first_word((*_attribute_phrases(), *_neutral_phrases()))


@cache
def _frame_lengths() -> Mapping[str, tuple[int, ...]]:
    return _lengths_by_first_word(_frames_by_phrase())


def _lengths_by_first_word(phrases: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[int, ...]]:
    """Return how long the phrases are that begin with each word, the longest first."""
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        if len(phrase) <= MAX_PHRASE_WORDS:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


def _find_attributes(words: tuple[str, ...]) -> Iterator[ProtectedAttributeMatch]:
    known, neutral, reach = _attribute_phrases(), _neutral_phrases(), 0
    for start in range(len(words)):
        for end in _phrase_ends(words, start, _attribute_lengths()):
            if words[start:end] in neutral:
                reach = max(reach, end)
                break
            kinds = known.get(words[start:end])
            if kinds and not _is_product(words, start, end):
                # A phrase inside a longer match is part of it.
                if end > reach:
                    yield from (
                        ProtectedAttributeMatch(start, end, kind, ground) for kind, ground in kinds
                    )
                    reach = end
                break


def _is_field_of_work(words: tuple[str, ...], mark: ProtectedAttributeMatch) -> bool:
    """Return whether an attribute is what the work was or is about: "two years in oncology"."""
    if mark.kind not in {"matter", "person"}:
        return False
    at = mark.start - 1
    while at >= max(0, mark.start - _MAX_FIELD_WORDS) and words[at] not in _FIELD_PREPOSITIONS:
        at -= 1
    if at < 0 or words[at] not in _FIELD_PREPOSITIONS:
        return False
    near = set(words[max(0, at - 3) : at])
    if near & {"her", "his", "own", "bad"} or is_own_experience(words, mark):
        return False
    if mark.ground in {"origin", "politics", "religion", "family"}:
        near -= {"background"}
    return bool(near & get_lexicon_words("learned" if mark.kind == "matter" else "learned_of"))


def is_own_experience(words: tuple[str, ...], mark: ProtectedAttributeMatch) -> bool:
    """Return whether the experience is to be one's own: "experience of being a mother"."""
    at = mark.start
    while at > 0 and words[at - 1] in {"a", "an", "the"}:
        at -= 1
    following = words[mark.end : mark.end + 1]
    ends = not following or following[0] in _ENDS_OF_EXPERIENCE
    before, near = words[max(0, at - 2) : at], set(words[max(0, at - 6) : at])
    if ends and mark.kind != "matter" and before[-1:] in {("being",), ("as",)}:
        return "experience" in near
    behind = words[mark.end : mark.end + 5]
    is_own = any(
        word == "own"
        and (behind[i + 1 : i + 2] in {(), ("experience",), (",",), (".",), ("is",), ("are",)})
        for i, word in enumerate(behind)
    )
    return is_own and bool(near & {"experience", "years", "year"})


def _is_product(words: tuple[str, ...], start: int, end: int) -> bool:
    """Return whether a word that is also the name of a product speaks of no person: "Looker is preferred".

    A person is called so behind an article or a form of "be", before a noun for people, or in the plural.
    """
    if end - start > 1 or words[start] not in get_lexicon_words("also_names"):
        return False
    before, behind = words[max(0, start - 1) : start], words[end : end + 1]
    listed = (get_lexicon_words("determiner") | get_lexicon_words("be")) - {"new"}
    return listed.isdisjoint(before) and not any(map(is_person_noun, behind))


def _find_frames(words: tuple[str, ...]) -> dict[str, tuple[CuePhraseMatch, ...]]:
    """Return the phrases of each frame; of those that begin at one word, the longest."""
    known = _frames_by_phrase()
    found: dict[str, dict[int, CuePhraseMatch]] = {name: {} for name in _LEXICON["frames"]}
    for start in range(len(words)):
        for end in _phrase_ends(words, start, _frame_lengths()):
            for name in known.get(words[start:end], ()):
                found[name].setdefault(start, CuePhraseMatch(start, end))
    return {name: tuple(matches.values()) for name, matches in found.items()}


def _is_addition(words: tuple[str, ...], place: int) -> bool:
    """Return whether a word stands behind "not only", up to a "but": that adds and excludes nobody."""
    for at in range(place, -1, -1):
        if words[at] in {"but", ".", ";"}:
            return False
        if words[at : at + 2] == ("not", "only"):
            return True
    return False


def _find_split_exclusions(words: tuple[str, ...]) -> Iterator[CuePhraseMatch]:
    """Yield exclusions in two parts: "keep the … out", "put her … last"."""
    for start, word in enumerate(words):
        if word in _EXCLUSION_OPENERS:
            for at in range(start + 2, min(len(words), start + 6)):
                if words[at] in _EXCLUSION_CLOSERS:
                    yield CuePhraseMatch(start, start + 1)
                    yield CuePhraseMatch(at, at + 1)
                    break


def _phrase_ends(
    words: tuple[str, ...], start: int, lengths: Mapping[str, tuple[int, ...]]
) -> Iterator[int]:
    """Yield where a phrase that begins at ``start`` may end, the last place first."""
    for length in lengths.get(words[start], ()):
        if start + length <= len(words):
            yield start + length


_TITLE_ENDINGS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ess",
    "eer",
    "man",
    "men",
    "woman",
    "women",
    "ers",
    "ors",
    "ists",
    "ians",
    "ants",
    "esses",
    "eers",
)


def is_person_noun(word: str) -> bool:
    """Return whether a word names a person, usually by a job."""
    if word in get_lexicon_words("role_exception"):
        return False
    is_title = len(word) > 4 and word.endswith(_TITLE_ENDINGS)
    return (
        is_title or word in get_lexicon_words("titles") or word in get_lexicon_words("possessive")
    )
