"""A posting states its work as orders in a row, duties that include, a person who can, or "you must"."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.job_analysis import JobStatement, analyze_job, phrase
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_groups import rank_groups


def read_last(sentence: str) -> JobStatement:
    """Return the last statement of an advert that says something about the firm first."""
    text = f"Worker\n\nWe are a firm of nine people in a small town.\n\n{sentence}"
    return analyze_job(text, title="Worker").statements[-1]


@pytest.mark.parametrize(
    ("sentence", "tasks"),
    [
        (
            "Feed the ovens, shape the loaves, load the van and wave off the drivers.",
            ["Feed the ovens", "shape the loaves", "load the van", "wave off the drivers."],
        ),
        (
            "Lock up at night, bank the takings, walk the dog when Mo is out.",
            ["Lock up at night", "bank the takings", "walk the dog when Mo is out."],
        ),
        (
            "Pot up plugs, water the tunnels, move trolleys & keep labels straight.",
            ["Pot up plugs", "water the tunnels", "move trolleys", "keep labels straight."],
        ),
        (
            "Duties include mowing greens, raking bunkers and moving pins.",
            ["mowing greens", "raking bunkers", "moving pins."],
        ),
        (
            "Responsibilities include, but are not limited to, drafting minutes and booking travel.",
            ["drafting minutes and booking travel."],
        ),
        (
            "The role involves visiting tenants, inspecting empty flats and serving notices.",
            ["visiting tenants", "inspecting empty flats", "serving notices."],
        ),
        (
            "Duties: serve summonses, file affidavits under the civil procedure rules, keep a mileage log.",
            ["serve summonses", "file affidavits under the civil procedure rules", "keep a mileage log."],
        ),
        (
            "We need someone who can weld stainless tube, read isometrics and set up a purge.",
            ["weld stainless tube", "read isometrics", "set up a purge."],
        ),
        ("We want a person to build up our accounts.", ["build up our accounts."]),
        ("We need a calm adult to work with a boy in Year 4.", ["work with a boy in Year 4."]),
        (
            "You must sterilize the instruments, set out trays and log each cycle.",
            ["sterilize the instruments", "set out trays", "log each cycle."],
        ),
        ("You'll need to drive the loader.", ["drive the loader."]),
        ("We need you to rewrite the rota rules.", ["rewrite the rota rules."]),
        ("Must sign for tools.", ["sign for tools."]),
        (
            "Day to day you'll plan routes, call hauliers, log delays and lead the stand-up.",
            ["plan routes", "call hauliers", "log delays", "lead the stand-up."],
        ),
        (
            "Under general supervision, prepares buffers and washes glassware.",
            ["prepares buffers and washes glassware."],
        ),
    ],
)  # fmt: skip
def test_work_is_read_however_the_posting_states_it(sentence: str, tasks: list[str]) -> None:
    statement = read_last(sentence)

    assert statement.kind == "task"
    assert [task.fact.text for task in statement.tasks] == tasks


@pytest.mark.parametrize(
    "sentence",
    [
        "You must have a valid forklift licence.",
        "You need to be comfortable around horses.",
        "You need to know your way around a spreadsheet.",
        "You must speak German and understand Polish.",
        "Must be able to work weekends and lift 25 kg.",
        "We do not do overtime for the sake of it.",
        "We don't do uniforms.",
        "No politics, no blame, no shouting.",
        "To safeguard the good standing of the college.",
        "To uphold the Council's values at all times.",
        "Could you make a difference?",
        "Email your CV to Dan, call Pat with questions, come for a trial shift.",
        "Enjoy free lunches, use our gym and bring your dog.",
        "Interviews will be held on 12 June.",
        "We want a person to join us and be part of the family.",
        "We do not expect you to cook.",
    ],
)
def test_a_demand_a_value_or_an_application_is_no_task(sentence: str) -> None:
    assert read_last(sentence).kind != "task"


def test_a_duty_that_begins_with_to_can_be_said() -> None:
    [task] = find_tasks("To issue, renew and discharge loans at the counter.", 0)

    assert phrase(task, "gerund") == "issuing, renewing and discharging loans at the counter"


def test_a_rule_of_law_beside_a_verb_of_work_leaves_a_duty_a_task() -> None:
    text = "Technician\n\nDUTIES\n- Flags readings under the Clean Air Act.\n- Other duties as assigned."

    kinds = [one.kind for one in analyze_job(text, title="Technician").statements]

    assert kinds == ["task", "legal"]


def test_a_list_of_nouns_that_may_be_verbs_is_one_task() -> None:
    [task] = find_tasks("Collect birth records, pay slips and evidence", 0)

    assert task.object == "birth records, pay slips and evidence"


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Support people in sudden, painful grief", "supporting people in sudden painful grief"),
        ("Keep a clean, safe kitchen", "keeping a clean safe kitchen"),
        ("Work in hot, dusty, noisy sheds", "working in hot dusty noisy sheds"),
        ("Maintain accurate, up-to-date records", "maintaining accurate up-to-date records"),
        ("Serve in small, medium and large halls", "serving in small, medium and large halls"),
        ("Order + rotate stock w/ the chefs", "ordering and rotating stock with the chefs"),
        ("Sort, wash and/or iron garments", "sorting, washing or ironing garments"),
        ("Listen to parents and try to calm them", "listening to parents and trying to calm them"),
        ("Coach our new hires on the till", "coaching the new hires on the till"),
        ("See to our own boats", "seeing to the company's own boats"),
        ("Review own figures against last year", "reviewing your own figures against last year"),
        ("Book extra drivers when we're short", "booking extra drivers"),
        ("Run the booking app when Callum's off", "running the booking app"),
        ("Spray off weeds under the supervision of Ruth", "spraying off weeds"),
        ("Carefully pack glass and ceramics", "packing glass and ceramics"),
    ],
)  # fmt: skip
def test_a_task_is_spoken_without_signs_and_without_the_voice_of_the_posting(
    line: str, gerund: str
) -> None:
    [task] = find_tasks(line, 0)

    assert phrase(task, "gerund") == gerund


def test_half_of_a_range_is_not_said() -> None:
    [task] = find_tasks("Deliver to between 30 and 45 shops a day, in the order of the list.", 0)

    assert phrase(task, "gerund") is None


@pytest.mark.parametrize(
    ("task", "group"),
    [
        ("performs routine analysis of soil samples", "S2.7"),
        ("performing pre-flight inspections", "S2.8"),
        ("recruit and onboard warehouse staff", "S4.7"),
        ("recruit participants for a sleep study", "S2.1"),
        ("supervise two junior clerks", "S4.8"),
        ("oversee the visitor register", "S2.2"),
        ("check passes at the barrier", "S3.3"),
        ("handle goats during vaccination", "S6.9"),
        ("prepare sandwiches", "S3.5"),
        ("run payroll for 60 drivers", "S2.6"),
    ],
)
def test_a_light_verb_leaves_the_group_to_its_object(task: str, group: str) -> None:
    assert rank_groups(task)[0].group == group


@pytest.mark.parametrize(
    "sentence",
    [
        "The successful candidate will be based in Leeds and will assess storm and fire losses.",
        "In winter he or she analyses the season's figures with the underwriters.",
        "You will work with their inclusion support professional on small goals.",
    ],
)
def test_work_is_read_behind_a_place_a_season_and_a_word_of_the_law(sentence: str) -> None:
    assert read_last(sentence).kind == "task"


def test_the_work_of_others_in_a_season_is_no_task() -> None:
    assert read_last("In winter the farmers analyse their figures.").kind != "task"
