"""What a question says of a task keeps its object, its list and its names whole."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.job_tasks import JobTask, read_tasks
from vivavoce.planning.domain.job_analysis import analyze_job


def tasks_of(text: str, *, title: str = "Worker") -> list[JobTask]:
    return list(read_tasks(analyze_job(text, title=title), []))


def said(text: str, *, title: str = "Worker") -> list[str]:
    return [
        words for one in tasks_of(text, title=title) for words in (one.gerund, one.quote) if words
    ]


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("Measure the hedge twice a year with a pole and plan the cutting round from it", "Plan"),
        ("Rinse the flasks, take weekly swabs and fill in the log", "Fill in the log"),
        ("Count the tills and keep the monthly tally up to date", "Keep the monthly tally up to date"),
        ("Visiting trainees at their firms every month, and dealing with firms who won't release them",
         "Dealing with firms"),
        ("Scan hold bags and flag anything suspicious to the police", "Flag anything suspicious"),
    ],
)  # fmt: skip
def test_an_act_that_only_the_first_half_explains_is_never_said_alone(line: str, lost: str) -> None:
    found = said(f"Tasks\n- {line}\n- Lock the yard at night")

    assert not any(one.lower().startswith(lost.lower()) for one in found)
    assert any(one.split()[0].lower()[:4] == line.split()[0].lower()[:4] for one in found)


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Coordinates viewings, holds and releases with the port",
         "coordinating viewings, holds and releases with the port"),
        ("Put leak tests and alarms in place so that we hear of it first",
         "putting leak tests and alarms in place"),
        ("Take weekly swabs and fill in the log", "taking weekly swabs and filling in the log"),
        ("Day-to-day running of both kitchens", "overseeing the day-to-day running of both kitchens"),
        ("Ownership of all catering contracts (linen, bread)", "managing all catering contracts"),
        ("Maintain the PastPerfect+ catalog", "maintaining the PastPerfect+ catalog"),
        ("Write C++ and .NET services with A/B tests for the R&D team",
         "writing C++ and .NET services with A/B tests for the R&D team"),
        ("Re-cover dining seats", "re-covering dining seats"),
        ("Keep the kiln, press brake and drying racks in order", None),
        ("Sign off every crate with address, destination, contents before loading it", None),
        ("Measure the rust on the samples that the ferry brings on a scale from 0 to 5 when they are dry",
         "measuring the rust on the samples that the ferry brings on a scale from 0 to 5"),
        ("Split two logs before we open at nine", "splitting two logs"),
        ("Guide one trainee, countersigning her records and joining her visits", "guiding one trainee"),
        ("Calculate overtime, sick pay and holiday pay", "calculating overtime, sick pay and holiday pay"),
        ("Making sure the labels are right before each delivery",
         "making sure the labels are right before each delivery"),
        ("Collect parcels on a round of approx. 60 stops", "collecting parcels on a round of about 60 stops"),
        ("Keep batch records and serial numbers in the shared ledger from casting to dispatch so that any "
         "valve can be found within the hour",
         "keeping batch records and serial numbers in the shared ledger"),
        ("Draft recovery notes for pilots after an engine failure, a bird strike or a hard landing on the "
         "short runway",
         "drafting recovery notes for pilots after an engine failure or a bird strike"),
        ("Write scripts that nurses can run without asking us",
         "writing scripts that nurses can run without asking the team"),
    ],
)  # fmt: skip
def test_a_list_a_particle_and_a_name_stay_whole(line: str, gerund: str | None) -> None:
    assert tasks_of(f"Tasks\n- {line}")[0].gerund == gerund


@pytest.mark.parametrize(
    ("sentence", "acts"),
    [
        ("You'll start on sanding: taking old varnish off the doors, and keeping the old hinges as patterns.",
         ["take old varnish off the doors", "keep the old hinges as patterns"]),
        ("After about three months you will lath and render walls, cut putty, and finish ceilings.",
         ["lath and render walls"]),
        ("By the end of year one we'd expect you to refit a sash window from start to finish.",
         ["refit a sash window from start to finish"]),
        ("Think planing boards, gluing joints and sweeping the floor.",
         ["plane boards", "glue joints", "sweep the floor"]),
    ],
)  # fmt: skip
def test_prose_about_the_first_months_names_tasks(sentence: str, acts: list[str]) -> None:
    found = tasks_of(f"We are a joinery of five in Hull. {sentence}")

    assert [one.infinitive for one in found][: len(acts)] == acts


@pytest.mark.parametrize(
    ("title", "sentence", "gerund"),
    [
        ("Deputy Manager, Plants", "The Deputy Manager, Plants looks after everything that grows.",
         "looking after everything that grows"),
        ("Assistant Head, Sixth Form", "The Assistant Head, Sixth Form runs the tutor team.",
         "running the tutor team"),
    ],
)  # fmt: skip
def test_what_stands_behind_the_comma_of_a_title_is_no_verb(
    title: str, sentence: str, gerund: str
) -> None:
    assert [one.gerund for one in tasks_of(sentence, title=title)] == [gerund]


@pytest.mark.parametrize(
    "line",
    [
        "Visit the search and rescue station twice a month",
        "Ring the baker, dairy and dry goods suppliers",
    ],
)
def test_no_name_of_several_words_is_cut_at_its_and(line: str) -> None:
    found = [one.gerund for one in tasks_of(f"Tasks\n- {line}")]

    assert not any(one and one.endswith(("search", "baker", "dairy")) for one in found)


@pytest.mark.parametrize(
    "line", ["Enhanced DBS check before you start", "Carry out a criminal record check"]
)
def test_a_check_on_the_candidate_is_no_task(line: str) -> None:
    assert not any("check" in one for one in said(f"Tasks\n- {line}\n- Drive the minibus"))


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Write down each repair before you leave", "writing down each repair before you leave"),
        ("Serve diners at the bar, many of whom come every week", "serving diners at the bar"),
        ("Weigh the truck at the entry and exit of the pit", "weighing the truck"),
        ("Check in the 5 a.m. crew", "checking in the 5 am crew"),
        ("Calm children before they come to blows", "calming children before they come to blows"),
        ("Free a climber from the ropes if it comes to that", "freeing a climber from the ropes"),
        ("Lead horses that may kick you", "leading horses that may kick you"),
        ("Dive in the harbor three or four times a week to scrub the hulls and rudders of ferries",
         "diving in the harbor three or four times a week"),
    ],
)  # fmt: skip
def test_a_cut_leaves_an_act_that_makes_sense(line: str, gerund: str) -> None:
    found = [one.gerund for one in tasks_of(f"Tasks\n- {line}")]

    assert found[0] is not None
    assert found[0].startswith(gerund)
    assert not found[0].endswith(("whom", " at the entry", " be", "a.m"))


def test_what_an_act_is_done_for_is_no_act_of_its_own() -> None:
    text = "Tasks\n- Climb to the roof to clean the gutters, check tiles and remove leaves"

    assert [one.text.split()[0] for one in tasks_of(text)] == ["Climb"]


def test_a_language_is_no_task_whatever_it_is_good_for() -> None:
    text = "You bring\n- Polish at a level that lets you explain and write short letters"

    assert tasks_of(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "We want somebody to take the salon over.",
        "You will start with a caseload of about 20 families and go up to 35.",
    ],
)
def test_the_vacancy_itself_is_no_task(line: str) -> None:
    assert said(f"Tasks\n- Lock the yard at night\n\n{line}") == said(
        "Tasks\n- Lock the yard at night"
    )


def test_words_between_dashes_leave_no_comma() -> None:
    (task,) = tasks_of(
        "Tasks\n- Walk the fence line \u2013 both fields \u2013 before the animals come out"
    )

    assert task.quote == "Walk the fence line before the animals come out"
