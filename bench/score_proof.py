"""The proof of scores: the sample answers of every question set, scored by the anchors of their question.

``python -m bench.score_proof`` prints the figures beside those of the committed baseline, which was scored
without anchors per question, and those of the sets that were not looked at while the rules were written. It
ends with status 1 if a goal is missed. ``--mutants`` scores with broken scorers, each of which must miss one.
``--language de`` does the same for the German sets, which are on trial.

The samples and the anchors were written together, so a figure says that the order is right where it is
clear. It says nothing about people.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from pathlib import Path

from bench.proof_figures import (
    ProofFigure,
    format_baseline,
    format_count,
    format_goal,
    load_baseline,
    store_baseline,
)
from bench.score_samples import (
    FormCase,
    Scorer,
    build_half_hour,
    drop_anchors,
    is_kept_aside,
    load_cases,
    score_on_trial,
    score_samples,
    shuffle_cases,
)
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Scorecard, Transcript

BASELINE = Path(__file__).parent / "results" / "score_proof.json"
NEAR = 0.25
MUTANT_STEP = 6
"""A sixth of the forms shows what a broken scorer breaks."""
LOWEST = 1.0
ORDERED = ("strong", "decent", "weak")
Scores = Mapping[str, Scorecard]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit status."""
    asked = _parse_arguments(arguments)
    cases = load_cases(asked.language)
    scorer = score_on_trial if asked.language == "de" else score
    if asked.mutants:
        some = cases[::MUTANT_STEP]
        return 0 if sum(_is_caught(name, some) for name in MUTANTS) == len(MUTANTS) else 1
    if asked.write_baseline:
        store_baseline(
            measure(cases, _score_without_anchors),
            BASELINE,
            measured={"scorer": "without anchors per question"},
        )
    began = time.perf_counter()
    own, shuffled = _score_both(cases, scorer)
    figures = _count_all(own, shuffled)
    unseen = [is_kept_aside(case.question_set) for case in cases]
    aside = {
        figure.key: figure
        for figure in _count_all(list(compress(own, unseen)), list(compress(shuffled, unseen)))
    }
    print(
        "\n".join(
            write_report(figures, aside, load_baseline(BASELINE) if asked.language == "en" else {})
        )
    )
    print(f"{len(cases)} forms in {time.perf_counter() - began:.0f} s; {_time_half_hour(cases)}")
    return 0 if all(figure.is_reached for figure in figures) else 1


def measure(cases: Sequence[FormCase], scorer: Scorer = score) -> list[ProofFigure]:
    """Return the figures of a scorer on the samples of these cases, and on shuffled samples."""
    return _count_all(*_score_both(cases, scorer))


def _score_both(
    cases: Sequence[FormCase], scorer: Scorer
) -> tuple[Sequence[Scores], Sequence[Scores]]:
    """Return the scorecards of each case's own samples, and those of another case's where order counts."""
    own = score_samples(cases, scorer=scorer)
    return own, score_samples(cases, shuffle_cases(cases), scorer, ORDERED)


def _count_all(own: Sequence[Scores], shuffled: Sequence[Scores]) -> list[ProofFigure]:
    return [
        _count(own, "strong_decent", "strong above decent", _is_above("strong", "decent"), 0.95),
        _count(own, "decent_weak", "decent above weak", _is_above("decent", "weak"), 0.95),
        _count(own, "decent_empty", "decent above empty", _is_above("decent", "empty"), 0.95),
        _count(
            own,
            "non_native",
            "strong in a learner's English at most .25 lower",
            lambda each: get_score(each, "non_native") >= get_score(each, "strong") - NEAR,
            0.9,
        ),
        _count(
            own,
            "non_native_both",
            "strong in a learner's English within .25",
            lambda each: abs(get_score(each, "non_native") - get_score(each, "strong")) <= NEAR,
        ),
        _count(own, "order", "strong above decent above weak", _is_ordered, 0.9),
        _count(
            shuffled, "shuffled", "the same with shuffled samples", _is_ordered, 0.25, most=True
        ),
        _count(own, "empty_low", "empty at level 2 or below", _is_empty_low, 0.9),
        _count(own, "no_proposal", "decent without a proposal", _has_no_proposal, 0.08, most=True),
        _count(own, "weak_scored", "weak with a proposal", _is_weak_scored, 0.7),
        _count(own, "strong_no", "strong with NO_HIRE", _is_strong_rejected, 0.0, most=True),
    ]


def get_score(scores: Scores, kind: str) -> float:
    """Return the score of one sample; without a proposal it counts as the lowest."""
    found = scores[kind].competencies[0].score
    return LOWEST if found is None else found


