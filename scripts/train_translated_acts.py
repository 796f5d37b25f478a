# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "pystemmer>=3"]
# ///
"""Train the classifier of utterance acts for a language other than English, from labeled lines.

    uv run scripts/train_translated_acts.py de             # write it
    uv run scripts/train_translated_acts.py de --measure   # leave out one author at a time

The lines in tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from train_act_classifier import DATA, PACKAGE, ActWeights, arrange_row, learn

from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.interviewer.understanding.translated_features import (
    list_translated_features,
)

LEAST_LINES, LEAST_FILES = 3, 2
"""A feature is learned if so many lines, of so many files, have it."""
MAX_FEATURES = 20000
"""Of these, so many that matter most are learned again and kept, which bounds the file."""
LEVELS, CLIPPED_ABOVE = 4, 0.999
"""Weights are rounded to so many levels above 0, and the largest ones cut."""
Rows = Sequence[dict[str, str]]
_Groups = Sequence[frozenset[int]]


def fit(files: Mapping[str, Rows], hashes: Mapping[str, str]) -> ActWeights:
    """Return the weights that are learned from the lines of ``files``."""
    lines = [(row["said"], row["act"], name) for name, rows in files.items() for row in rows]
    examples = [_list_features(said) for said, _, _ in lines]
    labels = sorted({act for _, act, _ in lines})
    acts = np.array([labels.index(act) for _, act, _ in lines])
    frequent = _list_frequent(
        examples, [name for _, _, name in lines], min(LEAST_FILES, len(files))
    )
    weights, _ = _learn(examples, acts, frequent, len(labels))
    count = Counter(feature for groups in examples for group in groups for feature in group)
    spread = np.linalg.norm(weights - weights.mean(axis=1, keepdims=True), axis=1)
    matters = spread * np.sqrt([count[feature] for feature in frequent])
    chosen = np.argsort(-matters, kind="stable")[:MAX_FEATURES]
    features = sorted(frequent[index] for index in chosen)
    weights, biases = _learn(examples, acts, features, len(labels))
    scales = np.quantile(np.abs(weights), CLIPPED_ABOVE, axis=0) / LEVELS
    rounded = np.clip(np.rint(weights / scales), -LEVELS, LEVELS).astype(np.int8)
    return ActWeights(
        tuple(labels),
        tuple(round(float(bias), 4) for bias in biases),
        tuple(float(f"{scale:.6g}") for scale in scales),
        {
            feature: row.tobytes()
            for feature, row in zip(features, rounded, strict=True)
            if row.any()
        },
        hashes,
    )


@cache
def _list_features(said: str) -> _Groups:
    return list_translated_features(said)


def _list_frequent(
    examples: Sequence[_Groups], sources: Sequence[str], least_files: int
) -> list[int]:
    """Return the features of enough lines of enough files, in ascending order."""
    count = Counter(feature for groups in examples for group in groups for feature in group)
    pairs = {
        (feature, source)
        for source, groups in zip(sources, examples, strict=True)
        for group in groups
        for feature in group
        if count[feature] >= LEAST_LINES
    }
    files = Counter(feature for feature, _ in pairs)
    return sorted(feature for feature, number in files.items() if number >= least_files)


def _learn(
    examples: Sequence[_Groups],
    acts: Any,  # Any: arrays, as in train_act_classifier
    features: Sequence[int],
    width: int,
) -> tuple[Any, Any]:
    at = {feature: index for index, feature in enumerate(features)}
    rows = [arrange_row(groups, at) for groups in examples]
    return learn(rows, acts, np.ones(len(rows), np.float32), (len(features), width))


def measure(language: str, files: Mapping[str, Rows]) -> None:
    """Print what is understood, wordings included, of each author's lines if they are not learned."""
    count: Counter[str] = Counter()
    understood: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for left_out, rows in files.items():
        before = understood.total(), understood["answer"], count["answer"]
        packed = second_opinion.pack(
            fit({name: each for name, each in files.items() if name != left_out}, {})
        )
        setattr(  # noqa: B010
            second_opinion,
            "score_translated",
            lambda text, _, packed=packed: packed.score(list_translated_features(text)),
        )
        for row in rows:
            found = understand(row["said"], question=row["question"], language=language).main_act
            count[row["act"]] += 1
            understood[row["act"]] += found == row["act"]
            confused[row["act"], found] += found != row["act"]
        answers = count["answer"] - before[2]
        false = answers - (understood["answer"] - before[1])
        right = understood.total() - before[0] - (answers - false)
        print(  # noqa: T201
            f"{left_out}: {right} of {len(rows) - answers} acts right, "
            f"{false} of {answers} answers taken for one"
        )
    acts = count.total() - count["answer"]
    right = understood.total() - understood["answer"]
    false = 1 - understood["answer"] / count["answer"]
    print(f"{right} of {acts} acts right ({right / acts:.1%}), {false:.1%} false")  # noqa: T201
    for act, number in count.most_common():
        worst = ", ".join(
            f"{found} {many}"
            for (expected, found), many in confused.most_common()
            if expected == act and many
        )
        print(f"{act}: {understood[act]} of {number}; taken for {worst or 'nothing else'}")  # noqa: T201


def main() -> None:
    """Train and write the classifier, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language")
    parser.add_argument("--measure", action="store_true")
    asked = parser.parse_args()
    paths = sorted(DATA.glob(f"training/acts_{asked.language}_*.jsonl"))
    files = {
        str(path.relative_to(DATA)): [json.loads(x) for x in path.read_text("utf-8").splitlines()]
        for path in paths
    }
    if asked.measure:
        measure(asked.language, files)
        return
    hashes = {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in files}
    concepts = PACKAGE / f"concepts_{asked.language}.toml"
    hashes[concepts.name] = hashlib.sha256(concepts.read_bytes()).hexdigest()
    content = fit(files, hashes).dump()
    (PACKAGE / f"act_classifier_{asked.language}.xz").write_bytes(content)
    sys.stdout.write(f"{len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
