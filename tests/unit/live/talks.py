"""A started interview that is talked through without a store or a socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.fakes.live_session import a_plan
from tests.simulated_clock import START
from tests.unit.live.test_fold import created

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.interviewer.external_events import apply_external_event
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire import client_frames as said

PLAN = a_plan()


def a_proposal(proposal_id: str = "p1", **changes: object) -> events.FollowupProposed:
    proposal = events.FollowupProposed(
        proposal_id=proposal_id,
        turn=3,
        question_id=None,
        source="evaluator",
        name="structured thinking",
        question="What did the customer say about it afterwards?",
        criterion=None,
        reason="DEPTH",
        uncertainty=0.9,
    )
    return replace(proposal, **changes)  # type: ignore[arg-type]


class Talk:
    """One talk with everything that was decided in it."""

    def __init__(
        self,
        plan: InterviewPlan = PLAN,
        *,
        abilities: Sequence[str] = ("follow_ups",),
        **changes: object,
    ) -> None:
        on = PendingEvents(None, START)
        limit = plan.duration_minutes * 60
        changes = {"time_limit_s": limit, "question_count": len(plan.questions), **changes}
        on.add(created(needs_consent=False, features=tuple(abilities), **changes))
        presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
        presence.connect_candidate(on, plan, connection_id="a", last_seq_seen=0)
        self.plan, self.state, self.now = plan, on.state, START
        self.log: list[events.SessionEvent] = [record.event for record in on.records]

    def say(self, text: str, after_s: float = 20) -> events.TurnCompleted:
        """Say something; return what was said last then."""
        self.now += timedelta(seconds=after_s)
        on = PendingEvents(self.state, self.now)
        apply_overdue(on, self.plan)
        if not on.state.is_over:
            conversation.apply_client_frame(on, self.plan, said.TextFrame(text))
        return self._keep(on)

    def hear_of(self, *happened: events.SessionEvent) -> events.TurnCompleted:
        """Let others tell the session something; return what was said last then."""
        on = PendingEvents(self.state, self.now)
        for event in happened:
            apply_external_event(on, self.plan, event)
        return self._keep(on)

    def staff(self, action: str, text: str = "", ask: str = "") -> events.TurnCompleted:
        return self.hear_of(
            events.StaffIntervened(user_id="u1", action=action, text=text, ask=ask)  # type: ignore[arg-type]
        )

    def _keep(self, on: PendingEvents) -> events.TurnCompleted:
        self.state: Session = on.state
        self.log += [record.event for record in on.records]
        last = self.state.last_turn
        assert last is not None
        return last

    @property
    def chosen(self) -> list[events.FollowupChosen]:
        return [event for event in self.log if isinstance(event, events.FollowupChosen)]

    @property
    def asked(self) -> list[events.TurnCompleted]:
        return [turn for turn in self.state.turns if turn.kind in ("question", "follow_up")]
