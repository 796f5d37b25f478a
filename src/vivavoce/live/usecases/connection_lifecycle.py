"""Joining, queueing and leaving of a session's connections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal

from vivavoce.live.domain import presence
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire import frames
from vivavoce.live.ports import CandidateChannel
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_ENDED,
    CLOSE_REPLACED,
    CandidateConnection,
)
from vivavoce.live.usecases.commands import JoinConnection
from vivavoce.live.usecases.leased_session import LeasedSession
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies

CommitEvents = Callable[[PendingEvents], Awaitable[None]]


class ConnectionLifecycle:
    """Joins connections to a session and records when they are gone."""

    def __init__(
        self,
        leased_session: LeasedSession,
        connection: CandidateConnection,
        dependencies: OrchestratorDependencies,
        commit: CommitEvents,
    ) -> None:
        self._leased_session = leased_session
        self._connection = connection
        self._dependencies = dependencies
        self._commit = commit

    async def join(self, command: JoinConnection) -> None:
        """Join a connection: it replaces the previous one and receives the events that it has missed."""
        before = self._leased_session.state
        if before.is_over:
            await self._show_ended_session(command)
            return
        place = await self._leased_session.request_queue_position()
        on = self._leased_session.begin_events()
        presence.connect_candidate(
            on,
            self._leased_session.plan,
            connection_id=command.channel.connection_id,
            last_seq_seen=command.last_seq_seen,
            position=place,
            transport=command.transport,
        )
        await self._commit(on)
        await self._connection.close(CLOSE_REPLACED, "replaced")
        self._connection.attach(command.channel)
        await self._send_missed_events(command)
        if command.voice is not None:
            await self._connection.set_voice(command.voice, before, self._leased_session.state)
        if self._leased_session.state.is_over:
            await self._connection.close(CLOSE_ENDED, "ended")

    async def update_queue_position(self, position: int) -> None:
        """Send the candidate their queue position, or admit them at position 0."""
        on = self._leased_session.begin_events()
        if position == 0:
            presence.start_queued_interview(on, self._leased_session.plan)
        elif on.state.status == "queued":
            await self._connection.send(
                frames.build_queue_position_frame(on.state, on.now, position)
            )
        await self._commit(on)

    async def leave(
        self, channel: CandidateChannel, reason: Literal["closed", "silent"], since: datetime
    ) -> None:
        """Record in the log that a connection is gone."""
        if channel is self._connection.channel:
            self._connection.detach()
        on = self._leased_session.begin_events()
        presence.disconnect_candidate(
            on, connection_id=channel.connection_id, reason=reason, since=since
        )
        await self._commit(on)

    async def record_lost_connection(self) -> None:
        """Record a connection that failed while we were sending as a disconnect."""
        connection_id = self._leased_session.state.connection_id
        if connection_id is not None and self._leased_session.state.handed_over_at is None:
            on = self._leased_session.begin_events()
            presence.disconnect_candidate(
                on, connection_id=connection_id, reason="closed", since=on.now
            )
            await self._commit(on)

    async def _send_missed_events(self, command: JoinConnection) -> None:
        ready = frames.build_ready_frame(
            self._leased_session.state, self._dependencies.clock.now(), public_id=command.public_id
        )
        await self._connection.send_missed_events(
            self._leased_session.log, ready, after=command.last_seq_seen
        )

    async def _show_ended_session(self, command: JoinConnection) -> None:
        """Show the missed events and the end of a session that is over, then close the connection."""
        self._connection.attach(command.channel)
        await self._send_missed_events(command)
        if command.voice is not None:
            await self._connection.set_voice(
                command.voice, self._leased_session.state, self._leased_session.state
            )
        await self._connection.close(CLOSE_ALREADY_OVER, "over")
