"""The candidate's own page over HTTP: it needs link and code, and shows the transcript with corrections."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

import httpx
from tests.integration.access.candidate_access import World
from tests.simulated_clock import START

from vivavoce.contracts.candidate_page import CandidateMessages, TranscriptCorrection
from vivavoce.contracts.interview import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.kernel.ids import SessionId

SESSION = UUID(int=5)


def turn(number: int, role: str, text: str) -> InterviewTranscriptTurn:
    return InterviewTranscriptTurn(
        turn=number,
        role="agent" if role == "agent" else "candidate",
        kind="question" if role == "agent" else "answer",
        text=text,
        question_id="q1",
        start_ms=0,
        end_ms=0,
    )


def with_transcript(world: World) -> None:
    world.transcripts[str(SESSION)] = InterviewTranscript(
        session_id=SessionId(SESSION),
        mode="text",
        started_at=START,
        ended_at=START,
        end_reason="finished",
        duration_s=60,
        asked_question_ids=("q1",),
        answered_question_ids=("q1",),
        turns=(turn(1, "agent", "How long?"), turn(2, "candidate", "For forty years.")),
    )
    world.page.shown = dataclasses.replace(
        world.page.shown,
        session_id=str(SESSION),
        messages=CandidateMessages(
            corrections=(TranscriptCorrection(turn=2, text="For four years.", written_at=START),)
        ),
    )


async def test_every_operation_of_the_page_needs_the_code_of_the_invited_mailbox(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()
    base = f"/api/v1/candidate-access/{token}"
    calls = [
        ("GET", "page", None),
        ("POST", "withdraw", None),
        ("POST", "request-person", None),
        ("POST", "reschedule", {"startsAt": "2026-11-27T14:00:00+01:00"}),
        ("POST", "corrections", {"turn": 2, "text": "For four years."}),
        ("POST", "feedback", {"stars": 5}),
        ("POST", "review", {"text": ""}),
        ("GET", "times", None),
        ("POST", "book", {"startsAt": "2026-11-27T14:00:00+01:00"}),
        ("GET", "data", None),
        ("DELETE", "data", None),
    ]

    refused = [
        await client.request(method, f"{base}/{path}", json=body) for method, path, body in calls
    ]
    unknown = await client.get("/api/v1/candidate-access/unknown/page")

    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (401, "code_required")
    ] * len(calls)
    assert world.page.done == []
    assert unknown.status_code == 404


async def test_the_hosts_calendars_are_read_before_times_are_shown_and_before_one_is_booked(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()
    base = f"/api/v1/candidate-access/{token}"
    headers = {"x-session-token": await world.admitted(token)}

    shown = await client.get(f"{base}/times", headers=headers)
    at = datetime.fromisoformat(shown.json()["times"][0])
    booked = await client.post(f"{base}/book", headers=headers, json={"startsAt": at.isoformat()})

    assert booked.is_success, booked.text
    assert world.page.done == [("refresh_times", False), ("refresh_times", True), ("book", at)]
    assert set(shown.json()) == {
        *("timeZone", "minutes", "times", "bookedAt", "canChoose", "moveUntil")
    }


async def test_a_correction_belongs_to_an_answer_and_stands_beside_what_was_heard(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()
    base = f"/api/v1/candidate-access/{token}"
    headers = {"x-session-token": await world.admitted(token)}
    with_transcript(world)

    page = await client.get(f"{base}/page", headers=headers)
    own = await client.post(
        f"{base}/corrections", headers=headers, json={"turn": 2, "text": "For four years."}
    )
    foreign = await client.post(
        f"{base}/corrections", headers=headers, json={"turn": 1, "text": "Another question."}
    )
    data = await client.get(f"{base}/data", headers=headers)

    assert page.headers["Cache-Control"] == "no-store"
    assert page.json()["transcript"] == [
        {"turn": 1, "role": "agent", "text": "How long?", "correction": None},
        {
            "turn": 2,
            "role": "candidate",
            "text": "For forty years.",
            "correction": "For four years.",
        },
    ]
    assert own.status_code == 200
    assert (foreign.status_code, foreign.json()["code"]) == (404, "answer_not_found")
    assert world.page.done == [("correct", 2, "For four years.")]
    assert data.json()["application"] == {"candidateName": "Jane Doe"}
    assert len(data.json()["notIncluded"]) == 3


async def test_the_page_works_without_a_code_where_none_is_required_and_refuses_bad_bodies(
    world: World, client: httpx.AsyncClient
) -> None:
    world.policy.codes = False
    token, _ = await world.add_link()
    base = f"/api/v1/candidate-access/{token}"

    bad = [
        await client.post(f"{base}/feedback", json={"stars": 6}),
        await client.post(f"{base}/corrections", json={"turn": 0, "text": "x"}),
        await client.post(f"{base}/reschedule", json={"startsAt": "2026-11-27T14:00:00"}),
    ]
    erased = await client.delete(f"{base}/data")

    assert [each.status_code for each in bad] == [422, 422, 422]
    assert erased.status_code == 204
    assert world.page.done == [("erase",)]
