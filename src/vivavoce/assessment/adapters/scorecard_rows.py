"""The storage format of scorecards: scores and reasons in plain text, quotes and flags encrypted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.scorecard import (
    CompetencyScore,
    Evidence,
    Scorecard,
    ScorecardFlag,
    ScorerInfo,
)
from vivavoce.infra.database import Row


def serialize_scores(scorecard: Scorecard) -> list[Json]:
    """Return the part to store in plain text: scores and reasons by competency."""
    return [
        {name: value for name, value in asdict(one).items() if name != "evidence"}
        for one in scorecard.competencies
    ]


def serialize_sealed_content(scorecard: Scorecard) -> Json:
    """Return the part to encrypt: evidence by competency, and flags."""
    return {
        "evidence": [[asdict(item) for item in one.evidence] for one in scorecard.competencies],
        "flags": [asdict(flag) for flag in scorecard.flags],
    }


def build_scorecard(row: Row, sealed_content: Json | None) -> Scorecard:
    """Return the scorecard of a row; without ``sealed_content`` it has only scores and reasons."""
    scores = row["scores"]
    quoted = [()] * len(scores) if sealed_content is None else sealed_content["evidence"]
    return Scorecard(
        overall_score=row["overall_score"],
        recommendation=row["recommendation"],
        competencies=tuple(
            CompetencyScore(**score, evidence=tuple(_build_evidence(item) for item in items))
            for score, items in zip(scores, quoted, strict=True)
        ),
        flags=()
        if sealed_content is None
        else tuple(ScorecardFlag(**flag) for flag in sealed_content["flags"]),
        scorer=ScorerInfo(kind=row["scorer_kind"], version=row["scorer_version"]),
    )


def _build_evidence(item: dict[str, Any]) -> Evidence:  # Any: JSON
    return Evidence(**{**item, "found": tuple(item["found"])})
