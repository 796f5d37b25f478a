"""The words that people use in any job."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def load_everyday_stems() -> frozenset[str]:
    """Return the stems of words that people use in any job."""
    file = resources.files("vivavoce.planning") / "domain" / "everyday_words.toml"
    return frozenset(tomllib.loads(file.read_text("utf-8"))["stems"].split())
