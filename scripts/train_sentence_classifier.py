# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "scikit-learn>=1.7", "scipy>=1.15"]
# ///
"""Train the classifier of a posting's sentences that the package ships, from labeled postings.

    python scripts/train_sentence_classifier.py             # write it
    python scripts/train_sentence_classifier.py --measure   # leave out a file at a time

The postings in tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
from bench.plans.labeled_sentences import LabeledPosting, label, read_labeled  # noqa: E402
from bench.plans.postings import list_files  # noqa: E402

from vivavoce.kernel.text_classifier import TextClassifier, hash_features  # noqa: E402
from vivavoce.planning.domain.job_analysis.sentence_kinds import (  # noqa: E402
    BUCKETS,
    KINDS,
    list_context,
    rate_sentences,
)

DATA = ROOT / "tests" / "data"
TARGET = ROOT / "src/vivavoce/planning/domain/job_analysis/sentence_kinds.gz"
STRENGTH = 30.0
"""The inverse of the regularization."""


def read_lines(path: Path) -> LabeledPosting:
    """Return a posting whose lines are labeled."""
    raw = tomllib.loads(path.read_text("utf-8"))
    text, at, places = raw["text"], 0, []
    for line in raw["line"]:
        start = text.find(line["text"], at)
        if start < 0:
            continue
        at = start + len(line["text"])
        places.append((start, at, line["kind"]))
    return label(raw["title"], text, places)


def cut(posting: LabeledPosting) -> Iterator[LabeledPosting]:
    """Yield a posting as it is, and cut behind its last task and last demand: not each ends with terms."""
    yield posting
    for kind in ("task", "demand"):
        places = [at for at, one in enumerate(posting.kinds) if one == kind]
        if places and places[-1] + 1 < len(posting.kinds):
            end = places[-1] + 1
            yield replace(posting, sentences=posting.sentences[:end], kinds=posting.kinds[:end])


def fit(postings: Sequence[LabeledPosting], hashes: Mapping[str, str]) -> TextClassifier:
    """Return the classifier that is learned from postings."""
    columns, ends, values, labels = list[int](), [0], list[float](), list[str]()
    for posting in (part for one in postings for part in cut(one)):
        for at, kind in enumerate(posting.kinds):
            if kind is None:
                continue
            context = list_context(posting.sentences, at)
            found = sorted(hash_features(posting.sentences[at].text, BUCKETS, context))
            columns += found
            values += [1 / math.sqrt(len(found) or 1)] * len(found)
            ends.append(len(columns))
            labels.append(kind)
    matrix = csr_matrix((values, columns, ends), shape=(len(labels), BUCKETS))
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(matrix, labels)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    return pack(model.intercept_[order], model.coef_[order], hashes)


def pack(biases: Any, weights: Any, hashes: Mapping[str, str]) -> TextClassifier:
    """Return the classifier with these weights, a row for each kind, in units of 8 bits."""
    scales = np.abs(weights).max(axis=1) / 127
    rounded = np.rint(weights / scales[:, None]).astype(np.int8)
    return TextClassifier(
        KINDS,
        tuple(round(float(x), 4) for x in biases),
        tuple(float(f"{x:.6g}") for x in scales),
        tuple(array("b", row.tobytes()) for row in rounded),
        hashes,
    )


def count(postings: Sequence[LabeledPosting], classifier: TextClassifier) -> Counter[str]:
    """Return how often each kind is right, missed and false, by the classifier and by the rules alone."""
    counts: Counter[str] = Counter()
    rules = {"task": "task", "requirement": "demand"}
    for posting in postings:
        for one, kind, rated in zip(
            posting.sentences,
            posting.kinds,
            rate_sentences(posting.sentences, classifier),
            strict=True,
        ):
            if kind is None:
                continue
            best = max(rated, key=lambda name: rated[name])
            for name, said in (("classifier", best), ("rules", rules.get(one.rule_kind, "other"))):
                counts[f"{name} {kind} as {said}"] += 1
    return counts


def show(counts: Counter[str]) -> None:
    """Print what share of each kind is found, and what share of what is found is right."""
    for name in ("rules", "classifier"):
        parts = []
        for kind in KINDS:
            right = counts[f"{name} {kind} as {kind}"]
            there = sum(counts[f"{name} {kind} as {other}"] for other in KINDS)
            said = sum(counts[f"{name} {other} as {kind}"] for other in KINDS)
            parts.append(f"{kind} {right}/{there} of {said}")
        sys.stdout.write(f"{name}: {', '.join(parts)}\n")


def count_steps(postings: Sequence[LabeledPosting]) -> None:
    """Print by which factors a kind is likelier behind another, for the tables in ``sentence_kinds.py``."""
    alone: Counter[str] = Counter()
    steps: Counter[tuple[bool, str, str]] = Counter()
    for posting in postings:
        alone.update(kind for kind in posting.kinds if kind is not None)
        for at, (first, second) in enumerate(pairwise(posting.kinds)):
            one, next_one = posting.sentences[at : at + 2]
            if first is not None and second is not None:
                steps[one.line_number == next_one.line_number, first, second] += 1
    for is_beside in (True, False):
        for first in KINDS:
            total = sum(steps[is_beside, first, kind] for kind in KINDS)
            shares = (steps[is_beside, first, kind] / total for kind in KINDS)
            usual = (alone[kind] / alone.total() for kind in KINDS)
            roots = [round((x / y) ** 0.5, 1) for x, y in zip(shares, usual, strict=True)]
            sys.stdout.write(f"{'beside' if is_beside else 'apart'} {first}: {roots}\n")


def main() -> None:
    """Train and write the classifier, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--folder", type=Path, default=DATA / "training")
    args = parser.parse_args()
    paths = sorted(args.folder.glob("posting_sentences_*.jsonl"))
    files = {path: read_labeled(path) for path in paths}
    lines = [read_lines(path) for path in list_files(is_cross_check=False)]
    if args.measure:
        total: Counter[str] = Counter()
        for left_out, postings in files.items():
            others = [one for path, rows in files.items() if path != left_out for one in rows]
            counts = count(postings, fit([*others, *lines], {}))
            sys.stdout.write(f"{left_out.name}\n")
            show(counts)
            total += counts
        sys.stdout.write("all\n")
        show(total)
        return
    hashes = {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*paths, *list_files(is_cross_check=False)]
    }
    count_steps([*(one for rows in files.values() for one in rows), *lines])
    content = fit([*(one for rows in files.values() for one in rows), *lines], hashes).dump()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
