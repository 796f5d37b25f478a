"""Joining, queueing and leaving of a session's connections, and their voice commands."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal

from vivavoce.contracts.voice import CandidateUtterance
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.interviewer import speech_updates, voice_input
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire import frames
from vivavoce.live.ports import CandidateChannel
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_ENDED,
    CLOSE_REPLACED,
    CandidateConnection,
)
from vivavoce.live.usecases.commands import (
    AnticipateAnswer,
    HandleCandidateUtterance,
    HandleClientFrame,
    HandleDtmfKey,
    JoinConnection,
    RecordVoiceReport,
    SwitchTransport,
    VoiceCommand,
)
from vivavoce.live.usecases.decision_thread import decide
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
        pending = self._leased_session.begin_events()
        await decide(
            before,
            "",
            presence.connect_candidate,
            pending,
            self._leased_session.plan,
            connection_id=command.channel.connection_id,
            last_seq_seen=command.last_seq_seen,
            position=place,
            transport=command.transport,
        )
        await self._commit(pending)
        await self._connection.close(CLOSE_REPLACED, "replaced")
        self._connection.attach(command.channel)
        await self._send_missed_events(command)
        if command.voice is not None:
            await self._connection.set_voice(command.voice, before, self._leased_session.state)
        if self._leased_session.state.is_over:
            await self._connection.close(CLOSE_ENDED, "ended")

    async def update_queue_position(self, position: int) -> None:
        """Send the candidate their queue position, or admit them at position 0."""
        pending = self._leased_session.begin_events()
        if position == 0:
            presence.start_queued_interview(pending, self._leased_session.plan)
        elif pending.state.status == "queued":
            await self._connection.send(
                frames.build_queue_position_frame(pending.state, pending.now, position)
            )
        await self._commit(pending)

    async def leave(
        self, channel: CandidateChannel, reason: Literal["closed", "silent"], since: datetime
    ) -> None:
        """Record in the log that a connection is gone."""
        if channel is self._connection.channel:
            self._connection.detach()
        pending = self._leased_session.begin_events()
        presence.disconnect_candidate(
            pending, connection_id=channel.connection_id, reason=reason, since=since
        )
        await self._commit(pending)

    async def record_lost_connection(self) -> None:
        """Record a connection that failed while we were sending as a disconnect."""
        connection_id = self._leased_session.state.connection_id
        if connection_id is not None and self._leased_session.state.handed_over_at is None:
            pending = self._leased_session.begin_events()
            presence.disconnect_candidate(
                pending, connection_id=connection_id, reason="closed", since=pending.now
            )
            await self._commit(pending)

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


CANDIDATE_INPUT_COMMANDS = (HandleClientFrame, HandleCandidateUtterance, HandleDtmfKey)
"""Commands that carry candidate input; if one fails, the candidate is told."""
_MAX_PENDING_UTTERANCES = 16


class SpokenInputHandler:
    """Turns the voice commands of one session into events."""

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
        self._pending_utterances: list[CandidateUtterance] = []
        """Utterances spoken before a disconnect and transcribed after it."""
        self._is_first_connection = True
        """Whether no connection was here yet; an unfinished answer in the log is then from another worker."""

    async def handle(self, command: VoiceCommand) -> None:
        """Decide what follows from ``command`` and append it."""
        match command:
            case SwitchTransport():
                await self._switch_transport(command)
            case HandleCandidateUtterance():
                await self._handle_utterance(command)
            case HandleDtmfKey() if command.channel is self._connection.channel:
                self._connection.record_activity()
                pending = self._leased_session.begin_events()
                await decide(pending.state, "", self._apply_key, pending, command.key)
                await self._commit(pending)
            case RecordVoiceReport():
                pending = self._leased_session.begin_events()
                speech_updates.apply_speech_update(
                    pending, self._leased_session.plan, command.report
                )
                await self._commit(pending)
            case _:
                pass

    async def foresee(self, command: AnticipateAnswer) -> Session | None:
        """Return the state if the answer ends with these words; nothing is appended. None if it goes on."""
        if command.utterance is None or command.channel is not self._connection.channel:
            return None
        pending = self._leased_session.begin_events()
        with contextlib.suppress(ConflictError):
            await self._decide(pending, command.utterance)
        return pending.state

    async def apply_pending_utterances(self) -> None:
        """Apply what was said before the disconnect, now that the interview goes on."""
        if self._is_first_connection:
            self._is_first_connection = False
            pending_answer = self._leased_session.state.speech.pending_answer()
            self._pending_utterances += [pending_answer] if pending_answer is not None else []
        while self._pending_utterances and self._leased_session.state.status == "in_progress":
            with contextlib.suppress(ConflictError):  # a rejected utterance must not fail the join
                await self._apply_utterance(self._pending_utterances.pop(0))

    async def _switch_transport(self, command: SwitchTransport) -> None:
        if command.channel is not self._connection.channel:
            return
        before, pending = self._leased_session.state, self._leased_session.begin_events()
        presence.switch_transport(
            pending, connection_id=command.channel.connection_id, transport=command.transport
        )
        await self._commit(pending)
        await self._connection.set_voice(command.voice, before, self._leased_session.state)

    async def _handle_utterance(self, command: HandleCandidateUtterance) -> None:
        utterance = command.utterance
        if command.channel is self._connection.channel:
            self._connection.record_activity()
            await self._apply_utterance(utterance)
        elif self._leased_session.state.status in ("in_progress", "wrapping_up"):
            await self._apply_utterance(utterance)
        elif (
            self._leased_session.state.status == "reconnecting"
            and len(self._pending_utterances) < _MAX_PENDING_UTTERANCES
        ):
            self._pending_utterances.append(utterance)

    async def _apply_utterance(self, utterance: CandidateUtterance) -> None:
        pending = self._leased_session.begin_events()
        await self._decide(pending, utterance)
        await self._commit(pending)

    async def _decide(self, pending: PendingEvents, utterance: CandidateUtterance) -> None:
        """Add what follows from an utterance; raise a ``ConflictError`` where the state allows none."""
        await decide(pending.state, utterance.text, self._apply_speech, pending, utterance)

    def _apply_key(self, pending: PendingEvents, key: str) -> None:
        apply_overdue(pending, self._leased_session.plan)
        if not pending.state.is_over:
            voice_input.apply_dtmf(pending, self._leased_session.plan, key)

    def _apply_speech(self, pending: PendingEvents, utterance: CandidateUtterance) -> None:
        apply_overdue(pending, self._leased_session.plan)
        if not pending.state.is_over:
            voice_input.apply_speech(pending, self._leased_session.plan, utterance)
