"""What others may have happen in a session: readings of the panel, and what a person of staff does."""

from __future__ import annotations

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import conversation, events
from vivavoce.live.domain.unfolding import Unfolding


def take_in(on: Unfolding, plan: Plan, event: events.SessionEvent) -> None:
    """Let ``event`` happen with what follows from it, or raise a ``Refused``: then nothing was added."""
    on.add(event)
    if not isinstance(event, events.StaffIntervened):
        return
    match event.action:
        case "end":
            conversation.end(on, plan, "staff_ended")
        case "say":
            conversation.say_for_staff(on, plan, event)
        case "hand_back":
            conversation.carry_on(on, plan)
        case _:
            pass
