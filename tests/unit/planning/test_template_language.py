"""A template has the language of the plan that it was made from, and so have its interviews."""

from __future__ import annotations

import json

from tests.unit.planning.briefs import BRIEF
from tests.unit.planning.test_german_plans import NURSE, plan_on_trial

from vivavoce.planning.domain.intake.artifacts import (
    build_plan_from_template,
    template_from_json,
)
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.template_edit import (
    TemplateEdit,
    build_template_from_plan,
    edit_template,
)
from vivavoce.planning.usecases.templates import complete_template


def test_interviews_from_the_template_of_a_german_plan_are_in_german() -> None:
    template = build_template_from_plan(plan_on_trial(NURSE), NURSE, title="Pflegefachkraft")

    plan = build_plan_from_template(template, template.brief, SkillReport(), name="t1")

    assert (template.language, template.brief.language, plan.language) == ("de-AT",) * 3
    assert plan.greeting_script.startswith("Guten Tag")


def test_the_language_is_stored_and_stays_when_the_template_is_edited() -> None:
    template = build_template_from_plan(plan_on_trial(NURSE), NURSE, title="Pflegefachkraft")

    stored = template_from_json(json.loads(json.dumps(template.to_json())))
    edited = edit_template(stored, TemplateEdit(title="Pflegefachkraft (Nacht)"))

    assert (stored, edited.language) == (template, "de-AT")


def test_a_template_that_was_stored_without_a_language_is_in_english() -> None:
    report = validate_skills(BRIEF.skills, load_skill_catalog())
    template = build_template_from_plan(plan_interview(BRIEF, report), BRIEF, title="Lead")
    document = template.to_json()
    del document["language"]

    assert template_from_json(document) == template
    assert template.language == "en"


def test_a_rubric_that_is_not_in_english_gets_no_warnings_that_count_english_words() -> None:
    template = build_template_from_plan(plan_on_trial(NURSE), NURSE, title="Pflegefachkraft")

    assert complete_template(template).warnings == ()
