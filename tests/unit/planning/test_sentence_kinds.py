"""Tasks, demands and problems are told apart by a classifier that reads a sentence among its neighbors."""

from __future__ import annotations

import pytest
from bench.plans.labeled_sentences import HELD_OUT, count_found

from vivavoce.planning.domain.job_analysis import analyze_job
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
    text = "\n".join(["- Sort parcels"] * (MIN_STATEMENTS - 1))

    assert [one.trouble for one in analyze_job(text).statements] == [0.0] * (MIN_STATEMENTS - 1)


def test_the_kinds_of_a_sentence_share_one() -> None:
    rated = rate_sentences(
        [PostingSentence("You sort parcels."), PostingSentence("Boots are yours to keep.")]
    )

    assert [round(sum(one.values()), 6) for one in rated] == [1.0, 1.0]
    assert all(set(one) == set(KINDS) for one in rated)
    assert rate_sentences([]) == []


@pytest.mark.parametrize(
    ("counted", "least"),
    [("task as task", 157), ("demand as demand", 154), ("trouble whole", 16), ("no trouble", 15)],
)
def test_held_out_postings_are_read_no_worse_than_measured(counted: str, least: int) -> None:
    assert count_found(HELD_OUT)[counted] >= least


def test_little_else_of_the_held_out_postings_is_taken_for_a_task() -> None:
    counts = count_found(HELD_OUT)

    assert sum(counts[f"{kind} as task"] for kind in ("demand", "problem", "other")) <= 6
