"""Telephone numbers, as people write them and as a provider takes them."""

from __future__ import annotations

import re

_WRITTEN_NUMBER = re.compile(r"\+[0-9(][0-9 ().\u00a0/-]*[0-9]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_phone_number(text: str) -> str:
    """Return a number in the form ``+441134960123`` (E.164), or raise ``ValueError`` with a sentence."""
    written = text.strip()
    # "(0)" stands for what is dialled at home only.
    digits = "+" + re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    if not _WRITTEN_NUMBER.fullmatch(written) or not _E164.fullmatch(digits):
        raise ValueError(
            "this is not a telephone number with its country code, such as +44 113 496 0123."
        )
    return digits


def parse_phone_number_or_none(text: str) -> str | None:
    """Return a number in the form that is dialled, or None for what is no number."""
    try:
        return parse_phone_number(text)
    except ValueError:
        return None
