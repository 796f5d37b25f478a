"""The proof of scores: some clear samples reach its goals, and a broken scorer misses one.

``make prove`` reads all samples, and with ``--mutants`` every broken scorer.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.proof_figures import load_baseline, store_baseline
from bench.score_proof import MUTANTS, measure, write_report
from bench.score_samples import (
    FormCase,
    build_half_hour,
    build_interview,
    load_cases,
    shuffle_cases,
)

EVERY = 48


@pytest.fixture(scope="module")
def cases() -> list[FormCase]:
    return load_cases()[::EVERY]


def test_the_order_of_the_samples_is_right(cases: list[FormCase]) -> None:
    assert [figure.name for figure in measure(cases) if not figure.is_reached] == []


def test_a_case_is_a_question_that_a_plan_would_ask(cases: list[FormCase]) -> None:
    for case in cases:
        [question] = case.rubric.questions
        assert "{" not in question.text
        assert set(question.anchors) == {"1", "2", "3", "4", "5"}
        assert len(question.probes) == len(question.probe_elements)
        assert 8 <= len(question.probes) <= 12
        assert [turn.role for turn in build_interview(case, "Yes.").turns] == [
            "agent",
            "candidate",
        ] * 2


def test_shuffled_samples_answer_another_question(cases: list[FormCase]) -> None:
    pairs = list(zip(cases, shuffle_cases(cases), strict=True))

    assert all(case.question.id != other.question.id for case, other in pairs)
    assert [other.name for _, other in pairs] == [other.name for other in shuffle_cases(cases)]


def test_half_an_hour_has_half_an_hour_of_words(cases: list[FormCase]) -> None:
    transcript, rubric = build_half_hour(load_cases())

    words = sum(len(turn.text.split()) for turn in transcript.turns if turn.role == "candidate")
    assert 3600 <= words < 3800
    assert len({question.id for question in rubric.questions}) == len(rubric.questions)


def test_the_report_has_then_now_and_the_sets_kept_aside(
    cases: list[FormCase], tmp_path: Path
) -> None:
    figures = measure(cases[:3], MUTANTS["always 3"])
    store_baseline(figures, tmp_path / "then.json", measured={})

    report = "\n".join(
        write_report(
            figures,
            {figure.key: figure for figure in figures},
            load_baseline(tmp_path / "then.json"),
        )
    )

    assert "strong above decent" in report
    assert "MISSED" in report
