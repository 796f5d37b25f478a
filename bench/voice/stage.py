"""What every stack is given alike: the same speech at real time, the same engines' times, the same clock.

A turn of the simulated candidate is ``SPEECH_S`` of speech, then silence until the next. Engines are stubs:
the words of a stretch of speech come 380 ms after its last voiced sample, the first word of a reply 650 ms
after it was asked for, its first sound 220 ms after that. Every stack is told to grant a pause
of ``PAUSE_S`` before an answer counts as over, which is longer than its words take. Own share = last voiced
sample handed in → first sound of the reply handed out, less that pause and what the engines took after it.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import random
import struct
import time
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

RATE = 16_000
FRAME_MS = 20
FRAME = RATE * FRAME_MS // 1000 * 2
STT_S, LLM_S, TTS_S = 0.380, 0.650, 0.220
PAUSE_S = 0.8
TURN_S = 6.0
REPLY_S = 1.2
OUT_RATE = 24_000
REPLY = "Thank you. What did you measure afterwards?"
WORDS = "we changed the release process and it was two times faster afterwards"
SILENCE = bytes(FRAME)


def speech() -> bytes:
    """Return the candidate's sentence as 16 kHz sound, by the keyless voice; its pauses are filled by a hum.

    The engines' stubs know the end of speech by exact zeros, so that none of them needs to be clever.
    """
    import espeakng_loader

    lib = ctypes.CDLL(espeakng_loader.get_library_path())
    pieces = bytearray()
    heard_t = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
    )

    @heard_t
    def heard(wav: ctypes._Pointer[ctypes.c_short], count: int, _: int) -> int:
        if wav and count > 0:
            pieces.extend(ctypes.string_at(wav, count * 2))
        return 0

    rate = lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    lib.espeak_SetSynthCallback(heard)
    text = WORDS.encode() + b"\0"
    lib.espeak_Synth(text, len(text), 0, 1, 0, 1, None, None)
    lib.espeak_Synchronize()
    return _hummed(_at_16k(bytes(pieces), rate))


def _at_16k(pcm: bytes, rate: int) -> bytes:
    given = array("h", pcm)
    count = len(given) * RATE // rate
    return array("h", (given[i * rate // RATE] for i in range(count))).tobytes()


def _hummed(pcm: bytes) -> bytes:
    samples = array("h", pcm)
    loud = [i for i, value in enumerate(samples) if abs(value) > 500]
    cut = samples[loud[0] : loud[-1] + 1]
    filled = array("h", (value or 1 for value in cut))
    spare = -len(filled) % (FRAME // 2)
    return (filled + array("h", [1] * spare)).tobytes()


@dataclass(slots=True)
class Turns:
    """What one session measured."""

    ended_s: float = 0.0
    """When the last voiced frame of the present turn was handed in; 0 while nobody waits."""
    shares_ms: list[float] = field(default_factory=list)
    spoken: int = 0

    def first_sound(self) -> None:
        """The reply's first sound was handed out."""
        if self.ended_s:
            took_s = time.perf_counter() - self.ended_s
            self.shares_ms.append((took_s - PAUSE_S - LLM_S - TTS_S) * 1000)
            self.ended_s = 0.0


async def frames(
    said: bytes, turns: Turns, *, seconds: float, first_s: float
) -> AsyncIterator[bytes]:
    """Yield 20 ms frames in real time: speech at ``first_s`` and every ``TURN_S`` after it."""
    begun = time.perf_counter()
    count = len(said) // FRAME
    each = round(TURN_S * 1000 / FRAME_MS)
    offset = round(first_s * 1000 / FRAME_MS)
    for index in range(round(seconds * 1000 / FRAME_MS)):
        wait = begun + index * FRAME_MS / 1000 - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        place = (index - offset) % each if index >= offset else each
        if place < count:
            yield said[place * FRAME : (place + 1) * FRAME]
            if place == count - 1:
                turns.ended_s = time.perf_counter()
                turns.spoken += 1
        else:
            yield SILENCE


class Ear:
    """Knows the end of speech by exact zeros; says the words ``STT_S`` after the last voiced sample."""

    def __init__(self, on_words: Callable[[str], None]) -> None:
        self._on_words = on_words
        self._is_voiced = False
        self._silent = self._heard = 0
        self.began_ms = self.ended_ms = 0
        """Where the latest stretch of speech lies in the sound that was heard."""

    def hear(self, pcm: bytes) -> None:
        """Take sound."""
        self._heard += len(pcm)
        if pcm.count(0) != len(pcm):
            if not self._is_voiced:
                self.began_ms = (self._heard - len(pcm)) * 500 // RATE
            self._is_voiced, self._silent = True, 0
            self.ended_ms = self._heard * 500 // RATE
        elif self._is_voiced:
            self._silent += len(pcm)
            if self._silent >= 2 * FRAME:
                self._is_voiced = False
                late_s = self._silent / 2 / RATE
                asyncio.get_running_loop().call_later(STT_S - late_s, self._on_words, WORDS)


def reply_sound(rate: int = OUT_RATE) -> bytes:
    """Return the sound of a reply: a quiet hiss of its length."""
    chance = random.Random(7)
    return struct.pack(
        f"<{int(REPLY_S * rate)}h", *(chance.randint(-400, 400) for _ in range(int(REPLY_S * rate)))
    )


def waited_s() -> float:
    """Return how long the threads of this process stood ready without a core, in seconds so far."""
    total = 0
    for task in Path("/proc/self/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[1])
        except OSError:
            continue
    return total / 1e9


def resident_kib() -> int:
    """Return the memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


async def lags(into: list[float]) -> None:
    """Measure how late the loop wakes up."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(0.02)
        into.append((time.perf_counter() - asked - 0.02) * 1000)


def told(turns: list[Turns], *, count: int, seconds: float, cpu_s: float, waited: float, kib: int,
         lag: list[float]) -> None:  # fmt: skip
    """Print what a worker measured, as one line of JSON."""
    print(
        json.dumps(
            {
                "shares_ms": [share for each in turns for share in each.shares_ms],
                "spoken": sum(each.spoken for each in turns),
                "cpu_ms_s": cpu_s * 1000 / seconds / count,
                "wait": waited / seconds,
                "mib": kib / 1024 / count,
                "lag_p99": sorted(lag)[int(len(lag) * 0.99)] if lag else 0.0,
            }
        ),
        flush=True,
    )
