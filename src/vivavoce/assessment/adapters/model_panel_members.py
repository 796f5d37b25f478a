"""Panel members that use a model: evaluators with a certificate, and perspectives that only comment.

Without a valid certificate, the rules evaluate, and a model may only read along.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.adapters.certified_evaluator import (
    CertifiedEvaluator,
    may_evaluate,
    name_certified_author,
)
from vivavoce.assessment.domain.model_evidence.guards import MIN_QUOTE_WORDS
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.panel import rubric_evaluator
from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    PerspectiveResult,
    build_proposal,
    is_neutral,
)
from vivavoce.assessment.domain.panel.panel_config import (
    CRITERION_BY_EVALUATOR,
    PanelConfig,
    PanelMemberKind,
)
from vivavoce.assessment.domain.panel.perspectives import DEFINITION_BY_NAME, PerspectiveDefinition
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.assessment.domain.verify import BLOCKING_VERDICTS
from vivavoce.assessment.ports import (
    EvidenceReader,
    OffLoopExecutor,
    PanelEvaluator,
    PanelMembers,
    PanelPerspective,
)
from vivavoce.contracts.live_session import FollowUpReason, Opinion
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.language_model.language_names import name_language
from vivavoce.infra.language_model.port import LanguageModel, ModelRequest
from vivavoce.infra.language_model.prompts import load_prompt

MODEL_TIMEOUT_S = 40.0
PERSPECTIVE_PROMPT = load_prompt("vivavoce.assessment.adapters", "perspective_v2")
_MAX_QUESTION_LENGTH = 160
_JUDGMENT_WORDS = re.compile(
    r"\b(?:scor\w+|rat(?:e|ed|ing)|grad(?:e|ed|ing)|hir(?:e|ed|ing)|reject\w*|recommend\w*|rubric|"
    r"level \d|personalit\w+|intelligen\w+|lying|liar|honest\w*|dishonest\w*)\b|\b\d+ ?/ ?\d+",
    re.IGNORECASE,
)
LongText = Annotated[str, Field(min_length=1, max_length=600)]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


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
                instructions=PERSPECTIVE_PROMPT.text,
                prompt=PERSPECTIVE_PROMPT.label,
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
    """Provides panel members that use a model where it may."""

    def __init__(
        self,
        language_model: LanguageModel,
        rule_members: PanelMembers,
        *,
        read_evidence: EvidenceReader,
        label: str,
        off_loop: OffLoopExecutor = asyncio.to_thread,
        deadline_s: float = MODEL_TIMEOUT_S,
    ) -> None:
        """``label`` names the model of the perspectives."""
        self._language_model = language_model
        self._rule_members = rule_members
        self._read_evidence = read_evidence
        self._label = label
        self._off_loop = off_loop
        self._deadline_s = deadline_s

    def name_author(self, kind: PanelMemberKind, name: str, permit: ScoringPermit | None) -> str:
        """Return what a member evaluates with now: the label of the rules or of a model."""
        if kind == "perspective":
            return self._label
        if name in CRITERION_BY_EVALUATOR or permit is None or permit.certificate_id is None:
            return self._rule_members.name_author(kind, name, permit)
        return name_certified_author(permit)

    def evaluators(self, context: AnswerContext, config: PanelConfig) -> Sequence[PanelEvaluator]:
        """Return the enabled evaluators.

        A certified model reads against the levels of a rubric. Relevance, support of claims and structure
        were never qualified: the rules look at them.
        """
        seats = self._rule_members.evaluators(context, config)
        permit = context.permit
        if permit is None or not may_evaluate(permit, context.answered_turn.language):
            return seats
        rubrics = {each.display_name: each.criteria for each in config.custom_evaluators}
        if context.competency is not None:
            rubrics[rubric_evaluator.NAME] = context.rubric.competencies
        return tuple(
            CertifiedEvaluator(
                rule_evaluator=seat,
                competencies=rubrics[seat.name],
                read_evidence=self._read_evidence,
                permit=permit,
                off_loop=self._off_loop,
            )
            if seat.name in rubrics
            else seat
            for seat in seats
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
        {
            "language": name_language(context.answered_turn.language),
            "seat": {"name": definition.name, "listens": definition.description},
            "talk": turns,
        },
        ensure_ascii=False,
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
