"""Composition of follow-up questions by a language model: request, time limit, and result.

The request and its timeout are in the log, so that the next worker of the session repeats the same
request and applies only one result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.followup_policy import FollowupMove, choose_next_move
from vivavoce.live.domain.interviewer.interview_flow import cancel_model_request, make_next_move
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session

ACKNOWLEDGE_DELAY_S = 1.5
"""Seconds after which the candidate is notified that the next question takes a moment."""
COMPOSITION_TIMEOUT_S = 6.0
"""Seconds after which the interview goes on without the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionRequest:
    """A request to a composer: a new wording for a follow-up that the rules chose."""

    turn: int
    question: str
    """The text of the planned question that the follow-up is about."""
    rules_wording: str
    """The rules' own wording of the follow-up."""
    criterion: str
    reason: events.ReasonCode
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedQuestion:
    """A question written by a composer, with its latency and token usage."""

    question: str
    criterion: str
    reason: events.ReasonCode
    model: str
    latency_ms: int
    token_usage: tuple[events.ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionFailure:
    """The composer returned no usable question."""

    reason: Literal["late", "unavailable", "unusable"]
    token_usage: tuple[events.ModelTokenUsage, ...] = ()


def build_pending_composition_request(
    state: Session, plan: InterviewPlan
) -> CompositionRequest | None:
    """Return the open composition request, derived from the log alone, or None."""
    asked, since = state.pending_model_request, state.model_requested_at
    if asked is None or since is None:
        return None
    ready = replace(
        state, status="in_progress", taken_over_by=None, pending_model_request=None, proposals=()
    )
    move = choose_next_move(ready, plan, since)
    if not isinstance(move, FollowupMove):
        return None
    question = get_question(plan, move.decision.question_id)
    return CompositionRequest(
        turn=asked.turn,
        question=question.text,
        rules_wording=move.wording.text,
        criterion=question.competency,
        reason=move.decision.reason,
        language=plan.language,
    )


def apply_composition(
    pending: PendingEvents,
    plan: InterviewPlan,
    turn: int,
    result: ComposedQuestion | CompositionFailure,
) -> None:
    """Apply the composition result for the answer in ``turn`` once; ignore late and repeated results."""
    asked = pending.state.pending_model_request
    if asked is None or asked.turn != turn or pending.state.status != "in_progress":
        return
    if isinstance(result, CompositionFailure):
        failed = events.ModelRequestFailed(
            purpose="compose", turn=turn, reason=result.reason, token_usage=result.token_usage
        )
        pending.add(failed)
    else:
        pending.add(_model_responded(result, turn), _followup_proposed(pending, result, turn))
    make_next_move(pending, plan, can_compose=False)


def handle_composition_delay(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Notify the candidate of the delay, or, after the timeout, go on with the rules' own wording."""
    asked, since = pending.state.pending_model_request, pending.state.model_requested_at
    if asked is None or since is None:
        return
    if (pending.now - since).total_seconds() >= COMPOSITION_TIMEOUT_S:
        cancel_model_request(pending)
        make_next_move(pending, plan, can_compose=False)
    elif not pending.state.is_delay_acknowledged:
        pending.add(events.DelayAcknowledged(turn=asked.turn))


def composition_deadline(state: Session) -> datetime | None:
    """Return when ``handle_composition_delay`` has something to do; None while nothing is pending."""
    if state.model_requested_at is None or state.status != "in_progress":
        return None
    seconds = COMPOSITION_TIMEOUT_S if state.is_delay_acknowledged else ACKNOWLEDGE_DELAY_S
    return state.model_requested_at + timedelta(seconds=seconds)


def _model_responded(result: ComposedQuestion, turn: int) -> events.ModelResponded:
    return events.ModelResponded(
        purpose="compose",
        turn=turn,
        model=result.model,
        latency_ms=result.latency_ms,
        tokens_in=sum(one.tokens_in for one in result.token_usage),
        tokens_out=sum(one.tokens_out for one in result.token_usage),
        token_usage=result.token_usage,
    )


def _followup_proposed(
    pending: PendingEvents, result: ComposedQuestion, turn: int
) -> events.FollowupProposed:
    return events.FollowupProposed(
        proposal_id=f"composed_{pending.state.seq}",
        turn=turn,
        question_id=pending.state.turns[turn - 1].question_id,
        source="composer",
        name=result.model,
        question=result.question,
        criterion=result.criterion,
        reason=result.reason,
        uncertainty=0.0,
    )
