"""Which trade an occupation belongs to, from the first lines of the question sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

QUESTION_SETS = resources.files("vivavoce.planning") / "question_sets"
TRADE_SETS = QUESTION_SETS / "trades"


@cache
def list_trades() -> Mapping[str, str]:
    """Return the id of the question set of each occupation that has one."""
    heads = read_set_heads(TRADE_SETS)
    return {name: set_id for set_id, head in heads for name in head["occupations"]}


def read_set_heads(folder: Traversable) -> list[tuple[str, dict[str, Any]]]:  # Any: TOML
    """Return the id and the first line of each question set of a folder."""
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return [
        (name[:-5], tomllib.loads((folder / name).read_text("utf-8").partition("\n")[0]))
        for name in files
    ]
