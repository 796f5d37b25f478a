"""The orchestrator of one session: decide, append to the log, and only then publish.

One task, one queue of commands, one state. Everything from outside (a connection, an answer, a disconnect,
a timer, another worker) is a command and waits its turn. Events in the log are published on the session's
broker; whatever sends, counts or observes them subscribes there and is never waited for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import structlog

from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.live.domain import presence
from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.deadlines import apply_overdue, compute_next_deadline
from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.interviewer import conversation, external_events, question_composition
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.utterances import handover_utterance
from vivavoce.live.ports import (
    CandidateChannel,
    SequenceConflictError,
    SessionAddress,
    SessionFencedError,
    SessionLease,
)
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_ENDED,
    CLOSE_REPLACED,
    CLOSE_TRY_AGAIN,
    CandidateConnection,
)
from vivavoce.live.usecases.commands import (
    AnticipateAnswer,
    ApplyComposition,
    CheckLease,
    CommandQueue,
    HandleCandidateUtterance,
    HandleClientFrame,
    HandleDtmfKey,
    JoinConnection,
    LeaveConnection,
    RecordVoiceReport,
    RecoverSession,
    SessionCommand,
    SessionSignal,
    SwitchTransport,
    UpdateQueuePosition,
)
from vivavoce.live.usecases.connection_lifecycle import (
    CANDIDATE_INPUT_COMMANDS,
    ConnectionLifecycle,
    SpokenInputHandler,
)
from vivavoce.live.usecases.decision_thread import decide
from vivavoce.live.usecases.leased_session import EventsWithState, LeasedSession
from vivavoce.live.usecases.orchestrator_dependencies import (
    OrchestratorDependencies,
    create_session_broker,
    subscribe_listeners,
)
from vivavoce.live.usecases.question_composition import QuestionCompositionRunner
from vivavoce.live.usecases.session_metrics import (
    bind_log_context,
    ends_answer,
    is_candidate_turn,
    is_interviewer_turn,
    log_undelivered_messages,
    record_turn_error,
)

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAILURE_S = 1.0
_TEXT_FRAMES = (said.TextFrame, said.CorrectionFrame)


class SessionOrchestrator:
    """Hosts one session in this process for as long as its lease holds."""

    leased_session_type: type[LeasedSession] = LeasedSession

    def __init__(self, address: SessionAddress, dependencies: OrchestratorDependencies) -> None:
        self.address = address
        self.is_done = False
        self._dependencies = dependencies
        self._leased_session = self.leased_session_type(address, dependencies)
        self._commands = CommandQueue(dependencies.clock)
        self._broker = create_session_broker()
        self._connection = CandidateConnection(
            dependencies.clock, self._broker, self._on_connection_lost
        )
        self._lifecycle = ConnectionLifecycle(
            self._leased_session, self._connection, dependencies, self._commit
        )
        self._spoken_input = SpokenInputHandler(
            self._leased_session, self._connection, dependencies, self._commit
        )
        self._retry_not_before: datetime | None = None
        self._composition = QuestionCompositionRunner(
            dependencies.composer,
            dependencies.clock,
            self.try_submit,
            max_discarded_starts=dependencies.max_discarded_starts,
            act_recognizer=dependencies.act_recognizer,
        )
        self._has_inbox_messages = False
        """Whether the inbox may have unread messages."""
        self._is_inbox_signaled = False
        """Whether an ``INBOX_READY`` command is queued."""
        self._is_resume_pending = False
        """Whether a ``RecoverSession`` command, with its lease, is queued."""
        self._answer_received_s: float | None = None
        """When the answer that waits for a reply was received, in seconds of the monotonic clock."""

    @property
    def lease(self) -> SessionLease | None:
        """The lease under which this process writes, or None."""
        return self._leased_session.lease

    @property
    def has_lease(self) -> bool:
        """Whether this process has a lease of the session, including one in a queued resume command."""
        return self.lease is not None or self._is_resume_pending

    @property
    def is_queued(self) -> bool:
        """Whether the candidate is in the admission queue."""
        return self._leased_session.is_loaded and self._leased_session.state.status == "queued"

    @property
    def language(self) -> str | None:
        """The language of the interview, or None before the log was read."""
        return (
            self._leased_session.state.created.language if self._leased_session.is_loaded else None
        )

    @property
    def has_used_voice(self) -> bool:
        """Whether the candidate has used voice in this session before."""
        return self._leased_session.is_loaded and self._leased_session.state.speech.has_used_voice

    def record_activity(self, channel: CandidateChannel) -> None:
        """Record activity on ``channel`` by a message that needs no command."""
        if channel is self._connection.channel:
            self._connection.record_activity()

    async def submit(self, command: SessionCommand) -> None:
        """Queue a command; wait while the queue is full."""
        await self._commands.put(command)

    def try_submit(self, command: SessionCommand) -> None:
        """Queue a command, or drop it if the queue is full."""
        self._commands.try_put(command)

    def resume(self, command: RecoverSession) -> None:
        """Queue the takeover of a session from a dead worker."""
        self._is_resume_pending = self._commands.try_put(command)

    def signal_inbox(self) -> None:
        """Have the session read its inbox soon; repeated signals cause one read."""
        self._has_inbox_messages = True
        self._is_inbox_signaled = self._is_inbox_signaled or self._commands.try_put(
            SessionSignal.INBOX_READY
        )

    async def run(self) -> None:
        """Run until the session is over, handed back, or taken by another worker."""
        bind_log_context(self.address, self._dependencies.worker_id)
        try:
            async with self._broker:
                subscribe_listeners(self._broker, self.address, self._dependencies)
                try:
                    await self._process_commands()
                finally:
                    self.is_done = True
                await self._connection.close(CLOSE_TRY_AGAIN, "try again")
        finally:
            self._composition.cancel()
            log_undelivered_messages(self._broker.undelivered)
            await self._connection.close_all()
            await self._commands.close_unjoined_connections()

    async def _process_commands(self) -> None:
        while not self.is_done:
            command = await self._commands.next(self._next_due_at())
            if command is SessionSignal.INBOX_READY:
                self._is_inbox_signaled = False
            else:
                await self._handle_guarded(command)
            if self._has_inbox_messages and not self.is_done:
                await self._handle_guarded(SessionSignal.INBOX_READY)

    def _next_due_at(self) -> datetime | None:
        """Return when the next deadline or connection check is due, or None."""
        if not self._leased_session.is_loaded:
            return None
        moments = [
            compute_next_deadline(self._leased_session.state),
            *self._connection.next_check_times(),
        ]
        due = min((moment for moment in moments if moment is not None), default=None)
        return (
            due
            if due is None or self._retry_not_before is None
            else max(due, self._retry_not_before)
        )

    async def _handle_guarded(self, command: SessionCommand) -> None:
        """Handle a command; an error is reported to the candidate, and the session goes on."""
        try:
            await self._handle_with_retry(command)
        except SessionFencedError:
            await self._stop_after_fencing()
        except VivavoceError as error:
            await self._handle_failure(command, error, is_internal=error.status >= 500)
        except Exception as error:  # noqa: BLE001 - the edge of a session's task
            _log.exception("session.command_failed")
            await self._handle_failure(
                command, UnavailableError(), is_internal=True, kind=type(error).__name__
            )

    async def _handle_with_retry(self, command: SessionCommand) -> None:
        try:
            await self._handle(command)
        except SequenceConflictError:
            self._leased_session.is_stale = True
            await self._handle(command)
        except SessionFencedError:
            if not isinstance(command, JoinConnection):
                raise
            self._leased_session.lease = (
                None  # the newest connection wins, so the session is claimed again
            )
            await self._handle(command)

    async def _handle_failure(
        self, command: SessionCommand, error: VivavoceError, *, is_internal: bool, kind: str = ""
    ) -> None:
        self._answer_received_s = None
        if is_internal:
            self._leased_session.is_stale = True
            self._retry_not_before = self._dependencies.clock.now() + timedelta(
                seconds=_PAUSE_AFTER_FAILURE_S
            )
            record_turn_error(error.code)
            _log.warning("session.command_failed", code=error.code, kind=kind)
        if isinstance(command, RecoverSession):
            self.is_done = True  # the lease expires, and a worker takes the session over again
        if isinstance(command, JoinConnection):
            await command.channel.close(CLOSE_TRY_AGAIN, "try again")
        elif (
            isinstance(command, CANDIDATE_INPUT_COMMANDS)
            and command.channel is self._connection.channel
        ):
            await self._connection.send_error(
                error, self._leased_session.state, is_retryable=is_internal
            )
            await self._broker.publish(CommandFailed(error.code, is_internal))

    def _on_connection_lost(self, channel: CandidateChannel) -> None:
        """Handle a connection that failed while sending as a disconnect."""
        self.try_submit(LeaveConnection(channel))

    async def _handle(self, command: SessionCommand) -> None:
        await self._ensure_current(command if isinstance(command, RecoverSession) else None)
        match command:
            case JoinConnection():
                await self._join(command)
            case LeaveConnection():
                await self._lifecycle.leave(
                    command.channel, command.reason, self._dependencies.clock.now()
                )
            case (
                SwitchTransport()
                | HandleCandidateUtterance()
                | HandleDtmfKey()
                | RecordVoiceReport()
            ):
                await self._spoken_input.handle(command)
            case AnticipateAnswer():
                can_start = self._composition.can_start_early
                await self._composition.start_early(
                    await self._spoken_input.foresee(command) if can_start else None,
                    self._leased_session.plan,
                )
            case HandleClientFrame():
                await self._handle_client_frame(command)
            case SessionSignal.INBOX_READY:
                await self._apply_inbox()
            case ApplyComposition(turn, made):
                pending = self._leased_session.begin_events()
                await decide(
                    pending.state,
                    "",
                    question_composition.apply_composition,
                    pending,
                    self._leased_session.plan,
                    turn,
                    made,
                )
                await self._commit(pending)
            case _:
                await self._handle_internal(command)
        if self._connection.channel is None and not self.is_done:
            await self._lifecycle.record_lost_connection()

    async def _handle_internal(
        self,
        command: RecoverSession
        | UpdateQueuePosition
        | CheckLease
        | Literal[SessionSignal.DRAIN, SessionSignal.TICK],
    ) -> None:
        """Handle a command from the host or the clock, not from people."""
        match command:
            case RecoverSession():
                self._is_resume_pending = False  # _ensure_current has done the work already
            case UpdateQueuePosition():
                await self._lifecycle.update_queue_position(command.position)
            case CheckLease():
                await self._check_lease(command.lease)
            case SessionSignal.DRAIN:
                await self._drain()
            case SessionSignal.TICK:
                await self._tick()

    async def _ensure_current(self, resumed: RecoverSession | None) -> None:
        """Ensure a lease and the whole log before anything is decided."""
        if self.lease is None:
            pending = await self._leased_session.acquire(resumed)
            # For resumed sessions, the host checks all inboxes with one query.
            self._has_inbox_messages = self._has_inbox_messages or resumed is None
            try:
                await self._commit(pending)
            except Exception:
                self._leased_session.drop_lease()  # no worker is attached until the log says so
                raise
        elif self._leased_session.is_stale:
            await self._catch_up()

    async def _catch_up(self) -> None:
        """Read and publish the events that the log has beyond the current state."""
        await self._apply_and_publish(await self._leased_session.load_new_events(), is_ours=False)

    async def _apply_inbox(self) -> None:
        """Apply inbox messages; commands that wait here go between two appends."""
        store, self._has_inbox_messages = self._dependencies.store, False
        waiting = await store.load_messages(self.address)
        while not self.is_done:
            state = self._leased_session.state
            messages = [
                message
                for message in waiting
                if not external_events.is_deferred_until_reconnect(state, message.event)
            ]
            if not messages:
                return
            pending, handled_ids = await decide(
                state,
                "",
                self._leased_session.apply_inbox,
                messages,
                self._dependencies.clock.now(),
            )
            if pending.steps:
                await self._commit(pending, handled_message_ids=handled_ids)
            else:
                await store.delete_messages(self.address, handled_ids)
            waiting = tuple(message for message in waiting if message.id not in handled_ids)
            if waiting and self._commands.has_commands:
                self._has_inbox_messages = True
                return

    async def _commit(
        self, pending: PendingEvents, *, handled_message_ids: Sequence[UUID] = ()
    ) -> None:
        """Append the events, then apply and publish them."""
        is_answer = any(ends_answer(record) for record in pending.records)
        if is_answer and not pending.state.is_over:
            self._composition.add_discarded_starts(pending)
        await self._leased_session.append(pending, handled_message_ids)
        await self._apply_and_publish(pending.steps)
        if is_answer:
            self._composition.end_answer()

    async def _apply_and_publish(self, steps: EventsWithState, *, is_ours: bool = True) -> None:
        """Apply events that are in the log, and publish them to all subscribers."""
        self._leased_session.apply_steps(steps)
        for record, state in steps:
            came_s = None
            if self._answer_received_s is not None and is_interviewer_turn(record):
                came_s, self._answer_received_s = self._answer_received_s, None
            await self._broker.publish(
                EventAppended(record, state, came_s, is_ours, self._leased_session.log)
            )
        await self._composition.update(
            self._leased_session.state, self._leased_session.plan_or_none
        )
        if steps and self._leased_session.state.is_over:
            await self._finish()

    async def _finish(self) -> None:
        self.is_done = True
        await self._connection.close(CLOSE_ENDED, "ended")
        await self._leased_session.release()

    async def _check_lease(self, lease: SessionLease) -> None:
        if self.lease is not lease:
            return
        await self._catch_up()
        if not self.is_done and self.lease is not None:
            raise SessionFencedError

    async def _stop_after_fencing(self) -> None:
        """Stop without writing: another worker has the session.

        A candidate whose newest connection is ours is told to connect again; otherwise theirs was replaced.
        """
        self.is_done = True
        channel = self._connection.channel
        with contextlib.suppress(VivavoceError):
            await self._catch_up()
        state = self._leased_session.state
        if state.is_over:
            await self._connection.close(CLOSE_ALREADY_OVER, "over")
        elif channel is None or state.connection_id in (None, channel.connection_id):
            await self._connection.close(CLOSE_TRY_AGAIN, "try again")
        else:
            await self._connection.close(CLOSE_REPLACED, "replaced")

    async def _drain(self) -> None:
        """Hand the session back. A candidate who is speaking is transcribed as far as they have come."""
        if await self._connection.end_voice(
            lambda: self.try_submit(SessionSignal.DRAIN),
            handover_utterance(self._leased_session.state),
        ):
            return
        pending = self._leased_session.begin_events()
        presence.detach_worker(pending)
        await self._commit(pending)
        await self._connection.close(CLOSE_TRY_AGAIN, "try again")
        await self._leased_session.release()
        self.is_done = True

    async def _join(self, command: JoinConnection) -> None:
        self._has_inbox_messages = (
            self._has_inbox_messages or self._leased_session.state.status == "reconnecting"
        )
        await self._lifecycle.join(command)
        await self._spoken_input.apply_pending_utterances()
        if self._leased_session.state.is_over and not self.is_done:
            await self._finish()

    async def _handle_client_frame(self, command: HandleClientFrame) -> None:
        if command.channel is not self._connection.channel:
            return
        self._connection.record_activity(is_pong=command.frame is said.ControlFrame.PONG)
        if isinstance(command.frame, VivavoceError):
            raise command.frame
        if await self._connection.handle_protocol_frame(
            command.frame, self._leased_session.log, self._leased_session.state
        ):
            return
        pending = self._leased_session.begin_events()
        text = command.frame.text if isinstance(command.frame, _TEXT_FRAMES) else ""
        known = await decide(pending.state, text, self._apply_frame, pending, command.frame)
        if known is not None:
            await self._connection.resend_event(
                known, self._leased_session.log, self._leased_session.state
            )
        if any(is_candidate_turn(record) for record in pending.records):
            self._answer_received_s = command.received_s
        await self._commit(pending)

    def _apply_frame(self, pending: PendingEvents, frame: said.ClientFrame) -> TurnCompleted | None:
        """Add what follows from a frame; return the turn of a message that was already received."""
        apply_overdue(pending, self._leased_session.plan)
        if pending.state.is_over:
            return None
        return conversation.apply_client_frame(pending, self._leased_session.plan, frame)

    async def _tick(self) -> None:
        self._retry_not_before = None
        pending = self._leased_session.begin_events()
        await decide(pending.state, "", apply_overdue, pending, self._leased_session.plan)
        await self._commit(pending)
        channel = self._connection.channel
        if channel is None or self.is_done:
            return
        if self._connection.is_unresponsive:
            since = self._connection.last_activity_at
            await self._connection.close(CLOSE_TRY_AGAIN, "silent")
            await self._lifecycle.leave(channel, "silent", since)
        else:
            await self._connection.send_heartbeat_if_due(self._leased_session.state)
