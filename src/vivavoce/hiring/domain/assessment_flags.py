"""The flags of an assessment: which kinds it has, and which of them interviews can be found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.transcript import FlagFilter


def list_flag_kinds(assessment: Json | None) -> tuple[str, ...]:
    """Return the kinds of an assessment's flags, each once, in their order."""
    return tuple(dict.fromkeys(flag["kind"] for flag in _list_flags(assessment)))


def count_flags(assessment: Json | None) -> int:
    """Return how many flags an assessment has; several may be of one kind."""
    return len(_list_flags(assessment))


def list_searchable_flags(assessment: Json | None) -> tuple[FlagFilter, ...]:
    """Return the kinds of an assessment's flags by which its interview can be found."""
    kinds = list_flag_kinds(assessment)
    return tuple(kind for kind in get_args(FlagFilter) if kind in kinds)


def _list_flags(assessment: Json | None) -> Sequence[Json]:
    scorecard = (assessment or {}).get("scorecard") or {}
    return scorecard.get("flags") or ()
