"""Finds the template and the values of an English text that was stored without them.

Plans and reviews keep what the built-in rules wrote as English text. Its templates are in the catalogs, so
that each reader gets it in their language.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MIN_LETTERS = 3
"""A template with fewer letters of its own, such as '{message} [{code}]', would fit almost every text."""


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
    """Return the templates with values that can be recognized, those with most letters first."""
    parsed = (_parse(text) for text in texts if "{" in text)
    return sorted((one for one in parsed if one is not None), key=lambda one: -one.letters)


def recognize(
    text: str, templates: Sequence[RecognizableTemplate]
) -> tuple[str, Mapping[str, str]] | None:
    """Return the template that gives ``text``, with its values, or None."""
    for template in templates:
        if (values := template.match(text)) is not None:
            return template.template, values
    return None


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
