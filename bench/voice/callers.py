"""Candidates who speak over ``vivavoce.v1``: sound in real time, a loudspeaker that reports, and a stop-watch."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from bench.voice import stage
from vivavoce.voice.domain.turns.speech_activity import BARGE_IN_MIN_SPEECH_S

PAUSE_S = 0.6
"""A person's own pause between the end of a question and their answer."""
_OURS = [Subprotocol("vivavoce.v1")]
_MICROPHONE, _HEAD = 1, struct.Struct("<BBHI")
_REPORT_EVERY = 25
_WINDOW = 512
_LONG_ENOUGH = round(BARGE_IN_MIN_SPEECH_S * stage.RATE)
"""Samples of speech that stop the interviewer."""
_VOICE_ON = json.dumps({"type": "VOICE", "mode": "on", "answers": "spoken"})


class Detector(Protocol):
    """What hears where speech begins."""

    moved: Callable[[bool, int, float], None] | None

    def hear(self, pcm: bytes) -> None: ...


@dataclass
class Tally:
    """What all callers of a run found."""

    waits_s: list[float] = field(default_factory=list)
    """Last voiced frame sent → first frame of the reply received."""
    flushes_s: list[float] = field(default_factory=list)
    """The frame with which speech was long enough to stop the interviewer sent → FLUSH received."""
    silences_s: list[float] = field(default_factory=list)
    """First voiced frame over the interviewer sent → nothing is heard any more."""
    returns_s: list[float] = field(default_factory=list)
    """Line cut → sound is on again."""
    spoken: int = 0
    answered: int = 0
    """Answers that were spoken to their end."""
    fillers: int = 0
    cuts: int = 0
    lost: int = 0
    """Numbers of the session's log that never came to the caller though later ones did."""
    repeated: int = 0
    """Events that came again though their number had been acknowledged."""
    queued: int = 0
    """Callers who were told to wait for room: they hold no talk, and nothing of theirs is measured."""
    errors: list[str] = field(default_factory=list)
    ended: int = 0


