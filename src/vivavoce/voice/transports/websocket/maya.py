"""Protocols of Maya's clients: raw audio or JSON recordings in, recordings out, no playback reports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import AudioMessageSender, VoicePreferences
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire import maya
from vivavoce.voice.domain.wire.audio_buffers import (
    AudioSegmenter,
    FixedSizeSegmenter,
    PauseSegmenter,
    encode_wav,
)
from vivavoce.voice.domain.wire.errors import (
    AudioFormatChangedError,
    AudioMessageTooLargeError,
    Mp3EncoderMissingError,
    OddAudioLengthError,
    UnknownOutputFormatError,
)
from vivavoce.voice.domain.wire.messages import VoiceModeMessage
from vivavoce.voice.ports.audio import (
    AudioTransport,
    ClientCallbacks,
    ClientUpdateKind,
    VoiceCapabilities,
)
from vivavoce.voice.transports.websocket.audio_output import (
    AudioMessageEncoder,
    WebSocketAudioOutput,
)
from vivavoce.voice.transports.websocket.connection import (
    ClientMessageHandler,
    InboundMessageLimiter,
    OutboundChannel,
    OutboundMessage,
    WebSocketAudioInput,
)
from vivavoce.voice.transports.websocket.recording_decoder import WebmStreamDecoder

OUT_RATE = 24_000
MAX_PCM_BYTES = 64_000
"""Two seconds of audio in one message."""
_PCM_BURST, _PCM_PER_SECOND = 160_000, 64_000
_RECORDED_BURST, _RECORDED_PER_SECOND = 1_048_576, 131_072
_MAX_BUFFERED_SEGMENT_S = 0.5
_MAX_BUFFERED_S = 0.9

OutputFormat = Literal["wav", "mp3", "pcm24k"]
_OUTPUT_FORMATS: tuple[OutputFormat, ...] = ("wav", "mp3", "pcm24k")
_FORMAT_NAMES: dict[OutputFormat, str] = {"wav": "WAV", "mp3": "MP3", "pcm24k": "L16"}


def open_maya_transport(
    wire: AudioMessageSender,
    preferences: VoicePreferences,
    capabilities: VoiceCapabilities,
    callbacks: ClientCallbacks,
    *,
    clock: Clock,
    is_recorded: bool,
) -> AudioTransport:
    """Open a connection with raw samples (``maya.pcm``) or WebM recordings (``maya.webm``).

    An unsupported ``out`` raises a ``ConflictError``.
    """
    out = _choose_output_format(preferences, "pcm24k" if is_recorded else "wav")
    outgoing = OutboundChannel(wire, clock)
    microphone = WebSocketAudioInput(outgoing)
    letters: AudioMessageEncoder = (
        _JsonMessageEncoder(out) if is_recorded else _BinaryMessageEncoder(out)
    )
    loudspeaker = WebSocketAudioOutput(outgoing, letters, clock)
    intake = InboundMessageLimiter(
        outgoing,
        clock,
        _encode_error,
        burst_bytes=_RECORDED_BURST if is_recorded else _PCM_BURST,
        bytes_per_second=_RECORDED_PER_SECOND if is_recorded else _PCM_PER_SECOND,
    )
    recording = WebmStreamDecoder(clock) if is_recorded else None
    taker = _MayaMessageHandler(intake, microphone, recording, callbacks, outgoing)
    return AudioTransport(
        audio_input=microphone,
        audio_output=loudspeaker,
        handle_message=taker.handle_message,
        close=taker.close,
    )


class _MayaMessageHandler(ClientMessageHandler[maya.MayaAudioMessage | VoiceModeMessage]):
    def __init__(
        self,
        limiter: InboundMessageLimiter,
        audio_input: WebSocketAudioInput,
        recording: WebmStreamDecoder | None,
        callbacks: ClientCallbacks,
        channel: OutboundChannel,
    ) -> None:
        super().__init__(limiter, audio_input, callbacks, channel)
        self._recording = recording

    def _parse(self, message: str) -> maya.MayaMessage | None:
        return maya.parse_message(message)

    async def _handle(self, message: maya.MayaAudioMessage | VoiceModeMessage | bytes) -> None:
        match message:
            case bytes():
                await self._handle_audio(message)
            case maya.MayaAudioMessage():
                await self._handle_recording(message)
            case VoiceModeMessage(is_on=False):
                await self.close()
            case VoiceModeMessage():
                pass

    async def _handle_audio(self, sound: bytes) -> None:
        if len(sound) > (MAX_PCM_BYTES if self._recording is None else maya.MAX_PIECE_BYTES):
            raise AudioMessageTooLargeError
        if self._recording is not None:
            await self._decode(self._recording, sound)
            return
        if len(sound) % 2:
            raise OddAudioLengthError
        await self._push_audio(sound)

    async def _handle_recording(self, message: maya.MayaAudioMessage) -> None:
        if self._recording is None:
            raise AudioFormatChangedError
        if message.phase == "start":
            self._recording.start_recording()
        if message.data:
            await self._decode(self._recording, message.data)
        if message.phase == "end":
            await self._push_audio(self._recording.flush())
            await self._callbacks.on_answer_done()

    async def _decode(self, recording: WebmStreamDecoder, data: bytes) -> None:
        """Decode ``data``; audio decoded before an error is kept."""
        await recording.load()
        pcm = bytearray()
        try:
            for sound in recording.decode(data):
                pcm += sound
        finally:
            await self._push_audio(bytes(pcm))


class _AudioPacker:
    """Packs each segment as its own recording, or as bare samples."""

    def __init__(self, output_format: OutputFormat) -> None:
        self._output_format = output_format

    @property
    def rate(self) -> int:
        return OUT_RATE

    @property
    def reports_playback(self) -> bool:
        return False

    async def pack_audio(self, piece: bytes) -> bytes:
        if self._output_format == "wav":
            return encode_wav(piece, OUT_RATE)
        if self._output_format == "mp3":
            return await asyncio.to_thread(_require_mp3_encoder(), piece, OUT_RATE)
        return piece


class _BinaryMessageEncoder(_AudioPacker):
    """``maya.pcm``: binary messages; a client may stop playback at ``FLUSH``."""

    @property
    def max_buffered_s(self) -> float:
        return _MAX_BUFFERED_S if self._output_format == "pcm24k" else _MAX_BUFFERED_SEGMENT_S

    def create_segmenter(self) -> AudioSegmenter:
        return (
            FixedSizeSegmenter(OUT_RATE)
            if self._output_format == "pcm24k"
            else PauseSegmenter(OUT_RATE)
        )

    def encode_start(
        self, generation: int, turn: int | None, text: str
    ) -> Sequence[OutboundMessage]:
        return ()

    async def encode_audio(self, generation: int, audio: bytes) -> Sequence[OutboundMessage]:
        return (await self.pack_audio(audio),)

    def encode_end(self, generation: int, samples: int) -> Sequence[OutboundMessage]:
        return ()

    def encode_flush(self, generation: int) -> Sequence[OutboundMessage]:
        return ({"type": "FLUSH"},)

    def encode_update(self, kind: ClientUpdateKind, text: str) -> Sequence[OutboundMessage]:
        return _encode_update(kind, text)


class _JsonMessageEncoder(_AudioPacker):
    """``maya.webm``: ``AGENT_AUDIO`` messages, sentence by sentence."""

    @property
    def max_buffered_s(self) -> float:
        return _MAX_BUFFERED_SEGMENT_S

    def create_segmenter(self) -> AudioSegmenter:
        return PauseSegmenter(OUT_RATE)

    def encode_start(
        self, generation: int, turn: int | None, text: str
    ) -> Sequence[OutboundMessage]:
        return (self._build_message("start"),)

    async def encode_audio(self, generation: int, audio: bytes) -> Sequence[OutboundMessage]:
        return (self._build_message("chunk", await self.pack_audio(audio)),)

    def encode_end(self, generation: int, samples: int) -> Sequence[OutboundMessage]:
        return (self._build_message("end"),)

    def encode_flush(self, generation: int) -> Sequence[OutboundMessage]:
        return (self._build_message("stop"),)

    def encode_update(self, kind: ClientUpdateKind, text: str) -> Sequence[OutboundMessage]:
        return _encode_update(kind, text)

    def _build_message(self, streaming: str, sound: bytes = b"") -> Json:
        return maya.build_agent_audio(
            streaming, _FORMAT_NAMES[self._output_format], OUT_RATE, sound
        )


def _encode_update(kind: ClientUpdateKind, text: str) -> Sequence[OutboundMessage]:
    """Return the messages of an update; Maya's clients show transcripts, but no states."""
    if kind not in ("partial", "draft"):
        return ()
    return ({"type": "TRANSCRIPT", "role": "candidate", "text": text, "final": False},)


def _choose_output_format(preferences: VoicePreferences, default: OutputFormat) -> OutputFormat:
    requested = (preferences.query_options or {}).get("out", default)
    out = next((supported for supported in _OUTPUT_FORMATS if supported == requested), None)
    if out is None:
        raise UnknownOutputFormatError
    if out == "mp3":
        _require_mp3_encoder()
    return out


def _require_mp3_encoder() -> Callable[[bytes, int], bytes]:
    from vivavoce.voice.adapters import mp3

    if not mp3.can_encode_mp3():
        raise Mp3EncoderMissingError
    return mp3.encode_mp3


def _encode_error(error: VivavoceError) -> Json:
    return {"type": "ERROR", "code": error.code, "message": error.detail, "retryable": False}
