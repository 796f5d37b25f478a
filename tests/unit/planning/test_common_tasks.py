"""A task that many trades have is asked about by an incident of that very task."""

from __future__ import annotations

import tomllib
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.unit.planning.briefs import planned

import vivavoce.planning
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.hiring.fitting_probes import list_probes
from vivavoce.planning.domain.question_lint import find_refusals
from vivavoce.planning.domain.question_sets import find_source, load_question_set
from vivavoce.planning.domain.work_kinds import find_common_task, load_work_kinds

FOLDER = Path(vivavoce.planning.__file__).parent
FILES = sorted((FOLDER / "common_tasks").glob("*.toml"))
GROUPS = {
    tomllib.loads(path.read_text("utf-8"))["group"]
    for path in (FOLDER / "catalog").glob("*.toml")
    if path.stem != "titles"
}
KEYS = {
    "name", "verbs", "words", "any", "not", "groups", "theme", "new", "beginners", "person", "needs", "story",
    "case", "points", "levels", "case_points", "case_levels", "probes", "samples",
}  # fmt: skip
WORDINGS = ["story_a", "story_b", "case_a", "case_b"]
MOST_WORDS = 50

Document = dict[str, Any]  # Any: TOML


def read_tasks() -> list[Document]:
    return [one for path in FILES for one in tomllib.loads(path.read_text("utf-8"))["task"]]


def faults_of(task: Document) -> list[str]:
    """Return what is wrong with the form of a common task."""
    asked = [*task["story"], *task["case"]]
    levels = [*task["levels"], *task["case_levels"]]
    probes = [probe for wording in WORDINGS for probe in task["probes"].get(wording, ())]
    checks = {
        "known keys": set(task) <= KEYS,
        "groups of the catalog": bool(task["groups"]) and set(task["groups"]) <= GROUPS,
        "two wordings each": len(task["story"]) == len(task["case"]) == len(set(asked)) / 2 == 2,
        "no place for a task": not any("{" in text for text in asked),
        "short enough to hear": all(len(text.split()) <= MOST_WORDS for text in asked),
        "nothing that nobody may ask": not any(map(find_refusals, asked)),
        "four points each": len(task["points"]) == len(task["case_points"]) == 4,
        "five levels each": len(task["levels"]) == len(task["case_levels"]) == 5,
        "a sentence and five signals": all(len(set(level)) == 6 for level in levels),
        "four follow-ups for each wording": list(task["probes"]) == WORDINGS
        and len(probes) == len(set(probes)) == 4 * len(WORDINGS),
        "follow-ups ask": all(probe.endswith("?") for probe in probes),
        "a sample of each kind": set(task["samples"]) == {"strong", "decent", "weak"},
    }
    return [f"{task['name']}: {name}" for name, holds in checks.items() if not holds]


def test_every_common_task_has_all_its_parts() -> None:
    tasks = read_tasks()

    assert [fault for task in tasks for fault in faults_of(task)] == []
    assert Counter(task["name"] for task in tasks).most_common(1)[0][1] == 1
    names = {kind.name for kind in load_work_kinds() if not kind.is_common_task}
    assert names.isdisjoint(task["name"] for task in tasks)


def test_a_broken_common_task_is_found() -> None:
    broken = deepcopy(read_tasks()[0])
    broken["case"][0] = "How old are you?"
    broken["probes"]["story_a"][0] = broken["probes"]["story_b"][0]
    broken["levels"][2].pop()
    broken["groups"] = ["S99.1"]

    faults = faults_of(broken)

    assert [fault.partition(": ")[2] for fault in faults] == [
        "groups of the catalog",
        "nothing that nobody may ask",
        "a sentence and five signals",
        "four follow-ups for each wording",
    ]


def plan_for(text: str, *, position: str = "Assistant", level: str = "MID") -> list[PlanQuestion]:
    return [*planned(PlanBrief(position=position, level=level, job_description=text)).questions]


def list_common(questions: list[PlanQuestion]) -> dict[str, PlanQuestion]:
    """Return the questions about common tasks by the name of the task."""
    sources = ((question, find_source(question)) for question in questions)
    return {
        source.work_kind: question
        for question, source in sources
        if source is not None and source.is_common_task
    }


def test_a_question_about_a_common_task_says_the_task_and_has_its_own_answers() -> None:
    asked = list_common(plan_for("Tasks\n- Write the rota for nine people\n- Feed the otters"))

    question = asked["write_rota"]
    [kind] = [one for one in load_work_kinds() if one.name == "write_rota"]
    assert "writing the rota for nine people" in question.text
    assert any(question.text.endswith(text) for text in (*kind.story, *kind.case))
    assert question.competency == "Organizing, planning and scheduling work and activities"
    assert {anchor.description for anchor in question.anchors.values()} in (
        {anchor.description for anchor in kind.anchors.values()},
        {anchor.description for anchor in kind.case_anchors.values()},
    )
    own = {text for wording in kind.own_probes.values() for (text,) in wording.values()}
    assert set(question.probes[:4]) <= own


def test_a_question_of_the_trade_about_the_same_task_comes_first() -> None:
    text = "Tasks\n- Write the rota for the kitchen\n- Check the temperature of the refrigerator"

    asked = {one.id for one in map(find_source, plan_for(text, position="Chef")) if one}

    assert not asked.isdisjoint(one.id for one in load_question_set("cooking").questions)


def test_newcomers_are_asked_what_they_would_do() -> None:
    text = "Tasks\n- Take bookings by phone\n- Check guests in\n- Balance the till at night"

    asked = list_common(plan_for(text, level="JUNIOR"))

    assert asked
    assert {question.kind for question in asked.values()} == {"situational"}


def test_follow_ups_of_a_common_task_stay_though_their_words_are_not_in_the_posting() -> None:
    asked = list_common(plan_for("Tasks\n- Write the rota for nine people\n- Feed the otters"))

    source = find_source(asked["write_rota"])
    assert source is not None
    assert len(asked["write_rota"].probes) >= 4
    assert {probe for probe, _ in list_probes(source)} >= set(asked["write_rota"].probes)


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("write the rota", "write_rota"),
        ("lead a team of five", "lead_team"),
    ],
)
def test_the_verb_and_its_object_make_a_common_task(task: str, name: str) -> None:
    assert find_common_task(task) == name


@pytest.mark.parametrize("task", ["lead the way", "run a marathon", "write poems", "be on time"])
def test_the_verb_alone_makes_none(task: str) -> None:
    assert find_common_task(task) is None
