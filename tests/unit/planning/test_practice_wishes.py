"""Wishes in people's words, and what becomes of a practice plan by them: a locked table."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import examples
from tests.unit.planning.practice import (
    NOTHING_KNOWN,
    PRACTICE_BRIEFS,
    again,
    brief,
    depth,
    notes,
    planned,
    report,
    texts,
)

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.planning.domain.plan_invariants import find_plan_violations

Effect = Callable[[InterviewPlan, InterviewPlan], bool]


def about(name: str) -> Callable[[InterviewPlan], int]:
    """Count the questions about a competency or skill by its name, or about a group by its code."""
    return lambda plan: sum(
        name in (q.competency, q.skill, q.origin and q.origin.group) for q in plan.questions
    )


def of_kind(*kinds: str) -> Callable[[InterviewPlan], int]:
    return lambda plan: sum(q.kind in kinds for q in plan.questions)


def length(plan: InterviewPlan) -> int:
    return sum(map(len, texts(plan)))


def more(size: Callable[[InterviewPlan], int], least: int = 1) -> Effect:
    return lambda old, new: size(new) >= size(old) + least


def less(size: Callable[[InterviewPlan], int]) -> Effect:
    return lambda old, new: size(new) < size(old)


def none_left(name: str) -> Effect:
    return lambda old, new: about(name)(old) > 0 and about(name)(new) == 0


def all_other(old: InterviewPlan, new: InterviewPlan) -> bool:
    return not set(texts(old)) & set(texts(new))


def one_other(place: int) -> Effect:
    return lambda old, new: (
        old.questions[place].text not in texts(new)
        and len(set(texts(old)) & set(texts(new))) == len(texts(old)) - 1
    )


def told(words: str) -> Effect:
    return lambda old, new: texts(old) == texts(new) and words in notes(new)


def both(*effects: Effect) -> Effect:
    return lambda old, new: all(effect(old, new) for effect in effects)


BEHAVIORAL = brief(interview_type="behavioral")
CODING = brief(interview_type="coding")
ROLE = brief(15, interview_type="role_related")
LEADING = brief(interview_type="behavioral", focus=("Leadership",))

TABLE: list[tuple[str, PlanBrief, Effect]] = [
    ("make it harder", BEHAVIORAL, more(depth)),
    ("Harder please!", CODING, more(depth)),
    ("these are too easy", BEHAVIORAL, more(depth)),
    ("challenge me", ROLE, more(depth)),
    ("increase the difficulty", BEHAVIORAL, more(depth)),
    ("not so easy please", BEHAVIORAL, more(depth)),
    ("make it easier", BEHAVIORAL, less(depth)),
    ("go easy on me", CODING, less(depth)),
    ("the questions are too hard", BEHAVIORAL, less(depth)),
    ("make the Python questions harder", ROLE, more(depth)),
    ("focus more on system design", CODING, more(about("System design"), 3)),
    ("more system design", BEHAVIORAL, more(about("S1.10"), 2)),
    ("focus on algorithms", CODING, more(about("Algorithms and data structures"), 1)),
    ("more conflict questions", BEHAVIORAL, more(about("S1.8"), 2)),
    ("add a question about conflict", BEHAVIORAL, more(about("S1.8"), 1)),
    ("add a question about Kafka", CODING, more(about("Apache Kafka"), 1)),
    ("rather something about communication", LEADING, more(about("S1.4"), 1)),
    ("something about the weather", BEHAVIORAL, told("nothing was changed for it")),
    ("practise customer focus", BEHAVIORAL, more(about("S3.4"), 3)),
    ("more challenging questions about teamwork", ROLE, more(about("S1.8"), 3)),
    ("avoid leadership questions", LEADING, none_left("S4.6")),
    ("no leadership", LEADING, none_left("S4.6")),
    ("I don't want questions about leadership", LEADING, none_left("S4.6")),
    ("leave teamwork out", BEHAVIORAL, none_left("S1.8")),
    ("nothing about learning", BEHAVIORAL, none_left("T3.4")),
    ("less Python", ROLE, less(about("Python"))),
    ("shorter questions", BEHAVIORAL, less(length)),
    ("make the questions shorter", CODING, less(length)),
    ("the questions are too long", ROLE, less(length)),
    ("more behavioural", CODING, more(of_kind("behavioral", "failure"), 3)),
    ("more behavioral questions", ROLE, more(of_kind("behavioral", "failure"))),
    ("more technical questions", BEHAVIORAL, more(of_kind("knowledge"), 3)),
    ("no technical questions", CODING, less(of_kind("knowledge"))),
    ("different questions", BEHAVIORAL, all_other),
    ("ask me something else", CODING, all_other),
    ("I already know these", ROLE, all_other),
    ("remove question 2", BEHAVIORAL, one_other(1)),
    ("remove question 9", BEHAVIORAL, told("there is no question 9")),
    ("7 questions please", BEHAVIORAL, told("10 minutes has 5 questions")),
    ("15 minutes", BEHAVIORAL, told("Choose another length")),
    ("make it sparkle", BEHAVIORAL, told('nothing was changed for it: "make it sparkle"')),
    ("ask about religion", BEHAVIORAL, told("must not ask about religion")),
    ("no juggling", BEHAVIORAL, told("not understood")),
    ("looks good, thanks", BEHAVIORAL, lambda old, new: texts(old) == texts(new)),
    (
        "make it harder and focus more on system design, no leadership",
        CODING,
        both(more(depth), more(about("System design"), 3)),
    ),
    (
        "avoid leadership questions; shorter questions",
        LEADING,
        both(none_left("S4.6"), less(length)),
    ),
    (
        "more conflict questions, but make it sparkle",
        BEHAVIORAL,
        both(
            more(about("S1.8"), 2),
            lambda _, new: 'for it: "make it sparkle"' in notes(new),
        ),
    ),
]


@pytest.mark.parametrize(("said", "of", "effect"), TABLE, ids=[row[0] for row in TABLE])
def test_a_wish_has_its_effect_and_the_size_stays_exact(
    said: str, of: PlanBrief, effect: Effect
) -> None:
    old = planned(of)

    new = again(of, said, old)

    assert effect(old, new), (texts(old), texts(new), new.notes)
    assert len(new.questions) == of.question_count
    assert new.duration_minutes == of.duration_minutes
    assert new.version == 2
    assert find_plan_violations(new, replace(of, previous=old, comments=said), report(of)) == []


@given(
    of=PRACTICE_BRIEFS,
    wishes=st.lists(
        st.one_of(st.sampled_from([row[0] for row in TABLE]), st.text(max_size=40)), max_size=4
    ),
)
@settings(max_examples=examples(120), deadline=None)
def test_any_wishes_in_a_row_keep_every_rule(of: PlanBrief, wishes: list[str]) -> None:
    plan = planned(of)
    for request in wishes:
        order = replace(of, previous=plan, comments=request)
        plan = planned(order)
        assert find_plan_violations(plan, order, report(of)) == []
        assert planned(order) == plan


@pytest.mark.parametrize("of", [BEHAVIORAL, CODING, ROLE, replace(NOTHING_KNOWN)])
def test_without_words_other_questions_are_asked(of: PlanBrief) -> None:
    old = planned(of)

    assert all_other(old, again(of, "", old))


@pytest.mark.parametrize(
    "changed",
    [
        {"interview_type": "warm_up"},
        {"difficulty": "hard"},
        {"framework": "CAR"},
        {"position": "Nurse"},
        {"persona_id": "john"},
        {"duration_minutes": 15, "question_count": 7},
        {"job_description": "You must be a good listener."},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_with_other_facts_the_plan_begins_anew_and_then_hears_the_wish(changed: dict) -> None:
    old = again(BEHAVIORAL, "more conflict questions, shorter questions")
    now = replace(BEHAVIORAL, **changed)

    assert texts(again(now, "", old)) == texts(planned(now))
    wished = again(now, "add a question about conflict", old)
    assert about("S1.8")(wished) >= 1
    assert len(set(texts(wished)) & set(texts(planned(now)))) >= now.question_count - 1


def test_wishes_of_earlier_versions_go_on_holding() -> None:
    plan = again(LEADING, "no leadership, shorter questions, harder")

    for _ in range(6):
        plan = again(LEADING, "", plan)
        assert about("S4.6")(plan) == 0
    assert "As you wished: harder; short questions; nothing about leadership." in plan.notes
    back = again(LEADING, "more leadership", plan)
    assert about("S4.6")(back) + about("S4.8")(back) == 3


def test_edited_questions_are_replaced_by_a_new_version() -> None:
    old = planned(BEHAVIORAL)
    own = PlanQuestion(
        id="own-1", text="Why us?", competency=old.questions[0].competency, source="edited"
    )
    edited = replace(old, rubric=replace(old.rubric, questions=(own, *old.questions[1:])))

    new = again(BEHAVIORAL, "no leadership", edited)

    assert "Why us?" not in texts(new)
    assert texts(new)[1:] == texts(old)[1:]
    assert len(new.questions) == 5


def test_what_is_barred_entirely_still_leaves_a_full_plan() -> None:
    of = brief(15, interview_type="warm_up")
    request = "no background, no motivation, no strengths, no speaking"

    plan = again(of, request)

    assert len(plan.questions) == 7
    names = {q.competency for q in plan.questions}
    assert not names & {"Background", "Motivation", "Strengths and limits", "Speaking with ease"}


def test_what_replaces_harder_questions_is_as_hard() -> None:
    harder = again(BEHAVIORAL, "harder")

    plain, hard = again(BEHAVIORAL, ""), again(BEHAVIORAL, "", harder)

    assert depth(hard) > depth(plain)
