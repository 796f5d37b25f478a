from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.samples import examples
from tests.unit.planning.briefs import BRIEF, BRIEFS, COMMENTS, planned, revised

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.change_requests import parse_change_requests
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.question_sets import find_bank_question
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

PLAN = planned(BRIEF)


def skills(plan: InterviewPlan) -> set[str]:
    return {q.skill for q in plan.questions if q.skill}


def notes(plan: InterviewPlan) -> str:
    return "\n".join(plan.notes)


@given(brief=BRIEFS, comments=COMMENTS)
@settings(max_examples=examples(120), deadline=None)
def test_every_revision_keeps_every_invariant(brief: PlanBrief, comments: str) -> None:
    report = validate_skills(brief.skills, load_skill_catalog())
    again = replace(brief, previous=plan_interview(brief, report), comments=comments)

    plan = plan_interview(again, report)

    assert find_plan_violations(plan, again) == []
    assert plan.version == 2 or not comments.strip()


def test_more_of_a_topic_adds_its_question_and_leaves_the_others_as_they_were() -> None:
    plan = revised(PLAN, "more on negotiating")

    new = [q for q in plan.questions if q not in PLAN.questions]
    assert [q.competency for q in new] == ["Negotiating"]
    assert new[0].anchors
    assert new[0].origin is not None
    assert new[0].origin.group == "S1.1"
    assert plan.questions[: len(PLAN.questions)] == PLAN.questions
    assert "added" in notes(plan)


def test_an_added_question_of_a_known_competency_touches_no_weight() -> None:
    plan = revised(PLAN, "add a question about React")

    assert [(c.name, c.weight) for c in plan.rubric.competencies] == [
        (c.name, c.weight) for c in PLAN.rubric.competencies
    ]
    assert len(plan.questions) == len(PLAN.questions) + 1


def test_dropping_a_skill_takes_its_questions_and_nothing_else() -> None:
    plan = revised(PLAN, "drop React please")

    assert plan.questions == tuple(q for q in PLAN.questions if q.skill != "React")
    assert plan.skills_coverage["React"] is False
    assert (
        "No question names these skills, though one may be about them in other words: React."
        in plan.notes
    )


def test_no_questions_on_two_topics_takes_both() -> None:
    assert skills(revised(PLAN, "No questions on React or TypeScript.")) == set()


def test_dropping_a_competency_rebalances_the_weights() -> None:
    name = PLAN.rubric.competencies[0].name

    plan = revised(PLAN, f"no {name.lower()}")

    assert name not in {c.name for c in plan.rubric.competencies}
    assert sum(c.weight for c in plan.rubric.competencies) == pytest.approx(1)


def test_a_question_is_dropped_by_its_number_as_the_person_read_it() -> None:
    plan = revised(PLAN, "remove question 2, remove question 4")

    assert plan.questions == tuple(q for i, q in enumerate(PLAN.questions, 1) if i not in {2, 4})


def test_fewer_questions_takes_out_what_the_plan_misses_least() -> None:
    plan = revised(PLAN, "fewer questions")

    assert {q.id for q in plan.questions} < {q.id for q in PLAN.questions}
    assert {c.name for c in plan.rubric.competencies} == {c.name for c in PLAN.rubric.competencies}


def test_a_kept_question_stays_when_others_go() -> None:
    last = PLAN.rubric.competencies[-1].name

    plan = revised(PLAN, f"keep {last.lower()}, only 3 questions")

    assert len(plan.questions) == 3
    assert last in {q.competency for q in plan.questions}


def test_a_count_that_cannot_be_reached_is_told() -> None:
    assert "questions instead of 12" in notes(revised(PLAN, "12 questions"))


def test_a_new_length_is_said_in_the_invitation_and_what_stays_is_untouched() -> None:
    plan = revised(PLAN, "15 minutes")

    assert plan.duration_minutes == 15
    assert "about 15 minutes" in plan.inmail_draft
    assert {q.id for q in plan.questions} < {q.id for q in PLAN.questions}


def test_a_longer_interview_asks_more_and_keeps_the_rest() -> None:
    plan = revised(PLAN, "45 minutes")

    assert plan.questions[: len(PLAN.questions)] == PLAN.questions
    assert len(plan.questions) > len(PLAN.questions)


@pytest.mark.parametrize(
    ("said", "minutes"), [("shorter", 20), ("longer", 40), ("half an hour", 30)]
)
def test_a_length_in_words_is_understood(said: str, minutes: int) -> None:
    assert revised(PLAN, said).duration_minutes == minutes


def test_an_impossible_length_is_told_and_changes_nothing() -> None:
    plan = revised(PLAN, "400 minutes")

    assert plan.rubric == PLAN.rubric
    assert "5 to 180 minutes, not 400" in notes(plan)


