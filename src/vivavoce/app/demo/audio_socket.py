"""A speaking candidate: a microphone and a loudspeaker on a session's socket, in ``vivavoce.v1``.

Audio is sent in real time and played at its own pace; playback is reported to the sample, as a browser
does. All audio of both sides is recorded.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import quote

import websockets
from websockets.typing import Subprotocol

from vivavoce.app.demo.platform_client import DemoFailedError
from vivavoce.app.demo.stereo_recording import StereoRecording
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import translatable

MICROPHONE_RATE, SPEAKER_RATE = 16_000, 24_000
_FRAME_BYTES = MICROPHONE_RATE // 50 * 2
_FRAME_DURATION_S = 0.02
_REPORT_INTERVAL_S = 0.5
_MAX_LATENESS_S = 0.5
_PAUSE_BEFORE_ANSWER_S = 0.4
"""People do not answer sooner after the end of a question."""
_POLL_INTERVAL_S = 0.01
_HEADER = struct.Struct("<BBHI")
_MICROPHONE = 1
_AUDIO_FRAMES = ("SPEAK", "SPOKEN", "FLUSH")


@dataclass(slots=True)
class _PlayedUtterance:
    """One utterance of the interviewer and how far it was played."""

    text: str
    turn: int | None
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    """Each chunk with the time when its playback starts."""
    total_samples: int | None = None
    stopped_at: float | None = None

    def count_played_samples(self, now: float) -> int:
        """Return how many samples were played."""
        until = now if self.stopped_at is None else min(now, self.stopped_at)
        return sum(
            min(len(pcm) // 2, max(0, round((until - begins) * SPEAKER_RATE)))
            for begins, pcm in self.chunks
        )

    def is_over(self, now: float) -> bool:
        """Return whether no more of it will be played."""
        return self.stopped_at is not None or (
            self.total_samples is not None and self.count_played_samples(now) >= self.total_samples
        )


class AudioSessionSocket:
    """The session's socket of a speaking candidate."""

    def __init__(
        self,
        socket: websockets.ClientConnection,
        recording: StereoRecording,
        garble: Callable[[bytes], bytes],
    ) -> None:
        self._socket, self._tape, self._distort = socket, recording, garble
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._outgoing_audio = bytearray()
        self._frames: asyncio.Queue[Json | None] = asyncio.Queue()
        self._utterances: dict[int, _PlayedUtterance] = {}
        self._free_at = 0.0
        self._latest = -1
        self._voice: asyncio.Future[Json] = self._loop.create_future()
        self.heard_texts: list[str] = []
        """Utterances that were heard to the end, in order."""

    async def send(self, **frame: object) -> None:
        """Send one message."""
        with contextlib.suppress(websockets.ConnectionClosed):
            await self._socket.send(json.dumps(frame))

    async def wait_for_voice(self) -> Json:
        """Return the voice settings once they arrive; no microphone audio is sent before."""
        return await self._voice

    async def speak(self, pcm: bytes) -> None:
        """Speak 16 kHz audio, and return when all of it was sent."""
        self._tape.add_audio("candidate", self._loop.time() - self._began, pcm, MICROPHONE_RATE)
        self._outgoing_audio += pcm
        while self._outgoing_audio and self._socket.close_code is None:  # noqa: ASYNC110 - real time
            await asyncio.sleep(_FRAME_DURATION_S)

    async def wait_until_heard(self, turn: int) -> None:
        """Wait until a turn was played and the interviewer is silent, and a short pause longer."""
        while not self._was_played(turn) and self._socket.close_code is None:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_INTERVAL_S)
        await asyncio.sleep(_PAUSE_BEFORE_ANSWER_S)

    async def next_frame(self, *, timeout_s: float) -> Json | None:
        """Return the next non-audio frame, or None after the timeout or at the end."""
        try:
            return await asyncio.wait_for(self._frames.get(), timeout_s)
        except TimeoutError:
            return None

    async def frames(self) -> AsyncIterator[Json]:
        """Yield all non-audio frames until the session ends."""
        while (frame := await self._frames.get()) is not None:
            yield frame
            if frame["type"] == "ENDED":
                return

    async def carry_audio(self) -> None:
        """Send and receive audio until the socket closes."""
        async with asyncio.TaskGroup() as tasks:
            carrying = [
                tasks.create_task(step) for step in (self._speak(), self._report_playback())
            ]
            try:
                await self._listen()
            finally:
                for task in carrying:
                    task.cancel()
                self._frames.put_nowait(None)
                self._voice.cancel()

    def save_recording(self) -> None:
        """Add the audio that was played to the recording."""
        now = self._loop.time()
        for utterance in self._utterances.values():
            until = now if utterance.stopped_at is None else utterance.stopped_at
            for begins, pcm in utterance.chunks:
                samples = max(0, round((until - begins) * SPEAKER_RATE))
                self._tape.add_audio(
                    "interviewer", begins - self._began, pcm[: samples * 2], SPEAKER_RATE
                )

    def _was_played(self, turn: int) -> bool:
        now, known = self._loop.time(), self._utterances.values()
        return any(utterance.turn == turn for utterance in known) and all(
            utterance.is_over(now) for utterance in known
        )

    async def _speak(self) -> None:
        await self._voice
        sequence, began = 0, self._loop.time()
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                late = self._loop.time() - began - sequence * _FRAME_DURATION_S
                await asyncio.sleep(max(0.0, -late))
                if late > _MAX_LATENESS_S:
                    began += late  # after a delay, continue from now instead of catching up
                pcm = bytes(self._outgoing_audio[:_FRAME_BYTES]).ljust(_FRAME_BYTES, b"\0")
                del self._outgoing_audio[:_FRAME_BYTES]
                head = _HEADER.pack(_MICROPHONE, 0, 0, sequence)
                await self._socket.send(head + self._distort(pcm))
                sequence += 1

    async def _listen(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for message in self._socket:
                if isinstance(message, bytes):
                    self._play(message)
                    continue
                frame = cast("Json", json.loads(message))
                if frame["type"] == "PING":
                    await self.send(type="PONG")
                elif frame["type"] in _AUDIO_FRAMES:
                    await self._handle_audio_frame(frame)
                elif frame["type"] == "VOICE" and not self._voice.done():
                    self._voice.set_result(frame)
                elif frame["type"] == "ERROR" and not self._voice.done():
                    self._voice.set_exception(
                        DemoFailedError(
                            translatable(
                                "{message} [{code}]", message=frame["message"], code=frame["code"]
                            )
                        )
                    )
                else:
                    self._frames.put_nowait(frame)

    def _play(self, message: bytes) -> None:
        _, _, number, _ = _HEADER.unpack_from(message)
        utterance = self._utterances.get(number)
        if utterance is None or utterance.stopped_at is not None:
            return
        pcm = message[_HEADER.size :]
        begins = max(self._free_at, self._loop.time())
        utterance.chunks.append((begins, pcm))
        self._free_at = begins + len(pcm) / 2 / SPEAKER_RATE

    async def _handle_audio_frame(self, frame: Json) -> None:
        number = int(frame["gen"])
        match frame["type"]:
            case "SPEAK":
                self._utterances[number] = _PlayedUtterance(frame["text"], frame["turn"])
                self._latest = number
            case "SPOKEN":
                self._utterances[number].total_samples = int(frame["samples"])
            case _:
                self._stop(number)
                await self._send_playback_report(number, flushed=True)

    def _stop(self, number: int) -> None:
        now = self._loop.time()
        for utterance_number, utterance in self._utterances.items():
            if utterance_number <= number and not utterance.is_over(now):
                utterance.stopped_at = now
        self._free_at = now

    async def _report_playback(self) -> None:
        reported: set[int] = set()
        due = 0.0
        while True:
            await asyncio.sleep(_POLL_INTERVAL_S)
            now = self._loop.time()
            utterance = self._utterances.get(self._latest)
            if utterance is None or self._latest in reported or not utterance.chunks:
                continue
            if utterance.is_over(now):
                reported.add(self._latest)
                if utterance.stopped_at is None:
                    self.heard_texts.append(utterance.text)
                    await self._send_playback_report(self._latest)
            elif now >= due:
                due = now + _REPORT_INTERVAL_S
                await self._send_playback_report(self._latest)

    async def _send_playback_report(self, number: int, **more: object) -> None:
        utterance = self._utterances.get(number)
        samples = 0 if utterance is None else utterance.count_played_samples(self._loop.time())
        await self.send(type="MARK_PLAYED", gen=number, samples=samples, **more)


@asynccontextmanager
async def open_audio_session_socket(
    ws_url: str,
    session_id: str,
    tenant_id: str,
    recording: StereoRecording,
    *,
    distort: Callable[[bytes], bytes] = bytes,
) -> AsyncIterator[AudioSessionSocket]:
    """Open the socket that ``start`` returned, with a microphone; ``distort`` simulates the line."""
    address = ws_url
    if "sessionId=" not in address:
        joiner = "&" if "?" in address else "/ws?"
        address = f"{address.rstrip('/')}{joiner}sessionId={quote(session_id)}&tenantId={tenant_id}"
    async with websockets.connect(
        address,
        compression=None,
        open_timeout=10,
        max_size=2**21,
        subprotocols=[Subprotocol("vivavoce.v1")],
    ) as socket:
        if socket.subprotocol != "vivavoce.v1":
            raise DemoFailedError("The server did not accept the protocol 'vivavoce.v1'.")
        room = AudioSessionSocket(socket, recording, distort)
        living = asyncio.ensure_future(room.carry_audio())
        try:
            yield room
        finally:
            await socket.close()
            await asyncio.gather(living, return_exceptions=True)
            room.save_recording()
