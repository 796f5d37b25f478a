"""How likely each competency group is for a task: a linear classifier of its words and of the occupation.

``scripts/train_task_classifier.py`` trains it offline on labeled lines of job postings; here it only adds up
weights.
"""

from __future__ import annotations

import json
import lzma
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise

from vivavoce.kernel.text_classifier import number_features, pack_numbers, unpack_numbers
from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.job_analysis.phrases import WordToken
from vivavoce.planning.domain.job_analysis.verb_forms import get_base
from vivavoce.planning.domain.question_bank import load_bank_file

NO_TASK = "-"
"""The label of lines that name no work: attitudes, hours, praise of the company."""
FACTORS = (1.0, 1.0, 1.0, 0.5)
"""How much each kind of feature counts: words, verb and objects, parts of words, and the occupation."""
_MAX_WORDS, _OBJECTS, _NEXT_OBJECTS = 40, 5, 2
_PART, _MIN_WORD = 4, 3


@dataclass(frozen=True, slots=True)
class TaskClassifier:
    """The weights of features that were frequent in training; all other features count for nothing."""

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    scale: float
    places: Mapping[int, int]
    """The row of each feature."""
    starts: array[int]
    """Where each row begins in ``columns`` and ``weights``, and where the last one ends."""
    columns: bytes
    """The places of labels; those that are missing in a row have the weight 0."""
    weights: array[int]
    """Signed 8-bit weights in units of ``scale``."""
    trained_on: Mapping[str, str]
    """SHA-256 of each training file, by file name."""

    @classmethod
    def load(cls, file: Traversable) -> TaskClassifier:
        """Read a classifier that ``dump`` wrote."""
        head, _, body = lzma.decompress(file.read_bytes()).partition(b"\n")
        about = json.loads(head)
        count = about["features"]
        features, body = unpack_numbers(body, count)
        widths, body = body[:count], body[count:]
        starts = array("I", [0])
        for width in widths:
            starts.append(starts[-1] + width)
        return cls(
            tuple(about["labels"]),
            tuple(about["biases"]),
            about["scale"],
            {feature: row for row, feature in enumerate(features)},
            starts,
            body[: starts[-1]],
            array("b", body[starts[-1] :]),
            about["trained_on"],
        )

    def dump(self) -> bytes:
        """Return the content of a file that ``load`` reads."""
        about = {
            "labels": self.labels,
            "biases": self.biases,
            "scale": self.scale,
            "features": len(self.places),
            "trained_on": dict(self.trained_on),
        }
        widths = bytes(end - start for start, end in pairwise(self.starts))
        head = json.dumps(about, sort_keys=True).encode() + b"\n"
        content = head + pack_numbers(self.places) + widths + self.columns + self.weights.tobytes()
        return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)

    def score(self, features: Sequence[frozenset[int]]) -> dict[str, float]:
        """Return the natural logarithm of each label's probability."""
        totals = list(self.biases)
        for group, factor in zip(features, FACTORS, strict=True):
            rows = [self.places[one] for one in group if one in self.places]
            share = factor * self.scale / math.sqrt(len(rows) or 1)
            for row in rows:
                for place in range(self.starts[row], self.starts[row + 1]):
                    totals[self.columns[place]] += share * self.weights[place]
        most = max(totals)
        norm = most + math.log(sum(math.exp(one - most) for one in totals))
        return {label: total - norm for label, total in zip(self.labels, totals, strict=True)}

    def weigh_word(self, word: str) -> dict[str, float]:
        """Return how far a word alone points to labels, in units of no meaning but their order."""
        (feature,) = number_features([f"1{stem_word(word)}"])
        if (row := self.places.get(feature)) is None:
            return {}
        places = range(self.starts[row], self.starts[row + 1])
        return {self.labels[self.columns[x]]: self.scale * self.weights[x] for x in places}


@cache
def load_task_classifier() -> TaskClassifier:
    """Return the classifier that is part of the package."""
    folder = resources.files("vivavoce.planning.domain.job_analysis")
    return TaskClassifier.load(folder / "task_classifier.xz")


@cache
def load_stop_stems() -> frozenset[str]:
    """Return the stems of words that say nothing about the work."""
    return frozenset(stem_word(word) for word in load_bank_file("words")["stop"].split())


def list_task_features(
    tokens: Sequence[WordToken], usual: Sequence[str]
) -> tuple[frozenset[int], ...]:
    """Return the features of a task by kind, as 32-bit numbers; ``usual`` are the occupation's groups."""
    words = [token.text for token in tokens[:_MAX_WORDS]]
    stems = [stem_word(word) for word in words]
    return (
        number_features([*(f"1{stem}" for stem in stems), *_pair(stems)]),
        number_features(_list_acts(words, stems)),
        frozenset(part for word in set(words) for part in _list_parts(word)),
        number_features([*(f"p{group}" for group in usual), f"q{usual[0]}"] if usual else ["p-"]),
    )


def _pair(stems: Sequence[str]) -> Iterator[str]:
    return (f"2{first} {second}" for first, second in pairwise(stems))


def _list_acts(words: Sequence[str], stems: Sequence[str]) -> Iterator[str]:
    """Yield the first verb, the first word that says something, and the words behind them."""
    stops = load_stop_stems()
    content = [stem for stem in stems if stem not in stops and len(stem) > 1]
    first = content[0] if content else ""
    verbs = ((place, get_base(word)) for place, word in enumerate(words))
    place, base = next(((place, base) for place, base in verbs if base), (0, None))
    verb = stem_word(base) if base else first
    objects = [stem for stem in stems[place + 1 :] if stem not in stops][:_OBJECTS]
    yield f"v{verb}"
    yield f"f{first}"
    yield from (f"o{verb}|{stem}" for stem in objects)
    yield from (f"n{stem}" for stem in objects[:_NEXT_OBJECTS])


@lru_cache(maxsize=4096)
def _list_parts(word: str) -> frozenset[int]:
    """Return the numbers of all four letters of a word that follow one another, its ends marked."""
    edged = f"<{word}>" if len(word) >= _MIN_WORD else ""
    return number_features(
        f"c{edged[at : at + _PART]}" for at in range(max(0, len(edged) - _PART + 1))
    )
