"""The hiring manager edits the documents of an intake, downloads them, and a template follows."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader
from tests.fakes.api_clients import Json
from tests.fakes.hiring_manager import IntakeEdge

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ready(edge: IntakeEdge) -> tuple[str, dict[str, Json]]:
    intake = await edge.opened(title="Backend Engineer")
    await edge.completed_intake(intake)
    documents = {one["kind"]: one for one in await edge.written(intake)}
    return f"/intakes/{intake['intakeId']}", documents


async def test_edited_documents_are_versions_of_their_own_and_a_template_uses_their_words(
    edge: IntakeEdge,
) -> None:
    intake, documents = await ready(edge)
    questions = documents["interview_questions"]["questions"]
    own = "How did you find out why an invoice was wrong?"
    rows = documents["rating_rubric"]["table"]["rows"]

    text = await edge.ask_json(
        "manager",
        "PATCH",
        f"{intake}/artifacts/job_description",
        {"version": 1, "title": "Ingénieure", "content": "# Grüße\n\n**Level:** Senior"},
    )
    asked = await edge.ask_json(
        "manager",
        "PATCH",
        f"{intake}/artifacts/interview_questions",
        {
            "version": 1,
            "questions": [
                {
                    "questionId": one["questionId"],
                    "text": own if place == 0 else one["text"],
                    "points": one["points"],
                }
                for place, one in enumerate(questions)
            ],
        },
    )
    rated = await edge.ask_json(
        "manager",
        "PATCH",
        f"{intake}/artifacts/rating_rubric",
        {"version": 1, "rows": [[*rows[0][:5], "Names the figure."], *rows[1:]]},
    )

    for one in (text, asked, rated):
        assert (one["version"], one["regeneratedFrom"]) == (2, 1)
        assert (one["status"], one["author"]) == ("ready", "a person")
        accept = f"{intake}/artifacts/{one['kind']}/accept"
        await edge.ask_json("manager", "POST", accept, {"version": 2})
    assert asked["questions"][0]["text"] == own
    assert own in asked["content"]
    assert rated["table"]["rows"][0][5] == "Names the figure."
    versions = (await edge.ask_json("manager", "GET", f"{intake}/artifacts"))["artifacts"]
    first = next(
        one for one in versions if one["kind"] == "job_description" and one["version"] == 1
    )
    assert first["content"] == documents["job_description"]["content"]
    template = await edge.ask_json("manager", "POST", f"{intake}/template", {})
    assert own in template["questions"]
    assert template["jobDescription"].startswith("# Grüße")

    again = f"{intake}/artifacts/interview_questions/regenerate"
    await edge.ask_json("manager", "POST", again, {"instruction": "ask about Kubernetes"})
    third = next(
        one
        for one in await edge.written({"intakeId": intake.rpartition("/")[2]}, versions=8)
        if one["kind"] == "interview_questions"
    )
    assert (third["version"], third["status"]) == (3, "ready")
    assert own in third["content"]


async def test_an_edit_of_an_old_version_or_without_a_change_makes_no_version(
    edge: IntakeEdge,
) -> None:
    intake, documents = await ready(edge)
    path = f"{intake}/artifacts/job_description"
    content = documents["job_description"]["content"]

    same = await edge.ask_json("manager", "PATCH", path, {"version": 1, "content": content})
    assert (same["version"], same["author"]) == (1, "built-in rules v1")
    await edge.ask_json("manager", "PATCH", path, {"version": 1, "content": "Mine."})
    stale = await edge.ask("recruiter", "PATCH", path, {"version": 1, "content": "Theirs."})
    missing = await edge.ask("manager", "PATCH", path, {"version": 7, "content": "x"})
    wrong = await edge.ask("manager", "PATCH", path, {"version": 2, "rows": []})
    unlawful = await edge.ask(
        "manager", "PATCH", path, {"version": 2, "content": "Only women may apply."}
    )

    assert (stale.status_code, stale.json()["code"]) == (409, "artifact_changed")
    assert (missing.status_code, missing.json()["code"]) == (404, "intake_artifact_not_found")
    for answer, field in ((wrong, "rows"), (unlawful, "content")):
        assert (answer.status_code, answer.json()["code"]) == (422, "artifact_edit_invalid")
        assert answer.json()["errors"][0]["field"] == field
    shown = (await edge.ask_json("manager", "GET", f"{intake}/artifacts"))["artifacts"]
    assert [one["version"] for one in shown if one["kind"] == "job_description"] == [2, 1]


async def test_a_document_is_downloaded_in_each_format_and_version(edge: IntakeEdge) -> None:
    intake, documents = await ready(edge)
    path = f"{intake}/artifacts/job_description"
    await edge.ask_json("manager", "PATCH", path, {"version": 1, "content": "# Grüße aus Łódź"})

    word = await edge.ask("manager", "GET", f"{path}/file")
    pdf = await edge.ask("manager", "GET", f"{path}/file?format=pdf")
    text = await edge.ask("manager", "GET", f"{path}/file?format=markdown&version=1")
    rubric = await edge.ask("manager", "GET", f"{intake}/artifacts/rating_rubric/file?format=pdf")

    assert Document(io.BytesIO(word.content)).paragraphs[0].text == "Grüße aus Łódź"
    assert PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().strip() == "Grüße aus Łódź"
    assert text.text == documents["job_description"]["content"]
    criterion = documents["rating_rubric"]["table"]["rows"][0][0].partition(":")[0]
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(rubric.content)).pages)
    assert criterion in " ".join(read.split())
    assert word.headers["content-disposition"] == 'attachment; filename="job-description-v2.docx"'
    assert text.headers["content-disposition"] == 'attachment; filename="job-description-v1.md"'
    assert pdf.headers["cache-control"] == "no-store"


async def test_only_those_who_see_the_intake_edit_and_download_its_documents(
    edge: IntakeEdge,
) -> None:
    intake, _ = await ready(edge)
    path = f"{intake}/artifacts/job_description"
    body = {"version": 1, "content": "x"}

    for who, status in (("other", 404), ("viewer", 403), ("seeker", 403)):
        assert (await edge.ask(who, "PATCH", path, body)).status_code == status
        assert (await edge.ask(who, "GET", f"{path}/file")).status_code == status
    unknown = await edge.ask("manager", "GET", f"{path}/file?version=9")
    early = await edge.opened(title="Nurse")
    unwritten = f"/intakes/{early['intakeId']}/artifacts/job_description"

    assert (unknown.status_code, unknown.json()["code"]) == (404, "intake_artifact_not_found")
    assert (await edge.ask("manager", "GET", f"{path}/file?format=odt")).status_code == 422
    assert (await edge.ask("manager", "GET", f"{unwritten}/file")).status_code == 404
    assert (await edge.ask("manager", "PATCH", unwritten, body)).status_code == 404
