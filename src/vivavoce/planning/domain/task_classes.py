"""Classes of tasks by their verb and object, for questions that suit one class only."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from vivavoce.planning.domain.job_analysis.task_patterns import (
    TaskPattern,
    read_pattern,
    split_verb,
)


@lru_cache(maxsize=1024)
def find_task_classes(task: str) -> frozenset[str]:
    """Return the names of the classes that a task is of."""
    verb, words = split_verb(task)
    return frozenset(
        name for name, pattern in _load_classes().items() if pattern.includes(verb, words)
    )


def list_task_classes() -> frozenset[str]:
    """Return the names of all classes."""
    return frozenset(_load_classes())


@cache
def _load_classes() -> Mapping[str, TaskPattern]:
    file = resources.files("vivavoce.planning.domain") / "task_classes.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    return {name: read_pattern(one) for name, one in raw.items()}
