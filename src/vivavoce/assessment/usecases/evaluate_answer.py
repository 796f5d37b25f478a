"""Evaluate one answer with all panel members concurrently, store the result once and deliver it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    PerspectiveResult,
    build_answer_context,
)
from vivavoce.assessment.domain.panel.panel_config import PanelConfig
from vivavoce.assessment.ports import (
    OffLoopExecutor,
    PanelEvaluator,
    PanelInputReader,
    PanelMembers,
    PanelPermitReader,
    PanelPerspective,
    PanelRepository,
    PanelSessionGateway,
)
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    Evaluation,
    FollowUpProposal,
    PanelAnswerResults,
)
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.language_model.port import ModelUsage, collect_usage
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import GoneError
from vivavoce.kernel.ids import SessionId, TenantId

MEMBER_TIMEOUT_S = 60.0
_log = structlog.get_logger(__name__)
_Made = TypeVar("_Made")


class EvaluateAnswer:
    """Evaluates one answer; idempotent."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        session: PanelSessionGateway,
        panel_inputs: PanelInputReader,
        members: PanelMembers,
        panel_repository: PanelRepository,
        clock: Clock,
        off_loop: OffLoopExecutor = asyncio.to_thread,
        read_permit: PanelPermitReader | None = None,
    ) -> None:
        """``read_permit`` returns whether a model may score; with None, the rules evaluate."""
        self._open_work = open_work
        self._session = session
        self._panel_inputs = panel_inputs
        self._members = members
        self._panel_repository = panel_repository
        self._clock = clock
        self._off_loop = off_loop
        self._read_permit = read_permit

    async def __call__(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> None:
        """Evaluate, store and deliver to the session; do nothing if the transcript was erased."""
        try:
            asked = await self._session.get_answer(tenant_id, session_id, turn)
            async with self._open_work(tenant_id) as work:
                if await self._panel_repository.is_evaluated(work, session_id, turn, asked.version):
                    return
                basis = await self._panel_inputs(work, asked)
                roster = await self._panel_repository.load_config(work)
            permit = None if self._read_permit is None else await self._read_permit(tenant_id)
            context: AnswerContext = await self._off_loop(
                build_answer_context, asked, basis.rubric, basis.masked_names, permit
            )
            with collect_usage() as spent:
                readings = await self._collect_readings(context, roster)
            await self._publish_usage(tenant_id, asked, spent)
            await self._save_and_deliver(tenant_id, asked, readings)
        except GoneError:
            return

    async def _publish_usage(
        self, tenant_id: TenantId, answered_turn: AnsweredTurn, model_usages: Sequence[ModelUsage]
    ) -> None:
        """Publish the model usage in its own transaction: it is billed even if storing the result fails."""
        if model_usages:
            async with self._open_work(
                tenant_id, correlation_id=answered_turn.correlation_id
            ) as work:
                await publish_usage(
                    work,
                    model_usages,
                    purpose="panel",
                    run_id=answered_turn.run_id,
                    interview_id=answered_turn.interview_id,
                )

    async def _save_and_deliver(
        self, tenant_id: TenantId, answered_turn: AnsweredTurn, readings: PanelAnswerResults
    ) -> None:
        async with self._open_work(tenant_id, correlation_id=answered_turn.correlation_id) as work:
            if not await self._panel_repository.save_readings(
                work, answered_turn, readings, self._clock.now()
            ):
                return
            await self._session.deliver_panel_results(work, readings)
            await failpoint("panel.before_commit")
        await failpoint("panel.after_commit")

    async def _collect_readings(
        self, context: AnswerContext, config: PanelConfig
    ) -> PanelAnswerResults:
        abilities = context.answered_turn.abilities
        judging = self._members.evaluators(context, config) if "evaluations" in abilities else ()
        looking = self._members.perspectives(context, config) if "perspectives" in abilities else ()
        verdicts, comments = await asyncio.gather(
            asyncio.gather(*(_run_evaluator(seat, context) for seat in judging)),
            asyncio.gather(*(_run_perspective(seat, context) for seat in looking)),
        )
        perspectives = [comment for comment in comments if comment is not None]
        proposed = [proposal for verdict in verdicts for proposal in verdict.proposals]
        proposed += [proposal for perspective in perspectives for proposal in perspective.proposals]
        return PanelAnswerResults(
            session_id=context.answered_turn.session_id,
            turn=context.answered_turn.turn,
            correlation_id=context.answered_turn.correlation_id,
            evaluations=tuple(
                evaluation for verdict in verdicts for evaluation in verdict.evaluations
            ),
            opinions=tuple(perspective.opinion for perspective in perspectives),
            proposals=_deduplicate_proposals(proposed) if "follow_ups" in abilities else (),
            version=context.answered_turn.version,
        )


async def _run_evaluator(evaluator: PanelEvaluator, context: AnswerContext) -> EvaluatorResult:
    result = await _run_isolated(evaluator, context, evaluator.name)
    if result is not None:
        return result
    return EvaluatorResult(
        evaluations=tuple(
            Evaluation(
                evaluator=evaluator.name,
                criterion=criterion,
                score=None,
                abstained="evaluator_down",
                confidence=None,
                quotes=(),
                evaluated_by=evaluator.made_by,
            )
            for criterion in evaluator.criteria(context)
        )
    )


async def _run_perspective(
    perspective: PanelPerspective, context: AnswerContext
) -> PerspectiveResult | None:
    return await _run_isolated(perspective, context, perspective.name)


async def _run_isolated(
    member: Callable[[AnswerContext], Awaitable[_Made]], context: AnswerContext, name: str
) -> _Made | None:
    """Return a member's result, or None after an exception or ``MEMBER_TIMEOUT_S`` seconds."""
    try:
        async with asyncio.timeout(MEMBER_TIMEOUT_S):
            return await member(context)
    except Exception as error:  # noqa: BLE001 - a failing member must not affect the others
        _log.warning(
            "panel.evaluator_unavailable",
            seat=name,
            error=type(error).__name__,
            session_id=str(context.answered_turn.session_id),
            correlation_id=context.answered_turn.correlation_id,
        )
        return None


def _deduplicate_proposals(proposals: Sequence[FollowUpProposal]) -> tuple[FollowUpProposal, ...]:
    """Return one proposal per question: the one with the highest uncertainty."""
    best: dict[str, FollowUpProposal] = {}
    for proposal in proposals:
        known = best.get(proposal.question)
        if known is None or proposal.uncertainty > known.uncertainty:
            best[proposal.question] = proposal
    return tuple(best.values())
