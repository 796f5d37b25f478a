# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "scikit-learn>=1.7", "scipy>=1.15", "pystemmer>=3", "rapidfuzz>=3"]
# ///
"""Train the classifier of tasks that the package ships, from labeled lines of job postings.

    uv run scripts/train_task_classifier.py             # write it
    uv run scripts/train_task_classifier.py --measure   # leave out a fifth of the positions at a time

The lines in tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tomllib
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
from bench.plans.postings import list_files  # noqa: E402

from vivavoce.planning.domain.hiring.job_tasks import CLEAR_SCORE  # noqa: E402
from vivavoce.planning.domain.job_analysis import task_groups  # noqa: E402
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words  # noqa: E402
from vivavoce.planning.domain.job_analysis.task_classifier import (  # noqa: E402
    FACTORS,
    NO_TASK,
    TaskClassifier,
    list_task_features,
)
from vivavoce.planning.domain.occupations import match_occupation  # noqa: E402

DATA = ROOT / "tests" / "data"
TARGET = ROOT / "src/vivavoce/planning/domain/job_analysis/task_classifier.xz"
LEAST_LINES = 3
"""A feature is learned if so many lines have it."""
POSTING_FACTOR = 4.0
"""How much more a line of the labeled postings counts: people judge plans by their labels."""
COUNTS = (1.0, 0.3, 0.15)
"""How much a line counts for its first, its second, and its other groups."""
STRENGTH = 8.0
"""The inverse of the regularization; 4 and 15 made other positions' lines no better."""
LEAST_WEIGHT, STEP = 0.15, 0.1
"""Smaller weights are left out, and the others rounded to steps: a quarter of the file, 0.5 % fewer right."""
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A task of a posting, its groups, the best first, and the groups of the position's occupation."""

    position: str
    groups: tuple[str, ...]
    text: str
    weight: float = 1.0

    @property
    def usual(self) -> tuple[str, ...]:
        """The groups of the occupation that the position names."""
        return _find_usual(self.position)

    @property
    def features(self) -> tuple[frozenset[int], ...]:
        """The features, as the product finds them."""
        return list_task_features(tokenize_words(self.text), self.usual)


@cache
def _find_usual(position: str) -> tuple[str, ...]:
    found = match_occupation(position)
    return found.occupation.groups if found else ()


def read_lines(path: Path) -> list[Line]:
    """Return the lines of a file."""
    rows = [
        row.split("\t") for row in path.read_text("utf-8").splitlines() if row and row[0] != "#"
    ]
    return [Line(position, tuple(groups.split()), text) for position, groups, text in rows]


def read_posting(path: Path) -> list[Line]:
    """Return the labeled tasks of a posting."""
    posting = tomllib.loads(path.read_text("utf-8"))
    tasks = [line for line in posting["line"] if line["kind"] == "task" and "group" in line]
    named = [(line["text"], (line["group"], *line.get("also", ()))) for line in tasks]
    title = posting["title"]
    return [Line(title, groups, text, POSTING_FACTOR) for text, groups in named]


def fit(lines: Sequence[Line], hashes: Mapping[str, str]) -> TaskClassifier:
    """Return the classifier that is learned from lines."""
    examples = [line.features for line in lines]
    counts = Counter(feature for example in examples for group in example for feature in group)
    features = sorted(feature for feature, count in counts.items() if count >= LEAST_LINES)
    at = {feature: row for row, feature in enumerate(features)}
    labeled = [
        (row, group, line.weight * COUNTS[min(place, len(COUNTS) - 1)])
        for row, line in enumerate(lines)
        for place, group in enumerate(line.groups)
    ]
    rows, groups, weights = zip(*labeled, strict=True)
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3)
    model.fit(arrange(examples, at)[list(rows)], groups, sample_weight=weights)
    exact = model.coef_.T
    rounded = np.rint(np.where(np.abs(exact) >= LEAST_WEIGHT, exact, 0) / STEP)
    return pack(model, features, np.clip(rounded, -127, 127).astype(np.int8), hashes)


def arrange(examples: Sequence[Sequence[Iterable[int]]], at: Mapping[int, int]) -> Any:
    """Return a sparse matrix of the known features; those of a kind have their factor as length."""
    values, rows, columns = [], [], []
    for row, example in enumerate(examples):
        for group, factor in zip(example, FACTORS, strict=True):
            known = [at[feature] for feature in group if feature in at]
            rows += [row] * len(known)
            columns += known
            values += [factor / math.sqrt(len(known) or 1)] * len(known)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(at)))


def pack(
    model: Any, features: Sequence[int], rounded: Any, hashes: Mapping[str, str]
) -> TaskClassifier:
    """Return the classifier without features whose weights are all 0."""
    kept = [(feature, row) for feature, row in zip(features, rounded, strict=True) if row.any()]
    starts = np.cumsum([0, *(np.count_nonzero(row) for _, row in kept)])
    columns = np.concatenate([np.flatnonzero(row) for _, row in kept]).astype(np.uint8)
    weights = np.concatenate([row[row != 0] for _, row in kept])
    return TaskClassifier(
        tuple(model.classes_),
        tuple(round(float(x), 4) for x in model.intercept_),
        STEP,
        {feature: row for row, (feature, _) in enumerate(kept)},
        array("I", starts.tolist()),
        columns.tobytes(),
        array("b", weights.tobytes()),
        hashes,
    )


def measure(lines: Sequence[Line]) -> None:
    """Print what is right for positions that the classifier never saw, with and without the rules."""
    right: Counter[str] = Counter()
    for fifth in range(FIFTHS):
        folds = [(line, zlib.crc32(line.position.encode()) % FIFTHS == fifth) for line in lines]
        fitted = fit([line for line, is_left_out in folds if not is_left_out], {})
        setattr(task_groups, "load_task_classifier", lambda fitted=fitted: fitted)  # noqa: B010
        for line in (line for line, is_left_out in folds if is_left_out):
            if NO_TASK in line.groups:
                continue
            scores = fitted.score(line.features)
            best = task_groups.choose_group(task_groups.rank_groups(line.text, prior=line.usual))
            is_right = best is not None and best.group in line.groups
            is_sure = best is not None and best.score >= CLEAR_SCORE
            right["lines"] += 1
            right["classifier"] += max(scores, key=lambda one: scores[one]) in line.groups
            right["both"] += is_right
            right["sure"] += is_sure
            right["sure and right"] += is_sure and is_right
    sys.stdout.write(f"{dict(right)}\n")


def main() -> None:
    """Train and write the classifier, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    is_measuring = parser.parse_args().measure
    paths = sorted(DATA.glob("training/task_groups_*.tsv"))
    postings = list_files(is_cross_check=False)
    lines = [line for path in paths for line in read_lines(path)]
    if is_measuring:
        measure(lines)
        return
    lines += [line for path in postings for line in read_posting(path)]
    files = [*paths, *postings]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    content = fit(lines, hashes).dump()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
