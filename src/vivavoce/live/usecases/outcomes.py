"""What leaves the house when a session ends."""

from __future__ import annotations

from uuid import UUID

from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.outcome import outcome_of
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Outcome


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
