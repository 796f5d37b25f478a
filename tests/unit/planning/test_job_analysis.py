"""A job text becomes statements, tasks, checks and groups, each with its place; nothing is invented."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import examples
from tests.unit.planning.postings import all_tasks, load_postings, measure

from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job, phrase
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check
from vivavoce.planning.domain.job_analysis.statement_kinds import classify_statement
from vivavoce.planning.domain.job_analysis.statement_splitting import split_statements
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_groups import rank_groups
from vivavoce.planning.domain.job_analysis.task_phrases import is_quotable
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_base,
    make_gerund,
    make_third_person,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.occupations import match_occupation
from vivavoce.planning.domain.skills import load_skill_catalog

WORDS = st.sampled_from(
    [
        *[
            "You",
            "will",
            "manage",
            "Manage",
            "managing",
            "lines,",
            "and",
            "lines;",
            "the",
            "e.g.",
            "a.m.",
        ],
        *["No.", "3", "•", "-", "*", "#", ":", "?", "!", ".", "12", "£", "our", "We", "experience"],
        *["license", "train", "Benefits:", "REQUIREMENTS", "été", "(nights)", "not", "needed"],
        *("\n", "\n\n", "\u2013", "\u2028", "\x00"),
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=120).map(" ".join))
AD = """Site electrician

About us
Brook & Sons has wired schools since 1990. We are 14 people.

What you will do
- Find faults in lighting circuits
- Install sockets, chargers and meters
- Clean up and lock the van

What you bring
- A full driving license
- At least two years on building sites
- You do not need a degree
- Welding is a plus

We teach you our software in the first week.

What we offer: $31 an hour, and a van.

