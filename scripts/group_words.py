# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn>=1.6"]
# ///
"""Group words by their meaning, for the classifier of demands: write ``word_groups.gz``.

    python scripts/group_words.py WORDS   # a file with one word per line

It needs scikit-learn, and the packages and weights of the extra "embeddings". The words come from the
vocabulary of MiniLM and the training lines. Then train again: ``scripts/train_classifiers.py``.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from vivavoce.infra.embeddings import MiniLmEmbedder  # noqa: E402

TARGET = ROOT / "src/vivavoce/contracts/unlawful_demands/word_groups.gz"
DIMENSIONS = 64
GROUP_COUNTS = (3000, 1000, 250, 64)
"""From fine to coarse; each coarser level groups the groups of the one before."""


def main() -> None:
    """Read the words, and write their groups."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", type=Path)
    words = sorted(set(parser.parse_args().words.read_text("utf-8").split()))
    vectors = np.array(asyncio.run(MiniLmEmbedder().embed(words)))
    TARGET.write_bytes(pack(words, group(reduce_dimensions(vectors))))


def reduce_dimensions(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors in their main directions, each with length 1."""
    centered = vectors - vectors.mean(axis=0)
    directions = np.linalg.svd(centered[::6], full_matrices=False)[2][:DIMENSIONS]
    reduced = centered @ directions.T
    return np.asarray(reduced / np.linalg.norm(reduced, axis=1, keepdims=True))


def group(vectors: np.ndarray) -> list[tuple[int, ...]]:
    """Return the numbers of each vector's groups, from fine to coarse."""
    centers, levels = vectors, [np.arange(len(vectors))]
    for count in GROUP_COUNTS:
        model = MiniBatchKMeans(min(count, len(centers)), random_state=0, n_init=1, max_iter=20)
        levels.append(model.fit_predict(centers)[levels[-1]])
        centers = model.cluster_centers_
    return [tuple(map(int, row)) for row in np.stack(levels[1:], axis=1)]


def pack(words: list[str], groups: list[tuple[int, ...]]) -> bytes:
    """Return the file: in each line the numbers of the groups, then the words."""
    members: dict[tuple[int, ...], list[str]] = {}
    for word, numbers in zip(words, groups, strict=True):
        members.setdefault(numbers, []).append(word)
    lines = (
        f"{'.'.join(map(str, numbers))} {' '.join(members[numbers])}\n"
        for numbers in sorted(members, key=lambda each: each[::-1])
    )
    return gzip.compress("".join(lines).encode(), 9, mtime=0)


if __name__ == "__main__":
    main()
