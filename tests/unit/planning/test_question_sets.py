"""The authored question sets and the skill catalog keep to their formats (the README files beside them)."""

from __future__ import annotations

import tomllib
from collections import Counter
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import vivavoce.planning
from vivavoce.planning.domain.work_kinds import load_work_kinds

FOLDER = Path(vivavoce.planning.__file__).parent
SETS = sorted((FOLDER / "question_sets").glob("*.toml"))
TRADES = sorted((FOLDER / "question_sets" / "trades").glob("*.toml"))
CATALOG = sorted((FOLDER / "catalog").glob("*.toml"))
FORMS = ("form_a", "form_b")
ELEMENTS = {"situation", "own_action", "reason", "result"}
OF_FORMS = ("", "_a", "_b")
SIGNAL_KEYS = tuple(f"signals{form}" for form in OF_FORMS)
SAMPLES = {"strong", "decent", "weak", "empty", "non_native"}
KNOWN_MARKS = ("beginners", "everywhere", "limits", "spare", "wide")
FORM_KEYS = {
    "text", "plain", "saying", "quoting", "task_words", "task_verbs", "unfit_words", "job_words", "settings",
    "needs", "rivals", "roles", "samples",
}  # fmt: skip
SKILL_KINDS = {"tool", "activity", "field", "language", "license"}


@cache
def read(path: Path) -> dict[str, Any]:
    """Return a file's document, which tests read and do not change."""
    return tomllib.loads(path.read_text("utf-8"))


