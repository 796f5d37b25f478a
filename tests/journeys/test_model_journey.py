"""A certified model scores an interview in the running platform, from the request to the scorecard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import Candidate, Json
from tests.fakes.certificates import certify
from tests.fakes.openai_server import OpenAiServer, open_openai_server
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.platform import connect_to_platform
from vivavoce.app.wiring.model_scoring import build_model_scoring
from vivavoce.testing.answers import material_of

IN_TIME_S = 120
READER = "imitated-reader"


@pytest.fixture
def installed(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """A platform that is not started yet, on a database of its own."""
    made = cloned_database(f"{worker_id}_model_journey")
    yield RealPlatform(tmp_path / "platform", database_url=made.owner_url)
    drop(made)


async def test_a_certified_model_scores_and_the_scorecard_names_it(
    installed: RealPlatform,
) -> None:
    async with open_openai_server() as server:
        installed.settings = {
            "LLM_BASE_URL": server.url,
            "LLM_MODEL": "good",
            "LLM_SCORE_MODEL": READER,
        }
        with standing(installed):
            certificate_id = await _certify(installed)
            hiring = await hiring_at(installed.url)
            await _hold_interview(hiring)
            assessment = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")
            said = await _read_answers(hiring)
        readings = _list_readings(server)

    card = assessment["scorecard"]
    assert card["scorer"]["kind"] == f"model {READER}"
    provenance = card["provenance"]
    assert (provenance["role"], provenance["model"]) == ("scored", READER)
    assert provenance["certificate_id"] == certificate_id
    quotes = [quote for each in card["competencies"] for quote in each["evidence"]]
    assert quotes
    assert [quote for quote in quotes if quote["quote"] not in said.get(quote["turn"], "")] == []
    assert any(each["score"] is not None for each in card["competencies"])
    assert len(readings) == 3 * len(provenance["votes"])


async def _certify(platform: RealPlatform) -> str:
    """Store a certificate of the configured model, as a passed qualification would."""
    async with connect_to_platform(platform.own_settings, name="journey") as connected:
        scoring = build_model_scoring(connected)
        assert scoring is not None
        certificate = certify(
            connected.ids.new_id(),
            connected.clock.now(),
            scoring.setup,
            model=READER,
            is_imitated=True,
        )
        await scoring.certificates.add(certificate)
        return str(certificate.id)


async def _hold_interview(hiring: Hiring) -> None:
    way = await hiring.approved()
    await hiring.consent(way)
    dana = StrongCandidate()
    candidate = Candidate(
        await hiring.start(way),
        lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] != "question"),
    )
    await candidate.take_interview(patience_s=IN_TIME_S)
    await hiring.until("ASSESSMENT_PENDING")


async def _read_answers(hiring: Hiring) -> dict[int, str]:
    detail = await hiring.recruiter.get(f"/interviews/{hiring.run_id}")
    transcript = await hiring.recruiter.get(f"/sessions/{detail['sessionId']}/transcript")
    return {
        turn["turn"]: turn["text"] for turn in transcript["turns"] if turn["role"] == "candidate"
    }


def _list_readings(server: OpenAiServer) -> list[Json]:
    """Return what the model was given to find evidence in."""
    return [material_of(body) for body in server.asked if body["model"] == READER]
