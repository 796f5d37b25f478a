"""The telephone's law, byte for byte as Python's own former module had it."""

from __future__ import annotations

import hashlib
import struct

import pytest

from vivavoce.voice.adapters.mulaw import SILENCE, decode_mulaw, encode_mulaw

# What ``audioop`` of Python 3.11 makes of every byte, and of every sample from 0 up to -1.
_EVERY_BYTE = "3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827"
_EVERY_SAMPLE = "617fa4850d68d3906597e949f7625fb2fc46db479e29707f33159b3d131721cb"


def test_every_byte_decodes_as_in_the_standard_library() -> None:
    pcm = decode_mulaw(bytes(range(256)))

    assert hashlib.sha256(pcm).hexdigest() == _EVERY_BYTE


def test_every_sample_encodes_as_in_the_standard_library() -> None:
    said = encode_mulaw(struct.pack("<65536H", *range(65_536)))

    assert hashlib.sha256(said).hexdigest() == _EVERY_SAMPLE


def test_decoded_audio_is_encoded_again_without_loss() -> None:
    every = bytes(code for code in range(256) if code != 0x7F)

    assert encode_mulaw(decode_mulaw(every)) == every
    assert encode_mulaw(decode_mulaw(b"\x7f")) == SILENCE, "there are two zeros; one is enough"


def test_the_loudest_samples_do_not_overflow() -> None:
    loud = struct.unpack("<2h", decode_mulaw(encode_mulaw(struct.pack("<2h", 32_767, -32_768))))

    assert loud == (32_124, -32_124)


def test_half_a_sample_is_an_error() -> None:
    with pytest.raises(ValueError, match="multiple"):
        encode_mulaw(b"\x00\x00\x00")
