# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "pystemmer>=3"]
# ///
"""Train the classifier of utterance acts for a language other than English, from labeled lines.

    uv run scripts/train_translated_acts.py de             # write it
    uv run scripts/train_translated_acts.py de --measure   # leave out one author at a time, and say how it goes

The lines in tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from train_act_classifier import ActWeights, Line, PACKAGE, DATA, descend  # noqa: E402

from vivavoce.live.domain.interviewer.understanding import second_opinion  # noqa: E402
from vivavoce.live.domain.interviewer.understanding.act_weights import (  # noqa: E402
    list_translated_features,
)
from vivavoce.live.domain.interviewer.understanding.translated_acts import (  # noqa: E402
    find_translated_acts,
)

LEAST_LINES, LEAST_FILES = 3, 2
"""A feature is learned if so many lines, of so many files, have it."""
LEVELS, CLIPPED_ABOVE, SHARPNESS = 10, 0.999, 1.0
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_MARKS = re.compile(r"[.,!?;:…]")
Rows = Sequence[dict[str, str]]


def list_lines(files: Mapping[str, Rows]) -> Iterator[Line]:
    """Yield each line, its last sentence if that is the act, each sentence of an answer, and all without marks."""
    for name, rows in files.items():
        for row in rows:
            said, act = row["said"], row["act"]
            yield Line(said, act, 1.0, name)
            yield Line(_MARKS.sub("", said), act, 0.5, name)
            sentences = [each.strip() for each in _SENTENCE.findall(said) if each.strip()]
            if len(sentences) > 1:
                for each in sentences if act == "answer" else sentences[-1:]:
                    yield Line(each, act, 0.5, name)


def fit(files: Mapping[str, Rows], hashes: Mapping[str, str]) -> ActWeights:
    """Return the weights that are learned from the lines of ``files``."""
    lines = list(list_lines(files))
    examples = [list_translated_features(line.text) for line in lines]
    count = Counter(feature for example in examples for feature in example)
    pairs = {(f, line.source) for line, example in zip(lines, examples, strict=True) for f in example}
    sources = Counter(feature for feature, _ in pairs)
    features = sorted(f for f, n in count.items() if n >= LEAST_LINES and sources[f] >= min(LEAST_FILES, len(files)))
    at = {feature: index for index, feature in enumerate(features)}
    labels = sorted({line.act for line in lines})
    rows = []
    for example in examples:
        known = sorted(at[each] for each in example if each in at)
        rows.append((np.array(known, np.int64), np.full(len(known), 1 / max(1, len(known)) ** 0.5, np.float32)))
    weights, biases = descend(
        rows,
        np.array([labels.index(line.act) for line in lines]),
        np.array([line.weight for line in lines], np.float32),
        (len(features), len(labels)),
    )
    scales = np.quantile(np.abs(weights), CLIPPED_ABOVE, axis=0) / LEVELS
    rounded = np.clip(np.rint(weights / scales), -LEVELS, LEVELS).astype(np.int8)
    return ActWeights(
        tuple(labels),
        tuple(round(float(x) * SHARPNESS, 4) for x in biases),
        tuple(float(f"{x * SHARPNESS:.6g}") for x in scales),
        {f: rounded[index].tobytes() for f, index in at.items() if rounded[index].any()},
        hashes,
    )


def measure(language: str, files: Mapping[str, Rows]) -> None:
    """Print what is understood of each author's lines by a classifier that never saw them, with the wordings."""
    total: Counter[str] = Counter()
    for left_out, rows in files.items():
        weights = fit({name: each for name, each in files.items() if name != left_out}, {})
        packed = second_opinion.pack(weights)
        setattr(second_opinion, "score_translated", lambda text, _, p=packed: p.score([list_translated_features(text)]))  # noqa: B010
        right = false = answers = 0
        for row in rows:
            spans = find_translated_acts(row["said"], language) or ()
            acts = [each.act for each in spans if each.act != "answer"]
            found = acts[-1] if acts else "answer"
            if row["act"] == "answer":
                answers, false = answers + 1, false + (found != "answer")
            else:
                right += found == row["act"]
        total.update(right=right, false=false, answers=answers, acts=len(rows) - answers)
        print(f"{left_out}: {right} of {len(rows) - answers} acts, {false} of {answers} answers taken for one")  # noqa: T201
    print(f"all: {total['right'] / total['acts']:.1%}, {total['false'] / total['answers']:.1%} false")  # noqa: T201


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
    content = fit(files, hashes).dump()
    (PACKAGE / f"act_classifier_{asked.language}.gz").write_bytes(content)
    sys.stdout.write(f"{len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
