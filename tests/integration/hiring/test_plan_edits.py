"""The routes that edit a plan by hand and list its versions."""

from __future__ import annotations

import copy

import pytest
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import WRITTEN_PLAN, find, pending

from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.contracts.plan_remarks import format_must_have_proposal
from vivavoce.kernel.ids import TenantId

QUESTION = {"text": "How do you plan a route?", "timeBudgetS": 120, "competency": "Driving"}


async def test_the_plan_is_saved_as_the_person_wants_it(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    world.plans.plans[interview.id] = WRITTEN_PLAN
    path = f"/interviews/{interview.id}/plan"
    body = {
        "planId": "plan-1",
        "questions": [
            {**QUESTION, "goodAnswer": ["Looks at the map"]},
            {"questionId": "q1", "text": "What do you drive?", "timeBudgetS": 60},
        ],
        "weights": {"Driving": 100},
    }

    saved = await edge.ask("PUT", path, body)
    again = await edge.ask("PUT", path, body)
    listed = await edge.ask("GET", f"{path}/versions", badge="VIEWER")

    assert saved.status_code == 200, saved.text
    (edit, _author), *others = world.plans.edited
    assert others == []
    assert edit == PlanEdit(
        questions=(
            PlanQuestionEdit(
                text="How do you plan a route?",
                time_budget_s=120,
                competency="Driving",
                good_answer=("Looks at the map",),
            ),
            PlanQuestionEdit(id="q1", text="What do you drive?", time_budget_s=60),
        ),
        weights={"Driving": 100},
    )
    found = await find(world, tenant, interview.run_id)
    assert (found.state, found.plan_id) == ("PENDING", "plan-2")
    assert (again.status_code, again.json()["code"]) == (409, "plan_changed")
    assert again.json()["currentPlanId"] == "plan-2"
    assert (listed.status_code, listed.json()["total"]) == (200, 1)


async def test_sentences_of_the_interviewer_are_sent_by_their_english_and_what_is_missing_is_listed(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    said = [{"english": "All right.", "text": "D'accord.", "is_edited": True}]
    document = {**WRITTEN_PLAN["document"], "language": "fr", "sentences": said}
    world.plans.plans[interview.id] = {**WRITTEN_PLAN, "document": document}
    path = f"/interviews/{interview.id}/plan"
    sentences = {"All right.": None, "This is the last question.": "Dernière question."}

    read = (await edge.ask("GET", path)).json()
    saved = await edge.ask(
        "PUT", path, {"planId": "plan-1", "questions": [QUESTION], "sentences": sentences}
    )

    assert read["document"]["sentences"] == said
    assert {"This is the last question.", "yes"} <= set(read["untranslatedSentences"])
    assert "All right." not in read["untranslatedSentences"]
    assert saved.status_code == 200, saved.text
    assert world.plans.edited[0][0].sentences == sentences


@pytest.mark.parametrize(
    "body",
    [
        {"questions": [QUESTION]},
        {"planId": "plan-1", "questions": []},
        {"planId": "plan-1", "questions": [{"text": "How?"}]},
        {"planId": "plan-1", "questions": [{**QUESTION, "wheight": 1}]},
        {"planId": "plan-1", "questions": [QUESTION], "weights": {"Driving": 0}},
    ],
)
async def test_a_body_that_is_no_plan_is_refused(
    world: HiringWorld, tenant: TenantId, edge: Edge, body: dict[str, object]
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask("PUT", f"/interviews/{interview.id}/plan", body)

    assert answer.status_code == 422
    assert world.plans.edited == []


async def test_only_who_may_decide_edits_and_only_before_the_decision(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    world.plans.plans[interview.id] = WRITTEN_PLAN
    path, body = f"/interviews/{interview.id}/plan", {"planId": "plan-1", "questions": [QUESTION]}

    viewer = await edge.ask("PUT", path, body, badge="VIEWER")
    await edge.ask("POST", f"/a2a/interview/{interview.id}/approve", {"approved": True})
    late = await edge.ask("PUT", path, body)

    assert viewer.status_code == 403
    assert (late.status_code, world.plans.edited) == (409, [])


async def test_a_change_request_is_previewed_and_nothing_is_made(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.id}/plan/change-preview"
    world.plans.refused.add("Abracadabra")

    answer = await edge.ask(
        "POST", path, {"planId": "plan-1", "comments": "Remove question 3, make it pop"}
    )
    stale = await edge.ask("POST", path, {"planId": "plan-0", "comments": "Remove question 3"})
    refused = await edge.ask("POST", path, {"comments": "Abracadabra"})

    assert answer.json() == {
        "changes": ["Removed a question."],
        "notUnderstood": ["make it pop"],
        "rejectedParts": [],
        "isReadByModel": False,
    }
    assert (stale.status_code, stale.json()["code"]) == (409, "plan_changed")
    assert refused.json()["code"] == "change_request_not_understood"
    assert (await find(world, tenant, interview.run_id)).state == "PENDING"


async def test_the_remarks_of_a_plan_are_sorted_and_read_in_the_language_of_the_request(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    notes = [
        'Revision: removed "Why us?".',
        format_must_have_proposal("Driving vehicles", "You must drive."),
        "Written by a language model.",
    ]
    document = {**WRITTEN_PLAN["document"], "notes": notes}
    world.plans.plans[interview.id] = {**WRITTEN_PLAN, "document": document}
    path = f"/interviews/{interview.id}/plan"

    english = (await edge.ask("GET", path)).json()["document"]
    german = (await edge.ask("GET", path, headers={"Accept-Language": "de-AT"})).json()["document"]
    listed = await edge.ask("GET", f"{path}/versions", headers={"Accept-Language": "de"})

    assert english["notes"] == german["notes"] == notes
    assert [remark["kind"] for remark in english["remarks"]] == ["change", "must_have", "other"]
    assert english["remarks"][0]["text"] == 'Removed "Why us?".'
    assert [remark["text"] for remark in german["remarks"]] == [
        "„Why us?“ entfernt.",
        "Vorgeschlagenes Muss-Kriterium: „Fahrzeuge führen“, denn in der Stellenbeschreibung steht: "
        "„You must drive.“. Es wird erst zum Muss-Kriterium, wenn Sie es bei der Freigabe des Plans "
        "bestätigen.",
        "Written by a language model.",
    ]
    assert german["remarks"][1]["competency"] == "Driving vehicles"
    assert german["remarks"][1]["line"] == "You must drive."
    assert listed.json()["data"][0]["document"]["remarks"] == german["remarks"]


async def test_the_reason_of_a_question_is_read_in_the_language_of_the_request(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    reason = 'Asked because the posting names this task in line 6: "lead the late shift".'
    document = copy.deepcopy(WRITTEN_PLAN["document"])
    question = document["competencies"][0]["questions"][0]
    question["origin"] = {"reason": reason, "line_number": 6}
    world.plans.plans[interview.id] = {**WRITTEN_PLAN, "document": document}
    path = f"/interviews/{interview.id}/plan"

    english = (await edge.ask("GET", path)).json()["document"]
    german = (await edge.ask("GET", path, headers={"Accept-Language": "de"})).json()["document"]

    read = [each["competencies"][0]["questions"][0] for each in (english, german)]
    assert read[0]["origin"]["reason"] == reason
    assert read[1]["origin"]["reason"] == (
        "Gefragt, weil die Anzeige in Zeile 6 diese Aufgabe nennt: „lead the late shift“."
    )
    assert read[0]["text"] == read[1]["text"]
