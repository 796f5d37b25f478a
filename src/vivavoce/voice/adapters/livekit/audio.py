"""Audio input and output of LiveKit's AgentSession."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from livekit import rtc
from livekit.agents.voice import io

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.ports.audio import (
    AudioOutput,
    PlaybackResult,
    UtteranceHeader,
    UtteranceOutcome,
)

STT_SAMPLE_RATE = 16_000
_CLOSE_TIMEOUT_S = 0.4
"""An audio output answers within 250 ms; one that does not is gone."""
_StopPlayback = Callable[[], Awaitable[tuple[PlaybackResult, bool]]]


class AgentAudioInput(io.AudioInput):
    """Passes the candidate's audio to ``on_audio``, which detects speech and drives the session.

    It never yields a frame, because the session itself has no use for the audio.
    """

    def __init__(self, audio: AsyncIterator[bytes], on_audio: Callable[[bytes], None]) -> None:
        super().__init__(label="candidate")
        self._sound, self._hear = audio, on_audio

    async def __anext__(self) -> rtc.AudioFrame:
        async for pcm in self._sound:
            self._hear(pcm)
        raise StopAsyncIteration


class AgentAudioOutput(io.AudioOutput):
    """Plays frames on an ``AudioOutput`` and reports, once per utterance, how much of it was heard."""

    def __init__(self, audio_output: AudioOutput, clock: Clock) -> None:
        super().__init__(
            label="loudspeaker",
            capabilities=io.AudioOutputCapabilities(pause=False),
            sample_rate=audio_output.rate,
        )
        self._loudspeaker, self._clock = audio_output, clock
        self._header: UtteranceHeader | None = None
        self._has_started = False
        self._is_clearing = False
        self._sent_ms = 0.0
        self._ending: asyncio.Future[None] | None = None
        self._first_sound_at: float | None = None
        self._outcome: UtteranceOutcome | None = None

    def prepare(self, header: UtteranceHeader) -> None:
        """Set the header of the next utterance."""
        self._header = header
        self._first_sound_at = self._outcome = None

    def build_outcome(self, *, is_interrupted: bool) -> UtteranceOutcome:
        """Return the outcome of the utterance; without any audio it never began."""
        return self._outcome or UtteranceOutcome(
            duration_ms=0, is_interrupted=is_interrupted, is_estimated=False, first_sound_at=None
        )

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Write audio to the output; waits while enough of it is unplayed."""
        if not self._has_started and (cue := self._header) is not None:
            await self._loudspeaker.begin(cue.generation, turn=cue.turn, text=cue.text)
        await super().capture_frame(frame)
        if not self._has_started:
            self._has_started, self._is_clearing, self._sent_ms = True, False, 0.0
            self._first_sound_at = self._clock.monotonic()
            self.on_playback_started(created_at=self._clock.now().timestamp())
        self._sent_ms += frame.samples_per_channel * 1000 / frame.sample_rate
        await self._loudspeaker.write(bytes(frame.data))

    def flush(self) -> None:
        """Finish the utterance: all its audio was given, or its source was stopped."""
        super().flush()
        if self._has_started and self._ending is None:
            self._ending = asyncio.ensure_future(self._finish_with(self._drain))

    def clear_buffer(self) -> None:
        """Stop playback."""
        if not self._has_started or self._is_clearing:
            return
        self._is_clearing = True
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.ensure_future(self._finish_with(self._clear))

    async def aclose(self) -> None:
        """Report an utterance that is still open, so that the session does not wait for it."""
        ending = self._ending
        if ending is not None:
            await asyncio.wait([ending], timeout=_CLOSE_TIMEOUT_S)
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)
        self._report_finished(self._estimate_result(), is_interrupted=True)

    async def _drain(self) -> tuple[PlaybackResult, bool]:
        await self._loudspeaker.finish()
        played = await self._loudspeaker.wait_for_playout()
        return played, played.is_stopped_by_client

    async def _clear(self) -> tuple[PlaybackResult, bool]:
        return await self._loudspeaker.clear(), True

    async def _finish_with(self, stop: _StopPlayback) -> None:
        try:
            played, is_interrupted = await stop()
        except VivavoceError:
            played, is_interrupted = self._estimate_result(), True
        self._ending = None
        self._report_finished(played, is_interrupted=is_interrupted)

    def _estimate_result(self) -> PlaybackResult:
        since = self._clock.monotonic() - (self._first_sound_at or 0.0)
        return PlaybackResult(
            duration_ms=round(min(self._sent_ms, since * 1000)), is_estimated=True
        )

    def _report_finished(self, played: PlaybackResult, *, is_interrupted: bool) -> None:
        if not self._has_started:
            return
        self._has_started = self._is_clearing = False
        self._outcome = UtteranceOutcome(
            duration_ms=played.duration_ms,
            is_interrupted=is_interrupted,
            is_estimated=played.is_estimated,
            first_sound_at=self._first_sound_at,
        )
        self.on_playback_finished(
            playback_position=played.duration_ms / 1000,
            interrupted=is_interrupted,
            synchronized_transcript="",
        )
