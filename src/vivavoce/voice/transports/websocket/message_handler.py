"""Handles a client's audio messages: the part that all protocols share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire.messages import AnswerDoneMessage, MuteMessage
from vivavoce.voice.ports.audio_protocol import ClientCallbacks
from vivavoce.voice.transports.websocket.audio_input import WebSocketAudioInput
from vivavoce.voice.transports.websocket.message_limiter import InboundMessageLimiter
from vivavoce.voice.transports.websocket.outbound_channel import OutboundChannel

Own = TypeVar("Own")
"""Messages that only this protocol has."""


class ClientMessageHandler(ABC, Generic[Own]):
    """Handles the messages of one connection until ``close``; ``limiter`` answers invalid ones."""

    def __init__(
        self,
        limiter: InboundMessageLimiter,
        audio_input: WebSocketAudioInput,
        callbacks: ClientCallbacks,
        channel: OutboundChannel,
    ) -> None:
        self._limiter = limiter
        self._audio_input = audio_input
        self._callbacks = callbacks
        self._channel = channel
        self._is_muted = False
        self._is_closed = False

    async def handle_message(self, message: str | bytes) -> bool:
        """Handle an audio message; return False when it is not one.

        Raises ``UnreadableAudioError`` after too many invalid messages.
        """
        if self._is_closed:
            return False
        try:
            said = message if isinstance(message, bytes) else self._parse(message)
            if said is None:
                return False
            if await self._limiter.allows(len(message)):
                await self._dispatch(said)
        except UnreadableAudioError:
            raise
        except VivavoceError as error:
            await self._limiter.reject(error)
        return True

    async def close(self) -> None:
        """End audio in both directions."""
        self._is_closed = True
        self._audio_input.close()
        self._channel.close()

    @abstractmethod
    def _parse(self, message: str) -> Own | AnswerDoneMessage | MuteMessage | None:
        """Parse an audio message; return None if it is about something else, raise if it is invalid."""

    @abstractmethod
    async def _handle(self, message: Own | bytes) -> None:
        """Handle a message that only this protocol has; bytes are audio."""

    async def _push_audio(self, pcm: bytes) -> None:
        """Pass audio on, unless the candidate muted the microphone."""
        if pcm and not self._is_muted:
            await self._audio_input.put(pcm)

    async def _dispatch(self, message: Own | AnswerDoneMessage | MuteMessage | bytes) -> None:
        match message:
            case AnswerDoneMessage():
                await self._callbacks.on_answer_done()
            case MuteMessage():
                self._is_muted = message.is_muted
                self._audio_input.discard_pending()
                await self._callbacks.on_mute_changed(message.is_muted)
            case _:
                await self._handle(message)
