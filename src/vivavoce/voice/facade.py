"""Voice connections for other slices: over a WebSocket protocol, or over any audio input and output."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

import structlog

from vivavoce.contracts.voice import (
    AudioMessageSender,
    AudioRecorder,
    EngineReport,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
    VoiceUnavailableError,
)
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable
from vivavoce.voice.ports.audio import (
    AudioInput,
    AudioOutput,
    AudioTransport,
    ClientCallbacks,
    OpenAudioTransport,
    TurnManagerFactory,
    VoiceCapabilities,
)
from vivavoce.voice.usecases.conversation.voice_pipeline import VoicePipeline
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory, SpeechEngines
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

_log = structlog.get_logger(__name__)
_SHUTDOWN_TIMEOUT_S = 10.0


class VoicePipelineFactory:
    """Implements ``VoiceConnectionFactory``.

    ``audio_protocols`` are found by ``VoicePreferences.audio_protocol``.
    """

    def __init__(
        self,
        *,
        turn_managers: TurnManagerFactory,
        engines_factory: FailoverEnginesFactory,
        audio_protocols: Mapping[str, OpenAudioTransport],
        capacity: VoiceCapacity,
        clock: Clock,
    ) -> None:
        self._turn_managers, self._engines_factory, self._audio_protocols = (
            turn_managers,
            engines_factory,
            audio_protocols,
        )
        self._capacity, self._clock = capacity, clock
        self._loading: asyncio.Future[None] | None = None
        self._open_pipelines: set[VoicePipeline] = set()
        """Pipelines that are not completely closed."""

    async def open(
        self,
        wire: AudioMessageSender,
        session: VoiceSessionHandler,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        """Open a voice connection over a WebSocket; ``wire`` is written to until the connection is closed.

        ``record_audio`` is given the sound that is listened to and may be recorded.
        Raises ``VoiceUnavailableError`` or ``VoiceAtCapacityError``.
        """
        open_transport = self._audio_protocols.get(preferences.audio_protocol)
        if open_transport is None:
            raise VoiceUnavailableError(
                translatable(
                    "The dialect '{protocol}' has no audio.", protocol=preferences.audio_protocol
                )
            )
        pending = _PendingPipeline()

        def create_transport(engines: SpeechEngines) -> AudioTransport:
            return open_transport(
                wire,
                preferences,
                _describe_capabilities(preferences, engines),
                ClientCallbacks(
                    on_answer_done=pending.commit_answer,
                    on_mute_changed=pending.set_muted,
                    on_playback_stopped=pending.on_playback_stopped,
                ),
            )

        return await self._open_pipeline(
            session, preferences, create_transport, pending, record_audio=record_audio
        )

    def preload(self) -> None:
        """Start to load models and engines for the first session; returns at once. Repeating it is fine."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._preload())

    async def close(self) -> None:
        """Cancel preloading and close all open connections, waiting at most 10 s."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)
        closings = [
            asyncio.ensure_future(pipeline.close(is_graceful=False))
            for pipeline in self._open_pipelines
        ]
        if closings:
            await asyncio.wait(closings, timeout=_SHUTDOWN_TIMEOUT_S)

    async def _preload(self) -> None:
        try:
            await self._turn_managers.load()
            await self._engines_factory.warm_up()
        except Exception as error:  # noqa: BLE001 - opening a connection reports the error again
            _log.info("audio.not_ready", kind=type(error).__name__, place=error_location(error))

    async def start_connection(
        self,
        session: VoiceSessionHandler,
        audio_input: AudioInput,
        audio_output: AudioOutput,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoicePipeline:
        """Start a voice connection over the transport's own input and output, which stay open when it closes.

        ``record_audio`` is given the sound that is listened to and may be recorded.

        Raises ``VoiceUnavailableError`` or ``VoiceAtCapacityError``.
        """
        transport = AudioTransport(
            audio_input=audio_input,
            audio_output=audio_output,
            handle_message=_ignore_message,
            close=_leave_open,
        )
        return await self._open_pipeline(
            session,
            preferences,
            lambda _: transport,
            _PendingPipeline(),
            record_audio=record_audio,
        )

    async def _open_pipeline(
        self,
        session: VoiceSessionHandler,
        preferences: VoicePreferences,
        create_transport: Callable[[SpeechEngines], AudioTransport],
        pending: _PendingPipeline,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoicePipeline:
        turn_manager = await self._turn_managers.create()
        self._capacity.acquire(is_reconnect=preferences.is_reconnect)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self._capacity.release)
            undo.push_async_callback(turn_manager.close)
            engines = await self._engines_factory.create(pending.send_engine_report)
            if engines.stt is None and engines.tts is None:
                raise VoiceUnavailableError("No speech engine is available here.")
            transport = create_transport(engines)
            undo.push_async_callback(transport.close)
            resources = AsyncExitStack()
            pipeline = VoicePipeline(
                transport=transport,
                engines=engines,
                session=session,
                turn_manager=turn_manager,
                clock=self._clock,
                preferences=preferences,
                record_audio=record_audio,
                on_closed=resources.aclose,
            )
            pending.pipeline = pipeline
            await pipeline.start()
            self._open_pipelines.add(pipeline)
            resources.callback(self._open_pipelines.discard, pipeline)
            resources.push_async_callback(undo.pop_all().aclose)
        return pipeline


class _PendingPipeline:
    """Forwards calls to a pipeline once it exists; until then they do nothing."""

    pipeline: VoicePipeline | None = None

    async def commit_answer(self) -> None:
        if self.pipeline is not None:
            await self.pipeline.commit_answer()

    async def on_playback_stopped(self) -> None:
        if self.pipeline is not None:
            await self.pipeline.on_playback_stopped()

    async def set_muted(self, is_muted: bool) -> None:
        if self.pipeline is not None:
            await self.pipeline.set_muted(is_muted)

    def send_engine_report(self, news: EngineReport) -> None:
        if self.pipeline is not None:
            self.pipeline.send_engine_report(news)


def _describe_capabilities(
    preferences: VoicePreferences, engines: SpeechEngines
) -> VoiceCapabilities:
    stt = engines.stt
    return VoiceCapabilities(
        answer_mode=engines.choose_answer_mode(preferences),
        stt=stt.name if stt is not None else None,
        tts=engines.tts_name,
        is_draft=stt is not None and stt.is_draft,
    )


async def _ignore_message(message: str | bytes) -> bool:
    return False


async def _leave_open() -> None:
    return None
