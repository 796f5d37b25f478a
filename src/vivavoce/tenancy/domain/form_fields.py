"""Validate and normalize form input: e-mail addresses, passwords and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.tenancy.domain.password_strength import MIN_GUESSES_LOG10, estimate_guesses_log10

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
        raise _field_error(
            "email", "This is not a valid e-mail address. Use the form name@example.com."
        )
    return folded


def check_password(text: str, *, personal_details: Iterable[str] = ()) -> str:
    """Return the password if it is strong enough, or raise ``InvalidFieldError`` with what it lacks.

    ``personal_details`` are easy to guess: the person's address, name and organization.
    """
    if len(text) < MIN_PASSWORD_LENGTH:
        raise _field_error(
            "password",
            f"The password has {len(text)} characters. It needs at least {MIN_PASSWORD_LENGTH}.",
        )
    if len(text) > MAX_PASSWORD_LENGTH:
        raise _field_error(
            "password",
            f"The password has more than {MAX_PASSWORD_LENGTH} characters. Choose a shorter one.",
        )
    if len(set(text)) < 5:
        raise _field_error(
            "password", "The password repeats the same few characters. Use a wider variety."
        )
    if estimate_guesses_log10(text, personal_details) < MIN_GUESSES_LOG10:
        raise _field_error(
            "password",
            "This password is easy to guess. Avoid common passwords, keyboard patterns "
            "and your own name. Four unrelated words work well.",
        )
    return text


def check_name(text: str, *, field: str = "name") -> str:
    """Return a name without surrounding whitespace, or raise ``InvalidFieldError``."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name or _has_control_characters(name):
        raise _field_error(
            field, f"'{field}' needs at least one visible character, and no control characters."
        )
    if len(name) > _MAX_NAME_LENGTH:
        raise _field_error(field, f"'{field}' can have at most {_MAX_NAME_LENGTH} characters.")
    return name


def build_slug(name: str) -> str:
    """Return the URL-friendly short form of an organization's name, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "organization"


def _has_control_characters(text: str) -> bool:
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def _field_error(field: str, message: str) -> InvalidFieldError:
    return InvalidFieldError(message, errors=[FieldError(field, "unfit", message)])
