# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "pystemmer>=3"]
# ///
"""Train the classifier of utterance acts that the package ships, from labeled lines and sample answers.

    uv run scripts/train_act_classifier.py             # write it
    uv run scripts/train_act_classifier.py --measure   # leave out one author at a time, and say how it goes

The lines in tests/data/utterances and tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from vivavoce.live.domain.interviewer.understanding import second_opinion  # noqa: E402
from vivavoce.live.domain.interviewer.understanding.act_weights import (  # noqa: E402
    ActWeights,
    list_feature_groups,
)
from vivavoce.live.domain.interviewer.understanding.detection import understand  # noqa: E402

DATA = ROOT / "tests" / "data"
SETS = ROOT / "src" / "vivavoce" / "planning" / "question_sets"
PACKAGE = ROOT / "src/vivavoce/live/domain/interviewer/understanding"
TARGET, CONCEPTS = PACKAGE / "act_classifier.xz", PACKAGE / "concepts.toml"
LEAST_LINES, LEAST_FILES = 4, 5
"""A feature is learned if so many lines, of so many files, have it: then more than one author uses it."""
PASSES, RATE, RATE_DECAY, SHRINKAGE = 6, 0.3, 0.93, 3e-4
"""How often all lines are read, and how far a weight moves; more passes made other authors' lines worse."""
HIDDEN = 0.3
"""This share of a line's features is hidden whenever it is read, so that not one word alone tells its act."""
TRAININGS = 4
"""The weights are the mean of so many trainings, so that it matters little which features were hidden."""
LEVELS, CLIPPED_ABOVE = 10, 0.999
"""Weights are rounded to so many levels above 0, and the largest ones cut, which halves the file."""
LEAST_SLOPE = 1e-3
"""A line that is understood so well moves no weight."""
SHARPNESS = 1.5
"""Factor of all weights: the rules beside the classifier are weighed with scores so far apart."""
MAX_SENTENCES = 4000
ACTS = {
    "person": "wants_person",
    "end": "wants_end",
    "pause": "wants_pause",
    "is_machine": "asks_machine",
    "data": "asks_data",
    "duration": "asks_time",
    "who_decides": "asks_who_decides",
    "next_steps": "asks_next",
}
"""The acts of the older lines about requests."""
WISHES_AND_QUESTIONS = {
    *ACTS.values(),
    "asks_count",
    "wants_writing",
    "wants_slower",
    "wants_louder",
}
"""Acts that people report of others."""
_COUNTS = re.compile(r"\bquestions?\b|\bhow many\b(?!.*minutes)|\btopics?\b|last one|\bq's\b", re.I)
_MARKS = re.compile(r"[.,!?;:]")
"""Punctuation, which speech does not have: a line of ours is learned with and without it."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
MAX_COMPOSED_WORDS = 14
"""A longer wish is not composed with other words: it has its own way in."""
ANSWER_BIAS = 0.7
"""Added to the score of an answer, which keeps false alarms as rare as before."""
HOUSE_FACTOR = 3.0
"""For our own lines: what the listed wordings misread, which only a sure classifier sets right."""
HARD = frozenset(f"training/utterance_acts_{number}.jsonl" for number in range(3, 39))
"""Lines of the authors who were asked to avoid the usual words, or to use them in answers."""
ACT_WEIGHT, REQUEST_WEIGHT, COMPOSED_WEIGHT = 3.0, 2.5, 0.25
REPORTERS = (
    "the customer asked",
    "he said",
    "my students always ask",
    "a passenger asked me",
    "she wrote to us",
    "when somebody says",
    "I told the caller",
    "one guest shouted",
    "the patients want to know",
    "my colleague asked",
    "they say",
    "i always say to the new ones",
    "then I'd say",
    "i would just tell him",
    "in a case like that i'd go",
    "we tell the visitors",
)
CONTINUATIONS = (
    "and I said yes of course",
    "so I got my supervisor",
    "and i explained it to her",
    "and we laughed about it",
    "so i told him the truth",
    "and I wrote it in the log",
    "then I showed them the sheet",
    "",
)
"""Words around a wish that make it a part of a story."""


def act_of(row: dict[str, str]) -> str:
    """Return a line's act; the older lines do not tell questions about time and number apart."""
    if row["act"] == "duration" and _COUNTS.search(row["text"]) and "minute" not in row["text"]:
        return "asks_count"
    return ACTS.get(row["act"], row["act"])


def sample_answers(half: int) -> Iterator[str]:
    """Yield the sample answers of every second question set; the other half measures false alarms."""
    for path in sorted(SETS.glob("*.toml"))[half::2]:
        for question in tomllib.loads(path.read_text("utf-8"))["question"]:
            for form in ("form_a", "form_b"):
                yield from question.get(form, {}).get("samples", {}).values()


