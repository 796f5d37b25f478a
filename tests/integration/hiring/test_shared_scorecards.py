"""A scorecard is shared by a link: read-only, without signing in, until it expires or is revoked."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged

from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId

SCORECARD: dict[str, Any] = {
    "overall_score": 13.2,
    "recommendation": "NO_HIRE",
    "scorer": {"kind": "built-in rules", "version": "v1"},
    "flags": [{"kind": "low_confidence", "turn": None, "detail": "Planning: little was said."}],
    "competencies": [
        {
            "name": "Planning",
            "weight": 0.6,
            "is_required": True,
            "minimum_acceptable_score": 3,
            "score": 1.5,
            "evidence": [
                {"quote": "I <b>never</b> planned.", "turn": 4, "level": 1, "is_deficit": True},
            ],
        },
        {
            "name": "Care",
            "weight": 0.4,
            "is_required": False,
            "minimum_acceptable_score": None,
            "score": None,
            "evidence": [],
        },
    ],
}


PROVENANCE: dict[str, Any] = {
    "role": "scored",
    "model": "gpt-5",
    "reason": "",
    "certificate_line": "gpt-5, certificate 1a9e55 of 2026-11-22: empty 40/40",
    "is_imitated": False,
}


async def assessed(
    world: HiringWorld, tenant: TenantId, provenance: dict[str, Any] | None = None
) -> Interview:
    interview = await judged(world, tenant)
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "createdAt": "2026-11-22T10:00:00Z",
        "scorecard": {**SCORECARD, "provenance": provenance},
    }
    return interview


async def test_a_link_shows_proposal_and_decision_and_each_opening_is_recorded(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}"
    decision = await edge.ask(
        "POST",
        f"{path}/decisions",
        {
            "assessmentId": "assessment-1",
            "outcome": "HIRE",
            "levels": [{"competency": "Planning", "level": 3.5}],
            "comments": "Turn 9 has a plan.",
        },
        badge="RECRUITER",
    )

    async with world.ground.open_work(tenant) as work:
        await world.page.correct(work, interview.id, 4, "I nearly always planned.")

    shared = await edge.ask("POST", f"{path}/scorecard-links", badge="RECRUITER")
    pending = await edge.page(shared.json()["url"])
    await world.cases.decide_candidate.send(tenant, UUID(decision.json()["decisionId"]))
    final = await edge.page(shared.json()["url"])
    listed = (await edge.ask("GET", f"{path}/scorecard-links", badge="VIEWER")).json()["data"]

    assert (shared.status_code, pending.status_code) == (201, 200)
    assert "Not decided yet" in pending.text
    for words in (
        "Zoë Müller-Okafor",
        "No hire",
        "13",
        "Turn 9 has a plan.",
        "3.5 by Rita Recruiter",
    ):
        assert words in final.text, words
    assert "I &lt;b&gt;never&lt;/b&gt; planned." in final.text
    assert "Corrected by the candidate: “I nearly always planned.”" in final.text
    assert final.headers["cache-control"] == "no-store"
    assert "script" not in final.text
    assert [(each["timesOpened"], each["url"]) for each in listed] == [(2, None)]
    assert world.audit.rows.count(("", "interview.scorecard_opened", str(interview.id))) == 2


async def test_page_and_pdf_show_a_corrected_level_with_its_comments(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}"
    await edge.ask(
        "PUT",
        f"{path}/assessment/corrections",
        {
            "assessmentId": "assessment-1",
            "competency": "Planning",
            "level": 4,
            "comments": "The audio has the plan.",
        },
        badge="RECRUITER",
    )

    shared = await edge.ask("POST", f"{path}/scorecard-links", badge="RECRUITER")
    page = await edge.page(shared.json()["url"])
    file = await edge.ask("GET", f"{path}/scorecard.pdf", badge="VIEWER")

    pages = PdfReader(io.BytesIO(file.content)).pages
    pdf = " ".join(" ".join(each.extract_text() for each in pages).split())
    for text in (" ".join(page.text.split()), pdf):
        assert "“The audio has the plan.”" in text
    assert "4, corrected by Rita Recruiter" in pdf


async def test_a_link_closes_when_it_is_revoked_changed_or_the_candidate_is_erased(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}/scorecard-links"
    first, second = [
        (await edge.ask("POST", path, {"days": 1}, badge="RECRUITER")).json() for _ in range(2)
    ]

    await edge.ask("DELETE", f"{path}/{first['linkId']}", badge="RECRUITER")
    revoked = await edge.page(first["url"])
    changed = await edge.page(second["url"][:-4] + "AAAA")
    nonsense = await edge.page("http://edge/scorecards/not-a-token")
    still_open = await edge.page(second["url"])
    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), interview.run_id)
    erased = await edge.page(second["url"])

    assert still_open.status_code == 200
    for closed in (revoked, changed, nonsense, erased):
        assert closed.status_code == 404
        assert "This link is not open" in closed.text


async def test_only_people_who_may_invite_share_and_only_for_a_month(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}/scorecard-links"

    viewer = await edge.ask("POST", path, badge="VIEWER")
    too_long = await edge.ask("POST", path, {"days": 31}, badge="RECRUITER")
    other = await edge.ask("DELETE", f"{path}/{UUID(int=3)}", badge="RECRUITER")

    assert (viewer.status_code, too_long.status_code) == (403, 422)
    assert (other.status_code, other.json()["code"]) == (404, "scorecard_link_closed")


async def test_the_scorecard_is_a_pdf_with_the_words_of_its_page(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}"
    decided = await edge.ask(
        "POST",
        f"{path}/decisions",
        {
            "assessmentId": "assessment-1",
            "outcome": "HIRE",
            "levels": [{"competency": "Planning", "level": 3.5}],
            "comments": "Turn 9 has a *plan*, für später.",
        },
        badge="RECRUITER",
    )
    await world.cases.decide_candidate.send(tenant, UUID(decided.json()["decisionId"]))
    async with world.ground.open_work(tenant) as work:
        await world.page.correct(work, interview.id, 4, "I nearly always planned.")

    file = await edge.ask("GET", f"{path}/scorecard.pdf", badge="VIEWER")

    assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
    assert file.headers["content-disposition"] == 'attachment; filename="scorecard.pdf"'
    assert file.headers["cache-control"] == "no-store"
    pages = PdfReader(io.BytesIO(file.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Zoë Müller-Okafor",
        "Proposed by built-in rules v1: No hire 13 of 100",
        "Hire, by Rita Recruiter on ",
        "“Turn 9 has a *plan*, für später.”",
        "Planning: little was said.",
        "Must-have, 60% of the score 1.5 of 5 proposed Required: 3 3.5 by Rita Recruiter",
        "“I <b>never</b> planned.” Corrected by the candidate: “I nearly always planned.”",
        "Care 40% of the score No level: there is not enough evidence.",
    ):
        assert words in text, words
    downloads = [row for row in world.audit.rows if row[1] == "interview.scorecard_downloaded"]
    assert [row[2] for row in downloads] == [str(interview.id)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "A certified model found the evidence: gpt-5, certificate 1a9e55 of 2026-11-22"),
        ({"is_imitated": True}, "This model is imitated, for tests."),
        (
            {"role": "failed", "reason": "The model gave no valid answer in time (timeout)."},
            "The built-in rules scored. The model gave no valid answer in time (timeout).",
        ),
    ],
)
async def test_the_shared_page_and_the_file_say_where_the_scores_come_from(
    world: HiringWorld, edge: Edge, tenant: TenantId, changes: dict[str, Any], words: str
) -> None:
    interview = await assessed(world, tenant, {**PROVENANCE, **changes})
    path = f"/interviews/{interview.id}"

    shared = await edge.ask("POST", f"{path}/scorecard-links", badge="RECRUITER")
    page = await edge.page(shared.json()["url"])
    file = await edge.ask("GET", f"{path}/scorecard.pdf", badge="VIEWER")

    pages = PdfReader(io.BytesIO(file.content)).pages
    assert words in page.text
    assert words in " ".join(" ".join(each.extract_text() for each in pages).split())


async def test_there_is_no_file_before_an_assessment_nor_after_an_erasure(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    early, late = await judged(world, tenant), await assessed(world, tenant)
    world.assessments.assessments.pop(early.id, None)
    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), late.run_id)

    before = await edge.ask("GET", f"/interviews/{early.id}/scorecard.pdf", badge="VIEWER")
    after = await edge.ask("GET", f"/interviews/{late.id}/scorecard.pdf", badge="VIEWER")
    unknown = await edge.ask("GET", f"/interviews/{UUID(int=7)}/scorecard.pdf", badge="VIEWER")

    assert (before.status_code, before.json()["code"]) == (404, "not_available_yet")
    assert (after.status_code, after.json()["code"]) == (410, "erased")
    assert unknown.status_code == 404
