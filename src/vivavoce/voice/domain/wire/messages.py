"""What is said about sound, whatever the dialect words it like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.voice.domain.wire.refusals import MessageUnreadable

GENERATIONS = 65_536
"""Generations are counted modulo this, as the header has 16 bits for them."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The client begins its sound, or ends it."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The candidate has said what there was to say."""


@dataclass(frozen=True, slots=True)
class Mute:
    """The candidate closed or opened the microphone."""

    is_muted: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """So much of an utterance was played; ``is_answer`` says that it stopped there, after a flush."""

    generation: int
    samples: int
    is_answer: bool = False


Said = Voice | Done | Mute | Mark


def document_in(raw: str, *, longest: int) -> Json | None:
    """Return the object that ``raw`` holds, or None if it holds none or is longer than ours are."""
    if len(raw) > longest:
        return None
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def voice_in(document: Mapping[str, object]) -> Voice:
    """Return whether sound is wanted."""
    mode = document.get("mode")
    if mode not in ("on", "off"):
        raise MessageUnreadable("'mode' must be 'on' or 'off'.")
    return Voice(mode == "on")


def mute_in(document: Mapping[str, object]) -> Mute:
    """Return whether the microphone is closed."""
    muted = document.get("muted")
    if not isinstance(muted, bool):
        raise MessageUnreadable("'muted' must be true or false.")
    return Mute(muted)


def mark_in(document: Mapping[str, object]) -> Mark:
    """Return what was played."""
    is_answer = document.get("flushed", False)
    if not isinstance(is_answer, bool):
        raise MessageUnreadable("'flushed' must be true or false.")
    return Mark(_count(document, "gen") % GENERATIONS, _count(document, "samples"), is_answer)


def _count(document: Mapping[str, object], name: str) -> int:
    given = document.get(name)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 2**53:
        raise MessageUnreadable(f"'{name}' must be a whole number, 0 or more.")
    return given
