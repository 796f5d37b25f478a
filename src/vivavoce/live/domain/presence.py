"""Who is there: connections that come and go, and workers that hand a session on. Pure decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import events
from vivavoce.live.domain.conversation import open_talk
from vivavoce.live.domain.interviewer import carry_on
from vivavoce.live.domain.unfolding import Unfolding


def join(on: Unfolding, plan: Plan, *, leg_id: str, last_seq_seen: int) -> None:
    """The candidate's connection is there: a first one, one after a drop, or a newer one."""
    if on.state.is_over:
        return
    lost_at = on.state.since
    if on.state.leg_id is not None:
        on.add(events.ParticipantLeft(leg_id=on.state.leg_id, reason="replaced"))
    on.add(events.ParticipantJoined(leg_id=leg_id))
    if on.state.status == "reconnecting":
        gap_ms = round((on.now - lost_at).total_seconds() * 1000)
        on.add(events.ConnectionResumed(leg_id=leg_id, gap_ms=gap_ms, last_seq_seen=last_seq_seen))
        carry_on(on, plan)
    elif on.state.status == "connected":
        open_talk(on, plan)


def leave(
    on: Unfolding,
    *,
    leg_id: str,
    reason: Literal["closed", "silent", "worker_lost", "drained"],
    since: datetime,
) -> None:
    """The connection ``leg_id`` is gone since ``since``; an older one than the present is none."""
    if on.state.is_over or on.state.leg_id != leg_id:
        return
    on.add(events.ParticipantLeft(leg_id=leg_id, reason=reason))
    if on.state.status == "in_progress":
        on.add(
            events.ConnectionLost(
                leg_id=leg_id, at_turn=len(on.state.turns), since=since, reason=reason
            )
        )


def attach(on: Unfolding, *, worker_id: str, epoch: int, alive_at: datetime | None) -> None:
    """A worker holds the session now; what the one before it left open is lost since then."""
    if on.state.is_over:
        return
    is_first = on.state.epoch == 0
    on.add(
        events.WorkerAttached(
            worker_id=worker_id,
            epoch=epoch,
            replayed_events=on.state.seq,
            reason="start" if is_first else "takeover",
        )
    )
    orphan(on, alive_at=alive_at)


def orphan(on: Unfolding, *, alive_at: datetime | None) -> None:
    """Note that nobody holds the connection that the log believes in."""
    leg_id = on.state.leg_id
    if leg_id is not None:
        leave(on, leg_id=leg_id, reason="worker_lost", since=alive_at or on.now)


def drain(on: Unfolding) -> None:
    """The worker stops on purpose and gives the session back."""
    if on.state.is_over:
        return
    if on.state.leg_id is not None:
        leave(on, leg_id=on.state.leg_id, reason="drained", since=on.now)
    worker_id, epoch = on.state.worker_id or "", on.state.epoch
    on.add(events.WorkerDetached(worker_id=worker_id, epoch=epoch, reason="drain"))
