"""Two bad interviewers. Oracles that let them pass would prove nothing."""

from __future__ import annotations

from tests.fakes.simulation.interview_run import Direct

from vivavoce.live.domain.events import FollowupChosen, SessionEvent, TurnCompleted
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.usecases.leased_session import LeasedSession
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator

PUSHES = ("How did you know that it worked?", "What else did you consider, and why this?")


class Pushing(PendingEvents):
    """Turns every decision to go on into a further question, until two were asked."""

    is_overruled = False

    def add(self, *happened: SessionEvent) -> None:
        for event in happened:
            if self.is_overruled:
                return
            if isinstance(event, FollowupChosen) and not event.is_asked and self._may_push():
                self._push(event)
                self.is_overruled = True
                return
            super().add(event)

    def _may_push(self) -> bool:
        thread = self.state.current_question
        return thread is not None and thread.probes < len(PUSHES)

    def _push(self, event: FollowupChosen) -> None:
        thread = self.state.current_question
        assert thread is not None
        super().add(
            FollowupChosen(
                turn=event.turn,
                question_id=event.question_id,
                reason="MEASURE",
                is_asked=True,
                element="measure",
                priority=1.0,
                chosen_by="a mutant",
            ),
            TurnCompleted(
                turn=len(self.state.turns) + 1,
                role="agent",
                kind="follow_up",
                text=PUSHES[thread.probes],
                question_id=event.question_id,
                parent_turn=event.turn,
                reason="MEASURE",
            ),
        )


class PushingHold(LeasedSession):
    """Decides by pushing."""

    def begin_events(self) -> PendingEvents:
        on = super().begin_events()
        on.__class__ = Pushing
        return on


class AlwaysTwoProbes(SessionOrchestrator):
    """Asks twice further whatever was said."""

    leased_session_type = PushingHold


MUTANTS: dict[str, Direct] = {
    "always two probes": Direct(conductor=AlwaysTwoProbes),
    "ignores the clock": Direct(stretch=6),
}
