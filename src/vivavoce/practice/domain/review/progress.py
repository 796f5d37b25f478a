"""Progress over a person's reviewed sessions; only sessions of the same kind are compared.

Sessions are of the same kind if the same kind of scorer scored them and interview type, difficulty and role
are equal. A line through anything else would connect different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.clock import format_timestamp

MIN_SESSIONS_FOR_TREND = 3
"""Fewer sessions of a kind are shown as points only: a difference of two says little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedSession:
    """What a completed review contributes to the progress."""

    session_id: str
    completed_at: datetime
    scorer_kind: str
    interview_type: str | None
    difficulty: str | None
    target_role: str | None
    overall_score: float | None
    scores: Mapping[str, float | None]
    """Scores (1-5) by criterion."""


def build_progress(sessions: Iterable[ReviewedSession]) -> list[Json]:
    """Return a group per kind of session, the one practiced last first; sessions are oldest first in each."""
    groups: dict[tuple[str, ...], list[ReviewedSession]] = {}
    for session in sorted(sessions, key=lambda session: session.completed_at):
        groups.setdefault(_kind(session), []).append(session)
    newest_first = sorted(groups.values(), key=lambda group: group[-1].completed_at, reverse=True)
    return [_group_json(group) for group in newest_first]


def _kind(session: ReviewedSession) -> tuple[str, ...]:
    role = " ".join((session.target_role or "").casefold().split())
    return (session.scorer_kind, session.interview_type or "", session.difficulty or "", role)


def _group_json(group: Sequence[ReviewedSession]) -> Json:
    last = group[-1]
    criteria = dict.fromkeys(name for session in group for name in session.scores)
    overall = _series((session, session.overall_score) for session in group)
    return {
        "interview_type": last.interview_type,
        "difficulty": last.difficulty,
        "target_role": last.target_role,
        "scorer_kind": last.scorer_kind,
        "sessions": len(group),
        "overall": overall,
        "criteria": [
            {
                "criterion": name,
                **_series((session, session.scores.get(name)) for session in group),
            }
            for name in criteria
        ],
    }


def _series(scores: Iterable[tuple[ReviewedSession, float | None]]) -> Json:
    points = [
        {
            "session_id": session.session_id,
            "completed_at": format_timestamp(session.completed_at),
            "score": score,
        }
        for session, score in scores
        if score is not None
    ]
    return {"points": points, "is_trend": len(points) >= MIN_SESSIONS_FOR_TREND}
