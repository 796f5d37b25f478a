"""What the scene of a question is about, and whether a posting has anything of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from vivavoce.planning.domain.task_objects import has_exact_word


def is_at_home(scene: str, job_text: str) -> bool:
    """Return whether a posting has something of all that a scene is about.

    A scene with a sales director belongs to work that sells something, and one with a changeover to a
    factory, whatever the trade is called. A scene about nothing in particular is at home everywhere.
    """
    return _find_topics(scene) <= _find_evidence(job_text)


def names_setting(scene: str) -> bool:
    """Return whether a scene itself says what it is about, so that the posting is asked for it."""
    return bool(_find_topics(scene))


@lru_cache(maxsize=8192)
def _find_topics(scene: str) -> frozenset[str]:
    """Return what a scene is about, by its own words."""
    return frozenset(
        name for name, (signs, _) in _load_topics().items() if has_exact_word(scene, signs)
    )


@lru_cache(maxsize=256)
def _find_evidence(job_text: str) -> frozenset[str]:
    """Return what a posting has something of."""
    return frozenset(
        name
        for name, (signs, evidence) in _load_topics().items()
        if has_exact_word(job_text, signs | evidence)
    )


@cache
def _load_topics() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    file = resources.files("vivavoce.planning") / "domain" / "scenes.toml"
    return {
        name: (frozenset(words["signs"]), frozenset(words["evidence"]))
        for name, words in tomllib.loads(file.read_text("utf-8")).items()
        if isinstance(words, dict)  # the lists are of sets
    }
