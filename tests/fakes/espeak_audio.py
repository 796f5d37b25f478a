"""Real speech by espeak-ng at the sample rate of speech recognition, for tests of real engines."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np

from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE


async def spoken(text: str, *, speed: float = 1.0) -> bytes:
    """Return ``text`` as espeak-ng says it, at 16 kHz."""
    engine = EspeakTtsEngine()
    try:
        pieces = [sound.pcm async for sound in engine.synthesize(text, language="en", speed=speed)]
    finally:
        await engine.close()
    return at_stt_rate(b"".join(pieces), engine.rate)


def at_stt_rate(pcm: bytes, rate: int) -> bytes:
    """Return ``pcm`` at 16 kHz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    count = len(samples) * STT_SAMPLE_RATE // rate
    wanted = np.interp(np.arange(count) * rate / STT_SAMPLE_RATE, np.arange(len(samples)), samples)
    return wanted.astype("<i2").tobytes()


def pieces(pcm: bytes, ms: int = 20) -> list[bytes]:
    step = STT_SAMPLE_RATE * ms // 1000 * 2
    return [pcm[at : at + step] for at in range(0, len(pcm), step)]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children() -> set[int]:
    """Return the processes that this one started and has not seen the end of, zombies as well."""
    found: set[int] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that just ended
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def environment_of(pid: int | None) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
