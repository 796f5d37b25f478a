"""A room of our own that speaks ``vivavoce.v1``: the real pages over a socket that a test holds."""

from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from playwright.sync_api import Browser, Page
from starlette.websockets import WebSocketDisconnect
from tests.fakes.espeak_audio import spoken
from tests.journeys.browser import journey_records
from tests.journeys.browser.page_checks import PATIENCE_S, Witness
from tests.ports import free_ports

from vivavoce.app import screens

Json = dict[str, Any]
Samples = np.ndarray[Any, np.dtype[np.float64]]
STT_SAMPLE_RATE, VOICE_RATE = 16_000, 24_000
QUESTION = "Tell me about a shift on which something broke. What did you do first?"
_HEADER = struct.Struct("<BBHI")
_PIECE = VOICE_RATE // 25


class ScriptedVoiceRoom:
    """One session's side of the line: it asks, it speaks, and keeps all that the page sent."""

    def __init__(self) -> None:
        self.said: list[Json] = []
        """Every message of every connection, in order."""
        self.frames: list[bytes] = []
        self.connections = 0
        self.answers = "draft"
        self.refusal: str | None = None
        self._socket: WebSocket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seq = 0

    def of(self, kind: str) -> list[Json]:
        """Return what the page said of one kind."""
        return [each for each in self.said if each["type"] == kind]

    def heard(self) -> Samples:
        """Return the sound of the microphone as it arrived."""
        pcm = b"".join(frame[_HEADER.size :] for frame in self.frames)
        return np.frombuffer(pcm, dtype="<i2").astype(np.float64)

    def say(self, **frame: object) -> None:
        """Send one message."""
        self._do(lambda socket: socket.send_text(json.dumps(frame)))

    def ask(self, text: str) -> None:
        """Put a question into the log."""

        async def put(socket: WebSocket) -> None:
            # Numbered where answers are, so that no two entries of the log share a number.
            self._seq += 1
            asked = {"seq": self._seq, "role": "agent", "text": text, "final": True}
            entry = {"type": "TRANSCRIPT", "kind": "question", "turn": self._seq, **asked}
            await socket.send_text(json.dumps(entry))

        self._do(put)

    def speak(
        self, generation: int, seconds: float, *, text: str = QUESTION, is_whole: bool = True
    ) -> int:
        """Send a steady voice; return how many samples it has."""
        self.say(type="SPEAK", gen=generation, turn=1, text=text)
        count = int(seconds * VOICE_RATE) // _PIECE * _PIECE
        for place in range(0, count, _PIECE):
            at = np.arange(place, place + _PIECE) / VOICE_RATE
            # Never zero, so that silence is silence and every sample that sounds can be counted.
            tone = (9000 + 4000 * np.sin(2 * np.pi * 220 * at)).astype("<i2").tobytes()
            head = _HEADER.pack(2, 0, generation, place // _PIECE)
            self._do(lambda socket, piece=head + tone: socket.send_bytes(piece))  # type: ignore[misc]
        if is_whole:
            self.say(type="SPOKEN", gen=generation, samples=count)
        return count

    def drop(self) -> None:
        """Break the line."""
        self._do(lambda socket: socket.close(1012))

    async def hold(self, socket: WebSocket) -> None:
        """Hold one connection until it ends."""
        await socket.accept("vivavoce.v1")
        self._socket, self._loop = socket, asyncio.get_running_loop()
        self.connections += 1
        self._seq = max(self._seq, 0)
        ready = {
            "type": "READY",
            "sessionId": "int_1",
            "state": "in_progress",
            "lastSeq": self._seq,
            "position": "Warehouse shift lead",
            "companyName": "Larkfield Energy",
            "question": {"index": 0, "of": 3},
            "remainingSeconds": 900,
        }
        await socket.send_text(json.dumps(ready))
        if self.connections == 1:
            self._seq += 1
            asked = {"seq": self._seq, "role": "agent", "text": QUESTION, "final": True, "turn": 1}
            await socket.send_text(json.dumps({"type": "TRANSCRIPT", "kind": "question", **asked}))
        try:
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                await self._take(socket, message)
        except WebSocketDisconnect:
            return

    async def _take(self, socket: WebSocket, message: Any) -> None:
        if message.get("bytes") is not None:
            self.frames.append(message["bytes"])
            return
        frame = json.loads(message["text"])
        self.said.append(frame)
        if frame["type"] == "VOICE":
            await socket.send_text(json.dumps(self._voiced(frame)))
        elif frame["type"] == "TEXT":
            self._seq += 1
            echo = {
                "seq": self._seq,
                "role": "candidate",
                "text": frame["text"],
                "final": True,
                "turn": self._seq,
            }
            known = {"kind": "answer", "clientMessageId": frame["clientMessageId"]}
            await socket.send_text(json.dumps({"type": "TRANSCRIPT", **echo, **known}))

    def _voiced(self, wish: Json) -> Json:
        if self.refusal:
            return {
                "type": "ERROR",
                "code": self.refusal,
                "message": "No voice.",
                "retryable": False,
            }
        if wish["mode"] == "off":
            return {"type": "VOICE", "mode": "off"}
        answers = wish.get("answers", self.answers)
        engines = {"stt": None if answers == "typed" else "ears", "tts": "mouth"}
        rates = {"inRate": STT_SAMPLE_RATE, "outRate": VOICE_RATE}
        is_draft = answers == "draft"
        return {
            "type": "VOICE",
            "mode": "on",
            "answers": answers,
            **rates,
            "engines": engines,
            "isDraft": is_draft,
        }

    def _do(self, send: Callable[[WebSocket], Any]) -> None:
        assert self._socket
        assert self._loop
        asyncio.run_coroutine_threadsafe(send(self._socket), self._loop).result(PATIENCE_S)


class VoiceRoomPages:
    """The screens as the gateway serves them, with its policy, over one ``ScriptedVoiceRoom``."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.room = ScriptedVoiceRoom()
        self.fetched: list[str] = []
        """The names of all files that were asked for."""
        self._server = uvicorn.Server(
            uvicorn.Config(self._app(), port=port, log_level="error", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def _app(self) -> FastAPI:
        app = FastAPI(routes=list(screens.build_asset_mounts()), openapi_url=None)

        @app.middleware("http")
        async def note(request: Request, call_next: Callable[[Request], Any]) -> Any:
            self.fetched.append(request.url.path.rpartition("/")[2])
            return await call_next(request)

        @app.get("/health")
        async def health() -> Json:
            return {"status": "ok"}

        @app.post("/api/v1/sessions/{session_id}/ticket")
        async def ticket(session_id: str) -> Json:
            return {"ticket": f"for-{session_id}"}

        @app.websocket("/ws")
        async def line(socket: WebSocket) -> None:
            await self.room.hold(socket)

        app.include_router(screens.build_screen_router())
        return app

    @contextmanager
    def standing(self) -> Iterator[VoiceRoomPages]:
        """Serve until the end."""
        self._thread.start()
        until = time.monotonic() + PATIENCE_S
        while not self._server.started:
            assert time.monotonic() < until, "the stage never stood"
            time.sleep(0.01)
        yield self
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)


@contextmanager
def open_voice_room() -> Iterator[VoiceRoomPages]:
    """Serve the screens on a port of their own."""
    with VoiceRoomPages(free_ports(1)[0]).standing() as browser_platform:
        yield browser_platform


def spoken_file(folder: Path, text: str, *, silence_s: float = 1.0) -> Path:
    """Return a recording of ``text`` with silence around it; a browser plays it over and over."""
    with ThreadPoolExecutor(1) as aside:  # a loop may be running here already
        pcm = aside.submit(lambda: asyncio.run(spoken(text, speed=0.85))).result()
    silence = b"\0\0" * int(silence_s * STT_SAMPLE_RATE)
    path = folder / "spoken.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(STT_SAMPLE_RATE)
        file.writeframes(silence + pcm + silence)
    return path


def samples_of(path: Path) -> Samples:
    """Return a recording at 16 kHz."""
    with wave.open(str(path)) as voice:
        rate, pcm = voice.getframerate(), voice.readframes(voice.getnframes())
    source = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    count = len(source) * STT_SAMPLE_RATE // rate
    bins = np.fft.rfft(source)
    kept = np.zeros(count // 2 + 1, dtype=complex)
    kept[: min(len(bins), len(kept))] = bins[: len(kept)]
    return np.fft.irfft(kept, count) * (count / len(source))


def similarity(heard: Samples, source: Samples) -> float:
    """Return how alike a second of ``source`` and its best place in ``heard`` are, from 0 to 1.

    The loudest second is looked for, wherever the browser began to play.
    """
    size = STT_SAMPLE_RATE
    start = int(_power(source, size)[: len(source) - size + 1].argmax())
    wanted = source[start : start + size] - source[start : start + size].mean()
    length = len(heard) + size
    cross = np.fft.irfft(np.fft.rfft(heard, length) * np.conj(np.fft.rfft(wanted, length)), length)
    norm = np.sqrt(np.maximum(_power(heard, size), 1.0)) * np.sqrt((wanted**2).sum())
    return float((np.abs(cross[: len(heard)]) / norm).max())


def _power(samples: Samples, size: int) -> Samples:
    """Return the sum of squares of ``size`` samples from each place on, in time that grows with the length.

    A convolution takes a minute for three minutes of sound, and a browser goes on speaking meanwhile.
    """
    sums = np.concatenate(([0.0], np.cumsum(samples**2), np.zeros(size)))
    sums[len(samples) + 1 :] = sums[len(samples)]
    return sums[size : size + len(samples)] - sums[: len(samples)]


_TAP = """() => {
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const tap = new AnalyserNode(this.context, { fftSize: 32768 });
      connect.call(this, tap);
      window.tap = tap;
    }
    return connect.call(this, to, ...rest);
  };
}"""
_UNPRESSED = """() => {
  let hasBeenActive = false;
  addEventListener("pointerdown", () => { hasBeenActive = true; }, true);
  Object.defineProperty(navigator, "userActivation", { get: () => ({ hasBeenActive }) });
}"""
_UNCLEANED = """() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const off = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  navigator.mediaDevices.getUserMedia = ({ audio }) => ask({ audio: { ...audio, ...off } });
}"""
_SOUNDING = """() => {
  const window_ = new Float32Array(32768);
  window.tap.getFloatTimeDomainData(window_);
  return [window_.filter((each) => each !== 0).length / window.tap.context.sampleRate, window_.at(-1) === 0];
}"""
# Looked at from inside: what a slow machine tells us later has slid out of the window by then.
_UNTIL_SILENT = f"""() => {{
  const sounding = {_SOUNDING};
  window.sounded = new Promise((told) => {{
    const look = () => {{
      const [seconds, isSilent] = sounding();
      if (isSilent) told(seconds);
      else setTimeout(look, 5);
    }};
    look();
  }});
}}"""


class GuestPage:
    """A browser with a microphone of its own, at the spoken pages. Point it at any platform by ``url``."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def enter(self, session_id: str = "int_1", *, how: str | None = None) -> None:
        """Go into the room; ``how`` is what was chosen at the door."""
        if how:
            self.page.add_init_script(f"sessionStorage.setItem('interview_how', '{how}')")
        self.page.goto(f"{self.url}/interview/{session_id}")

    def uncleaned(self) -> None:
        """Have the browser leave the microphone's sound as it is, so that only our own part is between."""
        self.page.add_init_script(f"({_UNCLEANED})()")

    def unpressed(self) -> None:
        """Have only real presses count: the browser takes each look of the test for one, too."""
        self.page.add_init_script(f"({_UNPRESSED})()")

    def check(self, invited_by: str = "tok") -> None:
        """Go to the sound check of an invitation."""
        self.page.goto(f"{self.url}/interview/pre-check/{invited_by}")

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def state(self) -> str:
        """Return the state's word."""
        return self.page.locator("main strong").last.inner_text()

    def measure(self) -> None:
        """Measure what sounds now, to its end; ``sounded`` tells."""
        self.page.evaluate(_UNTIL_SILENT)

    def sounded(self) -> float:
        """Wait until it is silent; return for how many of the last seconds before there was sound."""
        seconds: float = self.page.evaluate("() => window.sounded")
        return seconds

    def sounding(self) -> tuple[float, bool]:
        """Return for how many of the last seconds there was sound, and whether it is silent now."""
        seconds, is_silent = self.page.evaluate(_SOUNDING)
        return seconds, is_silent


@contextmanager
def guest_page(chromium: Browser, url: str, *flags: str, **context: Any) -> Iterator[GuestPage]:
    """Open a browser of one's own, because a microphone is a matter of how the browser was started."""
    own = chromium.browser_type.launch(
        executable_path=context.pop("executable_path"),
        args=["--headless", "--no-sandbox", "--disable-gpu", *flags],
    )
    try:
        page = own.new_context(locale="en-GB", **context).new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.add_init_script(f"({_TAP})()")
        wait_for_answers = journey_records.watch(page, url)
        witness = Witness(page, url)
        yield GuestPage(page, url)
        wait_for_answers()
        page.close()
        assert witness.faults == [], witness.faults
    finally:
        own.close()


def microphone(path: Path) -> tuple[str, ...]:
    """Return the flags of a browser into whose microphone ``path`` is played."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
    )
