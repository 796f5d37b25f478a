"""What the scene of a question is about, and whether a posting has anything of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from vivavoce.planning.domain.scene_assumptions import contradicts_nothing
from vivavoce.planning.domain.scene_hours import is_within_hours
from vivavoce.planning.domain.task_objects import has_exact_word
from vivavoce.planning.domain.workplaces import drop_denied

OWN_PEOPLE = "own_people"
"""The topic of scenes with people of one's own; it says nothing of the place."""


_NO_PEOPLE = re.compile(
    r"\b(?:no|without|not have|not include|n't have|nor)(?: any)? "
    r"(?:line[- ]management|direct reports|"
    r"people management|staff (?:to manage|of your own)|"
    r"supervisory (?:duties|responsibilit\w+)|management responsibilit\w+)\b",
    re.IGNORECASE,
)
"""The posting says itself that nobody is led, whatever its title or other words would let one think."""


_ALONE = re.compile(
    r"\b(?:you(?:'re| are|'d be|'ll be| will be| would be)|works?|working) (?:all )?"
    r"(?:alone|by yourself|on your own)\b(?! with the)"
    r"|\balone (?:except|apart)\b|\blone[- ]work|\bthe only (?:person|one|member of staff) (?:at|in|on)\b"
    r"|\bsingle[- ](?:crewed|handed|staffed)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:a|another|an experienced|an older|a longtime|the) (?:colleague|coworker|co-worker|teammate)\b"
    r"(?! (?:who has left|from another|calls|rings))|\b(?:beside|next to) you works\b",
    re.IGNORECASE,
)


class _Topic(NamedTuple):
    """What scenes are about: the words of scenes, those of postings, and those of titles."""

    signs: frozenset[str]
    evidence: frozenset[str]
    titles: frozenset[str]


def is_at_home(scene: str, job_text: str) -> bool:
    """Return whether a posting has something of all that a scene is about.

    A scene with a sales director belongs to work that sells something, and one with a changeover to a
    factory, whatever the trade is called. A scene about nothing in particular is at home everywhere.
    """
    return _find_topics(scene) <= _find_evidence(job_text)


def has_own_people(job_text: str) -> bool:
    """Return whether a posting is for somebody who has people of their own: a team, helpers or trainees."""
    return OWN_PEOPLE in _find_evidence(job_text)


def denies_people(job_text: str) -> bool:
    """Return whether a posting says that there is nobody to lead."""
    return _NO_PEOPLE.search(job_text) is not None


def fits_company(scene: str, job_text: str) -> bool:
    """Return whether a scene has nothing that the posting denies: a colleague, a head office, the hour."""
    return (
        not (_is_alone(job_text) and _BESIDE.search(scene))
        and contradicts_nothing(scene, job_text)
        and is_within_hours(scene, job_text)
    )


@lru_cache(maxsize=256)
def _is_alone(job_text: str) -> bool:
    return _ALONE.search(drop_denied(job_text)) is not None


def names_setting(scene: str) -> bool:
    """Return whether a scene itself says what it is about, so that the posting is asked for it."""
    return bool(_find_topics(scene) - {OWN_PEOPLE})


@lru_cache(maxsize=8192)
def _find_topics(scene: str) -> frozenset[str]:
    """Return what a scene is about, by its own words."""
    return frozenset(
        name for name, topic in _load_topics().items() if has_exact_word(scene, topic.signs)
    )


@lru_cache(maxsize=256)
def _find_evidence(job_text: str) -> frozenset[str]:
    """Return what a posting has something of."""
    title = job_text.partition("\n")[0]
    has_no_people = denies_people(job_text)
    return frozenset(
        name
        for name, topic in _load_topics().items()
        if not (has_no_people and name == OWN_PEOPLE)
        and (
            has_exact_word(job_text, topic.signs | topic.evidence)
            or has_exact_word(title, topic.titles)
        )
    )


@cache
def _load_topics() -> Mapping[str, _Topic]:
    file = resources.files("vivavoce.planning") / "domain" / "scenes.toml"
    return {
        name: _Topic(*(frozenset(words.get(key, ())) for key in ("signs", "evidence", "titles")))
        for name, words in tomllib.loads(file.read_text("utf-8")).items()
        if isinstance(words, dict)  # the lists are of sets
    }
