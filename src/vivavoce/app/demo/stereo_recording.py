"""A recording of both sides of an interview on one clock, saved as a stereo WAV file."""

from __future__ import annotations

import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vivavoce.voice.adapters.resample import resample

RECORDING_RATE = 24_000
SpeakerSide = Literal["interviewer", "candidate"]


@dataclass(slots=True)
class StereoRecording:
    """A stereo recording: the interviewer is on the left, the candidate on the right."""

    _segments: list[tuple[SpeakerSide, int, bytes]] = field(default_factory=list)

    def add_audio(self, side: SpeakerSide, at_s: float, pcm: bytes, rate: int) -> None:
        """Add audio at the time when it was heard, mixed with earlier audio of the same side."""
        self._segments.append(
            (side, round(max(0.0, at_s) * RECORDING_RATE), _to_recording_rate(pcm, rate))
        )

    def duration_s(self, side: SpeakerSide) -> float:
        """Return the seconds of audio of one side."""
        return sum(len(pcm) for of, _, pcm in self._segments if of == side) / 2 / RECORDING_RATE

    def save(self, path: Path) -> float:
        """Write the file and return its length in seconds."""
        count = max((at + len(pcm) // 2 for _, at, pcm in self._segments), default=0)
        both: NDArray[np.int32] = np.zeros((count, 2), np.int32)
        for side, at, pcm in self._segments:
            sound = np.frombuffer(pcm, "<i2")
            both[at : at + len(sound), 0 if side == "interviewer" else 1] += sound
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RECORDING_RATE)
            file.writeframes(np.clip(both, -32_768, 32_767).astype("<i2").tobytes())
        return count / RECORDING_RATE


def _to_recording_rate(pcm: bytes, rate: int) -> bytes:
    return pcm if rate == RECORDING_RATE else resample(pcm, rate, RECORDING_RATE)
