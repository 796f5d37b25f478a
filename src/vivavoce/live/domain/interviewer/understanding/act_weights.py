"""The trained weights of the classifier of acts, and the features of a text that they belong to."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from vivavoce.kernel.text_classifier import (
    MAX_TOKENS,
    extract_word_features,
    number_features,
    pack_numbers,
    read_tokens,
    unpack_numbers,
)
from vivavoce.live.domain.interviewer.understanding.concepts import (
    extract_concept_features,
    write_out,
)
from vivavoce.live.domain.interviewer.understanding.translated_features import list_parts

_FILTERS = ({"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 0, "pb": 0},)
"""Weights have no neighbors that tell of them, and no width in common: a fifth smaller than with gzip."""


@dataclass(frozen=True, slots=True)
class ActWeights:
    """Weights of the features that were frequent in training; all other features count for nothing."""

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    scales: tuple[float, ...]
    rows: Mapping[int, bytes]
    """By feature, in ascending order: a signed 8-bit weight for each label, in units of its scale."""
    trained_on: Mapping[str, str]
    """SHA-256 of each training file and of the concepts, by file name."""

    @classmethod
    def load(cls, file: Traversable) -> ActWeights:
        """Read weights that ``dump`` wrote."""
        head, _, body = lzma.decompress(file.read_bytes()).partition(b"\n")
        about = json.loads(head)
        width, count = len(about["labels"]), about["features"]
        features, body = unpack_numbers(body, count)
        return cls(
            tuple(about["labels"]),
            tuple(about["biases"]),
            tuple(about["scales"]),
            {each: body[at * width : (at + 1) * width] for at, each in enumerate(features)},
            about["trained_on"],
        )

    def dump(self) -> bytes:
        """Return the content of a file that ``load`` reads."""
        about = {
            "labels": self.labels,
            "biases": self.biases,
            "scales": self.scales,
            "features": len(self.rows),
            "trained_on": dict(self.trained_on),
        }
        head = json.dumps(about, sort_keys=True).encode() + b"\n"
        content = head + pack_numbers(self.rows) + b"".join(self.rows.values())
        return lzma.compress(content, check=lzma.CHECK_CRC32, filters=_FILTERS)


def list_feature_groups(text: str) -> Sequence[frozenset[int]]:
    """Return the features of the words of ``text``, of its concepts and of parts of words, as 32-bit numbers.

    Contractions and short forms are written out: "dont" has the features of "do not".
    """
    tokens = read_tokens(text)
    words = [word for token in tokens for word in _write_out(token)][-MAX_TOKENS:]
    return (
        number_features(extract_word_features(words)),
        number_features(extract_concept_features(text)),
        frozenset(part for word in set(words) for part in list_parts(word)),
    )


def _write_out(token: str) -> Sequence[str]:
    return write_out(token) if token[0].isalpha() else (token,)
