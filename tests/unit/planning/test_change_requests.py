"""Change requests in free text: what is understood is done, what is not changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.plan import InterviewPlan, plan_to_document
from vivavoce.planning.domain.change_preview import (
    ChangeNotUnderstoodError,
    ChangePreview,
    ChangeRefusedError,
    ChangeWithoutEffectError,
    UnlawfulChangeError,
    preview_change,
)
from vivavoce.planning.domain.change_requests import CHANGE_REQUEST_EXAMPLES
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

PLAN = planned(BRIEF)
REPORT = validate_skills(BRIEF.skills, load_skill_catalog())
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "change_requests.jsonl")
    .read_text()
    .splitlines()
]


def asked(comments: str, plan: InterviewPlan = PLAN) -> ChangePreview:
    return preview_change(
        replace(BRIEF, previous=plan, comments=comments), REPORT, field="comments"
    )


def wrong_in(row: dict[str, Any]) -> str | None:
    """Return how an outcome differs from what should happen, or None."""
    try:
        tried = asked(row["text"])
    except ChangeRefusedError:
        return None if row.get("same") else "refused"
    if row.get("same"):
        return "wrongly applied"
    plan = tried.plan
    removed = [
        question.id
        for number, question in enumerate(PLAN.questions, 1)
        if {number, question.skill} & set(row.get("gone", []))
    ]
    remaining = {question.id for question in plan.questions}
    before = {question.id for question in PLAN.questions}
    new = [question for question in plan.questions if question.id not in before]
    checks = {
        "count": row.get("count", len(plan.questions)) == len(plan.questions)
        and row.get("more", len(plan.questions) - len(PLAN.questions))
        == len(plan.questions) - len(PLAN.questions),
        "gone": not remaining & set(removed),
        "untouched": any(key in row for key in ("count", "more", "kinds", "minutes", "swapped"))
        or before - remaining == set(removed),
        "order": [
            number
            for q in plan.questions
            for number, old in enumerate(PLAN.questions, 1)
            if old.id == q.id
        ]
        == row["order"]
        if "order" in row
        else True,
        "kinds": {q.kind for q in plan.questions}
        <= set(row.get("kinds", [q.kind for q in plan.questions])),
        "minutes": plan.duration_minutes == row.get("minutes", PLAN.duration_minutes),
        "added": {q.competency for q in new} >= set(row.get("added", [])),
        "added_skill": {q.skill for q in new} >= set(row.get("added_skill", [])),
        "nothing else": bool(
            {"added", "added_skill", "count", "more", "minutes", "swapped", "kinds"} & set(row)
        )
        or not new,
        "missed": len(tried.not_understood) == len(row.get("missed", [])),
        "left_out": len(tried.excluded_demands) == row.get("left_out", 0),
        "rules": find_plan_violations(plan, replace(BRIEF, previous=PLAN, comments="x")) == [],
    }
    failed = [name for name, holds in checks.items() if not holds]
    return None if not failed else "wrongly applied: " + ", ".join(failed)


@pytest.mark.parametrize("half", ["open", "kept"])
def test_change_requests_are_carried_out_as_meant_or_refused(
    half: str, record_property: Callable[[str, object], None]
) -> None:
    rows = [row for row in ROWS if row["half"] == half]
    failures = {row["text"]: wrong for row in rows if (wrong := wrong_in(row))}

    counts = Counter(
        "refused" if wrong == "refused" else "wrongly applied" for wrong in failures.values()
    )
    record_property(
        f"change requests, {half} half", f"{len(rows) - len(failures)} of {len(rows)} right"
    )
    assert counts["wrongly applied"] == 0, failures
    assert counts["refused"] <= len(rows) * 0.1, failures


def list_invented_skills(row: dict[str, Any]) -> set[str]:
    """Return the skills in the changed plan that are neither in the catalog nor asked for."""
    try:
        plan = asked(row["text"]).plan
    except ChangeRefusedError:
        return set()
    known = {*load_skill_catalog().skills, *row.get("added_skill", [])}
    return {question.skill for question in plan.questions if question.skill} - known


def test_no_word_of_a_wish_becomes_a_skill_or_a_question() -> None:
    assert {row["text"]: found for row in ROWS if (found := list_invented_skills(row))} == {}


def test_what_is_not_understood_is_named_with_examples() -> None:
    with pytest.raises(ChangeNotUnderstoodError) as refused:
        asked("make it sparkle")

    assert refused.value.status == 422
    assert [(e.field, e.code) for e in refused.value.errors] == [("comments", "not_understood")]
    assert "make it sparkle" in refused.value.errors[0].message
    assert all(example in str(refused.value) for example in CHANGE_REQUEST_EXAMPLES)


def test_a_demand_is_refused_with_its_reason() -> None:
    with pytest.raises(UnlawfulChangeError) as refused:
        asked("No women please")

    assert "No women please" in refused.value.errors[0].message
    assert "sex" in refused.value.errors[0].message


def test_what_is_understood_and_impossible_says_why() -> None:
    with pytest.raises(ChangeWithoutEffectError) as refused:
        asked("400 minutes")

    assert "5 to 180 minutes, not 400" in str(refused.value)


def test_a_demand_in_a_change_request_stands_nowhere_in_the_plan_but_in_its_note() -> None:
    plan = asked("She must be under 35. Add a question about Docker.").plan

    document = plan_to_document(plan)
    notes = document.pop("notes")
    assert "under 35" not in json.dumps(document)
    assert any("under 35" in note and "age" in note for note in notes)