def compose(texts: Sequence[str], acts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield texts with their acts: short wishes behind an answer, and the same wishes as reported speech."""
    lines = list(zip(texts, acts, strict=True))
    answers = [text for text, act in lines if act == "answer"][::3]
    short = [
        (text, act)
        for text, act in lines
        if act in WISHES_AND_QUESTIONS and text.count(" ") < MAX_COMPOSED_WORDS
    ]
    for at, (wish, act) in enumerate(short):
        if at % 2:
            yield f"{answers[at % len(answers)].rstrip('.')}. {wish}", act
        else:
            reporter, rest = REPORTERS[at % len(REPORTERS)], CONTINUATIONS[at % len(CONTINUATIONS)]
            yield f"{reporter} {wish.rstrip('.?!')} {rest}".strip(), "answer"


@dataclass(frozen=True, slots=True)
class Line:
    """A labeled text to learn, how much it counts, and the file that it is from."""

    text: str
    act: str
    weight: float
    source: str


def fit(files: Mapping[str, Sequence[dict[str, str]]], hashes: Mapping[str, str]) -> ActWeights:
    """Return the weights that are learned from the lines of ``files``."""
    lines = list_lines(files)
    examples = [[*map(list, _groups(line.text))] for line in lines]
    features = select_features(lines, examples)
    at = {feature: index for index, feature in enumerate(features)}
    labels = sorted({line.act for line in lines})
    rows = [arrange_row(example, at) for example in examples]
    weights, biases = learn(
        rows,
        np.array([labels.index(line.act) for line in lines]),
        np.array([line.weight for line in lines], np.float32),
        (len(features), len(labels)),
    )
    biases[labels.index("answer")] += ANSWER_BIAS
    scales = np.quantile(np.abs(weights), CLIPPED_ABOVE, axis=0) / LEVELS
    rounded = np.clip(np.rint(weights / scales), -LEVELS, LEVELS).astype(np.int8)
    return ActWeights(
        tuple(labels),
        tuple(round(float(x) * SHARPNESS, 4) for x in biases),
        tuple(float(f"{x * SHARPNESS:.6g}") for x in scales),
        {
            feature: rounded[index].tobytes()
            for feature, index in at.items()
            if rounded[index].any()
        },
        hashes,
    )


@cache
def _groups(text: str) -> Sequence[frozenset[int]]:
    return list_feature_groups(text)


def select_features(lines: Sequence[Line], examples: Sequence[Sequence[list[int]]]) -> list[int]:
    """Return the features of enough lines of enough files, in ascending order."""
    sources = {source: index for index, source in enumerate({line.source for line in lines})}
    count: Counter[int] = Counter()
    pairs: set[tuple[int, int]] = set()
    for line, groups in zip(lines, examples, strict=True):
        for group in groups:
            count.update(group)
            pairs.update((feature, sources[line.source]) for feature in group)
    files = Counter(feature for feature, _ in pairs)
    return sorted(
        feature
        for feature, number in count.items()
        if number >= LEAST_LINES and files[feature] >= LEAST_FILES
    )


def arrange_row(groups: Sequence[Iterable[int]], at: Mapping[int, int]) -> tuple[Any, Any]:
    """Return the columns of a text and their values: each group of features has length 1."""
    known = [sorted(at[each] for each in group if each in at) for group in groups]
    values = [np.full(len(each), 1 / math.sqrt(len(each) or 1), np.float32) for each in known]
    return np.concatenate([np.array(each, np.int64) for each in known]), np.concatenate(values)


def learn(
    rows: Sequence[Any],
    acts: Any,  # Any: arrays
    counts: Any,
    shape: tuple[int, int],
) -> tuple[Any, Any]:
    """Return the mean weights and biases of several trainings, each in another order."""
    with ProcessPoolExecutor(TRAININGS) as processes:
        trained = processes.map(partial(descend, rows, acts, counts, shape), range(TRAININGS))
        weights, biases = zip(*trained, strict=True)
    return sum(weights) / TRAININGS, sum(biases) / TRAININGS


def descend(
    rows: Sequence[Any],
    acts: Any,
    counts: Any,
    shape: tuple[int, int],
    seed: int,
) -> tuple[Any, Any]:
    """Return weights and biases of a softmax regression, by AdaGrad, one line after the other.

    Each time that a line is read, a share of its features is hidden, others by chance each time.
    """
    weights, squares = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    biases, bias_squares = np.zeros(shape[1], np.float32), np.zeros(shape[1], np.float32)
    rate, chance = RATE, np.random.default_rng(seed)
    for _ in range(PASSES):
        for line in chance.permutation(len(rows)):
            columns, values = rows[line]
            is_seen = chance.random(len(columns)) >= HIDDEN
            columns, values = columns[is_seen], values[is_seen] / np.float32(math.sqrt(1 - HIDDEN))
            own = weights[columns]
            scores = biases + values @ own
            slope = np.exp(scores - scores.max())
            slope /= slope.sum()
            slope[acts[line]] -= 1
            slope *= counts[line]
            bias_squares += slope * slope
            biases -= rate / 5 * slope / (np.sqrt(bias_squares) + 1e-2)
            if np.abs(slope).max() < LEAST_SLOPE:
                continue
            change = values[:, None] * slope + SHRINKAGE * own
            total = squares[columns] + change * change
            squares[columns] = total
            weights[columns] = own - rate * change / (np.sqrt(total) + 1e-4)
        rate *= RATE_DECAY
    return weights, biases


def list_lines(files: Mapping[str, Sequence[dict[str, str]]]) -> list[Line]:
    """Return the lines of ``files``, sample answers and composed lines."""
    lines = []
    for name, rows in files.items():
        has_acts = "utterance_acts" in name and name not in HARD
        weight = ACT_WEIGHT if has_acts else REQUEST_WEIGHT
        weight *= HOUSE_FACTOR if "house" in name else 1.0
        for row in rows:
            lines.append(Line(row["text"], act_of(row), weight, name))
            if has_acts:
                lines.append(Line(_MARKS.sub("", row["text"]), act_of(row), 1.0, name))
    answers = list(sample_answers(0))
    sentences = [
        part.strip() for each in answers for part in _SENTENCE.findall(each) if len(part) > 8
    ]
    step = max(1, len(sentences) // MAX_SENTENCES)
    lines += [Line(text, "answer", 1.0, "samples") for text in [*answers[::4], *sentences[::step]]]
    composed = [*compose([line.text for line in lines], [line.act for line in lines])][::3]
    return lines + [Line(text, act, COMPOSED_WEIGHT, "composed") for text, act in composed]


def measure(files: Mapping[str, Sequence[dict[str, str]]]) -> None:
    """Print what is understood of each author's lines, rules included, by a classifier that never saw them.

    The main author of the lines for all acts is not left out: hardly anything else teaches most acts.
    """
    right, lines, alarms, answers = 0, 0, 0, 0
    by_act: Counter[str] = Counter()
    understood: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for left_out, rows in files.items():
        if "training/" not in left_out or "house" in left_out or left_out.endswith("acts.jsonl"):
            continue
        weights = fit({name: each for name, each in files.items() if name != left_out}, {})
        packed = second_opinion.pack(weights)
        setattr(  # noqa: B010
            second_opinion,
            "score_acts",
            lambda text, packed=packed: packed.score(list_feature_groups(text)),
        )
        pairs = [*compare(rows)]
        requests = [(expected, found) for expected, found in pairs if expected != "answer"]
        caught = sum(expected == found for expected, found in requests)
        false = sum(pair[0] == "answer" != pair[1] for pair in pairs)
        print(  # noqa: T201
            f"{left_out}: {caught} of {len(requests)} other acts right, "
            f"{false} of {len(pairs) - len(requests)} answers taken for one"
        )
        right, lines = right + caught, lines + len(requests)
        alarms, answers = alarms + false, answers + len(pairs) - len(requests)
        by_act.update(expected for expected, _ in pairs)
        understood.update(expected for expected, found in pairs if expected == found)
        confused.update(pair for pair in pairs if pair[0] != pair[1])
    print(f"all: {right / lines:.1%} right, {alarms / answers:.1%} false")  # noqa: T201
    for act, count in by_act.most_common():
        worst = ", ".join(
            f"{found} {number}"
            for (expected, found), number in confused.most_common()
            if expected == act
        )
        print(f"{act}: {understood[act]} of {count}; taken for {worst or 'nothing else'}")  # noqa: T201


def compare(rows: Sequence[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the act of each line and the one that is understood, of those that the author has lines for."""
    labels = {act_of(row) for row in rows}
    is_older = not labels - {*ACTS.values(), "asks_count", "answer"}
    """The older lines do not tell questions about time and number apart."""
    for row in rows:
        acts = understand(row["text"], question=row.get("question", "")).acts
        found = next((act for act in reversed(acts) if act in labels - {"answer"}), "answer")
        pair = (act_of(row), found)
        yield tuple("asks_time" if is_older and act == "asks_count" else act for act in pair)


def main() -> None:
    """Train and write the classifier, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    is_measuring = parser.parse_args().measure
    paths = sorted(
        [
            *DATA.glob("candidate_requests_*.jsonl"),
            *DATA.glob("training/candidate_requests_*.jsonl"),
            *DATA.glob("training/utterance_acts*.jsonl"),
        ]
    )
    files = {
        str(path.relative_to(DATA)): [json.loads(x) for x in path.read_text("utf-8").splitlines()]
        for path in paths
    }
    if is_measuring:
        measure(files)
        return
    hashes = {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in files}
    hashes[CONCEPTS.name] = hashlib.sha256(CONCEPTS.read_bytes()).hexdigest()
    content = fit(files, hashes).dump()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
