"""Three votes become one score: the median, or an abstention where the votes are too far apart.

Votes whose quotes are mostly not in the answer make no score either.

The score of a vote is its highest supported level, less a half if no good sign stands beside it, less a half
for each sign against it. One more good sign never lowers it, and many mediocre ones never make an excellent
score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall
from vivavoce.assessment.domain.model_evidence.guards import (
    MIN_POSITIVE_LEVEL,
    ModelItem,
    check_items,
)
from vivavoce.assessment.domain.model_evidence.substance import find_answer_caps
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript

SINGLE_EVIDENCE_PENALTY, NEGATIVE_EVIDENCE_PENALTY, MAX_NEGATIVE_EVIDENCE = 0.5, 0.5, 2
UNRELIABLE_DROPS = frozenset({"not_verbatim", "too_short", "unknown_side", "name_filled_in"})
"""Guards that drop what is not in the answer. What they drop says nothing about the answer, only about the
reader."""
MAX_UNRELIABLE_SHARE = 0.5
MAX_SPREAD = 1.0
"""Votes that differ by more are a disagreement: no score, and a person reads the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallVotes:
    """What a model returned for one call, vote by vote."""

    call: EvidenceCall
    votes: tuple[tuple[ModelItem, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScore:
    """The score of one question and competency, 1 to 5, or None; and how it came about."""

    call: EvidenceCall
    score: float | None
    votes: tuple[float | None, ...]
    is_disagreement: bool
    is_unreliable: bool
    """Whether more than half of the items quote what is not in the answer: no score."""
    findings: tuple[EvidenceFinding, ...]
    """The evidence of the vote in the middle; where the votes disagree, of all votes."""
    items: int
    dropped: Mapping[str, int]
    capped: Mapping[str, int]


def score_call(
    votes: CallVotes,
    reading: PreparedTranscript,
    *,
    without: Collection[str] = (),
) -> CallScore:
    """Return the score of one call; ``without`` as in ``check_items``."""
    caps = find_answer_caps(votes.call, reading) if any(votes.votes) else {}
    checked = [
        check_items(votes.call, items, reading, answer_caps=caps, without=without)
        for items in votes.votes
    ]
    scores = tuple(compute_vote_score(each.findings) for each in checked)
    given = sorted(score for score in scores if score is not None)
    is_disagreement = bool(given) and given[-1] - given[0] > MAX_SPREAD
    dropped: Counter[str] = Counter()
    capped: Counter[str] = Counter()
    for each in checked:
        dropped.update(each.dropped)
        capped.update(each.capped)
    total = sum(len(items) for items in votes.votes)
    is_unreliable = sum(dropped[name] for name in UNRELIABLE_DROPS) > total * MAX_UNRELIABLE_SHARE
    score = None
    if len(given) * 2 > len(scores) and not is_disagreement and not is_unreliable:
        score = median(given)
    if is_disagreement:
        findings = tuple(dict.fromkeys(one for each in checked for one in each.findings))
    elif score is None:
        findings = ()
    else:
        nearest = min(given, key=lambda vote: (abs(vote - score), vote))
        findings = checked[scores.index(nearest)].findings
    return CallScore(
        call=votes.call,
        score=score,
        votes=scores,
        is_disagreement=is_disagreement,
        is_unreliable=is_unreliable,
        findings=findings,
        items=total,
        dropped=dict(dropped),
        capped=dict(capped),
    )


def compute_vote_score(findings: Sequence[EvidenceFinding]) -> float | None:
    """Return the score of one vote's evidence, 1 to 5, or None without evidence."""
    shown = [finding.level for finding in findings if finding.kind == "shown"]
    against = [finding.level for finding in findings if finding.kind == "deficit"]
    penalty = NEGATIVE_EVIDENCE_PENALTY * min(len(against), MAX_NEGATIVE_EVIDENCE)
    if not shown:
        if not against:
            return None
        return max(1.0, max(against) - penalty + NEGATIVE_EVIDENCE_PENALTY)
    best = max(shown)
    is_alone = sum(level >= max(best - 1, MIN_POSITIVE_LEVEL) for level in shown) <= 1
    return max(1.0, best - (SINGLE_EVIDENCE_PENALTY if is_alone else 0.0) - penalty)
