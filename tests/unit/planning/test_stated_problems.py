"""What a posting says is going badly now: found in its sentences, and cited in one question."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.bank_wording import is_bank_wording
from vivavoce.planning.domain.hiring.own_problem import find_own_problem
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.stated_problems import find_problem, find_stated_problem

DATA = Path(__file__).parents[2] / "data"
POSTING = """Your tasks
- Bake rolls and loaves for six shops
- Order flour and yeast
- Clean the ovens every night
- Teach apprentices to shape loaves
We are a bakery of nine people. We throw away 11% of our rolls at present and want to get to 5%.
"""
PROBLEM = "We throw away 11% of our rolls at present and want to get to 5%"


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        (PROBLEM + ".", PROBLEM),
        (
            "Half the crew left in spring because nobody planned the nights.",
            "Half the crew left in spring because nobody planned the nights",
        ),
        (
            "Cut the heating bill; our gas costs doubled last winter and we want to know why.",
            "Our gas costs doubled last winter and we want to know why",
        ),
        (
            "Returns stand at 14% today and the goal is 9%, so you will visit the three worst shops.",
            "Returns stand at 14% today and the goal is 9%",
        ),
        (
            "Two of our grants end in March and one in four visitors does not come back.",
            "Two of our grants end in March and one in four visitors does not come back",
        ),
    ],
)
def test_a_problem_is_cited_word_by_word_as_a_whole_sentence(statement: str, cited: str) -> None:
    found = find_stated_problem(statement)

    assert found is not None
    assert found.text == cited


@pytest.mark.parametrize(
    "statement",
    [
        "We have baked in this street since 1921 and still know most customers by name.",
        "We closed our Series B in March and have doubled sales since.",
        "You have worked three years in a kitchen that was short of people.",
        "When a delivery arrives late or damaged, call the shop.",
        "Report missing items to the shift lead every day.",
        "We are looking for a driver for two days a week, one of them a late one.",
        "They have lost 40 customers since May.",
        "Tell us about an event that went wrong last year!",
        "You will work one late shift in four and never on Sundays.",
        "Nobody minds.",
        "We replaced 900 failed pumps last year without one outage.",
        "We meet twice a week and shape each loaf by hand every day.",
        "Nobody here has to work more than five days a week.",
        "We mend some 300 broken and damaged clocks a year for museums.",
        "Last year our turnover was four million for the first time.",
        "Lost property and waste are collected by the caretaker each week.",
        "The last van leaves before six in the morning every day.",
    ],
)
def test_pride_cases_demands_and_calls_are_no_problem(statement: str) -> None:
    assert find_stated_problem(statement) is None


@pytest.mark.parametrize("level", ["JUNIOR", "MID", "SENIOR"])
def test_a_plan_cites_what_goes_badly_in_one_question(level: str) -> None:
    brief = replace(BRIEF, position="Baker", job_description=POSTING, level=level, skills=())

    citing = [one for one in planned(brief).questions if PROBLEM in one.text]

    assert len(citing) == 1
    assert f'"{PROBLEM}."' in citing[0].text
    assert citing[0].competency == "Solving problems"
    assert citing[0].anchors
    assert citing[0].probes
    assert is_bank_wording(citing[0])


def test_a_problem_is_asked_about_as_the_seniority_meets_it() -> None:
    def ask(level: str) -> set[str]:
        brief = replace(BRIEF, position="Baker", job_description=POSTING, level=level, skills=())
        questions = planned(brief).questions
        return {
            str(one.origin.bank_question) for one in questions if one.origin and PROBLEM in one.text
        }

    assert {name.rpartition(".")[2] for name in ask("LEAD")} == {"stated_mandate"}
    assert {name.rpartition(".")[2] for name in ask("MID")} == {"stated_problem"}
    assert {name.rpartition(".")[2] for name in ask("JUNIOR")} == {"stated_newcomer"}


SIGNS = """Signwriter

You cut and fit vinyl for shops and vans. You measure shop fronts and draw what the customer wants.

{told}

