"""A trained classifier of acts, the second opinion beside the listed wordings.

``scripts/train_act_classifier.py`` trains it on lines in tests/data/training; here it only adds up weights.
It reads words, their parts, and the concepts that they stand for (``concepts``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.act_weights import (
    ActWeights,
    list_feature_groups,
)
from vivavoce.live.domain.interviewer.understanding.acts import UTTERANCE_ACTS
from vivavoce.live.domain.interviewer.understanding.translated_features import (
    list_translated_features,
)

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
    rows: Mapping[int, int]
    """For each feature, the weights of all labels side by side in one number: one addition adds them all."""

    def score(self, groups: Sequence[frozenset[int]]) -> Mapping[UtteranceAct, float]:
        """Return the scores of groups of features, which count alike, however many features they have."""
        scores = dict(zip(self.acts, self.biases, strict=True))
        mask = (1 << _LANE_BITS) - 1
        for features in groups:
            found = [self.rows[each] for each in features if each in self.rows]
            total, length, excess = sum(found), math.sqrt(len(found)) or 1.0, _OFFSET * len(found)
            for lane, (act, scale) in enumerate(zip(self.acts, self.scales, strict=True)):
                scores[act] += scale * (((total >> (_LANE_BITS * lane)) & mask) - excess) / length
        return scores


def score_acts(text: str) -> Mapping[UtteranceAct, float]:
    """Return a score for each act; the highest one is the likeliest, and differences are log odds."""
    return _load("act_classifier.xz").score(list_feature_groups(text[-_MAX_CHARACTERS:]))


def score_translated(text: str, language: str) -> Mapping[UtteranceAct, float] | None:
    """Return a score for each act of a text in another language, or None if none was trained for it."""
    name = f"act_classifier_{language}.xz"
    if not _has_file(name):
        return None
    return _load(name).score(list_translated_features(text[-_MAX_CHARACTERS:]))


@cache
def _has_file(name: str) -> bool:
    return resources.files(__package__).joinpath(name).is_file()


@cache
def _load(name: str) -> _PackedClassifier:
    return pack(ActWeights.load(resources.files(__package__).joinpath(name)))


def pack(weights: ActWeights) -> _PackedClassifier:
    """Return the classifier with these weights, ready to be added up."""
    width = _LANE_BYTES * len(weights.labels)
    rows = {}
    for feature, row in weights.rows.items():
        lanes = bytearray(width)
        lanes[::_LANE_BYTES] = row.translate(_TO_UNSIGNED)
        rows[feature] = int.from_bytes(lanes, "little")
    known = {str(act): act for act in UTTERANCE_ACTS}
    return _PackedClassifier(
        tuple(known[label] for label in weights.labels), weights.biases, weights.scales, rows
    )
