"""Two bad interviewers. Oracles that let them pass would prove nothing."""

from __future__ import annotations

from tests.fakes.conduct.stage import Direct

from vivavoce.live.domain.events import FollowupChosen, SessionEvent, TurnCompleted
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.usecases.conduct import Conductor
from vivavoce.live.usecases.hold import Hold

PUSHES = ("How did you know that it worked?", "What else did you consider, and why this?")


class Pushing(Unfolding):
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
        thread = self.state.thread
        return thread is not None and thread.probes < len(PUSHES)

    def _push(self, event: FollowupChosen) -> None:
        thread = self.state.thread
        assert thread is not None
        super().add(
            FollowupChosen(
                turn=event.turn,
                question_id=event.question_id,
                reason="MEASURE",
                is_asked=True,
                slot="measure",
                value=1.0,
                by="a mutant",
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


class PushingHold(Hold):
    """Decides by pushing."""

    def begin(self) -> Unfolding:
        on = super().begin()
        on.__class__ = Pushing
        return on


class AlwaysTwoProbes(Conductor):
    """Asks twice further whatever was said."""

    holds_by = PushingHold


MUTANTS: dict[str, Direct] = {
    "always two probes": Direct(conductor=AlwaysTwoProbes),
    "ignores the clock": Direct(stretch=6),
}
