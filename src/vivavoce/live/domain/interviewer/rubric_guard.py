"""What of a rubric a question must not give away: its distinctive words, and most of a point or signal.

Every question passes here, whether the plan, the built-in rules, a model or the panel worded it.
"""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain.interviewer.utterance_classifier import rubric_stems
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems
from vivavoce.live.domain.session import Session

_MIN_SHARED_WORDS = 2
_POINT_SHARE = 0.6
"""So many words of an expected point, and such a share of it, are the point."""
_SIGNAL_SHARE = 0.75
"""Signals are whole sentences in everyday words; a question needs more of one to give it away."""


class RubricGuard:
    """Tells which questions would feed an answer.

    ``said`` are the stems of what either side said so far: whoever repeats them tells nothing new.
    """

    def __init__(self, plan: InterviewPlan, *, spoken_stems: frozenset[str] = frozenset()) -> None:
        self._points = [content_stems(point) - spoken_stems for point in _expected_points(plan)]
        self._signals = [content_stems(signal) - spoken_stems for signal in _signals(plan)]
        scored = (
            content_stems(p) - spoken_stems for q in plan.questions for p in q.expected_points
        )
        self._distinctive = rubric_stems(plan).union(*scored) - spoken_stems - EVERYDAY_STEMS

    def leaks(self, question: str) -> bool:
        """Whether a distinctive word of the rubric, or most of a point or signal, is in ``question``."""
        stems = content_stems(question)
        return (
            bool(stems & self._distinctive)
            or any(_contains_most(stems, point, _POINT_SHARE) for point in self._points)
            or any(_contains_most(stems, signal, _SIGNAL_SHARE) for signal in self._signals)
        )


def collect_spoken_stems(state: Session) -> frozenset[str]:
    """Return the stems of everything that either side said in a talk."""
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
