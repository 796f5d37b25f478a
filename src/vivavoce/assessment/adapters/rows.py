"""A scorecard as it is stored: numbers and reasons plain, words and flags to be sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.scorecard import CompetencyScore, Evidence, Flag, Scorecard, Scorer
from vivavoce.infra.database import Row


def scores_json(scorecard: Scorecard) -> list[Json]:
    """Return the part that says nothing about the person: numbers and reasons by competency."""
    return [
        {name: value for name, value in asdict(one).items() if name != "evidence"}
        for one in scorecard.competencies
    ]


def words_json(scorecard: Scorecard) -> Json:
    """Return the part to seal: quotes by competency, and flags."""
    return {
        "evidence": [[asdict(item) for item in one.evidence] for one in scorecard.competencies],
        "flags": [asdict(flag) for flag in scorecard.flags],
    }


def scorecard_of(row: Row, words: Json | None) -> Scorecard:
    """Return the scorecard of a row; without ``words`` only its numbers and reasons are left."""
    scores = row["scores"]
    quoted = [()] * len(scores) if words is None else words["evidence"]
    return Scorecard(
        overall_score=row["overall_score"],
        recommendation=row["recommendation"],
        competencies=tuple(
            CompetencyScore(**score, evidence=tuple(_evidence(item) for item in items))
            for score, items in zip(scores, quoted, strict=True)
        ),
        flags=() if words is None else tuple(Flag(**flag) for flag in words["flags"]),
        scorer=Scorer(kind=row["scorer_kind"], version=row["scorer_version"]),
    )


def _evidence(item: dict[str, Any]) -> Evidence:  # Any: JSON
    return Evidence(**{**item, "found": tuple(item["found"])})
