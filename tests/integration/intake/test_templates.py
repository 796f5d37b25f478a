"""Templates made from a job text or an interview, edited, deleted, and who changed what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import pytest
from tests.fakes.hiring_manager import IntakeEdge

pytestmark = pytest.mark.asyncio(loop_scope="session")

JOB_TEXT = (
    "Warehouse shift lead\n- Plan the shifts of eighteen people\n- Keep the loading safe and on time\n"
    "- Find out why stock is wrong\n- Hand over to the morning shift"
)
CANDIDATE = {"candidateName": "Dana Field", "candidateEmail": "dana@example.com"}


async def made(edge: IntakeEdge, **changes: Any) -> Any:
    body = {"title": "Shift lead", "jobDescription": JOB_TEXT, "minutes": 30, **changes}
    return await edge.ask_json("manager", "POST", "/templates", body)


async def test_a_template_from_a_job_text_leads_to_interviews_with_its_questions(
    edge: IntakeEdge,
) -> None:
    template = await made(edge, companyName="Larkfield")
    path = f"/templates/{template['templateId']}"

    opened = await edge.ask_json("recruiter", "POST", f"{path}/interviews", CANDIDATE)
    plan = await edge.ask_json("recruiter", "GET", f"/interviews/{opened['interviewId']}/plan")

    assert (template["title"], template["version"]) == ("Shift lead", 1)
    assert (template["language"], plan["document"]["language"]) == ("en", "en")
    assert (template["intakeId"], template["interviewId"]) == (None, None)
    assert await edge.ask_json("manager", "GET", path) == template
    asked = {
        question["text"]
        for competency in plan["document"]["competencies"]
        for question in competency["questions"]
    }
    assert asked == set(template["questions"])


async def test_an_edit_makes_a_version_that_says_who_changed_what(edge: IntakeEdge) -> None:
    template = await made(edge)
    path = f"/templates/{template['templateId']}"
    first, second, *others = template["questionItems"]
    kept = [
        {"questionId": second["questionId"], "text": second["text"]},
        {"questionId": first["questionId"], "text": "Tell me about a shift that went wrong."},
        *({"questionId": one["questionId"], "text": one["text"]} for one in others[1:]),
    ]

    edited = await edge.ask_json(
        "recruiter", "PATCH", path, {"version": 1, "title": "Night lead", "questions": kept}
    )
    same = await edge.ask_json("recruiter", "PATCH", path, {"version": 2, "title": "Night lead"})
    late = await edge.ask("manager", "PATCH", path, {"version": 1, "title": "Day lead"})
    versions = (await edge.ask_json("manager", "GET", f"{path}/versions"))["data"]

    assert (edited["version"], edited["title"], same) == (2, "Night lead", edited)
    assert edited["questions"] == [one["text"] for one in kept]
    assert sum(one["weight"] for one in edited["rubric"]["competencies"]) == pytest.approx(1)
    assert (late.status_code, late.json()["code"]) == (409, "template_changed")
    assert [(one["version"], one["changes"]) for one in versions] == [
        (2, ["title", "questions_reworded", "questions_removed", "questions_reordered"]),
        (1, []),
    ]
    assert all(one["changedBy"] for one in versions)
    assert versions[0]["changedBy"] != versions[1]["changedBy"]


@pytest.mark.parametrize("field", ["title", "jobDescription"])
async def test_a_text_that_every_interview_needs_is_never_blank(
    edge: IntakeEdge, field: str
) -> None:
    template = await made(edge)
    body = {"title": "Shift lead", "jobDescription": JOB_TEXT, field: " \n"}

    edited = await edge.ask(
        "recruiter",
        "PATCH",
        f"/templates/{template['templateId']}",
        {"version": 1, field: body[field]},
    )
    created = await edge.ask("manager", "POST", "/templates", body)

    for refused in (edited, created):
        assert (refused.status_code, refused.json()["code"]) == (422, "template_invalid")
    assert [each["field"] for each in edited.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Are you married?", "unlawful"), ("?", "empty")],
)
async def test_a_question_that_may_not_be_asked_is_refused_at_its_place(
    edge: IntakeEdge, text: str, code: str
) -> None:
    template = await made(edge)
    path = f"/templates/{template['templateId']}"
    wanted = [
        {"questionId": template["questionItems"][0]["questionId"], "text": text},
        {"questionId": "x", "text": "Why?"},
    ]

    refused = await edge.ask("manager", "PATCH", path, {"version": 1, "questions": wanted})

    assert (refused.status_code, refused.json()["code"]) == (422, "template_invalid")
    faults = {(each["field"], each["code"]) for each in refused.json()["errors"]}
    assert faults == {("questions[0].text", code), ("questions[1].questionId", "unknown")}
    assert (await edge.ask_json("manager", "GET", path))["version"] == 1


async def test_a_deleted_template_is_gone_and_its_interviews_stay(edge: IntakeEdge) -> None:
    template = await made(edge)
    path = f"/templates/{template['templateId']}"
    opened = await edge.ask_json("recruiter", "POST", f"{path}/interviews", CANDIDATE)

    deleted = await edge.ask("manager", "DELETE", path)

    listed = (await edge.ask_json("manager", "GET", "/templates"))["templates"]
    assert deleted.status_code == 204
    assert template["templateId"] not in {one["templateId"] for one in listed}
    for method, target in (("GET", path), ("DELETE", path), ("GET", f"{path}/versions")):
        assert (await edge.ask("manager", method, target)).status_code == 404
    assert (await edge.ask("recruiter", "GET", f"/interviews/{opened['runId']}")).status_code == 200


async def test_a_template_from_an_interview_has_its_questions(edge: IntakeEdge) -> None:
    source = await made(edge)
    path = f"/templates/{source['templateId']}/interviews"
    interview = await edge.ask_json("recruiter", "POST", path, CANDIDATE)

    template = await edge.ask_json(
        "manager", "POST", "/templates", {"interviewId": interview["interviewId"]}
    )

    assert template["interviewId"] == interview["interviewId"]
    assert template["templateId"] != source["templateId"]
    for part in ("title", "level", "minutes", "questions", "rubric"):
        assert template[part] == source[part]


async def test_a_template_needs_an_interview_or_a_title_and_a_job_text(edge: IntakeEdge) -> None:
    for body, fields in (
        ({}, {"title", "jobDescription"}),
        ({"title": "Shift lead"}, {"jobDescription"}),
        ({"interviewId": str(uuid4()), "minutes": 30}, {"minutes"}),
    ):
        refused = await edge.ask("manager", "POST", "/templates", body)
        assert refused.status_code == 422
        assert {each["field"] for each in refused.json()["errors"]} == fields

    unknown = await edge.ask("manager", "POST", "/templates", {"interviewId": str(uuid4())})
    intake = await edge.opened(title="Nurse")
    no_candidate = await edge.ask(
        "manager", "POST", "/templates", {"interviewId": intake["interviewId"]}
    )
    assert (unknown.status_code, no_candidate.status_code) == (404, 422)
    assert no_candidate.json()["errors"][0]["code"] == "no_candidate"
    assert (await edge.ask("viewer", "POST", "/templates", {})).status_code == 403
