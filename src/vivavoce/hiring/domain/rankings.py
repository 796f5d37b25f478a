"""Rank assessed interviews of a position by overall score; overlapping score ranges share a rank.

Scores of different positions, or by different kinds of scorer, are never put in one order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.transcript import assign_rank_groups
from vivavoce.hiring.domain.comparison import NOT_ASSESSED
from vivavoce.hiring.domain.interview import Interview

NO_SCORE = "no_evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedInterview:
    """An interview with its newest assessment; None if there is none any more."""

    interview: Interview
    assessment: Json | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedInterview:
    """An interview with its place among those of the same position and kind of scorer."""

    interview: Interview
    assessment: Json = field(repr=False)
    scorer: str
    score: float
    low: float
    high: float
    rank: int
    ranked_count: int
    """How many interviews it is ranked among, itself included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rankings:
    """Ranked interviews, and those without a score with the reason."""

    ranked: tuple[RankedInterview, ...]
    unranked: tuple[tuple[Interview, str], ...]


def rank_interviews(found: Sequence[AssessedInterview]) -> Rankings:
    """Return the rankings of each position and kind of scorer, one after the other, best first."""
    unranked: list[tuple[Interview, str]] = []
    groups: dict[tuple[str, str], list[tuple[Interview, Json]]] = {}
    for each in found:
        if each.assessment is None:
            unranked.append((each.interview, NOT_ASSESSED))
        elif each.assessment["scorecard"]["overall_range"] is None:
            unranked.append((each.interview, NO_SCORE))
        else:
            scorer = str(each.assessment["scorecard"]["scorer"]["kind"])
            key = (each.interview.request.position or "", scorer)
            groups.setdefault(key, []).append((each.interview, each.assessment))
    return Rankings(
        ranked=tuple(
            ranked
            for (_, scorer), members in sorted(groups.items(), key=lambda group: group[0])
            for ranked in _rank_group(scorer, members)
        ),
        unranked=tuple(unranked),
    )


def _rank_group(scorer: str, members: Sequence[tuple[Interview, Json]]) -> list[RankedInterview]:
    ordered = sorted(
        members, key=lambda one: (-one[1]["scorecard"]["overall_score"], str(one[0].id))
    )
    ranges = [one[1]["scorecard"]["overall_range"] for one in ordered]
    ranks = assign_rank_groups([(each["low"], each["high"]) for each in ranges])
    return [
        RankedInterview(
            interview=interview,
            assessment=assessment,
            scorer=scorer,
            score=assessment["scorecard"]["overall_score"],
            low=score_range["low"],
            high=score_range["high"],
            rank=rank,
            ranked_count=len(ordered),
        )
        for (interview, assessment), score_range, rank in zip(ordered, ranges, ranks, strict=True)
    ]
