"""kill -9 of a reviewer at each edge: the next try leaves exactly one completed review and one event."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from tests.database import TestDatabase
from tests.fakes.forked_program import start_program, wait_until_ended
from tests.fakes.practice import PracticeWorld

from vivavoce.contracts.interview import InterviewSnapshot

pytestmark = pytest.mark.soak


async def killed(
    database: TestDatabase,
    practice: PracticeWorld,
    view: InterviewSnapshot,
    edge: str,
    kind: str = "once",
) -> None:
    root = Path(__file__).parents[3]
    [session_id] = practice.talks.stories
    process = start_program(
        *("tests.faults.practice.reviewer_process", kind),
        env={
            **os.environ,
            "PYTHONPATH": f"{root}:{root / 'src'}",
            "DATABASE": database.app_url,
            "TENANT": str(practice.tenant),
            "INTERVIEW": str(view.interview_id),
            "SESSION": str(session_id),
            "VIVAVOCE_FAILPOINTS": edge,
        },
    )
    async with asyncio.timeout(30):
        assert await wait_until_ended(process) == -signal.SIGKILL


async def waiting_for_its_review(practice: PracticeWorld) -> InterviewSnapshot:
    """A talk that is over and scored, whose review is to be put together next."""
    view = await practice.told()
    await practice.pump()
    await practice.run("assessment.assess")
    return view


async def reviews_and_events(practice: PracticeWorld) -> tuple[int, int]:
    async with practice.ground.open_work(practice.tenant) as work:
        row = await work.fetch_one(
            "SELECT count(*) AS count FROM review WHERE status = 'completed' AND sealed_document IS NOT NULL"
        )
    assert row is not None
    return row["count"], len(await practice.published("review.completed"))


@pytest.mark.parametrize(
    ("edge", "kept"),
    [
        ("work.before_commit=exit@4", 0),  # it looked at the review
        ("work.after_commit=exit@4", 0),  # it was about to compose
        ("review.before_commit=exit", 0),  # review, event and assignment were about to be kept
        ("work.before_commit=exit@5", 0),  # at the very commit
        ("review.after_commit=exit", 1),  # everything was kept, the job was not yet done
    ],
)
async def test_a_killed_reviewer_leaves_one_review_after_the_next_attempt(
    database: TestDatabase, practice: PracticeWorld, edge: str, kept: int
) -> None:
    view = await waiting_for_its_review(practice)

    await killed(database, practice, view, edge)
    after_the_kill = await reviews_and_events(practice)
    await practice.settle()
    practice.done.clear()
    await practice.settle()

    assert after_the_kill == (kept, kept)
    assert await reviews_and_events(practice) == (1, 1)
    review = await practice.review(view)
    assert (review["status"], review["version"]) == ("completed", 1)


async def test_a_reviewer_without_idempotency_fails_the_same_check(
    database: TestDatabase, practice: PracticeWorld
) -> None:
    view = await waiting_for_its_review(practice)

    await killed(database, practice, view, "review.before_commit=exit@1", kind="careless")
    await practice.settle()

    assert await reviews_and_events(practice) == (1, 2)
