"""Scores of answers that others gave to whole plans: ``python -m bench.plan_answers``.

The sample answers of the question sets were written together with the anchors. These were not: their authors
saw a posting and its questions, and wrote one strong, one decent and one empty answer to each. The rules were
mended once with them in view, so new answers may do worse. What is accepted is in ``LEAST`` and ``MOST``; a
figure beyond it ends the command with status 1.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import (
    Competency,
    PlanQuestion,
    QuestionOrigin,
    Rubric,
    SubDimension,
)
from vivavoce.contracts.transcript import Scorecard, Transcript, TranscriptTurn
from vivavoce.planning.domain.question_sets import find_bank_question, find_sides

ANSWERS = Path(__file__).parent / "people" / "plan_answers.toml"
AnswerKind = Literal["strong", "decent", "empty"]
KINDS: tuple[AnswerKind, ...] = ("strong", "decent", "empty")
LEAST = {"strong with a score": 0.84, "decent with a score": 0.84, "strong above decent": 0.95}
MOST = {
    "empty with a score above 2.5": 0.05,
    "strong of the next question above 2.5": 0.45,
    "strong of another job with a score": 0.35,
}
_SHUFFLE_SEED = 5
_LOW = 2.5


@dataclass(frozen=True)
class AnsweredPlan:
    """A plan of one posting as a rubric, and the answers to each of its questions by kind."""

    posting: str
    rubric: Rubric
    answers: Mapping[str, Mapping[AnswerKind, str]]


Given = Callable[[AnsweredPlan, PlanQuestion], str]


def load_answered_plans() -> list[AnsweredPlan]:
    """Return the plans with their answers; a question has the anchors of its question set of today."""
    document = tomllib.loads(ANSWERS.read_text("utf-8"))
    return [_read_plan(raw) for raw in document["plan"]]


def measure(plans: Sequence[AnsweredPlan]) -> dict[str, tuple[int, int]]:
    """Return each figure as a count and its total."""
    questions = [(plan, question) for plan in plans for question in plan.rubric.questions]
    own = {kind: _score_all(plans, partial(_give_own, kind=kind)) for kind in KINDS}
    moved = list(questions)
    random.Random(_SHUFFLE_SEED).shuffle(moved)
    source = {
        (plan.posting, question.id): (other, asked)
        for (plan, question), (other, asked) in zip(questions, moved, strict=True)
    }
    foreign = {
        (plan.posting, question.id)
        for plan, question in questions
        if source[plan.posting, question.id][0] is not plan
    }

    def give_other(plan: AnsweredPlan, question: PlanQuestion) -> str:
        other, asked = source[plan.posting, question.id]
        return other.answers[asked.id]["strong"]

    others = _score_all(plans, give_other)
    neighbors = _score_all(plans, _give_next)
    total = len(questions)
    both = [
        (strong, decent)
        for place, strong in own["strong"].items()
        if strong is not None and (decent := own["decent"][place]) is not None
    ]
    return {
        "strong with a score": (_count_scored(own["strong"].values()), total),
        "decent with a score": (_count_scored(own["decent"].values()), total),
        "strong above decent": (sum(strong > decent for strong, decent in both), len(both)),
        "empty with a score above 2.5": (_count_high(own["empty"].values()), total),
        "strong of the next question above 2.5": (_count_high(neighbors.values()), total),
        "strong of another job with a score": (
            _count_scored(others[place] for place in foreign),
            len(foreign),
        ),
    }


def main() -> int:
    """Print the figures and return 1 if one is beyond what is accepted."""
    figures = measure(load_answered_plans())
    missed = 0
    for name, (count, total) in figures.items():
        share = count / total
        is_kept = share >= LEAST[name] if name in LEAST else share <= MOST[name]
        limit = f"≥ {LEAST[name]:.0%}" if name in LEAST else f"≤ {MOST[name]:.0%}"
        missed += not is_kept
        print(
            f"{name:<38} {count:>4}/{total} {share:>5.0%}  {limit}{'' if is_kept else '  MISSED'}"
        )
    return min(1, missed)


def _give_own(plan: AnsweredPlan, question: PlanQuestion, kind: AnswerKind) -> str:
    return plan.answers[question.id][kind]


def _give_next(plan: AnsweredPlan, question: PlanQuestion) -> str:
    """Return the strong answer to the next question of the plan, or to the first after the last."""
    questions = plan.rubric.questions
    following = questions[(questions.index(question) + 1) % len(questions)]
    return plan.answers[following.id]["strong"]


def _count_high(scores: Iterable[float | None]) -> int:
    return sum(one is not None and one > _LOW for one in scores)


def _count_scored(scores: Iterable[float | None]) -> int:
    return sum(one is not None for one in scores)


def _score_all(plans: Sequence[AnsweredPlan], given: Given) -> dict[tuple[str, str], float | None]:
    scores: dict[tuple[str, str], float | None] = {}
    for plan in plans:
        for result in _score_plan(plan, given).questions:
            scores[plan.posting, result.question_id] = result.score
    return scores


def _score_plan(plan: AnsweredPlan, given: Given) -> Scorecard:
    turns: list[TranscriptTurn] = []
    for question in plan.rubric.questions:
        for role, text in (("agent", question.text), ("candidate", given(plan, question))):
            turns.append(
                TranscriptTurn(
                    turn=len(turns) + 1,
                    role="agent" if role == "agent" else "candidate",
                    text=text,
                    question_id=question.id,
                )
            )
    return score(Transcript(language="en", turns=tuple(turns)), plan.rubric)


def _read_plan(raw: Mapping[str, Any]) -> AnsweredPlan:  # Any: TOML
    entries: Sequence[Mapping[str, str]] = raw["question"]
    questions = tuple(_read_question(one) for one in entries)
    names = dict.fromkeys(question.competency for question in questions)
    sides = {
        question.competency: find_sides(question.id.rpartition(".")[0]) for question in questions
    }
    competencies = tuple(
        Competency(
            name=name,
            weight=1 / len(names),
            sub_dimensions=tuple(SubDimension(name=side, indicators={}) for side in sides[name]),
        )
        for name in names
    )
    return AnsweredPlan(
        posting=raw["posting"],
        rubric=Rubric(competencies=competencies, questions=questions),
        answers={one["id"]: {kind: one[kind] for kind in KINDS} for one in entries},
    )


def _read_question(raw: Mapping[str, str]) -> PlanQuestion:
    bank_id, _, form = raw["id"].rpartition(".")
    source = find_bank_question(bank_id)
    if source is None:
        raise LookupError(f"the bank has no question {bank_id}")
    is_knowledge = source.kind == "knowledge"
    return PlanQuestion(
        id=raw["id"],
        text=raw["text"],
        competency=raw["competency"],
        kind=source.kind,
        expected_points=source.points if is_knowledge else (),
        probes=tuple(probe for wordings in source.probes.values() for probe in wordings),
        probe_elements=tuple(element for element, each in source.probes.items() for _ in each),
        anchors=source.get_anchors("a" if form == "a" else "b"),
        origin=QuestionOrigin(
            reason="",
            bank_question=bank_id,
            task=raw.get("task"),
            job_line=raw.get("job_line"),
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
