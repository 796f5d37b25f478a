"""A question names a task only where the sentence reads well and its complication belongs to that work."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.question_fit import NEAREST_TRADE, list_plain_forms, list_task_forms
from vivavoce.planning.domain.question_sets import SetQuestion, find_bank_question
from vivavoce.planning.domain.requirements import parse_requirements

CLEANER = """Hospital cleaner

Tasks
- Clean patient rooms and corridors
- Collect waste and take it to the yard
- Refill soap, towels and gloves
- Tell the ward if a patient needs help
- Sign the checklist for each room
"""


def get_question(question_id: str) -> SetQuestion:
    found = find_bank_question(question_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "infinitive", "forms"),
    [
        ("working_efficiently.costly_mistake", "load the trailers", ("a", "b")),
        ("working_efficiently.costly_mistake", "take the call when nobody else can", ()),
        ("working_efficiently.steps", "load the trailers", ("a", "b")),
        ("working_efficiently.steps", "lead four accountants", ()),
        ("working_efficiently.show_newcomer", "keep your hours legal", ()),
        ("working_efficiently.two_people", "visit new tenants", ("a", "b")),
        ("working_efficiently.two_people", "load the trailers", ()),
        ("working_efficiently.two_people", "manage shelf life at arrival", ()),
        ("working_efficiently.two_people", "brief the managers", ("a", "b")),
        ("working_efficiently.half_the_time", "count the stock every week", ("b",)),
    ],
)
def test_a_form_takes_the_tasks_that_it_can_carry(
    question: str, infinitive: str, forms: tuple[str, ...]
) -> None:
    gerund = f"doing {infinitive}"

    assert (
        list_task_forms(get_question(question), "", infinitive=infinitive, gerund=gerund) == forms
    )


def test_one_line_about_patients_makes_no_clinician_of_a_cleaner() -> None:
    plan = planned(PlanBrief(position="Hospital cleaner", level="JUNIOR", job_description=CLEANER))
    sets = {q.origin.bank_question.partition(".")[0] for q in plan.questions if q.origin}

    assert sets & {"cleaning", "cleaning_work"}
    assert "health_care" not in sets


def test_a_question_without_a_task_is_about_the_trade() -> None:
    plan = planned(PlanBrief(position="Hospital cleaner", level="JUNIOR", job_description=CLEANER))

    plain = [q.origin for q in plan.questions if q.origin and not q.origin.task]
    assert plain
    sets = {origin.bank_question.partition(".")[0] for origin in plain}
    assert sets <= {"cleaning", "cleaning_work"}


def test_orders_in_prose_are_tasks_and_offers_are_none() -> None:
    text = (
        "Secure the load with straps. Check the truck before you leave. Report defects to the desk. "
        "We pay for your license. You will learn to drive with a trailer."
    )
    brief = PlanBrief(position="Driver", job_description=text)
    reading = read_job(brief, parse_requirements(text))

    assert [task.infinitive for task in reading.tasks] == [
        "secure the load with straps",
        "check the truck before you leave",
        "report defects to the desk",
    ]


def test_the_holder_of_a_post_is_the_person_asked() -> None:
    text = "The post-holder negotiates contracts with suppliers and leads eleven buyers."
    reading = read_job(PlanBrief(position="Buyer", job_description=text), parse_requirements(text))

    assert [task.infinitive for task in reading.tasks] == [
        "negotiate contracts with suppliers and lead eleven buyers"
    ]


STORE = """Tasks
- Work at the till
- Unpack the morning delivery
- Talk to customers in a friendly way
"""


def ask(position: str, text: str) -> list[str]:
    plan = planned(PlanBrief(position=position, level="JUNIOR", job_description=text))
    return [q.origin.bank_question for q in plan.questions if q.origin]


def test_a_trade_asks_its_own_questions_about_its_tasks() -> None:
    asked = ask("Retail sales associate", STORE)

    assert len([one for one in asked if one.startswith("shop.")]) >= 3


@pytest.mark.parametrize("position", ["Museum attendant", "Zorbler"])
def test_the_same_tasks_in_another_trade_do_not_bring_its_questions(position: str) -> None:
    assert not any(one.startswith("shop.") for one in ask(position, STORE))


def test_a_question_of_a_trade_names_the_line_that_it_is_about() -> None:
    plan = planned(PlanBrief(position="Cashier", level="JUNIOR", job_description=STORE))
    origins = {q.origin.bank_question: q.origin for q in plan.questions if q.origin}

    till = origins["shop.till_dispute"]
    assert till.line_number == 2
    assert till.job_line is not None
    assert "till" in till.job_line


def test_the_purpose_of_a_long_task_is_not_what_it_is_about() -> None:
    question = get_question("shop.till_dispute")

    def forms(infinitive: str) -> tuple[str, ...]:
        return list_task_forms(question, "Cashier\n", infinitive=infinitive, gerund=None)

    assert forms("work at the till") == ("a", "b")
    assert forms("write a yearly plan of all that our stores need so that every till pays") == ()


FARM = """Tasks
- Milk the cows twice a day
- Write treatments into the herd book
"""


def test_a_case_of_a_trade_needs_work_of_the_posting() -> None:
    spraying = get_question("farming_gardening.half_a_tank")

    assert list_plain_forms(spraying, "Farm worker\nYou spray the fruit trees.") == ("a", "b")
    assert list_plain_forms(spraying, f"Farm worker\n{FARM}") == ()
    assert list_plain_forms(spraying, "Farm worker\n") == ("a", "b")


def test_a_case_is_asked_only_in_the_occupations_in_whose_work_it_arises() -> None:
    crown = get_question("dental_work.for_two_years_on")

    def forms(title: str) -> tuple[str, ...]:
        return list_plain_forms(crown, f"{title}\nYou write the notes of each visit.")

    assert any(forms(title) for title in ("Dentist", "Dental assistant"))
    assert "a" not in forms("Dental hygienist")
    assert "a" not in forms("Falconer of dreams")


@pytest.mark.parametrize(
    ("title", "question", "forms"),
    [
        ("Florist", "shop.promised_for_saturday", ("a",)),
        ("Fishmonger", "shop.against_the_sale", ()),
        ("Chiropractor", "therapy.no_progress", ("a", "b")),
        ("Acupuncturist", "therapy.home_exercises", ()),
        ("Physiotherapist", "therapy.home_exercises", ("a", "b")),
        ("School Principal", "school_teaching.open_a_lesson", ()),
        ("School Principal", "school_teaching.left_out", ("a",)),
        ("SAP Consultant", "project_management.go_or_not", ("a", "b")),
        ("Brewer", "food_production.dull_knife", ()),
        ("Tattoo Artist", "beauty_and_fitness.between_clients", ("a", "b")),
        ("Registered Manager", "operations_management.green_board", ()),
        ("Registered Manager", "operations_management.good_worker_new_leader", ("a", "b")),
        ("Anaesthetist", "medicine.halfway_through", ("a", "b")),
        ("Forester", "farming_gardening.tree_fit_to_climb", ("b",)),
        ("Museum Curator", "library_archive.what_to_keep", ("b",)),
        ("Biomedical Engineer", "engineering.drawing_question", ()),
    ],
)
def test_an_occupation_shares_only_the_cases_of_a_trade_that_arise_in_its_work(
    title: str, question: str, forms: tuple[str, ...]
) -> None:
    assert list_plain_forms(get_question(question), f"{title}\n") == forms


def test_a_form_is_asked_only_where_its_setting_is() -> None:
    spill = get_question("laboratory.spill")

    def forms(text: str) -> tuple[str, ...]:
        return list_plain_forms(spill, f"Laboratory technician\nLab safety. {text}")

    assert forms("We test drinking water with acids and reagents.") == ("a",)
    assert forms("We test the blood of patients.") == ("b",)
    assert forms("We weigh seeds.") == ()
    assert list_plain_forms(spill, "Laboratory technician\n") == ("a", "b")


def test_a_form_needs_a_word_of_the_object_and_not_of_what_stands_before_it() -> None:
    sources = get_question("investigations.reluctant_source")
    said = "investigate complaints of passengers"
    before = "clean the investigation rooms"

    assert list_task_forms(sources, said, infinitive=said, gerund="investigating complaints")
    assert not list_task_forms(
        sources, said, infinitive=before, gerund="cleaning the investigation rooms"
    )


def test_a_case_without_the_objects_of_the_tasks_is_asked_without_a_lead() -> None:
    text = "Tasks\n- Supervise the supply of three care homes\n- Advise customers at the counter\n"
    plan = planned(PlanBrief(position="Pharmacist", level="MID", job_description=text))
    cases = [
        q for q in plan.questions if q.origin and q.origin.bank_question.startswith("pharmacy.")
    ]

    assert cases
    assert not [q.text for q in cases if "care homes" in q.text]


@pytest.mark.parametrize(
    ("task", "forms"),
    [
        ("enforce the rules of the bath", ()),
        ("watch the swimmers in the pool", ("b",)),
        ("watch the swimmers and enforce the rules", ()),
    ],
)
def test_no_word_that_is_said_before_a_case_may_be_unfit(task: str, forms: tuple[str, ...]) -> None:
    drowning = get_question("sports_and_leisure.two_seconds")

    said = list_task_forms(drowning, "Lifeguard\n", infinitive=task, gerund=None)

    assert tuple(form for form in said if form == "b") == forms


def test_what_people_know_in_a_trade_is_asked_in_its_jobs_whose_text_says_little_or_names_it() -> (
    None
):
    heat = get_question("farming_gardening.heat_and_crew")
    other = " ".join(["We sell seeds by mail and answer letters."] * 9)
    word = min(heat.forms["a"].task_words)

    assert list_plain_forms(heat, f"Farm worker\n{FARM}") == ("a", "b")
    assert list_plain_forms(heat, f"Farm worker\n{other}") == ()
    assert "a" in list_plain_forms(heat, f"Farm worker\n{other}\nYou {word} here.")
    assert "a" not in list_plain_forms(
        heat, f"Helper{NEAREST_TRADE}Farm worker]\n{other}\nYou {word} here."
    )


def test_what_would_only_be_nice_to_have_is_no_setting_of_a_case() -> None:
    text = (
        "Tasks\n- Keep our services running\n- Plan releases\n\n{heading}\n- Kubernetes clusters\n"
    )

    def read(heading: str) -> str:
        brief = PlanBrief(
            position="DevOps engineer", level="MID", job_description=text.format(heading=heading)
        )
        return read_job(brief, parse_requirements(brief.job_description)).text

    nodes = get_question("platform_engineering.nodes_not_ready")

    assert list_plain_forms(nodes, read("Your tools")) == ("a", "b")
    assert list_plain_forms(nodes, read("Nice to have")) == ()


def test_a_case_is_kept_for_the_task_that_it_is_about() -> None:
    plan = planned(PlanBrief(position="Cashier", level="JUNIOR", job_description=STORE))
    of_till = [q for q in plan.questions if q.origin and "till" in (q.origin.task or "")]

    assert [q.origin.bank_question for q in of_till if q.origin] == ["shop.till_dispute"]


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("Sweep the yard, the ramp and the stairs", "sweeping the yard, the ramp and the stairs"),
        ("Note the meter reading every two hours", "noting the meter reading every two hours"),
    ],
)
def test_a_list_or_a_number_is_said_in_a_sentence_of_its_own_and_not_quoted(
    task: str, said: str
) -> None:
    plan = planned(PlanBrief(position="Zorbler", job_description=f"Tasks\n- {task}\n"))
    texts = [q.text for q in plan.questions if q.origin and q.origin.task]

    assert any(said in text for text in texts), texts
    assert not any('"' in text for text in texts)


def test_a_question_about_a_limit_needs_a_duty_that_draws_one() -> None:
    question = find_bank_question("working_efficiently.holding_a_limit")
    assert question is not None

    def forms_for(duty: str) -> tuple[str, ...]:
        return list_task_forms(
            question, "Crane operator\n", infinitive=None, gerund=None, is_plain=False, quote=duty
        )

    assert forms_for("Stop lifting when the wind is too strong") == ("a", "b")
    assert forms_for("Keep within the hours even when a slot is at risk") == ("a", "b")
    assert forms_for("Operate the crane when the foreman asks") == ()


def test_a_seasonal_job_is_not_asked_as_if_it_lasted_for_a_year() -> None:
    question = find_bank_question("working_efficiently.show_newcomer")
    assert question is not None

    def forms_for(text: str) -> tuple[str, ...]:
        return list_task_forms(
            question, text, infinitive="mix the feed", gerund="mixing the feed", quote=None
        )

    assert forms_for("Farm worker\nMix the feed.") == ("a", "b")
    assert forms_for("Farm worker\nSeasonal work. Mix the feed.") == ("a",)


def test_a_wide_question_takes_any_task_of_its_group_when_it_is_widened() -> None:
    question = find_bank_question("documenting.record_mattered")
    assert question is not None
    said = {"infinitive": "keep the key book", "gerund": "keeping the key book"}

    assert list_task_forms(question, "Caretaker\n", **said, quote=None) == ()
    forms = list_task_forms(question.widen(), "Caretaker\n", **said, quote=None)
    assert forms == ("b",)  # the other asks about something else after it has named the task
