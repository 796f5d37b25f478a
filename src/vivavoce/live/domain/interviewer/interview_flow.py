"""The interviewer's moves: ask a question, follow up, request a wording, end the interview. Pure."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.events.lifecycle import CompletionReason
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.coverage import find_open_turn
from vivavoce.live.domain.interviewer.followup_policy import (
    ClosingMove,
    FollowupDecision,
    FollowupMove,
    InterviewerMove,
    PlannedQuestionMove,
    choose_next_move,
)
from vivavoce.live.domain.interviewer.question_selector import select_move
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session

MAX_CONSECUTIVE_MODEL_FAILURES = 2
"""After this many consecutive failures the model is not called again in this session."""
_COMPOSABLE_REASONS = frozenset({"OWNERSHIP", "RESULT", "MEASURE", "REASON", "SPECIFICS", "DEPTH"})


class InterviewNotInProgressError(ConflictError):
    """The interview is not at a point where this is possible."""

    code = "session_not_in_progress"


def open_question_turn(state: Session) -> int | None:
    """Return the turn number of the latest question or follow-up, or None before the first."""
    turn = find_open_turn(state)
    return None if turn is None else turn.turn


def make_next_move(
    pending: PendingEvents, plan: InterviewPlan, *, can_compose: bool = True
) -> None:
    """Add the events of the interviewer's next move, or a model request for its wording first.

    ``can_compose=False`` uses the built-in wording without asking a model.
    """
    move = select_move(
        pending.state, plan, pending.now, choose_next_move(pending.state, plan, pending.now)
    )
    deadline_s = pending.composition_deadline_s
    if can_compose and deadline_s is not None and can_be_composed(pending.state, move):
        pending.add(
            events.ModelRequested(
                purpose="compose", turn=len(pending.state.turns), deadline_s=deadline_s
            )
        )
        return
    match move:
        case FollowupMove():
            ask_followup(pending, move)
        case PlannedQuestionMove():
            _record_decision(pending, move.decision, is_asked=False)
            _skip_questions(pending, move)
            _ask_question(pending, move)
        case ClosingMove():
            _record_decision(pending, move.decision, is_asked=False)
            _skip_questions(pending, move)
            end_interview(pending, plan, "all_asked")
        case _:
            pass


def ask_followup(pending: PendingEvents, move: FollowupMove) -> None:
    """Record why a follow-up is asked, and ask it."""
    _record_decision(pending, move.decision, is_asked=True)
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="follow_up",
            text=move.wording.text,
            question_id=move.decision.question_id,
            parent_turn=move.decision.about_turn or move.decision.turn,
            reason=move.decision.reason,
            variant=move.wording.variant,
        )
    )


def _ask_question(pending: PendingEvents, move: PlannedQuestionMove) -> None:
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="question",
            text=move.wording.text,
            question_id=move.question.id,
            variant=move.wording.variant,
            suggested_s=move.suggested_s,
        )
    )


def _record_decision(
    pending: PendingEvents, decision: FollowupDecision | None, *, is_asked: bool
) -> None:
    if decision is None:
        return
    pending.add(
        events.FollowupChosen(
            turn=decision.turn,
            question_id=decision.question_id,
            reason=decision.reason,
            is_asked=is_asked,
            element=decision.element,
            priority=decision.priority,
            chosen_by=decision.chosen_by,
            alternatives=decision.alternatives,
            proposal_id=decision.proposal_id,
            superseded=decision.superseded,
        )
    )


def _skip_questions(pending: PendingEvents, move: PlannedQuestionMove | ClosingMove) -> None:
    for question_id in move.covered:
        pending.add(
            events.QuestionSkipped(question_id=question_id, skipped_by="policy", reason="covered")
        )
    for question_id in move.skipped_for_time:
        pending.add(
            events.QuestionSkipped(question_id=question_id, skipped_by="policy", reason="time")
        )


def end_interview(pending: PendingEvents, plan: InterviewPlan, reason: events.EndReason) -> None:
    """Add the closing turn and end the interview.

    On a voice connection the session ends only after the closing turn was played. Without a running
    interview the session is abandoned.
    """
    if pending.state.is_over:
        return
    if pending.state.status == "wrapping_up":
        finish_session(pending, plan)
        return
    cancel_model_request(pending)
    if pending.state.status != "in_progress":
        pending.add(events.SessionAbandoned(reason="no_answers", is_technical=False))
        return
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="closing",
            text=wording.closing_text(
                plan, reason, has_answers=bool(pending.state.answered_question_ids)
            ),
            end_reason=reason,
        )
    )
    if pending.state.connection_id is None or pending.state.transport == "text":
        finish_session(pending, plan)


def finish_session(pending: PendingEvents, plan: InterviewPlan) -> None:
    """End the session after the closing turn: completed, or abandoned if there is no answer."""
    if pending.state.answered_question_ids:
        pending.add(build_completion_event(pending, plan, end_reason_of(pending.state) or "time"))
    else:
        pending.add(events.SessionAbandoned(reason="no_answers", is_technical=False))


def end_reason_of(state: Session) -> events.EndReason | None:
    """Return the end reason of the closing turn, or None before it."""
    last = next((turn for turn in reversed(state.counted_turns) if turn.kind == "closing"), None)
    return None if last is None else last.end_reason


def build_completion_event(
    pending: PendingEvents,
    plan: InterviewPlan,
    reason: CompletionReason,
) -> events.SessionCompleted:
    """Return the completion event with the numbers of asked and answered questions and the duration."""
    used = min(
        pending.state.time_used(pending.now).total_seconds(), pending.state.created.time_limit_s
    )
    answered = pending.state.answered_question_ids
    mandatory = {question.id for question in plan.questions if question.is_mandatory}
    return events.SessionCompleted(
        reason=reason,
        asked=len(pending.state.asked_questions),
        answered=sum(thread.answers > 0 for thread in pending.state.asked_questions),
        duration_s=round(used),
        is_partial=not mandatory <= answered,
    )


def cancel_model_request(pending: PendingEvents) -> None:
    """Cancel the open model request, if any."""
    asked = pending.state.pending_model_request
    if asked is not None and pending.state.status in ("in_progress", "reconnecting"):
        pending.add(
            events.ModelRequestFailed(purpose=asked.purpose, turn=asked.turn, reason="late")
        )


def can_be_composed(state: Session, move: InterviewerMove) -> bool:
    """Return whether a model may word this move: only a follow-up that the rules chose, not a proposal."""
    return (
        isinstance(move, FollowupMove)
        and move.decision.proposal_id is None
        and move.decision.reason in _COMPOSABLE_REASONS
        and state.consecutive_model_failures < MAX_CONSECUTIVE_MODEL_FAILURES
    )
