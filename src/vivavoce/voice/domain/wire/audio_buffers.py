"""Audio in progress: input until it is read, output until it is played, its messages, and WAV files."""

from __future__ import annotations

import struct
from array import array
from collections import deque
from typing import Protocol


class BoundedAudioBuffer:
    """Keeps at most ``limit`` unread bytes plus the newest chunk; the oldest are dropped first.

    The newest chunk is always kept whole: a client may send a second of audio in one message.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: deque[bytes] = deque()
        self._read_offset = 0
        self._size = 0

    @property
    def size(self) -> int:
        """Number of unread bytes."""
        return self._size

    def put(self, pcm: bytes) -> int:
        """Append a chunk; return how many of the oldest bytes were dropped for it."""
        dropped = 0
        while self._size > self._limit:
            oldest = len(self._pieces.popleft()) - self._read_offset
            self._read_offset = 0
            self._size -= oldest
            dropped += oldest
        self._pieces.append(pcm)
        self._size += len(pcm)
        return dropped

    def take(self, size: int) -> bytes:
        """Return and remove the oldest ``size`` bytes, or nothing while there are fewer."""
        if self._size < size:
            return b""
        taken = bytearray()
        while len(taken) < size:
            first = self._pieces[0]
            part = first[self._read_offset : self._read_offset + size - len(taken)]
            taken += part
            self._read_offset += len(part)
            if self._read_offset == len(first):
                self._pieces.popleft()
                self._read_offset = 0
        self._size -= size
        return bytes(taken)

    def clear(self) -> None:
        """Drop all audio."""
        self._pieces.clear()
        self._read_offset = self._size = 0


REPORT_TIMEOUT_S = 0.25
"""Seconds that a client may take to report where playback stopped."""
_END_GRACE_S = 1.0
"""Seconds beyond the estimated end, for the network and the client's buffer."""
_MAX_LATE_S = 5.0
"""Maximum seconds beyond the estimated end, however slow the client's reports are."""


class PlaybackTracker:
    """Playback position of one utterance: from the client's reports if there are any, else from the clock.

    By the clock, audio counts as played ``lag_s`` seconds after it was sent, without a gap as long as there
    is more of it.
    """

    def __init__(self, rate: int, *, lag_s: float) -> None:
        self._rate = rate
        self._lag_s = lag_s
        self._estimated_end_at = float("-inf")
        self._min_played = 0
        self._report: tuple[int, float] | None = None
        self.sent_samples = 0
        """Number of samples sent to the client."""

    def record_sent(self, samples: int, now: float) -> None:
        """Record that ``samples`` more were sent."""
        self._min_played = self._position_by_clock(now)
        self._estimated_end_at = (
            max(self._estimated_end_at, now + self._lag_s) + samples / self._rate
        )
        self.sent_samples += samples

    def buffered_s(self, now: float) -> float:
        """Return how many seconds were sent that cannot have been played yet."""
        return max(0.0, self._estimated_end_at - self._lag_s - now)

    def record_report(self, samples: int, now: float) -> None:
        """Record a client's report; ignored when it is behind an earlier one."""
        if self._report is None or samples >= self._report[0]:
            self._report = (samples, now)

    @property
    def reported_samples(self) -> int | None:
        """The last position that the client reported, in samples; None if there is no report."""
        return None if self._report is None else self._report[0]

    @property
    def is_fully_played(self) -> bool:
        """Whether the client reported that everything sent so far was played."""
        return self.sent_samples == 0 or self.reported_samples == self.sent_samples

    def estimate_position(self, now: float) -> int:
        """Return the estimated playback position in samples."""
        by_clock = self._position_by_clock(now)
        if self._report is None:
            return by_clock
        samples, when = self._report
        return max(samples, min(by_clock, samples + round((now - when) * self._rate)))

    def report_deadline(self) -> float:
        """Return the monotonic time until which to wait for reports, once everything was sent."""
        if self._report is None:
            return self._estimated_end_at + _END_GRACE_S
        samples, when = self._report
        by_report = when + (self.sent_samples - samples) / self._rate + _END_GRACE_S
        return min(max(by_report, self._estimated_end_at), self._estimated_end_at + _MAX_LATE_S)

    def estimated_end_at(self) -> float:
        """Return the monotonic time when playback ends by the clock."""
        return self._estimated_end_at

    def samples_to_ms(self, samples: int) -> int:
        """Return a number of samples as milliseconds."""
        return round(samples * 1000 / self._rate)

    def _position_by_clock(self, now: float) -> int:
        to_come = max(0.0, self._estimated_end_at - now) * self._rate
        return max(self._min_played, self.sent_samples - round(min(to_come, self.sent_samples)))


