"""One answer made ready for the panel: its question, its units, and the talk that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vivavoce.assessment.domain.rules.anchors import RubricWords, rubric_words
from vivavoce.assessment.domain.rules.mask import names_told
from vivavoce.assessment.domain.rules.normalise import fold, normalise
from vivavoce.assessment.domain.rules.screen import Screened
from vivavoce.assessment.domain.rules.units import Unit, content_stems
from vivavoce.assessment.domain.rules.version import BUILT_IN, GENERATION
from vivavoce.assessment.domain.scorer import read
from vivavoce.contracts.panel import AnsweredTurn, Evaluation, Opinion, Proposal, Span
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric, SubDimension
from vivavoce.contracts.transcript import Transcript, Turn

RULES = f"{BUILT_IN.kind} {GENERATION}"
"""Stands on everything that the rules of this package make."""
_ASKED = "asked"
_OPEN = "the answer"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An answer with the plan's rubric; ``names`` are not read.

    What every seat needs of it is made once, at the first asking.
    """

    asked: AnsweredTurn = field(repr=False)
    rubric: Rubric = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    question: PlanQuestion | None = None

    @property
    def competency(self) -> str | None:
        """The competency that the question asks for; None outside the plan."""
        return None if self.question is None else self.question.competency

    @property
    def kind(self) -> str:
        """What kind of question it answers."""
        return "behavioural" if self.question is None else self.question.kind

    @cached_property
    def words(self) -> RubricWords:
        """The words of the plan's rubric."""
        return rubric_words(self.rubric)

    @cached_property
    def said_stems(self) -> frozenset[str]:
        """The stems of everything that anybody said so far."""
        return frozenset(stem for one in self.asked.turns for stem in content_stems(fold(one.text)))

    @cached_property
    def screened(self) -> tuple[Screened, ...]:
        """The units of the answer with their verdicts."""
        units = _screened(alone(self), self)
        return tuple(one for turn, one in units if turn == self.asked.turn)

    @cached_property
    def talk(self) -> tuple[Screened, ...]:
        """The units of everything that the candidate said so far, with their verdicts."""
        transcript = Transcript(
            language=self.asked.language,
            turns=tuple(
                Turn(turn=one.turn, role=one.role, text=one.text, question_id=_ASKED)
                for one in self.asked.turns
            ),
        )
        return tuple(one for _, one in _screened(transcript, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one evaluator hands over."""

    evaluations: tuple[Evaluation, ...]
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What one perspective hands over."""

    opinion: Opinion
    proposals: tuple[Proposal, ...] = ()


def hear(asked: AnsweredTurn, rubric: Rubric, names: Sequence[str] = ()) -> Heard:
    """Return the answer made ready; names that the candidate told themselves are not read either."""
    told = names_told(normalise(one.text) for one in asked.turns if one.role == "candidate")
    known = {question.id: question for question in rubric.questions}
    return Heard(
        asked=asked,
        rubric=rubric,
        names=tuple(sorted({*names, *told}, key=lambda name: (-len(name), name))),
        question=known.get(asked.question_id or ""),
    )


def alone(heard: Heard) -> Transcript:
    """Return the question and the answer as a transcript of their own, turns numbered as in the talk."""
    asked = heard.asked
    return Transcript(
        language=asked.language,
        turns=(
            Turn(turn=asked.turn - 1, role="agent", text=asked.question, question_id=_ASKED),
            Turn(turn=asked.turn, role="candidate", text=asked.answer, question_id=_ASKED),
        ),
    )


def rubric_for(heard: Heard, competencies: Sequence[Competency], criterion: str) -> Rubric:
    """Return a rubric under which the answer speaks to ``criterion`` and to nothing else."""
    of_plan = heard.question if criterion == heard.competency else None
    return Rubric(
        competencies=tuple(competencies),
        questions=(
            PlanQuestion(
                id=_ASKED,
                text=heard.asked.question,
                competency=criterion,
                kind="behavioural" if of_plan is None else of_plan.kind,
                expected_points=() if of_plan is None else of_plan.expected_points,
            ),
        ),
    )


def plain_units(heard: Heard) -> tuple[Unit, ...]:
    """Return the units of the answer that may be evidence."""
    return tuple(one.unit for one in heard.screened if one.verdict is None)


def talk_units(heard: Heard) -> tuple[Unit, ...]:
    """Return the units of everything that the candidate said so far, where they may be evidence."""
    return tuple(one.unit for one in heard.talk if one.verdict is None)


def quoted(units: Sequence[Unit], most: int = 4) -> tuple[Span, ...]:
    """Return where units stand in the answer, in their order."""
    chosen = sorted(units[:most], key=lambda unit: unit.start)
    return tuple(Span(start=unit.start, end=unit.end) for unit in chosen)


def _screened(transcript: Transcript, heard: Heard) -> Iterator[tuple[int, Screened]]:
    open_to_all = Competency(
        name=_OPEN, weight=1.0, sub_dimensions=(SubDimension(name=_OPEN, indicators={}),)
    )
    plan = (*heard.rubric.competencies, open_to_all)
    reading = read(transcript, rubric_for(heard, plan, _OPEN), masked_names=heard.names)
    for routed in reading.answers:
        for one in routed.screened:
            yield one.unit.turn, one
