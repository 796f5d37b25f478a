"""A linear text classifier: small, without any model server, and the same answer every time.

Trained offline by ``scripts/train_classifiers.py`` on labeled lines of our own; here it only adds up weights.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

MAX_TOKENS = 80
"""The last so many words of a text are read: the time is proportional to the length, and bounded."""
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!.,:;\"]")
_MIN_STEM_LENGTH = 5
_NGRAM_LENGTHS = (4, 5)
_EDGE_WORDS = 5


@dataclass(frozen=True, slots=True)
class TextClassifier:
    """Weights for each label; features are hashed into as many buckets as a label has weights."""

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[array[int], ...]
    """Eight bits each, in units of the label's scale."""
    trained_on: Mapping[str, str]
    """SHA-256 of each file of training lines, by its name."""

    @classmethod
    def load(cls, file: Traversable) -> TextClassifier:
        """Read a classifier that ``dump`` wrote."""
        head, _, body = gzip.decompress(file.read_bytes()).partition(b"\n")
        about = json.loads(head)
        size = about["buckets"]
        weights = tuple(
            array("b", body[at * size : (at + 1) * size]) for at in range(len(about["labels"]))
        )
        return cls(
            tuple(about["labels"]),
            tuple(about["biases"]),
            tuple(about["scales"]),
            weights,
            about["trained_on"],
        )

    def dump(self) -> bytes:
        """Return the file that ``load`` reads."""
        about = {
            "labels": self.labels,
            "biases": self.biases,
            "scales": self.scales,
            "buckets": len(self.weights[0]),
            "trained_on": dict(self.trained_on),
        }
        head = json.dumps(about, sort_keys=True).encode() + b"\n"
        return gzip.compress(head + b"".join(each.tobytes() for each in self.weights), 9, mtime=0)

    def scores(self, text: str) -> Mapping[str, float]:
        """Return a score for each label; above 0 the label is more likely than not."""
        found = hash_features(text, len(self.weights[0]))
        length = math.sqrt(len(found)) or 1.0
        return {
            label: bias + scale * sum(weights[bucket] for bucket in found) / length
            for label, bias, scale, weights in zip(
                self.labels, self.biases, self.scales, self.weights, strict=True
            )
        }


def hash_features(text: str, count: int) -> frozenset[int]:
    """Return the bucket of each feature of ``text``."""
    return frozenset(zlib.crc32(each.encode()) % count for each in extract_features(text))


def extract_features(text: str) -> Iterator[str]:
    """Yield the features of a text: its words in rows, pieces of long words, how it begins and ends."""
    plain = text.lower().replace("\u2019", "'")
    tokens = ["0" if each.isdigit() else each for each in _TOKEN.findall(plain)][-MAX_TOKENS:]
    yield from _word_ngrams(["^", *tokens, "$"])
    for word in set(tokens):
        if len(word) >= _MIN_STEM_LENGTH:
            framed = f"<{word}>"
            for size in _NGRAM_LENGTHS:
                yield from (f"c{framed[at : at + size]}" for at in range(len(framed) - size + 1))
    yield from (f"b{word}" for word in tokens[:_EDGE_WORDS])
    yield from (f"e{word}" for word in tokens[-_EDGE_WORDS:])


def _word_ngrams(tokens: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(tokens):
        yield f"1{word}"
        yield f"2{' '.join(tokens[at : at + 2])}"
        yield f"3{' '.join(tokens[at : at + 3])}"
        yield f"s{word} _ {' '.join(tokens[at + 2 : at + 3])}"
