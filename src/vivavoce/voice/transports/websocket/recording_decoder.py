"""Decodes the candidate's recording as its chunks arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.wire.errors import AudioAheadOfTimeError, MissingWebmHeaderError
from vivavoce.voice.domain.wire.webm import (
    CLUSTER_START,
    OPUS_RATE,
    RECORDING_START,
    WebmAudioTrack,
    WebmReader,
    count_samples,
)

if TYPE_CHECKING:
    from vivavoce.voice.adapters.opus import OpusDecoder

_DECODER = "vivavoce.voice.adapters.opus"
_MAX_AHEAD_S = 2.0
"""Seconds of audio that may exceed the connection's age: clients record while they connect."""


class WebmStreamDecoder:
    """Decodes WebM with Opus: chunks of one recording, consecutive recordings, or both.

    The audio may not be longer than the connection has lasted: a few bytes can claim to be an hour.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started_at = clock.monotonic()
        self._decoded_s = 0.0
        self._reader = WebmReader()
        self._track: WebmAudioTrack | None = None
        self._decoder: OpusDecoder | None = None
        self._is_loaded = False

    def start_recording(self) -> None:
        """Start a new recording at its first byte."""
        self._reader = WebmReader()

    async def load(self) -> None:
        """Import the decoder outside the event loop: it is large, and most connections never need it."""
        if not self._is_loaded:
            await asyncio.to_thread(import_module, _DECODER)
            self._is_loaded = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield the audio that is complete with ``data``: 16 kHz, mono, 16-bit.

        Raises an ``InvalidWebmError`` or ``AudioAheadOfTimeError``.
        """
        if data.startswith(RECORDING_START):
            self.start_recording()
        elif self._reader.is_broken and data.startswith(CLUSTER_START):
            self._reader.resume_at_cluster()
        for packet in self._reader.read_packets(data):
            self._check_duration(packet)
            if self._reader.track is not self._track:
                yield self.flush()
            yield self._current_decoder().decode(packet)

    def flush(self) -> bytes:
        """Return the audio that the current decoder still holds."""
        decoder, self._track, self._decoder = self._decoder, None, None
        return b"" if decoder is None else decoder.flush()

    def _check_duration(self, packet: bytes) -> None:
        lasts_s = count_samples(packet) / OPUS_RATE
        if self._decoded_s + lasts_s > self._clock.monotonic() - self._started_at + _MAX_AHEAD_S:
            raise AudioAheadOfTimeError
        self._decoded_s += lasts_s

    def _current_decoder(self) -> OpusDecoder:
        track = self._reader.track
        if track is None:
            raise MissingWebmHeaderError
        if self._decoder is None:
            self._track, self._decoder = track, _create_decoder(track)
        return self._decoder


def _create_decoder(track: WebmAudioTrack) -> OpusDecoder:
    from vivavoce.voice.adapters.opus import OpusDecoder

    return OpusDecoder(channels=track.channels, codec_header=track.codec_header)
