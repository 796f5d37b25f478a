"""The levels and follow-ups of a planned question fit its kind, its form, its job and the candidate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from vivavoce.contracts.plan import QUESTION_FORMS
from vivavoce.planning.domain.form_texts import ELEMENTS
from vivavoce.planning.domain.hiring.fitting_anchors import fit_anchors
from vivavoce.planning.domain.hiring.fitting_probes import fit_probes, list_probes
from vivavoce.planning.domain.question_sets import (
    SetQuestion,
    find_bank_question,
    list_set_ids,
    load_question_set,
)
from vivavoce.planning.domain.work_kinds import load_work_kinds

CASES = {"situational", "work_sample"}
TOLD = re.compile(
    r"^(?:I|we) (?:added|agreed|apologized|asked|brought|called|changed|checked|compared|corrected|counted|"
    r"explained|gave|got|kept|looked|made|moved|noted|ordered|replaced|reported|sat|sent|showed|stayed|stopped|"
    r"stood|took|told|waited|went|wrote) (?!it that|up front|beforehand)|^since then\b|^it was in\b"
)
FACTS_OF_SCENES = {
    "we asked 'Are you Anna?'",
    "we looked at fifteen groups, one shines by luck",
    "I stopped after four lines, and I'd say so",
    "I kept quiet about it, that part's on me",
}
"""What the scene itself says has happened."""
OF_STORY = re.compile(
    r"\b(?:one|a) (?:particular )?case\b|\bstory\b|\bonce\b.*\bhappened\b|^Tells (?:nothing|one|that|of)\b"
)
OPTICIAN = "Optical assistant\nGreet patients\nDo small repairs on glasses"


def list_questions() -> Iterator[SetQuestion]:
    """Yield every question of every set, with those about kinds of work."""
    for set_id in list_set_ids():
        yield from load_question_set(set_id).questions


def list_texts(question: SetQuestion) -> set[str]:
    """Return the points, follow-ups and signals of a question."""
    return {
        *question.points,
        *(probe for probe, _ in list_probes(question)),
        *(one for anchor in question.anchors.values() for one in anchor.signals),
    }


def find(question_id: str) -> SetQuestion:
    """Return a question of the bank that exists."""
    question = find_bank_question(question_id)
    assert question is not None
    return question


def test_a_case_is_not_rated_by_a_story() -> None:
    told = [
        (question.id, level, signal)
        for question in list_questions()
        if question.kind in CASES
        for level in "345"
        for signal in question.anchors[level].signals
        if TOLD.search(signal) and signal not in FACTS_OF_SCENES
    ]
    levels = [
        (question.id, level)
        for question in list_questions()
        if question.kind in CASES
        for level, anchor in question.anchors.items()
        if OF_STORY.search(anchor.description) and question.work_kind
    ]

    assert told == []
    assert levels == []


def test_a_kind_of_work_has_levels_and_points_of_its_own_for_its_story_and_its_case() -> None:
    for kind in load_work_kinds():
        assert sorted(kind.case_anchors) == sorted(kind.anchors) == list("12345")
        assert all(len(set(one.signals)) == 5 for one in kind.case_anchors.values())
        for form in QUESTION_FORMS:
            foreign = kind.case_texts_of_one_form["b" if form == "a" else "a"]
            assert len([one for one in kind.case_points if one not in foreign]) == 4
        for level in "345":
            shared = {*kind.anchors[level].signals} & {*kind.case_anchors[level].signals}
            assert not any(TOLD.search(signal) for signal in shared)


def test_the_two_questions_of_a_kind_have_the_levels_of_a_story_and_of_a_case() -> None:
    [kind] = [one for one in load_work_kinds() if one.name == "complaint"]

    story = find("working_efficiently.hard_to_reach.complaint")
    case = find("working_efficiently.complication.complaint")

    assert story.anchors == kind.anchors
    assert case.anchors == kind.case_anchors
    assert "I'd listen first" in case.anchors["3"].signals
    assert "lets the person finish" in case.points


def test_texts_of_one_form_belong_to_it_alone() -> None:
    for question in list_questions():
        of_a, of_b = (question.texts_of_one_form.get(form, frozenset()) for form in QUESTION_FORMS)
        every = list_texts(question)
        seen = {form: list_texts(question.keep_form(form)) for form in QUESTION_FORMS}
        assert not of_a & of_b
        assert of_a | of_b <= every
        assert not of_b & seen["a"]
        assert not of_a & seen["b"]
        assert seen["a"] | seen["b"] == every


def test_the_facts_of_one_scene_are_no_signals_under_the_other() -> None:
    [question] = [
        one
        for one in load_question_set("purchasing_logistics").questions
        if "get the loading dock on the line" in one.anchors["4"].signals
    ]

    a, b = (question.keep_form(form).anchors["4"].signals for form in QUESTION_FORMS)

    assert "get the loading dock on the line" in a
    assert "get the loading dock on the line" not in b
    assert "which field, which line" in set(a) & set(b)


def test_signals_of_another_trade_give_way_to_those_of_any_work() -> None:
    question = find("building_structures.quality_fast")
    text = "How do you do small repairs so that they hold?"

    anchors = fit_anchors(question.keep_form("b"), text, OPTICIAN)

    said = " ".join(one for anchor in anchors.values() for one in anchor.signals)
    own = " ".join(
        one for anchor in question.keep_form("b").anchors.values() for one in anchor.signals
    )
    assert "mortar" in own
    assert "mortar" not in said
    assert "brick" not in said
    assert all(len(anchor.signals) >= 4 for anchor in anchors.values())


def test_signals_stay_where_the_posting_has_their_words() -> None:
    question = find("building_structures.quality_fast")
    job = "Bricklayer\nLay brick in lime mortar on old walls\nRepair joints"

    anchors = fit_anchors(question.keep_form("b"), question.forms["b"].plain, job)

    assert "mortar" in " ".join(one for anchor in anchors.values() for one in anchor.signals)


@pytest.mark.parametrize("level", ["JUNIOR", "SENIOR"])
def test_a_case_has_no_follow_up_about_what_happened(level: str) -> None:
    past = re.compile(r"^(?:what|how|why|who|when|where) did\b", re.IGNORECASE)
    story = re.compile(r"\b(?:did|were|had|have) you\b|tell me|think of|remember|(?:was|were) your")
    found = [
        (question.id, probe)
        for question in list_questions()
        if question.kind in CASES
        for form in QUESTION_FORMS
        if not story.search((text := question.forms[form].plain).lower())
        for probe, _ in fit_probes(question.keep_form(form), text, job_text="", level=level)
        if past.search(probe)
    ]

    assert found == []


def test_a_story_has_no_follow_up_about_what_somebody_would_do() -> None:
    found = [
        probe
        for question in list_questions()
        if question.kind == "behavioral"
        for probe, _ in fit_probes(
            question.keep_form("a"), question.forms["a"].plain, job_text="", level="SENIOR"
        )
        if re.search(r"\bwould you\b", probe)
        and not re.search(r"differently|today|back|time|now", probe)
    ]

    assert found == []


def test_newcomers_are_not_asked_about_years_of_practice() -> None:
    asked = {
        level: [
            probe
            for one in list_questions()
            for probe, _ in fit_probes(
                one.keep_form("a"), one.forms["a"].plain, job_text="", level=level
            )
            if re.search(r"in your experience|the last time\b|over the years", probe)
        ]
        for level in ("JUNIOR", "SENIOR")
    }

    assert asked["JUNIOR"] == []
    assert asked["SENIOR"] != []


def test_a_follow_up_does_not_ask_what_the_question_asks() -> None:
    question = find("working_efficiently.complication.complaint")
    text = question.forms["a"].plain

    probes = [probe for probe, _ in fit_probes(question, text, job_text="", level="MID")]

    assert "What do you say" in text
    assert "Which words would you begin with?" not in probes


def test_a_follow_up_speaks_of_nothing_that_the_job_does_not_have() -> None:
    question = find("health_care.turned_worse")
    probe = "How busy was it on your shift at that point?"
    text = "Tell me about one child who gave you an early sign."

    school = fit_probes(question, text, job_text="Speech therapist\nTreat children", level="MID")
    ward = fit_probes(question, text, job_text="Ward nurse\nWork each shift on a ward", level="MID")

    assert probe not in [one for one, _ in school]
    assert probe in [one for one, _ in ward]


def test_most_follow_ups_are_left_and_come_from_the_bank() -> None:
    kept: Counter[int] = Counter()
    for question in list_questions():
        if question.work_kind:
            continue
        text = question.forms["a"].plain
        asked = question.keep_form("a")
        every = {probe for probe, _ in list_probes(asked)}
        probes = fit_probes(asked, text, job_text="", level="SENIOR")
        assert {probe for probe, _ in probes} <= every
        assert {element for _, element in probes} <= set(ELEMENTS)
        kept[len(probes)] += 1

    assert sum(count for number, count in kept.items() if number >= 8) >= 0.95 * kept.total()
    assert min(kept) >= 4


def test_the_plan_of_a_nurse_keeps_the_words_of_nurses() -> None:
    question = find("health_care.turned_worse")
    job = (
        "Nurse\nMonitor vital signs of patients on the ward\nGive medication, oxygen and infusions"
    )

    anchors = fit_anchors(question.keep_form("a"), question.forms["a"].plain, job)

    own = {one for anchor in question.keep_form("a").anchors.values() for one in anchor.signals}
    kept = {one for anchor in anchors.values() for one in anchor.signals}
    assert len(own & kept) >= 0.7 * len(own)
