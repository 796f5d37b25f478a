"""Decisions on presence: candidate connections, and workers that take or release a session. Pure."""

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
"""Seconds that a handed-over session waits for its candidate before they count as disconnected."""


def connect_candidate(
    pending: PendingEvents,
    plan: InterviewPlan,
    *,
    connection_id: str,
    last_seq_seen: int,
    position: int = 0,
    transport: Transport = "text",
) -> None:
    """Handle a new connection of the candidate: the first one, a reconnect, or a replacement.

    ``position`` is their position in the admission queue; 0 means admitted.
    """
    if pending.state.is_over:
        return
    lost_at = pending.state.since
    if pending.state.connection_id is not None:
        reason: Literal["replaced", "drained"] = (
            "drained" if pending.state.handed_over_at else "replaced"
        )
        pending.add(
            events.ParticipantLeft(connection_id=pending.state.connection_id, reason=reason)
        )
    pending.add(events.ParticipantJoined(connection_id=connection_id, transport=transport))
    if pending.state.status == "reconnecting":
        gap_ms = round((pending.now - lost_at).total_seconds() * 1000)
        pending.add(
            events.ConnectionResumed(
                connection_id=connection_id, gap_ms=gap_ms, last_seq_seen=last_seq_seen
            )
        )
        make_next_move(pending, plan)
    elif pending.state.status == "connected" and position:
        pending.add(events.SessionQueued(position=position, reason="capacity"))
    elif pending.state.status == "connected":
        open_interview(pending, plan)
    elif not position:
        start_queued_interview(pending, plan)


def switch_transport(pending: PendingEvents, *, connection_id: str, transport: Transport) -> None:
    """Switch the transport of the current connection; ignore any connection other than ``connection_id``."""
    state = pending.state
    if state.is_over or state.connection_id != connection_id or state.transport == transport:
        return
    pending.add(events.TransportSwitched(connection_id=connection_id, transport=transport))


def start_queued_interview(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Start the interview of an admitted candidate who waits in the queue and is connected."""
    if pending.state.status != "queued" or pending.state.connection_id is None:
        return
    waited_ms = round((pending.now - pending.state.since).total_seconds() * 1000)
    pending.add(events.SessionDequeued(waited_ms=waited_ms))
    open_interview(pending, plan)


def disconnect_candidate(
    pending: PendingEvents,
    *,
    connection_id: str,
    reason: Literal["closed", "silent", "worker_lost", "drained"],
    since: datetime,
) -> None:
    """Record that connection ``connection_id`` was lost at ``since``, if it is the current one."""
    if pending.state.is_over or pending.state.connection_id != connection_id:
        return
    pending.add(events.ParticipantLeft(connection_id=connection_id, reason=reason))
    if pending.state.status == "in_progress":
        pending.add(
            events.ConnectionLost(
                connection_id=connection_id,
                at_turn=len(pending.state.turns),
                since=since,
                reason=reason,
            )
        )


def attach_worker(
    pending: PendingEvents, *, worker_id: str, epoch: int, last_heartbeat_at: datetime | None
) -> None:
    """Record that a worker took the session; a connection of the previous worker counts as lost.

    ``last_heartbeat_at`` is the previous worker's last heartbeat.
    """
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
    """Record that the connection in the log no longer exists on any worker.

    After a handover the candidate has ``HANDOVER_GRACE_S`` to reconnect before they count as lost.
    """
    connection_id, handed_over_at = pending.state.connection_id, pending.state.handed_over_at
    if handed_over_at is not None:
        if pending.now - handed_over_at >= timedelta(seconds=HANDOVER_GRACE_S):
            disconnect_after_handover(pending)
    elif connection_id is not None:
        disconnect_candidate(
            pending,
            connection_id=connection_id,
            reason="worker_lost",
            since=last_heartbeat_at or pending.now,
        )


def disconnect_after_handover(pending: PendingEvents) -> None:
    """Record that the candidate did not reconnect after a handover; they count as lost since then."""
    if pending.state.connection_id is not None and pending.state.handed_over_at is not None:
        disconnect_candidate(
            pending,
            connection_id=pending.state.connection_id,
            reason="drained",
            since=pending.state.handed_over_at,
        )


def detach_worker(pending: PendingEvents) -> None:
    """Record that the worker releases the session on purpose; the candidate does not count as lost."""
    if pending.state.is_over:
        return
    worker_id, epoch = pending.state.worker_id or "", pending.state.epoch
    pending.add(events.WorkerDetached(worker_id=worker_id, epoch=epoch, reason="drain"))
