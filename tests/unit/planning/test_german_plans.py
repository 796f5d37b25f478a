"""German questions are off, and planned only where an operator tries them."""

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import UnsupportedLanguageError, plan_interview
from vivavoce.planning.domain.question_sets import list_set_ids, load_question_set
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

NURSE = replace(
    BRIEF,
    language="de-AT",
    position="Pflegefachkraft",
    job_description=(
        "Ihre Aufgaben:\n- Patienten auf der chirurgischen Station pflegen und versorgen\n"
        "- Pflege in der digitalen Akte dokumentieren\n- Auszubildende anleiten\n"
        "Ihr Profil:\n- Abgeschlossene Ausbildung in der Pflege"
    ),
    skills=("Wundversorgung",),
)


def plan_on_trial(brief: PlanBrief) -> InterviewPlan:
    return plan_interview(
        brief, validate_skills(brief.skills, load_skill_catalog()), trial_language="de"
    )


def test_a_german_plan_is_refused_and_says_that_german_is_off() -> None:
    skills = validate_skills(NURSE.skills, load_skill_catalog())

    with pytest.raises(UnsupportedLanguageError, match="German questions are off"):
        plan_interview(NURSE, skills)


def test_on_trial_questions_quote_the_posting_and_are_asked_in_german_with_german_follow_ups() -> (
    None
):
    plan = plan_on_trial(NURSE)

    texts = [question.text for question in plan.questions]
    assert any("„" in text and "chirurgischen Station" in text for text in texts), texts
    assert all(question.origin for question in plan.questions)
    for question in plan.questions:
        assert question.origin
        assert question.origin.bank_question
        source = load_question_set(question.origin.bank_question.partition(".")[0])
        [asked] = [each for each in source.questions if each.id == question.origin.bank_question]
        own = {text for texts in asked.probes.values() for text in texts}
        assert question.probes
        assert set(question.probes) <= own


def test_on_trial_other_languages_and_other_interviews_stay_refused() -> None:
    with pytest.raises(UnsupportedLanguageError):
        plan_on_trial(replace(NURSE, language="fr"))
    with pytest.raises(UnsupportedLanguageError):
        plan_on_trial(replace(NURSE, question_count=5))


def test_english_is_planned_alike_with_and_without_the_trial() -> None:
    skills = validate_skills(BRIEF.skills, load_skill_catalog())

    assert plan_on_trial(BRIEF) == plan_interview(BRIEF, skills)


def test_german_sets_have_german_questions_and_all_samples() -> None:
    sets = [load_question_set(set_id) for set_id in list_set_ids("de")]

    assert len(sets) >= 26
    incomplete = [
        question.id
        for each in sets
        for question in each.questions
        for form in question.forms.values()
        if len(form.samples) != 5 or "{line}" not in form.quoting or not form.plain
    ]
    assert incomplete == []
