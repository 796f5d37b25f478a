"""Scenes are asked only where the posting has something of what they are about."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from vivavoce.planning.domain.question_sets import list_set_ids, load_question_set
from vivavoce.planning.domain.scenes import fits_company, is_at_home, names_setting

SALE = (
    "The auditor asks why a sale is in December. Your sales director says, 'Tell her it was ready.'"
)
CHANGEOVER = "After a changeover the first piece measures perfect and the third is out."


@pytest.mark.parametrize(
    ("scene", "posting", "is_asked"),
    [
        (SALE, "Accounts payable officer\nMatch supplier invoices to purchase orders.", False),
        (SALE, "Sales ledger clerk\nRaise invoices for the sales team.", True),
        (CHANGEOVER, "Harvester operator\nFell and sort trees in the forest.", False),
        (CHANGEOVER, "Machinist\nRun short batches on a CNC lathe.", True),
        ("Two of you do not agree.", "Harvester operator\nFell trees.", True),
    ],
)
def test_a_scene_needs_a_posting_with_its_objects(scene: str, posting: str, is_asked: bool) -> None:
    assert is_at_home(scene, posting) is is_asked


@pytest.mark.parametrize(
    ("scene", "posting", "is_asked"),
    [
        (
            "You count thirty-five percent of the drawings done.",
            "Engineer\nModels in Tekla.",
            False,
        ),
        ("You count thirty-five percent of the drawings done.", "Engineer\nCheck drawings.", True),
        ("Which talk, demo or report of yours fell flat?", "Registrar\nInstall loans.", False),
        ("A customer or visitor gets confused.", "Analyst\nTest samples after complaints.", False),
        ("A customer or visitor gets confused.", "Clerk\nHelp customers at the counter.", True),
        ("It reached a patient.", "Translator\nMedical devices; health and safety.", False),
        ("A mistake of yours in patient care.", "Translator\nClinical evaluations.", False),
        ("A mistake of yours in patient care.", "Nurse\nDress wounds.", True),
        ("A rush job in design comes in.", "Florist\nBind wreaths.", False),
        ("A rush job in design comes in.", "Designer\nLayouts for brochures.", True),
        ("It may be a test or check of yours.", "Crane operator\nLift steel to the deck.", False),
        ("The home exercises get done every day.", "Therapist\nSwallowing and voice.", False),
        ("The home exercises get done every day.", "Therapist\nStrength and gait.", True),
    ],
)
def test_a_scene_stays_out_where_it_would_embarrass(
    scene: str, posting: str, is_asked: bool
) -> None:
    assert is_at_home(scene, posting) is is_asked


@pytest.mark.parametrize(
    ("scene", "posting", "is_asked"),
    [
        ("A colleague shows you a quicker way.", "Keeper\nYou are alone on the light for a week.", False),
        ("A colleague shows you a quicker way.", "Keeper\nYou work with two others.", True),
        ("The alarm goes off.", "Keeper\nYou are alone on the light for a week.", True),
    ],
)  # fmt: skip
def test_nobody_stands_beside_whoever_works_alone(
    scene: str, posting: str, *, is_asked: bool
) -> None:
    assert fits_company(scene, posting) is is_asked


@pytest.mark.parametrize(
    ("posting", "is_asked"),
    [
        ("Harvester operator\nFell trees. You report to the crew manager.", False),
        ("Harvester operator\nFell trees with a team of three under your lead.", True),
        ("Groom\nFeed the horses and bring on our apprentices.", True),
        ("Kitchen manager\nOrder goods and write menus.", True),
    ],
)
def test_a_scene_with_people_of_ones_own_needs_such_people(posting: str, is_asked: bool) -> None:
    assert is_at_home("Two of your people are not speaking.", posting) is is_asked


@pytest.mark.parametrize(
    ("scene", "hours", "is_asked"),
    [
        ("Six in the morning: two are out.", "2pm to 10pm", False),
        ("Six in the morning: two are out.", "from 5 am to 1 pm", True),
        ("It is three o'clock at night.", "9am - 5pm", False),
        ("It is three o'clock at night.", "10pm to 6am", True),
        ("Everything must be out by noon.", "6 pm to 2 am", False),
        ("Everything must be out by noon.", "30 hours a week", True),
        ("Everything must be out by noon.", "with a meeting from 2pm to 3pm", True),
        ("Everything must be out by noon.", "22:00 - 06:30", False),
        ("It is two in the afternoon.", "from 6:00 to 14:30", True),
        ("Two are out.", "2pm to 10pm", True),
    ],
)
def test_a_scene_plays_at_the_hours_of_the_job(scene: str, hours: str, is_asked: bool) -> None:
    assert fits_company(scene, f"Packer\nPack and load, {hours}.") is is_asked


def list_scenes_without_setting() -> dict[str, list[str]]:
    """Return the scenes that say nothing of where they arise, by their set."""
    found: dict[str, list[str]] = {}
    for set_id in list_set_ids():
        for question in load_question_set(set_id).questions:
            if question.work_kind or question.kind not in {"situational", "work_sample"}:
                continue
            for name, form in question.forms.items():
                declared = form.settings or form.rivals or form.roles or form.job_words
                if not declared and not names_setting(form.plain):
                    found.setdefault(set_id, []).append(f"{question.id}.{name}")
    return found


def test_every_scene_has_its_setting_declared() -> None:
    file = resources.files("vivavoce.planning") / "domain" / "scenes.toml"
    document = tomllib.loads(file.read_text("utf-8"))
    known = {*document["anywhere"], *document["own_trade"]}

    undeclared = list_scenes_without_setting()

    assert {name: ids for name, ids in undeclared.items() if name not in known} == {}
    assert known - undeclared.keys() == set(), "these sets declare the settings of all their scenes"