_SAMPLE_BYTES = 2


class AudioSegmenter(Protocol):
    """Splits audio as it arrives; all segments together are the input."""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""


class FixedSizeSegmenter:
    """Splits audio into segments of 20 to 100 ms, without delay."""

    def __init__(self, rate: int) -> None:
        self._min_bytes = rate // 50 * _SAMPLE_BYTES
        self._max_bytes = rate // 10 * _SAMPLE_BYTES
        self._pending = b""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""
        pending = self._pending + pcm
        whole_bytes = len(pending) - len(pending) % self._min_bytes
        self._pending = pending[whole_bytes:]
        return [
            pending[start : min(start + self._max_bytes, whole_bytes)]
            for start in range(0, whole_bytes, self._max_bytes)
        ]

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""
        rest, self._pending = self._pending, b""
        return rest


class PauseSegmenter:
    """Splits audio at pauses, for clients that play each segment as its own recording.

    A sentence ends in a pause, so no word is split; without a pause, a segment ends after ``max_s`` seconds.
    """

    def __init__(self, rate: int, *, max_s: float = 6.0) -> None:
        self._window = rate // 50 * _SAMPLE_BYTES
        self._min_bytes = rate * 4 // 5 * _SAMPLE_BYTES
        self._max_bytes = int(rate * max_s) * _SAMPLE_BYTES
        self._pending = bytearray()
        self._scanned = 0
        self._silent_windows = 0

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""
        self._pending += pcm
        pieces = []
        while self._scanned + self._window <= len(self._pending):
            self._scan_window()
            is_pause = self._silent_windows >= _PAUSE_WINDOWS and self._scanned >= self._min_bytes
            if is_pause or self._scanned >= self._max_bytes:
                pieces.append(self._take_segment())
        return pieces

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""
        rest = bytes(self._pending)
        self._pending.clear()
        self._scanned = self._silent_windows = 0
        return rest

    def _scan_window(self) -> None:
        samples = array("h", bytes(self._pending[self._scanned : self._scanned + self._window]))
        is_quiet = max(samples) < _SILENCE_LEVEL and min(samples) > -_SILENCE_LEVEL
        self._silent_windows = self._silent_windows + 1 if is_quiet else 0
        self._scanned += self._window

    def _take_segment(self) -> bytes:
        piece = bytes(self._pending[: self._scanned])
        del self._pending[: self._scanned]
        self._scanned = self._silent_windows = 0
        return piece


_PAUSE_WINDOWS = 8
"""Windows of 20 ms; shorter pauses occur inside words."""
_SILENCE_LEVEL = 330
"""One hundredth of full scale."""


_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM, _MONO, _BYTES, _BITS = 1, 1, 2, 16


def encode_wav(pcm: bytes, rate: int) -> bytes:
    """Return signed 16-bit little-endian mono samples as a WAV file."""
    header = _HEADER.pack(
        b"RIFF",
        _HEADER.size - 8 + len(pcm),
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        _MONO,
        rate,
        rate * _BYTES,
        _BYTES,
        _BITS,
        b"data",
        len(pcm),
    )
    return header + pcm
