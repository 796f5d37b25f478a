"""Who is there: connections that come and go, and workers that hand a session on. Pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import Transport
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.conversation import open_interview
from vivavoce.live.domain.interviewer.interview_flow import make_next_move
from vivavoce.live.domain.pending_events import PendingEvents

HANDOVER_GRACE_S = 8.0
"""So long a session that was handed over waits for its candidate before they count as lost."""


def connect_candidate(
    pending: PendingEvents,
    plan: InterviewPlan,
    *,
    leg_id: str,
    last_seq_seen: int,
    position: int = 0,
    transport: Transport = "text",
) -> None:
    """The candidate's connection is there: a first one, one after a drop, or a newer one.

    ``position`` is their place in the queue; 0 where there is room.
    """
    if pending.state.is_over:
        return
    lost_at = pending.state.since
    if pending.state.leg_id is not None:
        reason: Literal["replaced", "drained"] = (
            "drained" if pending.state.handed_over_at else "replaced"
        )
        pending.add(events.ParticipantLeft(leg_id=pending.state.leg_id, reason=reason))
    pending.add(events.ParticipantJoined(leg_id=leg_id, transport=transport))
    if pending.state.status == "reconnecting":
        gap_ms = round((pending.now - lost_at).total_seconds() * 1000)
        pending.add(
            events.ConnectionResumed(leg_id=leg_id, gap_ms=gap_ms, last_seq_seen=last_seq_seen)
        )
        make_next_move(pending, plan)
    elif pending.state.status == "connected" and position:
        pending.add(events.SessionQueued(position=position, reason="capacity"))
    elif pending.state.status == "connected":
        open_interview(pending, plan)
    elif not position:
        admit_from_queue(pending, plan)


def switch_transport(pending: PendingEvents, *, leg_id: str, transport: Transport) -> None:
    """The candidate goes on by another way on the connection ``leg_id``; an older one is none."""
    state = pending.state
    if state.is_over or state.leg_id != leg_id or state.transport == transport:
        return
    pending.add(events.TransportSwitched(leg_id=leg_id, transport=transport))


def admit_from_queue(pending: PendingEvents, plan: InterviewPlan) -> None:
    """There is room: whoever waits in the queue and is there begins to talk."""
    if pending.state.status != "queued" or pending.state.leg_id is None:
        return
    waited_ms = round((pending.now - pending.state.since).total_seconds() * 1000)
    pending.add(events.SessionDequeued(waited_ms=waited_ms))
    open_interview(pending, plan)


def disconnect_candidate(
    pending: PendingEvents,
    *,
    leg_id: str,
    reason: Literal["closed", "silent", "worker_lost", "drained"],
    since: datetime,
) -> None:
    """The connection ``leg_id`` is gone since ``since``; an older one than the present is none."""
    if pending.state.is_over or pending.state.leg_id != leg_id:
        return
    pending.add(events.ParticipantLeft(leg_id=leg_id, reason=reason))
    if pending.state.status == "in_progress":
        pending.add(
            events.ConnectionLost(
                leg_id=leg_id, at_turn=len(pending.state.turns), since=since, reason=reason
            )
        )


def attach_worker(
    pending: PendingEvents, *, worker_id: str, epoch: int, last_heartbeat_at: datetime | None
) -> None:
    """A worker holds the session now; what the one before it left open is lost since then."""
    if pending.state.is_over:
        return
    is_first = pending.state.epoch == 0
    pending.add(
        events.WorkerAttached(
            worker_id=worker_id,
            epoch=epoch,
            replayed_events=pending.state.seq,
            reason="start" if is_first else "takeover",
        )
    )
    release_orphaned_connection(pending, last_heartbeat_at=last_heartbeat_at)


def release_orphaned_connection(
    pending: PendingEvents, *, last_heartbeat_at: datetime | None
) -> None:
    """Note that nobody holds the connection that the log believes in.

    After a hand-over the candidate has a few seconds to come back unnoticed.
    """
    leg_id, handed_over_at = pending.state.leg_id, pending.state.handed_over_at
    if handed_over_at is not None:
        if pending.now - handed_over_at >= timedelta(seconds=HANDOVER_GRACE_S):
            disconnect_after_handover(pending)
    elif leg_id is not None:
        disconnect_candidate(
            pending, leg_id=leg_id, reason="worker_lost", since=last_heartbeat_at or pending.now
        )


def disconnect_after_handover(pending: PendingEvents) -> None:
    """The candidate did not follow when the session was handed over: they are lost since then."""
    if pending.state.leg_id is not None and pending.state.handed_over_at is not None:
        disconnect_candidate(
            pending,
            leg_id=pending.state.leg_id,
            reason="drained",
            since=pending.state.handed_over_at,
        )


def detach_worker(pending: PendingEvents) -> None:
    """The worker stops on purpose and gives the session back; the candidate is not lost by that."""
    if pending.state.is_over:
        return
    worker_id, epoch = pending.state.worker_id or "", pending.state.epoch
    pending.add(events.WorkerDetached(worker_id=worker_id, epoch=epoch, reason="drain"))
