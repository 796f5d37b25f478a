"""Find the names of skills within a text; each place belongs to the longest name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.catalog import Skill, SkillKind
from vivavoce.planning.domain.catalog_names import (
    NameWord,
    are_forms,
    locate_words,
    normalize_name,
    split_phrase,
)
from vivavoce.planning.domain.spelling import find_similar_keys

_PROPER_NOUN = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z0-9+#]*(?:\.[A-Za-z]+)*")
_MAX_SHORT_NAME = 2
_MIN_STEM_LETTERS = 3
_MIN_TYPO_LETTERS, _MAX_TYPO_LETTERS = 6, 30
_KINDS_WITHOUT_FORMS = ("tool", "language")
"""Tools and languages of one word have no other forms: "excelled" is not Excel."""


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A skill that a text names; ``words`` are the text's own."""

    name: str
    group: str
    kind: SkillKind
    words: str


@dataclass(frozen=True, slots=True)
class _SkillName:
    name: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    skill: Skill

    @property
    def is_short(self) -> bool:
        """Whether the name has one or two letters; "ad" is not "AD"."""
        return len(normalize_name(self.name)) <= _MAX_SHORT_NAME


@dataclass(frozen=True, slots=True)
class _TextWords:
    """The words of a text, their stems, and their places in the text."""

    text: str
    places: tuple[NameWord, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    near: frozenset[str]
    """All words, and the capitalized words inside sentences in lower case after a ``^``."""

    def cut(self, start: int, end: int) -> str:
        """Return the text from one word up to before another."""
        return self.text[self.places[start].start : self.places[end - 1].end]


@dataclass(frozen=True, slots=True)
class _NamedPlace:
    name: _SkillName
    place: int
    words: str


class SkillNameIndex:
    """Names of skills, to find them within a text."""

    def __init__(self, names: Iterable[tuple[Skill, str]]) -> None:
        self._names_by_stem: dict[str, list[_SkillName]] = {}
        """By the stem of their first word."""
        self._tools_by_letter: dict[str, dict[str, _SkillName]] = {}
        """Names of one word, in lower case, by their first letter."""
        for skill, name in names:
            words = split_phrase(name)
            if words:
                self._add(_SkillName(name, words, tuple(map(stem_word, words)), skill))

    def find_names(self, text: str) -> tuple[str, ...]:
        """Return the skills whose names stand in a text as they are, longest names first."""
        places = self._find_places(text, in_any_form=False)
        places.sort(key=lambda found: (-sum(map(len, found.name.words)), found.place))
        return tuple(dict.fromkeys(found.name.skill.name for found in places))

    def find_mentions(self, text: str) -> tuple[SkillMention, ...]:
        """Return the skills whose names stand in a text in any form, in the order of the text.

        Names of two letters and everyday words such as "Go" count as the catalog writes them. Capitalized
        tools may have a typing error.
        """
        mentions: dict[str, SkillMention] = {}
        for found in self._find_places(text, in_any_form=True):
            skill = found.name.skill
            mention = SkillMention(skill.name, skill.group, skill.kind, found.words)
            mentions.setdefault(skill.name, mention)
        return tuple(mentions.values())

    def _add(self, name: _SkillName) -> None:
        self._names_by_stem.setdefault(name.stems[0], []).append(name)
        is_everyday_word = name.skill.is_exact_only or bool(name.skill.context)
        if name.skill.kind == "tool" and name.name.isalpha() and not is_everyday_word:
            self._tools_by_letter.setdefault(name.words[0][0], {})[name.words[0]] = name

    def _find_places(self, text: str, *, in_any_form: bool) -> list[_NamedPlace]:
        found = _read_words(text)
        places: list[_NamedPlace] = []
        place = 0
        while place < len(found.words):
            name = self._find_name(found, place, in_any_form=in_any_form)
            if name is None and in_any_form:
                name = self._find_misspelled_tool(text, found.places[place])
            end = place + (len(name.words) if name else 1)
            if name:
                places.append(_NamedPlace(name, place, found.cut(place, end)))
            place = end
        return places

    def _find_name(self, text: _TextWords, place: int, *, in_any_form: bool) -> _SkillName | None:
        """Return the longest name at a place, rather as it is than in another form."""
        names = [
            name
            for name in self._names_by_stem.get(text.stems[place], ())
            if _is_named(name, text, place, in_any_form=in_any_form)
        ]
        if len(names) < 2:
            return names[0] if names else None
        return max(names, key=lambda name: (len(name.words), _is_same(name, text, place)))

    def _find_misspelled_tool(self, text: str, word: NameWord) -> _SkillName | None:
        """Return the tool that a capitalized word inside the text misspells, or None."""
        is_capitalized = word.start > 0 and text[word.start].isupper()
        if not is_capitalized or not _MIN_TYPO_LETTERS <= len(word.text) <= _MAX_TYPO_LETTERS:
            return None
        tools = self._tools_by_letter.get(word.text[0], {})
        keys = () if word.text in tools else find_similar_keys(word.text, tuple(tools))
        return tools[keys[0]] if len(keys) == 1 else None


def _read_words(text: str) -> _TextWords:
    places = tuple(locate_words(text))
    words = tuple(place.text for place in places)
    capitalized = (f"^{word.lower()}" for word in _PROPER_NOUN.findall(text))
    stems = tuple(map(stem_word, words))
    return _TextWords(text, places, words, stems, frozenset((*words, *capitalized)))


def _is_named(name: _SkillName, text: _TextWords, place: int, *, in_any_form: bool) -> bool:
    end = place + len(name.words)
    if text.stems[place:end] != name.stems:
        return False
    is_written = in_any_form and text.cut(place, end) == name.name
    if name.skill.is_exact_only:
        return is_written and _is_proper_noun(name, text)
    if name.is_short:
        return is_written and len(name.name) > 1
    if _is_same(name, text, place):
        return _fits(name, text, name.words)
    return in_any_form and _is_form(name, text, place) and _fits(name, text, name.stems)


def _is_same(name: _SkillName, text: _TextWords, place: int) -> bool:
    return text.words[place : place + len(name.words)] == name.words


def _is_form(name: _SkillName, text: _TextWords, place: int) -> bool:
    """Return whether words with the stems of a name are forms of it; a short stem is no proof."""
    own = text.words[place : place + len(name.words)]
    words = zip(own, name.words, name.stems, strict=True)
    has_forms = len(own) > 1 or name.skill.kind not in _KINDS_WITHOUT_FORMS
    return (
        has_forms
        and are_forms(own, name.words)
        and all(word == part or len(stem) >= _MIN_STEM_LETTERS for word, part, stem in words)
    )


def _fits(name: _SkillName, text: _TextWords, own: tuple[str, ...]) -> bool:
    """Return whether a name that is also an everyday word stands near a word of its field.

    ``own`` are the words or stems of the name, which prove nothing. A tool's own name with a capital letter
    inside a sentence is no everyday word.
    """
    skill = name.skill
    near = [word for word in skill.context if word in text.near]
    if not skill.context or any(word not in own and stem_word(word) not in own for word in near):
        return True
    return skill.kind == "tool" and name.name == skill.name and _is_proper_noun(name, text)


def _is_proper_noun(name: _SkillName, text: _TextWords) -> bool:
    return f"^{' '.join(name.words)}" in text.near
