"""What a free-text change request will do, as exchanged between slices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_NOT_UNDERSTOOD_PREFIX = 'not understood, nothing was changed for it: "'


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredChangeRequestParts:
    """A change request that changes something: which parts of it are ignored, and why."""

    not_understood: tuple[str, ...] = field(default=(), repr=False)
    """Words that were not understood; they change nothing."""
    removed: tuple[str, ...] = field(default=(), repr=False)
    """Notes about demands that an employer must not make: which, why, and what to write instead."""


def format_not_understood_note(words: str) -> str:
    """Return the plan note for words that were not understood."""
    return f'{_NOT_UNDERSTOOD_PREFIX}{words}".'


def extract_not_understood_parts(notes: Iterable[str]) -> tuple[str, ...]:
    """Return the words that were not understood, extracted from the notes of a plan."""
    told = (note.partition(_NOT_UNDERSTOOD_PREFIX)[2] for note in notes)
    return tuple(said.removesuffix('".') for said in told if said)
