"""Tasks, demands and problems are told apart by a classifier that reads a sentence among its neighbors."""

from __future__ import annotations

import pytest
from bench.plans.labeled_sentences import HELD_OUT, count_found

from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job
from vivavoce.planning.domain.job_analysis.kind_corrections import MIN_STATEMENTS
from vivavoce.planning.domain.job_analysis.sentence_kinds import (
    KINDS,
    PostingSentence,
    rate_sentences,
)

POSTING = """Parcel Hub Operative

Bluebird moves parcels for nine counties.

We start at four in the morning. The first trailers are emptied by hand, and that is on you and two others.
Scanning, sorting by postcode, loading the vans in drop order.

Since the new belt came, one parcel in thirty is read wrong. It then rides to the far end of the county.

You can lift 25 kg all morning. Safety boots, which we buy. No police record for theft.

$19.40 an hour and every second Saturday off.
"""


def test_duties_without_any_usual_form_are_tasks_and_trouble_is_none() -> None:
    kinds = {one.text: one.kind for one in analyze_job(POSTING, title="Operative").statements}

    assert (
        kinds["The first trailers are emptied by hand, and that is on you and two others."]
        == "task"
    )
    assert kinds["Scanning, sorting by postcode, loading the vans in drop order."] == "task"
    assert kinds["You can lift 25 kg all morning."] == "requirement"
    assert "task" not in {
        kind for text, kind in kinds.items() if text.startswith(("Since the new", "It then rides"))
    }


def test_what_the_job_is_not_is_no_task() -> None:
    text = POSTING.replace(
        "You can lift",
        "What the job isn't:\n- selling on the doorstep\n- cold calling\n\nYou can lift",
    )

    kinds = {one.text: one.kind for one in analyze_job(text, title="Operative").statements}

    assert kinds["cold calling"] != "task"
    assert kinds["selling on the doorstep"] != "task"
    assert kinds["You can lift 25 kg all morning."] == "requirement"


def test_what_the_employer_gives_or_says_is_no_must_have() -> None:
    given = ("We supply oilskins and a lifejacket.", "It will not get longer.")
    text = POSTING.replace("You can lift", f"{' '.join(given)} You can lift")

    needs = {one.text: one.need for one in analyze_job(text, title="Operative").statements}

    assert [needs[one] for one in given] == [None, None]
    assert needs["You can lift 25 kg all morning."] == "essential"


def test_a_heading_that_nobody_foresaw_is_no_must_have() -> None:
    text = POSTING.replace("You can lift", "Your first challenge\n\nYou can lift")

    needs = {one.text: one.need for one in analyze_job(text, title="Operative").statements}

    assert needs.get("Your first challenge") is None


@pytest.mark.parametrize(
    "line",
    [
        "This position reports to the Payroll Manager.",
        "Reports to the Head of Operations",
        "Pennant Hill Botanic Garden & Seed Bank, Victoria, Australia",
    ],
)
def test_a_superior_or_the_name_of_the_place_is_no_task(line: str) -> None:
    text = POSTING.replace("We start at four", f"{line}\n\nWe start at four")

    kinds = {one.text: one.kind for one in analyze_job(text, title="Operative").statements}

    assert kinds.get(line, "context") == "context"


def test_a_description_of_the_place_is_no_task() -> None:
    text = POSTING.replace(
        "Bluebird moves", "The hub runs 40 vans on nine rounds with 60 drivers. Bluebird moves"
    )

    kinds = {one.text: one.kind for one in analyze_job(text, title="Operative").statements}

    assert kinds["The hub runs 40 vans on nine rounds with 60 drivers."] != "task"


def test_each_statement_says_how_likely_it_tells_of_trouble() -> None:
    trouble = {
        one.text.partition(",")[0]: one.trouble
        for one in analyze_job(POSTING, title="Operative").statements
    }

    assert trouble["Since the new belt came"] > 0.8
    assert trouble["$19.40 an hour and every second Saturday off."] < 0.1


