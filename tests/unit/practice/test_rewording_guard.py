"""A model's wording of an answer stands only if it says what the person said, and no more."""

from __future__ import annotations

import pytest

from vivavoce.live.domain.interviewer.question_guard import find_improper_words
from vivavoce.practice.domain.review.rewording_guard import (
    find_rewording_problem,
    list_rewording_problems,
)

GAP = "[add: what you had to achieve]"
SCENE = "Last winter the checkout of our shop went down on a Friday evening."
ACTION = (
    "So basically I was reading logs, logs, and I isolate one machine and roll back the release. "
    "I informed Anna at noon because the customers waited. We asked Peter twice."
)
RESULT = "In the end errors fell from 9 to 3 percent. We did not lose an order."
LINES = (SCENE, GAP, ACTION, RESULT)


def problems(said: str, worded: str) -> list[str]:
    return list(list_rewording_problems([worded, GAP], [said, GAP], find_improper_words))


@pytest.mark.parametrize(
    ("said", "worded"),
    [pytest.param(line, line, id=f"the same: {line[:20]}") for line in (SCENE, ACTION, RESULT)]
    + [
        pytest.param(
            ACTION,
            "I was reading the logs, and then I isolated one machine and rolled back the release. "
            "I informed Anna at noon because the customers waited. We asked Peter twice.",
            id="fillers and repetitions are left out, forms are corrected",
        ),
        pytest.param(
            RESULT,
            "In the end, errors fell from 9 to 3 percent, and we didn't lose an order.",
            id="sentences are joined",
        ),
        pytest.param(
            "I read the logs on Friday. I called them.",
            "I read the logs on Friday, and then I called them.",
            id="a sentence that ended with a name goes on",
        ),
        pytest.param(
            "I called the client, it was raining, and I sent the parts by noon.",
            "I called the client and sent the parts by noon.",
            id="a whole clause is left out",
        ),
        pytest.param(
            "I\u2019m the lead there and I'll check the list.",
            "I am the lead there and I will check the list.",
            id="short forms are written out",
        ),
        pytest.param("I waited. We waited, too.", "We waited, too.", id="the second of two alike"),
    ],
)
def test_tidied_words_of_the_person_are_accepted(said: str, worded: str) -> None:
    assert problems(said, worded) == []


@pytest.mark.parametrize(
    ("problem", "said", "worded"),
    [
        ("signs", SCENE, SCENE.replace(".", "?")),
        ("signs", SCENE, SCENE.replace("checkout", "(checkout)")),
        ("signs", SCENE, SCENE.replace("shop ", "shop\n")),
        ("length", RESULT, "In the end, also then, and at that, errors did fall from 9 to 3 percent."
         " And then also, at that, by the by, we did not lose an order.",),
        ("length", ACTION, "We asked Peter twice."),
        ("length", "I called.", "And then that did it."),
        ("untraced", RESULT, RESULT + " Customers were glad."),
        ("untraced", RESULT, RESULT.replace("9", "12")),
        ("untraced", RESULT, RESULT.replace("percent", "points")),
        ("untraced", RESULT, "So " + RESULT[0].lower() + RESULT[1:]),
        ("untraced", "I informed the client of the delay.", "I was informed the client of the delay."),
        ("taken_apart", RESULT, RESULT.replace("from 9 to 3", "from 3 to 9")),
        ("taken_apart", RESULT, RESULT.replace("errors fell from 9 to 3 percent", "errors fell")),
        ("taken_apart", "The customers waited because the release failed.",
         "The release failed because the customers waited."),
        ("taken_apart", "The old customers of the shop waited because the last release failed.",
         "The old customers of the last release failed."),
        ("taken_apart", "I had to call the client.", "I called the client."),
        ("taken_apart", "I would call the client.", "I called the client."),
        ("other_person", "We rebuilt the archive.", "I rebuilt the archive."),
        ("other_person", "I asked them. Errors fell.", "I asked them, and errors fell."),
        ("negation", RESULT, RESULT.replace("did not lose", "lost")),
        ("negation", RESULT, RESULT.replace("errors fell", "errors never fell")),
        ("negation", "I didn't call Anna, and I wrote to Peter.",
         "I called Anna, and I didn't write to Peter."),
        ("other_figure", "We fixed bugs in two days, 40, and pages in a week, 12.",
         "We fixed bugs in two days, 12."),
        ("other_figure", "I read the logs on Friday. I called them.",
         "I read the logs on Friday I called them."),
        ("other_figure", "Sales grew by 40 percent.", "Sales grew to 40 percent."),
        ("other_figure", "We met the client, Anna, and the clerk, Peter.",
         "We met the client, Anna, Peter."),
        ("improper", "The day went well. Done was the job.", "The day went well done was the job."),
        ("improper", "The tank was full. Points of failure were two.",
         "The tank was full points of failure were two."),
        ("improper", "I cared for your, children included, ward.",
         "I cared for your children included ward."),
    ],
)  # fmt: skip
def test_each_guard_refuses_what_no_other_guard_refuses(
    problem: str, said: str, worded: str
) -> None:
    assert problems(said, worded) == [problem]


@pytest.mark.parametrize(
    "worded",
    [
        (SCENE, "I had to save the shop.", ACTION, RESULT),
        (SCENE, "[add: something else]", ACTION, RESULT),
        (SCENE, ACTION, GAP, RESULT),
        (SCENE, GAP, ACTION),
        (SCENE, GAP, ACTION, "[add: the result]"),
        (),
    ],
)
def test_the_gaps_stay_as_they_are(worded: tuple[str, ...]) -> None:
    assert find_rewording_problem(worded, LINES, find_improper_words) == "gaps"


def test_the_first_problem_is_told() -> None:
    worded = (SCENE, GAP, ACTION, RESULT.replace("We did not lose", "I lost"))

    assert find_rewording_problem(worded, LINES, find_improper_words) == "other_person"
    assert find_rewording_problem(LINES, LINES, find_improper_words) is None
