"""Voice connections for other slices: over a WebSocket protocol, or over any audio input and output."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

import structlog

from vivavoce.contracts.voice import (
    AudioMessageSender,
    EngineReport,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
    VoiceUnavailableError,
)
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio_io import AudioInput, AudioOutput
from vivavoce.voice.ports.audio_protocol import (
    AudioProtocol,
    AudioTransport,
    ClientCallbacks,
    VoiceCapabilities,
)
from vivavoce.voice.ports.speech_engines import SpeechEngines, SpeechEnginesFactory
from vivavoce.voice.ports.turn_manager import TurnManagerFactory
from vivavoce.voice.usecases.conversation.voice_pipeline import VoicePipeline
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
        engines_factory: SpeechEnginesFactory,
        audio_protocols: Mapping[str, AudioProtocol],
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
        self, wire: AudioMessageSender, talk: VoiceSessionHandler, wish: VoicePreferences
    ) -> VoiceConnection:
        """Open a voice connection over a WebSocket; ``wire`` is written to until the connection is closed.

        Raises ``VoiceUnavailableError`` or ``VoiceAtCapacityError``.
        """
        dialect = self._audio_protocols.get(wish.audio_protocol)
        if dialect is None:
            raise VoiceUnavailableError(f"The dialect '{wish.audio_protocol}' has no audio.")
        late = _PendingPipeline()

        def ends(kit: SpeechEngines) -> AudioTransport:
            return dialect.open(
                wire,
                wish,
                _describe_capabilities(wish, kit),
                ClientCallbacks(
                    on_answer_done=late.commit_answer,
                    on_mute_changed=late.set_muted,
                    on_playback_stopped=late.on_playback_stopped,
                ),
            )

        return await self._open_pipeline(talk, wish, ends, late)

    def preload(self) -> None:
        """Start to load models and engines for the first session; returns at once. Repeating it is fine."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._preload())

    async def close(self) -> None:
        """Cancel preloading and close all open connections, waiting at most 10 s."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)
        ending = [
            asyncio.ensure_future(one.close(is_graceful=False)) for one in self._open_pipelines
        ]
        if ending:
            await asyncio.wait(ending, timeout=_SHUTDOWN_TIMEOUT_S)

    async def _preload(self) -> None:
        try:
            await self._turn_managers.load()
            await self._engines_factory.warm_up()
        except Exception as error:  # noqa: BLE001 - opening a connection reports the error again
            _log.info("audio.not_ready", kind=type(error).__name__, place=error_location(error))

    async def start_connection(
        self,
        talk: VoiceSessionHandler,
        audio_input: AudioInput,
        audio_output: AudioOutput,
        wish: VoicePreferences,
    ) -> VoicePipeline:
        """Start a voice connection over the transport's own input and output, which stay open when it closes.

        Raises ``VoiceUnavailableError`` or ``VoiceAtCapacityError``.
        """
        ends = AudioTransport(
            audio_input=audio_input,
            audio_output=audio_output,
            handle_message=_ignore_message,
            close=_leave_open,
        )
        return await self._open_pipeline(talk, wish, lambda _: ends, _PendingPipeline())

    async def _open_pipeline(
        self,
        talk: VoiceSessionHandler,
        wish: VoicePreferences,
        create_transport: Callable[[SpeechEngines], AudioTransport],
        pending: _PendingPipeline,
    ) -> VoicePipeline:
        floor = await self._turn_managers.create()
        self._capacity.acquire(is_reconnect=wish.is_reconnect)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self._capacity.release)
            undo.push_async_callback(floor.close)
            kit = await self._engines_factory.create(pending.send_engine_report)
            if kit.stt is None and kit.tts is None:
                raise VoiceUnavailableError("No speech engine is available here.")
            ends = create_transport(kit)
            undo.push_async_callback(ends.close)
            held = AsyncExitStack()
            conversing = VoicePipeline(
                transport=ends,
                engines=kit,
                talk=talk,
                turn_manager=floor,
                clock=self._clock,
                wish=wish,
                on_closed=held.aclose,
            )
            pending.pipeline = conversing
            await conversing.start()
            self._open_pipelines.add(conversing)
            held.callback(self._open_pipelines.discard, conversing)
            held.push_async_callback(undo.pop_all().aclose)
        return conversing


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


def _describe_capabilities(wish: VoicePreferences, kit: SpeechEngines) -> VoiceCapabilities:
    ears = kit.stt
    return VoiceCapabilities(
        answer_mode=kit.choose_answer_mode(wish),
        stt=ears.name if ears is not None else None,
        tts=kit.tts_name,
        is_draft=ears is not None and ears.is_draft,
    )


async def _ignore_message(message: str | bytes) -> bool:
    return False


async def _leave_open() -> None:
    return None
