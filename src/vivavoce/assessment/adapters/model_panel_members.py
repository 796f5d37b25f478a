"""Panel members that use a model. It only finds evidence; code verifies quotes and computes scores.

Invented or screened-out quotes are dropped like any other wrong quote, so a model that obeys instructions in
an answer gains nothing for the candidate.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.domain.external_evidence import (
    MIN_POSITIVE_LEVEL,
    MIN_QUOTE_WORDS,
    EvidenceItem,
    mask_transcript,
    score_external_evidence,
)
from vivavoce.assessment.domain.panel import exaggeration, relevance, rubric_evaluator, structure
from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    PerspectiveResult,
    build_answer_transcript,
    build_criterion_rubric,
    build_proposal,
    is_neutral,
)
from vivavoce.assessment.domain.panel.panel_config import CustomEvaluator, PanelConfig
from vivavoce.assessment.domain.panel.perspectives import DEFINITION_BY_NAME, PerspectiveDefinition
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.domain.verify import BLOCKING_VERDICTS
from vivavoce.assessment.ports import (
    OffLoopExecutor,
    PanelEvaluator,
    PanelMembers,
    PanelPerspective,
)
from vivavoce.contracts.live_session import Evaluation, FollowUpReason, Opinion, TextSpan
from vivavoce.contracts.plan import Competency, SubDimension
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.transcript import Scorecard, ScorerInfo, Transcript
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
)

MODEL_TIMEOUT_S = 40.0
_PROMPT_VERSION = 1
_MAX_QUESTION_LENGTH = 160
_JUDGMENT_WORDS = re.compile(
    r"\b(?:scor\w+|rat(?:e|ed|ing)|grad(?:e|ed|ing)|hir(?:e|ed|ing)|reject\w*|recommend\w*|rubric|"
    r"level \d|personalit\w+|intelligen\w+|lying|liar|honest\w*|dishonest\w*)\b|\b\d+ ?/ ?\d+",
    re.IGNORECASE,
)
LongText = Annotated[str, Field(min_length=1, max_length=600)]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]


def load_prompt(name: str) -> str:
    """Return the model instructions of a prompt file."""
    folder = resources.files("vivavoce.assessment.adapters").joinpath("prompts")
    return folder.joinpath(f"{name}_v{_PROMPT_VERSION}.md").read_text("utf-8")


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ModelEvidenceItem(_StrictModel):
    """One piece of evidence from the model."""

    criterion: ShortText
    side: ShortText
    level: int = Field(ge=1, le=5)
    quote: LongText


class ModelEvidence(_StrictModel):
    """The evidence that the model found in one answer."""

    items: list[ModelEvidenceItem] = Field(max_length=40)


class PerspectiveQuote(_StrictModel):
    """One topic that was heard in the interview, with a quote."""

    about: Annotated[str, Field(min_length=1, max_length=80)]
    quote: LongText


class PerspectiveRemarks(_StrictModel):
    """The model's remarks from one perspective."""

    heard: list[PerspectiveQuote] = Field(max_length=6)
    concerns: list[ShortText] = Field(max_length=3)
    question: ShortText | None = None
    reason: FollowUpReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEvaluator:
    """An evaluator that uses a model to find evidence."""

    language_model: LanguageModel
    name: str
    made_by: str
    rule_evaluator: PanelEvaluator
    """The fallback, if the interview's profile allows it."""
    custom_evaluator: CustomEvaluator | None = None
    off_loop: OffLoopExecutor = asyncio.to_thread
    deadline_s: float = MODEL_TIMEOUT_S

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return the criteria that it evaluates."""
        return self.rule_evaluator.criteria(context)

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Evaluate one answer, or raise ``ModelUnavailableError`` or ``ModelFailedError``."""
        if self.name == rubric_evaluator.NAME and context.competency is None:
            return await self.rule_evaluator(context)
        competencies = self._select_competencies(context)
        criteria = self.criteria(context)
        material: str = await self.off_loop(_build_evidence_input, context, competencies, criteria)
        try:
            response = await self.language_model.generate(
                ModelRequest(
                    purpose="evaluate",
                    instructions=load_prompt("evaluate"),
                    input=material,
                    output_type=ModelEvidence,
                    find_problems=lambda evidence: _find_unknown_items(evidence, competencies),
                    deadline_s=self.deadline_s,
                    max_retries=1,
                    max_output_tokens=2000,
                )
            )
        except (ModelUnavailableError, ModelFailedError):
            if PROFILES[context.answered_turn.profile].panel_fallback == "built_in_marked":
                return await self.rule_evaluator(context)
            raise
        result: EvaluatorResult = await self.off_loop(
            _build_evaluator_result,
            self.name,
            context,
            response.output,
            competencies,
            criteria,
            f"model {response.author}",
        )
        return result

    def _select_competencies(self, context: AnswerContext) -> tuple[Competency, ...]:
        if self.custom_evaluator is not None:
            return self.custom_evaluator.criteria
        if self.name == rubric_evaluator.NAME:
            return context.rubric.competencies
        if self.name == structure.NAME:
            return (_build_steps_competency(structure.select_framework_steps(context)),)
        return ({relevance.NAME: relevance, exaggeration.NAME: exaggeration}[self.name].COMPETENCY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPerspective:
    """A perspective with remarks from a model; remarks without a verified quote are dropped."""

    language_model: LanguageModel
    definition: PerspectiveDefinition
    off_loop: OffLoopExecutor = asyncio.to_thread
    deadline_s: float = MODEL_TIMEOUT_S

    @property
    def name(self) -> str:
        """The perspective's name."""
        return self.definition.name

    async def __call__(self, context: AnswerContext) -> PerspectiveResult:
        """Comment on the interview so far, or raise ``ModelUnavailableError`` or ``ModelFailedError``."""
        material: str = await self.off_loop(_build_perspective_input, context, self.definition)
        response = await self.language_model.generate(
            ModelRequest(
                purpose="perspective",
                instructions=load_prompt("perspective"),
                input=material,
                output_type=PerspectiveRemarks,
                find_problems=lambda _: (),
                deadline_s=self.deadline_s,
                max_retries=1,
                max_output_tokens=800,
            )
        )
        result: PerspectiveResult = await self.off_loop(
            _build_perspective_result,
            context,
            self.definition,
            response.output,
            f"model {response.author}",
        )
        return result


class ModelPanelMembers:
    """Provides panel members that use a model."""

    def __init__(
        self,
        language_model: LanguageModel,
        rule_members: PanelMembers,
        *,
        label: str,
        off_loop: OffLoopExecutor = asyncio.to_thread,
        deadline_s: float = MODEL_TIMEOUT_S,
    ) -> None:
        self._language_model = language_model
        self._rule_members = rule_members
        self._off_loop = off_loop
        self._deadline_s = deadline_s
        self.made_by = label

    def evaluators(self, context: AnswerContext, config: PanelConfig) -> Sequence[PanelEvaluator]:
        """Return the enabled evaluators."""
        own = {evaluator.display_name: evaluator for evaluator in config.custom_evaluators}
        return tuple(
            ModelEvaluator(
                language_model=self._language_model,
                name=seat.name,
                made_by=self.made_by,
                rule_evaluator=seat,
                custom_evaluator=own.get(seat.name),
                off_loop=self._off_loop,
                deadline_s=self._deadline_s,
            )
            for seat in self._rule_members.evaluators(context, config)
        )

    def perspectives(
        self, context: AnswerContext, config: PanelConfig
    ) -> Sequence[PanelPerspective]:
        """Return the enabled perspectives."""
        return tuple(
            ModelPerspective(
                language_model=self._language_model,
                definition=DEFINITION_BY_NAME[seat.name],
                off_loop=self._off_loop,
                deadline_s=self._deadline_s,
            )
            for seat in self._rule_members.perspectives(context, config)
        )


def _build_evidence_input(
    context: AnswerContext, competencies: Sequence[Competency], criteria: Sequence[str]
) -> str:
    asked, answer = mask_transcript(build_answer_transcript(context), context.masked_names)
    described = [
        {
            "criterion": competency.name,
            "sides": [
                {"side": side.name, "levels": dict(side.indicators)}
                for side in competency.sub_dimensions
            ],
        }
        for competency in competencies
        if competency.name in criteria
    ]
    return json.dumps(
        {"criteria": described, "question": asked, "answer": answer}, ensure_ascii=False
    )


def _build_perspective_input(context: AnswerContext, definition: PerspectiveDefinition) -> str:
    transcript = Transcript(
        language=context.answered_turn.language, turns=context.answered_turn.turns
    )
    texts = mask_transcript(transcript, context.masked_names)
    turns = [
        {"turn": turn.turn, "role": turn.role, "text": text}
        for turn, text in zip(transcript.turns, texts, strict=True)
    ]
    return json.dumps(
        {"seat": {"name": definition.name, "listens": definition.description}, "talk": turns},
        ensure_ascii=False,
    )


def _find_unknown_items(evidence: ModelEvidence, competencies: Sequence[Competency]) -> list[str]:
    known = {
        (competency.name, side.name)
        for competency in competencies
        for side in competency.sub_dimensions
    }
    return [
        f"Item {place}: this criterion has no side with that name."
        for place, item in enumerate(evidence.items, start=1)
        if (item.criterion, item.side) not in known
    ]


def _build_evaluator_result(
    name: str,
    context: AnswerContext,
    evidence: ModelEvidence,
    competencies: Sequence[Competency],
    criteria: Sequence[str],
    made_by: str,
) -> EvaluatorResult:
    evaluations: list[Evaluation] = []
    for criterion in criteria:
        scorecard = _score_evidence(context, evidence, competencies, criterion, made_by)
        if name == structure.NAME:
            return _build_structure_result(context, scorecard, made_by)
        evaluations.append(
            rubric_evaluator.build_evaluation(
                scorecard, criterion, name, context.answered_turn.turn, made_by
            )
        )
    return EvaluatorResult(
        evaluations=tuple(evaluations),
        proposals=rubric_evaluator.propose_follow_up(context, name, evaluations),
    )


def _score_evidence(
    context: AnswerContext,
    evidence: ModelEvidence,
    competencies: Sequence[Competency],
    criterion: str,
    made_by: str,
) -> Scorecard:
    items = [
        EvidenceItem(
            quote=item.quote,
            turn=context.answered_turn.turn,
            competency=item.criterion,
            sub_dimension=item.side,
            level=item.level,
        )
        for item in evidence.items
        if item.criterion == criterion
    ]
    reading = prepare_transcript(
        build_answer_transcript(context),
        build_criterion_rubric(context, competencies, criterion),
        masked_names=context.masked_names,
    )
    scorer = ScorerInfo(kind=made_by, version=str(_PROMPT_VERSION))
    return score_external_evidence(reading, items, context.masked_names, scorer=scorer).scorecard


def _build_steps_competency(steps: Sequence[str]) -> Competency:
    levels = {
        "1": "The step is missing.",
        "3": "The step is there.",
        "5": "The step is described fully.",
    }
    return Competency(
        name=structure.CRITERION,
        weight=1.0,
        sub_dimensions=tuple(SubDimension(name=step, indicators=levels) for step in steps),
    )


def _build_structure_result(
    context: AnswerContext, scorecard: Scorecard, made_by: str
) -> EvaluatorResult:
    [criterion] = [
        competency
        for competency in scorecard.competencies
        if competency.name == structure.CRITERION
    ]
    spans = {
        evidence.sub_dimension: TextSpan(start=evidence.start, end=evidence.end)
        for evidence in criterion.evidence
        if evidence.level >= MIN_POSITIVE_LEVEL
    }
    return structure.build_structure_result(
        context,
        spans,
        structure.select_framework_steps(context),
        made_by=made_by,
        abstained=criterion.insufficient_evidence,
    )


def _build_perspective_result(
    context: AnswerContext,
    definition: PerspectiveDefinition,
    remarks: PerspectiveRemarks,
    made_by: str,
) -> PerspectiveResult:
    mentions = [
        f"{quoted.about}: \u201c{quoted.quote}\u201d"
        for quoted in remarks.heard
        if not _JUDGMENT_WORDS.search(quoted.about) and _is_candidate_quote(quoted.quote, context)
    ]
    concerns = tuple(concern for concern in remarks.concerns if not _JUDGMENT_WORDS.search(concern))
    summary = (
        f"Mentioned: {'; '.join(mentions)}."
        if mentions
        else "Nothing was said about this perspective yet."
    )
    opinion = Opinion(
        perspective=definition.name, summary=summary, concerns=concerns, evaluated_by=made_by
    )
    question = (remarks.question or "").strip()
    is_good = question.endswith("?") and len(question) <= _MAX_QUESTION_LENGTH
    if not is_good or _JUDGMENT_WORDS.search(question) or not is_neutral(question, context):
        return PerspectiveResult(opinion=opinion)
    asked = build_proposal(
        context,
        by="perspective",
        name=definition.name,
        reason=remarks.reason or "DEPTH",
        uncertainty=0.5,
        questions=(question,),
    )
    return PerspectiveResult(opinion=opinion, proposals=(asked,))


def _is_candidate_quote(quote: str, context: AnswerContext) -> bool:
    """Return whether the candidate said the quote verbatim, outside of blocked units."""
    if len(quote.split()) < MIN_QUOTE_WORDS:
        return False
    blocked_units = [
        screened.unit
        for screened in context.screened_conversation
        if screened.verdict in BLOCKING_VERDICTS
    ]
    for turn in context.answered_turn.turns:
        start = turn.text.find(quote)
        if turn.role != "candidate" or start < 0:
            continue
        end = start + len(quote)
        return not any(
            unit.turn == turn.turn and unit.start < end and start < unit.end
            for unit in blocked_units
        )
    return False
