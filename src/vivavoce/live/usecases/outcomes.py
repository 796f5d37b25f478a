"""What leaves with events: the end of a session, and answers for the panel to read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain import events
from vivavoce.live.domain.outcome import outcome_of
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Errand, Leaving, Outcome

READ_ANSWER = "assessment.read_answer"
_READERS = frozenset({"evaluations", "perspectives"})


def outcome_in(on: Unfolding) -> Outcome | None:
    """Return what must be published with the events of ``on``: something only at the end."""
    created = on.state.created
    for record in on.records:
        payload = outcome_of(record.event, created.session_id)
        if payload is not None:
            return Outcome(
                payload=payload,
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


def leaving_with(on: Unfolding, settled: Sequence[UUID] = ()) -> Leaving:
    """Return everything that goes out in the transaction that appends the events of ``on``."""
    return Leaving(outcome=outcome_in(on), errands=errands_in(on), settled=tuple(settled))


def errands_in(on: Unfolding) -> tuple[Errand, ...]:
    """Return one job for each answer that a panel reads along."""
    created = on.state.created
    if _READERS.isdisjoint(created.abilities):
        return ()
    return tuple(
        Errand(
            job=READ_ANSWER,
            ids={"session_id": created.session_id, "turn": str(record.event.turn)},
        )
        for record in on.records
        if isinstance(record.event, events.TurnCompleted)
        and record.event.kind == "answer"
        and record.event.reading != "nothing"
    )
