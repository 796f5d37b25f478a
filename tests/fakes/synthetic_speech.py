"""Real synthetic speech for detectors of speech, made by espeak-ng when a test asks for it."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

STT_SAMPLE_RATE = 16_000
SENTENCES = (
    "I worked at a bank for three years, and there I built a payment service.",
    "Well, um, it was a small team of five people.",
    "The hardest part was the migration.",
    "Yes.",
    "We measured everything before and after, and the errors went down by half.",
    "No, I would not do that again.",
)
VOICES = ("en-us", "en-gb+f3", "en+m4")


_ESPEAK = """
import ctypes, sys, espeakng_loader
lib = ctypes.CDLL(espeakng_loader.get_library_path())
made = bytearray()
Take = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
take = Take(lambda wav, count, _: made.extend(ctypes.string_at(wav, count * 2)) or 0 if wav and count else 0)
rate = lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
lib.espeak_SetSynthCallback(take)
lib.espeak_SetVoiceByName(sys.argv[1].encode())
lib.espeak_SetParameter(1, int(sys.argv[2]), 0)
text = sys.argv[3].encode() + bytes(1)
lib.espeak_Synth(text, len(text), 0, 1, 0, 0x1001, None, None)  # UTF-8, and the pause at the end
lib.espeak_Synchronize()
sys.stdout.buffer.write(rate.to_bytes(4, "little") + made)
"""
"""The engine in a process of its own, as the product has it; here any of its voices at any speed."""


@lru_cache(maxsize=64)
def aloud(text: str, voice: str = "en-us", speed: int = 160) -> bytes:
    """Return ``text`` as 16 kHz mono sound of a synthetic voice."""
    words = [sys.executable, "-I", "-c", _ESPEAK, voice, str(speed), text]
    made = subprocess.run(words, capture_output=True, check=True, timeout=30).stdout
    rate, samples = int.from_bytes(made[:4], "little"), np.frombuffer(made[4:], np.int16)
    places = np.arange(int(len(samples) * STT_SAMPLE_RATE / rate)) * rate / STT_SAMPLE_RATE
    return np.interp(places, np.arange(len(samples)), samples).astype(np.int16).tobytes()


def quiet(seconds: float) -> bytes:
    return bytes(int(seconds * STT_SAMPLE_RATE) * 2)


def noisy(pcm: bytes, *, snr_db: float, seed: int, kind: str = "white") -> bytes:
    """Return ``pcm`` with noise that is ``snr_db`` below its speech; 'babble' is other voices."""
    sound = np.frombuffer(pcm, np.int16).astype(np.float64)
    noise = _babble(len(sound)) if kind == "babble" else _white(len(sound), seed)
    loud = sound[np.abs(sound) > 200]
    level = np.sqrt(np.mean(loud**2)) / 10 ** (snr_db / 20)
    mixed = sound + noise * level / np.sqrt(np.mean(noise**2))
    return np.clip(mixed, -32_768, 32_767).astype(np.int16).tobytes()


def _white(length: int, seed: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(length)


def _babble(length: int) -> NDArray[np.float64]:
    mixed = np.zeros(length)
    for number, voice in enumerate(VOICES * 2):
        one = np.frombuffer(
            aloud(" ".join(SENTENCES[number:] + SENTENCES[:number]), voice, 140 + 9 * number),
            np.int16,
        )
        mixed += np.resize(one, length)
    return mixed
