"""Work that a posting names with nouns, in lists of any form, is found and said in good English."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job, phrase
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_phrases import is_quotable


def read(text: str, *, title: str = "Worker") -> JobAnalysis:
    """Return the analysis of an advert that says something about the firm first."""
    return analyze_job(f"We are a firm of nine people in a small town.\n\n{text}", title=title)


def list_said(analysis: JobAnalysis) -> list[str | None]:
    """Return the tasks of an analysis as gerunds; None for those that cannot be said."""
    return [phrase(task.fact, "gerund") for task in analysis.tasks]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Roof repairs and gutter cleaning", "carrying out roof repairs and gutter cleaning"),
        ("Daily sales report to the owner", "preparing the daily sales report to the owner"),
        ("Member queries, refunds", "handling member queries"),
        ("Key finding: cars, vans, lorries", "doing the key finding"),
        ("Jenkins administration", "handling Jenkins administration"),
        ("Night-time patrols of the docks", "carrying out night-time patrols of the docks"),
        ("40+ parcels a day", None),
        ("40+ calls a day", "making 40 or more calls a day"),
        ("Use of solvents and sprays", "using solvents and sprays"),
        ("Creation of quotes and order forms", "creating quotes and order forms"),
        ("Pre-season checks of the lifts", "carrying out pre-season checks of the lifts"),
        ("Post-surgical rehab of dogs", "carrying out post-surgical rehab of dogs"),
        ("Process control on two lines", "handling process control on two lines"),
        ("Servicing and MOTs on vans", "carrying out servicing and MOTs on vans"),
        ("Strong nerves", None),
        ("Other duties as assigned", None),
        ("Night shifts in winter", None),
    ],
)
def test_work_that_a_noun_names_is_said_with_the_verb_that_fits(
    line: str, said: str | None
) -> None:
    task = find_tasks(line, 0)[0]
    words = phrase(task, "gerund")

    assert (words.partition(", ")[0] if words else None) == said


def test_a_noun_can_be_quoted_if_it_says_enough() -> None:
    [short], [long] = find_tasks("Roof repairs", 0), find_tasks("Roof repairs on old barns", 0)

    assert not is_quotable(short)
    assert is_quotable(long)


def test_a_word_that_is_noun_and_verb_follows_its_list() -> None:
    verbs = read("Duties\n- Maintain the boats\n- Chart irrigation needs\n- Prepare the nets")
    nouns = read("Duties\n- Weekly checks\n- Chart preparation\n- Boat maintenance")

    assert [task.fact.verb for task in verbs.tasks] == ["maintain", "chart", "prepare"]
    assert list_said(nouns)[1] == "doing the chart preparation"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Under the supervision of the head keeper:\n\n"
            "• Feeds and waters the goats\n• Cleans stalls\n• Leads two tours a day",
            ["feeding and watering the goats", "cleaning stalls", "leading two tours a day"],
        ),
        (
            "What the job involves\nRunning tastings with buyers. Writing the labels. "
            "Stock control of the cellar.",
            [
                "running tastings with buyers",
                "writing the labels",
                "handling stock control of the cellar",
            ],
        ),
        (
            "Repairs clocks for the shop. Keeps the ledger up to date. Takes calls from collectors.",
            [
                "repairing clocks for the shop",
                "keeping the ledger up to date",
                "taking calls from collectors",
            ],
        ),
        (
            "The job is a mix: winding wool, online orders before noon, repair work, serving whoever calls.",
            [
                "winding wool",
                "handling online orders before noon",
                "doing repair work",
                "serving whoever calls",
            ],
        ),
        (
            "DUTIES: The holder sees to these: • Count the stock • Order the feed • Wash the tanks",
            ["counting the stock", "ordering the feed", "washing the tanks"],
        ),
        (
            "Duties:\n-Draft incoming offers\n-Maintain the files\n-Answer letters",
            ["drafting incoming offers", "maintaining the files", "answering letters"],
        ),
        (
            "✨ YOUR JOB\n🧵 Mending sails\n🧵 Cutting canvas for covers",
            ["mending sails", "cutting canvas for covers"],
        ),
        (
            "Tasks\n1\ufe0f\u20e3 Mend the sails\n2\ufe0f\u20e3 Cut canvas for covers",
            ["mending the sails", "cutting canvas for covers"],
        ),
        (
            "The harbor manager will assign the berths and collect the fees.",
            ["assigning the berths and collecting the fees"],
        ),
        (
            "You will be responsible for the daily running of the shop.",
            ["overseeing the daily running of the shop"],
        ),
        (
            "We need a chef with a good palate to run our kitchen.",
            ["running the kitchen"],
        ),
        (
            "Main duties\n- Check in late guests with a smile\n- Balance the tills",
            ["checking in late guests with a smile", "balancing the tills"],
        ),
    ],
)
def test_work_is_read_from_lists_and_prose_of_any_form(text: str, said: list[str]) -> None:
    assert [one for one in list_said(read(text)) if one] == said


@pytest.mark.parametrize(
    "text",
    [
        "Department: Archive\nReports to: Head of Archive\nHiring range: $52,000 to $56,500",
        "Job description\n- Hands on exp in Oracle",
        "Job description\n- Strong in Oracle and Linux",
        "You would be walking into a full diary.",
        "Shoot us your resume and tell us a joke.",
        "We want to hear from people who grew up here.",
        "You might be a fit if\n~ you tell a good story\n~ you keep it short",
    ],
)
def test_fields_demands_and_benefits_are_no_tasks(text: str) -> None:
    assert [one for one in list_said(read(text)) if one] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "sign off requests in line with IR(ME)R and local rules",
            "signing off requests in line with IR(ME)R and local rules",
        ),
        (
            "Keeps the log (paper) up to date incl. spare parts",
            "keeping the log up to date",
        ),
        (
            "Performs mopping, dusting, window cleaning and waste removal as scheduled and logs results.",
            "performing mopping and dusting",
        ),
        (
            "Lead bat, dormouse and great crested newt surveys across the South West",
            "leading bat, dormouse and great crested newt surveys across the South West",
        ),
        ("Manage their own caseload of claims", "managing your own caseload of claims"),
        ("look after orders, which are a growing part", "looking after orders"),
        ("Stop the press and you will be backed", "stopping the press"),
        ("Set up and run both lathes", "setting up and running both lathes"),
        ("Line manage three buyers", "managing three buyers"),
        ("Investigating complaints: calls, letters", "investigating complaints"),
        ("Reporting to clients on title", "reporting to clients on title"),
        ("Reporting to the head of sales", None),
    ],
)
def test_the_main_act_of_a_line_is_kept(line: str, said: str | None) -> None:
    assert phrase(find_tasks(line, 0)[0], "gerund") == said


@pytest.mark.parametrize(
    "line",
    [
        "Health insurance kicks in after 60 days if you work 25+ hours, free beans every week.",
        "Applicants will be asked to complete a practical test of three hours.",
    ],
)
def test_what_the_firm_gives_and_how_it_chooses_is_no_work(line: str) -> None:
    assert list_said(read(f"You will repair the bikes. You will serve guests.\n{line}")) == [
        "repairing the bikes",
        "serving guests",
    ]


def test_a_sentence_that_says_what_the_work_means_is_work() -> None:
    said = list_said(
        read("You will own the payroll. That means pulling hours and chasing managers.")
    )

    assert said == ["owning the payroll", "pulling hours and chasing managers"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Train operators and back up the foreman",
            "training operators and backing up the foreman",
        ),
        ("Hang molds and hook up water", "hanging molds and hooking up water"),
        ("Check dryers and material", "checking dryers and material"),
    ],
)
def test_a_verb_with_its_adverb_takes_the_form_of_the_first(line: str, said: str) -> None:
    assert phrase(find_tasks(line, 0)[0], "gerund") == said
