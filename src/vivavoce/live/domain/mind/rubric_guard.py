"""What of a rubric a question must not give away: its distinctive words, and most of a point or signal.

Every question passes here, whether the plan, the built-in rules, a model or the panel worded it.
"""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain.mind.reading import rubric_stems
from vivavoce.live.domain.mind.words import EVERYDAY, content_stems
from vivavoce.live.domain.session import Session

_LEAST_WORDS = 2
_MOST_OF_POINT = 0.6
"""So many words of an expected point, and such a share of it, are the point."""
_MOST_OF_SIGNAL = 0.75
"""Signals are whole sentences in everyday words; a question needs more of one to give it away."""


class RubricGuard:
    """Tells which questions would feed an answer.

    ``said`` are the stems of what either side said so far: whoever repeats them tells nothing new.
    """

    def __init__(self, plan: Plan, *, said: frozenset[str] = frozenset()) -> None:
        self._points = [content_stems(point) - said for point in _points(plan)]
        self._signals = [content_stems(signal) - said for signal in _signals(plan)]
        scored = (content_stems(p) - said for q in plan.questions for p in q.expected_points)
        self._distinctive = rubric_stems(plan).union(*scored) - said - EVERYDAY

    def leaks(self, question: str) -> bool:
        """Whether a distinctive word of the rubric, or most of a point or signal, is in ``question``."""
        stems = content_stems(question)
        return (
            bool(stems & self._distinctive)
            or any(_is_most(stems, point, _MOST_OF_POINT) for point in self._points)
            or any(_is_most(stems, signal, _MOST_OF_SIGNAL) for signal in self._signals)
        )


def stems_said(state: Session) -> frozenset[str]:
    """Return the stems of everything that either side said in a talk."""
    return frozenset[str]().union(*(content_stems(turn.text) for turn in state.turns))


def _is_most(stems: frozenset[str], whole: frozenset[str], share: float) -> bool:
    return len(stems & whole) >= max(_LEAST_WORDS, share * len(whole))


def _points(plan: Plan) -> Iterator[str]:
    for question in plan.questions:
        yield from question.expected_points
        yield from question.look_for


def _signals(plan: Plan) -> Iterator[str]:
    for competency in plan.rubric.competencies:
        for side in competency.sub_dimensions:
            for signals in side.signals.values():
                yield from signals
