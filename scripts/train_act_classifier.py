# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn>=1.6"]
# ///
"""Train the classifier of utterance acts that the package ships, from labeled lines and sample answers.

    uv run scripts/train_act_classifier.py

The lines in tests/data/utterances and tests/data/held_out are never read here: they measure it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]
import train_classifiers  # noqa: E402

from vivavoce.kernel.text_classifier import TextClassifier  # noqa: E402

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


def main() -> None:
    """Train and write the classifier."""
    paths = sorted(
        [
            *DATA.glob("candidate_requests_*.jsonl"),
            *DATA.glob("training/candidate_requests_*.jsonl"),
            *DATA.glob("training/utterance_acts*.jsonl"),
        ]
    )
    texts, acts, weights = [], [], []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            texts.append(row["text"])
            acts.append(act_of(row))
            weights.append(ACT_WEIGHT if path.name.startswith("utterance_acts") else REQUEST_WEIGHT)
            if path.name.startswith("utterance_acts"):
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
    fitted = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(
        train_classifiers.matrix(texts), acts, sample_weight=weights
    )
    scales = np.abs(fitted.coef_).max(axis=1) / 127
    rounded = np.rint(fitted.coef_ / scales[:, None]).astype(np.int8)
    classifier = TextClassifier(
        tuple(map(str, fitted.classes_)),
        tuple(round(float(each), 4) for each in fitted.intercept_),
        tuple(float(f"{each:.6g}") for each in scales),
        tuple(array("b", row.tobytes()) for row in rounded),
        {str(p.relative_to(DATA)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
    )
    content = classifier.dump()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(texts)} texts, {len(content) / 1000:.0f} kB\n")


if __name__ == "__main__":
    train_classifiers.BUCKETS = BUCKETS
    main()