What we ask for
- Two years in a sign shop
- A steady hand
"""
BANDS = (
    "The wide-format printer bands every afternoon once the roof heats up, and two engineers have blamed the"
    " ink. Since June we have thrown away one banner in eight."
)


def cite(told: str) -> tuple[str, str]:
    text = SIGNS.format(told=told)
    problem = find_own_problem(analyze_job(text).statements, text, level="SENIOR")
    assert problem is not None
    return problem.problem_kind, problem.text


def test_what_has_to_be_decided_by_an_hour_is_asked_as_a_decision() -> None:
    kind, text = cite(f"{BANDS} At five you must say whether the night run starts.")

    assert kind == "stated_decision"
    assert text.endswith("whether the night run starts")
    assert cite(BANDS)[0] != "stated_decision"


def test_what_makes_a_problem_hard_is_cited_with_it_even_if_it_reads_like_a_duty() -> None:
    _, text = cite(f"{BANDS} The old printer can do two banners a day.")

    assert text.endswith("two banners a day")


def test_a_long_problem_does_not_cut_off_what_is_asked_about_it() -> None:
    hard = " ".join(
        f"The {which} replacement printhead was delivered without calibration documentation."
        for which in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    )
    text = SIGNS.format(told=f"{BANDS} {hard}")
    brief = replace(BRIEF, position="Signwriter", job_description=text, level="MID", skills=())

    asked = [one.text for one in planned(brief).questions if "printer bands" in one.text]

    assert len(asked[0]) > 800
    assert asked[0].endswith("?")


def test_a_problem_is_cited_without_the_words_that_announce_it() -> None:
    assert cite(f"The hard bit: t{BANDS[1:]}")[1] == BANDS.rstrip(".")


def test_a_quotation_is_not_quoted_twice() -> None:
    text = POSTING.replace(f"{PROBLEM}.", f"'{PROBLEM}.'")
    brief = replace(BRIEF, position="Baker", job_description=text, skills=())

    assert [one.text for one in planned(brief).questions if f'"{PROBLEM}."' in one.text]


def test_no_question_is_about_such_problems_where_none_is_stated() -> None:
    text = POSTING.replace("We throw away 11% of our rolls at present and want to get to 5%.", "")
    brief = replace(BRIEF, position="Baker", job_description=text, skills=())

    questions = planned(brief).questions

    assert not [
        one for one in questions if one.origin and "stated_problem" in one.origin.bank_question
    ]


def test_the_words_of_a_problem_are_no_duty() -> None:
    text = POSTING + "- Wastage of dough currently stands at 9% against a target of 4\n"
    brief = replace(BRIEF, position="Baker", job_description=text, skills=())

    assert not [
        one.text for one in planned(brief).questions if "wastage of dough currently" in one.text
    ]


@pytest.mark.parametrize(
    ("part", "least_recall"),
    [
        ("open", 0.9),
        ("second", 0.85),
        ("third", 0.75),
        ("fourth", 0.9),
        ("fifth", 0.75),
        ("sixth", 0.75),
        ("seventh", 0.7),
        ("eighth", 0.55),
    ],
)
def test_stated_problems_are_found_and_nothing_else_is_taken_for_one(
    part: str, least_recall: float
) -> None:
    """A problem that is none embarrasses, one that is missed costs a question.

    Before the rules had seen them, the second part gave 25 of 30 problems and three false ones, and the
    third, which has problems in rarer words, 7 of 15 and one. The others also state projects, and figures
    that are wanted: the fifth gave 21 of 40 and three false ones, the sixth 18 of 30 and three, the seventh
    18 of 24 and three, and the eighth 14 of 24 and one.
    """
    lines = (DATA / f"stated_problems_{part}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]

    found = [(row["cited"], _find(row["text"], row["heading"])) for row in rows]

    assert [text for cited, text in found if cited is None and text is not None] == []
    right = [cited for cited, text in found if cited and cited.lower() in (text or "").lower()]
    assert len(right) >= least_recall * sum(row["cited"] is not None for row in rows)


def _find(text: str, heading: str) -> str | None:
    sentences = tuple(re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\u00a3])", text))
    found = find_problem(sentences, heading)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("heading", "sentences", "cited"),
    [
        (  # what a pronoun stands for is cited with it
            "What isn't working",
            ["Our planning board is a spreadsheet from 2016.", "It crashes every few days."],
            "Our planning board is a spreadsheet from 2016. It crashes every few days",
        ),
        (  # the next sentence asks for help, and is not cited
            "",
            ["Two of nine ferries leave late on most days.", "You would help us find out why."],
            "Two of nine ferries leave late on most days",
        ),
        ("", ["It fails twice a week and no one knows why."], None),
        ("", ["Last winter the pump failed twice a week.", "It has been replaced since."], None),
        ("Our mission", ["Every week 300 children in this town go to school hungry."], None),
        ("Main duties", ["Orders are entered by noon, with a target of 60 a day."], None),
    ],
)
def test_a_problem_is_cited_whole(heading: str, sentences: list[str], cited: str | None) -> None:
    found = find_problem(tuple(sentences), heading)

    assert (found and found.text) == cited


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("Your first project", "Merge the two payrolls into one before the end of March."),
        ("", "We intend to move all four shops on to one till system by next summer."),
    ],
)
def test_a_project_to_come_is_asked_about_as_one_and_not_from_the_past(
    heading: str, line: str
) -> None:
    text = POSTING.replace("We throw away 11% of our rolls at present and want to get to 5%.", "")
    brief = replace(
        BRIEF, position="Baker", job_description=f"{text}\n{heading}\n{line}\n", skills=()
    )

    citing = [one for one in planned(brief).questions if line in one.text]

    assert len(citing) == 1
    assert "Suppose that" in citing[0].text


@pytest.mark.parametrize("heading", ["Where it hurts", "The bad news", "What we struggle with"])
def test_a_heading_makes_a_question_of_what_stands_below_it(heading: str) -> None:
    text = POSTING.replace("We throw away 11% of our rolls at present and want to get to 5%.", "")
    hurting = "Our shops ask for rolls at six, and the van is not back before seven."
    brief = replace(
        BRIEF, position="Baker", job_description=f"{text}\n{heading}\n{hurting}\n", skills=()
    )

    assert [one for one in planned(brief).questions if hurting in one.text]


@pytest.mark.parametrize(
    ("sentence", "is_problem"),
    [
        ("Our lab team is four chemists in Ghent and three in Lille, and we'd like a fourth senior", False),
        ("Our kitchen has eleven people and should have twelve", False),
        ("The reply rate is 40% and should be 60%", True),
        ("The team is down from eight to five since March and we need two more", True),
    ],
)  # fmt: skip
def test_how_many_work_there_is_no_problem(sentence: str, *, is_problem: bool) -> None:
    assert (find_problem((sentence,)) is not None) is is_problem


@pytest.mark.parametrize(
    ("heading", "sentences", "cited"),
    [
        (  # a label in the middle of the paragraph; what it names is cited with it
            "",
            ["Milking is at five.", "The hard part: mastitis.", "The cell count is 260 now.",
             "Two relief milkers each do it their own way.", "Driving licence needed."],
            "The hard part: mastitis. The cell count is 260 now. Two relief milkers each do it their own way",
        ),
        (
            "",
            ["What bothers us: rolls are good on Tuesday and flat on Saturday.", "Same oven, same flour.",
             "We throw away forty on a bad day.", "You would begin in May."],
            "Rolls are good on Tuesday and flat on Saturday. Same oven, same flour. We throw away forty on a "
            "bad day",
        ),
        (  # a sentence that announces it
            "",
            ["You should know this before you apply.", "Parents are angry about the new reading scheme.",
             "Two teachers have asked for a transfer."],
            "Parents are angry about the new reading scheme. Two teachers have asked for a transfer",
        ),
        (
            "What went wrong last time",
            ["The logs were half empty.", "One store lost a pack in July."],
            "The logs were half empty. One store lost a pack in July",
        ),
        (  # told without any label
            "",
            ["We run two shifts.", "The two shift leads do not talk to each other.",
             "He says it is her fault, she says it is his."],
            "The two shift leads do not talk to each other. He says it is her fault, she says it is his",
        ),
        (
            "",
            ["Scrap has gone from 3 to 7 percent.",
             "Buying says the sand is fine, the molders say it is not.",
             "We have four furnaces."],
            "Scrap has gone from 3 to 7 percent. Buying says the sand is fine, the molders say it is not",
        ),
        (
            "",
            ["The snag: the ramp at the pier.", "It jammed nine times in August."],
            "The ramp at the pier. It jammed nine times in August",
        ),
        ("The hard part", ["Every guest is welcome and the view is wonderful from here."], None),
        ("", ["Speak with parents who are angry about a grade."], None),
    ],
)  # fmt: skip
def test_the_hard_part_is_one_passage(
    heading: str, sentences: list[str], cited: str | None
) -> None:
    found = find_problem(tuple(sentences), heading)

    assert (found and found.text) == cited


@pytest.mark.parametrize(
    ("level", "competency"), [("LEAD", "Leading and motivating"), ("MID", "Working with others")]
)
def test_people_who_are_against_each_other_are_asked_about_with_levels_of_their_own(
    level: str, competency: str
) -> None:
    text = POSTING.replace(
        "We throw away 11% of our rolls at present and want to get to 5%.",
        "\n\nWhat you would walk into\nThe night bakers and the shop do not trust each other. The shop says "
        "that the rolls come late; the bakers say that nobody tells them the orders.",
    )
    brief = replace(BRIEF, position="Baker", job_description=text, level=level, skills=())

    questions = planned(brief).questions

    citing = [one for one in questions if "do not trust each other" in one.text]
    assert len(citing) == 1
    assert "nobody tells them the orders" in citing[0].text
    assert citing[0].competency == competency
    assert any("Takes a side" in anchor.description for anchor in citing[0].anchors.values())
    assert is_bank_wording(citing[0])
