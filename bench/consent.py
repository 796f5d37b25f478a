"""How often a spoken yes or no is understood by telephone without any key. Machine voices only.

What is said is made into µ-law of 8 kHz and back, as a telephone line does. Beside yes and no other words are
said: what is taken for a yes there would be a consent that nobody gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bench.measure import machine
from vivavoce.contracts.sound import Expects
from vivavoce.infra.clock import SystemClock
from vivavoce.live.domain.mind.reading import read_consent
from vivavoce.voice.adapters.engines.espeak import Espeak
from vivavoce.voice.adapters.engines.sphinx import Pocketsphinx
from vivavoce.voice.adapters.mulaw import PHONE_RATE, from_mulaw, to_mulaw
from vivavoce.voice.adapters.resample import resampled
from vivavoce.voice.ports.engines import EAR_RATE, EngineFailed

_SAID: dict[str, bool | None] = {
    "Yes.": True,
    "Yes, I agree.": True,
    "Yes, I do.": True,
    "No.": False,
    "No, I do not.": False,
    "I do not agree.": False,
    "Who is this?": None,
    "What is this about?": None,
    "Just a moment, please.": None,
    "I cannot hear you.": None,
}
_VOICES = ("en-us", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029")
_SPEEDS = (0.8, 1.0, 1.2)
_GATE = bytes(EAR_RATE * 2 // 4)
_HINTS: tuple[Expects, ...] = ("anything", "yes_or_no")


async def _by_telephone(engine: Espeak, text: str, voice: str, speed: float) -> bytes:
    pcm = b"".join([sound.pcm async for sound in engine.speak(text, language=voice, speed=speed)])
    narrow = resampled(pcm, engine.rate, PHONE_RATE)
    return resampled(from_mulaw(to_mulaw(narrow)), PHONE_RATE, EAR_RATE)


async def _understood(ear: Pocketsphinx, sounds: Sequence[bytes], expects: Expects) -> list[str]:
    texts = []
    for pcm in sounds:
        recognition = await ear.open(language="en", expects=expects)
        await recognition.push(_GATE + pcm + _GATE)
        await recognition.flush()
        text = ""
        try:
            async for said in recognition.results():
                if said.is_final:
                    text = said.text
                    break
        except EngineFailed:
            text = ""
        await recognition.close()
        texts.append(text)
    return texts


async def main(*, quick: bool) -> None:
    """Print, with the hint and without, how many were understood and how many were taken for the wrong thing."""
    voices, speeds = (_VOICES[:2], _SPEEDS[:1]) if quick else (_VOICES, _SPEEDS)
    asked = [(text, voice, speed) for text in _SAID for voice in voices for speed in speeds]
    mouth = Espeak()
    sounds = [await _by_telephone(mouth, *one) for one in asked]
    await mouth.close()
    print(f"consent: pocketsphinx, espeak-ng by µ-law of 8 kHz, machine voices only; {machine()}")
    ear = Pocketsphinx(SystemClock(), mute_s=60.0)
    for expects in _HINTS:
        heard = await _understood(ear, sounds, expects)
        counts: Counter[tuple[str, bool | None]] = Counter()
        for (text, _, _), words in zip(asked, heard, strict=True):
            counts[text, read_consent(words)] += 1
        each = len(voices) * len(speeds)
        for text, meant in _SAID.items():
            right, yes = counts[text, meant], counts[text, True] if meant is not True else 0
            print(f"  {expects:<10} {text:<24} {right}/{each} understood, {yes} taken for a yes")
    await ear.close()
