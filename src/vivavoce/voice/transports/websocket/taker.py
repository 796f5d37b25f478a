"""Takes what a client says of its sound: what all dialects do alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from vivavoce.contracts.sound import SoundUnreadable
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire.messages import Done, Mute
from vivavoce.voice.ports.dialects import Requests
from vivavoce.voice.transports.websocket.intake import Intake
from vivavoce.voice.transports.websocket.microphone import SocketMicrophone
from vivavoce.voice.transports.websocket.outgoing import Outgoing

Own = TypeVar("Own")
"""What only this dialect says."""


class Taker(ABC, Generic[Own]):
    """Takes messages of one connection until ``close``; what is wrong is answered by ``intake``."""

    def __init__(
        self,
        intake: Intake,
        microphone: SocketMicrophone,
        requests: Requests,
        outgoing: Outgoing,
    ) -> None:
        self._intake = intake
        self._microphone = microphone
        self._requests = requests
        self._outgoing = outgoing
        self._is_muted = False
        self._is_off = False

    async def take(self, message: str | bytes) -> bool:
        """Take a message of sound; False when it is somebody else's."""
        if self._is_off:
            return False
        try:
            said = message if isinstance(message, bytes) else self._read(message)
            if said is None:
                return False
            if await self._intake.admits(len(message)):
                await self._obey(said)
        except SoundUnreadable:
            raise
        except VivavoceError as error:
            await self._intake.refuse(error)
        return True

    async def close(self) -> None:
        """End sound in both directions."""
        self._is_off = True
        self._microphone.end()
        self._outgoing.close()

    @abstractmethod
    def _read(self, message: str) -> Own | Done | Mute | None:
        """Return what a text says of sound, None for what is about something else, or raise what is wrong."""

    @abstractmethod
    async def _do(self, said: Own | bytes) -> None:
        """Do what only this dialect does; bytes are sound."""

    async def _put(self, pcm: bytes) -> None:
        """Have sound heard, unless the candidate closed the microphone."""
        if pcm and not self._is_muted:
            await self._microphone.put(pcm)

    async def _obey(self, said: Own | Done | Mute | bytes) -> None:
        match said:
            case Done():
                await self._requests.done()
            case Mute():
                self._is_muted = said.is_muted
                self._microphone.forget()
                await self._requests.mute(said.is_muted)
            case _:
                await self._do(said)
