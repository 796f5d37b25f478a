"""A candidate's words are gone in time, from the outside: aged by SQL, deleted by the operator's command."""

from __future__ import annotations

import json

import psycopg
import pytest
from tests.fakes.api_clients import Candidate, Json, signed_in
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate

PATIENCE_S = 90


@pytest.fixture
async def hiring(platform: RealPlatform) -> Hiring:
    return await hiring_at(platform.url)


def _age(platform: RealPlatform, hiring: Hiring, days: int) -> None:
    """Let ``days`` pass for one interview: no public address turns a clock."""
    assert platform.admin_url is not None
    with psycopg.connect(platform.admin_url) as link:
        for table, column, key in (
            ("interview", "state_since", "id"),
            ("interview_transition", "at", "interview_id"),
        ):
            link.execute(
                f"UPDATE {table} SET {column} = {column} - make_interval(days => %s) WHERE {key} = %s",  # noqa: S608
                (days, hiring.interview_id),
            )


def _retention(platform: RealPlatform, *words: str) -> Json:
    runs = json.loads(platform.say("retention", "--json", *words))["data"]
    return dict(runs[0]) if runs else {}


async def test_transcripts_are_deleted_after_ninety_days_and_assessments_after_a_year(
    platform: RealPlatform, hiring: Hiring
) -> None:
    way = await hiring.approved()
    card = await hiring.anyone.get(f"{way}/info")
    assert "are deleted after 90 days" in card["consent"]["text"]
    await hiring.consent(way)
    dana = StrongCandidate()
    candidate = Candidate(
        await hiring.start(way),
        lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] == "follow_up"),
    )
    await candidate.take_interview(patience_s=PATIENCE_S)
    await hiring.until("ASSESSMENT_PENDING")
    admin = await signed_in(platform.url, "admin")
    transcript = (
        f"/sessions/{(await admin.get(f'/interviews/{hiring.run_id}'))['sessionId']}/transcript"
    )
    assert (await admin.ask("GET", transcript)).status_code == 200

    _age(platform, hiring, 91)
    assert _retention(platform)["transcripts"] == 1
    assert (await admin.ask("GET", transcript)).status_code == 200
    assert _retention(platform, "--apply")["transcripts"] == 1

    assert (await admin.ask("GET", transcript)).status_code == 410
    kept = await admin.get(f"/interviews/{hiring.run_id}/assessment")
    assert kept["status"] == "ERASED"
    assert (await admin.get(f"/interviews/{hiring.run_id}"))["state"] == "ASSESSMENT_PENDING"
    assert _retention(platform, "--apply") == {}

    _age(platform, hiring, 275)
    assert _retention(platform, "--apply")["assessments"] == 1

    assert (await admin.ask("GET", f"/interviews/{hiring.run_id}/assessment")).status_code == 404
    report = await admin.get("/tenants/me/retention")
    assert report["runs"][0]["assessments"] == 1
    assert report["due"]["transcripts"] == 0