def test_the_rules_decide_alone_where_a_text_is_short() -> None:
    line = "Since the new belt came, one parcel in thirty is read wrong.\n\n"
    short, long = analyze_job(line * (MIN_STATEMENTS - 1)), analyze_job(line * MIN_STATEMENTS)

    assert {one.trouble for one in short.statements} == {0.0}
    assert max(one.trouble for one in long.statements) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Lagerhelfer\n\nIhre Aufgaben\n- Ware annehmen\n- Regale auff\u00fcllen\n- Bestand z\u00e4hlen\n\n"
        "Ihr Profil\n- Staplerschein\n- Zuverl\u00e4ssigkeit\n- Deutsch in Wort und Schrift\n\n"
        "Wir zahlen 16 Euro.",
        "Vendeur\n\nVos missions\n- accueillir les clients\n- tenir la caisse\n- ranger la r\u00e9serve\n\n"
        "Profil\n- ponctuel\n- souriant\n- permis B\n- motiv\u00e9",
    ],
)
def test_another_language_is_left_to_the_rules(text: str) -> None:
    assert {one.trouble for one in analyze_job(text).statements} == {0.0}


def test_a_list_of_tasks_needs_no_terms_behind_it() -> None:
    text = (
        "Senior Developer\n\nYour tasks\n- Design the API\n- Write tests\n- Review the code of others\n"
        "- Talk to the customers\n- Mentor juniors\n- Fix bugs\n- Document the services\n"
    )

    assert {one.kind for one in analyze_job(text).statements} == {"task"}


@pytest.mark.parametrize(
    "heading", ["Your tasks (this is not a desk job)", "Jobs that never get boring"]
)
def test_a_heading_with_a_not_in_it_denies_nothing_below(heading: str) -> None:
    lines = ("Sort parcels by postcode", "Load the vans", "Scan each pallet", "Count the cages")
    text = POSTING.replace(
        "You can lift", f"{heading}\n- " + "\n- ".join(lines) + "\n\nYou can lift"
    )

    kinds = {one.text: one.kind for one in analyze_job(text).statements}

    assert {kinds[line] for line in lines} == {"task"}


def test_a_denied_list_ends_before_the_next_paragraph() -> None:
    text = POSTING.replace(
        "You can lift",
        "What this job is not:\n- selling on the doorstep\n\nYou answer the drivers' calls. You can lift",
    )

    kinds = {one.text: one.kind for one in analyze_job(text).statements}

    assert kinds["You answer the drivers' calls."] == "task"


def test_what_goes_wrong_is_no_condition_of_the_work() -> None:
    text = POSTING.replace(
        "Since the new belt came,",
        "Two drivers missed their slot last Monday at six. Since the new belt came,",
    )

    found = {one.text: (one.kind, one.check) for one in analyze_job(text).statements}

    assert found["Two drivers missed their slot last Monday at six."] == ("context", None)


def test_who_corrects_a_sentence_takes_its_trouble_away() -> None:
    analysis = analyze_job(POSTING)
    (sentence,) = [one for one in analysis.statements if one.text.startswith("Since the new belt")]

    corrected = analysis.correct(sentence.start, kind="offer")

    (changed,) = [one for one in corrected.statements if one.start == sentence.start]
    assert (sentence.trouble > 0.8, changed.trouble) == (True, 0.0)


def test_an_analysis_that_an_earlier_version_kept_gets_its_trouble() -> None:
    analysis = analyze_job(POSTING)
    kept = analysis.to_json()
    for one in kept["statements"]:
        del one["trouble"]

    assert JobAnalysis.from_json(kept).rate_anew(POSTING) == analysis


def test_the_kinds_of_a_sentence_share_one() -> None:
    rated = rate_sentences(
        [PostingSentence("You sort parcels."), PostingSentence("Boots are yours to keep.")]
    )

    assert [round(sum(one.values()), 6) for one in rated] == [1.0, 1.0]
    assert all(set(one) == set(KINDS) for one in rated)
    assert rate_sentences([]) == []


@pytest.mark.parametrize(
    ("counted", "least"),
    [("task as task", 152), ("demand as demand", 148), ("trouble whole", 16), ("no trouble", 17)],
)
def test_held_out_postings_are_read_no_worse_than_measured(counted: str, least: int) -> None:
    assert count_found(HELD_OUT)[counted] >= least


def test_little_else_of_the_held_out_postings_is_taken_for_a_task() -> None:
    counts = count_found(HELD_OUT)

    assert sum(counts[f"{kind} as task"] for kind in ("demand", "problem", "other")) <= 18
