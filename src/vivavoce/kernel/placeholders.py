"""Placeholders such as ``{{POSITION}}`` in texts that an organization writes: check them and fill them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


def write_placeholder(name: str) -> str:
    """Return the placeholder as it stands in a text."""
    return "{{" + name + "}}"


def find_placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in ``text``, in their order."""
    return tuple(match[1] for match in _PLACEHOLDER.finditer(text))


def split_at_placeholders(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of ``text``: words, and the names of placeholders with True."""
    for index, part in enumerate(_PLACEHOLDER.split(text)):
        if part:
            yield part, index % 2 == 1


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with the values; a value with a placeholder in it stays as it is."""
    return "".join(
        values[part] if is_name else part for part, is_name in split_at_placeholders(text)
    )


def normalize_text(text: str) -> str:
    """Return ``text`` without spaces at the ends of lines and without empty lines around it."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def check_own_text(
    field: str,
    text: str,
    *,
    known: Collection[str],
    required: Collection[str] = (),
    max_characters: int,
) -> tuple[FieldError, ...]:
    """Return what is wrong with a plain text: its length, signs, tags, and each placeholder by its name."""
    return (
        *_check_signs(field, text, max_characters),
        *_check_placeholders(field, text, known, required),
    )


def _check_signs(field: str, text: str, max_characters: int) -> Iterator[FieldError]:
    if not text:
        yield FieldError(field, "empty", translatable("Write a text."))
    if len(text) > max_characters:
        message = translatable(
            "The text can have at most {count} characters. It has {length}.",
            count=max_characters,
            length=len(text),
        )
        yield FieldError(field, "too_long", message)
    if not all(line.isprintable() for line in text.split("\n")):
        message = translatable("The text contains invisible characters. Remove them.")
        yield FieldError(field, "invisible", message)
    tag = _TAG.search(text)
    if tag is not None:
        message = translatable(
            "'{tag}' is HTML. Write plain text; an empty line begins a new paragraph.",
            tag=tag[0][:40],
        )
        yield FieldError(field, "html", message)


def _check_placeholders(
    field: str, text: str, known: Collection[str], required: Collection[str]
) -> Iterator[FieldError]:
    found = find_placeholders(text)
    for name in dict.fromkeys(found):
        if name not in known:
            message = translatable(
                "'{placeholder}' is not a placeholder of this text.",
                placeholder=write_placeholder(name),
            )
            yield FieldError(field, "unknown_placeholder", message)
    rest = _PLACEHOLDER.sub("", text)
    if "{{" in rest or "}}" in rest:
        message = translatable(
            "A placeholder begins with '{open}' and ends with '{close}'.", open="{{", close="}}"
        )
        yield FieldError(field, "broken_placeholder", message)
    for name in required:
        if name not in found:
            message = translatable(
                "'{placeholder}' is missing. The text must contain it.",
                placeholder=write_placeholder(name),
            )
            yield FieldError(field, "missing_placeholder", message)
