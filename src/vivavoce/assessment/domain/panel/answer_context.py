"""One answer prepared for the panel, and the neutral wordings of the panel's follow-up questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.rules.anchors import (
    EVERYDAY_STEMS,
    RubricVocabulary,
    build_rubric_vocabulary,
)
from vivavoce.assessment.domain.rules.dialogue import ScreenedUnit
from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names
from vivavoce.assessment.domain.rules.normalized_text import fold_text, normalize_text
from vivavoce.assessment.domain.rules.text_units import TextUnit, extract_content_stems
from vivavoce.assessment.domain.rules.version import BUILT_IN_SCORER, RULES_GENERATION
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    Evaluation,
    FollowUpProposal,
    FollowUpReason,
    Opinion,
    ProposalSource,
    TextSpan,
)
from vivavoce.contracts.plan import Competency, PlanQuestion, QuestionKind, Rubric, SubDimension
from vivavoce.contracts.transcript import Transcript, TranscriptTurn

RULES_LABEL = f"{BUILT_IN_SCORER.kind} {RULES_GENERATION}"
"""The ``made_by`` label of all results of the rules in this package."""
_QUESTION_ID = "asked"
_OPEN_CRITERION = "the answer"


@dataclass(frozen=True, kw_only=True)
class AnswerContext:
    """An answer with the plan's rubric and the names to mask.

    Derived values that several panel members need are computed once, on first access.
    """

    answered_turn: AnsweredTurn = field(repr=False)
    rubric: Rubric = field(repr=False)
    masked_names: tuple[str, ...] = field(default=(), repr=False)
    question: PlanQuestion | None = None
    permit: ScoringPermit | None = None
    """Whether a model may score this answer, and by which certificate; None if the rules evaluate."""

    @property
    def competency(self) -> str | None:
        """The competency of the question; None if the question is not from the plan."""
        return None if self.question is None else self.question.competency

    @property
    def question_kind(self) -> QuestionKind:
        """The kind of the question; ``behavioral`` if it is not from the plan."""
        return "behavioral" if self.question is None else self.question.kind

    @cached_property
    def rubric_vocabulary(self) -> RubricVocabulary:
        """The vocabulary of the plan's rubric."""
        return build_rubric_vocabulary(self.rubric)

    @cached_property
    def spoken_stems(self) -> frozenset[str]:
        """The content stems of all turns so far, of both speakers."""
        return frozenset(
            stem
            for turn in self.answered_turn.turns
            for stem in extract_content_stems(fold_text(turn.text))
        )

    @cached_property
    def screened_units(self) -> tuple[ScreenedUnit, ...]:
        """The units of the answer with their screening verdicts."""
        units = _screen_transcript(build_answer_transcript(self), self)
        return tuple(screened for turn, screened in units if turn == self.answered_turn.turn)

    @cached_property
    def screened_conversation(self) -> tuple[ScreenedUnit, ...]:
        """The units of all candidate turns so far, with their screening verdicts."""
        transcript = Transcript(
            language=self.answered_turn.language,
            turns=tuple(
                TranscriptTurn(
                    turn=turn.turn, role=turn.role, text=turn.text, question_id=_QUESTION_ID
                )
                for turn in self.answered_turn.turns
            ),
        )
        return tuple(screened for _, screened in _screen_transcript(transcript, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorResult:
    """The result of one evaluator."""

    evaluations: tuple[Evaluation, ...]
    proposals: tuple[FollowUpProposal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PerspectiveResult:
    """The result of one perspective."""

    opinion: Opinion
    proposals: tuple[FollowUpProposal, ...] = ()


def build_answer_context(
    answered_turn: AnsweredTurn,
    rubric: Rubric,
    names: Sequence[str] = (),
    permit: ScoringPermit | None = None,
) -> AnswerContext:
    """Return the prepared answer; it masks ``names`` and the names that the candidate mentions."""
    introduced_names = find_introduced_names(
        normalize_text(turn.text) for turn in answered_turn.turns if turn.role == "candidate"
    )
    known = {question.id: question for question in rubric.questions}
    return AnswerContext(
        answered_turn=answered_turn,
        rubric=rubric,
        masked_names=tuple(
            sorted({*names, *introduced_names}, key=lambda name: (-len(name), name))
        ),
        question=known.get(answered_turn.question_id or ""),
        permit=permit,
    )


def build_answer_transcript(context: AnswerContext) -> Transcript:
    """Return a transcript of only the question and the answer, with their original turn numbers."""
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
    """Return a rubric whose only question feeds ``criterion``, so that the answer counts for it alone."""
    asked = PlanQuestion(
        id=_QUESTION_ID,
        text=context.answered_turn.question,
        competency=criterion,
        kind=context.question_kind,
    )
    if context.question is not None and criterion == context.competency:
        asked = replace(context.question, id=asked.id, text=asked.text)
    return Rubric(competencies=tuple(competencies), questions=(asked,))


def select_evidence_units(context: AnswerContext) -> tuple[TextUnit, ...]:
    """Return the units of the answer that can be evidence."""
    return tuple(screened.unit for screened in context.screened_units if screened.verdict is None)


def select_conversation_units(context: AnswerContext) -> tuple[TextUnit, ...]:
    """Return the units of all candidate turns so far that can be evidence."""
    return tuple(
        screened.unit for screened in context.screened_conversation if screened.verdict is None
    )


def build_quote_spans(units: Sequence[TextUnit], max_quotes: int = 4) -> tuple[TextSpan, ...]:
    """Return the spans of the first ``max_quotes`` units, sorted by position."""
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
        for screened in routed.screened:
            yield screened.unit.turn, screened


FALLBACK_QUESTION = "What else would you say about that?"
"""Contains no content word, so it cannot reveal a word of any rubric."""
_MAX_QUOTE_LENGTH = 90
"""In characters; a question with two quotes must stay short enough to be spoken."""
_QUESTIONS_BY_REASON: dict[FollowUpReason, tuple[str, ...]] = {
    "OWNERSHIP": ("What was your part in that?", "Which part did you do yourself?"),
    "RESULT": ("How did it end?", "What happened in the end?"),
    "MEASURE": ("How could you tell?", "How did you know?"),
    "REASON": ("What made you do it that way?", "Why did you choose that way?"),
    "SPECIFICS": ("Can you walk me through one time when it happened?", "When was that?"),
    "DEPTH": ("Can you say a bit more about that?", "Is there anything you'd like to add?"),
    "CLARIFY": ("How do those fit together?", "Could you put that another way?"),
}


def build_proposal(
    context: AnswerContext,
    *,
    by: ProposalSource,
    name: str,
    reason: FollowUpReason,
    uncertainty: float,
    questions: Sequence[str] = (),
) -> FollowUpProposal:
    """Return a proposal with the first wording that reveals nothing of the rubric.

    Tries ``questions``, then the default wordings of ``reason``. ``uncertainty`` is clamped to 0 to 1.
    """
    wordings = (*questions, *_QUESTIONS_BY_REASON[reason], FALLBACK_QUESTION)
    return FollowUpProposal(
        source=by,
        name=name,
        question=next(wording for wording in wordings if is_neutral(wording, context)),
        criterion=context.competency,
        reason=reason,
        uncertainty=round(min(1.0, max(0.0, uncertainty)), 2),
    )


def compose_contradiction_question(before: str, now: str) -> str:
    """Return a question that quotes two contradictory statements."""
    return (
        f"You said “{_shorten(before)}”, and later “{_shorten(now)}”. How do those two "
        "fit together?"
    )


def _shorten(quote: str) -> str:
    quote = " ".join(quote.split()).rstrip(".!?")
    return (
        quote
        if len(quote) <= _MAX_QUOTE_LENGTH
        else quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + "…"
    )


def is_neutral(question: str, context: AnswerContext) -> bool:
    """Return whether a question has no rubric word that has not occurred in the conversation yet."""
    known, spoken = context.rubric_vocabulary.all_stems - EVERYDAY_STEMS, context.spoken_stems
    return not any(
        stem in known and stem not in spoken for stem in extract_content_stems(fold_text(question))
    )
