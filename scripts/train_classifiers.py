# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn>=1.6"]
# ///
"""Train the classifier of unlawful demands that the package ships, from the labeled lines in tests/data.

    uv run scripts/train_classifiers.py             # write it
    uv run scripts/train_classifiers.py --measure   # leave out one author at a time, and say how it goes

The held-out lines in tests/data/held_out are never read here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from vivavoce.kernel.text_classifier import TextClassifier, hash_features  # noqa: E402

DATA = ROOT / "tests" / "data"
BUCKETS = 1 << 16
STRENGTH = 20.0
"""Inverse of the regularization; between 20 and 200 it made no difference on an author left out."""
TASKS = {
    "demands": ("demands", "src/vivavoce/contracts/unlawful_demands/classifier.gz"),
}


def label_of(row: dict[str, Any]) -> str | None:
    """Return a line's kind or ground, or None for an answer or a lawful line."""
    if "act" in row:
        return None if row["act"] == "answer" else row["act"]
    return row["ground"] if row["unlawful"] else None


def matrix(texts: Sequence[str]) -> csr_matrix:
    """Return a row for each text, of length 1."""
    columns: list[int] = []
    ends, values = [0], []
    for text in texts:
        found = sorted(hash_features(text, BUCKETS))
        columns += found
        values += [1 / math.sqrt(len(found) or 1)] * len(found)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def fit(rows: Sequence[dict[str, Any]], name: str, trained_on: dict[str, str]) -> TextClassifier:
    """Train "is it one at all" on all rows, and which one it is on those that are."""
    labels = [label_of(row) for row in rows]
    texts = matrix([row["text"] for row in rows])
    any_of = LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        texts, [x is not None for x in labels]
    )
    of_them = [at for at, label in enumerate(labels) if label is not None]
    which = LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        texts[of_them], [labels[at] for at in of_them]
    )
    lines = np.vstack([any_of.coef_, which.coef_])
    scales = np.abs(lines).max(axis=1) / 127
    weights = np.rint(lines / scales[:, None]).astype(np.int8)
    return TextClassifier(
        (name, *map(str, which.classes_)),
        tuple(round(float(x), 4) for x in [*any_of.intercept_, *which.intercept_]),
        tuple(float(f"{x:.6g}") for x in scales),
        tuple(array("b", row.tobytes()) for row in weights),
        trained_on,
    )


def measure(files: dict[str, list[dict[str, Any]]], name: str) -> None:
    """Print what a classifier finds in the lines of an author whom it was not trained on."""
    for left_out, lines in files.items():
        others = [row for file, rows in files.items() if file != left_out for row in rows]
        classifier = fit(others, name, {})
        scores = [classifier.scores(row["text"]) for row in lines]
        truth = [label_of(row) for row in lines]
        false = sorted(
            (s[name] for s, t in zip(scores, truth, strict=True) if t is None), reverse=True
        )
        true = [(s, t) for s, t in zip(scores, truth, strict=True) if t is not None]
        if not false or not true:
            continue
        right = sum(max(classifier.labels[1:], key=s.__getitem__) == t for s, t in true)
        found = [
            f"{sum(s[name] > false[int(share * len(false))] for s, _ in true) / len(true):.1%} at {share:.0%}"
            for share in (0.01, 0.02, 0.05)
        ]
        kinds = f"the kind is right in {right / len(true):.1%}"
        print(f"{left_out}: found {', '.join(found)} false; {kinds}")  # noqa: T201


def main() -> None:
    """Train, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    is_measuring = parser.parse_args().measure
    for name, (stem, target) in TASKS.items():
        paths = sorted([*DATA.glob(f"{stem}_*.jsonl"), *DATA.glob(f"training/{stem}_*.jsonl")])
        files = {
            str(path.relative_to(DATA)): [
                json.loads(x) for x in path.read_text("utf-8").splitlines()
            ]
            for path in paths
        }
        if is_measuring:
            measure(files, name)
            continue
        hashes = {
            str(p.relative_to(DATA)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths
        }
        content = fit([row for rows in files.values() for row in rows], name, hashes).dump()
        (ROOT / target).write_bytes(content)
        print(f"{target}: {len(content) / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main()
