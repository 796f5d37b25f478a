"""Colours live in one file, and every pair of them can be read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "web" / "src"
COLORS_OF_EMAILS = {
    SOURCES / "shared" / "api" / "schema.d.ts",
    SOURCES / "features" / "settings" / "parts" / "email-look.tsx",
    SOURCES / "features" / "settings" / "parts" / "email-preview.tsx",
}
"""Where an organization's own color is an example or a default, and the paper of its e-mails."""
TOKENS_FILE = SOURCES / "shared" / "ui" / "tokens.css"
THEMES = ("light", "dark")
GROUNDS = ("bg", "surface", "sunken")
WORDS = 4.5
GRAPHICS = 3.0

_TOKEN = re.compile(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\);")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab)\(")


def tokens() -> dict[str, dict[str, str]]:
    found = _TOKEN.findall(TOKENS_FILE.read_text(encoding="utf-8"))
    return {name: {"light": light, "dark": dark} for name, light, dark in found}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    """Every colour with every ground it may stand on, and what it needs there."""
    readable = ["text", "text2", "text3"]
    hues = ["tide", "clay", "leaf", "amber", "rose"]
    listed = [(name, ground, WORDS) for name in readable for ground in (*GROUNDS, "raised")]
    listed += [("onact", "act", WORDS)]
    for hue in hues:
        listed += [(f"{hue}text", ground, WORDS) for ground in (*GROUNDS, f"{hue}soft")]
        listed += [(hue, ground, GRAPHICS) for ground in GROUNDS]
    listed += [(name, ground, GRAPHICS) for name in ("edge", "focus", "act") for ground in GROUNDS]
    return listed


def test_every_text_color_is_readable_on_its_backgrounds() -> None:
    known = tokens()

    pale = {
        (theme, front, ground): shown
        for theme in THEMES
        for front, ground, needed in pairs()
        if (shown := contrast(known[front][theme], known[ground][theme])) < needed
    }

    assert pale == {}


def test_colors_are_defined_in_the_tokens_file_only() -> None:
    others = [
        path
        for path in SOURCES.rglob("*")
        if path.suffix in {".ts", ".tsx", ".css", ".svg"}
        and not path.name.endswith(".test.tsx")
        and path not in {TOKENS_FILE, *COLORS_OF_EMAILS}
    ]
    found = [
        f"{path.relative_to(SOURCES)}: {colour}"
        for path in others
        for colour in _COLOUR.findall(path.read_text(encoding="utf-8"))
    ]

    assert others
    assert found == []
