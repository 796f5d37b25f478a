"""Answers beside the range of scores that a fair reader gave them: ``python -m bench.rated_answers``.

One person wrote and rated ten answers for each of four weaknesses of the rules, before looking at the anchors:
good answers to another question of the plan, plain answers in few words, good and excellent answers, and strong
answers of another job. Every second one, in the order of the hashes, was not looked at while the rules were mended. What is
accepted is in ``LEAST``; fewer end the command with status 1."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from bench.score_samples import FormCase, build_interview, build_rubric
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import QuestionResult
from vivavoce.planning.domain.question_sets import find_bank_question, load_question_set

ANSWERS = Path(__file__).parent / "people" / "rated_answers.toml"
Weakness = Literal["another", "plain", "good", "excellent", "foreign"]
NAMES: Mapping[Weakness, str] = {
    "another": "good, to another question of the plan",
    "plain": "plain, in few words",
    "good": "good",
    "excellent": "excellent",
    "foreign": "strong, of another job",
}
LEAST: Mapping[Weakness, tuple[int, int]] = {
    "another": (3, 3),
    "plain": (5, 3),
    "good": (1, 1),
    "excellent": (2, 2),
    "foreign": (5, 4),
}
"""The least accepted numbers of answers with a fair score: those that were looked at, and the others."""


@dataclass(frozen=True)
class RatedAnswer:
    """An answer with its question and plan; without ``low``, no level at all is right, too."""

    weakness: Weakness
    case: FormCase
    plan: Rubric
    text: str
    low: float | None
    high: float
    is_set_aside: bool = False
    """Whether the answer was not looked at while the rules were mended."""

    def score(self) -> QuestionResult:
        """Return what the rules say about the answer."""
        card = score(build_interview(self.case, self.text), self.plan)
        return card.questions[0]

    def is_in_range(self, given: float | None) -> bool:
        """Return whether a score is one that a fair reader would give."""
        if given is None:
            return self.low is None
        return (self.low or 0) <= given <= self.high


def load_rated_answers() -> list[RatedAnswer]:
    """Return the answers, as written."""
    document = tomllib.loads(ANSWERS.read_text("utf-8"))
    answers = sorted(map(_read, document["answer"]), key=_hash_text)
    by_weakness = [[each for each in answers if each.weakness == name] for name in NAMES]
    return [
        replace(answer, is_set_aside=place % 2 == 1)
        for group in by_weakness
        for place, answer in enumerate(group)
    ]


def measure(answers: Sequence[RatedAnswer]) -> dict[Weakness, tuple[int, int]]:
    """Return how many scores are in range, and how many answers there are, by weakness."""
    figures: dict[Weakness, tuple[int, int]] = dict.fromkeys(NAMES, (0, 0))
    for answer in answers:
        right, total = figures[answer.weakness]
        is_right = answer.is_in_range(answer.score().score)
        figures[answer.weakness] = (right + is_right, total + 1)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return 1 if one is below what is accepted.

    ``--show`` prints each answer that was looked at.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.rated_answers")
    parser.add_argument("--show", action="store_true", help="print the answers that were looked at")
    asked = parser.parse_args(arguments)
    answers = load_rated_answers()
    seen = [answer for answer in answers if not answer.is_set_aside]
    if asked.show:
        for answer in seen:
            result = answer.score()
            mark = " " if answer.is_in_range(result.score) else "!"
            print(mark, answer.weakness, answer.case.name, answer.low, answer.high, result.score)
    first, aside = measure(seen), measure([each for each in answers if each.is_set_aside])
    print(f"\n{'answers with a fair score':<40} {'seen':>8} {'aside':>8}")
    missed = 0
    for weakness, name in NAMES.items():
        found = (first[weakness], aside[weakness])
        counts = [f"{right}/{total}" for right, total in found]
        is_kept = all(
            right >= least for (right, _), least in zip(found, LEAST[weakness], strict=True)
        )
        missed += not is_kept
        print(f"{name:<40} {counts[0]:>8} {counts[1]:>8}{'' if is_kept else '  MISSED'}")
    return min(1, missed)


def _hash_text(answer: RatedAnswer) -> str:
    return hashlib.sha256(answer.text.encode()).hexdigest()


def _read(raw: Mapping[str, Any]) -> RatedAnswer:  # Any: TOML
    case = _build_case(raw["asked"])
    others = [_build_case(each) for each in raw["plan"]]
    plan = replace(
        case.rubric,
        questions=(*case.rubric.questions, *(each.rubric.questions[0] for each in others)),
    )
    return RatedAnswer(raw["weakness"], case, plan, raw["text"], raw.get("low"), raw["high"])


def _build_case(bank_id: str) -> FormCase:
    question_set = load_question_set(bank_id.partition(".")[0])
    question = find_bank_question(bank_id)
    if question is None:
        raise LookupError(f"the bank has no question {bank_id}")
    return FormCase(question_set, question, "a", build_rubric(question_set, question, "a"))


if __name__ == "__main__":
    sys.exit(main())
