"""Scores of answers that scorers get wrong: ``python -m bench.weak_spots``.

One person wrote them before reading the rules, for questions of 18 trades: a story and the same facts told
short, the story taken back, the story of other people, empty fluency, a learner's plain answer, and a right
answer to another question of the same set. The rules were mended with two thirds of them in view. What is
accepted is in ``LEAST``; fewer end the command with status 1. A right answer to another question is
recognized in a third of the cases only: that is known, and is printed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from bench.score_samples import FormCase, build_interview, build_rubric
from vivavoce.assessment.domain.scorer import score
from vivavoce.planning.domain.question_sets import find_bank_question, load_question_set

ANSWERS = Path(__file__).parent / "people" / "weak_spots.toml"
LOW, LOWEST_OF_PLAIN, HIGHEST_OF_PLAIN, NEAR = 2.5, 2.5, 4.5, 0.5
TAKEN_BACK = "taken back: level 2.5 at most, or none"
OF_OTHERS = "of other people: level 2.5 at most, or none"
EMPTY = "empty: level 2.5 at most, or none"
LEARNER = "a learner's: level 2.5 to 4.5"
ANOTHER = "another question's: level 2.5 at most, or none"
SHORT = "short: at most .5 from the long telling"
LEAST = {
    TAKEN_BACK: (12, 5),
    OF_OTHERS: (12, 6),
    EMPTY: (12, 6),
    LEARNER: (13, 4),
    ANOTHER: (4, 4),
    SHORT: (5, 4),
}
"""The least accepted numbers of answers: those that the rules were mended with, and the others."""
Score = float | None
AnswerKind = Literal[
    "long", "short", "withdrawn", "of_others", "empty", "learner", "to_another_question"
]


@dataclass(frozen=True)
class WeakSpot:
    """A question with what was answered to it, and whether the rules were mended with it in view."""

    case: FormCase
    is_seen: bool
    answers: Mapping[AnswerKind, str]
    withdrawn_in_reply: str | None = None
    """What takes the story back in the reply to a follow-up."""


def _is_low(one: Score) -> bool:
    return one is None or one <= LOW


def _is_plain(one: Score) -> bool:
    return one is not None and LOWEST_OF_PLAIN <= one <= HIGHEST_OF_PLAIN


_FIGURES: Mapping[str, tuple[AnswerKind, Callable[[Score], bool]]] = {
    TAKEN_BACK: ("withdrawn", _is_low),
    OF_OTHERS: ("of_others", _is_low),
    EMPTY: ("empty", _is_low),
    LEARNER: ("learner", _is_plain),
    ANOTHER: ("to_another_question", _is_low),
}


def load_weak_spots() -> list[WeakSpot]:
    """Return the questions with their answers, as written."""
    document = tomllib.loads(ANSWERS.read_text("utf-8"))
    return [_read(raw) for raw in document["question"]]


def measure(spots: Sequence[WeakSpot]) -> dict[str, tuple[int, int]]:
    """Return each figure as a count and its total."""
    scores = [{kind: _score(spot, kind) for kind in spot.answers} for spot in spots]
    figures: dict[str, tuple[int, int]] = {}
    for name, (kind, is_right) in _FIGURES.items():
        given = [each[kind] for each in scores if kind in each]
        figures[name] = (sum(map(is_right, given)), len(given))
    pairs = [(each["short"], each["long"]) for each in scores if "short" in each]
    near = sum(
        short is not None and long is not None and abs(short - long) <= NEAR
        for short, long in pairs
    )
    return {**figures, SHORT: (near, len(pairs))}


def main() -> int:
    """Print the figures and return 1 if one is below what is accepted."""
    spots = load_weak_spots()
    seen = measure([spot for spot in spots if spot.is_seen])
    unseen = measure([spot for spot in spots if not spot.is_seen])
    missed = 0
    print(f"\n{'answers':<48} {'seen':>8} {'unseen':>8}")
    for name, least in LEAST.items():
        is_kept = seen[name][0] >= least[0] and unseen[name][0] >= least[1]
        missed += not is_kept
        counts = (f"{count}/{total}" for count, total in (seen[name], unseen[name]))
        print(f"{name:<48} {next(counts):>8} {next(counts):>8}{'' if is_kept else '  MISSED'}")
    return min(1, missed)


def _score(spot: WeakSpot, kind: AnswerKind) -> Score:
    interview = build_interview(spot.case, spot.answers[kind])
    if kind == "withdrawn" and spot.withdrawn_in_reply is not None:
        *before, reply = interview.turns
        taken_back = replace(reply, text=spot.withdrawn_in_reply)
        interview = replace(interview, turns=(*before, taken_back))
    return score(interview, spot.case.rubric).questions[0].score


def _read(raw: Mapping[str, Any]) -> WeakSpot:  # Any: TOML
    bank_id, _, form = str(raw["id"]).rpartition(".")
    question_set = load_question_set(bank_id.partition(".")[0])
    question = find_bank_question(bank_id)
    if question is None or form not in ("a", "b"):
        raise LookupError(f"the bank has no question {raw['id']}")
    kinds: tuple[AnswerKind, ...] = (
        "long",
        "short",
        "withdrawn",
        "of_others",
        "empty",
        "learner",
        "to_another_question",
    )
    return WeakSpot(
        case=FormCase(question_set, question, form, build_rubric(question_set, question, form)),
        is_seen=raw["seen"],
        answers={kind: raw[kind] for kind in kinds if kind in raw},
        withdrawn_in_reply=raw.get("withdrawn_in_reply"),
    )


if __name__ == "__main__":
    sys.exit(main())
