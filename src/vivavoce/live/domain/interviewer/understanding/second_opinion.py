"""A trained classifier of acts, the second opinion beside the listed wordings.

``scripts/train_act_classifier.py`` trains it on lines in tests/data/training; here it only adds up weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.kernel.text_classifier import TextClassifier, hash_features
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.acts import UTTERANCE_ACTS

_MAX_CHARACTERS = 600
"""Only the end of a longer text is read."""


_LANE_BITS = 24
"""Width of one label's sum in the packed weights: enough for every feature of the longest text."""
_LANE_BYTES = _LANE_BITS // 8
_OFFSET = 128
"""Added to each signed weight, so that sums of packed weights carry nothing into the next lane."""
_TO_UNSIGNED = bytes((value + _OFFSET) % 256 for value in range(256))


@dataclass(frozen=True, slots=True)
class _PackedClassifier:
    acts: tuple[UtteranceAct, ...]
    biases: tuple[float, ...]
    scales: tuple[float, ...]
    rows: tuple[int, ...]
    """For each bucket, the weights of all labels side by side in one number: one addition adds them all."""


def score_acts(text: str) -> Mapping[UtteranceAct, float]:
    """Return a score for each act; the highest one is the likeliest, and differences are log odds."""
    packed = _load()
    found = hash_features(text[-_MAX_CHARACTERS:], len(packed.rows))
    total = sum([packed.rows[bucket] for bucket in found])
    length, excess, mask = math.sqrt(len(found)) or 1.0, _OFFSET * len(found), (1 << _LANE_BITS) - 1
    return {
        act: bias + scale * (((total >> (_LANE_BITS * lane)) & mask) - excess) / length
        for lane, (act, bias, scale) in enumerate(
            zip(packed.acts, packed.biases, packed.scales, strict=True)
        )
    }


@cache
def _load() -> _PackedClassifier:
    classifier = TextClassifier.load(resources.files(__package__).joinpath("act_classifier.gz"))
    width = _LANE_BYTES * len(classifier.labels)
    rows = bytearray(width * len(classifier.weights[0]))
    for lane, weights in enumerate(classifier.weights):
        rows[lane * _LANE_BYTES :: width] = weights.tobytes().translate(_TO_UNSIGNED)
    known = {str(act): act for act in UTTERANCE_ACTS}
    return _PackedClassifier(
        tuple(known[label] for label in classifier.labels),
        classifier.biases,
        classifier.scales,
        tuple(int.from_bytes(rows[at : at + width], "little") for at in range(0, len(rows), width)),
    )