def write_report(
    figures: Sequence[ProofFigure],
    aside: Mapping[str, ProofFigure],
    baseline: Mapping[str, Mapping[str, int]],
) -> list[str]:
    """Return the lines of the report: how it was measured, the table, and how many goals are reached."""
    lines = [
        "",
        "## Scores",
        "Each sample answers its question and one follow-up that adds nothing.",
        "then: without anchors per question. aside: the sets that nobody looked at.",
        "",
        f"{'figure':<38} {'then':>13} {'now':>13} {'aside':>13} {'goal':>7}",
    ]
    for figure in figures:
        verdict = "" if figure.is_reached else "  MISSED"
        lines.append(
            f"{figure.name:<38} "
            f"{format_baseline(baseline, figure.key):>13} "
            f"{format_count(figure):>13} "
            f"{format_count(aside[figure.key]):>13} "
            f"{format_goal(figure):>7}{verdict}"
        )
    goals = [figure for figure in figures if figure.goal is not None]
    reached = sum(figure.is_reached for figure in goals)
    return [*lines, "", f"{reached} of {len(goals)} goals reached"]


def _count(
    scored: Sequence[Scores],
    key: str,
    name: str,
    test: Callable[[Scores], bool],
    goal: float | None = None,
    *,
    most: bool = False,
) -> ProofFigure:
    count = sum(test(each) for each in scored)
    return ProofFigure(key, name, count, len(scored), goal, more_is_better=not most)


def _is_above(high: str, low: str) -> Callable[[Scores], bool]:
    return lambda each: get_score(each, high) > get_score(each, low)


def _is_ordered(each: Scores) -> bool:
    return get_score(each, "strong") > get_score(each, "decent") > get_score(each, "weak")


def _is_empty_low(each: Scores) -> bool:
    return get_score(each, "empty") <= 2


def _has_no_proposal(each: Scores) -> bool:
    return each["decent"].competencies[0].score is None


def _is_weak_scored(each: Scores) -> bool:
    return each["weak"].competencies[0].score is not None


def _is_strong_rejected(each: Scores) -> bool:
    return each["strong"].recommendation == "NO_HIRE"


def _score_without_anchors(transcript: Transcript, rubric: Rubric) -> Scorecard:
    return score(transcript, drop_anchors(rubric))


def _set_score(scorecard: Scorecard, value: float) -> Scorecard:
    [competency] = scorecard.competencies
    return replace(scorecard, competencies=(replace(competency, score=value),))


def _score_by_length(transcript: Transcript, rubric: Rubric) -> Scorecard:
    words = sum(len(turn.text.split()) for turn in transcript.turns if turn.role == "candidate")
    return _set_score(score(transcript, rubric), min(5.0, 1 + words / 30))


def _score_always_three(transcript: Transcript, rubric: Rubric) -> Scorecard:
    return _set_score(score(transcript, rubric), 3.0)


def _score_gullibly(transcript: Transcript, rubric: Rubric) -> Scorecard:
    is_fluent = any(len(turn.text.split()) > 40 for turn in transcript.turns)
    return _set_score(score(transcript, rubric), 5.0 if is_fluent else 2.0)


def _score_without_topic(transcript: Transcript, rubric: Rubric) -> Scorecard:
    """Score with the anchors of any question: whatever is said becomes an anchor of level 3."""
    said = " ".join(turn.text for turn in transcript.turns if turn.role == "candidate")
    [question] = rubric.questions
    level = replace(question.anchors["3"], signals=tuple(said.split(". ")))
    anchored = replace(question, anchors={**question.anchors, "3": level})
    return score(transcript, replace(rubric, questions=(anchored,)))


MUTANTS: dict[str, Scorer] = {
    "more words, higher score": _score_by_length,
    "always 3": _score_always_three,
    "5 for any fluent answer": _score_gullibly,
    "any topic will do": _score_without_topic,
    "words of the competency": _score_without_anchors,
}


def _is_caught(name: str, cases: Sequence[FormCase]) -> bool:
    missed = [figure.name for figure in measure(cases, MUTANTS[name]) if not figure.is_reached]
    print(f"{name}: {'caught by ' + ', '.join(missed) if missed else 'NOT CAUGHT'}", flush=True)
    return bool(missed)


def _time_half_hour(cases: Sequence[FormCase]) -> str:
    transcript, rubric = build_half_hour(cases)
    began = time.perf_counter()
    score(transcript, rubric)
    return f"half an hour of answers in {time.perf_counter() - began:.2f} s"


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.score_proof", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "--mutants", action="store_true", help="score with broken scorers, which must be caught"
    )
    parser.add_argument("--language", choices=("en", "de"), default="en", help="of the sets")
    parser.add_argument(
        "--write-baseline", action="store_true", help="store the column 'then' again"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
