"""What a person answered, question by question, and which parts of a good answer are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.contracts.story import SessionStory, StoryTurn
from vivavoce.practice.domain.review.frameworks import (
    FindSlots,
    Framework,
    Part,
    framework_of,
    slots_in,
)
from vivavoce.practice.domain.review.words import sentences_in, words_in

_MOST_SHOWN = 3
_MOST_PER_PART = 6
_ACTION = "own_action"
_RESULT = "result"
_NUMBER = "measure"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, as it was said, and the slots that it fills."""

    text: str
    turn: int
    slots: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question that was put, and all that was said to it.

    ``sentences`` leaves out turns that are not counted, such as orders to the scorer.
    """

    place: int
    question: PlanQuestion
    framework: Framework
    turns: tuple[StoryTurn, ...]
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> int:
        """How many words were said."""
        return sum(len(words_in(turn.text)) for turn in self.turns)

    @property
    def is_unchecked(self) -> bool:
        """Whether some of it is a poor recogniser's words that nobody has checked."""
        return any(turn.is_draft for turn in self.turns)

    @property
    def found(self) -> tuple[Part, ...]:
        """The parts that are there."""
        return tuple(part for part in self.framework.parts if self.first(part) is not None)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not."""
        return tuple(part for part in self.framework.parts if self.first(part) is None)

    def first(self, part: Part) -> Sentence | None:
        """Return the first sentence that holds a part."""
        return next((one for one in self.sentences if part.slot in one.slots), None)


def answers_of(
    story: SessionStory, plan: Plan, find: FindSlots, *, uncounted: Collection[int] = ()
) -> tuple[Answered, ...]:
    """Return the planned questions that were put, in the order of the plan."""
    put = [question for question in plan.questions if question.id in story.asked]
    return tuple(
        _answered(place, question, story, find, uncounted)
        for place, question in enumerate(put, start=1)
    )


def spoken(story: SessionStory) -> tuple[StoryTurn, ...]:
    """Return the candidate's answers."""
    return tuple(one for one in story.turns if one.role == "candidate" and one.kind == "answer")


def _answered(
    place: int,
    question: PlanQuestion,
    story: SessionStory,
    find: FindSlots,
    uncounted: Collection[int],
) -> Answered:
    framework = framework_of(question)
    turns = tuple(one for one in spoken(story) if one.question_id == question.id)
    sentences = [
        Sentence(text, turn.turn, slots_in(text, question, framework, find))
        for turn in turns
        if turn.turn not in uncounted
        for text in sentences_in(turn.text)
    ]
    return Answered(
        place=place,
        question=question,
        framework=framework,
        turns=turns,
        sentences=tuple(_outcomes_after_actions(sentences)),
    )


def _outcomes_after_actions(sentences: list[Sentence]) -> list[Sentence]:
    """Return the sentences; what stands before the first own action is no result of it.

    A number belongs to the result where it stands beside one, or after the actions.
    """
    first = next((at for at, one in enumerate(sentences) if _ACTION in one.slots), None)
    if first is None:
        return sentences
    read = []
    for at, one in enumerate(sentences):
        is_outcome = _RESULT in one.slots or (at > first and _ACTION not in one.slots)
        drop = {_RESULT, _NUMBER} if at < first else set() if is_outcome else {_NUMBER}
        read.append(replace(one, slots=one.slots - drop))
    return read


def analysis_of(answered: Answered) -> Json:
    """Return what a review says about one question."""
    return {
        "question": answered.question.text,
        "answer_summary": summary_of(answered),
        "framework_match": {
            "framework": answered.framework.name,
            "parts": [_match(answered, part) for part in answered.framework.parts],
        },
        "missing": [part.name for part in answered.missing],
        "better_answer": better_answer(answered),
        "is_unchecked": answered.is_unchecked,
    }


def summary_of(answered: Answered) -> str:
    """Return the sentences that carry the answer, as they were said and in their order."""
    ranked = sorted(answered.sentences, key=lambda one: (-len(one.slots), -len(words_in(one.text))))
    chosen = ranked[:_MOST_SHOWN]
    return " … ".join(one.text for one in answered.sentences if one in chosen)


def better_answer(answered: Answered) -> str:
    """Return the person's own sentences in the framework's order, with what is missing in brackets.

    Nothing outside the brackets is ours. Brackets that the person used become parentheses.
    """
    placed = _placed(answered)
    lines = []
    for part in answered.framework.parts:
        if placed[part.slot]:
            lines.append(_without_brackets(" ".join(placed[part.slot])))
        if part in answered.missing and not _is_said_above(part, answered):
            lines.append(f"[add: {_without_brackets(part.gap)}]")
    return "\n".join(lines)


def _placed(answered: Answered) -> dict[str, list[str]]:
    """Return slot → sentences: the scene once, what was done in its order, then what came of it."""
    placed: dict[str, list[str]] = {part.slot: [] for part in answered.framework.parts}
    is_scene = any(_ACTION in one.slots for one in answered.sentences)
    for one in answered.sentences:
        is_scene = is_scene and _ACTION not in one.slots
        slot = _place(one, list(placed), is_scene=is_scene)
        said = placed.get(slot, [])
        if one.text not in said and len(said) < _MOST_PER_PART:
            said.append(one.text)
    return placed


def _place(one: Sentence, order: list[str], *, is_scene: bool) -> str:
    """Return the slot that a sentence is told under, '' where it is left out."""
    if _ACTION in one.slots:
        return _ACTION
    filled = [slot for slot in order if slot in one.slots]
    if not filled:
        return order[0] if is_scene and order else ""
    return _RESULT if filled == [_NUMBER] and _RESULT in order else filled[0]


def _is_said_above(part: Part, answered: Answered) -> bool:
    """Whether the gap for the result asks for this already: a number, where there is no result."""
    return part.slot == _NUMBER and any(one.slot == _RESULT for one in answered.missing)


def _without_brackets(text: str) -> str:
    """Return a text in which our own brackets can be told apart."""
    return text.replace("[", "(").replace("]", ")")


def _match(answered: Answered, part: Part) -> Json:
    first = answered.first(part)
    return {
        "part": part.name,
        "found": first is not None,
        "quote": None if first is None else first.text,
        "turn": None if first is None else first.turn,
    }
