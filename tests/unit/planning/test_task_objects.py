"""A case of a trade is asked after a task only where it is about the thing that the task is about."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.question_fit import is_about_task, list_task_forms
from vivavoce.planning.domain.question_sets import SetQuestion, find_bank_question
from vivavoce.planning.domain.task_objects import (
    drop_modifiers,
    find_subject,
    has_exact_word,
    names_object,
    split_acts,
)


def get_question(question_id: str) -> SetQuestion:
    found = find_bank_question(question_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("task", "subject"),
    [
        ("writing reports for the family court", "writing reports"),
        ("working at the till when it's busy", "working at the till"),
        ("looking for faults in relays", "looking for faults"),
        ("taking care of patients with dementia", "taking care of patients"),
        ("keeping the register of premises", "keeping the register"),
        ("picking orders every night", "picking orders"),
        ("answering 50 to 70 calls a day about bookings", "answering 50 to 70 calls a day"),
        ("getting rid of slow queries in Postgres", "getting rid of slow queries"),
        ("keeping an eye on what competitors change", "keeping an eye on what competitors change"),
        ("driving safely and on time", "driving safely and on time"),
        ("seeing to it that personal data are deleted on time", "personal data are deleted"),
        ("negotiating", "negotiating"),
        ("", ""),
    ],
)
def test_the_subject_of_a_task_is_its_verb_and_object(task: str, subject: str) -> None:
    assert find_subject(task) == subject


@pytest.mark.parametrize(
    ("task", "acts"),
    [
        ("buying capacity and negotiating rates", ["buying capacity", "negotiating rates"]),
        ("stripping and making beds", ["stripping and making beds"]),
        ("carry pipes and mix mortar", ["carry pipes and mix mortar"]),
    ],
)
def test_the_acts_of_a_task_are_told_apart_by_their_gerunds(task: str, acts: list[str]) -> None:
    assert split_acts(task) == acts


@pytest.mark.parametrize(
    ("text", "word", "is_found"),
    [
        ("keeping customers informed", "customs", False),
        ("cleaning at product changes", "production", False),
        ("standing in the operating room", "operations", False),
        ("clearing the parcels through customs", "customs", True),
        ("planned two deliveries", "delivery", True),
        ("stopping and restarting the line", "stop", True),
        ("filling the boxes", "box", True),
        ("the client's invoices", "client", True),
        ("running follow-up calls", "follow-up", True),
        ("keep the first aid box full", "first aid", True),
    ],
)
def test_a_word_is_found_in_its_own_forms_only(text: str, word: str, is_found: bool) -> None:
    assert has_exact_word(text, frozenset({word})) is is_found


@pytest.mark.parametrize(
    ("task", "text", "is_named"),
    [
        ("cutting bricks", "One of the bricks is cracked.", True),
        ("giving medicines at bedtime", "A patient says that this is not his pill.", True),
        ("handling complaints from members", "A man shouts at you at the door.", True),
        ("writing four seasonal menus a year", "The dish that sells best on your menu.", True),
        ("checking whether a parcel is complete", "A box has come open.", True),
        # The object itself, and not what stands before or behind it.
        ("building a research library", "The research took you two weeks.", False),
        ("keeping the drug register", "At the register stands a customer.", False),
        ("supplying medicines to care homes", "A man sits in a care home.", False),
        # A noun that says little needs the word before it.
        ("reviewing survey results", "Your results are better than expected.", False),
        ("reviewing survey results", "Only sixty people answered the survey.", True),
        # Without an object, the act itself.
        ("welding", "You weld a frame.", True),
        ("working", "You work at a frame.", False),
    ],
)
def test_a_text_names_the_object_of_a_task(task: str, text: str, is_named: bool) -> None:
    assert names_object(task, text) is is_named


def test_only_a_noun_before_the_object_is_left_out() -> None:
    assert drop_modifiers("build a research library for the team") == "build library for the team"
    assert drop_modifiers("read electrical drawings") == "read electrical drawings"
    assert drop_modifiers("see to it that doors are shut") == "see to it that doors are shut"


@pytest.mark.parametrize(
    ("question", "task", "is_about"),
    [
        # The object of the task is one of the question's own words.
        ("bus_driving.falls_on_board", "recording accidents and damage", True),
        ("shop.till_dispute", "working at the till when it's busy", True),
        ("farming_gardening.gate_open", "bringing in the herd", True),
        ("legal_work.binder_at_eight", "assessing risk and running due diligence", True),
        # The word stands behind the object.
        ("legal_work.renewed_itself", "training sales teams in contract basics", False),
        ("social_work.family_or_team_split", "writing reports for the family court", False),
        # The question is of the same work, and does not speak of the thing.
        ("pharmacy.stock_and_storage", "supplying two prisons with medicines", False),
        ("accounting.tax_due", "preparing the monthly accounts", False),
        ("marketing.agency_event", "briefing speakers before an interview", False),
        # Only the verb is one of the question's words, and the question speaks of other things.
        ("bus_driving.he_drove_past_me", "reporting disruptions by radio", False),
        ("marketing.no_from_expert", "presenting weekly numbers to the founders", False),
        # The verb is what the question asks about.
        ("legal_work.read_differently", "drafting power purchase agreements", True),
        # Another word with the same stem.
        ("purchasing_logistics.cheapest_way", "keeping customers informed about delays", False),
        ("machine_operation.drift", "doing the allergen clean at product changes", False),
        ("store_management.he_ran_after_him", "ensuring compliance with food safety", False),
    ],
)
def test_a_case_follows_a_task_with_the_same_object(
    question: str, task: str, is_about: bool
) -> None:
    forms = get_question(question).forms.values()

    assert any(is_about_task(form, task) for form in forms) is is_about


def test_a_case_without_the_tasks_object_offers_no_form() -> None:
    wall = get_question("construction.true_wall")

    mixing = list_task_forms(
        wall, "Bricklayer", infinitive="mix mortar", gerund="mixing mortar to the right consistency"
    )
    laying = list_task_forms(
        wall, "Bricklayer", infinitive="lay brick", gerund="laying brick and block to line"
    )

    assert mixing == ()
    assert laying == ("a", "b")
