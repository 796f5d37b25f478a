"""A linear text classifier: small, deterministic, and without a model server.

``scripts/train_classifiers.py`` and ``scripts/train_sentence_classifier.py`` train it offline on labeled
lines; here it only adds up weights.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import accumulate, pairwise

MAX_TOKENS = 80
"""Only the last tokens of a text are read, up to this number, which bounds the time."""
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!.,:;\"]")
_MIN_STEM_LENGTH = 5
_NGRAM_LENGTHS = (4, 5)
_EDGE_WORDS = 5
_NUMBER_BYTES = 4


@dataclass(frozen=True, slots=True)
class TextClassifier:
    """Weights for each label; features are hashed into buckets, one weight per bucket and label.

    A label may have fewer buckets than another, if their number divides the other's.
    """

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[array[int], ...]
    """Signed 8-bit weights by label and bucket, in units of the label's scale."""
    trained_on: Mapping[str, str]
    """SHA-256 of each training file, by file name."""

    @classmethod
    def load(cls, file: Traversable) -> TextClassifier:
        """Read a classifier that ``dump`` wrote."""
        head, _, body = gzip.decompress(file.read_bytes()).partition(b"\n")
        about = json.loads(head)
        sizes = about["buckets"]  # of each label, or one for all in older files
        sizes = [sizes] * len(about["labels"]) if isinstance(sizes, int) else sizes
        ends = accumulate(sizes, initial=0)
        weights = tuple(array("b", body[start:end]) for start, end in pairwise(ends))
        return cls(
            tuple(about["labels"]),
            tuple(about["biases"]),
            tuple(about["scales"]),
            weights,
            about["trained_on"],
        )

    def dump(self) -> bytes:
        """Return the content of a file that ``load`` reads."""
        about = {
            "labels": self.labels,
            "biases": self.biases,
            "scales": self.scales,
            "buckets": list(map(len, self.weights)),
            "trained_on": dict(self.trained_on),
        }
        head = json.dumps(about, sort_keys=True).encode() + b"\n"
        return gzip.compress(
            head + b"".join(weight.tobytes() for weight in self.weights), 9, mtime=0
        )

    def read(self, text: str, more: Iterable[str] = ()) -> frozenset[int]:
        """Return the buckets of the features of ``text`` and of those in ``more``, as in training."""
        return hash_features(text, max(map(len, self.weights)), more)

    def score(self, label: str, features: Collection[int]) -> float:
        """Return the score of a label for what ``read`` returned; above 0 it is more likely than not."""
        at = self.labels.index(label)
        weights = self.weights[at]
        if len(weights) < max(map(len, self.weights)):
            features = {each % len(weights) for each in features}
        total = sum(map(weights.__getitem__, features))
        return self.biases[at] + self.scales[at] * total / (math.sqrt(len(features)) or 1.0)


def number_features(features: Iterable[str]) -> frozenset[int]:
    """Return a 32-bit number for each feature."""
    return frozenset(map(zlib.crc32, map(str.encode, features)))


def pack_numbers(features: Iterable[int]) -> bytes:
    """Return the numbers of features as bytes, the same on every machine."""
    numbers = array("I", features)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpack_numbers(packed: bytes, count: int) -> tuple[array[int], bytes]:
    """Return the ``count`` numbers that ``pack_numbers`` wrote at the start, and the bytes behind them."""
    size = count * _NUMBER_BYTES
    numbers = array("I", packed[:size])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers, packed[size:]


def hash_features(text: str, count: int, more: Iterable[str] = ()) -> frozenset[int]:
    """Return the buckets, from 0 to ``count`` - 1, of the features of ``text`` and of those in ``more``."""
    features = {*extract_features(text), *more}
    return frozenset([zlib.crc32(feature.encode()) % count for feature in features])


def extract_features(text: str) -> Iterator[str]:
    """Yield features: n-grams of words, character n-grams of long words, and the first and last words."""
    tokens = read_tokens(text)
    yield from extract_word_features(tokens)
    for word in set(tokens):
        if len(word) >= _MIN_STEM_LENGTH:
            framed = f"<{word}>"
            for size in _NGRAM_LENGTHS:
                yield from (f"c{framed[at : at + size]}" for at in range(len(framed) - size + 1))


def read_tokens(text: str) -> list[str]:
    """Return the last words and punctuation marks of ``text``, in lower case, a number as "0"."""
    plain = text.lower().replace("\u2019", "'")
    return ["0" if token.isdigit() else token for token in _TOKEN.findall(plain)][-MAX_TOKENS:]


def extract_word_features(tokens: Sequence[str]) -> Iterator[str]:
    """Yield n-grams of words, and the first and last words."""
    yield from _word_ngrams(["^", *tokens, "$"])
    yield from (f"b{word}" for word in tokens[:_EDGE_WORDS])
    yield from (f"e{word}" for word in tokens[-_EDGE_WORDS:])


def _word_ngrams(tokens: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(tokens):
        yield f"1{word}"
        yield f"2{' '.join(tokens[at : at + 2])}"
        yield f"3{' '.join(tokens[at : at + 3])}"
        yield f"s{word} _ {' '.join(tokens[at + 2 : at + 3])}"