def faults_of(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with the questions of a set."""
    problems = []
    for question in document["question"]:
        forms = [question[form] for form in FORMS]
        checks = {
            "its id names the set": question["id"].startswith(f"{document['id']}."),
            "its side is one of the set": question["side"] in document["sides"],
            "three to five points in each form": all(
                3 <= len(list_of_form(question, "points", form)) <= 5 for form in "ab"
            ),
            "one place for a task": all(has_its_places(form) for form in forms),
            "a sample of each kind": all(set(form["samples"]) == SAMPLES for form in forms),
            "no probe twice": set(question["probes"]) == ELEMENTS
            and all(
                len(set(probes)) == len(probes)
                for probes in (list_probes(question, element) for element in ELEMENTS)
            ),
            "two or three probes for each element in each form": all(
                2 <= len(list_probes(question, element, form)) <= 3
                for element in ELEMENTS
                for form in "ab"
            ),
            "known keys": all(set(form) <= FORM_KEYS for form in forms)
            and {question.get(key, True) for key in KNOWN_MARKS} == {True},
            "beginners start as juniors": not question.get("beginners")
            or "JUNIOR" in question["levels"],
            "five anchors with signals": sorted(question["anchors"]) == list("12345")
            and all(5 <= len(list_signals(anchor)) <= 8 for anchor in question["anchors"].values()),
            "known keys of anchors": all(
                set(anchor) <= {"says", *SIGNAL_KEYS} for anchor in question["anchors"].values()
            ),
        }
        problems += [f"{question['id']}: {name}" for name, holds in checks.items() if not holds]
    return problems


def list_signals(anchor: dict[str, Any]) -> list[str]:
    """Return the signals of an anchor: those of both forms, and those of one."""
    return [signal for key in SIGNAL_KEYS for signal in anchor.get(key, ())]


def list_of_form(part: dict[str, Any], key: str, form: str) -> list[str]:
    """Return the texts of both forms and of one."""
    return [*part.get(key, ()), *part.get(f"{key}_{form}", ())]


def list_probes(question: dict[str, Any], element: str, forms: str = "ab") -> list[str]:
    """Return the probes for an element: those of both forms, and those of one."""
    tables = [question["probes"], *(question.get(f"probes_{form}", {}) for form in forms)]
    return [probe for table in tables for probe in table.get(element, ())]


def has_its_places(form: dict[str, Any]) -> bool:
    """Return whether the form of a group has one place for a task, and that of a trade words of its own."""
    if "text" not in form:
        return "{" not in form["plain"] and bool(form["task_words"])
    places = form["text"].count("{doing}") + form["text"].count("{do}")
    return places == form["text"].count("{") == 1 and "{" not in form["plain"]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_has_its_kinds_levels_and_parts(path: Path) -> None:
    document = read(path)
    kinds = Counter(question["kind"] for question in document["question"])
    levels = Counter(level for question in document["question"] for level in question["levels"])

    assert document["id"] == path.stem
    assert len(document["question"]) >= 6
    assert kinds >= Counter(behavioral=2, situational=2, knowledge=1, work_sample=1)
    assert levels >= Counter(MIDDLE=3, SENIOR=3, LEAD=3)  # nobody leads a team in a first job
    assert faults_of(document) == []


@pytest.mark.parametrize("path", TRADES, ids=lambda path: path.stem)
def test_the_set_of_a_trade_has_its_parts_and_names_what_exists(path: Path) -> None:
    document = read(path)
    questions = document["question"]
    occupations = {title["name"] for title in read(FOLDER / "catalog" / "titles.toml")["title"]}
    groups = {read(file)["group"] for file in CATALOG if file.stem != "titles"}

    assert document["id"] == path.stem
    assert len(questions) >= 6
    assert set(document["occupations"]) <= occupations
    assert all({*question["groups"]} and {*question["groups"]} <= groups for question in questions)
    assert sum("JUNIOR" in question["levels"] for question in questions) >= 3
    assert not any("text" in question[form] for question in questions for form in FORMS)
    roles = [frozenset(one[form].get("roles", ())) for one in questions for form in FORMS]
    assert all(names < frozenset(document["occupations"]) for names in roles)
    assert faults_of(document) == []


def test_an_occupation_belongs_to_one_trade() -> None:
    trades = Counter(name for path in TRADES for name in read(path)["occupations"])

    assert [name for name, count in trades.items() if count > 1] == []


def test_a_theme_is_one_of_more_than_one_question() -> None:
    questions = [one for path in (*SETS, *TRADES) for one in read(path)["question"]]
    themes = Counter(one["theme"] for one in questions if "theme" in one)
    themes.update(kind.theme for kind in load_work_kinds())

    named = {one["theme"] for one in questions if "theme" in one}

    assert [name for name in named if themes[name] < 2] == []


def test_a_broken_question_is_found() -> None:
    document = deepcopy(read(SETS[0]))
    question = document["question"][0]
    question["form_a"]["text"] = "Tell me about {doing} and {doing}."
    question["probes"]["reason"][1] = question["probes"]["reason"][0]
    del question["anchors"]["3"]

    assert [fault.partition(": ")[2] for fault in faults_of(document)] == [
        "one place for a task",
        "no probe twice",
        "five anchors with signals",
    ]


def test_no_question_is_asked_in_two_sets() -> None:
    texts = Counter(
        " ".join(question[form].get("text", question[form]["plain"]).lower().split())
        for path in (*SETS, *TRADES)
        for question in read(path)["question"]
        for form in FORMS
    )

    assert len(texts) == texts.total()


def test_a_skill_has_a_kind_and_a_name_of_its_own() -> None:
    documents = [read(path) for path in CATALOG if path.stem != "titles"]
    skills = [skill for document in documents for skill in document["skill"]]
    plain = [skill for skill in skills if "context" not in skill]
    names = Counter(
        name.casefold()
        for skill in plain
        for name in {skill["name"].casefold(), *map(str.casefold, skill.get("aliases", ()))}
    )

    assert {skill["kind"] for skill in skills} == SKILL_KINDS
    assert [name for name, count in names.items() if count > 1] == []


def test_an_occupation_names_groups_and_skills_that_exist() -> None:
    documents = [read(path) for path in CATALOG if path.stem != "titles"]
    groups = {document["group"] for document in documents}
    skills = {skill["name"] for document in documents for skill in document["skill"]}
    titles = read(FOLDER / "catalog" / "titles.toml")["title"]

    assert len({title["name"].casefold() for title in titles}) == len(titles)
    assert {group for title in titles for group in title["groups"]} <= groups
    assert {skill for title in titles for skill in title["skills"]} <= skills