We are an equal opportunity employer."""
FLOORS = {
    # what: floor on the postings that rules were written from, floor on the cross-check
    "kinds": (0.95, 0.87),
    "needs": (0.88, 0.78),
    "checks": (0.89, 0.86),
    "groups": (0.94, 0.75),
    "titles": (0.95, 0.90),
}


@pytest.mark.parametrize("is_cross_check", [False, True], ids=["seen", "cross-check"])
def test_the_labeled_postings_are_read_as_well_as_measured(is_cross_check: bool) -> None:
    counts: Counter[str] = measure(load_postings(is_cross_check=is_cross_check))

    reached = {what: counts[f"{what} right"] / counts[what] for what in FLOORS}
    assert counts["kinds"] > 400
    assert all(reached[what] >= floors[is_cross_check] for what, floors in FLOORS.items()), reached


@pytest.mark.parametrize("is_cross_check", [False, True])
def test_most_tasks_can_be_said_in_a_question(is_cross_check: bool) -> None:
    tasks = list(all_tasks(load_postings(is_cross_check=is_cross_check)))

    said = [phrase(task.fact, "gerund") for task in tasks]

    assert sum(one is not None for one in said) >= 0.65 * len(tasks)
    assert all(
        one is None or (get_base(one.split()[0].rstrip(",")) and "\n" not in one) for one in said
    )


@given(text=TEXTS)
@settings(max_examples=examples(150), deadline=None)
def test_every_place_cuts_its_words_out_of_the_text(text: str) -> None:
    analysis = analyze_job(text)

    assert all(text[one.start : one.end] == one.text for one in analysis.statements)
    assert all(text[one.fact.start : one.fact.end] == one.fact.text for one in analysis.tasks)
    assert all(a.end <= b.start for a, b in pairwise(analysis.statements))
    assert all(one.text == text[one.start : one.end] != "" for one in split_statements(text))


@given(text=TEXTS)
@settings(max_examples=examples(60), deadline=None)
def test_the_same_text_gives_the_same_analysis_and_it_survives_json(text: str) -> None:
    analysis = analyze_job(text)

    assert analyze_job(text) == analysis
    assert JobAnalysis.from_json(json.loads(json.dumps(analysis.to_json()))) == analysis


@given(text=TEXTS)
@settings(max_examples=examples(60), deadline=None)
def test_every_form_of_a_task_is_one_line_without_its_marks(text: str) -> None:
    for task in analyze_job(text).tasks:
        for form in ("infinitive", "gerund", "second_person"):
            said = phrase(task.fact, form)
            assert said is None or not set(said) & set('\n?!":{}<>|')


def test_a_text_is_read_up_to_twenty_thousand_characters() -> None:
    analysis = analyze_job("- Lead a team of nine\n" * 2_000)

    assert analysis.statements[-1].end <= 20_000
    assert len(analysis.tasks) > 800


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Use tools, e.g. Excel. Ask Dr. Ray at St. Mary's.", 2),
        ("See section No. 3 for details. Then call.", 2),
        ("Start at 7 a.m. on Monday", 1),
        ("You hold category B. You drive to clients.", 2),
        ("A degree? Not necessary.", 1),
        ("drafting leases; reviewing titles; training clerks", 3),
        ("1) Cut pipes\n(b) Fit pipes\n✔ Test pipes\n[ ] Log it\n07.30 Open up", 5),
        ("You will look after the books of thirty small\nbusinesses and prepare returns.", 1),
    ],
)
def test_a_text_is_split_where_a_sentence_ends(text: str, sentences: int) -> None:
    assert len(split_statements(text)) == sentences


def test_a_posting_becomes_tasks_requirements_offers_and_the_rest() -> None:
    found = {one.text: (one.kind, one.need) for one in analyze_job(AD).statements}

    assert found == {
        "Brook & Sons has wired schools since 1990.": ("context", None),
        "We are 14 people.": ("context", None),
        "Find faults in lighting circuits": ("task", None),
        "Install sockets, chargers and meters": ("task", None),
        "Clean up and lock the van": ("task", None),
        "A full driving license": ("requirement", "essential"),
        "At least two years on building sites": ("requirement", "essential"),
        "You do not need a degree": ("context", "waived"),
        "Welding is a plus": ("requirement", "nice"),
        "We teach you our software in the first week.": ("requirement", "learned_here"),
        "$31 an hour, and a van.": ("offer", None),
        "We are an equal opportunity employer.": ("legal", None),
    }


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("You don't need hotel training.", "waived"),
        ("You need not be a believer.", "waived"),
        ("Nobody is asking for experience.", "waived"),
        ("Nobody needs a degree here.", "waived"),
        ("No one needs to know Excel.", "waived"),
        ("Retail or counter experience would help.", "nice"),
        ("Studio experience would be sweet.", "nice"),
        ("So would a diploma.", "nice"),
        ("nice: QGIS plugins, Kafka", "nice"),
        ("At least two years on building sites", "essential"),
    ],
)
def test_what_is_welcome_or_not_needed_is_no_must(text: str, need: str) -> None:
    (statement,) = analyze_job(f"Site electrician\n\n{text}\n").statements

    assert statement.need == need


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Site electrician (m/f/d)", "Electrician"),
        ("Elektrician", "Electrician"),
        ("ICU nurse, nights", "ICU nurse"),
        ("Xyz", None),
    ],
)
def test_an_occupation_is_recognized_by_its_title(title: str, name: str | None) -> None:
    found = match_occupation(title)

    assert (found.occupation.name if found else None) == name


def test_the_title_is_the_first_line_unless_one_is_given() -> None:
    assert analyze_job(AD).title == "Site electrician"
    assert analyze_job(AD, title="ICU nurse").prior[0] == "S3.2"
    assert analyze_job("**Job title:** Welder\n\nYou weld pipes.").title == "Welder"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("No experience needed", "context"),
        ("You manage stock in two shops", "task"),
        ("Experience in managing stock", "requirement"),
        ("Our machine learning team is in Leeds", "context"),
        ("You must be able to lift 25 kg", "condition"),
        ("30 days of paid leave", "offer"),
        ("Call Ines after noon.", "context"),
        ("Call patients after noon", "task"),
        ("Bring photos of your work, framed or not", "context"),
        ("Walk in any day 2pm-5pm, bring two valid IDs", "context"),
        ("Bring documents to the court", "task"),
        ("Send your route sheet to the office each evening", "task"),
        ("After a year you will start your Level 3 course, which we pay for", "requirement"),
    ],
)
def test_whole_words_decide_what_a_statement_is(text: str, kind: str) -> None:
    assert classify_statement(text, is_bullet=True).kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "years"),
    [
        ("A valid nursing license", "license", None),
        ("At least 18 months in a warehouse", "years", 1.5),
        ("Bachelor's degree in accounting", "degree", None),
        ("Fluent German and English", "language", None),
        ("Patience with beginners", None, None),
        ("GCSE maths at grade 4 or above", "degree", None),
        ("Ability to pass a drug screen", "screening", None),
        ("A clean TB test and background clearance", "screening", None),
        ("Knowledge of organic certification rules", None, None),
        ("Good knowledge of English", "language", None),
        ("It's a four-year apprenticeship with day release", None, None),
        ("Dave's retiring after 31 years and we need a trimmer", None, None),
        ("Forklift training once you have three months in", None, None),
        ("Experience of a 60-licence nursery", None, None),
    ],
)
def test_proofs_are_checks_and_not_questions(
    text: str, kind: str | None, years: float | None
) -> None:
    check = find_check(text, "requirement")

    assert (check.kind if check else None, check.years if check else None) == (kind, years)


def test_what_is_offered_is_no_task_whatever_its_first_word() -> None:
    [offer] = analyze_job(
        "We offer: pay by the hour, meals and a uniform.", title="Waiter"
    ).statements

    assert offer.kind == "offer"
    assert not offer.tasks


def test_sentences_in_the_third_person_without_a_subject_are_work() -> None:
    text = (
        "Plant operator\n\nOperates pumps and mixers on rounds. Takes samples twice a shift. "
        "Adjusts the chlorine feed. Reports leaks to the lead.\n\nTools and a van are given.\n"
    )
    kinds = [one.kind for one in analyze_job(text).statements]

    assert kinds[:4] == ["task"] * 4
    assert kinds[4] != "task"


def test_a_role_that_nobody_knows_has_duties() -> None:
    text = (
        "The DPO advises the board, keeps the record of processing, carries out assessments, "
        "answers requests and trains staff.\n\nDESIRABLE: work with children, a second language\n"
    )
    found = [task.fact.verb for task in analyze_job(text, title="Data protection officer").tasks]

    assert found == ["advise", "keep", "carry", "answer", "train"]


def test_a_sentence_before_a_colon_is_no_heading() -> None:
    text = (
        "You own the whole experience: visits, drafts and the words for builders. "
        "You run tests with nurses. You measure what they save.\n"
    )
    found = [task.fact.text for task in analyze_job(text, title="Designer").tasks]

    assert "run tests with nurses." in found
    assert "measure what they save." in found


@pytest.mark.parametrize(
    "text", ["Represent us in that project", "Welcome both as if they were friends"]
)
def test_what_only_the_posting_explains_is_not_said(text: str) -> None:
    [task] = find_tasks(text, 0)

    assert phrase(task, "gerund") is None
    assert not is_quotable(task)


def test_a_lone_verb_before_the_next_task_is_no_end_of_a_task() -> None:
    text = (
        "You inspect the damage within two working days, set and revise reserves, appoint experts."
    )
    found = [phrase(task, "gerund") for task in find_tasks(text, 0)]

    assert found[0] == "inspecting the damage within two working days"


def test_a_requirement_that_is_a_check_has_no_competency_group() -> None:
    statements = analyze_job(AD).statements

    assert all(one.group is None for one in statements if one.check is not None)
    assert [one.check.kind for one in statements if one.check] == ["license", "years"]


@pytest.mark.parametrize(
    ("text", "infinitive", "gerund"),
    [
        ("Manage central lines", "manage central lines", "managing central lines"),
        (
            "Plans and runs weekly trips",
            "plan and run weekly trips",
            "planning and running weekly trips",
        ),
        (
            "start, feed and stop the line",
            "start, feed and stop the line",
            "starting, feeding and stopping the line",
        ),
        (
            "Checking bags and guiding visitors",
            "check bags and guide visitors",
            "checking bags and guiding visitors",
        ),
        ("Train and shrink models", "train and shrink models", "training and shrinking models"),
        ("Wash, clip and hand-strip dogs", "wash, clip and hand-strip dogs", None),
        ("Mix and barrow concrete", "mix and barrow concrete", None),
        (
            "Write texts for the app: buttons, errors, empty states, push messages",
            "write texts for the app",
            "writing texts for the app",
        ),
        (
            "Refill soap, towels and gloves",
            "refill soap, towels and gloves",
            "refilling soap, towels and gloves",
        ),
        ("Pack orders \u2013 up to 80 a day", "pack orders", "packing orders"),
        ("Strap and block the load", "strap and block the load", "strapping and blocking the load"),
        (
            "Check weight, seal and date code",
            "check weight, seal and date code",
            "checking weight, seal and date code",
        ),
        ("Support them in the shower", None, None),
        ("Sample preparation", None, None),
        ("Grow orchids and qwert the lab", "grow orchids and qwert the lab", None),
        ("Collect fees and report changes", "collect fees and report changes", "collecting fees"),
        (
            "Take orders at the counter, phone regulars",
            "take orders at the counter",
            "taking orders at the counter",
        ),
        ("Load & unload the truck", "load and unload the truck", "loading and unloading the truck"),
        ("Grow, prune and qwert plants", "grow, prune and qwert plants", None),
        ("Find new ones", None, None),
        ("Tell us about damp", None, None),
        ("Answer for the pipeline that comes of it", None, None),
        ("Do not promise a date to anyone", None, None),
        ("Report directly to the head of the kitchen", None, None),
        ("Begin between 5:30 and 6:15", None, None),
        ("Open on a Wednesday", None, None),
        ("Drive hers back to the yard", None, None),
        ("Assist Mr Okafor with his letters", None, None),
        (
            "Chain lubrication and visual checks",
            "carry out chain lubrication and visual checks",
            "carrying out chain lubrication and visual checks",
        ),
        (
            "Change of filters in the spray booth",
            "change filters in the spray booth",
            "changing filters in the spray booth",
        ),
        (
            "Order + rotate stock w/ the pharmacy team",
            "order and rotate stock with the pharmacy team",
            "ordering and rotating stock with the pharmacy team",
        ),
        ("Write a short report after each", "write a short report", "writing a short report"),
        (
            "Train 4 apprentices in hand tools",
            "train 4 apprentices in hand tools",
            "training 4 apprentices in hand tools",
        ),
        (
            "Categorise and analyse complaints",
            "categorise and analyse complaints",
            "categorising and analysing complaints",
        ),
    ],
)
def test_a_task_is_said_in_good_english_or_not_at_all(
    text: str, infinitive: str | None, gerund: str | None
) -> None:
    [task] = find_tasks(text, 0)

    assert phrase(task, "infinitive") == infinitive
    assert phrase(task, "gerund") == gerund
    assert phrase(task, "second_person") == (infinitive and f"you {infinitive}")


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        (
            "The receptionist (7 am to 3 pm, every second Sunday) greets guests, answers the phone, "
            "books taxis, prints invoices and checks the lobby.",
            ["greets guests", "answers the phone", "books taxis", "prints invoices", "checks the lobby."],
        ),
        (
            "You will run about 30 projects, checking drawings, ordering material, chasing suppliers, "
            "and explaining delays to the client.",
            ["run about 30 projects", "checking drawings", "ordering material", "chasing suppliers",
             "explaining delays to the client."],
        ),
        (
            "you froth the milk, keep the counter clean, count the tips at close and lock up.",
            ["froth the milk", "keep the counter clean", "count the tips at close", "lock up."],
        ),
        (
            "Greet guests at the desk, answer the phone, order fresh towels and lock the spa.",
            ["Greet guests at the desk", "answer the phone", "order fresh towels", "lock the spa."],
        ),
        (
            "Duties include feeding babies, reading stories and keeping notes for parents.",
            ["feeding babies", "reading stories", "keeping notes for parents."],
        ),
        (
            "Duties: drafting orders, booking hearings and filing motions under state rules.",
            ["drafting orders", "booking hearings", "filing motions under state rules."],
        ),
        (
            "We need someone who can set up a press brake, read drawings and check the bends.",
            ["set up a press brake", "read drawings", "check the bends."],
        ),
        (
            "You must temper chocolate, laminate dough and keep the display stocked.",
            ["temper chocolate", "laminate dough", "keep the display stocked."],
        ),
        (
            "We're looking for a person to reconcile accounts, chase late payers and prepare the tax return.",
            ["reconcile accounts", "chase late payers", "prepare the tax return."],
        ),
        (
            "You shorten trousers by hand and you press every piece before it leaves the shop.",
            ["shorten trousers by hand", "press every piece before it leaves the shop."],
        ),
        (
            "You keep events in budget, choose florists, bands and rooms, and agree prices.",
            ["keep events in budget", "choose florists, bands and rooms", "agree prices."],
        ),
        (
            "The clerk answers questions at the counter, sorts out fines and repairs worn books.",
            ["answers questions at the counter", "sorts out fines", "repairs worn books."],
        ),
        (
            "You teach ways to wash, dress and cook with one hand.",
            ["teach ways to wash, dress and cook with one hand."],
        ),
    ],
)  # fmt: skip
def test_duties_in_one_sentence_are_tasks(text: str, tasks: list[str]) -> None:
    [statement] = analyze_job(text, title="Receptionist").statements

    assert statement.kind == "task"
    assert [task.fact.text for task in statement.tasks] == tasks


@pytest.mark.parametrize(
    "text",
    [
        "board-certified diploma in nursing, patience with worried people",
        "The museum holds 62,000 objects, and a part of them is on display.",
        "The shelter feeds forty cats, treats dogs and finds homes.",
        "The printer prints labels, cuts sheets and packs boxes.",
        "please message us on social media or just come by.",
        "Send a link to work of yours.",
        "The planner appreciates a single question: what is your favorite ship.",
        "Someone who can read drawings and work in a team.",
        "You must speak German, hold a licence and work weekends.",
        "You need to bring patience, love children and have a clean record.",
        "Grow with us, learn from the best and shape the future.",
        "You must be able to lift 20 kg, climb ladders and stand all day.",
    ],
)
def test_a_sentence_that_says_no_duty_is_no_task(text: str) -> None:
    analysis = analyze_job(f"Kindergarten teacher\n\n{text}", title="Kindergarten teacher")

    assert [one.kind for one in analysis.statements if one.kind == "task"] == []


def test_sentences_of_an_advert_in_small_letters_are_split() -> None:
    text = "we roast coffee. you run the roaster. we pay on fridays. the bar opens at 7 a.m. on sundays."

    assert [one.text for one in split_statements(text)] == [
        "we roast coffee.",
        "you run the roaster.",
        "we pay on fridays.",
        "the bar opens at 7 a.m. on sundays.",
    ]


def test_a_sentence_with_several_tasks_is_split_where_each_has_its_verb() -> None:
    text = "You will wash, dress and feed residents, write care notes, and drive the van to town."

    tasks = find_tasks(text, 100)

    assert [task.text for task in tasks] == [
        "wash, dress and feed residents",
        "write care notes",
        "drive the van to town.",
    ]
    assert tasks[1].start == 100 + text.index("write")
    assert (tasks[2].verb, tasks[2].object, tasks[2].qualifiers) == (
        "drive",
        "the van",
        ("to town",),
    )


def test_forms_of_known_verbs_lead_back_to_their_base() -> None:
    verbs = load_words("verbs")

    lost = [
        one
        for one in verbs
        if get_base(make_gerund(one)) is None or get_base(make_third_person(one)) is None
    ]

    assert len(verbs) > 800
    assert lost == []
    assert load_words("verb_nouns") <= verbs


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Estimate timber for the next job", "S2.6"),
        ("Teach beginners to swim", "S1.3"),
        ("Drive a bus on city routes", "S8.2"),
        ("Disinfect beds and floors", "S6.10"),
        ("Negotiate prices with growers", "S1.1"),
        ("Supervise student nurses on the ward", "S4.8"),
        ("Recruit warehouse operatives", "S4.7"),
    ],
)
def test_the_verb_and_its_object_decide_the_group(text: str, group: str) -> None:
    best = rank_groups(text)[0]

    assert best.group == group
    assert best.reasons


@pytest.mark.parametrize(
    ("text", "not_its_group"),
    [
        ("Supervise the supply of trial medicines", "S4.8"),
        ("Perform blood draws", "S1.13"),
        ("Recruit participants for sleep studies", "S4.7"),
    ],
)
def test_a_verb_that_needs_an_object_does_not_decide_alone(text: str, not_its_group: str) -> None:
    assert rank_groups(text)[0].group != not_its_group


def test_the_occupation_decides_where_the_words_do_not() -> None:
    assert rank_groups("Qwertying", prior=("S6.9", "S8.1"))[0].group == "S6.9"


def test_skills_are_named_in_any_form_and_tools_with_a_typing_error() -> None:
    find_mentions = load_skill_catalog().find_mentions

    assert [one.name for one in find_mentions("Reports in Photshop and Salesforce")][-2:] == [
        "Adobe Photoshop",
        "Salesforce",
    ]
    assert find_mentions("A lovely place to be") == ()
    assert {one.group for one in find_mentions("central line")} <= set(load_catalog().group_names)


def test_a_correction_by_hand_wins() -> None:
    analysis = analyze_job(AD)
    start = AD.index("Clean up")

    grouped = analysis.correct(start, group="S6.2")
    other = grouped.correct(start, kind="offer")

    assert [task.group.group for task in grouped.tasks if task.group][-1] == "S6.2"
    assert len(other.tasks) == len(analysis.tasks) - 1
    assert next(one for one in other.statements if one.start == start).is_corrected
    with pytest.raises(ValueError, match="S99"):
        analysis.correct(start, group="S99")
    with pytest.raises(ValueError, match="begins at 1"):
        analysis.correct(1, kind="task")


def test_a_line_with_a_label_keeps_what_it_says() -> None:
    found = analyze_job("Cook\n\nSalary: $19 an hour\nHours: 37\n\n**Location:** Leeds (hybrid)")

    assert [one.text for one in found.statements] == ["$19 an hour", "37", "Leeds (hybrid)"]


def test_a_question_with_a_dash_is_a_heading_and_a_list_of_qualities_no_order() -> None:
    found = analyze_job(
        "Porter\n\nWhat you'd be doing - wrapping china and loading the truck. You meet people.\n"
        "Need: fit, punctual, no drama. A licence helps."
    )

    kinds = {one.text: one.kind for one in found.statements}
    assert kinds["wrapping china and loading the truck."] == "task"
    assert kinds["fit, punctual, no drama."] == "requirement"


def test_lines_below_somebody_who_can_are_work_and_a_sentence_may_be_a_heading() -> None:
    text = """What we would like you to do:
- rekey old locks

We need somebody who can
- plot and apply film without bubbles
- keep the bench clear

You will be responsible for the following.

Rotas: matching drivers and vans, filling gaps when a driver is ill.

Health check needed.
"""
    statements = analyze_job(text, title="Sign maker").statements

    tasks = [one.text for one in statements if one.kind == "task"]
    assert "plot and apply film without bubbles" in tasks
    assert "rekey old locks" in tasks
    assert "Rotas: matching drivers and vans, filling gaps when a driver is ill." in tasks
    assert "Health check needed." not in tasks


def test_a_hope_of_the_person_sought_is_no_work() -> None:
    statements = analyze_job(
        "We need a helper who wants to climb one day.", title="Helper"
    ).statements

    assert not any(one.tasks for one in statements)
