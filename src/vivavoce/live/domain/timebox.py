"""Every wait has an end: when a session must be looked at again, and what happens then.

The same rules serve the worker that hosts a session and the sweep that finds one without a host.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.composing import lose_patience, patience_ends
from vivavoce.live.domain.mind.interviewer import carry_on, completed, conclude, end
from vivavoce.live.domain.presence import COME_BACK_S, leave_behind
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.time_left import next_warning
from vivavoce.live.domain.unfolding import Unfolding

WAIT_FOR_CANDIDATE_S = 900
WAIT_FOR_ROOM_S = 1800
WAIT_FOR_CALL_S = 24 * 3600
"""Between two tries to call somebody, the night included; whoever dials is sooner."""
WAIT_FOR_ANSWER_S = 900
"""For news of a call that was placed; whoever placed it gives up sooner."""
WAIT_FOR_CONSENT_S = 60
MOST_CONSENT_REQUESTS = 2
LONGEST_PAUSE_S = 300
LONGEST_OVERTIME_S = 3600
"""Pauses and drops together never stretch an interview further than this."""
TAKER_AWAY_S = 60
"""How long whoever took over may be gone; then the interviewer speaks again."""
_GOODBYE_S = 20


def deadline(state: Session) -> datetime | None:
    """Return when ``state`` must be looked at again if nothing else happens, or None when over."""
    if state.is_over:
        return None
    due = _due(state)
    if state.handed_over_at is None:
        return due
    return min(due, state.handed_over_at + timedelta(seconds=COME_BACK_S))


def _due(state: Session) -> datetime:
    match state.status:
        case "created" | "waiting" | "connected":
            return state.since + timedelta(seconds=WAIT_FOR_CANDIDATE_S)
        case "scheduled":
            return state.since + timedelta(seconds=WAIT_FOR_CALL_S)
        case "dialing":
            return state.since + timedelta(seconds=WAIT_FOR_ANSWER_S)
        case "queued":
            return state.since + timedelta(seconds=WAIT_FOR_ROOM_S)
        case "consent_pending":
            return state.at + timedelta(seconds=WAIT_FOR_CONSENT_S)
        case "wrapping_up":
            return state.since + timedelta(seconds=_GOODBYE_S)
        case "reconnecting":
            grace = state.since + timedelta(seconds=state.created.grace_s)
            return min(grace, _last_moment(state))
        case _:
            return min(
                _talk_deadline(state), _last_moment(state), *_patience(state), *_given_up(state)
            )


def overdue(on: Unfolding, plan: Plan) -> None:
    """Add everything whose time has come by ``on.now``."""
    while True:
        due = deadline(on.state)
        if due is None or due > on.now:
            return
        _act(on, plan)


def is_enough(state: Session, plan: Plan) -> bool:
    """Return whether so much of ``plan`` was answered that it can be assessed."""
    answered = state.answered
    mandatory = {question.id for question in plan.questions if question.is_mandatory}
    share = len(mandatory & answered) / len(mandatory) if mandatory else 1.0
    return bool(answered) and share >= state.created.enough_answered


def _act(on: Unfolding, plan: Plan) -> None:
    if on.state.handed_over_at is not None and _due(on.state) > on.now:
        leave_behind(on)
        return
    match on.state.status:
        case "created" | "scheduled" | "dialing" | "waiting" | "connected":
            on.add(events.SessionNoShow())
        case "queued":
            on.add(events.SessionExpired())
        case "consent_pending":
            _ask_consent_again(on)
        case "wrapping_up":
            conclude(on, plan)
        case "reconnecting":
            _give_up(on, plan)
        case _:
            _act_in_talk(on, plan)


def _ask_consent_again(on: Unfolding) -> None:
    created = on.state.created
    if on.state.consent_asked < MOST_CONSENT_REQUESTS:
        on.add(
            events.ConsentRequested(text=created.consent_text, text_version=created.consent_version)
        )
    else:
        on.add(events.SessionAbandoned(reason="consent_timeout", is_technical=False))


def _give_up(on: Unfolding, plan: Plan) -> None:
    """The candidate did not come back in time: enough was said, or another attempt is needed."""
    if is_enough(on.state, plan):
        on.add(completed(on, plan, "connection_lost"))
    else:
        on.add(events.SessionAbandoned(reason="connection_lost", is_technical=on.state.lost_by_us))


def _act_in_talk(on: Unfolding, plan: Plan) -> None:
    if _last_moment(on.state) <= on.now or on.state.remaining(on.now) <= timedelta(0):
        on.add(events.TimerExpired())
        end(on, plan, "time")
    elif any(moment <= on.now for moment in _given_up(on.state)):
        _hand_back(on, plan)
    elif any(moment <= on.now for moment in _patience(on.state)):
        lose_patience(on, plan)
    elif on.state.is_paused:
        on.add(events.ClockResumed(reason="limit"))
        carry_on(on, plan)  # an answer may wait for its reply
    else:
        remaining_s = round(on.state.remaining(on.now).total_seconds())
        on.add(events.TimerWarning(remaining_s=remaining_s))


def _hand_back(on: Unfolding, plan: Plan) -> None:
    """A candidate never waits for a person who is gone."""
    taken_by = on.state.taken_by or ""
    on.add(events.StaffIntervened(user_id=taken_by, action="hand_back", text="", is_timed_out=True))
    carry_on(on, plan)


def _given_up(state: Session) -> tuple[datetime, ...]:
    """Return when whoever took over has been gone for too long."""
    left_at = state.taker_left_at
    return () if left_at is None else (left_at + timedelta(seconds=TAKER_AWAY_S),)


def _patience(state: Session) -> tuple[datetime, ...]:
    ends = patience_ends(state)
    return () if ends is None else (ends,)


def _talk_deadline(state: Session) -> datetime:
    if state.is_paused and state.paused_at is not None:
        return state.paused_at + timedelta(seconds=LONGEST_PAUSE_S)
    left = timedelta(seconds=state.created.time_limit_s) - state.ran
    left -= timedelta(seconds=next_warning(state) or 0)
    return (state.running_since or state.at) + left


def _last_moment(state: Session) -> datetime:
    begun = state.started_at or state.since
    return begun + timedelta(seconds=state.created.time_limit_s + LONGEST_OVERTIME_S)
