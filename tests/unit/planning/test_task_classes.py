"""A question that suits one class of tasks is asked about no other."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.question_fit import list_task_forms
from vivavoce.planning.domain.question_sets import (
    find_bank_question,
    list_set_ids,
    load_question_set,
)
from vivavoce.planning.domain.task_classes import find_task_classes, list_task_classes

WORK = "working_efficiently"


@pytest.mark.parametrize(
    ("question", "task", "is_asked"),
    [
        ("shown_once", "measure the flour", True),
        ("shown_once", "fill forty openings a year", False),
        ("show_newcomer", "mix mortar", True),
        ("show_newcomer", "sign the forms", False),
        ("show_newcomer", "pass instruments", False),
        ("two_people", "welcome visitors", True),
        ("two_people", "own the register with the manager", False),
        ("nobody_checks", "log fridge temperatures", True),
        ("nobody_checks", "file live updates", False),
        ("what_you_bring", "greet guests", False),
        ("what_you_bring", "leave a slip in the letterbox", False),
        ("complication.plain_past", "point out spills", False),
        ("complication.plain_past", "take your turn on the phone", False),
        ("complication.plain_past", "handle returns", True),
        ("complication.plain_learned", "point out spills", False),
        ("complication.plain_learned", "signal trains", True),
        ("costly_mistake", "send the files every day", False),
        ("half_the_time", "count the stock", True),
        ("half_the_time", "build contacts among councillors", False),
        ("hard_call", "approve overtime", True),
        ("hard_call", "keep a patch of 650 homes", False),
        ("last_time", "arrange mediation", True),
        ("last_time", "open and lock up the school", False),
        ("changed_way", "sew boxed cushions", True),
        ("changed_way", "help the wellboat crew", False),
        ("steps", "prepare permits", True),
        ("steps", "manage the night shift", False),
    ],
)
def test_a_question_is_asked_about_its_class_of_tasks(
    question: str, task: str, *, is_asked: bool
) -> None:
    found = find_bank_question(f"{WORK}.{question}")
    assert found is not None

    forms = list_task_forms(found, "", infinitive=task, gerund=f"doing {task}")

    assert bool(forms) == is_asked


@pytest.mark.parametrize(
    ("question", "form", "task", "is_asked"),
    [
        # a piece that can hold a mistake, and a contact that cannot
        ("complication.date", "a", "submit the VAT returns by the deadline", True),
        ("complication.date", "a", "answer buyer messages within 24 hours", False),
        ("complication.date", "a", "hold the section heads to their deadlines", False),
        ("harder_day.date", "a", "call back new tenants within two hours", True),
        # a text that goes out, and one that is made where the thing stands
        ("complication.draft", "a", "write the quarterly newsletter", True),
        ("complication.draft", "a", "write damage reports", False),
        # what comes in, and what is taken away
        ("complication.supply", "a", "order linen and consumables", True),
        ("complication.supply", "a", "manage the stock of blanks and frames", True),
        ("complication.supply", "a", "manage waste materials contracts", False),
        ("complication.supply", "b", "keep fuel and material within plan", False),
        # what is shared out, and a turn that somebody takes
        ("harder_day.arrange", "b", "write the monthly rota", True),
        ("harder_day.arrange", "b", "run the sterile store on a weekly rota", False),
        # what is done now and then, and what is always a duty
        ("harder_day.plain_past", "a", "fell two beeches beside the road", True),
        ("harder_day.plain_past", "a", "ensure compliance with the fire code", False),
        ("harder_day.plain_past", "a", "keep up relationships with festivals", False),
        # a thing that was always like that, and a person or a paper
        ("complication.check", "a", "check the ladders and slings", True),
        ("complication.check", "a", "examine eyes", False),
        ("complication.check", "a", "verify bank deposits", False),
        # a colleague, and a guest
        ("complication.message", "b", "tell the shift lead when a reading is out of range", True),
        ("complication.message", "b", "tell guests when their room is ready", False),
        # advice, and somebody who is to be heard
        ("complication.advise", "a", "consult growers on varieties", True),
        ("complication.advise", "a", "consult with the elders of the village", False),
        ("complication.hands", "a", "set shift patterns for holidays", False),
        ("harder_day.improve", "a", "rebuild the steps along the trail", False),
        ("harder_day.improve", "a", "reduce waste in the cutting room", True),
        ("complication.bad_news", "a", "keep rating data clean in the risk system", False),
        ("complication.rescue", "b", "rescue hacked sites", False),
        ("complication.message", "b", "phone when the watch is ready", False),
        ("harder_day.check", "b", "walk owners through the survey", False),
        ("complication.serve", "a", "answer calls from the customs authority", False),
        ("complication.analyze", "b", "run lessons on study habits", False),
        ("harder_day.analyze", "a", "model figures out of clay", False),
        ("complication.till", "a", "take cash and give change", True),
        ("complication.till", "a", "build the cash forecast", False),
        ("complication.plain_learned", "b", "cast off the number of pages", True),
        ("complication.plain_learned", "b", "call the builder", False),
        ("complication.comfort", "a", "wash and dress residents", True),
        ("complication.comfort", "a", "sit down with families who look for a place", False),
        ("complication.alarm", "b", "respond to fire alarms", True),
        ("complication.alarm", "b", "attend emergency call-outs for broken windows", False),
        # what goes on for long, what somebody can be better at, and a chore
        ("good_signs", "b", "brew a batch of stout", True),
        ("good_signs", "b", "prepare the monthly agenda", False),
        ("good_signs", "a", "file delivery notes", False),
        # a fault that stops something, and a stock that is short
        ("complication.check", "a", "check stock on Thursdays", False),
        # what can go wrong on the way, and a call
        ("harder_day.plain_ahead", "b", "move the archive to the new building", True),
        ("harder_day.plain_ahead", "b", "debrief the night in the call with retailers", False),
        ("complication.plain_ahead", "b", "debrief the night controller", False),
        # a thing that is taken on, and what is done each day
        ("harder_day.plain_ahead", "a", "introduce the new ticket system", True),
        ("harder_day.plain_ahead", "a", "count food and fuel", False),
        ("harder_day.plain_past", "a", "read the instruments every three hours", False),
        ("harder_day.plain_past", "b", "file delivery notes", False),
        # what somebody signs for, and what nobody does
        ("complication.upkeep", "a", "maintain the brakes of buses", True),
        ("complication.upkeep", "a", "tune pianos", False),
        # what is due, and a look at a colleague's code
        ("complication.review", "a", "review tax returns", True),
        ("complication.review", "a", "review pull requests", False),
        # a lesson that ends, and company that goes on
        ("complication.teach", "a", "show newcomers the order of work", True),
        ("complication.teach", "a", "mentor two junior engineers", False),
        # a price that is compared, and an extra
        ("complication.sell", "a", "win new accounts", True),
        ("complication.sell", "a", "sell extra legroom", False),
        # a line of people, and calls that nobody else hears
        ("complication.serve", "a", "serve guests at the counter", True),
        ("complication.serve", "a", "answer 50 calls a day", False),
        ("hard_to_reach.bad_news", "a", "inform the watch supervisor without delay", False),
        # papers of one's own, and the consent of others
        ("complication.process", "a", "submit permit applications", True),
        ("complication.process", "a", "make sure permits and agreements are in place", False),
        # steps that can be skipped, and a head that is counted
        ("shortcut", "a", "clean and check the slicer", True),
        ("shortcut", "a", "count children in and out on trips", False),
        # a piece of work that takes about the same time, and an accident
        ("half_the_time", "a", "review the invoices", True),
        ("half_the_time", "a", "review accidents afterward", False),
        ("harder_day.harm", "b", "carry out the vulnerable sector check", False),
        ("hard_to_reach.their_own", "a", "tell customers when theirs will come", False),
        ("harder_day.surge", "a", "calm down wards when goods do not come", False),
        ("complication.complaint", "a", "calm down wards when goods do not come", True),
    ],
)
def test_a_complication_belongs_to_the_kind_of_its_task(
    question: str, form: str, task: str, *, is_asked: bool
) -> None:
    found = find_bank_question(f"{WORK}.{question}")
    assert found is not None

    forms = list_task_forms(found, "", infinitive=task, gerund=f"doing {task}")

    assert (form in forms) == is_asked


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("health_care.turned_worse", "pull expired medications"),
        ("driving_vehicles.close_to_wrong", "deliver value through sourcing"),
        ("cleaning.method", "carry out snare sweeps"),
        ("programming.hard_bug", "code partial VAT recovery"),
        ("developing_teams.person_grew", "do advisory work alongside the partners"),
        ("documenting.good_entry", "record songs and videos"),
        ("moving_and_lifting.daily_method", "take the hoist out of service"),
        ("calculating.error_found", "appraise the performance of foremen"),
        ("teaching_and_training.stuck_learner", "prepare for class inspections"),
        ("protecting_and_enforcing.tense_moment", "lock up the school"),
        ("protecting_and_enforcing.tense_moment", "carry out onboarding checks of merchants"),
        ("public_and_clients.wrong_answer", "greet families"),
        ("protecting_systems.outage", "switch ports"),
        ("personal_care.own_strength", "help in the toddler room"),
    ],
)
def test_a_wide_question_of_a_group_takes_no_task_of_other_work(question: str, task: str) -> None:
    found = find_bank_question(question)
    assert found is not None

    assert list_task_forms(found.widen(), "", infinitive=task, gerund=task) == ()


def test_each_class_that_a_question_needs_exists_and_is_needed() -> None:
    needed = {
        name
        for set_id in list_set_ids()
        for question in load_question_set(set_id).questions
        for needs in (question.needs, *(form.needs for form in question.forms.values()))
        for name in needs
    }

    assert needed == list_task_classes()


def test_a_task_without_a_known_verb_is_only_what_any_task_may_be() -> None:
    found = find_task_classes("embody the values of the house")

    assert {"piece_of_work", "plan_of_work", "living_person", "figures"} <= found
    assert found.isdisjoint(
        {"usual_time", "judgment", "can_fail", "goods", "hazard", "writes_code"}
    )


@pytest.mark.parametrize(
    ("question", "fitting", "other"),
    [
        (
            "teaching_and_training.stuck_learner.a",
            "teach fractions",
            "guide conflicts between children",
        ),
        ("resources.waste_found.a", "order dry goods", "keep projects within budget"),
        ("supervising.stepped_in.a", "supervise the crew", "supervise payroll administrators"),
        ("planning_and_scheduling.slipping_plan.b", "schedule the launch", "plan quick changes"),
        ("programming.hard_bug.a", "write firmware in C", "review code and mentor developers"),
        ("health_care.turned_worse.b", "care for patients", "triage new referrals"),
        ("inspecting_and_testing.record_that_holds.b", "test samples", "measure frames"),
        ("building_structures.quality_fast.b", "repair walls", "repair glasses"),
        ("designing_systems.tried_by_people.a", "design forms", "moderate usability tests"),
        ("working_efficiently.complication.check.b", "check the brakes", "inspect hives"),
        ("working_efficiently.complication.supply.a", "order linen", "count the linen"),
        (
            "working_efficiently.complication.money.a",
            "pay suppliers",
            "calculate statutory payments",
        ),
        ("working_efficiently.complication.arrange.a", "book the rooms", "plan the menu"),
        ("working_efficiently.complication.lead.b", "supervise the cleaners", "manage two lawyers"),
        (
            "working_efficiently.complication.hands.a",
            "load the vans",
            "assemble chairs when it is quiet",
        ),
        ("working_efficiently.complication.hands.b", "load the vans", "drive the vans"),
        (
            "working_efficiently.harder_day.liaise.b",
            "work with suppliers",
            "hand over to the late shift",
        ),
        ("working_efficiently.harder_day.analyze.a", "analyze the returns", "investigate thefts"),
        ("sorting_and_packaging.wrong_item.a", "pack the orders", "buy packaging"),
        (
            "liaising.partner_blocked.b",
            "liaise with the port office",
            "build relations with donors",
        ),
        ("presenting.did_not_land.b", "present the results", "appear in court as a witness"),
        ("working_efficiently.harder_day.clean.a", "clean the kitchen", "clean the filters"),
        ("working_efficiently.complication.create.a", "build dashboards", "write tests"),
        ("working_efficiently.complication.plain_past.b", "mow the lawn", "answer cell bells"),
        ("working_efficiently.complication.plain_returned.b", "paint the hall", "keep germs away"),
        ("working_efficiently.complication.plain_learned.b", "hang a door", "answer cell bells"),
        (
            "mechanical_equipment.came_back.a",
            "repair forklifts",
            "perform monthly preventive maintenance on lifts",
        ),
        ("mechanical_equipment.odd_noise.a", "service pumps", "replace door rollers"),
        (
            "investigations.what_really_happens.b",
            "interview witnesses",
            "refer suspicious files to the fraud unit",
        ),
        ("writing.heavy_rewrite.b", "write articles", "proofread the articles of others"),
        ("selling.real_need.a", "advise customers", "suggest offers for the autumn"),
        ("analyzing_information.unexpected_finding.b", "analyze sales data", "read plans"),
        ("making_decisions.incomplete_facts.b", "decide which crew goes", "choose the saw blades"),
        ("counselling.closed_door.a", "visit families at home", "notice when a child is hungry"),
        ("investigations.reluctant_source.a", "interview residents", "study the access logs"),
        ("public_and_clients.plain_words.b", "advise tenants", "hand out prescriptions"),
        (
            "working_efficiently.harder_day.message.b",
            "tell the shift lead when a seal leaks",
            "notify the harbor the same day when a ship is late",
        ),
        (
            "working_efficiently.complication.alarm.a",
            "respond to alarms",
            "deal with the first minutes of a collision",
        ),
        ("working_efficiently.complication.plain_past.a", "mow the lawn", "deal with accidents"),
        ("working_efficiently.complication.plain_learned.b", "hang a door", "notify the tenants"),
        ("working_efficiently.first_week.b", "grease the hinges", "help the trainees"),
    ],
)
def test_a_frame_is_not_asked_of_a_task_without_what_it_takes_for_granted(
    question: str, fitting: str, other: str
) -> None:
    bank_id, _, form = question.rpartition(".")
    found = find_bank_question(bank_id)
    assert found is not None
    needs = found.forms["a" if form == "a" else "b"].needs

    assert needs & find_task_classes(fitting)
    assert not needs & find_task_classes(other)


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("keep within the fishing quota and its closed months", "plan_of_work"),
        ("write door schedules for the architect", "plan_of_work"),
        ("help new hires settle in", "vacancy"),
        ("choose participants for the study", "vacancy"),
        ("wash the deceased", "living_person"),
        ("reconcile medication lists", "figures"),
    ],
)
def test_a_limit_is_no_plan_and_who_has_begun_is_no_applicant(task: str, name: str) -> None:
    assert name not in find_task_classes(task)


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("carry your own caseload of 30 families", "done_at_times"),
        ("watch up to twelve wards at any one time", "done_at_times"),
        ("train crews on the new Class 80 units", "own_method"),
        ("learn the booking system due in May", "own_method"),
        ("share responsibility for site safety", "own_method"),
    ],
)
def test_a_standing_duty_has_no_one_time_and_what_is_yet_to_come_no_old_way(
    task: str, name: str
) -> None:
    assert name not in find_task_classes(task)


def test_crews_are_planned_and_applicants_are_sought() -> None:
    assert "plan_of_work" in find_task_classes("schedule crews and cranes")
    assert "vacancy" in find_task_classes("interview applicants for the kitchen")


@pytest.mark.parametrize(
    ("task", "is_planned"),
    [
        ("keep the hygiene plan and the cleaning schedule ready for the inspector", False),
        ("keep the fire plan up to date", False),
        ("fill in the HACCP plan", False),
        ("keep the milestones of the plant schedule", True),
        ("plan the shutdown of the two lines", True),
    ],
)
def test_what_is_kept_ready_all_the_time_has_no_date(task: str, *, is_planned: bool) -> None:
    assert ("plan_of_work" in find_task_classes(task)) is is_planned
