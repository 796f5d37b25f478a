"""What a packet of Opus says of itself before anybody decodes it (RFC 6716, section 3.1)."""

from __future__ import annotations

from vivavoce.voice.domain.wire.refusals import OpusUnreadable

OPUS_RATE = 48_000
_LONGEST = 5_760
_SILK, _HYBRID, _CELT = (480, 960, 1_920, 2_880), (480, 960), (120, 240, 480, 960)
_FRAME = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)


def samples_in(packet: bytes) -> int:
    """Return for how many samples at 48 kHz a packet sounds, or raise ``OpusUnreadable``."""
    if not packet:
        raise OpusUnreadable
    frame = _FRAME[packet[0] >> 3]
    code = packet[0] & 3
    count = (1, 2, 2)[code] if code < 3 else _counted(packet)
    if not 0 < frame * count <= _LONGEST:
        raise OpusUnreadable
    return frame * count


def _counted(packet: bytes) -> int:
    return packet[1] & 0x3F if len(packet) > 1 else 0
