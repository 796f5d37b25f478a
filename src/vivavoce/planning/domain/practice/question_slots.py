"""The places of a practice plan under revision: which question is at each, and what may replace it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.practice.practice_question import PracticeQuestion
from vivavoce.planning.domain.practice.practice_topics import PracticeTopic
from vivavoce.planning.domain.practice.question_pool import (
    PracticeInput,
    QuestionPool,
    restore_question,
)
from vivavoce.planning.domain.practice.standing_requests import StandingRequests


class QuestionSlots:
    """Holds one question at each place while change requests are applied."""

    def __init__(
        self,
        source: PracticeInput,
        pool: QuestionPool,
        questions: Sequence[PracticeQuestion | None],
        requests: StandingRequests | None = None,
    ) -> None:
        self.requests = requests or StandingRequests()
        self.excluded_topics: list[PracticeTopic] = []
        self._source = source
        self._pool = pool
        self._places = list(questions)
        self._initial = tuple(questions)
        self._protected_ids: set[str] = set()
        self._used_ids = {one.id for one in self.questions}

    @classmethod
    def from_plan(
        cls,
        source: PracticeInput,
        pool: QuestionPool,
        plan: InterviewPlan,
        requests: StandingRequests,
    ) -> QuestionSlots:
        """Return the questions of a plan; ``fill_gaps`` fills the places of those without an origin."""
        count = source.options.question_count
        restored = [restore_question(one, source) for one in plan.questions[:count]]
        return cls(source, pool, [*restored, *[None] * (count - len(restored))], requests)

    @property
    def questions(self) -> list[PracticeQuestion]:
        """The questions in order, without the gaps."""
        return [one for one in self._places if one is not None]

    @property
    def depth(self) -> int:
        """The wanted depth of new questions, from 1 to 3."""
        return max(1, min(3, self._source.options.depth + self.requests.depth_shift))

    def fill_gaps(self) -> None:
        """Put any suitable question into each empty place."""
        for place, question in enumerate(self._places):
            if question is None:
                self._places[place] = self.find_any()
        self._initial = tuple(self._places)
        self._used_ids |= {one.id for one in self.questions}

    def find_about(self, topic: PracticeTopic) -> list[int]:
        """Return the places of the questions about a topic."""
        return [place for place, one in enumerate(self.questions) if topic.is_about(one)]

    def find_loose(self, topic: PracticeTopic) -> list[int]:
        """Return the places that are neither protected nor about a topic."""
        return [
            place
            for place, one in enumerate(self.questions)
            if one.id not in self._protected_ids and not topic.is_about(one)
        ]

    def find_numbered(self, number: int) -> list[int]:
        """Return the current place of the question with this number in the previous plan; -1 is the last."""
        place = len(self._initial) if number == -1 else number
        named = self._initial[place - 1 : place] if place > 0 else ()
        ids = {one.id for one in named if one is not None}
        return [place for place, one in enumerate(self.questions) if one.id in ids]

    def find_new(
        self, among: Iterable[PracticeQuestion], *, is_new: bool = True
    ) -> PracticeQuestion | None:
        """Return the best question that is not in the plan; ``is_new`` excludes those asked before."""
        here = {one.id for one in self.questions}
        for candidate in sorted(among, key=lambda one: abs(one.depth - self.depth)):
            is_known = candidate.id in self._used_ids or candidate.was_asked
            is_barred = any(topic.is_about(candidate) for topic in self.excluded_topics)
            if candidate.id not in here and not is_barred and not (is_new and is_known):
                return candidate
        return None

    def find_any(self) -> PracticeQuestion:
        """Return any suitable question, lifting excluded topics if none is left."""
        for among, is_new in (
            (self._pool.matching, True),
            (self._pool.others, True),
            (self._pool.all_questions, False),
        ):
            if question := self.find_new(among, is_new=is_new):
                return question
        self.excluded_topics.pop()
        return self.find_any()

    def replace_at(self, place: int, new: PracticeQuestion) -> str:
        """Put another question into a place; return what was done, for a note."""
        old = self.questions[place]
        self._places[place] = new
        self._used_ids.add(old.id)
        return translatable(
            'replaced "{old}" with "{new}".', old=old.question.text, new=new.question.text
        )

    def protect(self, places: Iterable[int]) -> None:
        """Keep the questions at these places when others are replaced."""
        self._protected_ids |= {self.questions[place].id for place in places}

    def replace_by_depth(self, place: int, step: int) -> str | None:
        """Put a harder or easier question into a place, of the same topic if there is one."""
        old = self.questions[place]
        if not 1 <= old.depth + step <= 3:
            return None

        def is_further(one: PracticeQuestion) -> bool:
            return (one.depth - old.depth) * step > 0

        about = [one for one in self._pool.all_questions if _has_same_topic(one, old)]
        new = self.find_new(sorted(filter(is_further, about), key=lambda one: one.depth * step))
        if new is None and old.id not in self._protected_ids:
            new = self.find_new(filter(is_further, self._pool.matching))
        if new is None:
            return None
        if old.id in self._protected_ids:
            self._protected_ids.add(new.id)
        return self.replace_at(place, new)

    def replace_all(self) -> list[str]:
        """Replace every question that is not protected by another of its type; return the notes."""
        notes = []
        for place, question in enumerate(self.questions):
            is_protected = question.id in self._protected_ids
            new = None if is_protected else self.find_new(self._pool.matching)
            if new is not None:
                notes.append(self.replace_at(place, new))
        return notes


def _has_same_topic(one: PracticeQuestion, other: PracticeQuestion) -> bool:
    if other.question.skill:
        return one.question.skill == other.question.skill
    return one.question.competency == other.question.competency