def test_harder_questions_take_the_place_of_easier_ones() -> None:
    plan = revised(PLAN, "make the TypeScript questions harder")

    changed = {old.id: new.id for old, new in zip(PLAN.questions, plan.questions, strict=True)}
    assert changed.pop("typescript.narrowing") == "typescript.border"
    assert all(old == new for old, new in changed.items())


def test_easier_questions_of_the_same_work_suit_beginners() -> None:
    senior = planned(replace(BRIEF, level="SENIOR"))

    plan = revised(senior, "make it easier", level="SENIOR")

    before = {q.origin.bank_question: q.origin.group for q in senior.questions if q.origin}
    new = [q.origin for q in plan.questions if q.origin and q.origin.bank_question not in before]
    assert new
    assert {origin.group for origin in new} <= set(before.values())
    assert all(
        "JUNIOR" in question.levels
        for origin in new
        if (question := find_bank_question(origin.bank_question))
    )


def test_easier_than_the_easiest_is_told() -> None:
    easiest = planned(replace(BRIEF, level="JUNIOR"))

    plan = revised(easiest, "easier React questions", level="JUNIOR")

    assert plan.rubric == easiest.rubric
    assert "no easier questions" in notes(plan)


def test_a_topic_is_found_by_the_task_that_a_question_names() -> None:
    text = "Tasks:\n- Manage central lines\n- Chart intake and output\n- Train new nurses\n"
    ward = replace(BRIEF, position="Nurse", job_description=text, skills=())
    plan = planned(ward)

    without = planned(
        replace(ward, previous=plan, comments="drop the question about intake and output")
    )

    assert any("intake and output" in q.text for q in plan.questions)
    assert without.questions == tuple(
        q for q in plan.questions if "intake and output" not in q.text
    )


def test_weights_keep_their_limit_when_a_competency_goes() -> None:
    text = "Tasks:\n- Manage central lines\n- Chart intake\n- Train new nurses\n- Order supplies"
    ward = replace(BRIEF, position="Nurse", job_description=text, skills=(), duration_minutes=45)
    plan = planned(ward)
    last = plan.rubric.competencies[-1].name.lower()

    without = planned(replace(ward, previous=plan, comments=f"no {last}"))

    weights = [competency.weight for competency in without.rubric.competencies]
    assert len(weights) == len(plan.rubric.competencies) - 1
    assert max(weights) <= max(0.35, 1 / len(weights))


def test_an_unknown_topic_gets_a_general_question_when_a_question_is_asked_for() -> None:
    plan = revised(PLAN, "add a question about falconry")

    assert "falconry" in plan.questions[-1].text
    assert plan.questions[-1].skill == "falconry"


def test_what_is_not_understood_is_listed_word_for_word_and_changes_nothing() -> None:
    plan = revised(PLAN, "Make it pop! Less corporate vibes.")

    assert plan.rubric == PLAN.rubric
    assert 'not understood, nothing was changed for it: "make it pop"' in notes(plan)
    assert '"less corporate vibes"' in notes(plan)


def test_what_an_employer_may_not_ask_is_not_added() -> None:
    plan = revised(PLAN, "ask about pregnancy plans")

    assert plan.rubric == PLAN.rubric
    assert "must not ask about" in notes(plan)


def test_the_last_question_is_never_taken() -> None:
    one = revised(PLAN, "only 1 question")

    plan = revised(one, f"drop {one.rubric.competencies[0].name.lower()}")

    assert plan.rubric.questions == one.rubric.questions


def test_notes_of_an_older_revision_do_not_pile_up() -> None:
    plan = revised(revised(PLAN, "make it pop"), "more system design")

    assert "pop" not in notes(plan)
    assert plan.version == 3


def test_a_comment_without_words_plans_afresh() -> None:
    assert revised(PLAN, "  ").rubric == PLAN.rubric


@pytest.mark.parametrize(
    ("comment", "kinds"),
    [
        ("Please make it a bit shorter and add a question about safety.", ["shorter", "add"]),
        ("no more than 6 questions", ["count"]),
        ("two more questions; no leadership", ["more_questions", "drop"]),
        ("Could you ask about Node.js, customer focus?", ["add", "add"]),
        ("don't ask about Docker", ["drop"]),
        ("The rest is fine. Thanks!", []),
    ],
)
def test_comments_are_read_clause_by_clause(comment: str, kinds: list[str]) -> None:
    assert [change.kind for change in parse_change_requests(comment)] == kinds


def test_what_a_person_added_goes_again_when_they_leave_no_time_for_it() -> None:
    wishes = "add a question about React, add a question about Docker, add a question about Redis, "
    brief = replace(
        BRIEF, previous=PLAN, comments=wishes + "add a question about Kotlin, 5 minutes"
    )

    plan = plan_interview(brief, validate_skills(brief.skills, load_skill_catalog()))

    assert find_plan_violations(plan, brief) == []
    assert plan.duration_minutes == 5
