"""Phone numbers: from the way people write them to E.164."""

from __future__ import annotations

import re

_WRITTEN_NUMBER = re.compile(r"\+[0-9(][0-9 ().\u00a0/-]*[0-9]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_phone_number(text: str) -> str:
    """Return a number in E.164 form (``+441134960123``); raise ``ValueError`` with a readable message."""
    written = text.strip()
    # "(0)" is a trunk prefix that is dialed only within the country.
    digits = "+" + re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    if not _WRITTEN_NUMBER.fullmatch(written) or not _E164.fullmatch(digits):
        raise ValueError(
            "this is not a phone number with a country code, such as +44 113 496 0123."
        )
    return digits


def parse_phone_number_or_none(text: str) -> str | None:
    """Return a number in E.164 form, or None if the text is not a phone number."""
    try:
        return parse_phone_number(text)
    except ValueError:
        return None
