"""Prevents questions from revealing the rubric: its distinctive words, or most of a point or signal.

Every probe and every proposed question is checked, from the plan, the rules, a model or the panel.
"""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain.interviewer.utterance_classifier import collect_rubric_stems
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems
from vivavoce.live.domain.session import Session

_MIN_SHARED_WORDS = 2
_POINT_SHARE = 0.6
"""A question with this share of an expected point's words, at least two, reveals the point."""
_SIGNAL_SHARE = 0.75
"""The same share for signals; it is higher because signals are whole sentences in everyday words."""


class RubricGuard:
    """Decides which questions would reveal the rubric.

    ``spoken_stems`` are the stems of everything said so far; repeating them reveals nothing new.
    """

    def __init__(self, plan: InterviewPlan, *, spoken_stems: frozenset[str] = frozenset()) -> None:
        self._points = [content_stems(point) - spoken_stems for point in _expected_points(plan)]
        self._signals = [content_stems(signal) - spoken_stems for signal in _signals(plan)]
        scored = (
            content_stems(p) - spoken_stems for q in plan.questions for p in q.expected_points
        )
        self._distinctive = (
            collect_rubric_stems(plan).union(*scored) - spoken_stems - EVERYDAY_STEMS
        )

    def leaks(self, question: str) -> bool:
        """Whether ``question`` contains a distinctive rubric word, or most of a point or signal."""
        stems = content_stems(question)
        return (
            bool(stems & self._distinctive)
            or any(_contains_most(stems, point, _POINT_SHARE) for point in self._points)
            or any(_contains_most(stems, signal, _SIGNAL_SHARE) for signal in self._signals)
        )


def collect_spoken_stems(state: Session) -> frozenset[str]:
    """Return the stems of everything that either side said in the session."""
    return frozenset[str]().union(*(content_stems(turn.text) for turn in state.turns))


def _contains_most(stems: frozenset[str], whole: frozenset[str], share: float) -> bool:
    return len(stems & whole) >= max(_MIN_SHARED_WORDS, share * len(whole))


def _expected_points(plan: InterviewPlan) -> Iterator[str]:
    for question in plan.questions:
        yield from question.expected_points
        yield from question.look_for


def _signals(plan: InterviewPlan) -> Iterator[str]:
    for competency in plan.rubric.competencies:
        for side in competency.sub_dimensions:
            for signals in side.signals.values():
                yield from signals
