"""Four small jobs with plans that reach every goal of the proof: the base of its mutants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bench.plans.job_facts import load_question_sets
from bench.plans.postings import LabeledLine, PlannedPosting, Posting

from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric

JOBS = {
    "Baker": (
        ("S3.5", "knead rye dough for the morning shelf", "kneading rye dough for the morning shelf"),
        ("S1.3", "train two bakery apprentices at the oven", "training two bakery apprentices at the oven"),
        ("S4.3", "order flour from three mills", "ordering flour from three mills"),
        ("S6.10", "clean the dough mixer after each shift", "cleaning the dough mixer after each shift"),
        ("S2.6", "count unsold loaves every evening", "counting unsold loaves every evening"),
    ),
    "Librarian": (
        ("S2.3", "catalog donated maps in the archive", "cataloging donated maps in the archive"),
        ("S3.4", "answer letters from family historians", "answering letters from family historians"),
        ("S4.2", "plan reading evenings with local authors", "planning reading evenings with local authors"),
        ("S1.12", "write short notes for the newsletter", "writing short notes for the newsletter"),
        ("S1.4", "show microfilm readers to students", "showing microfilm readers to students"),
    ),
    "Bicycle mechanic": (
        ("S8.7", "service electric bicycle brakes", "servicing electric bicycle brakes"),
        ("S1.6", "sell child seats to young parents", "selling child seats to young parents"),
        ("S2.8", "test repaired gears on the ramp", "testing repaired gears on the ramp"),
        ("S6.1", "pack rental bicycles for the ferry", "packing rental bicycles for the ferry"),
        ("S8.2", "drive the trailer to the harbor", "driving the trailer to the harbor"),
    ),
    "Veterinary assistant": (
        ("S3.2", "bandage injured dogs and cats", "bandaging injured dogs and cats"),
        ("S1.2", "call animal shelters about found kittens", "calling animal shelters about found kittens"),
        ("S2.2", "record vaccinations in the herd book", "recording vaccinations in the herd book"),
        ("S3.3", "keep narcotic medicines under lock", "keeping narcotic medicines under lock"),
        ("S1.5", "advise farmers on sheep parasites", "advising farmers on sheep parasites"),
    ),
}  # fmt: skip
Spoil = Callable[[PlanQuestion], PlanQuestion]


def make_good_plans() -> tuple[PlannedPosting, ...]:
    """Return each job with a plan of the built-in question sets, its own tasks in their frames."""
    return tuple(_plan(title) for title in JOBS)


def get_first_question(group: str) -> dict[str, Any]:
    """Return the first question of the question set of a group."""
    return next(raw["question"][0] for raw in load_question_sets() if raw["group"] == group)


def with_plan(each: PlannedPosting, plan: InterviewPlan) -> PlannedPosting:
    """Return the posting with another plan, the same for both candidates."""
    return replace(each, plan=plan, candidate_plans=(plan, plan))


def with_questions(each: PlannedPosting, spoil: Spoil, *places: int) -> PlannedPosting:
    """Return the posting with the questions at these places spoiled; all of them without places."""
    questions = tuple(
        spoil(question) if not places or place in places else question
        for place, question in enumerate(each.plan.questions)
    )
    rubric = replace(each.plan.rubric, questions=questions)
    return with_plan(each, replace(each.plan, rubric=rubric))


def with_competencies(
    each: PlannedPosting, spoil: Callable[[int, Competency], Competency]
) -> PlannedPosting:
    """Return the posting with its competencies spoiled."""
    spoiled = tuple(spoil(at, one) for at, one in enumerate(each.plan.rubric.competencies))
    rubric = replace(each.plan.rubric, competencies=spoiled)
    return with_plan(each, replace(each.plan, rubric=rubric))


def with_weights(each: PlannedPosting, *weights: float) -> PlannedPosting:
    """Return the posting with these weights of its competencies."""
    return with_competencies(each, lambda at, one: replace(one, weight=weights[at]))


def _plan(title: str) -> PlannedPosting:
    tasks = JOBS[title]
    posting = Posting(
        id=title.lower().replace(" ", "_"),
        trade=title,
        title=title,
        company="Example",
        level="MIDDLE",
        skills=("teamwork",),
        text="\n".join((title, *(do for _, do, _ in tasks))),
        lines=tuple(LabeledLine(text=do, kind="task", groups=(group,)) for group, do, _ in tasks),
    )
    questions = tuple(_ask(*task) for task in tasks)
    plan = InterviewPlan(
        version=1,
        planner="good",
        language="en",
        duration_minutes=30,
        greeting_script="Hello.",
        closing_script="Thank you.",
        rubric=Rubric(
            competencies=tuple(Competency(name=one.competency, weight=0.2) for one in questions),
            questions=questions,
        ),
    )
    return PlannedPosting(posting=posting, plan=plan, candidate_plans=(plan, plan))


def _ask(group: str, do: str, doing: str) -> PlanQuestion:
    raw = get_first_question(group)
    return PlanQuestion(
        id=raw["id"],
        text=raw["form_a"]["text"].replace("{doing}", doing).replace("{do}", do),
        competency=group,
        probes=tuple(texts[0] for texts in raw["probes"].values()),
        look_for=tuple(raw["points"]),
    )


def spoil_all(
    planned: Sequence[PlannedPosting], spoil: Callable[[PlannedPosting], PlannedPosting]
) -> tuple[PlannedPosting, ...]:
    """Return every posting spoiled."""
    return tuple(spoil(each) for each in planned)


def spoil_first(
    planned: Sequence[PlannedPosting], spoil: Callable[[PlannedPosting], PlannedPosting]
) -> tuple[PlannedPosting, ...]:
    """Return the postings, the first of them spoiled."""
    return (spoil(planned[0]), *planned[1:])
