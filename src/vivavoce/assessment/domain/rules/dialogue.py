"""The conversation as answers: what was asked, under which question, and every unit said to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.mask import masked, names_told
from vivavoce.assessment.domain.rules.normalise import Copy, fold, normalise
from vivavoce.assessment.domain.rules.units import Unit, content_stems, read_units
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript, Turn


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One candidate turn with its units."""

    turn: Turn
    copy: Copy
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The candidate's turns between two of the agent's, and the question they answer."""

    place: int
    question_id: str | None
    asked: tuple[str, ...]
    asked_stems: frozenset[str]
    spoken: tuple[SpokenTurn, ...]
    is_planned: bool
    """Whether the agent put a question of the plan here, rather than following up."""
    is_last: bool
    is_cut: bool

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units of the answer in order."""
        return tuple(unit for spoken in self.spoken for unit in spoken.units)


def read_dialogue(
    transcript: Transcript, rubric: Rubric, names: Sequence[str]
) -> tuple[Answer, ...]:
    """Return the answers of a transcript in order, with names, schools and places masked."""
    turns = [
        replace(turn, text=turn.text[: turn.answer_end])
        for turn in transcript.turns
        if not (turn.is_dropped or turn.is_aside)
    ]
    copies = [normalise(turn.text) for turn in turns]
    said = [copy for copy, turn in zip(copies, turns, strict=True) if turn.role != "agent"]
    known = tuple(sorted({*names, *names_told(said)}, key=lambda name: (-len(name), name)))
    read = [masked(copy, known) for copy in copies]
    planned = {" ".join(fold(question.text).split()): question.id for question in rubric.questions}
    answers: list[Answer] = []
    for start, middle, end in _runs(turns):
        asked = [" ".join(read[i].text.split()) for i in range(start, middle)]
        question_id = _question_id(turns[start:end], asked, planned)
        answers.append(
            Answer(
                place=len(answers),
                question_id=question_id,
                asked=tuple(asked),
                asked_stems=frozenset(stem for text in asked for stem in content_stems(text)),
                spoken=tuple(
                    SpokenTurn(turn, read[i], read_units(turn.turn, turn.text, read[i]))
                    for i, turn in enumerate(turns[middle:end], middle)
                ),
                is_planned=any(line in text for text in asked for line in planned),
                is_last=end == len(turns),
                is_cut=any(turn.is_cut for turn in turns[start:end]),
            )
        )
    return tuple(answers)


def _runs(turns: Sequence[Turn]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    start = 0
    while start < len(turns):
        middle = start
        while middle < len(turns) and turns[middle].role == "agent":
            if _is_passed_over(turns[start:middle], turns[middle]):
                break
            middle += 1
        end = middle
        while end < len(turns) and turns[end].role == "candidate":
            end += 1
        runs.append((start, middle, end))
        start = end
    return runs


def _is_passed_over(asked: Sequence[Turn], then: Turn) -> bool:
    """Whether a question was put and left out: another one follows it with nothing in between."""
    before = {turn.question_id for turn in asked if turn.question_id is not None}
    return bool(before) and then.question_id is not None and then.question_id not in before


def _question_id(
    turns: Sequence[Turn], asked: Sequence[str], planned: dict[str, str]
) -> str | None:
    told = [turn.question_id for turn in turns if turn.role == "candidate" and turn.question_id]
    told += [turn.question_id for turn in reversed(turns) if turn.question_id]
    if told:
        return told[0]
    for text in reversed(asked):
        for line, question_id in planned.items():
            if line and line in text:
                return question_id
    return None
