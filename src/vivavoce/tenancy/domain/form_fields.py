"""Validate and normalize form input: e-mail addresses, names, and passwords with their strength.

The strength estimate knows common passwords, sequences and repeats, and takes linear time.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.time_zones import is_time_zone
from vivavoce.kernel.translation import translatable

MIN_GUESSES_LOG10 = 8.0
"""The log10 of the number of guesses below which a password is rejected."""
_MAX_WORD_LENGTH = 20
_MIN_WORD_LENGTH = 3
_MAX_CHARACTERS_READ = 128
"""Only this many characters are evaluated; longer passwords are strong enough anyway."""
_CHARACTER_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
_ADJACENT_PAIRS = frozenset(
    pair for row in _CHARACTER_ROWS for steps in (row, row[::-1]) for pair in pairwise(steps)
)
_SUBSTITUTIONS = str.maketrans("@4031!|5$7+8", "aaoeiiissttb")
_RUN_COST, _REPEAT_COST, _LETTER_COST, _DISGUISE_COST = 1.5, 0.3, 1.0, 0.5


def estimate_guesses_log10(password: str, personal_details: Iterable[str] = ()) -> float:
    """Return the log10 of the number of guesses that a password withstands, estimated generously.

    The password is split at the lowest total cost into common passwords, words of ``personal_details``
    (the person's address, name and organization), keyboard or alphabet runs, repeated and single letters.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()[:_MAX_CHARACTERS_READ]
    unit = _repeated_unit(plain)
    own = _personal_words(personal_details)
    cost = min(_cost(unit, own), _cost(unit.translate(_SUBSTITUTIONS), own) + _DISGUISE_COST)
    return cost + math.log10(max(1, len(plain) // len(unit)) if unit else 1)


def _cost(text: str, own: frozenset[str]) -> float:
    """Return the cost (log10 of guesses) of the cheapest way to compose ``text``."""
    ranks, cheapest = _common_password_ranks(), [0.0] * (len(text) + 1)
    run = same = 0
    for end in range(1, len(text) + 1):
        character, before = text[end - 1], text[end - 2] if end > 1 else ""
        run = run + 1 if (before, character) in _ADJACENT_PAIRS else 0
        same = same + 1 if before == character else 0
        cost = cheapest[end - 1] + (_REPEAT_COST if same else _LETTER_COST)
        if run >= _MIN_WORD_LENGTH - 1:
            cost = min(cost, cheapest[end - 1 - run] + _RUN_COST)
        for length in range(_MIN_WORD_LENGTH, min(_MAX_WORD_LENGTH, end) + 1):
            word = text[end - length : end]
            rank = 1 if word in own else ranks.get(word)
            if rank is not None:
                cost = min(cost, cheapest[end - length] + math.log10(rank + 1))
        cheapest[end] = cost
    return cheapest[-1]


def _repeated_unit(text: str) -> str:
    """Return the shortest unit that repeats through all of ``text``, or else ``text`` itself."""
    border = [0] * (len(text) + 1)
    for end in range(1, len(text)):
        length = border[end]
        while length and text[end] != text[length]:
            length = border[length]
        border[end + 1] = length + 1 if text[end] == text[length] else 0
    period = len(text) - border[-1]
    return text[:period] if period * 2 <= len(text) else text


def _personal_words(personal_details: Iterable[str]) -> frozenset[str]:
    folded = (unicodedata.normalize("NFKC", text).casefold() for text in personal_details)
    pieces = (piece for text in folded for piece in [*re.split(r"[\W_]+", text), _joined(text)])
    return frozenset(piece[:_MAX_WORD_LENGTH] for piece in pieces if len(piece) >= _MIN_WORD_LENGTH)


def _joined(text: str) -> str:
    return re.sub(r"[\W_]", "", text.partition("@")[0])


@cache
def _common_password_ranks() -> dict[str, int]:
    """Return common passwords with their ranks; rank 1 is the most common."""
    packed = Path(__file__).with_name("common_passwords.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {line: rank for rank, line in enumerate(lines, 1)}


_EMAIL = re.compile(
    r"[^@\s\"(),:;<>\[\\\]]{1,64}@[^@\s\"(),:;<>\[\\\]]+\.[^@\s\"(),:;<>\[\\\]]{2,}"
)
_MAX_EMAIL_LENGTH = 254
_MAX_NAME_LENGTH = 200
MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 512


class InvalidFieldError(InvalidRequestError):
    """A field has an invalid value."""

    code = "invalid_field"


def normalize_email(text: str) -> str:
    """Return an e-mail address as it is compared and stored, or raise ``InvalidFieldError``."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    if (
        len(folded) > _MAX_EMAIL_LENGTH
        or not _EMAIL.fullmatch(folded)
        or _has_control_characters(folded)
    ):
        raise build_field_error(
            "email",
            translatable("This is not a valid e-mail address. Use the form name@example.com."),
        )
    return folded


def check_optional_email(field: str, text: str) -> str:
    """Return the address in ``field`` as it is stored, '' without one, or raise ``InvalidFieldError``."""
    if not text.strip():
        return ""
    try:
        return normalize_email(text)
    except InvalidFieldError as error:
        raise build_field_error(field, error.errors[0].message) from None


def check_optional_time_zone(field: str, name: str) -> str:
    """Return the time zone in ``field``, '' without one, or raise ``InvalidFieldError``."""
    chosen = name.strip()
    if not chosen or is_time_zone(chosen):
        return chosen
    raise build_field_error(
        field,
        translatable(
            "'{name}' is not a time zone. Use a name such as 'Europe/Berlin', or 'UTC'.", name=name
        ),
    )


def check_password(text: str, *, personal_details: Iterable[str] = ()) -> str:
    """Return the password if it is strong enough, or raise ``InvalidFieldError`` with what it lacks.

    ``personal_details`` are easy to guess: the person's address, name and organization.
    """
    if len(text) < MIN_PASSWORD_LENGTH:
        raise build_field_error(
            "password",
            translatable(
                "The password has {length} characters. It needs at least {min_password_length}.",
                length=len(text),
                min_password_length=MIN_PASSWORD_LENGTH,
            ),
        )
    if len(text) > MAX_PASSWORD_LENGTH:
        raise build_field_error(
            "password",
            translatable(
                "The password has more than {max_password_length} characters. Choose a shorter one.",
                max_password_length=MAX_PASSWORD_LENGTH,
            ),
        )
    if len(set(text)) < 5:
        raise build_field_error(
            "password",
            translatable("The password repeats the same few characters. Use a wider variety."),
        )
    if estimate_guesses_log10(text, personal_details) < MIN_GUESSES_LOG10:
        raise build_field_error(
            "password",
            translatable(
                "This password is easy to guess. Avoid common passwords, keyboard patterns "
                "and your own name. Four unrelated words work well."
            ),
        )
    return text


def check_name(text: str, *, field: str = "name", limit: int = _MAX_NAME_LENGTH) -> str:
    """Return a name without surrounding whitespace, or raise ``InvalidFieldError``.

    It has at most ``limit`` characters.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name or _has_control_characters(name):
        raise build_field_error(
            field,
            translatable(
                "'{field}' needs at least one visible character, and no control characters.",
                field=field,
            ),
        )
    if len(name) > limit:
        raise build_field_error(
            field,
            translatable(
                "'{field}' can have at most {max_name_length} characters.",
                field=field,
                max_name_length=limit,
            ),
        )
    return name


def build_slug(name: str) -> str:
    """Return the URL-friendly short form of an organization's name, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "organization"


def _has_control_characters(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def build_field_error(field: str, message: str, *, code: str = "unfit") -> InvalidFieldError:
    """Return the error of one field, with the same sentence for the field and for the whole form."""
    return InvalidFieldError(message, errors=[FieldError(field, code, message)])
