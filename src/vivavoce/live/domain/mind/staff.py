"""What others may have happen in a session: readings of the panel, and what a person of staff does."""

from __future__ import annotations

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.conversation import say_for_staff
from vivavoce.live.domain.mind.interviewer import carry_on, end, stop_thinking
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.unfolding import Unfolding

_TALKING = ("in_progress", "reconnecting")


class OutOfDate(Refused):
    """The answer holds more words by now; it is read again."""

    code = "reading_out_of_date"


def take_in(on: Unfolding, plan: Plan, event: events.SessionEvent) -> None:
    """Let ``event`` happen with what follows from it, or raise a ``Refused``: then nothing was added."""
    if _is_outdated(on.state, event):
        raise OutOfDate
    on.add(event)
    if not isinstance(event, events.StaffIntervened):
        return
    match event.action:
        case "end":
            end(on, plan, "staff_ended")
        case "take_over":
            stop_thinking(on)
        case "say":
            say_for_staff(on, plan, event)
        case "note" if event.ask.strip() and on.state.status in _TALKING:
            on.add(_asking(on, event))
        case "hand_back":
            carry_on(on, plan)
        case _:
            pass


def _is_outdated(state: Session, event: events.SessionEvent) -> bool:
    if not isinstance(event, events.EvaluationGenerated | events.PerspectiveGenerated):
        return False
    is_there = 0 < event.turn <= len(state.turns)
    return is_there and state.turns[event.turn - 1].amended > event.version


def must_wait(state: Session, event: events.SessionEvent) -> bool:
    """Return whether ``event`` is for the candidate's ears and they are away: it waits for them."""
    return (
        isinstance(event, events.StaffIntervened)
        and event.action == "say"
        and event.user_id == state.taken_by
        and state.status == "reconnecting"
    )


def _asking(on: Unfolding, note: events.StaffIntervened) -> events.FollowupProposed:
    """Return the question of a note as a proposal about the open question; it waits for its turn."""
    thread = on.state.thread
    return events.FollowupProposed(
        proposal_id=f"note_{on.state.seq}",
        turn=len(on.state.turns),
        question_id=None if thread is None else thread.question_id,
        by="staff",
        name=note.user_id,
        question=" ".join(note.ask.split()),
        criterion=None,
        reason="DEPTH",
        uncertainty=1.0,
    )
