"""Which engines hear and speak here, in which order, and why not the others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from vivavoce.app.doctor.machine import Engine
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.available import Engines, find_engines
from vivavoce.voice.adapters.engines.espeak import Espeak
from vivavoce.voice.adapters.engines.sphinx import Pocketsphinx
from vivavoce.voice.domain.phrases.cut import Resampler
from vivavoce.voice.ports.engines import EAR_RATE, EngineFailed, Recogniser, Speaker

_SENTENCE = "one two three four five"
_PAUSE = bytes(EAR_RATE // 2)
_PATIENCE_S = 10.0
_ORDER: Mapping[str, tuple[str, str]] = {
    "hears": ("first choice", "takes over next, and is asked beside one that is late"),
    "speaks": ("first choice", "takes over next"),
}
_POOR = "; poor, what it writes is checked before it counts; a yes or a no only as a whole phrase"
_DRAFT = ("first choice", "takes over next; never asked beside one that is late")


async def voice_engines(settings: Settings, clock: Clock, *, tries: bool) -> tuple[Engine, ...]:
    """Return every engine that could hear or speak, whether it can, and its place or why not.

    With ``tries`` the keyless ones say and hear a sentence; the others are never called from here.
    """
    try:
        found = find_engines(settings, clock)
    except BadSetting as error:
        return (Engine("voice", False, str(error)),)
    try:
        said = await _try(found, clock) if tries else {}
    finally:
        await found.close()
    others = (
        Engine(f"{_VERBS[each.stage]}: {each.engine}", False, each.why) for each in found.reasons
    )
    hearing = _rows("hears", found.recognisers, said)
    return (*hearing, *_rows("speaks", found.speakers, said), *others)


_VERBS: Mapping[str, str] = {"stt": "hears", "tts": "speaks"}


def _rows(
    verb: str, engines: Sequence[Recogniser | Speaker], said: Mapping[str, Engine]
) -> list[Engine]:
    rows = []
    for place, engine in enumerate(engines):
        name = f"{verb}: {engine.name}"
        is_draft = getattr(engine, "is_draft", False)
        where = (_DRAFT if is_draft else _ORDER[verb])[min(place, 1)]
        if is_draft:
            where += _POOR
        row = said.get(name, Engine(name, True, ""))
        told = f"{where}; {row.detail}".removesuffix("; ") if row.is_usable else row.detail
        rows.append(Engine(name, row.is_usable, told))
    return rows


async def _try(found: Engines, clock: Clock) -> dict[str, Engine]:
    """Have the keyless engines say and hear one sentence."""
    rows: list[Engine] = []
    sound = _PAUSE
    for mouth in found.speakers:
        if isinstance(mouth, Espeak):
            sound, row = await _speak(mouth, clock)
            rows.append(row)
    ears = [ear for ear in found.recognisers if isinstance(ear, Pocketsphinx)]
    rows += [await _hear(ear, sound, clock) for ear in ears]
    return {row.name: row for row in rows}


async def _speak(mouth: Speaker, clock: Clock) -> tuple[bytes, Engine]:
    name, began = f"speaks: {mouth.name}", clock.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            pieces = [sound.pcm async for sound in mouth.speak(_SENTENCE, language="en")]
    except (EngineFailed, TimeoutError) as error:
        return _PAUSE, Engine(name, False, f"its worker does not speak ({_why(error)})")
    ms = round((clock.monotonic() - began) * 1000)
    pcm = Resampler(mouth.rate, EAR_RATE).turn(b"".join(pieces))
    return pcm, Engine(
        name, True, f"said {len(pcm) / 2 / EAR_RATE:.1f} s of sound in {ms} ms, its start included"
    )


async def _hear(ear: Recogniser, pcm: bytes, clock: Clock) -> Engine:
    name, began = f"hears: {ear.name}", clock.monotonic()
    try:
        recognition = await ear.open(language="en")
        try:
            await recognition.push(_PAUSE + pcm + _PAUSE)
            await recognition.flush()
            async with asyncio.timeout(_PATIENCE_S):
                async for words in recognition.results():
                    if words.is_final:
                        ms = round((clock.monotonic() - began) * 1000)
                        return Engine(name, True, f"heard '{words.text}' in {ms} ms")
        finally:
            await recognition.close()
    except (EngineFailed, TimeoutError) as error:
        return Engine(name, False, f"its worker does not hear ({_why(error)})")
    return Engine(name, False, "its worker ended")


def _why(error: EngineFailed | TimeoutError) -> str:
    return f"{error.kind}: {error}" if isinstance(error, EngineFailed) else "it took too long"
