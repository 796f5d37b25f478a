"""Inbound audio: passed to the turn manager always, and to speech recognition while that is allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vivavoce.voice.ports.audio_io import AudioInput
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.usecases.conversation.stt_pipeline import SttPipeline

_MAX_GAP_S = 0.5
"""Longest gap in seconds that counts as network delay; a longer one is filled with silence."""


class InboundAudio:
    """Counts a connection's audio, which is its clock, and passes it to ``stt`` while that is allowed.

    The clock starts with the first chunk. It advances by the audio that arrives, and by silence where none
    arrives any more. ``fill_silence`` must be called at even intervals; they are counted, not measured, so
    that after a stall the queued audio is processed first.
    """

    def __init__(self, audio_input: AudioInput, stt: SttPipeline) -> None:
        self._microphone, self._ears = audio_input, stt
        self._samples = 0
        self._gap_s = 0.0
        self.is_allowed = False  # off until the session allows it
        self.is_muted = False
        self.is_closed = False
        """Whether all further audio is ignored."""

    @property
    def is_open(self) -> bool:
        """Whether audio is passed to speech recognition."""
        return self.is_allowed and not self.is_muted

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the candidate's audio, or silence in its place while listening is off."""
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
