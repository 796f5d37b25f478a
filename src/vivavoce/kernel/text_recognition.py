"""Finds the template and the values of an English text that was stored without them.

Plans and reviews keep what the built-in rules wrote as English text. Its templates are in the catalogs, so
that each reader gets it in their language.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SENTENCE_END = re.compile(r"((?<=[.!?]) (?=[A-Z0-9])|\n)")
_MIN_LETTERS = 3
"""A template with fewer letters of its own, such as '{message} [{code}]', would fit almost every text."""

_LOOSE_LETTERS = 8
"""A join of values with fewer letters, such as '{first} and {second}', fits too many whole sentences."""


@dataclass(frozen=True, slots=True)
class RecognizableTemplate:
    """An English template: ``literals[i]`` is before ``names[i]``, and the last literal is at the end."""

    template: str
    literals: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def letters(self) -> int:
        """Return how many letters the template has of its own."""
        return sum(map(str.isalpha, "".join(self.literals)))

    @property
    def is_anchored(self) -> bool:
        """Return whether the template begins with letters of its own."""
        return any(map(str.isalpha, self.literals[0]))

    @property
    def is_loose(self) -> bool:
        """Return whether the template is a join of values, such as '{first} and {second}'."""
        ends = self.literals[0] + self.literals[-1]
        return self.letters < _LOOSE_LETTERS and not any(map(str.isalpha, ends))

    def match(self, text: str) -> Mapping[str, str] | None:
        """Return the values with which the template gives ``text``, each as short as can be, or None."""
        first, *between, last = self.literals
        if not text.startswith(first) or not text.endswith(last):
            return None
        values: dict[str, str] = {}
        start, end = len(first), len(text) - len(last)
        for place, name in enumerate(self.names):
            literal = between[place] if place < len(between) else last
            at = text.find(literal, start, end) if place < len(between) else end
            if at <= start or values.setdefault(name, text[start:at]) != text[start:at]:
                return None
            start = at + len(literal)
        return values


def parse_templates(texts: Iterable[str]) -> Sequence[RecognizableTemplate]:
    """Return the templates with values that can be recognized, those with most letters first.

    Of two with the same number, one that begins with letters of its own comes first.
    """
    parsed = (_parse(text) for text in texts if "{" in text)
    known = [one for one in parsed if one is not None]
    return sorted(known, key=lambda one: (-one.letters, not one.is_anchored))


def recognize(
    text: str, templates: Sequence[RecognizableTemplate], *, is_within_sentences: bool = False
) -> tuple[str, Mapping[str, str]] | None:
    """Return the template that gives ``text``, with its values, or None.

    With ``is_within_sentences`` no value may go on over the end of a sentence or line: else a template of one
    sentence, such as 'Say {gap}.', would take all that follows for its value.
    """
    for template in templates:
        values = template.match(text)
        if values is not None and not (is_within_sentences and _has_end(values)):
            return template.template, values
    return None


def _has_end(values: Mapping[str, str]) -> bool:
    return any(SENTENCE_END.search(value) for value in values.values())


def _parse(template: str) -> RecognizableTemplate | None:
    """Return the parts of a template, or None if two values touch or it has too few letters."""
    literals, names = [""], []
    try:
        for literal, name, _, _ in string.Formatter().parse(template):
            literals[-1] += literal
            if name is not None:
                names.append(name)
                literals.append("")
    except ValueError:
        return None
    parsed = RecognizableTemplate(template, tuple(literals), tuple(names))
    is_clear = bool(names) and all(literals[1:-1]) and parsed.letters >= _MIN_LETTERS
    return parsed if is_clear else None
