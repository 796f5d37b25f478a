"""Deadlines of a session: when it must be checked again, and what happens then.

The worker that hosts a session and the sweeper that finds a session without a worker share these rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.interview_flow import (
    build_completion_event,
    end_interview,
    finish_session,
    make_next_move,
)
from vivavoce.live.domain.interviewer.question_composition import (
    composition_deadline,
    handle_composition_delay,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.presence import HANDOVER_GRACE_S, disconnect_after_handover
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.time_left import next_warning

WAIT_FOR_CANDIDATE_S = 900
WAIT_FOR_CAPACITY_S = 1800
WAIT_FOR_NEXT_CALL_S = 24 * 3600
"""Limit between two call attempts, nights included; the dialer normally calls earlier."""
WAIT_FOR_CALL_STATUS_S = 900
"""Limit for a status update of a placed call; the dialer normally gives up earlier."""
WAIT_FOR_CONSENT_S = 60
MAX_CONSENT_REQUESTS = 2
MAX_PAUSE_S = 300
MAX_OVERTIME_S = 3600
"""Pauses and disconnects together extend an interview by at most this many seconds."""
STAFF_ABSENCE_LIMIT_S = 60
"""Seconds a staff member in control may be absent before the interviewer resumes."""
_CLOSING_TIMEOUT_S = 20


def compute_next_deadline(state: Session) -> datetime | None:
    """Return when the session must be checked if no other event comes first; None when it is over."""
    if state.is_over:
        return None
    due = _status_deadline(state)
    if state.handed_over_at is None:
        return due
    return min(due, state.handed_over_at + timedelta(seconds=HANDOVER_GRACE_S))


def _status_deadline(state: Session) -> datetime:
    match state.status:
        case "created" | "waiting" | "connected":
            return state.since + timedelta(seconds=WAIT_FOR_CANDIDATE_S)
        case "scheduled":
            return state.since + timedelta(seconds=WAIT_FOR_NEXT_CALL_S)
        case "dialing":
            return state.since + timedelta(seconds=WAIT_FOR_CALL_STATUS_S)
        case "queued":
            return state.since + timedelta(seconds=WAIT_FOR_CAPACITY_S)
        case "consent_pending":
            return state.at + timedelta(seconds=WAIT_FOR_CONSENT_S)
        case "wrapping_up":
            return state.since + timedelta(seconds=_CLOSING_TIMEOUT_S)
        case "reconnecting":
            grace = state.since + timedelta(seconds=state.created.grace_s)
            return min(grace, _overtime_deadline(state))
        case _:
            return min(
                _clock_deadline(state),
                _overtime_deadline(state),
                *_composition_deadlines(state),
                *_staff_absence_deadlines(state),
            )


def apply_overdue(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Add the events of every deadline that has passed by ``pending.now``."""
    while True:
        due = compute_next_deadline(pending.state)
        if due is None or due > pending.now:
            return
        _apply_timeout(pending, plan)


def has_enough_answers(state: Session, plan: InterviewPlan) -> bool:
    """Return whether enough mandatory questions of ``plan`` were answered for an assessment."""
    answered = state.answered_question_ids
    mandatory = {question.id for question in plan.questions if question.is_mandatory}
    share = len(mandatory & answered) / len(mandatory) if mandatory else 1.0
    return bool(answered) and share >= state.created.min_answered_share


def _apply_timeout(pending: PendingEvents, plan: InterviewPlan) -> None:
    if pending.state.handed_over_at is not None and _status_deadline(pending.state) > pending.now:
        disconnect_after_handover(pending)
        return
    match pending.state.status:
        case "created" | "scheduled" | "dialing" | "waiting" | "connected":
            pending.add(events.SessionMarkedNoShow())
        case "queued":
            pending.add(events.SessionExpired())
        case "consent_pending":
            _repeat_consent_request(pending)
        case "wrapping_up":
            finish_session(pending, plan)
        case "reconnecting":
            _end_after_disconnect(pending, plan)
        case _:
            _apply_interview_timeout(pending, plan)


def _repeat_consent_request(pending: PendingEvents) -> None:
    created = pending.state.created
    if pending.state.consent_asked < MAX_CONSENT_REQUESTS:
        pending.add(
            events.ConsentRequested(text=created.consent_text, text_version=created.consent_version)
        )
    else:
        pending.add(events.SessionAbandoned(reason="consent_timeout", is_technical=False))


def _end_after_disconnect(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Complete or abandon a session whose candidate did not reconnect in time."""
    if has_enough_answers(pending.state, plan):
        pending.add(build_completion_event(pending, plan, "connection_lost"))
    else:
        pending.add(
            events.SessionAbandoned(
                reason="connection_lost", is_technical=pending.state.is_connection_loss_technical
            )
        )


def _apply_interview_timeout(pending: PendingEvents, plan: InterviewPlan) -> None:
    if _overtime_deadline(pending.state) <= pending.now or pending.state.time_remaining(
        pending.now
    ) <= timedelta(0):
        pending.add(events.TimerExpired())
        end_interview(pending, plan, "time")
    elif any(moment <= pending.now for moment in _staff_absence_deadlines(pending.state)):
        _return_control(pending, plan)
    elif any(moment <= pending.now for moment in _composition_deadlines(pending.state)):
        handle_composition_delay(pending, plan)
    elif pending.state.is_paused:
        pending.add(events.ClockResumed(reason="limit"))
        make_next_move(pending, plan)  # an answer may still need a reply
    else:
        remaining_s = round(pending.state.time_remaining(pending.now).total_seconds())
        pending.add(events.TimerWarningIssued(remaining_s=remaining_s))


def _return_control(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Give control back to the interviewer, so that the candidate does not wait for absent staff."""
    taken_by = pending.state.taken_over_by or ""
    pending.add(
        events.StaffIntervened(user_id=taken_by, action="hand_back", text="", is_timed_out=True)
    )
    make_next_move(pending, plan)


def _staff_absence_deadlines(state: Session) -> tuple[datetime, ...]:
    """Return when an absent staff member in control times out, as zero or one datetimes."""
    left_at = state.staff_left_at
    return () if left_at is None else (left_at + timedelta(seconds=STAFF_ABSENCE_LIMIT_S),)


def _composition_deadlines(state: Session) -> tuple[datetime, ...]:
    ends = composition_deadline(state)
    return () if ends is None else (ends,)


def _clock_deadline(state: Session) -> datetime:
    if state.is_paused and state.paused_at is not None:
        return state.paused_at + timedelta(seconds=MAX_PAUSE_S)
    remaining = timedelta(seconds=state.created.time_limit_s) - state.accumulated_time
    remaining -= timedelta(seconds=next_warning(state) or 0)
    return (state.running_since or state.at) + remaining


def _overtime_deadline(state: Session) -> datetime:
    begun = state.started_at or state.since
    return begun + timedelta(seconds=state.created.time_limit_s + MAX_OVERTIME_S)
