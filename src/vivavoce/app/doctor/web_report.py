"""What operators see of the engines, the models and the doctor in the console: no secrets, no stored data."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from vivavoce.app.doctor.checks import CheckResult
from vivavoce.app.doctor.report import DoctorReport
from vivavoce.contracts.voice import VoiceFailureKind
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UpstreamError
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines.configured_engines import (
    ConfiguredEngines,
    create_configured_engines,
)
from vivavoce.voice.ports.engines import (
    LanguageNotSupportedError,
    SpeechEngineError,
    TtsEngine,
)
from vivavoce.voice.usecases.synthesize_speech import make_language_error

_SAMPLE = "Hello. This is the voice that asks the questions of an interview."
_SAMPLE_TIMEOUT_S = 20.0
_REMEDIES: Mapping[VoiceFailureKind | str, str] = {
    "refused": translatable("Check its key, its address and its voice in the settings."),
    "failed": translatable("Check its address and whether its server is running."),
    "hung": translatable("Check the network, and whether its server is overloaded."),
    "mute": translatable("Choose another voice or another model for it."),
    "cut": translatable("Try again; if it stays like this, check the network."),
    "slow": translatable("Choose a faster model or a server that is nearer."),
    "timeout": translatable("Check the network, and whether its server is overloaded."),
}


class VoiceNotConfiguredError(NotFoundError):
    """No text-to-speech engine with that name can be used here."""

    code = "voice_not_configured"


class VoiceSampleFailedError(UpstreamError):
    """The voice produced no sample."""

    code = "voice_sample_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSample:
    """A sentence as a WAV file, and how long it took."""

    wav: bytes
    engine: str
    voice: str
    duration_ms: int


@asynccontextmanager
async def open_engines(settings: Settings, clock: Clock) -> AsyncIterator[ConfiguredEngines]:
    """Yield the configured engines, which nothing has started; raises ``InvalidSettingError``."""
    engines = create_configured_engines(settings, clock)
    try:
        yield engines
    finally:
        await engines.close()


async def speak_sample(
    settings: Settings, clock: Clock, engine_name: str, language: str
) -> VoiceSample:
    """Return a sentence that this engine spoke, without any other engine in its place.

    Raises ``VoiceNotConfiguredError``, ``VoiceSampleFailedError``, ``InvalidSettingError``, and
    ``InvalidRequestError`` for a language that the engine does not speak.
    """
    async with open_engines(settings, clock) as engines:
        engine = next((one for one in engines.tts_engines if one.name == engine_name), None)
        if engine is None:
            raise VoiceNotConfiguredError
        began = clock.monotonic()
        try:
            async with asyncio.timeout(_SAMPLE_TIMEOUT_S):
                pieces = [
                    sound.pcm async for sound in engine.synthesize(_SAMPLE, language=language)
                ]
        except TimeoutError as error:
            detail = translatable(
                "There was no sound within {seconds} seconds.", seconds=round(_SAMPLE_TIMEOUT_S)
            )
            raise _fail("timeout", detail) from error
        except LanguageNotSupportedError as error:
            message = translatable(
                "The voice '{voice}' does not support '{language}'.",
                voice=engine.name,
                language=language,
            )
            raise make_language_error(message) from error
        except SpeechEngineError as error:
            raise _fail(error.kind, error.detail) from error
        pcm = b"".join(pieces)
        if not pcm:
            raise _fail("mute", translatable("It returned no sound."))
        return VoiceSample(
            wav=_encode_wav(engine, pcm),
            engine=engine.name,
            voice=engine.voice,
            duration_ms=round((clock.monotonic() - began) * 1000),
        )


def _fail(kind: str, detail: str) -> VoiceSampleFailedError:
    remedy = _REMEDIES.get(kind, translatable("Run 'vivavoce doctor --voice' on the server."))
    return VoiceSampleFailedError(
        translatable(
            "The voice produced no sample. {detail} {remedy}", detail=detail, remedy=remedy
        ),
        extra={"cause": kind, "remedy": remedy},
    )


def _encode_wav(engine: TtsEngine, pcm: bytes) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(engine.rate)
        out.writeframes(pcm)
    return buffer.getvalue()


def without_stored_data(report: DoctorReport) -> DoctorReport:
    """Return the report without what the checks found in the data of organizations.

    An operator has no access to it; the command on the server lists it.
    """
    return replace(
        report, check_results=tuple(_count_only(result) for result in report.check_results)
    )


def _count_only(result: CheckResult) -> CheckResult:
    if not result.violations:
        return result
    first = result.violations[0]
    counted = replace(
        first,
        organization="",
        violation=replace(
            first.violation,
            subject=f"{len(result.violations)} found;",
            detail="'vivavoce doctor' on the server lists them",
        ),
    )
    return replace(result, violations=(counted,), counted=len(result.violations))
