"""A candidate's recording, decoded as its pieces come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.wire.opus import OPUS_RATE, samples_in
from vivavoce.voice.domain.wire.refusals import AheadOfTime, WebmHeadless
from vivavoce.voice.domain.wire.webm import CLUSTER, START, Track, WebmReader

if TYPE_CHECKING:
    from vivavoce.voice.adapters.opus import OpusDecoder

_DECODER = "vivavoce.voice.adapters.opus"
_HEAD_START_S = 2.0
"""So much may be heard before it can have been said: clients record while they connect."""


class Recording:
    """WebM with Opus: pieces of one recording, whole recordings one after another, or both.

    Never more sound than the connection is old: a few bytes may claim to be an hour.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._heard_s = 0.0
        self._reader = WebmReader()
        self._track: Track | None = None
        self._decoder: OpusDecoder | None = None
        self._is_loaded = False

    def begin(self) -> None:
        """Expect a recording from its first byte."""
        self._reader = WebmReader()

    async def load(self) -> None:
        """Load what decodes, beside the loop: it is large, and most connections never need it."""
        if not self._is_loaded:
            await asyncio.to_thread(import_module, _DECODER)
            self._is_loaded = True

    def sounds(self, piece: bytes) -> Iterator[bytes]:
        """Yield the sound that is complete with ``piece``, or raise why it cannot be had."""
        if piece.startswith(START):
            self.begin()
        elif self._reader.is_broken and piece.startswith(CLUSTER):
            self._reader.resume()
        for packet in self._reader.packets(piece):
            self._allow(packet)
            if self._reader.track is not self._track:
                yield self.end()
            yield self._for_track().decode(packet)

    def end(self) -> bytes:
        """Return what the decoder of a recording still holds."""
        decoder, self._track, self._decoder = self._decoder, None, None
        return b"" if decoder is None else decoder.rest()

    def _allow(self, packet: bytes) -> None:
        lasts_s = samples_in(packet) / OPUS_RATE
        if self._heard_s + lasts_s > self._clock.monotonic() - self._began + _HEAD_START_S:
            raise AheadOfTime
        self._heard_s += lasts_s

    def _for_track(self) -> OpusDecoder:
        track = self._reader.track
        if track is None:
            raise WebmHeadless
        if self._decoder is None:
            self._track, self._decoder = track, _decoder(track)
        return self._decoder


def _decoder(track: Track) -> OpusDecoder:
    from vivavoce.voice.adapters.opus import OpusDecoder

    return OpusDecoder(channels=track.channels, head=track.head)
