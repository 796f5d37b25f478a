"""What people type into forms: addresses, passwords, names, and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.tenancy.domain.common_passwords import WEAK_BELOW, guesses

_ADDRESS = re.compile(
    r"[^@\s\"(),:;<>\[\\\]]{1,64}@[^@\s\"(),:;<>\[\\\]]+\.[^@\s\"(),:;<>\[\\\]]{2,}"
)
_LONGEST_ADDRESS = 254
_LONGEST_NAME = 200
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 512


class Unfit(Malformed):
    """A field is not as it should be."""

    code = "unfit_field"


def fold_address(text: str) -> str:
    """Return an e-mail address as it is compared and kept, or raise ``Unfit``."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    if len(folded) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(folded) or _has_control(folded):
        raise _unfit("email", "That is not an e-mail address. It looks like name@example.com.")
    return folded


def check_password(text: str, *, about: Iterable[str] = ()) -> str:
    """Return a password that is fit to be chosen, or raise ``Unfit`` saying what it lacks.

    ``about`` is what anybody may know of the person: address, name, organization.
    """
    if len(text) < SHORTEST_PASSWORD:
        raise _unfit(
            "password",
            f"The password has {len(text)} characters. It needs at least {SHORTEST_PASSWORD}.",
        )
    if len(text) > LONGEST_PASSWORD:
        raise _unfit("password", f"The password may have at most {LONGEST_PASSWORD} characters.")
    if len(set(text)) < 5:
        raise _unfit("password", "The password repeats the same few characters. Mix in others.")
    if guesses(text, about) < WEAK_BELOW:
        raise _unfit(
            "password",
            "This password is easy to guess. Avoid common passwords, rows of keys and your own name; "
            "four words that do not belong together work well.",
        )
    return text


def check_name(text: str, *, field: str = "name") -> str:
    """Return a name without blanks around it, or raise ``Unfit``."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name or _has_control(name):
        raise _unfit(field, f"'{field}' needs at least one visible character and no control marks.")
    if len(name) > _LONGEST_NAME:
        raise _unfit(field, f"'{field}' may have at most {_LONGEST_NAME} characters.")
    return name


def slug_of(name: str) -> str:
    """Return the short address-friendly form of an organisation's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "organisation"


def _has_control(text: str) -> bool:
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def _unfit(field: str, message: str) -> Unfit:
    return Unfit(message, errors=[FieldError(field, "unfit", message)])
