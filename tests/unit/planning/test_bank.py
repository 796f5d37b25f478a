import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product

import pytest

from vivavoce.contracts.plan import Rubric
from vivavoce.planning.domain.plan_parts import build_rubric_competency
from vivavoce.planning.domain.question_bank import (
    BankQuestion,
    load_bank_file,
    load_question_bank,
)
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.rubric_review import lint_rubric
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems

BANK = load_question_bank()
TECHNICAL = {one["skill"] for one in load_bank_file("software")["question"]}
COMPETENCIES = list(BANK.all_competencies)
QUESTIONS = [
    *{q.id: q for c in (*COMPETENCIES, *BANK.coding_competencies) for q in c.questions}.values(),
    *(q for found in BANK.questions_by_skill.values() for q in found),
    *BANK.question_templates,
]


def list_pairs(question: BankQuestion) -> Iterable[tuple[str, str]]:
    """Return each expected point with the probes that must not give it away."""
    if len(question.probes) > len(question.expected_points):
        return product(question.expected_points, question.probes)
    return zip(question.expected_points, question.probes, strict=True)


def test_a_question_has_three_to_six_points_and_probes_that_give_none_away() -> None:
    given_away = [
        (question.id, point, probe)
        for question in QUESTIONS
        for point, probe in list_pairs(question)
        if set(extract_content_stems(point)) & set(extract_content_stems(probe))
    ]

    assert [one.id for one in QUESTIONS if not 3 <= len(one.expected_points) <= 6] == []
    assert given_away == []


@pytest.mark.parametrize(
    "is_fit",
    [
        lambda text: re.search(r"\?|\b(Describe|describe|Tell|tell|walk me)\b", text),
        lambda text: not is_prohibited_topic(text),
        lambda text: not find_unlawful_topic(text),
        lambda text: not is_prompt_injection(text),
    ],
    ids=["asks", "about the work", "lawful", "no order"],
)
def test_a_question_is_a_question_and_about_the_work(is_fit: Callable[[str], object]) -> None:
    assert [question.id for question in QUESTIONS if not is_fit(question.text)] == []


def test_levels_three_to_five_hold_enough_words_to_find_evidence() -> None:
    sides = [(one.id, side) for one in COMPETENCIES for side in one.sub_dimensions]
    thin = [
        (owner, side.name, level)
        for owner, side in sides
        for level in "345"
        if len(extract_content_stems(side.indicators[level])) < 6
        or not 4 <= len(side.signals[level]) <= 8
    ]

    assert [owner for owner, side in sides if sorted(side.indicators) != [*"12345"]] == []
    assert thin == []


def test_no_two_competencies_share_most_of_their_words() -> None:
    parts = tuple(build_rubric_competency(c, 0.1) for c in COMPETENCIES)

    assert lint_rubric(Rubric(competencies=parts)) == []


def test_the_lint_sees_a_thin_indicator_and_a_twin() -> None:
    rubric_competency = build_rubric_competency(COMPETENCIES[0], 0.5)
    side = rubric_competency.sub_dimensions[0]
    thin = type(side)(name="Thin", indicators={**side.indicators, "4": "Did it well"})
    twin = type(rubric_competency)(
        name="Twin", weight=0.5, sub_dimensions=(*rubric_competency.sub_dimensions, thin)
    )

    warnings = {
        warning.code: warning.detail
        for warning in lint_rubric(Rubric(competencies=(rubric_competency, twin)))
    }

    assert set(warnings) == {"not_scorable_by_rules", "hard_to_tell_apart"}
    assert "have 100% of their words in common" in warnings["hard_to_tell_apart"]


def test_every_skill_with_questions_is_in_the_catalog_and_has_a_competency() -> None:
    known = load_skill_catalog().skills

    assert set(BANK.questions_by_skill) <= set(known)
    assert {skill.category for skill in known.values()} <= set(BANK.competency_by_category)


def test_every_question_about_a_skill_of_software_work_has_levels_of_its_own() -> None:
    questions = [BANK.questions_by_skill[name] for name in sorted(TECHNICAL)]
    every = [one for asked in questions for one in asked]
    says = Counter(anchor.description for one in every for anchor in one.anchors.values())
    signals = Counter(s for one in every for anchor in one.anchors.values() for s in anchor.signals)

    assert len(every) == 46
    assert [one.id for one in every if sorted(one.anchors) != [*"12345"]] == []
    assert [
        (one.id, level)
        for one in every
        for level, anchor in one.anchors.items()
        if len(anchor.signals) < (4 if level in "345" else 3)
    ] == []
    assert max(signals.values()) <= 3
    assert all(count <= 4 for count in says.values())


def test_the_levels_of_software_work_belong_to_questions_that_exist() -> None:
    known = {one.id for asked in BANK.questions_by_skill.values() for one in asked}

    assert set(load_bank_file("software_levels")) - {"version"} <= known


def test_ids_are_unique_and_every_general_competency_has_three_depths() -> None:
    assert len({q.id for q in QUESTIONS}) == len(QUESTIONS)
    assert len(BANK.general_competencies) >= 12
    for competency in BANK.general_competencies:
        assert sorted(q.depth for q in competency.questions) == [1, 2, 3]


def test_practice_has_ground_enough_for_three_full_talks_at_every_depth() -> None:
    for part, least in ((BANK.warm_up_competencies, 4), (BANK.coding_competencies, 3)):
        assert len(part) >= least
        assert sum(len(c.questions) for c in part) >= 12
        for competency in part:
            assert {q.depth for q in competency.questions} == {1, 2, 3}


def test_opening_questions_have_three_wordings_for_each_answer_element() -> None:
    for competency in BANK.warm_up_competencies:
        for question in competency.questions:
            assert Counter(question.probe_elements) == dict.fromkeys(
                ("situation", "own_action", "reason", "result"), 3
            )
            assert len(set(question.probes)) == 12


def test_what_is_asked_about_code_can_be_answered_aloud() -> None:
    for competency in BANK.coding_competencies:
        for question in competency.questions:
            assert question.kind == "knowledge" or competency.id == "system_design"
            assert not re.search(
                r"\b(editor|whiteboard|screen|type in|write (a|the) )", question.text
            )


def test_every_competency_has_its_own_name() -> None:
    names = [competency.name for competency in COMPETENCIES]

    assert len(set(names)) == len(names)
