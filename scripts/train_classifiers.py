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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from vivavoce.contracts.unlawful_demands.classifier_features import (  # noqa: E402
    hash_demand_features,
)
from vivavoce.contracts.unlawful_demands.detection import split_pieces  # noqa: E402
from vivavoce.kernel.text_classifier import TextClassifier, hash_features  # noqa: E402

DATA = ROOT / "tests" / "data"
BUCKETS = 1 << 16
DEMAND_BUCKETS = 1 << 17
STRENGTH = 10.0
"""Inverse of the regularization; between 2 and 20 it made little difference on authors left out."""
EVENNESS = 0.25
"""Part of each bucket's scale that does not depend on how clearly it tells demands from lawful lines."""
MOST_FALSE = 0.02
NAME, STEM = "demands", "demands"
TARGET = "src/vivavoce/contracts/unlawful_demands/classifier.gz"
KNOWN_WEIGHT, PRODUCT_WEIGHT, BANK_WEIGHT = 0.1, 0.5, 0.1
"""Of a line that the authors of the rules had in view, of a text of the product, and of the question bank."""


def weight_of(file: str) -> float:
    """Return the weight of each line of a file."""
    if file.endswith("house_3.jsonl"):
        return BANK_WEIGHT
    if file.endswith("house.jsonl"):
        return PRODUCT_WEIGHT
    return 1.0 if "/" in file else KNOWN_WEIGHT


def label_of(row: dict[str, Any]) -> str | None:
    """Return a line's ground, or None for a lawful line."""
    return row["ground"] if row["unlawful"] else None


def no_more(text: str) -> Iterable[str]:
    """Yield no feature beside those of the text."""
    return ()


def matrix(texts: Sequence[str], more: Callable[[str], Iterable[str]] = no_more) -> csr_matrix:
    """Return a row for each text, of length 1; ``more`` gives features beside those of the text."""
    columns: list[int] = []
    ends, values = [0], []
    for text in texts:
        found = sorted(hash_features(text, BUCKETS, more(text)))
        columns += found
        values += [1 / math.sqrt(len(found) or 1)] * len(found)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def demand_matrix(texts: Sequence[str]) -> csr_matrix:
    """Return a row for each text, in which each part of its features has length 1."""
    columns: list[int] = []
    ends, values = [0], []
    for text in texts:
        for part in hash_demand_features(text, DEMAND_BUCKETS):
            columns += sorted(part)
            values += [1 / math.sqrt(len(part) or 1)] * len(part)
        ends.append(len(columns))
    found = csr_matrix((values, columns, ends), shape=(len(texts), DEMAND_BUCKETS))
    found.sum_duplicates()
    return found


def fit_demands(texts: csr_matrix, labels: Any, weights: Any) -> tuple[float, Any]:
    """Return the bias and the weights of "is it a demand".

    A bucket that tells demands from lawful lines clearly gets a larger scale, and so learns faster.
    """
    present = (texts > 0).astype(float)
    demands = 1 + present.T @ (weights * labels)
    lawful = 1 + present.T @ (weights * ~labels)
    clarity = np.abs(np.log(demands / demands.sum() * lawful.sum() / lawful))
    scale = EVENNESS + (1 - EVENNESS) * clarity / clarity.mean()
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2, intercept_scaling=5)
    model.fit(texts @ diags(scale), labels, sample_weight=weights)
    return float(model.intercept_[0]), model.coef_[0] * scale


def fit(
    texts: csr_matrix, rows: Sequence[dict[str, Any]], weights: Any, trained_on: Mapping[str, str]
) -> TextClassifier:
    """Train "is it a demand" on all lines, and "on which ground" on those that are."""
    labels = np.array([label_of(row) or "" for row in rows])
    bias, of_demand = fit_demands(texts, labels != "", weights)
    which = LogisticRegression(C=STRENGTH, max_iter=200).fit(
        texts[labels != ""], labels[labels != ""]
    )
    return pack(
        (NAME, *map(str, which.classes_)),
        [bias, *which.intercept_],
        np.vstack([of_demand, which.coef_]),
        trained_on,
    )


def pack(
    labels: Sequence[str], biases: Iterable[float], weights: Any, trained_on: Mapping[str, str]
) -> TextClassifier:
    """Return the classifier with these weights, a row for each label, in units of 8 bits."""
    scales = np.abs(weights).max(axis=1) / 127
    rounded = np.rint(weights / scales[:, None]).astype(np.int8)
    return TextClassifier(
        tuple(labels),
        tuple(round(float(x), 4) for x in biases),
        tuple(float(f"{x:.6g}") for x in scales),
        tuple(array("b", row.tobytes()) for row in rounded),
        trained_on,
    )


def measure(
    texts: csr_matrix, rows: Sequence[dict[str, Any]], weights: Any, files: Sequence[str]
) -> None:
    """Print what is found in the lines of each author by a classifier that was not trained on them."""
    authors = np.array(files)
    left_out = sorted(set(filter(is_neutral, files)))
    labels = np.array([bool(row["unlawful"]) for row in rows])
    scores = np.zeros(len(rows))
    for author in left_out:
        theirs = authors == author
        bias, of_demand = fit_demands(texts[~theirs], labels[~theirs], weights[~theirs])
        for at in np.flatnonzero(theirs):
            pieces = list(split_pieces(rows[at]["text"]))
            read = texts[at] if len(pieces) == 1 else demand_matrix(pieces)
            scores[at] = bias + float((read @ of_demand).max())
    measured = np.isin(authors, left_out)
    lawful = np.sort(scores[measured & ~labels])[::-1]
    for most_false in (0.01, MOST_FALSE, 0.03, 0.04):
        least = lawful[int(most_false * len(lawful))]
        print(f"least score {least:.2f}")  # noqa: T201
        for name, chosen in [*((each, authors == each) for each in left_out), ("all", measured)]:
            found, false = (scores[chosen & kind] > least for kind in (labels, ~labels))
            print(  # noqa: T201
                f"  {name}: found {found.sum()} of {len(found)} ({found.mean():.1%}), "
                f"false {false.sum()} of {len(false)} ({false.mean():.1%})"
            )


def is_neutral(file: str) -> bool:
    """Return whether the authors of a file's lines had not read the rules."""
    return "/" in file and "house" not in file


def main() -> None:
    """Train, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    is_measuring = parser.parse_args().measure
    paths = sorted([*DATA.glob(f"{STEM}_*.jsonl"), *DATA.glob(f"training/{STEM}_*.jsonl")])
    rows, files = [], []
    for path in paths:
        lines = path.read_text("utf-8").splitlines()
        rows += [json.loads(line) for line in lines]
        files += [str(path.relative_to(DATA))] * len(lines)
    texts = demand_matrix([row["text"] for row in rows])
    weights = np.array([weight_of(file) for file in files])
    if is_measuring:
        measure(texts, rows, weights, files)
        return
    hashes = {
        str(path.relative_to(DATA)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }
    content = fit(texts, rows, weights, hashes).dump()
    (ROOT / TARGET).write_bytes(content)
    print(f"{TARGET}: {len(content) / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main()
