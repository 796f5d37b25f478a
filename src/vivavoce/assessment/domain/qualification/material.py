"""The set that a model is qualified with: own answers with their levels, and other tellings of them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from vivavoce.assessment.domain.model_evidence.guards import Act
from vivavoce.contracts.plan import (
    AnswerAnchor,
    Competency,
    PlanQuestion,
    QuestionKind,
    Rubric,
)

SET_VERSION = 4
Grade = Literal["strong", "middle", "weak"]
GRADES: tuple[Grade, ...] = ("strong", "middle", "weak")
TRADES = (
    "nursing", "electrical", "sales", "warehouse", "teaching", "software", "hotel", "bookkeeping"
)  # fmt: skip
_OTHER_FILES = ("orders", "empty", "unsure", "refusals", "nothing", "swaps", "style", "asides")


@dataclass(frozen=True, slots=True)
class LabeledSentence:
    """One sentence of an answer and the level that it shows; None shows nothing."""

    text: str
    level: int | None = None
    act: Act = "own"
    is_denied: bool = False
    """Whether it says that the act was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One question of a trade with its anchors, and one answer of each grade."""

    trade: str
    is_held_out: bool
    competency: str
    question: PlanQuestion
    answers: Mapping[Grade, tuple[LabeledSentence, ...]]

    @property
    def rubric(self) -> Rubric:
        """A rubric with this question alone."""
        return Rubric(
            competencies=(Competency(name=self.competency, weight=1.0),),
            questions=(self.question,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All material of the set."""

    exercises: tuple[Exercise, ...]
    other: Mapping[str, Mapping[str, Any]]  # Any: TOML
    hash: str


def compute_label(sentences: Sequence[LabeledSentence]) -> int:
    """Return the level of a whole answer: the best that it shows."""
    return max(sentence.level for sentence in sentences if sentence.level is not None)


def parse_sentence(text: str) -> LabeledSentence:
    """Return the sentence of "4|I called her.", or without a level, "-|It was late.".

    "4 other|He called her." is somebody else's act, and "4 denied|I did not call her." was not done.
    """
    mark, _, words = text.partition("|")
    level, _, kind = mark.partition(" ")
    return LabeledSentence(
        words,
        None if level == "-" else int(level),
        act="habit" if kind == "habit" else "other" if kind == "other" else "own",
        is_denied=kind == "denied",
    )


@cache
def load_material() -> Material:
    """Return the material of this version of the product."""
    folder = files(__package__) / "material"
    digest = hashlib.sha256(f"set {SET_VERSION}".encode())
    read: dict[str, dict[str, Any]] = {}  # Any: TOML
    for name in (*TRADES, *_OTHER_FILES):
        text = (folder / f"{name}.toml").read_text("utf-8").replace("\r\n", "\n")
        digest.update(text.encode() + b"\0")
        read[name] = tomllib.loads(text)
    exercises = [
        _build_exercise(read[trade], raw, place)
        for trade in TRADES
        for place, raw in enumerate(read[trade]["question"], start=1)
    ]
    return Material(
        exercises=tuple(exercises),
        other={name: read[name] for name in _OTHER_FILES},
        hash=digest.hexdigest()[:16],
    )


def _build_exercise(
    trade: dict[str, Any], raw: dict[str, Any], place: int
) -> Exercise:  # Any: TOML
    kind: QuestionKind = raw["kind"]
    return Exercise(
        trade=trade["trade"],
        is_held_out=trade.get("is_held_out", False),
        competency=trade["competency"],
        question=PlanQuestion(
            id=f"{trade['trade']}-{place}",
            text=raw["text"],
            competency=trade["competency"],
            kind=kind,
            anchors={
                str(level): AnswerAnchor(description=text, signals=(example,))
                for level, (text, example) in enumerate(
                    zip(raw["levels"], raw["examples"], strict=True), start=1
                )
            },
        ),
        answers={grade: tuple(map(parse_sentence, raw[grade])) for grade in GRADES},
    )
