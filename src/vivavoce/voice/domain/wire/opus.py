"""Length of an Opus packet, read from its header without decoding (RFC 6716, section 3.1)."""

from __future__ import annotations

from vivavoce.voice.domain.wire.errors import InvalidOpusError

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
