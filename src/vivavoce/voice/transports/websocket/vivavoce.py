"""Protocol of our own clients and of practice: numbered frames, generations and exact playback reports."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import AudioMessageSender, VoicePreferences
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire.audio_buffers import AudioSegmenter, FixedSizeSegmenter
from vivavoce.voice.domain.wire.errors import UnknownPlaybackMarkError
from vivavoce.voice.domain.wire.messages import (
    GENERATION_MODULUS,
    PlaybackMarkMessage,
    VoiceClientMessage,
    VoiceModeMessage,
)
from vivavoce.voice.domain.wire.vivavoce import (
    FRAME_BYTES,
    MicrophoneFrameReader,
    VoiceMessageCodec,
    encode_audio_frame,
)
from vivavoce.voice.ports.audio import (
    AudioTransport,
    ClientCallbacks,
    ClientUpdateKind,
    VoiceCapabilities,
)
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.transports.websocket.audio_output import WebSocketAudioOutput
from vivavoce.voice.transports.websocket.connection import (
    ClientMessageHandler,
    InboundMessageLimiter,
    OutboundChannel,
    OutboundMessage,
    WebSocketAudioInput,
)

OUT_RATE = 24_000
_MAX_BUFFERED_S = 0.9
"""One more segment of 100 ms makes it one second."""
_FRAME_SIZE = FRAME_BYTES + 8


def open_vivavoce_transport(
    wire: AudioMessageSender,
    preferences: VoicePreferences,
    capabilities: VoiceCapabilities,
    callbacks: ClientCallbacks,
    *,
    clock: Clock,
    is_practice: bool = False,
) -> AudioTransport:
    """Open a ``vivavoce.v1`` connection, or ``practice.v1`` with lower-case messages.

    Its client is greeted with ``capabilities``.
    """
    wording = VoiceMessageCodec(is_lowercase=is_practice)
    greeting = _build_greeting(wording, capabilities)
    outgoing = OutboundChannel(wire, clock, (greeting,))
    microphone = WebSocketAudioInput(outgoing)
    loudspeaker = WebSocketAudioOutput(outgoing, _VivavoceMessageEncoder(wording), clock)
    intake = InboundMessageLimiter(
        outgoing,
        clock,
        lambda error: _encode_error(wording, error),
        burst_bytes=100 * _FRAME_SIZE,
        bytes_per_second=100 * _FRAME_SIZE,
    )
    frames = MicrophoneFrameReader(accepts_headerless=is_practice)
    taker = _VivavoceMessageHandler(
        wording, frames, intake, microphone, loudspeaker, callbacks, outgoing, greeting
    )
    return AudioTransport(
        audio_input=microphone,
        audio_output=loudspeaker,
        handle_message=taker.handle_message,
        close=taker.close,
    )


class _VivavoceMessageHandler(ClientMessageHandler[VoiceModeMessage | PlaybackMarkMessage]):
    def __init__(
        self,
        message_format: VoiceMessageCodec,
        frame_reader: MicrophoneFrameReader,
        limiter: InboundMessageLimiter,
        audio_input: WebSocketAudioInput,
        audio_output: WebSocketAudioOutput,
        callbacks: ClientCallbacks,
        channel: OutboundChannel,
        greeting: Json,
    ) -> None:
        super().__init__(limiter, audio_input, callbacks, channel)
        self._message_format = message_format
        self._frame_reader = frame_reader
        self._audio_output = audio_output
        self._greeting = greeting
        self._has_begun = False

    def _parse(self, message: str) -> VoiceClientMessage | None:
        return self._message_format.parse(message)

    async def _handle(self, message: VoiceModeMessage | PlaybackMarkMessage | bytes) -> None:
        is_first, self._has_begun = not self._has_begun, True
        match message:
            case bytes():
                await self._push_audio(self._frame_reader.read(message))
            case VoiceModeMessage(is_on=True):
                if not is_first:  # the greeting already answers the message that started the audio
                    await self._channel.send(self._greeting)
            case VoiceModeMessage():
                await self._channel.send(self._message_format.build("VOICE", mode="off"))
                await self.close()
            case PlaybackMarkMessage():
                await self._handle_mark(message)

    async def _handle_mark(self, mark: PlaybackMarkMessage) -> None:
        latest = self._audio_output.sent_position
        if latest is None:
            raise UnknownPlaybackMarkError
        generation, sent = latest
        behind = (generation - mark.generation) % GENERATION_MODULUS
        if behind >= GENERATION_MODULUS // 2:
            raise UnknownPlaybackMarkError
        if behind:
            return
        if mark.samples > sent:
            raise UnknownPlaybackMarkError
        if self._audio_output.record_report(mark.samples, is_flushed=mark.is_flushed):
            await self._callbacks.on_playback_stopped()


class _VivavoceMessageEncoder:
    def __init__(self, message_format: VoiceMessageCodec) -> None:
        self._message_format = message_format
        self._sequence = 0

    @property
    def rate(self) -> int:
        return OUT_RATE

    @property
    def max_buffered_s(self) -> float:
        return _MAX_BUFFERED_S

    @property
    def reports_playback(self) -> bool:
        return True

    def create_segmenter(self) -> AudioSegmenter:
        return FixedSizeSegmenter(OUT_RATE)

    def encode_start(
        self, generation: int, turn: int | None, text: str
    ) -> Sequence[OutboundMessage]:
        return (
            self._build_message("SPEAK", gen=generation % GENERATION_MODULUS, turn=turn, text=text),
        )

    async def encode_audio(self, generation: int, audio: bytes) -> Sequence[OutboundMessage]:
        frame = encode_audio_frame(generation, self._sequence, audio)
        self._sequence += 1
        return (frame,)

    def encode_end(self, generation: int, samples: int) -> Sequence[OutboundMessage]:
        return (
            self._build_message("SPOKEN", gen=generation % GENERATION_MODULUS, samples=samples),
        )

    def encode_flush(self, generation: int) -> Sequence[OutboundMessage]:
        return (self._build_message("FLUSH", gen=generation % GENERATION_MODULUS),)

    def encode_update(self, kind: ClientUpdateKind, text: str) -> Sequence[OutboundMessage]:
        match kind:
            case "partial":
                return (self._build_message("CAPTION", role="candidate", text=text, final=False),)
            case "draft":
                return (self._build_message("DRAFT", text=text),)
            case "listening" | "thinking" | "silent":
                return (self._build_message("HEARING", state=kind),)

    def _build_message(self, kind: str, **members: object) -> Json:
        return self._message_format.build(kind, **members)


def _build_greeting(message_format: VoiceMessageCodec, capabilities: VoiceCapabilities) -> Json:
    return message_format.build(
        "VOICE",
        mode="on",
        answers=capabilities.answer_mode,
        inRate=STT_SAMPLE_RATE,
        outRate=OUT_RATE,
        engines={"stt": capabilities.stt, "tts": capabilities.tts},
        isDraft=capabilities.is_draft,
    )


def _encode_error(message_format: VoiceMessageCodec, error: VivavoceError) -> Json:
    return message_format.build("ERROR", code=error.code, message=error.detail, retryable=False)
