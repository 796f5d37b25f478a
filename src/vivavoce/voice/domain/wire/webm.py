"""Streaming reader of WebM recordings as browsers make them; yields only their audio packets.

It descends into Segment, Cluster and BlockGroup whatever their size, reads the blocks of the first audio
track and skips everything else. Invalid data raises one of the WebM errors of ``domain.wire.errors``. The
length of an Opus packet is read from its header without decoding (RFC 6716, section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vivavoce.voice.domain.wire.errors import (
    InvalidOpusError,
    InvalidWebmError,
    MissingWebmHeaderError,
    UnsupportedWebmChannelsError,
    UnsupportedWebmCodecError,
    WebmElementTooLargeError,
    WebmLacingError,
    WebmWithoutAudioError,
)

RECORDING_START = b"\x1a\x45\xdf\xa3"
"""The first bytes of every recording (the EBML header's id)."""
CLUSTER_START = b"\x1f\x43\xb6\x75"
"""The first bytes of a cluster: reading can resume there after data was lost."""
MAX_ELEMENT_BYTES = 1_048_576
_MAX_HEADER_BYTES = 65_536
_MAX_ELEMENTS_WITHOUT_AUDIO = 1_000
"""Maximum number of consecutive elements without audio; more suggest an attack."""

_EBML, _SEGMENT, _TRACKS, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1654AE6B, 0x1F43B675
_GROUP, _BLOCK, _SIMPLE_BLOCK = 0xA0, 0xA1, 0xA3
_TRACK_ENTRY, _NUMBER, _TYPE, _CODEC, _PRIVATE = 0xAE, 0xD7, 0x83, 0x86, 0x63A2
_AUDIO, _CHANNELS, _ENCODINGS = 0xE1, 0x9F, 0x6D80
_CONTAINER_IDS = frozenset((_SEGMENT, _CLUSTER, _GROUP))
_READ_IDS = frozenset((_EBML, _TRACKS, _BLOCK, _SIMPLE_BLOCK))
_AUDIO_TRACK_TYPE = 2
_LACING = 0x06
_OPUS_HEAD_BYTES = 19


@dataclass(frozen=True, slots=True)
class WebmAudioTrack:
    """The audio track of a recording; ``codec_header`` initializes its decoder."""

    number: int
    channels: int
    codec_header: bytes


class WebmReader:
    """Reads one recording after another. After an error, call ``resume_at_cluster`` or use a new reader."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._skip = 0
        self._has_begun = False
        self._elements_without_audio = 0
        self._is_broken = False
        self.track: WebmAudioTrack | None = None
        """The audio track once it is known; a new object for every recording."""

    @property
    def is_broken(self) -> bool:
        """Whether reading failed."""
        return self._is_broken

    def resume_at_cluster(self) -> None:
        """Resume at the start of a cluster: the next byte must be its first."""
        self._pending.clear()
        self._skip = self._elements_without_audio = 0
        self._is_broken = False

    def read_packets(self, piece: bytes) -> Iterator[bytes]:
        """Yield the audio packets that are complete with ``piece``."""
        if self._is_broken:
            raise InvalidWebmError
        self._is_broken = True
        yield from self._read(piece)
        self._is_broken = False

    def _read(self, piece: bytes) -> Iterator[bytes]:
        self._pending += piece
        place = 0
        while True:
            if self._skip:
                stepped = min(self._skip, len(self._pending) - place)
                self._skip -= stepped
                place += stepped
            element = _read_element(self._pending, place)
            if element is None or self._skip:
                break
            kind, size, body = element
            size = self._check_element(kind, size)
            is_kept = kind in _READ_IDS
            if is_kept and body + size > len(self._pending):
                break
            self._elements_without_audio += 1
            place = body
            if is_kept:
                place += size
                packet = self._handle_element(kind, bytes(self._pending[body:place]))
                if packet is not None:
                    self._elements_without_audio = 0
                    yield packet
            elif kind not in _CONTAINER_IDS:
                self._skip = size
        del self._pending[:place]

    def _check_element(self, kind: int, size: int | None) -> int:
        """Return how many bytes of an element's body to read or skip."""
        if kind != _EBML and not self._has_begun:
            raise MissingWebmHeaderError
        if self._elements_without_audio >= _MAX_ELEMENTS_WITHOUT_AUDIO:
            raise InvalidWebmError
        if kind in _CONTAINER_IDS:
            return 0
        if size is None:
            raise InvalidWebmError
        if size > (_MAX_HEADER_BYTES if kind in (_EBML, _TRACKS) else MAX_ELEMENT_BYTES):
            raise WebmElementTooLargeError
        return size

    def _handle_element(self, kind: int, body: bytes) -> bytes | None:
        if kind == _EBML:
            self._has_begun, self.track = True, None
            return None
        if kind == _TRACKS:
            self.track = _find_audio_track(body)
            return None
        return self._packet(body)

    def _packet(self, block: bytes) -> bytes | None:
        if self.track is None:
            raise MissingWebmHeaderError
        number, after = _read_number(block, 0)
        if number is None or len(block) < after + 4:
            raise InvalidWebmError
        if number != self.track.number:
            return None
        if block[after + 2] & _LACING:
            raise WebmLacingError
        return block[after + 3 :]


def _find_audio_track(tracks: bytes) -> WebmAudioTrack:
    for kind, body in _children(tracks):
        if kind != _TRACK_ENTRY:
            continue
        entry = dict(_children(body))
        if _read_unsigned(entry.get(_TYPE, b"")) == _AUDIO_TRACK_TYPE:
            return _parse_audio_track(entry)
    raise WebmWithoutAudioError


def _parse_audio_track(entry: dict[int, bytes]) -> WebmAudioTrack:
    if entry.get(_CODEC, b"").rstrip(b"\0") != b"A_OPUS" or _ENCODINGS in entry:
        raise UnsupportedWebmCodecError
    channels = _read_unsigned(dict(_children(entry.get(_AUDIO, b""))).get(_CHANNELS, b"\1"))
    head = entry.get(_PRIVATE, b"")
    if channels not in (1, 2):
        raise UnsupportedWebmChannelsError
    if head and (len(head) < _OPUS_HEAD_BYTES or not head.startswith(b"OpusHead")):
        raise UnsupportedWebmCodecError
    if head and (head[9] not in (1, 2) or head[18] != 0):
        raise UnsupportedWebmChannelsError
    return WebmAudioTrack(
        _read_unsigned(entry.get(_NUMBER, b"")), head[9] if head else channels, head
    )


def _children(body: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(body):
        element = _read_element(body, place)
        if element is None:
            raise InvalidWebmError
        kind, size, start = element
        if size is None or start + size > len(body):
            raise InvalidWebmError
        yield kind, body[start : start + size]
        place = start + size


def _read_element(source: bytes | bytearray, place: int) -> tuple[int, int | None, int] | None:
    """Return an element's id, size (None if unknown) and body start; None if more data is needed."""
    if place >= len(source):
        return None
    length = _number_length(source[place])
    if length > 4:
        raise InvalidWebmError
    size_at = place + length
    if size_at >= len(source):
        return None
    size, body = _read_number(source, size_at)
    if size is None:
        return None
    is_unknown = size == (1 << 7 * (body - size_at)) - 1
    return int.from_bytes(source[place:size_at]), None if is_unknown else size, body


def _read_number(source: bytes | bytearray, place: int) -> tuple[int | None, int]:
    """Return a variable-length integer and its end; None for the integer if more data is needed."""
    if place >= len(source):
        return None, place
    length = _number_length(source[place])
    end = place + length
    if end > len(source):
        return None, end
    return int.from_bytes(source[place:end]) & ((1 << 7 * length) - 1), end


def _number_length(first: int) -> int:
    if not first:
        raise InvalidWebmError
    return 9 - first.bit_length()


def _read_unsigned(body: bytes) -> int:
    if len(body) > 8:
        raise InvalidWebmError
    return int.from_bytes(body)


OPUS_RATE = 48_000
_MAX_PACKET_SAMPLES = 5_760
_SILK, _HYBRID, _CELT = (480, 960, 1_920, 2_880), (480, 960), (120, 240, 480, 960)
_FRAME_SAMPLES = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)


def count_samples(packet: bytes) -> int:
    """Return the duration of a packet in samples at 48 kHz, or raise ``InvalidOpusError``."""
    if not packet:
        raise InvalidOpusError
    frame = _FRAME_SAMPLES[packet[0] >> 3]
    code = packet[0] & 3
    count = (1, 2, 2)[code] if code < 3 else _frame_count(packet)
    if not 0 < frame * count <= _MAX_PACKET_SAMPLES:
        raise InvalidOpusError
    return frame * count


def _frame_count(packet: bytes) -> int:
    return packet[1] & 0x3F if len(packet) > 1 else 0
