"""One answer made ready for the panel: its question, its units, and the talk that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vivavoce.assessment.domain.rules.anchors import RubricVocabulary, build_rubric_vocabulary
from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names
from vivavoce.assessment.domain.rules.normalized_text import fold_text, normalize_text
from vivavoce.assessment.domain.rules.text_units import TextUnit, extract_content_stems
from vivavoce.assessment.domain.rules.unit_screening import ScreenedUnit
from vivavoce.assessment.domain.rules.version import BUILT_IN_SCORER, RULES_GENERATION
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.contracts.panel import AnsweredTurn, Evaluation, FollowUpProposal, Opinion, TextSpan
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric, SubDimension
from vivavoce.contracts.transcript import Transcript, TranscriptTurn

RULES_LABEL = f"{BUILT_IN_SCORER.kind} {RULES_GENERATION}"
"""Stands on everything that the rules of this package make."""
_QUESTION_ID = "asked"
_OPEN_CRITERION = "the answer"


@dataclass(frozen=True, kw_only=True)
class AnswerContext:
    """An answer with the plan's rubric; ``names`` are not read.

    What every seat needs of it is made once, at the first asking.
    """

    answered_turn: AnsweredTurn = field(repr=False)
    rubric: Rubric = field(repr=False)
    masked_names: tuple[str, ...] = field(default=(), repr=False)
    question: PlanQuestion | None = None

    @property
    def competency(self) -> str | None:
        """The competency that the question asks for; None outside the plan."""
        return None if self.question is None else self.question.competency

    @property
    def question_kind(self) -> str:
        """What kind of question it answers."""
        return "behavioural" if self.question is None else self.question.kind

    @cached_property
    def rubric_vocabulary(self) -> RubricVocabulary:
        """The words of the plan's rubric."""
        return build_rubric_vocabulary(self.rubric)

    @cached_property
    def spoken_stems(self) -> frozenset[str]:
        """The stems of everything that anybody said so far."""
        return frozenset(
            stem
            for one in self.answered_turn.turns
            for stem in extract_content_stems(fold_text(one.text))
        )

    @cached_property
    def screened_units(self) -> tuple[ScreenedUnit, ...]:
        """The units of the answer with their verdicts."""
        units = _screen_transcript(build_answer_transcript(self), self)
        return tuple(one for turn, one in units if turn == self.answered_turn.turn)

    @cached_property
    def screened_conversation(self) -> tuple[ScreenedUnit, ...]:
        """The units of everything that the candidate said so far, with their verdicts."""
        transcript = Transcript(
            language=self.answered_turn.language,
            turns=tuple(
                TranscriptTurn(
                    turn=one.turn, role=one.role, text=one.text, question_id=_QUESTION_ID
                )
                for one in self.answered_turn.turns
            ),
        )
        return tuple(one for _, one in _screen_transcript(transcript, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorResult:
    """What one evaluator hands over."""

    evaluations: tuple[Evaluation, ...]
    proposals: tuple[FollowUpProposal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PerspectiveResult:
    """What one perspective hands over."""

    opinion: Opinion
    proposals: tuple[FollowUpProposal, ...] = ()


def build_answer_context(
    answered_turn: AnsweredTurn, rubric: Rubric, names: Sequence[str] = ()
) -> AnswerContext:
    """Return the answer made ready; names that the candidate told themselves are not read either."""
    told = find_introduced_names(
        normalize_text(one.text) for one in answered_turn.turns if one.role == "candidate"
    )
    known = {question.id: question for question in rubric.questions}
    return AnswerContext(
        answered_turn=answered_turn,
        rubric=rubric,
        masked_names=tuple(sorted({*names, *told}, key=lambda name: (-len(name), name))),
        question=known.get(answered_turn.question_id or ""),
    )


def build_answer_transcript(context: AnswerContext) -> Transcript:
    """Return the question and the answer as a transcript of their own, turns numbered as in the talk."""
    asked = context.answered_turn
    return Transcript(
        language=asked.language,
        turns=(
            TranscriptTurn(
                turn=asked.turn - 1, role="agent", text=asked.question, question_id=_QUESTION_ID
            ),
            TranscriptTurn(
                turn=asked.turn, role="candidate", text=asked.answer, question_id=_QUESTION_ID
            ),
        ),
    )


def build_criterion_rubric(
    context: AnswerContext, competencies: Sequence[Competency], criterion: str
) -> Rubric:
    """Return a rubric under which the answer speaks to ``criterion`` and to nothing else."""
    of_plan = context.question if criterion == context.competency else None
    return Rubric(
        competencies=tuple(competencies),
        questions=(
            PlanQuestion(
                id=_QUESTION_ID,
                text=context.answered_turn.question,
                competency=criterion,
                kind="behavioural" if of_plan is None else of_plan.kind,
                expected_points=() if of_plan is None else of_plan.expected_points,
            ),
        ),
    )


def select_evidence_units(context: AnswerContext) -> tuple[TextUnit, ...]:
    """Return the units of the answer that may be evidence."""
    return tuple(one.unit for one in context.screened_units if one.verdict is None)


def select_conversation_units(context: AnswerContext) -> tuple[TextUnit, ...]:
    """Return the units of everything that the candidate said so far, where they may be evidence."""
    return tuple(one.unit for one in context.screened_conversation if one.verdict is None)


def build_quote_spans(units: Sequence[TextUnit], max_quotes: int = 4) -> tuple[TextSpan, ...]:
    """Return where units stand in the answer, in their order."""
    chosen = sorted(units[:max_quotes], key=lambda unit: unit.start)
    return tuple(TextSpan(start=unit.start, end=unit.end) for unit in chosen)


def _screen_transcript(
    transcript: Transcript, context: AnswerContext
) -> Iterator[tuple[int, ScreenedUnit]]:
    open_to_all = Competency(
        name=_OPEN_CRITERION,
        weight=1.0,
        sub_dimensions=(SubDimension(name=_OPEN_CRITERION, indicators={}),),
    )
    plan = (*context.rubric.competencies, open_to_all)
    reading = prepare_transcript(
        transcript,
        build_criterion_rubric(context, plan, _OPEN_CRITERION),
        masked_names=context.masked_names,
    )
    for routed in reading.answers:
        for one in routed.screened:
            yield one.unit.turn, one
