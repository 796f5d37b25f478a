"""The trained weights of the classifier of acts, and the features of a text that they belong to."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from vivavoce.kernel.text_classifier import extract_features
from vivavoce.live.domain.interviewer.understanding.concepts import extract_concept_features

_ID_BYTES = 4


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
        head, _, body = gzip.decompress(file.read_bytes()).partition(b"\n")
        about = json.loads(head)
        width, count = len(about["labels"]), about["features"]
        features = array("I", body[: count * _ID_BYTES])
        if sys.byteorder == "big":
            features.byteswap()
        body = body[count * _ID_BYTES :]
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
        features = array("I", self.rows)
        if sys.byteorder == "big":
            features.byteswap()
        head = json.dumps(about, sort_keys=True).encode() + b"\n"
        return gzip.compress(head + features.tobytes() + b"".join(self.rows.values()), 9, mtime=0)


def list_feature_groups(text: str) -> Sequence[frozenset[int]]:
    """Return the features of the words of ``text``, and those of its concepts, as 32-bit numbers."""
    return tuple(
        frozenset(map(zlib.crc32, map(str.encode, set(features))))
        for features in (extract_features(text), extract_concept_features(text))
    )
