"""A whole interview with each imitated family of endpoints: planned, worded and scored by its model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import Candidate
from tests.fakes.certificates import certify_endpoint
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at
from tests.samples import in_turn

from vivavoce.app.demo.scripted_candidates import StrongCandidate, WeakCandidate
from vivavoce.testing.answers import QUESTION, material_of
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.protocol import Family
from vivavoce.testing.server import ImitatedModels, build_models, serve_imitated_models

IN_TIME_S = 120
QUICK, ALWAYS = "vllm-qwen3", "azure"
"""The family of ``make test``, a model of one's own; and one that CI never leaves out, with a version in its
address."""
OTHERS = [family().slug for family in FAMILIES if family().slug not in (QUICK, ALWAYS)]
LONG = (ALWAYS, *in_turn(OTHERS, 3))
SLUGS = [QUICK, *(pytest.param(slug, marks=pytest.mark.soak) for slug in LONG)]


@pytest.fixture
def installed(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """A platform that is not started yet, on a database of its own."""
    made = cloned_database(f"{worker_id}_model_families")
    yield RealPlatform(tmp_path / "platform", database_url=made.owner_url)
    drop(made)


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_family_plans_words_and_scores_an_interview(
    slug: str, installed: RealPlatform
) -> None:
    async with serve_imitated_models(build_models()) as models:
        family = models.families[slug]
        installed.settings = _settings_of(models, slug)
        with standing(installed):
            model = await certify_endpoint(installed.own_settings)
            hiring = await hiring_at(installed.url)
            asked = await _hold_interview(hiring)
            plan = (await hiring.plan())["document"]
            assessment = await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment")

    assert plan["planner"].startswith(f"model {family.model} (prompts")
    assert QUESTION in asked
    card = assessment["scorecard"]
    assert card["scorer"]["kind"] == f"model {model}"
    assert card["provenance"]["role"] == "scored"
    assert any(each["score"] is not None for each in card["competencies"])
    assert _list_tasks(family) >= {"plan", "compose", "score"}


def _settings_of(models: ImitatedModels, slug: str) -> dict[str, str]:
    family = models.families[slug]
    query = {"LLM_QUERY": family.query} if family.query else {}
    return {
        "LLM_BASE_URL": models.url_of(slug),
        "LLM_API_KEY": family.key,
        "LLM_MODEL": family.model,
        "LLM_TEXT_QUESTION_DEADLINE_S": "20",
        **query,
    }


async def _hold_interview(hiring: Hiring) -> list[str]:
    """Hold the interview and return what the interviewer said; every second answer is a short one."""
    way = await hiring.approved()
    await hiring.consent(way)
    dana, other = StrongCandidate(), WeakCandidate()
    asked: list[str] = []

    def answer(frame: dict[str, Any]) -> str:
        asked.append(frame["text"])
        speaker = dana if len(asked) % 2 else other
        said: str = speaker.answer(frame["text"], is_follow_up=frame["kind"] != "question")
        return said

    candidate = Candidate(await hiring.start(way), answer)
    await candidate.take_interview(patience_s=IN_TIME_S)
    await hiring.until("ASSESSMENT_PENDING")
    return asked


def _list_tasks(family: Family) -> set[str]:
    """Return which tasks the endpoint was asked for, by their material."""
    keys = {"own_words": "compose", "kind_of_question": "score", "step": "plan"}
    materials = [material_of(body) for body in family.asked]
    return {task for material in materials for key, task in keys.items() if key in material}
