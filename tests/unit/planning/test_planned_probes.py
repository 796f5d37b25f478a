"""The follow-ups of a plan: none asks again, points to nothing, shows the decision or is there twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from bench.plans.postings import load_postings, plan_posting
from tests.samples import part_of

from vivavoce.contracts.plan import QUESTION_FORMS, InterviewPlan
from vivavoce.planning.domain.everyday_words import load_everyday_stems
from vivavoce.planning.domain.form_texts import ELEMENTS
from vivavoce.planning.domain.hiring.fitting_probes import fit_probes, spread_probes
from vivavoce.planning.domain.hiring.known_words import has_only_known_words
from vivavoce.planning.domain.question_sets import (
    SetQuestion,
    find_bank_question,
    list_set_ids,
    load_question_set,
)
from vivavoce.planning.domain.text_matching import list_stems
from vivavoce.planning.domain.work_kinds import load_work_kinds

SHOWS_DECISION = re.compile(
    r"^(?:and )?why (?:not|(?:do|does|is|are|would|should|can|will)(?:n't|(?: \w+){1,4}? not))\b"
    r"(?! something else)|\bif you (?:just|simply) "
)
"""Asks why the other way was not taken, and so says which one was right."""
NO_EVENT = re.compile(r"\bat (?:that|the) time\b(?! of)|\bback then\b")
NO_ENGLISH = re.compile(
    r"\b(?:the own|(?:by|with) own eyes)\b|, (?:and )?(?:what|which|who) not(?: yet)?\?|"
    r"\bspeaks? for\b.*, and what (?:\w+ )*against\b|"
    r"^(?:what|how|who) (?:is|are|do|does|goes|stands|works)\b[^?.]*\bsince(?: then)?\?",
    re.IGNORECASE,
)
"""Translated word by word: "the own part", "and what not?", "What is different since then?"."""
SLIP_OF_TENSE = re.compile(r"\bcould (?:it|that) happen\b")


def list_questions() -> Iterator[SetQuestion]:
    """Yield every English question of every set, with those about kinds of work."""
    for set_id in list_set_ids():
        yield from load_question_set(set_id).questions


def find(question_id: str) -> SetQuestion:
    """Return a question of the bank that exists."""
    question = find_bank_question(question_id)
    assert question is not None
    return question


def list_fitting(question_id: str, text: str, *, job: str = "", form: str = "a") -> list[str]:
    """Return the follow-ups of a form of a question that is asked as ``text``."""
    question = find(question_id).keep_form("a" if form == "a" else "b")
    return [probe for probe, _ in fit_probes(question, text, job_text=job, level="MID")]


def count_probes(plan: InterviewPlan) -> Counter[str]:
    """Return how often a plan has each follow-up that asks for an answer element."""
    return Counter(probe for one in plan.questions if one.probe_elements for probe in one.probes)


def test_no_follow_up_of_a_case_shows_which_decision_is_right() -> None:
    shown = [
        (question.id, probe)
        for question in list_questions()
        if question.kind != "behavioral"
        for wordings in question.probes.values()
        for probe in wordings
        if SHOWS_DECISION.search(probe.lower())
    ]

    assert shown == []


@pytest.mark.parametrize(
    "probe",
    [
        "Why do you not just enter what you were told?",
        "Why would you not simply help out?",
        "Why not wait?",
        "Why is a look not enough?",
        "What would happen if you just said yes?",
    ],
)
def test_a_follow_up_that_shows_the_decision_is_found(probe: str) -> None:
    assert SHOWS_DECISION.search(probe.lower())


def test_no_question_point_or_follow_up_is_translated_word_by_word() -> None:
    texts = [
        text
        for question in list_questions()
        for text in (
            *(form.plain for form in question.forms.values()),
            *question.points,
            *(probe for wordings in question.probes.values() for probe in wordings),
            *(anchor.description for anchor in question.anchors.values()),
        )
    ]

    found = [text for text in texts if NO_ENGLISH.search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("sees the own share in it", True),
        ("What can you promise, and what not?", True),
        ("What speaks for being quick, and what against?", True),
        ("What is done differently since then?", True),
        ("How has it held since?", False),
        ("What do you leave on their own?", False),
        ("What can wait, and what can't?", False),
    ],
)
def test_english_translated_word_by_word_is_found(text: str, is_found: bool) -> None:
    assert bool(NO_ENGLISH.search(text)) is is_found


def test_a_story_is_asked_about_in_the_past() -> None:
    slips = [
        (question.id, probe)
        for question in list_questions()
        if question.kind == "behavioral"
        for wordings in question.probes.values()
        for probe in wordings
        if SLIP_OF_TENSE.search(probe.lower())
    ]

    assert slips == []


def test_a_case_has_no_follow_up_about_a_time_that_it_does_not_have() -> None:
    text = "You will be keeping rates up to date. What would you find hard at first?"
    question = find("working_efficiently.what_you_bring")
    wordings = ("What came of it at that time?", "How would it show?")
    broken = replace(question, probes={**question.probes, "result": wordings})

    fitting = [probe for probe, _ in fit_probes(broken, text, job_text="", level="MID")]

    assert "How would it show?" in fitting
    assert not [probe for probe in fitting if NO_EVENT.search(probe)]


def test_a_patient_is_asked_about_only_where_the_question_has_one() -> None:
    job = "Support worker\nGive medication to the people in the house, and write for the patient council"
    skipped = "A colleague tells you to skip the check. What is your first move?"
    refused = "A doctor wants you to go on with this patient. What is your first move?"
    probe = "What would you want to know about the patient first?"

    assert probe not in list_fitting("health_care.doubtful_order", skipped, job=job)
    assert probe in list_fitting("health_care.doubtful_order", refused, job=job)


def test_nobody_is_spoken_of_whom_the_question_does_not_have() -> None:
    alone = "How do you plan a lesson when there is little time, so that it sticks?"
    group = "How do you plan a lesson for a group when there is little time, so that it sticks?"
    probe = "How much time do you usually have with them?"

    assert probe not in list_fitting("teaching_and_training.check_learning", alone)
    assert probe in list_fitting("teaching_and_training.check_learning", group)


@pytest.mark.parametrize(
    ("question_id", "form", "repeated"),
    [
        ("working_efficiently.complication.liaise", "b", "What would you say"),
        ("cleaning.method", "b", "Why in that order?"),
        ("electrical_equipment.dead_or_not", "a", "Why would you take that step first?"),
        ("working_efficiently.complication.rescue", "a", "What would you do next?"),
    ],
)
def test_a_follow_up_does_not_ask_what_the_question_asks(
    question_id: str, form: str, repeated: str
) -> None:
    text = find(question_id).forms["a" if form == "a" else "b"].plain

    probes = list_fitting(question_id, text, form=form)

    assert probes
    assert not [probe for probe in probes if probe.startswith(repeated)]


def test_each_wording_of_a_kind_has_follow_ups_of_its_own_that_come_first() -> None:
    for kind in load_work_kinds():
        story = "hard_to_reach" if kind.is_about_person else "harder_day"
        for ask, group in (("story", story), ("case", "complication")):
            question = find(f"working_efficiently.{group}.{kind.name}")
            for form in QUESTION_FORMS:
                own = kind.own_probes[f"{ask}_{form}"]
                kept = question.keep_form(form).probes
                assert [kept[element][0] for element in ELEMENTS] == [
                    own[element][0] for element in ELEMENTS
                ], (kind.name, ask, form)


def test_the_follow_ups_of_a_kind_have_words_of_every_trade_or_of_their_question() -> None:
    foreign = [
        probe
        for kind in load_work_kinds()
        if not kind.is_common_task
        for ask, texts in (("story", kind.story), ("case", kind.case))
        for form, text in zip(QUESTION_FORMS, texts, strict=True)
        for (probe,) in kind.own_probes[f"{ask}_{form}"].values()
        if not has_only_known_words(probe, load_everyday_stems() | frozenset(list_stems(text)))
    ]

    assert foreign == []


def test_two_questions_share_no_follow_up_while_there_are_others() -> None:
    shared = [(text, "reason") for text in ("Why?", "What for?", "What made you?", "How come?")]
    few = [("Why?", "reason")]

    many, only = spread_probes([shared, few])

    assert only == few
    assert many == shared[1:2]


def test_a_question_without_another_wording_keeps_the_one_that_is_taken() -> None:
    assert spread_probes([[("Why?", "reason")]], taken=["Why?"]) == [[("Why?", "reason")]]


def test_a_question_keeps_two_wordings_for_the_own_action_and_one_of_each_other_element() -> None:
    acts = [(text, "own_action") for text in ("A?", "B?", "C?")]
    results = [(text, "result") for text in ("D?", "E?")]

    (kept,) = spread_probes([[*acts, *results]])

    assert sorted(kept) == [*acts[:2], *results[:1]]


def test_no_plan_has_a_follow_up_twice() -> None:
    repeated = [
        (posting.id, probe)
        for posting in part_of(load_postings()[::6])
        for probe, count in count_probes(plan_posting(posting).plan).items()
        if count > 1
    ]

    assert repeated == []
