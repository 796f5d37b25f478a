"""Which question of a plan an answer is about, by the words that the plan's questions do not share.

A good answer to a neighboring question has many words of the trade. Compared with the other questions of the
plan, it still has far more of theirs. A story answers no question about what people would do or know, so a
question for a story is compared with other such questions only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.question_anchors import POINT_LEVEL, QuestionAnchors
from vivavoce.assessment.domain.rules.text_units import TextUnit

_SCENE_SHARE = 0.5
"""What a word of the question itself says more than one of its probes."""
_SHARE_OF_MET = 0.5
"""What a sentence that meets a good anchor says about the topic."""
_MIN_LEAD, _MIN_RATIO, _SMOOTHING = 1.0, 2.0, 0.3
"""By so much, and so many times, must an answer be more about another question than about its own."""


@dataclass(frozen=True, slots=True)
class PlanTopics:
    """The questions of a plan that have anchors, and how many of them have each word in their topic."""

    questions: Mapping[str, QuestionAnchors]
    holders: Mapping[str, int]

    def find_other_question(self, question_id: str, units: Sequence[TextUnit]) -> str | None:
        """Return the id of the question that an answer is about instead of its own, or None."""
        stems = sorted({stem for unit in units for stem in unit.stems})
        asked = self.questions[question_id]
        own = self._measure_strength(asked, stems, units)
        strengths = {
            other: self._measure_strength(anchors, stems, units)
            for other, anchors in self.questions.items()
            if other != question_id and (anchors.is_story or not asked.is_story)
        }
        best = max(strengths, key=lambda each: strengths[each], default=None)
        if best is None:
            return None
        is_led = strengths[best] - own > _MIN_LEAD
        is_clear = strengths[best] + _SMOOTHING >= _MIN_RATIO * (own + _SMOOTHING)
        return best if is_led and is_clear else None

    def _measure_strength(
        self, anchors: QuestionAnchors, stems: Sequence[str], units: Sequence[TextUnit]
    ) -> float:
        said = sum(
            (anchors.weigh_topic(stem) + _SCENE_SHARE * anchors.scene_weights.get(stem, 0.0))
            / self.holders.get(stem, 1)
            for stem in stems
        )
        met = sum(
            any(
                match.item.evidence_level >= POINT_LEVEL
                for match in anchors.find_matches(unit, frozenset())
            )
            for unit in units
        )
        return said + _SHARE_OF_MET * met


def build_plan_topics(questions: Mapping[str, QuestionAnchors]) -> PlanTopics:
    """Return the topics of a plan's questions."""
    holders = Counter(stem for anchors in questions.values() for stem in anchors.topic_weights)
    return PlanTopics(questions, holders)
