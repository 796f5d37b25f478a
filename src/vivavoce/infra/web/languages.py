"""The language of a response, from the header ``Accept-Language`` (RFC 9110, section 12.5.4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Path, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from vivavoce.kernel.translation import ENGLISH, match_language, translate_paragraph

LanguageInPath = Annotated[
    str, Path(description="A language of the list, such as `en`.", examples=["en"])
]
"""The language of a text that an organization writes."""
Value = TypeVar("Value")
_MAX_RANGES = 20
_RANGE = re.compile(
    r"(?P<tag>[A-Za-z0-9-]{1,35}|\*)(?:\s{0,9};\s{0,9}q=(?P<weight>[01](?:\.\d{0,3})?))?"
)


def get_request_language(scope: Scope) -> str:
    """Return the available language that a request prefers, or English."""
    return negotiate_language(", ".join(Headers(scope=scope).getlist("accept-language")))


def negotiate_language(header: str) -> str:
    """Return the available language that the value of ``Accept-Language`` prefers, or English.

    The first 20 language ranges count; those that are malformed are ignored.
    """
    wishes = sorted(_parse_ranges(header), key=lambda wish: -wish[0])
    return next((language for _, language in wishes), ENGLISH)


def _parse_ranges(header: str) -> Iterator[tuple[float, str]]:
    """Yield the weight and the language of each range that an available language satisfies."""
    for text in header.split(",", _MAX_RANGES)[:_MAX_RANGES]:
        wish = _RANGE.fullmatch(text.strip())
        if wish is None:
            continue
        language = ENGLISH if wish["tag"] == "*" else match_language(wish["tag"])
        weight = float(wish["weight"] or 1)
        if language is not None and weight > 0:
            yield weight, language


def _read_language(request: Request) -> str:
    return get_request_language(request.scope)


RequestLanguage = Annotated[str, Depends(_read_language)]
"""Parameter of a route: the language in which to answer."""


def translate_members(value: Value, names: Collection[str], language: str) -> Value:
    """Return a JSON value in which the texts of the members with these names are in ``language``."""
    if language == ENGLISH:
        return value
    return cast("Value", _translate_members(value, names, language))


def _translate_members(value: object, names: Collection[str], language: str) -> object:
    if isinstance(value, dict):
        return {
            name: _translate_texts(member, language)
            if name in names
            else _translate_members(member, names, language)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_translate_members(member, names, language) for member in value]
    return value


def _translate_texts(value: object, language: str) -> object:
    if isinstance(value, list):
        return [_translate_texts(member, language) for member in value]
    return translate_paragraph(value, language) if isinstance(value, str) else value
