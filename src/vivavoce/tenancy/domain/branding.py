"""Check the color and the footer that an organization gives its e-mails."""

from __future__ import annotations

import re
import unicodedata

from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.form_fields import build_field_error

MIN_CONTRAST = 4.5
"""The least contrast between text and its background (WCAG 2.2, success criterion 1.4.3)."""
MAX_FOOTER_CHARACTERS = 600
MAX_FOOTER_LINES = 8
_COLOR = re.compile(r"#[0-9a-f]{6}")


def compute_contrast_with_white(color: str) -> float:
    """Return the contrast of ``color``, as '#rrggbb', with white, from 1 to 21."""
    linear = [_to_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _to_linear(channel: float) -> float:
    """Return the linear value of an sRGB channel, both from 0 to 1."""
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def check_accent_color(field: str, text: str) -> str:
    """Return the color as '#rrggbb', '' without one, or raise ``InvalidFieldError``.

    White text on it, and the color on white, must be readable.
    """
    color = text.strip().lower()
    if not color:
        return ""
    if not _COLOR.fullmatch(color):
        raise build_field_error(
            field,
            translatable("'{color}' is not a color. Use the form #1a4d8f.", color=text),
        )
    # Rounded down: what is shown as 4.5 must be enough.
    contrast = int(compute_contrast_with_white(color) * 10) / 10
    if contrast < MIN_CONTRAST:
        raise build_field_error(
            field,
            translatable(
                "White text on {color} has a contrast of {contrast}:1. It needs at least "
                "{min_contrast}:1 to be readable. Choose a darker color.",
                color=color,
                contrast=contrast,
                min_contrast=MIN_CONTRAST,
            ),
        )
    return color


def check_email_footer(field: str, text: str) -> str:
    """Return the footer without empty lines around it, or raise ``InvalidFieldError``."""
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).strip().splitlines()]
    footer = "\n".join(lines)
    if len(footer) > MAX_FOOTER_CHARACTERS or len(lines) > MAX_FOOTER_LINES:
        raise build_field_error(
            field,
            translatable(
                "The footer can have at most {lines} lines and {characters} characters.",
                lines=MAX_FOOTER_LINES,
                characters=MAX_FOOTER_CHARACTERS,
            ),
        )
    if not all(line.isprintable() for line in lines):
        raise build_field_error(
            field, translatable("The footer contains invisible characters. Remove them.")
        )
    return footer
