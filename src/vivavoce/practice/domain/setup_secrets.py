"""Secret detection in a practice context: member names and values that look like a secret are rejected.

Only names that denote a secret and the published formats of well-known tokens match, so that ordinary
text about passwords, tokens and keys in a job description passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

_SECRET_NAMES = frozenset(
    {
        *("password", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets"),
        *("token", "apikey", "bearer", "jwt", "otp"),
    }
)
_STANDALONE_NAMES = frozenset({"authorization", "auth"})
"""Names that denote a secret only on their own; "work authorization", for example, is harmless."""
_SECRET_WORD_PAIRS = frozenset(
    {
        *("api key", "access key", "secret key", "private key", "signing key", "encryption key"),
        *(
            "ssh key",
            "auth key",
            "auth header",
            "session cookie",
            "auth cookie",
            "connection string",
        ),
        *("login credentials", "db credentials", "database credentials", "aws credentials"),
    }
)
_IGNORED_SUFFIXES = frozenset({"value", "base64", "text", "string", "pem", "header"})
"""Trailing words that are ignored: ``apiKeyValue`` is treated like ``apiKey``."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TOKEN_PATTERNS = (
    re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    re.compile(r"\bgithub_pat_[A-Za-z0-9_]{22,}\b"),
    re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    re.compile(r"\bsk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{20,}"),
    re.compile(r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b"),
    re.compile(r"\bwhsec_[A-Za-z0-9+/=]{16,}"),
    re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    re.compile(r"\bAIza[A-Za-z0-9_-]{35}"),
    re.compile(r"\bya29\.[A-Za-z0-9_-]{20,}"),
    re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"),
    re.compile(r"\bpypi-[A-Za-z0-9_-]{50,}"),
    re.compile(r"\bhf_[A-Za-z0-9]{30,}\b"),
    re.compile(r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    re.compile(r"\b[Bb]earer (?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{20,}"),
    re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]+:[^\s/@]+@[A-Za-z0-9.-]+"),
)


class SecretInContextError(InvalidRequestError):
    """The context contains something that looks like a secret. Leave it out: practice needs none."""

    code = "secret_in_context"


def reject_secrets(context: Mapping[str, Any]) -> None:  # Any: JSON
    """Raise ``SecretInContextError`` if anything in ``context`` looks like a secret.

    The error gives up to 20 paths and never the values.
    """
    places = list(dict.fromkeys(_find_secrets(context)))
    if places:
        raise SecretInContextError(
            translatable(
                "'{field}' looks like a secret. Remove it; practice does not need secrets.",
                field=places[0],
            ),
            errors=[
                FieldError(place, SecretInContextError.code, "This looks like a secret. Remove it.")
                for place in places[:20]
            ],
        )


def is_secret_name(name: str) -> bool:
    """Return whether a member with this name would hold a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    while words and (words[-1] in _IGNORED_SUFFIXES or words[-1].isdigit()):
        words.pop()
    if not words:
        return False
    is_alone = len(words) == 1 and words[0] in _STANDALONE_NAMES
    return is_alone or words[-1] in _SECRET_NAMES or " ".join(words[-2:]) in _SECRET_WORD_PAIRS


def contains_secret(text: str) -> bool:
    """Return whether ``text`` contains a token in a well-known format."""
    return any(shape.search(text) for shape in _TOKEN_PATTERNS)


def _find_secrets(context: Mapping[str, Any]) -> Iterator[str]:  # Any: JSON
    pending: list[tuple[str, object]] = [("context", context)]
    while pending:
        place, value = pending.pop()
        if isinstance(value, str):
            if contains_secret(value):
                yield place
        elif isinstance(value, Mapping):
            for name, member in value.items():
                if contains_secret(name):
                    yield place
                elif is_secret_name(name) and member and not isinstance(member, bool):
                    yield f"{place}.{name[:60]}"
                else:
                    pending.append((f"{place}.{name[:60]}", member))
        elif isinstance(value, list):
            pending += ((f"{place}.{index}", member) for index, member in enumerate(value))
