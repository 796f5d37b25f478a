"""The guide to planners and assessors of one's own: its commands plan and assess interviews as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.docs.test_tutorials import ROOT, WITHIN_S, list_run_blocks
from tests.fakes.api_clients import Candidate
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import hiring_at
from tests.journeys.platform import command_line

from vivavoce.app.demo.scripted_candidates import StrongCandidate

pytestmark = pytest.mark.soak
PAGE = "how-to/use-your-own-planner.md"
KEY = "a-key-that-only-this-guide-gives-to-its-agents"
PLAIN, AGNO, ASSESSOR = range(3)


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """A platform that leaves plans and assessments to others."""
    made = cloned_database(f"{worker_id}_planner_guide")
    settings = {
        "A2A_API_KEY": KEY,
        "VIVAVOCE_PLANNER": "external",
        "VIVAVOCE_ASSESSOR": "external",
    }
    folder = tmp_path_factory.mktemp("platform")
    with standing(RealPlatform(folder, database_url=made.owner_url, settings=settings)) as real:
        yield real
    drop(made)


def commands(platform: RealPlatform, nth: int, folder: Path) -> AbstractAsyncContextManager[Path]:
    """Run the commands of the guide's block, from the checkout, until the context ends."""
    agents = f"http://127.0.0.1:{platform.ports['agents']}"
    text = list_run_blocks(PAGE, "bash")[nth].replace("http://127.0.0.1:8000", agents)
    return command_line(
        text, folder=ROOT, output=folder / f"block{nth}.txt", A2A_API_KEY=KEY, KAFKA_BROKER=""
    )


@pytest.mark.parametrize(
    ("nth", "planner"), [(PLAIN, "example planner v1"), (AGNO, "agno example planner v1")]
)
async def test_a_planner_of_the_guide_writes_the_plan(
    platform: RealPlatform, tmp_path: Path, nth: int, planner: str
) -> None:
    hiring = await hiring_at(platform.url)
    hiring.recruiter.patience_s = WITHIN_S  # starting the program is part of it
    await hiring.request()

    async with commands(platform, nth, tmp_path):
        await hiring.until("PENDING")

    assert (await hiring.plan())["document"]["planner"] == planner


async def test_the_assessor_of_the_guide_hands_in_quotes_that_are_scored(
    platform: RealPlatform, tmp_path: Path
) -> None:
    hiring, dana = await hiring_at(platform.url), StrongCandidate()
    hiring.recruiter.patience_s = WITHIN_S
    async with commands(platform, PLAIN, tmp_path):
        way = await hiring.approved(skills=["Inventory control"])
    await hiring.consent(way)
    session = await hiring.start(way)
    candidate = Candidate(
        session,
        lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] != "question"),
    )
    await candidate.take_interview()

    async with commands(platform, ASSESSOR, tmp_path) as output:
        status = await hiring.until("ASSESSMENT_PENDING")

    card = status["assessment"]["scorecard"]
    assert card["scorer"]["kind"] == "example assessor v1", output.read_text()
    assert [one["score"] for one in card["competencies"] if one["score"] is not None]
