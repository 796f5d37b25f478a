"""The fields of work that titles name beside a rank, each with its occupation."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.catalog_names import split_phrase


@cache
def list_fields() -> Mapping[tuple[str, ...], str]:
    """Return the name of the occupation of each field, by the stems of the field's words."""
    return {
        tuple(map(stem_word, split_phrase(field))): occupation
        for occupation, fields in _read_file()["fields"].items()
        for field in fields
    }


@cache
def list_rank_stems() -> frozenset[str]:
    """Return the stems of the words that say a rank or a role in any trade: "lead", "analyst"."""
    return frozenset(map(stem_word, _read_file()["ranks"].split()))


@cache
def _read_file() -> Mapping[str, Any]:  # Any: TOML
    file = resources.files("vivavoce.planning.domain") / "occupation_fields.toml"
    return tomllib.loads(file.read_text("utf-8"))