class Caller:
    """One candidate, who answers every question with ``said`` and, with ``barges``, over its words."""

    def __init__(
        self,
        address: Callable[[int], str],
        said: list[bytes],
        tally: Tally,
        *,
        barge_after_s: float | None = None,
        detector: Detector | None = None,
    ) -> None:
        """``detector`` is the house's own: it knows with which frame a speaker is heard to barge in."""
        self.address, self._said, self._tally = address, said, tally
        self._barge_after_s, self._detector = barge_after_s, detector
        if detector is not None:
            detector.moved = self._speech_moved
        self._line: ClientConnection | None = None
        self.is_on = asyncio.Event()
        self.is_settled = asyncio.Event()
        """Whether sound was ever had, or refused."""
        self.is_over = False
        self.cuts = 0
        self._is_queued = False
        self._seqs: list[int] = []
        self._sequence = 0
        self._place: int | None = None
        self._ended_at = self._speaks_at = 0.0
        self._generation = -1
        self._turn: int | None = None
        self._is_asked = False
        """Whether anything was said that waits for an answer: a notice does not."""
        self._play_begins = self._play_ends = 0.0
        self._received = 0
        self._is_given_whole = self._is_reported = True
        self._ticks = 0
        self._cut_at = 0.0
        self._barged_at = self._crossed_at = 0.0
        self._crosses: int | None = None

    # the line

    async def talk(self) -> None:
        """Talk until the session ends, coming back after every drop."""
        while not self.is_over:
            with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed):
                await self._visit()
            if self._cut_at == 0.0 and not self.is_over:
                self._tally.errors.append("dropped")
                self._cut_at = time.perf_counter()
            await asyncio.sleep(0.02)

    def drop(self) -> None:
        """Pull the cable."""
        if self._line is not None and self.is_on.is_set():
            self._cut_at = time.perf_counter()
            self._tally.cuts += 1
            self.cuts += 1
            self.is_on.clear()
            self._line.transport.abort()

    async def _visit(self) -> None:
        url = self.address(max(self._seqs, default=0))
        async with connect(url, subprotocols=_OURS, compression=None, open_timeout=30) as line:
            self._line, self._sequence, self._place = line, 0, None
            self._play_ends, self._is_given_whole, self._ended_at = 0.0, True, 0.0
            self._is_asked, self._is_reported = False, True
            try:
                async for raw in line:
                    if isinstance(raw, bytes):
                        self._hear(raw)
                    else:
                        await self._take(line, json.loads(raw))
            finally:
                self.is_on.clear()

    async def _take(self, line: ClientConnection, frame: dict[str, Any]) -> None:
        self._note(frame)
        match frame["type"]:
            case "READY":
                await line.send(_VOICE_ON)
            case "PING":
                await line.send('{"type":"PONG"}')
            case "VOICE":
                self._is_heard_again()
            case "QUEUED":
                self._tally.queued += not self._is_queued
                self._is_queued = True
            case "SPEAK":
                self._generation, self._turn = frame["gen"], frame["turn"]
                self._is_asked = self._is_asked or frame["turn"] is not None
                self._is_given_whole, self._is_reported, self._received = False, True, 0
                self._tally.fillers += frame["turn"] is None and self._ended_at > 0
            case "SPOKEN":
                self._is_given_whole, self._is_reported = True, False
            case "FLUSH":
                self._silence(frame["gen"])
            case "ERROR":
                self._tally.errors.append(frame["code"])
                self.is_settled.set()
            case "ENDED":
                self.is_over = True
                self.is_on.clear()
                self._tally.ended += 1

    def _note(self, frame: dict[str, Any]) -> None:
        """Count what came twice; a confirmation of our own words may come again."""
        if "seq" not in frame or frame["type"] == "READY":
            return
        if frame["seq"] in self._seqs and frame.get("role") != "candidate":
            self._tally.repeated += 1
        self._seqs.append(frame["seq"])

    def waits_since(self, now: float) -> float:
        """Return for how many seconds an answer has had no reply; 0 where none is waited for."""
        return now - self._ended_at if self._ended_at else 0.0

    @property
    def seqs(self) -> set[int]:
        """The numbers of everything that came."""
        return set(self._seqs)

    def _is_heard_again(self) -> None:
        self.is_on.set()
        self.is_settled.set()
        if self._cut_at:
            self._tally.returns_s.append(time.perf_counter() - self._cut_at)
            self._cut_at = 0.0
        self._speaks_at = 0.0
        self._play_ends = time.perf_counter()

    # the ear

    def _hear(self, raw: bytes) -> None:
        now = time.perf_counter()
        _, _, generation, _ = _HEAD.unpack_from(raw)
        if self._ended_at and self._turn is not None:
            self._tally.waits_s.append(now - self._ended_at)
            self._ended_at = 0.0
        if generation != self._generation & 0xFFFF:
            return
        if self._play_ends < now:
            self._play_begins = now
        samples = (len(raw) - _HEAD.size) // 2
        self._received += samples
        self._play_ends = max(self._play_ends, now) + samples / stage.OUT_RATE

    def _silence(self, generation: int) -> None:
        now = time.perf_counter()
        played = self._played(now)
        self._play_ends, self._is_given_whole, self._is_reported = now, True, True
        if self._barged_at:
            self._tally.silences_s.append(now - self._barged_at)
            if self._crossed_at:
                self._tally.flushes_s.append(now - self._crossed_at)
            self._barged_at = self._crossed_at = 0.0
        self._report(generation, played)

    def _played(self, now: float) -> int:
        to_come = round(max(0.0, self._play_ends - now) * stage.OUT_RATE)
        return max(0, self._received - to_come)

    def _report(self, generation: int, samples: int) -> None:
        self._send(json.dumps({"type": "MARK_PLAYED", "gen": generation, "samples": samples}))

    # the mouth

    def tick(self, now: float) -> None:
        """Send 20 ms of sound; called on the clock of all callers."""
        if not self.is_on.is_set() or self.is_over:
            return
        self._ticks += 1
        is_playing = now < self._play_ends
        if is_playing and self._ticks % _REPORT_EVERY == 0:
            self._report(self._generation, self._played(now))
        elif not (is_playing or self._is_reported):
            self._is_reported = True
            self._report(self._generation, self._received)
        if self._place is None and self._may_begin(now, is_playing):
            self._place = 0
            self._tally.spoken += 1
        pcm = stage.SILENCE
        if self._place is not None:
            pcm = self._said[self._place]
            self._place += 1
        self._send(_HEAD.pack(_MICROPHONE, 0, 0, self._sequence) + pcm)
        self._sequence += 1
        if self._detector is not None:
            self._detector.hear(pcm)
        if self._place is not None:
            self._watch(now)

    def _watch(self, now: float) -> None:
        if self._place == 1:
            self._barged_at, self._crossed_at = (now if now < self._play_ends else 0.0), 0.0
        if self._crosses is not None and self._sequence * stage.FRAME // 2 >= self._crosses:
            self._crosses, self._crossed_at = None, now
        if self._place == len(self._said):
            self._place, self._ended_at = None, now
            self._tally.answered += 1
            self._speaks_at = self._barged_at = 0.0

    def _speech_moved(self, began: bool, sample: int, since_s: float) -> None:
        """Speech is long enough with the window that completes it."""
        self._crosses = sample + -(-_LONG_ENOUGH // _WINDOW) * _WINDOW if began else None

    def _may_begin(self, now: float, is_playing: bool) -> bool:
        """Return whether it is our turn: a pause after the question, or in its middle for who barges in."""
        if self._ended_at or not self._is_asked:
            return False
        if self._barge_after_s is not None and is_playing:
            return now - self._play_begins > self._barge_after_s
        if is_playing or not self._is_given_whole:
            self._speaks_at = 0.0
            return False
        if self._speaks_at == 0.0:
            self._speaks_at = now + PAUSE_S
        return now >= self._speaks_at

    def _send(self, message: str | bytes) -> None:
        """Send at once, without a task for every frame."""
        line = self._line
        if line is None or line.protocol.state is not line.protocol.state.OPEN:
            return
        if isinstance(message, bytes):
            line.protocol.send_binary(message)
        else:
            line.protocol.send_text(message.encode())
        line.send_data()


async def at_tempo(callers: list[Caller], seconds: float) -> None:
    """Have every caller send its frame each 20 ms, spread over the 20 ms, for so long."""
    begun = time.perf_counter()
    step = stage.FRAME_MS / 1000
    parts = min(len(callers), 4)
    for tick in range(round(seconds / step) * parts):
        wait = begun + tick * step / parts - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        now = time.perf_counter()
        for caller in callers[tick % parts :: parts]:
            caller.tick(now)
