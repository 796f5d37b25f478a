# /// script
# requires-python = ">=3.11"
# dependencies = ["pystemmer>=3", "scikit-learn>=1.6"]
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
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]
import train_classifiers  # noqa: E402

from vivavoce.kernel.text_classifier import TextClassifier  # noqa: E402
from vivavoce.live.domain.interviewer.understanding import second_opinion  # noqa: E402
from vivavoce.live.domain.interviewer.understanding.detection import understand  # noqa: E402

DATA = ROOT / "tests" / "data"
SETS = ROOT / "src" / "vivavoce" / "planning" / "question_sets"
TARGET = ROOT / "src/vivavoce/live/domain/interviewer/understanding/act_classifier.gz"
BUCKETS = 1 << 15
STRENGTH = 20.0
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
WISHES_AND_QUESTIONS = {*ACTS.values(), "asks_count", "wants_writing", "wants_slower"}
"""Acts that people report of others."""
_COUNTS = re.compile(r"\bquestions?\b|\bhow many\b(?!.*minutes)|\btopics?\b|last one|\bq's\b", re.I)
_MARKS = re.compile(r"[.,!?;:]")
"""Punctuation, which speech does not have: a line of ours is learned with and without it."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
MAX_COMPOSED_WORDS = 14
"""A longer wish is not composed with other words: it has its own way in."""
ANSWER_BIAS = 0.2
"""Added to the score of an answer, which keeps false alarms as rare as before."""
HARD_WEIGHT = 1.0
"""Of a line of the authors who were asked to avoid the usual words, or to use them in answers."""
HOUSE_FACTOR = 3.0
"""For our own lines: what the listed wordings misread, which only a sure classifier sets right."""
HARD = frozenset(f"training/utterance_acts_{number}.jsonl" for number in (3, 4, 5))
ACT_WEIGHT, REQUEST_WEIGHT, COMPOSED_WEIGHT = 3.0, 2.5, 0.5
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


def fit(files: Mapping[str, Sequence[dict[str, str]]], hashes: Mapping[str, str]) -> TextClassifier:
    """Return the mean of two classifiers: one learned all lines of ``files``, the other not the hard ones.

    The hard lines alone make it less sure of plain ones.
    """
    plain = _train({name: rows for name, rows in files.items() if name not in HARD})
    every = _train(files)
    weights = (plain.coef_ + every.coef_) / 2
    biases = (plain.intercept_ + every.intercept_) / 2 + ANSWER_BIAS * (plain.classes_ == "answer")
    return train_classifiers.pack(list(map(str, plain.classes_)), biases, weights, hashes)


def _train(files: Mapping[str, Sequence[dict[str, str]]]) -> LogisticRegression:
    """Train on the lines of ``files`` by name, on sample answers and on composed lines."""
    texts, acts, weights = [], [], []
    for name, rows in files.items():
        has_acts = "utterance_acts" in name and name not in HARD
        weight = HARD_WEIGHT if name in HARD else ACT_WEIGHT if has_acts else REQUEST_WEIGHT
        weight *= HOUSE_FACTOR if "house" in name else 1.0
        for row in rows:
            texts.append(row["text"])
            acts.append(act_of(row))
            weights.append(weight)
            if has_acts:
                texts.append(_MARKS.sub("", row["text"]))
                acts.append(act_of(row))
                weights.append(1.0)
    answers = list(sample_answers(0))
    sentences = [
        part.strip() for each in answers for part in _SENTENCE.findall(each) if len(part) > 8
    ]
    step = max(1, len(sentences) // MAX_SENTENCES)
    for text in [*answers[::4], *sentences[::step]]:
        texts.append(text)
        acts.append("answer")
        weights.append(1.0)
    for text, act in [*compose(texts, acts)][::3]:
        texts.append(text)
        acts.append(act)
        weights.append(COMPOSED_WEIGHT)
    return LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(
        train_classifiers.matrix(texts), acts, sample_weight=weights
    )


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
        classifier = fit({name: each for name, each in files.items() if name != left_out}, {})
        setattr(second_opinion, "score_acts", classifier.scores)  # noqa: B010
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
    content = fit(files, hashes).dump()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    train_classifiers.BUCKETS = BUCKETS
    main()
