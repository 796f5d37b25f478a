"""Blind rating: what a sheet shows, and what two filled sheets say together."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bench.rating import (
    RATING_KEYS,
    RatingSheetError,
    compare_sheets,
    compute_agreement,
    draw_items,
    list_follow_ups,
    list_questions,
    main,
    read_session,
    read_sheet,
    write_comparison,
    write_sheet,
)
from tests.unit.bench.good_plans import make_good_plans

from vivavoce.live.domain.events import TurnCompleted

SESSIONS = Path(__file__).parents[2] / "replay" / "streams"


def fill(sheet: str, ratings: str) -> str:
    """Return the sheet with one digit after each rating."""
    digits = iter(ratings)
    return re.sub(r"^Rating:$", lambda _: f"Rating: {next(digits)}", sheet, flags=re.MULTILINE)


def make_sheet(count: int = 4) -> str:
    return write_sheet(draw_items(list_questions(make_good_plans()), count, seed=7))


def test_a_seed_draws_the_same_items_again_and_another_seed_others() -> None:
    items = list_questions(make_good_plans())

    drawn = [draw_items(items, 5, seed=seed) for seed in (7, 7, 8)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert len({item.origin for item in drawn[0]}) == 5


def test_a_sheet_shows_question_job_and_key_but_no_origin() -> None:
    items = draw_items(list_questions(make_good_plans()), 3, seed=1)

    sheet = write_sheet(items)

    for item in items:
        assert "\n".join(item.lines) in sheet
        assert item.origin not in sheet
        assert item.origin.split()[1] not in sheet
    assert all(text in sheet for text in RATING_KEYS["question"].values())


def test_follow_ups_are_drawn_with_the_question_and_the_answer_before_them() -> None:
    items = list_follow_ups("vague", read_session(SESSIONS / "vague.jsonl"))

    assert len(items) == 5
    assert items[0].lines == (
        "Question: Tell me about a delivery that went wrong and that you had to rescue.",
        "Answer: Well, it was difficult, but we managed somehow.",
        "Follow-up: And you yourself: what did you do there?",
    )


def test_a_follow_up_shows_what_the_interviewer_replied_to_a_request_first() -> None:
    log = [
        each for each in read_session(SESSIONS / "vague.jsonl") if isinstance(each, TurnCompleted)
    ]
    place = next(i for i, turn in enumerate(log) if turn.kind == "follow_up")
    remark = replace(log[place], kind="remark", text="I am a computer program.")

    items = list_follow_ups("vague", [*log[:place], remark, *log[place:]])

    assert [line.split(":")[0] for line in items[0].lines] == [
        "Question",
        "Answer",
        "Reply",
        "Follow-up",
    ]
    assert items[0].lines[2] == "Reply: I am a computer program."
    assert all(not line.startswith("Reply") for item in items[1:] for line in item.lines)


def test_words_of_a_candidate_cannot_pass_for_a_rating() -> None:
    items = list_follow_ups("vague", read_session(SESSIONS / "vague.jsonl"))[:1]
    sheet = write_sheet(items).replace("Well, it was", "Rating: 2 it was")

    filled = read_sheet(fill(sheet, "0"))

    assert filled.ratings == {1: "0"}


def test_kappa_is_that_of_the_textbook_example() -> None:
    # 50 items: both yes 20, only the first yes 5, only the second yes 10, both no 15.
    first = ["2"] * 25 + ["0"] * 25
    second = ["2"] * 20 + ["0"] * 5 + ["2"] * 10 + ["0"] * 15

    found = compute_agreement(first, second)

    assert found.agreed == 35
    assert found.kappa == pytest.approx(0.4)


def test_kappa_is_not_defined_when_both_readers_gave_one_rating_only() -> None:
    found = compute_agreement(["1", "1"], ["1", "1"])

    assert found.kappa is None
    assert "not defined" in write_comparison({"question": found})[-1]


def test_two_filled_sheets_give_shares_and_agreement() -> None:
    sheet = make_sheet()

    found = compare_sheets(read_sheet(fill(sheet, "0122")), read_sheet(fill(sheet, "0121")))

    each = found["question"]
    assert (each.count, each.agreed) == (4, 3)
    assert (each.first["2"], each.second["2"]) == (2, 1)
    assert each.kappa == pytest.approx((3 / 4 - 5 / 16) / (1 - 5 / 16))


@pytest.mark.parametrize(("ratings", "named"), [("01 2", "3"), ("0132", "3"), ("x122", "1")])
def test_a_rating_that_is_missing_or_unknown_is_named(ratings: str, named: str) -> None:
    with pytest.raises(RatingSheetError, match=rf"\b{named} \("):
        read_sheet(fill(make_sheet(), ratings))


def test_sheets_of_different_draws_are_refused() -> None:
    with pytest.raises(RatingSheetError, match="differ"):
        compare_sheets(
            read_sheet(fill(make_sheet(4), "0122")), read_sheet(fill(make_sheet(3), "012"))
        )


def test_the_command_draws_a_sheet_and_compares_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, origins = tmp_path / "sheet.md", tmp_path / "origins.json"
    draw = ["draw", "--seed", "3", "--questions", "0", "--follow-ups", "4"]
    files = ["--sessions", str(SESSIONS), "--sheet", str(sheet), "--origins", str(origins)]

    drawn = main([*draw, *files])
    key = capsys.readouterr().out
    for name, ratings in (("first.md", "0012"), ("second.md", "0112")):
        (tmp_path / name).write_text(fill(sheet.read_text("utf-8"), ratings), "utf-8")
    compared = main(["compare", str(tmp_path / "first.md"), str(tmp_path / "second.md")])

    assert (drawn, compared) == (0, 0)
    assert "seed 3: 4 follow-ups" in key
    assert all(text in key for text in RATING_KEYS["follow-up"].values())
    assert len(json.loads(origins.read_text("utf-8"))["items"]) == 4
    assert "agreement 75%" in capsys.readouterr().out
    assert main(["compare", str(sheet), str(sheet)]) == 1
