"""Applies events from outside the session: evaluations of the panel, and staff actions."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.conversation import apply_staff_message
from vivavoce.live.domain.interviewer.interview_flow import (
    cancel_model_request,
    end_interview,
    make_next_move,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session

_IN_INTERVIEW = ("in_progress", "reconnecting")


class EvaluationOutOfDateError(ConflictError):
    """The answer was amended in the meantime; it is evaluated again."""

    code = "evaluation_out_of_date"


def apply_external_event(
    pending: PendingEvents, plan: InterviewPlan, event: events.SessionEvent
) -> None:
    """Add ``event`` and the events that follow from it.

    Raises a ``ConflictError`` when the session's state does not allow it; nothing may be appended then.
    """
    if _is_outdated(pending.state, event):
        raise EvaluationOutOfDateError
    pending.add(event)
    if not isinstance(event, events.StaffIntervened):
        return
    match event.action:
        case "end":
            end_interview(pending, plan, "staff_ended")
        case "take_over":
            cancel_model_request(pending)
        case "say":
            apply_staff_message(pending, plan, event)
        case "note" if event.ask.strip() and pending.state.status in _IN_INTERVIEW:
            pending.add(_proposal_from_note(pending, event))
        case "hand_back":
            make_next_move(pending, plan)
        case _:
            pass


def _is_outdated(state: Session, event: events.SessionEvent) -> bool:
    if not isinstance(event, events.EvaluationGenerated | events.PerspectiveGenerated):
        return False
    is_there = 0 < event.turn <= len(state.turns)
    return is_there and state.turns[event.turn - 1].amended > event.version


def is_deferred_until_reconnect(state: Session, event: events.SessionEvent) -> bool:
    """Return whether ``event`` is a staff message that must wait because the candidate is disconnected."""
    return (
        isinstance(event, events.StaffIntervened)
        and event.action == "say"
        and event.user_id == state.taken_over_by
        and state.status == "reconnecting"
    )


def _proposal_from_note(
    pending: PendingEvents, note: events.StaffIntervened
) -> events.FollowupProposed:
    """Return the question of a staff note as a follow-up proposal about the open question."""
    thread = pending.state.current_question
    return events.FollowupProposed(
        proposal_id=f"note_{pending.state.seq}",
        turn=len(pending.state.turns),
        question_id=None if thread is None else thread.question_id,
        source="staff",
        name=note.user_id,
        question=" ".join(note.ask.split()),
        criterion=None,
        reason="DEPTH",
        uncertainty=1.0,
    )
