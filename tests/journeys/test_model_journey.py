"""A model qualifies by the command, over HTTP, and scores an interview of the running platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import Candidate
from tests.fakes.certificates import certify_endpoint
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.testing.answers import QUESTION
from vivavoce.testing.oracle import find_reader
from vivavoce.testing.server import ImitatedModels, build_models, serve_imitated_models

pytestmark = (
    pytest.mark.soak
)  # a whole qualification over HTTP; its rows are tests of the assessment, too
IN_TIME_S = 120


@pytest.fixture
def installed(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """A platform that is not started yet, on a database of its own."""
    made = cloned_database(f"{worker_id}_model_journey")
    yield RealPlatform(tmp_path / "platform", database_url=made.owner_url)
    drop(made)


@pytest.mark.turn(0, 2)
async def test_a_model_that_qualifies_over_http_scores_and_the_scorecard_names_it(
    installed: RealPlatform,
) -> None:
    async with serve_imitated_models(build_models(read_evidence=find_reader("oracle"))) as models:
        installed.settings = _settings_of(models)
        report = installed.folder / "report.html"
        with standing(installed):
            printed = await asyncio.to_thread(
                installed.say, "qualify", "--json", "--report", str(report)
            )
            hiring = await hiring_at(installed.url)
            await _hold_interview(hiring)
            assessment = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")
            said = await _read_answers(hiring)

    certificate = json.loads(printed)
    assert certificate["is_passed"]
    assert certificate["is_imitated"]
    assert f"Qualification of {certificate['model']}" in report.read_text("utf-8")
    card = assessment["scorecard"]
    assert card["scorer"]["kind"] == f"model {certificate['model']}"
    provenance = card["provenance"]
    assert (provenance["role"], provenance["certificate_id"]) == ("scored", certificate["id"])
    quotes = [quote for each in card["competencies"] for quote in each["evidence"]]
    assert quotes
    assert [quote for quote in quotes if quote["quote"] not in said.get(quote["turn"], "")] == []
    assert any(each["score"] is not None for each in card["competencies"])


async def test_the_demo_is_planned_worded_and_scored_by_a_certified_model(
    installed: RealPlatform,
) -> None:
    async with serve_imitated_models(build_models(read_evidence=find_reader("oracle"))) as models:
        installed.settings = _settings_of(models) | {"LLM_TEXT_QUESTION_DEADLINE_S": "20"}
        with standing(installed):
            model = await certify_endpoint(installed.own_settings)
            shown = await asyncio.to_thread(installed.say, "demo")
            trial = await asyncio.to_thread(installed.say, "doctor", "--try-model", exit_code=0)

    told = " ".join(shown.split())
    assert f"written by model {models.families['openai-chat'].model} (prompts" in told
    assert f"Interviewer {QUESTION} (follow-up)" in told
    assert f", worded by model {models.families['openai-chat'].model}" in told
    assert f"The assessment, proposed by model {model} (votes" in told
    assert f"Scored by {model}, imitated, certificate " in told
    assert "built-in rules wrote" not in told
    assert "Done in" in told
    assert "Healthy" in trial


async def test_a_mistyped_key_is_found_by_one_command(installed: RealPlatform) -> None:
    async with serve_imitated_models(build_models()) as models:
        installed.settings = _settings_of(models) | {"LLM_API_KEY": "k-mistyped"}
        with standing(installed):
            said = await asyncio.to_thread(installed.say, "doctor", "--try-model", exit_code=1)

    assert "the endpoint does not accept the key" in said
    assert "Set LLM_API_KEY to a valid key." in said


@pytest.mark.turn(1, 2)
async def test_a_model_that_believes_every_sentence_does_not_qualify(
    installed: RealPlatform,
) -> None:
    async with serve_imitated_models(build_models(read_evidence=find_reader("gullible"))) as models:
        installed.settings = _settings_of(models)
        with standing(installed):
            printed = await asyncio.to_thread(installed.say, "qualify", "--json", exit_code=1)
            hiring = await hiring_at(installed.url)
            await _hold_interview(hiring)
            assessment = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")

    certificate = json.loads(printed)
    failed = {each["name"] for each in certificate["properties"] if not each["is_passed"]}
    assert not certificate["is_passed"]
    assert "empty" in failed
    card = assessment["scorecard"]
    assert card["scorer"]["kind"] == "built-in rules"
    assert card["provenance"]["role"] == "not_qualified"


def _settings_of(models: ImitatedModels) -> dict[str, str]:
    family = models.families["openai-chat"]
    return {
        "LLM_BASE_URL": models.url_of("openai-chat"),
        "LLM_API_KEY": family.key,
        "LLM_MODEL": family.model,
    }


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
