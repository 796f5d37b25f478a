"""Word error rate of the keyless recogniser, and what it makes of yes and no, by machine voice. No person spoke:
expect worse from people.

espeak-ng is a robot that recognisers know badly; flite's voices come from the clean read speech that they
were made of. The truth for a person at a microphone is not between the two, it is not known here.
"""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import wave
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.measure import machine, percentile
from vivavoce.infra.clock import SystemClock
from vivavoce.live.domain.interviewer.short_replies import parse_consent
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine
from vivavoce.voice.adapters.mulaw import PHONE_RATE, decode_mulaw, encode_mulaw
from vivavoce.voice.adapters.resample import resample
from vivavoce.voice.domain.phrases.spoken_phrases import LinearResampler
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE, SttStream

YES = ("Yes, I agree.", "Yes, I do.", "Yes, I consent.", "Yeah, I agree.")
NO = ("No, I don't.", "No, I do not.", "I don't agree.", "I do not agree.", "No, I don't agree.")
OTHERS = Path(__file__).with_name("no_answers.txt").read_text().splitlines()
"""Short, alike, or half an answer: none of them is a yes or a no."""
_VOICES = ("en-us", "en+m5", "en-us+f2", "en-us-nyc", "en-gb-scotland+f5")
TEXTS = Path(__file__).with_name("wer_texts.txt").read_text().splitlines()
_FLITE = ("rms", "slt", "awb", "kal16")
_PATIENCE_S = 60.0
"""A busy machine is late here; that is the business of the second figure, not of the first."""
_PIECE = STT_SAMPLE_RATE * 2 // 50
_GATE = bytes(STT_SAMPLE_RATE * 2 // 4)
"""A quarter of a second of silence on both sides, as a gate leaves it."""


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: small letters, no punctuation."""
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words have to be put in, left out or exchanged (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            cost = before + (word != other)
            before, row[place] = row[place], min(cost, row[place] + 1, row[place - 1] + 1)
    return row[-1]


async def _voices(texts: Sequence[str]) -> AsyncIterator[tuple[str, list[bytes]]]:
    espeak = EspeakTtsEngine()
    for name, speed in (("espeak-ng en-us", 1.0), ("espeak-ng en-us, slower", 0.8)):
        yield name, [await _espeak(espeak, text, speed) for text in texts]
    await espeak.close()
    for voice in _FLITE if shutil.which("flite") else ():
        yield f"flite {voice}", [await _flite(voice, text) for text in texts]


async def _espeak(engine: EspeakTtsEngine, text: str, speed: float, voice: str = "en") -> bytes:
    sounds = [sound.pcm async for sound in engine.synthesize(text, language=voice, speed=speed)]
    return LinearResampler(engine.rate, STT_SAMPLE_RATE).resample(b"".join(sounds))


async def _flite(voice: str, text: str) -> bytes:
    flite = await asyncio.create_subprocess_exec(
        "flite", "-voice", voice, "-t", text, "-o", "/dev/stdout", stdout=asyncio.subprocess.PIPE
    )
    made, _ = await flite.communicate()
    with wave.open(io.BytesIO(made)) as sound:
        pcm = sound.readframes(len(made))
        return LinearResampler(sound.getframerate(), STT_SAMPLE_RATE).resample(pcm)


async def _heard(recognition: SttStream, pcm: bytes, *, at_tempo: bool) -> tuple[str, int]:
    """Return the words, and how long after the end of speech they came."""
    sound = _GATE + pcm + _GATE
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, at in enumerate(range(0, len(sound), _PIECE)):
        await recognition.push(sound[at : at + _PIECE])
        if at_tempo:
            await asyncio.sleep(max(0.0, began + number * 0.02 - loop.time()))
    await recognition.flush()
    async for said in recognition.results():
        if said.is_final:
            return said.text, said.latency_ms
    return "", 0


async def _answers(
    texts: Sequence[str], sounds: Sequence[bytes], ear: PocketsphinxSttEngine
) -> list[str]:
    """Return what each is understood as where a yes or a no is expected: "yes", "no", or nothing."""
    recognition = await ear.open(language="en", expects="yes_or_no")
    heard = [(await _heard(recognition, pcm, at_tempo=False))[0] for pcm in sounds]
    await recognition.close()
    return [_VERDICTS[parse_consent(text)] for text in heard]


_VERDICTS: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}


def by_telephone(pcm: bytes) -> bytes:
    """Return sound as a telephone passes it on: 8 kHz, µ-law."""
    narrow = decode_mulaw(encode_mulaw(resample(pcm, STT_SAMPLE_RATE, PHONE_RATE)))
    return resample(narrow, PHONE_RATE, STT_SAMPLE_RATE)


async def yes_or_no(ear: PocketsphinxSttEngine, *, quick: bool) -> None:
    """Print how often a yes and a no are understood, and how often something else is taken for one."""
    espeak = EspeakTtsEngine()
    for name, line in (("clean", bytes), ("telephone", by_telephone)):
        counts: Counter[tuple[str, str]] = Counter()
        for voice in _VOICES[:1] if quick else _VOICES:
            for kind, texts in (("yes", YES), ("no", NO), ("other", OTHERS)):
                sounds = [line(await _espeak(espeak, text, 0.9, voice)) for text in texts]
                for verdict in await _answers(texts, sounds, ear):
                    counts[kind, verdict] += 1
        print(
            f"  yes or no, {name}: "
            + ", ".join(_row(counts, kind) for kind in ("yes", "no", "other"))
        )
    await espeak.close()


def _row(counts: Counter[tuple[str, str]], kind: str) -> str:
    of = sum(count for (said, _), count in counts.items() if said == kind)
    return f"{kind} (n={of}) → yes {counts[kind, 'yes']}, no {counts[kind, 'no']}"


async def main(*, quick: bool) -> None:
    """Print word error rate by voice, and the wait for the words where they were given at tempo."""
    texts = TEXTS[:5] if quick else TEXTS
    count = sum(len(words(text)) for text in texts)
    print(
        f"wer: pocketsphinx {len(texts)} sentences, {count} words, machine voices only; {machine()}"
    )
    if not shutil.which("flite"):
        print("  flite is not installed: only espeak-ng is heard")
    ear = PocketsphinxSttEngine(SystemClock(), result_timeout_s=_PATIENCE_S)
    async for name, sounds in _voices(texts):
        recognition = await ear.open(language="en")
        wrong, waits = 0, []
        for number, (text, pcm) in enumerate(zip(texts, sounds, strict=True)):
            at_tempo = number < (2 if quick else 6)
            heard, wait_ms = await _heard(recognition, pcm, at_tempo=at_tempo)
            wrong += errors(words(text), words(heard))
            if at_tempo:
                waits.append(wait_ms)
        await recognition.close()
        late = f"words {median(waits):.0f} ms after the end, p95 {percentile(waits, 0.95):.0f}"
        print(f"  {name:<24} WER {wrong / count:.2f}   {late} (at real tempo, n={len(waits)})")
    await yes_or_no(ear, quick=quick)
    await ear.close()
