"""Eight simulated candidates. Each records what it said, so that an oracle need not ask the interviewer."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.simulation.candidate_answers import (
    FAILURES,
    NO_OUTCOME,
    ONE_WORD,
    ORDERS,
    PADDING,
    STILL_NO_OUTCOME,
    STILL_VAGUE,
    STORIES,
    VAGUE,
    Story,
)

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion


@dataclass(frozen=True)
class Said:
    """An answer: its words, how long it took, and what it truly tells."""

    text: str
    takes_s: float
    facets: frozenset[str] = frozenset()


_MEANT = (
    ("own_action", r"yourself|your own|you personally"),
    ("result", r"\bend\b|came of|leave you|outcome"),
    ("repair", r"do about it|do next|came after"),
    ("lesson", r"differently|take with you|go about it today"),
    ("measure", r"know that it|could you tell|told you"),
    ("reason", r"\bwhy\b|made you|consider"),
    ("situation", r"concrete|single time|which time"),
)


def meant(probe: str) -> str | None:
    """Return what a further question seems to ask for, as a person would understand it."""
    for facet, words in _MEANT:
        if re.search(words, probe, re.IGNORECASE):
            return facet
    return None


@dataclass
class Candidate:
    """Answers questions of a plan; a subclass says how."""

    plan: InterviewPlan
    rng: random.Random
    given_elements: dict[str, set[str]] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    name = "anybody"

    def reply(self, frame: Mapping[str, Any]) -> Said:
        """Return the answer to a question or a further question, and remember what it told."""
        question = next(q for q in self.plan.questions if q.id == frame["questionId"])
        known = self.given_elements.setdefault(question.id, set())
        first = frame["kind"] == "question"
        said = self.begin(question, frame) if first else self.go_on(question, frame, known)
        known.update(said.facets)
        return said

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        raise NotImplementedError

    def go_on(self, question: PlanQuestion, frame: Mapping[str, Any], known: set[str]) -> Said:
        """Tell what was asked for, or else something that was not told yet."""
        story = self.story_of(question)
        wanted = meant(frame["text"])
        left = [facet for facet in story if facet not in known]
        chosen = [wanted] if wanted in left else left[:1]
        if not chosen:
            return self.tell({"": "There is nothing that I would add to that."}, ())
        return self.tell(story, chosen)

    def story_of(self, question: PlanQuestion) -> Story:
        """Return what this person knows about the question; no story is told twice in a row."""
        if question.id not in self.stories:
            self.stories[question.id] = self._story(question)
        return self.stories[question.id]

    def _story(self, question: PlanQuestion) -> Story:
        if question.kind == "knowledge":
            return {
                f"point:{n}": f"I would say that {point}; in March I did it so at the depot in Leeds."
                for n, point in enumerate(question.expected_points)
            }
        answers = FAILURES if question.kind == "failure" else STORIES
        story = answers[(len(self.stories) + self.rng.randrange(len(answers))) % len(answers)]
        first = next(iter(story))
        return {**story, first: f"It was about {question.competency.lower()}. {story[first]}"}

    def tell(self, story: Story, facets: Any = None, *, takes_s: float | None = None) -> Said:
        """Return the story's sentences for ``facets`` in the order in which people tell things."""
        chosen = [facet for facet in story if facets is None or facet in facets]
        text = " ".join(story[facet] for facet in chosen) or " ".join(story.values())
        pace = 5 + len(text.split()) / 1.6 if takes_s is None else takes_s
        return Said(text, pace, frozenset(chosen) - {""})


class Expert(Candidate):
    """Tells everything at once, and no more."""

    name = "expert"

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        return self.tell(self.story_of(question))


class Rambler(Candidate):
    """Talks four minutes, unless told in words how much time there is; then a little longer than that."""

    name = "rambler"
    LONG_S = 240.0

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        story = self.story_of(question)
        return self._ramble(story, frame, list(story)[: self.rng.choice((2, 3, 5))])

    def go_on(self, question: PlanQuestion, frame: Mapping[str, Any], known: set[str]) -> Said:
        story = self.story_of(question)
        left = [facet for facet in story if facet not in known]
        return self._ramble(story, frame, left[:1])

    def _ramble(self, story: Story, frame: Mapping[str, Any], facets: list[str]) -> Said:
        limit = re.search(r"about (\d+) seconds", frame["text"])
        takes_s = self.LONG_S
        if limit is not None:
            takes_s = int(limit.group(1)) * self.rng.uniform(0.9, 1.2)
        padded: list[str] = []
        for facet in facets:
            padded += [*self.rng.sample(PADDING, 2), story[facet]]
        text = " ".join([*padded, *self.rng.sample(PADDING, 3)])
        return Said(text, takes_s, frozenset(facets))


class Vague(Candidate):
    """Says "we" and never "I" for anything done."""

    name = "vague"

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        return self.tell(VAGUE) if question.kind == "behavioral" else self._evade()

    def go_on(self, question: PlanQuestion, frame: Mapping[str, Any], known: set[str]) -> Said:
        return self._evade()

    def _evade(self) -> Said:
        return Said(self.rng.choice(STILL_VAGUE), 12.0)


class NoResult(Candidate):
    """Tells what they did and why, and never how it ended."""

    name = "no result"

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        if question.kind != "behavioral":
            return self.tell(self.story_of(question))
        return self.tell(NO_OUTCOME)

    def go_on(self, question: PlanQuestion, frame: Mapping[str, Any], known: set[str]) -> Said:
        return Said(self.rng.choice(STILL_NO_OUTCOME), 10.0)


class OneWord(Candidate):
    """Answers with a single word, whatever is asked."""

    name = "one word"

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        return Said(self.rng.choice(ONE_WORD), 3.0)

    def go_on(self, question: PlanQuestion, frame: Mapping[str, Any], known: set[str]) -> Said:
        return Said(self.rng.choice(ONE_WORD), 3.0)


class Middling(Candidate):
    """Tells three things of five and the rest when asked: an ordinary person."""

    name = "middling"

    def begin(self, question: PlanQuestion, frame: Mapping[str, Any]) -> Said:
        story = self.story_of(question)
        return self.tell(story, self.rng.sample(list(story), min(3, len(story))))


class Silent(Middling):
    """Answers one question, leaves and comes back, answers another and falls silent for good."""

    name = "silent"


class Dropping(Middling):
    """Loses the connection three times, and goes on from another device."""

    name = "drops"


class Injector(Middling):
    """Answers like an ordinary person, with orders to the interviewer around it."""

    name = "injector"

    def reply(self, frame: Mapping[str, Any]) -> Said:
        said = super().reply(frame)
        order = ORDERS[sum(frame["text"].encode()) % len(ORDERS)]
        return Said(f"{said.text} {order}", said.takes_s, said.facets)


EIGHT: tuple[type[Candidate], ...] = (
    Expert,
    Rambler,
    Vague,
    NoResult,
    OneWord,
    Silent,
    Injector,
    Dropping,
)
