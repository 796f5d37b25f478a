"""The proof of plans: good plans reach every goal, and each measure finds its spoiled plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bench.plans.groups import get_group
from bench.plans.job_facts import find_named_facts
from bench.plans.measures import measure_plans
from bench.plans.postings import LabeledLine, PlannedPosting, Posting, plan_posting
from bench.plans.stems import find_stem
from bench.plans_proof import main, write_report
from bench.proof_figures import ProofFigure, load_baseline, store_baseline
from tests.unit.bench.good_plans import (
    get_first_question,
    make_good_plans,
    spoil_all,
    spoil_first,
    with_competencies,
    with_plan,
    with_questions,
    with_weights,
)

from vivavoce.contracts.plan import PlanQuestion, QuestionOrigin

Planned = Sequence[PlannedPosting]
DEVELOPER = Posting(
    id="developer",
    trade="software",
    title="Backend developer",
    company="Example",
    level="MIDDLE",
    skills=("Kubernetes", "teamwork"),
    text="We look for a backend developer.\n\n- Repair slow queries in PostgreSQL\n- Brief the on-call team",
    lines=(
        LabeledLine(text="Repair slow queries in PostgreSQL", kind="task", groups=("S5.1",)),
        LabeledLine(text="Brief the on-call team", kind="task", groups=("S1.4",)),
        LabeledLine(text="Kubernetes", kind="requirement", groups=("S5.2",)),
    ),
)


def _ask(text: str) -> Callable[[PlanQuestion], PlanQuestion]:
    return lambda question: replace(question, text=text)


def _ask_plainly(question: PlanQuestion) -> PlanQuestion:
    return replace(question, text=get_first_question(question.competency)["form_a"]["plain"])


def _quote_offer(each: PlannedPosting) -> PlannedPosting:
    return with_questions(
        each, lambda q: replace(q, text=f"It says: “a team that cares”. {_ask_plainly(q).text}")
    )


def _repeat(each: PlannedPosting) -> PlannedPosting:
    lines = each.posting.tasks
    texts = iter(f"You will {line} here. What was your hardest day with it?" for line in lines[:2])
    return with_questions(each, lambda q: replace(q, text=next(texts)), 0, 1)


def _ask_in_one_frame(each: PlannedPosting) -> PlannedPosting:
    line = each.posting.tasks[0]
    return with_questions(each, _ask(f"You will {line} here. What would you do first?"), 0)


def _move(group: str) -> Callable[[PlanQuestion], PlanQuestion]:
    return lambda question: replace(question, id=get_first_question(group)["id"])


def _name_strange_task(question: PlanQuestion) -> PlanQuestion:
    origin = QuestionOrigin(
        reason="Asked because the posting names this task.",
        group="S6.2",
        bank_question=get_first_question("S6.2")["id"],
        form="a",
        task="folding paper birds",
    )
    return replace(question, origin=origin)


def _exchange_plans(planned: Planned) -> Planned:
    first, second, *rest = planned
    return with_plan(first, second.plan), with_plan(second, first.plan), *rest


def _ask_second_candidate(each: PlannedPosting, other: PlannedPosting) -> PlannedPosting:
    return replace(each, candidate_plans=(each.plan, other.plan))


MUTANTS: dict[str, Callable[[Planned], Planned]] = {
    "stops": lambda p: spoil_first(p, lambda each: replace(each, stops_for_information=True)),
    "invalid": lambda p: spoil_first(p, lambda each: replace(each, violations=("weights_sum",))),
    "facts": lambda p: spoil_all(p, _quote_offer),
    "task_words": lambda p: spoil_first(
        p, lambda each: with_questions(each, _name_strange_task, 0)
    ),
    "repeated": lambda p: spoil_first(p, _repeat),
    "commonest_stem": lambda p: spoil_all(p, _ask_in_one_frame),
    "grammar": lambda p: spoil_first(
        p, lambda each: with_questions(each, _ask("Part of this job is knead rye with with care."), 0)
    ),
    "grammar_probes": lambda p: spoil_first(
        p, lambda e: with_questions(e, lambda q: replace(q, probes=("Who did {do} it?",)), 0)
    ),
    "wrong_family": lambda p: spoil_all(p, lambda each: with_questions(each, _move("S5.1"), 0)),
    "must_haves": lambda p: spoil_first(
        p, lambda each: with_competencies(each, lambda at, one: replace(one, is_required=not at))
    ),
    "heavy": lambda p: spoil_first(p, lambda each: with_weights(each, 0.4, 0.2, 0.2, 0.1, 0.1)),
    "general_weight": lambda p: spoil_first(
        p,
        lambda e: with_weights(with_questions(e, _move("T2.3"), 0), 0.34, 0.2, 0.2, 0.16, 0.1),
    ),
    "general_questions": lambda p: spoil_first(
        p, lambda each: with_questions(each, _move("T2.3"), 0, 1)
    ),
    "identified": _exchange_plans,
    "competencies": lambda p: spoil_first(
        p, lambda e: _ask_second_candidate(e, with_weights(e, 0.3, 0.1, 0.2, 0.2, 0.2))
    ),
    "forms": lambda p: spoil_first(
        p,
        lambda e: _ask_second_candidate(
            e, with_questions(e, lambda q: replace(q, probes=q.probes[1:]), 0)
        ),
    ),
}  # fmt: skip


def figure_of(planned: Planned, key: str) -> ProofFigure:
    return next(figure for figure in measure_plans(planned) if figure.key == key)


def missed(planned: Planned) -> set[str]:
    return {figure.key for figure in measure_plans(planned) if not figure.is_reached}


def test_good_plans_reach_every_goal() -> None:
    figures = measure_plans(make_good_plans())

    assert [(one.key, one.examples) for one in figures if not one.is_reached] == []


@pytest.mark.parametrize("key", MUTANTS)
def test_a_measure_finds_the_plan_that_was_spoiled_for_it(key: str) -> None:
    spoiled = MUTANTS[key](make_good_plans())

    assert key in missed(spoiled)


def test_every_goal_has_a_mutant() -> None:
    goals = {one.key for one in measure_plans(make_good_plans()) if one.goal is not None}

    assert set(MUTANTS) == goals


@pytest.mark.parametrize(
    "text",
    [
        "Part of this job is repairing slow queries. Tell me about one of them.",
        "How do you brief an on-call team when half of it is asleep?",
        "Which table would you split first in PostgreSQL, and why?",
        "The posting says “Repair slow queries in PostgreSQL”. Which mistake costs the most there?",
    ],
)
def test_a_task_or_a_tool_is_a_named_fact(text: str) -> None:
    assert find_named_facts(text, DEVELOPER)


@pytest.mark.parametrize(
    "text",
    [
        "The posting says “repair PostgreSQL”. Tell me about your work.",
        'It says "You like to work in a team that cares". What do you think?',
        'A colleague says, "Repair whatever you find in the team." What do you do?',
        "Tell me about a team that you liked. What did you repair?",
        "How do you keep teamwork alive?",
    ],
)
def test_a_quote_that_is_no_task_of_the_posting_names_no_fact(text: str) -> None:
    assert find_named_facts(text, DEVELOPER) == ()


def test_words_that_fit_any_job_name_no_fact_even_where_a_task_has_them() -> None:
    first, *others = make_good_plans()
    with_same_task = [
        with_questions(each, _ask("How do you order flour so that it is there in time?"), 0)
        for each in (first, *others)
    ]

    facts = figure_of(with_same_task, "facts_task")

    assert facts.count == facts.total - 4


def test_the_stem_of_a_question_is_the_same_for_other_facts() -> None:
    frame = "You are {}, and a colleague calls in sick. What do you do first?"

    stems = {
        find_stem(frame.format(fact), DEVELOPER)
        for fact in ("repairing slow queries in PostgreSQL", "briefing the on-call team")
    }

    assert stems == {"you are * and a colleague calls in sick what do you do first"}


def test_a_plan_that_names_its_groups_is_taken_at_its_word() -> None:
    raw = get_first_question("S3.2")
    text = "How do you write a program?"

    named = get_group(PlanQuestion(id=f"{raw['id']}.b", text=text, competency="Any"))
    estimated = get_group(PlanQuestion(id="own", text=text, competency="Any"))

    assert (named.code, named.is_estimated) == ("S3.2", False)
    assert estimated.is_estimated


def test_a_posting_is_planned_as_the_product_plans_it() -> None:
    planned = plan_posting(DEVELOPER)
    unknown = plan_posting(replace(DEVELOPER, skills=("zymurgy",)))

    assert planned.plan.duration_minutes == 30
    assert planned.plan.questions
    assert not planned.stops_for_information
    assert not unknown.stops_for_information
    assert unknown.violations == ()


def test_the_report_shows_then_and_now(tmp_path: Path) -> None:
    good = make_good_plans()
    spoiled = MUTANTS["must_haves"](good)
    measured = measure_plans(good)
    file = tmp_path / "results" / "baseline.json"

    before = write_report(good, measured, load_baseline(file))
    store_baseline(measured, file, measured={})
    after = write_report(spoiled, measure_plans(spoiled), load_baseline(file))

    row = next(line for line in after if line.startswith("must-haves"))
    assert row.split()[-6:] == ["0/20", "0%", "1/20", "5%", "0", "MISSED"]
    assert any(line.startswith("must-haves") and " - " in line for line in before)
    assert before[-1] == "16 of 16 goals reached"


def test_held_out_postings_are_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--held-out", "--show", "facts"])

    assert "never shown" in capsys.readouterr().err
