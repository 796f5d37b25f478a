"""The calls in which a model reads answers: one per question and competency, without anything else.

A call has the question, its anchors and the masked answers to it. It never has other answers, names, the
résumé or other scores, so an impression of one answer cannot color another, and an order stays local.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.evidence_finder import group_by_opportunity
from vivavoce.assessment.domain.rules.findings import PreparedTranscript
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric
from vivavoce.contracts.transcript import LevelWording, Transcript

ANSWER_SIDE = "answer"
"""The only side of a question that has its own anchors."""
VOTES = 3
_RETOLD_VOTE = VOTES - 1
"""The vote that sees each level only in its example sentences, where the anchors have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTurn:
    """One turn of the candidate as the model sees it; masks keep all offsets."""

    turn: int
    asked: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCall:
    """What a model sees to find evidence of one competency in the answers to one question."""

    competency: str
    opportunity: str
    kind: str
    question: str
    levels: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """The sides, each with its levels and what they look like, ascending."""
    turns: tuple[AnswerTurn, ...]
    examples: tuple[tuple[str, str], ...] = ()
    """For each level the example sentences of its anchor, which say the same in other words; empty unless
    every level has some."""

    @property
    def wordings(self) -> tuple[LevelWording, ...]:
        """How each vote sees the levels."""
        retold: LevelWording = "examples" if self.examples else "whole"
        return tuple(retold if vote == _RETOLD_VOTE else "whole" for vote in range(VOTES))

    @property
    def sides(self) -> tuple[str, ...]:
        """The names that an item may have as its side."""
        return tuple(side for side, _ in self.levels)

    def to_json(self, vote: int = 0) -> str:
        """Return the input of one vote; votes differ in the order and the wording of the levels."""
        retold = dict(self.examples) if vote == _RETOLD_VOTE else {}
        sides: list[Json] = [
            {
                "side": side,
                "levels": [
                    {"level": level, "looks_like": retold.get(level, text)}
                    for level, text in levels
                ],
            }
            for side, levels in self.levels
        ]
        for side in sides:
            side["levels"] = _rotate(side["levels"], vote)
        document = {
            "competency": self.competency,
            "kind_of_question": self.kind,
            "question": self.question,
            "sides": _rotate(sides, vote),
            "answer": [asdict(turn) for turn in self.turns],
        }
        return json.dumps(document, ensure_ascii=False)


def prepare_calls(
    transcript: Transcript, rubric: Rubric, masked_names: Sequence[str]
) -> tuple[EvidenceCall, ...]:
    """Return the calls for a transcript, in the order of the rubric and the interview."""
    reading = prepare_transcript(transcript, rubric, masked_names=tuple(masked_names))
    return build_calls(reading, mask_transcript(transcript, masked_names))


def build_calls(reading: PreparedTranscript, texts: Sequence[str]) -> tuple[EvidenceCall, ...]:
    """Return the calls; ``texts`` are the masked texts of all turns of the transcript."""
    masked = {turn.turn: text for turn, text in zip(reading.transcript.turns, texts, strict=True)}
    questions = {f"question {question.id}": question for question in reading.rubric.questions}
    calls = []
    for competency in reading.rubric.competencies:
        for opportunity, answers in group_by_opportunity(reading, competency.name).items():
            turns = _list_turns(answers, masked)
            if turns:
                question = questions.get(opportunity)
                calls.append(_build_call(competency, opportunity, question, turns))
    return tuple(calls)


def hash_calls(calls: Sequence[EvidenceCall], *parts: str) -> str:
    """Return the hash of all that a score depends on: the same hash means the same score."""
    digest = hashlib.sha256()
    for part in (*parts, *(call.to_json(vote) for call in calls for vote in range(VOTES))):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _build_call(
    competency: Competency,
    opportunity: str,
    question: PlanQuestion | None,
    turns: tuple[AnswerTurn, ...],
) -> EvidenceCall:
    examples: tuple[tuple[str, str], ...] = ()
    if question is not None and question.anchors:
        ordered = sorted(question.anchors.items())
        anchors = tuple(
            (level, "; ".join((anchor.description, *anchor.signals))) for level, anchor in ordered
        )
        if all(anchor.signals for _, anchor in ordered):
            examples = tuple((level, "; ".join(anchor.signals)) for level, anchor in ordered)
        levels: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ((ANSWER_SIDE, anchors),)
    else:
        levels = tuple(
            (side.name, tuple(sorted(side.indicators.items())))
            for side in competency.sub_dimensions
        )
    return EvidenceCall(
        competency=competency.name,
        opportunity=opportunity,
        kind=question.kind if question is not None else "behavioral",
        question=question.text if question is not None else turns[0].asked,
        levels=levels or ((ANSWER_SIDE, ()),),
        turns=turns,
        examples=examples,
    )


def _list_turns(answers: Sequence[RoutedAnswer], masked: dict[int, str]) -> tuple[AnswerTurn, ...]:
    return tuple(
        AnswerTurn(
            turn=spoken.turn.turn,
            asked=" ".join(answer.answer.question_texts),
            text=masked[spoken.turn.turn][: len(spoken.turn.text)],
        )
        for answer in answers
        if not answer.is_inherited
        for spoken in answer.answer.turns
        if not spoken.turn.is_draft and spoken.turn.text.strip()
    )


def _rotate(values: list[Json], by: int) -> list[Json]:
    if len(values) < 2:
        return values
    start = by % len(values)
    return [*values[start:], *values[:start]]
