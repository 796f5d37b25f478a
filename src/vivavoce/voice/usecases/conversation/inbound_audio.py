"""The candidate's sound on its way in: to the floor always, to the ears while they are open."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vivavoce.voice.ports.audio_io import AudioInput
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.usecases.conversation.stt_pipeline import SttPipeline

_MAX_GAP_S = 0.5
"""A line may be late by so much; beyond that nobody speaks."""


class InboundAudio:
    """Counts a connection's sound, which is its clock, and has ``ears`` hear it while they are open.

    The clock goes on by what came, and by silence where nothing comes any more. It starts with the first
    piece; ``silence`` is asked for at even intervals, which are counted and not measured: a process that
    stood still hears first what waits for it.
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
        """Whether the ears hear what comes."""
        return self.is_allowed and not self.is_muted

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the candidate's sound, and silence instead of it while the ears are closed."""
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
        """Return the silence that stands for what did not come; ``since_s`` ago it was asked for last."""
        if not self._samples:
            return b""
        before, self._gap_s = self._gap_s, self._gap_s + elapsed_s
        if self._gap_s < _MAX_GAP_S:
            return b""
        missing = round((elapsed_s if before >= _MAX_GAP_S else self._gap_s) * STT_SAMPLE_RATE)
        self._samples += missing
        return bytes(2 * missing)
