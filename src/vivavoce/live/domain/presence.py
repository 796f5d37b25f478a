"""Who is there: connections that come and go, and workers that hand a session on. Pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.contracts.sound import Transport
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.conversation import open_talk
from vivavoce.live.domain.mind.interviewer import carry_on
from vivavoce.live.domain.unfolding import Unfolding

COME_BACK_S = 8.0
"""So long a session that was handed over waits for its candidate before they count as lost."""


def join(
    on: Unfolding,
    plan: Plan,
    *,
    leg_id: str,
    last_seq_seen: int,
    position: int = 0,
    transport: Transport = "text",
) -> None:
    """The candidate's connection is there: a first one, one after a drop, or a newer one.

    ``position`` is their place in the queue; 0 where there is room.
    """
    if on.state.is_over:
        return
    lost_at = on.state.since
    if on.state.leg_id is not None:
        reason: Literal["replaced", "drained"] = (
            "drained" if on.state.handed_over_at else "replaced"
        )
        on.add(events.ParticipantLeft(leg_id=on.state.leg_id, reason=reason))
    on.add(events.ParticipantJoined(leg_id=leg_id, transport=transport))
    if on.state.status == "reconnecting":
        gap_ms = round((on.now - lost_at).total_seconds() * 1000)
        on.add(events.ConnectionResumed(leg_id=leg_id, gap_ms=gap_ms, last_seq_seen=last_seq_seen))
        carry_on(on, plan)
    elif on.state.status == "connected" and position:
        on.add(events.SessionQueued(position=position, reason="capacity"))
    elif on.state.status == "connected":
        open_talk(on, plan)
    elif not position:
        admit(on, plan)


def switch(on: Unfolding, *, leg_id: str, transport: Transport) -> None:
    """The candidate goes on by another way on the connection ``leg_id``; an older one is none."""
    state = on.state
    if state.is_over or state.leg_id != leg_id or state.transport == transport:
        return
    on.add(events.ParticipantSwitched(leg_id=leg_id, transport=transport))


def admit(on: Unfolding, plan: Plan) -> None:
    """There is room: whoever waits in the queue and is there begins to talk."""
    if on.state.status != "queued" or on.state.leg_id is None:
        return
    waited_ms = round((on.now - on.state.since).total_seconds() * 1000)
    on.add(events.SessionDequeued(waited_ms=waited_ms))
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
    """Note that nobody holds the connection that the log believes in.

    After a hand-over the candidate has a few seconds to come back unnoticed.
    """
    leg_id, handed_over_at = on.state.leg_id, on.state.handed_over_at
    if handed_over_at is not None:
        if on.now - handed_over_at >= timedelta(seconds=COME_BACK_S):
            leave_behind(on)
    elif leg_id is not None:
        leave(on, leg_id=leg_id, reason="worker_lost", since=alive_at or on.now)


def leave_behind(on: Unfolding) -> None:
    """The candidate did not follow when the session was handed over: they are lost since then."""
    if on.state.leg_id is not None and on.state.handed_over_at is not None:
        leave(on, leg_id=on.state.leg_id, reason="drained", since=on.state.handed_over_at)


def drain(on: Unfolding) -> None:
    """The worker stops on purpose and gives the session back; the candidate is not lost by that."""
    if on.state.is_over:
        return
    worker_id, epoch = on.state.worker_id or "", on.state.epoch
    on.add(events.WorkerDetached(worker_id=worker_id, epoch=epoch, reason="drain"))
