"""Split a conversation into answers, each with its question and its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names, mask_identity
from vivavoce.assessment.domain.rules.normalized_text import (
    NormalizedText,
    fold_text,
    normalize_text,
)
from vivavoce.assessment.domain.rules.text_units import (
    TextUnit,
    extract_content_stems,
    split_into_units,
)
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript, TranscriptTurn


@dataclass(frozen=True, slots=True)
class CandidateTurn:
    """One candidate turn with its units."""

    turn: TranscriptTurn
    normalized: NormalizedText
    units: tuple[TextUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAnswer:
    """The candidate's turns between two turns of the agent, and the question that they answer."""

    index: int
    question_id: str | None
    question_texts: tuple[str, ...]
    question_stems: frozenset[str]
    turns: tuple[CandidateTurn, ...]
    is_planned: bool
    """Whether the agent asked a question of the plan here, not a follow-up."""
    is_last: bool
    is_interrupted: bool

    @property
    def units(self) -> tuple[TextUnit, ...]:
        """All units of the answer in order."""
        return tuple(unit for spoken in self.turns for unit in spoken.units)


def extract_answers(
    transcript: Transcript, rubric: Rubric, names: Sequence[str]
) -> tuple[CandidateAnswer, ...]:
    """Return the answers of a transcript in order, with names, schools and places masked."""
    turns = [
        replace(turn, text=turn.text[: turn.answer_end])
        for turn in transcript.turns
        if not (turn.is_dropped or turn.is_aside)
    ]
    copies = [normalize_text(turn.text) for turn in turns]
    said = [copy for copy, turn in zip(copies, turns, strict=True) if turn.role != "agent"]
    known = tuple(
        sorted({*names, *find_introduced_names(said)}, key=lambda name: (-len(name), name))
    )
    read = [mask_identity(copy, known) for copy in copies]
    planned = {
        " ".join(fold_text(question.text).split()): question.id for question in rubric.questions
    }
    answers: list[CandidateAnswer] = []
    for start, middle, end in _find_runs(turns):
        asked = [" ".join(read[i].text.split()) for i in range(start, middle)]
        question_id = _find_question_id(turns[start:end], asked, planned)
        answers.append(
            CandidateAnswer(
                index=len(answers),
                question_id=question_id,
                question_texts=tuple(asked),
                question_stems=frozenset(
                    stem for text in asked for stem in extract_content_stems(text)
                ),
                turns=tuple(
                    CandidateTurn(turn, read[i], split_into_units(turn.turn, turn.text, read[i]))
                    for i, turn in enumerate(turns[middle:end], middle)
                ),
                is_planned=any(line in text for text in asked for line in planned),
                is_last=end == len(turns),
                is_interrupted=any(turn.is_interrupted for turn in turns[start:end]),
            )
        )
    return tuple(answers)


def _find_runs(turns: Sequence[TranscriptTurn]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    start = 0
    while start < len(turns):
        middle = start
        while middle < len(turns) and turns[middle].role == "agent":
            if _is_question_skipped(turns[start:middle], turns[middle]):
                break
            middle += 1
        end = middle
        while end < len(turns) and turns[end].role == "candidate":
            end += 1
        runs.append((start, middle, end))
        start = end
    return runs


def _is_question_skipped(asked: Sequence[TranscriptTurn], next_turn: TranscriptTurn) -> bool:
    """Return whether a question got no answer because the next planned question follows it directly."""
    before = {turn.question_id for turn in asked if turn.question_id is not None}
    return (
        bool(before) and next_turn.question_id is not None and next_turn.question_id not in before
    )


def _find_question_id(
    turns: Sequence[TranscriptTurn], question_texts: Sequence[str], planned: dict[str, str]
) -> str | None:
    told = [turn.question_id for turn in turns if turn.role == "candidate" and turn.question_id]
    told += [turn.question_id for turn in reversed(turns) if turn.question_id]
    if told:
        return told[0]
    for text in reversed(question_texts):
        for line, question_id in planned.items():
            if line and line in text:
                return question_id
    return None
