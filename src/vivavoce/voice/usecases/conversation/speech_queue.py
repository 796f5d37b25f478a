"""The interviewer's speech on a connection: plays utterances in order, stops, resumes and drops them."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable

import structlog

from vivavoce.contracts.voice import InterviewerUtterance, VoiceReport
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import ENGLISH
from vivavoce.voice.domain.phrases.spoken_phrases import SystemPhrase, build_notice
from vivavoce.voice.domain.turns.answer_buffer import InterviewerReply
from vivavoce.voice.domain.turns.speech_activity import FILLER_DELAY_S, UNINTERRUPTIBLE_GRACE_S
from vivavoce.voice.ports.audio import (
    AudioChunk,
    TurnManager,
    UtteranceHeader,
    UtteranceOutcome,
)
from vivavoce.voice.usecases.conversation.outbox import ChangeSignal
from vivavoce.voice.usecases.conversation.utterance_playback import UtterancePlayback
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

_log = structlog.get_logger(__name__)
_NOT_PLAYED = UtteranceOutcome(
    duration_ms=0, is_interrupted=False, is_estimated=True, first_sound_at=None
)


class SpeechQueue:
    """Plays utterances one by one with ``tts`` while ``can_speak``; sends each outcome to ``on_report``.

    An utterance that was stopped by speech stays in ``interrupted`` until it is known whether that speech was
    an answer.
    """

    def __init__(
        self,
        turn_manager: TurnManager,
        tts: TtsFailover | None,
        clock: Clock,
        signal: ChangeSignal,
        *,
        can_speak: Callable[[], bool],
        on_report: Callable[[VoiceReport], None],
        language: str = ENGLISH,
    ) -> None:
        self._floor, self._mouth, self._clock, self._moves = turn_manager, tts, clock, signal
        self._may_speak, self._note, self._language = can_speak, on_report, language
        self._queue: deque[UtterancePlayback] = deque()
        self._generation = 0
        self.current: UtterancePlayback | None = None
        self.interrupted: UtterancePlayback | None = None
        self.is_audible = False
        """Whether audio of ``current`` has begun."""
        self.open_turn = 0
        """The interviewer's latest turn that the candidate has begun to hear, or can read."""
        self.reply: InterviewerReply | None = None
        """The reply to the last committed answer."""
        self._answer_ended_at: float | None = None
        """When that answer ended, in monotonic seconds; None once a reply to it was played."""
        self._filler_due_at: float | None = None
        """When a late reply is announced, in monotonic seconds."""
        self._uninterruptible_until = 0.0
        self.is_closing = False

    @property
    def is_uninterruptible(self) -> bool:
        """Whether an uninterruptible utterance is playing, or was until a moment ago."""
        is_held = self.current is not None and not self.current.utterance.is_interruptible
        return is_held or self._clock.monotonic() < self._uninterruptible_until

    @property
    def is_idle(self) -> bool:
        """Whether nothing is playing, waiting or interrupted."""
        return not self._queue and self.current is None and self.interrupted is None

    def enqueue(self, utterance: InterviewerUtterance) -> None:
        """Add ``utterance`` to the end of the queue."""
        self._filler_due_at = None
        if self.is_closing or self._is_queued(utterance):
            return
        if self.reply is not None and utterance.turn is not None:
            self.reply.is_finished = False
        if utterance.is_repeat and utterance.turn is not None and not self.open_turn:
            self.open_turn = utterance.turn  # it was asked before this connection began
        fresh_s = utterance.expires_after_s
        good_until = None if fresh_s is None else self._clock.monotonic() + fresh_s
        self._queue.append(UtterancePlayback(utterance, expires_at=good_until))
        self._moves.notify()

    def _is_queued(self, utterance: InterviewerUtterance) -> bool:
        """Return whether this turn is playing or waiting already."""
        waiting = (self.current, self.interrupted, *self._queue)
        return utterance.turn is not None and any(
            queued is not None
            and queued.utterance.turn == utterance.turn
            and not queued.is_cancelled
            for queued in waiting
        )

    def enqueue_notice(self, phrase: SystemPhrase) -> None:
        """Play a notice that is no turn of the interview, before all else and never twice at a time."""
        notice = build_notice(phrase, self._language)
        waiting = self._queue if self.current is None else (self.current, *self._queue)
        if not self.is_closing and all(playback.utterance != notice for playback in waiting):
            self._queue.appendleft(UtterancePlayback(notice))
            self._moves.notify()

    async def run(self) -> None:
        """Play utterances as they are queued, until cancelled."""
        while True:
            await self._moves.wait_until(
                lambda: bool(self._queue) and self.interrupted is None and self._may_speak()
            )
            playback = self._queue.popleft()
            if self._is_current(playback):
                await self._play(playback)

    def _is_current(self, playback: UtterancePlayback) -> bool:
        return playback.expires_at is None or self._clock.monotonic() <= playback.expires_at

    def cancel_all(self) -> None:
        """Stop the current utterance and drop all that wait, including a goodbye."""
        self._filler_due_at = self.reply = None
        self.cancel_current()
        self._drop_waiting(keeps_goodbye=False)

    def cancel_current(self) -> None:
        """Stop the current utterance for good."""
        if self.current is not None:
            self.current.is_cancelled = True
            self._floor.interrupt()

    def on_answer_committed(self, ended_at: float | None) -> None:
        """Record that an answer, which ended at ``ended_at`` in monotonic seconds, was committed.

        Drops the waiting utterances except a goodbye and notices. Announces the reply if it is late.
        """
        self._drop_waiting(keeps_goodbye=True)
        self.reply, self._answer_ended_at = InterviewerReply(), ended_at
        self._filler_due_at = self._clock.monotonic() + FILLER_DELAY_S

    def announce_late_reply(self, now: float) -> None:
        """Announce once that the reply takes a moment, when it is late."""
        if self._filler_due_at is not None and now >= self._filler_due_at:
            self._filler_due_at = None
            self.enqueue_notice("one_moment")

    def _drop_waiting(self, *, keeps_goodbye: bool) -> None:
        cut, self.interrupted = self.interrupted, None
        waiting = [cut, *self._queue] if cut is not None else list(self._queue)
        self._queue.clear()
        for playback in waiting:
            if playback.expires_at is not None and playback.heard_ms == 0:
                self._queue.append(playback)  # a notice is not made obsolete by an answer
            elif keeps_goodbye and playback.utterance.is_last:
                playback.rewind_to_sentence()
                self._queue.append(playback)
            else:
                self._finish(playback)
        self._moves.notify()

    def drop_interrupted(self) -> None:
        """Drop the interrupted utterance and continue with the next."""
        cut, self.interrupted = self.interrupted, None
        if cut is not None:
            self._finish(cut)
            self._moves.notify()

    def resume_interrupted(self) -> None:
        """Resume the utterance that a noise interrupted."""
        cut, self.interrupted = self.interrupted, None
        if cut is not None:
            cut.rewind_to_sentence()
            self._queue.appendleft(cut)
            self._moves.notify()

    def finish_all(self) -> None:
        """Report all unfinished utterances, when nothing is played any more."""
        for playback in (self.current, self.interrupted, *self._queue):
            if playback is not None:
                self._finish(playback)
        self.current = self.interrupted = None
        self._queue.clear()
        self._moves.notify()

    async def _play(self, playback: UtterancePlayback) -> None:
        if self._mouth is None:
            playback.failure = "refused"
            self._settle(playback, _NOT_PLAYED)
            return
        self.current, self.is_audible = playback, False
        self._generation += 1
        utterance = playback.utterance
        cue = UtteranceHeader(
            self._generation, utterance.turn, playback.remaining_text, utterance.is_interruptible
        )
        uttered = await self._play_chunks(self._audio_chunks(playback, self._mouth), cue)
        if uttered.first_sound_at is None:
            self._generation -= 1
        playback.record_outcome(uttered)
        if playback.utterance.turn is not None and self.reply is not None:
            self.reply.heard_ms += uttered.duration_ms
        self.current = None
        if not utterance.is_interruptible:
            self._uninterruptible_until = self._clock.monotonic() + UNINTERRUPTIBLE_GRACE_S
        self._settle(playback, uttered)
        self._moves.notify()

    async def _play_chunks(
        self, clips: AsyncGenerator[AudioChunk], cue: UtteranceHeader
    ) -> UtteranceOutcome:
        try:
            return await self._floor.play_utterance(clips, cue)
        except Exception as error:  # noqa: BLE001 - one failed utterance must not end the interview
            _log.warning("audio.not_spoken", kind=type(error).__name__, place=error_location(error))
            return _NOT_PLAYED

    async def _audio_chunks(
        self, playback: UtterancePlayback, tts: TtsFailover
    ) -> AsyncGenerator[AudioChunk]:
        async with contextlib.aclosing(playback.audio_chunks(tts)) as clips:
            async for clip in clips:
                if not self.is_audible:
                    self.is_audible = True
                    self._mark_turn_open(playback)
                yield clip

    def _mark_turn_open(self, playback: UtterancePlayback) -> None:
        if playback.utterance.turn is not None:
            self.open_turn = playback.utterance.turn

    def _settle(self, playback: UtterancePlayback, uttered: UtteranceOutcome) -> None:
        """Keep an utterance that was interrupted, or finish one that ended."""
        if uttered.is_interrupted and not playback.is_cancelled and not self.is_closing:
            self.interrupted = playback
            return
        self._finish(playback)
        if self.reply is not None and playback.utterance.turn is not None and not self._queue:
            self.reply.is_finished = True

    def _finish(self, playback: UtterancePlayback) -> None:
        if playback.failure is not None:
            self._mark_turn_open(playback)
        spoken = playback.build_playback_report(answer_ended_at=self._answer_ended_at)
        if spoken is not None:
            if spoken.played_ms:
                self._answer_ended_at = None
            self._note(spoken)
        silent = playback.build_failure_report()
        if silent is not None:
            self._note(silent)
