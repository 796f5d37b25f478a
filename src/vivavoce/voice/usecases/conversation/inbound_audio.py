"""The candidate's audio on its way in: always to the turn manager, to speech recognition while allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vivavoce.voice.ports.audio_io import AudioInput
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.usecases.conversation.stt_pipeline import SttPipeline

_MAX_GAP_S = 0.5
"""A line may be late by so much; beyond that nobody speaks."""


class InboundAudio:
    """Counts a connection's audio, which is its clock, and passes it on to ``stt`` while that is allowed.

    The clock advances by the audio that arrived, and by silence where none arrives any more. It starts with
    the first piece. ``fill_silence`` is called at even intervals, which are counted and not measured, so
    that a process that was stalled first takes the audio that waits for it.
    """

    def __init__(self, audio_input: AudioInput, stt: SttPipeline) -> None:
        self._microphone, self._ears = audio_input, stt
        self._samples = 0
        self._gap_s = 0.0
        self.is_allowed = False  # nobody is listened to before the talk says so
        self.is_muted = False
        self.is_closed = False
        """Whether nothing that comes is heard any more."""

    @property
    def is_open(self) -> bool:
        """Whether what arrives is given to speech recognition."""
        return self.is_allowed and not self.is_muted

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the candidate's audio, or silence in its place while it may not be listened to."""
        async for pcm in self._microphone.frames():
            if self.is_closed:
                return
            at_ms = self._samples * 1000 // STT_SAMPLE_RATE
            self._samples += len(pcm) // 2
            self._gap_s = 0.0
            if not self.is_open:
                yield bytes(len(pcm))
                continue
            self._ears.push_audio(pcm, at_ms)
            yield pcm

    def fill_silence(self, elapsed_s: float) -> bytes:
        """Return silence in place of missing audio; ``elapsed_s`` is the seconds since the last call."""
        if not self._samples:
            return b""
        before, self._gap_s = self._gap_s, self._gap_s + elapsed_s
        if self._gap_s < _MAX_GAP_S:
            return b""
        missing = round((elapsed_s if before >= _MAX_GAP_S else self._gap_s) * STT_SAMPLE_RATE)
        self._samples += missing
        return bytes(2 * missing)
