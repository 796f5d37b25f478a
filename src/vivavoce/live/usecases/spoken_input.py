"""Handle voice commands of one session: spoken answers, phone keys, and reports about our speech."""

from __future__ import annotations

import contextlib

from vivavoce.contracts.voice import CandidateUtterance
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.interviewer import speech_updates, voice_input
from vivavoce.live.usecases.candidate_connection import CandidateConnection
from vivavoce.live.usecases.commands import (
    HandleCandidateUtterance,
    HandleClientFrame,
    HandleDtmfKey,
    RecordVoiceReport,
    SwitchTransport,
    VoiceCommand,
)
from vivavoce.live.usecases.connection_lifecycle import CommitEvents
from vivavoce.live.usecases.leased_session import LeasedSession
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies

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
                on = self._leased_session.begin_events()
                apply_overdue(on, self._leased_session.plan)
                if not on.state.is_over:
                    voice_input.apply_dtmf(on, self._leased_session.plan, command.key)
                await self._commit(on)
            case RecordVoiceReport():
                on = self._leased_session.begin_events()
                speech_updates.apply_speech_update(on, self._leased_session.plan, command.report)
                await self._commit(on)
            case _:
                pass

    async def apply_pending_utterances(self) -> None:
        """Apply what was said before the disconnect, now that the interview goes on."""
        if self._is_first_connection:
            self._is_first_connection = False
            left = self._leased_session.state.speech.pending_answer()
            self._pending_utterances += [left] if left is not None else []
        while self._pending_utterances and self._leased_session.state.status == "in_progress":
            with contextlib.suppress(ConflictError):  # a rejected utterance must not fail the join
                await self._apply_utterance(self._pending_utterances.pop(0))

    async def _switch_transport(self, command: SwitchTransport) -> None:
        if command.channel is not self._connection.channel:
            return
        before, on = self._leased_session.state, self._leased_session.begin_events()
        presence.switch_transport(
            on, connection_id=command.channel.connection_id, transport=command.transport
        )
        await self._commit(on)
        await self._connection.set_voice(command.voice, before, self._leased_session.state)

    async def _handle_utterance(self, command: HandleCandidateUtterance) -> None:
        if command.channel is self._connection.channel:
            self._connection.record_activity()
            await self._apply_utterance(command.utterance)
        elif self._leased_session.state.status in ("in_progress", "wrapping_up"):
            await self._apply_utterance(command.utterance)
        elif (
            self._leased_session.state.status == "reconnecting"
            and len(self._pending_utterances) < _MAX_PENDING_UTTERANCES
        ):
            self._pending_utterances.append(command.utterance)

    async def _apply_utterance(self, utterance: CandidateUtterance) -> None:
        on = self._leased_session.begin_events()
        apply_overdue(on, self._leased_session.plan)
        if not on.state.is_over:
            voice_input.apply_speech(on, self._leased_session.plan, utterance)
        await self._commit(on)
