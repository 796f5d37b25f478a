"""Voice pipeline of a connection: audio to transcripts for the session, the session's text to audio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.contracts.voice import (
    AnswerMode,
    AudioRecorder,
    EndpointingMode,
    EngineFailoverReport,
    EngineReport,
    ExpectedAnswer,
    InterviewerUtterance,
    TranscriptSegment,
    VoiceFailureKind,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.infra.tasks import keep_running, raise_if_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.turns.speech_activity import (
    ENDPOINTING_DELAYS,
    FINAL_TRANSCRIPT_TIMEOUT_S,
    GOODBYE_TIMEOUT_S,
    PENDING_TRANSCRIPT_WINDOW_S,
    SHUTDOWN_TRANSCRIPT_TIMEOUT_S,
)
from vivavoce.voice.ports.audio import AudioTransport, TurnManager
from vivavoce.voice.usecases.conversation.answer_collector import AnswerCollector
from vivavoce.voice.usecases.conversation.outbox import ChangeSignal, ConversationOutbox
from vivavoce.voice.usecases.conversation.speech_queue import SpeechQueue
from vivavoce.voice.usecases.conversation.stt_pipeline import InboundAudio, SttPipeline
from vivavoce.voice.usecases.engines.engines_factory import SpeechEngines

_log = structlog.get_logger(__name__)
_CHECK_INTERVAL_S = 0.2


class VoicePipeline:
    """Implements ``VoiceConnection`` for any ``AudioTransport``, and handles turn events.

    ``session`` is the live session. ``transport`` is left open: ``on_closed``, which is called once, at the
    very end, may close it.
    """

    def __init__(
        self,
        *,
        transport: AudioTransport,
        engines: SpeechEngines,
        session: VoiceSessionHandler,
        turn_manager: TurnManager,
        clock: Clock,
        preferences: VoicePreferences,
        on_closed: Callable[[], Awaitable[None]],
        record_audio: AudioRecorder | None = None,
    ) -> None:
        self._transport, self._turn_manager, self._clock, self._on_closed = (
            transport,
            turn_manager,
            clock,
            on_closed,
        )
        self.answer_mode: AnswerMode = engines.choose_answer_mode(preferences)
        self._signal = ChangeSignal()
        self._outbox = ConversationOutbox(session, transport.audio_output, clock)
        self._speech_queue = SpeechQueue(
            turn_manager,
            engines.tts,
            clock,
            self._signal,
            can_speak=self._may_speak,
            on_report=self._outbox.send_report,
            language=preferences.language,
        )
        self._answer_collector = AnswerCollector(
            self._speech_queue,
            self._outbox,
            clock,
            answer_mode=self.answer_mode,
            draft_engines=engines.draft_engines,
        )
        self._stt = SttPipeline(
            engines.stt if self.answer_mode != "typed" else None,
            clock,
            language=preferences.language,
            on_final=self._on_final_transcript,
            on_interim=self._answer_collector.on_interim_transcript,
            on_unavailable=self._on_stt_unavailable,
            on_recovered=self._send_listening_state,
        )
        self._inbound_audio = InboundAudio(transport.audio_input, self._stt, record_audio)
        self._tasks: list[asyncio.Future[None]] = []
        self._endpointing_mode: EndpointingMode = preferences.endpointing_mode
        self._is_closing = False
        self._shutdown: asyncio.Future[None] | None = None
        self._committing: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Open the turn manager and start; called once, before anything else."""
        loudspeaker, tempo = (
            self._transport.audio_output,
            ENDPOINTING_DELAYS[self._endpointing_mode],
        )
        await self._turn_manager.open(self._inbound_audio.frames(), loudspeaker, self, tempo)
        self._stt.start()
        self._outbox.start()
        for name, work in (
            ("sound.speak", self._speech_queue.run),
            ("sound.look", self._run_checks),
        ):
            self._tasks.append(asyncio.ensure_future(keep_running(name, work, self._clock)))
        self._send_listening_state()

    # calls from the live session and the candidate

    async def say(self, utterance: InterviewerUtterance) -> None:
        """Play ``utterance`` after those already queued; returns at once."""
        self._speech_queue.enqueue(utterance)

    async def set_endpointing_mode(self, pace: EndpointingMode) -> None:
        """Switch how soon a pause ends an answer; takes effect in the middle of one."""
        self._endpointing_mode = pace
        self._turn_manager.set_endpointing(ENDPOINTING_DELAYS[pace])
        self._signal.notify()

    async def set_listening(
        self,
        *,
        is_allowed: bool,
        is_recorded: bool = False,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        """Start or stop listening and recording; ``expects`` is what the candidate is expected to say."""
        self._inbound_audio.is_allowed = is_allowed and self.answer_mode != "typed"
        self._inbound_audio.is_recorded = is_recorded
        self._stt.set_expected(expects)
        self._send_listening_state()

    async def set_muted(self, is_muted: bool) -> None:
        """Mute or unmute the microphone at the candidate's request."""
        self._inbound_audio.is_muted = is_muted
        self._send_listening_state()

    async def interrupt(self) -> None:
        """Stop the current utterance and drop all that wait."""
        self._speech_queue.cancel_all()

    async def on_playback_stopped(self) -> None:
        """Cancel the current utterance, which the client has stopped; the next ones are played."""
        self._speech_queue.cancel_current()

    async def handle_message(self, message: str | bytes) -> bool:
        """Handle an audio message from the connection; return False when it is not one."""
        return await self._transport.handle_message(message)

    async def commit_answer(self) -> None:
        """Commit the candidate's answer now. Returns at once."""
        if not self._is_closing and (self._committing is None or self._committing.done()):
            self._committing = asyncio.ensure_future(self._commit_now())

    def send_engine_report(self, report: EngineReport) -> None:
        """Send an engine report to the session."""
        self._outbox.send_report(report)

    async def close(self, *, is_graceful: bool) -> None:
        """Close; a graceful close first plays what is queued, including a goodbye (at most 20 s)."""
        try:
            if is_graceful and self._shutdown is None:
                await self._signal.wait_until(
                    lambda: self._speech_queue.is_idle, timeout_s=GOODBYE_TIMEOUT_S
                )
                await self._wait_for_transcripts()
        finally:
            # the caller may be cancelled; the shutdown is completed all the same
            self._is_closing = self._speech_queue.is_closing = self._inbound_audio.is_closed = True
            if self._shutdown is None:
                self._shutdown = asyncio.ensure_future(self._shut_down())
            await asyncio.shield(self._shutdown)

    # turn events

    def on_speech_started(self, at_ms: int) -> None:
        """Start a speech segment at ``at_ms``."""
        if self._inbound_audio.is_open:
            self._stt.on_speech_started(at_ms)
            self._answer_collector.on_speech_started(at_ms)

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """End the speech segment at ``at_ms``, which is ``silent_s`` seconds ago."""
        self._turn_manager.set_noisy(is_noisy=False)
        if self._answer_collector.activity.is_speaking:
            self._stt.on_speech_ended()
            self._answer_collector.on_speech_ended(at_ms, silent_s=silent_s)
            self._offer_answer()
            self._signal.notify()

    async def on_turn_completed(self) -> None:
        """Commit the answer: all words transcribed so far."""
        await self._signal.wait_until(lambda: self._speech_queue.current is None, timeout_s=1.0)
        self._answer_collector.commit_answer()

    # implementation

    def _send_listening_state(self) -> None:
        self._outbox.send_update("listening" if self._inbound_audio.is_open else "silent")

    def _on_final_transcript(self, piece: TranscriptSegment) -> None:
        if self._answer_collector.on_final_transcript(piece):
            self._turn_manager.add_transcript(piece.text)
        self._offer_answer()
        self._signal.notify()

    def _offer_answer(self) -> None:
        """Let the session prepare a reply during the pause, if all that was said is transcribed."""
        if not self._is_closing and not self._stt.pending_segments:
            self._answer_collector.offer_answer(
                self._clock.monotonic(), ENDPOINTING_DELAYS[self._endpointing_mode]
            )

    def _on_stt_unavailable(self, engine: str, kind: VoiceFailureKind) -> None:
        self._outbox.send_report(
            EngineFailoverReport(stage="stt", engine="", failed_engine=engine, reason=kind)
        )
        self._outbox.send_update("silent")
        self._speech_queue.enqueue_notice("cannot_hear")

    def _may_speak(self) -> bool:
        """Return whether we may speak: the candidate is silent and no answer is still being transcribed."""
        moments = self._answer_collector.activity
        if moments.is_speaking:
            return False
        if self._endpointing_mode == "manual":
            return True
        is_recent = moments.silence_s(self._clock.monotonic()) < PENDING_TRANSCRIPT_WINDOW_S
        return not self._answer_collector.has_transcript and not (
            is_recent and self._stt.pending_segments
        )

    async def _commit_now(self) -> None:
        await self._wait_for_transcripts()
        if self._answer_collector.has_transcript:
            await self._turn_manager.commit_turn()
        elif self._inbound_audio.is_open:
            self._speech_queue.enqueue_notice("say_again")

    async def _wait_for_transcripts(self, timeout_s: float = FINAL_TRANSCRIPT_TIMEOUT_S) -> None:
        """Wait for outstanding transcripts."""
        if not self._stt.is_unavailable:
            self._stt.flush_early()
            await self._signal.wait_until(
                lambda: not self._stt.pending_segments, timeout_s=timeout_s
            )

    async def _run_checks(self) -> None:
        while True:
            raise_if_cancelled()
            await self._clock.sleep(_CHECK_INTERVAL_S)
            if silence := self._inbound_audio.fill_silence(_CHECK_INTERVAL_S):
                self._turn_manager.push_audio(silence)
            now = self._clock.monotonic()
            if self._answer_collector.activity.is_background_noise(now):
                self._turn_manager.set_noisy(is_noisy=True)
            self._answer_collector.handle_silence(now)
            self._offer_answer()
            await self._commit_overdue(now)
            self._speech_queue.announce_late_reply(now)
            self._signal.notify()

    async def _commit_overdue(self, now: float) -> None:
        """Commit an answer that the turn manager missed, so that no transcribed words are lost.

        Some engines return no words during speech: they are asked for an early result first.
        """
        if (
            self._answer_collector.is_overdue(now, ENDPOINTING_DELAYS[self._endpointing_mode])
            and self._answer_collector.activity.is_speaking
        ):
            await self._wait_for_transcripts()
            now = self._clock.monotonic()
        if self._answer_collector.is_overdue(now, ENDPOINTING_DELAYS[self._endpointing_mode]):
            _log.warning("audio.answer_overdue", pace=self._endpointing_mode)
            self._turn_manager.interrupt()
            await self.on_turn_completed()

    async def _shut_down(self) -> None:
        await self._wait_for_transcripts(SHUTDOWN_TRANSCRIPT_TIMEOUT_S)
        await self._turn_manager.close()
        tasks = [*self._tasks, self._committing] if self._committing is not None else self._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stt.close()
        self._speech_queue.finish_all()
        self._answer_collector.commit_remaining()
        await self._outbox.close()
        await self._on_closed()
