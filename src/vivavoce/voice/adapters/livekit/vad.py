"""Whether somebody speaks: LiveKit's own small model, asked in place and told of no more than is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from livekit import local_inference, rtc
from livekit.agents import vad
from livekit.agents.utils import aio

RATE = 16_000
_WINDOW = local_inference.VAD_WINDOW_SAMPLES
WINDOW_S = _WINDOW / RATE
SILENCE_TOLD_EVERY = 8
"""Of silent windows only every eighth is reported: nobody acts on the others."""
SPEECH_TOLD_EVERY = 4
"""Of speech that has gone on for ``LONG_S``, every fourth: it has long stopped whom it could stop."""
LONG_S = 1.5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which likelihood on it is speech, and below which it is over."""

    on: float
    off: float


QUIET = Thresholds(0.5, 0.35)
NOISY = Thresholds(0.85, 0.70)
"""For a room in which others talk."""
MIN_SPEECH_S = 0.05
MIN_SILENCE_S = 0.25

Moved = Callable[[bool, int, float], None]
"""Told when speech begins or ends: whether it began, at which sample of all, and seconds since."""


class ThinVAD(vad.VAD):
    """Detects speech exactly as the stock detector does, for a fraction of its cost.

    Sound is 16 kHz mono. Its events carry no sound. ``moved`` is told of every beginning and end.
    """

    def __init__(self, moved: Moved | None = None, thresholds: Thresholds = QUIET) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=WINDOW_S))
        self.thresholds = thresholds
        self.moved = moved
        self.samples_before = 0
        """Samples that earlier streams of this detector were given."""
        self._latest: _ThinStream | None = None
        self._early = bytearray()

    def hear(self, pcm: bytes) -> None:
        """Judge sound in place, without a frame, a channel or a task in between."""
        if self._latest is None:
            self._early += pcm
        else:
            self._latest.hear(pcm)

    @property
    def model(self) -> str:
        """The model's name."""
        return "silero"

    @property
    def provider(self) -> str:
        """Where the model comes from."""
        return "livekit-local-inference"

    @property
    def min_silence_duration(self) -> float:
        """Seconds of silence that end a stretch of speech."""
        return MIN_SILENCE_S

    def stream(self) -> vad.VADStream:
        """Return a new stream of events."""
        self._latest = _ThinStream(self)
        early, self._early = bytes(self._early), bytearray()
        self._latest.hear(early)
        return self._latest


class _ThinStream(vad.VADStream):
    def __init__(self, owner: ThinVAD) -> None:
        self._owner = owner
        self._native = local_inference.VAD()
        self._told = aio.Chan[vad.VADEvent]()
        self._window = np.empty(_WINDOW, np.int16)
        self._filled = 0
        self._reset()
        super().__init__(owner)

    async def __anext__(self) -> vad.VADEvent:
        """Return the next event; it does not pass through the stock stream's count of inferences."""
        try:
            return await self._told.recv()
        except aio.ChanClosed:
            raise StopAsyncIteration from None

    def hear(self, pcm: bytes | memoryview) -> None:
        """Judge every window of sound that is full now."""
        fresh = np.frombuffer(pcm, dtype=np.int16)
        while fresh.size:
            fitting = fresh[: _WINDOW - self._filled]
            self._window[self._filled : self._filled + fitting.size] = fitting
            self._filled += fitting.size
            fresh = fresh[fitting.size :]
            if self._filled == _WINDOW:
                self._filled = 0
                self._judge(self._native.predict(self._window))

    async def _main_task(self) -> None:
        """Take what comes by LiveKit's own way: seldom more than the word that all is to be forgotten."""
        try:
            async for given in self._input_ch:
                if isinstance(given, rtc.AudioFrame):
                    self.hear(given.data)
                else:
                    self._reset()
        finally:
            self._told.close()

    def _reset(self) -> None:
        self._native.reset()
        self._owner.samples_before += self._filled
        self._filled = 0
        self._is_speaking = False
        self._samples = 0
        self._windows_untold = 0
        self._speech_s = self._silence_s = 0.0
        self._loud_s = self._still_s = 0.0

    def _judge(self, likelihood: float) -> None:
        self._samples += _WINDOW
        self._owner.samples_before += _WINDOW
        if self._is_speaking:
            self._speech_s += WINDOW_S
        else:
            self._silence_s += WINDOW_S
        self._report(likelihood)
        limits = self._owner.thresholds
        if likelihood >= limits.on or (self._is_speaking and likelihood > limits.off):
            self._loud()
        else:
            self._still()

    def _report(self, likelihood: float) -> None:
        self._windows_untold += 1
        if self._windows_untold >= self._told_every():
            self._windows_untold = 0
            self._tell(vad.VADEventType.INFERENCE_DONE, self._speech_s, likelihood)

    def _told_every(self) -> int:
        if not self._is_speaking:
            return 1 if self._loud_s else SILENCE_TOLD_EVERY
        return SPEECH_TOLD_EVERY if self._speech_s > LONG_S and not self._still_s else 1

    def _loud(self) -> None:
        self._loud_s += WINDOW_S
        self._still_s = 0.0
        if self._is_speaking or self._loud_s < MIN_SPEECH_S:
            return
        self._is_speaking = True
        self._silence_s, self._speech_s = 0.0, self._loud_s
        self._moved(self._loud_s)
        self._tell(vad.VADEventType.START_OF_SPEECH, self._speech_s)

    def _still(self) -> None:
        self._still_s += WINDOW_S
        self._loud_s = 0.0
        if not self._is_speaking or self._still_s < MIN_SILENCE_S:
            return
        self._is_speaking = False
        self._silence_s = self._still_s
        self._moved(self._still_s)
        self._tell(vad.VADEventType.END_OF_SPEECH, max(0.0, self._speech_s - self._still_s))
        self._speech_s = 0.0

    def _moved(self, since_s: float) -> None:
        if self._owner.moved is not None:
            at = self._owner.samples_before - round(since_s * RATE)
            self._owner.moved(self._is_speaking, at, since_s)

    def _tell(self, kind: vad.VADEventType, speech_s: float, likelihood: float = 0.0) -> None:
        self._told.send_nowait(
            vad.VADEvent(
                type=kind,
                samples_index=self._samples,
                timestamp=self._samples / RATE,
                speech_duration=speech_s,
                silence_duration=self._silence_s,
                probability=likelihood,
                speaking=self._is_speaking,
                raw_accumulated_silence=self._still_s,
                raw_accumulated_speech=self._loud_s,
            )
        )
