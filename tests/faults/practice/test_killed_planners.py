"""kill -9 of the agents while a preview waits: a plain refusal, or the plan once they are back."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.platform_process import ProcessDeath, RealPlatform

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

Answer = dict[str, httpx.Response]
PREVIEW = "/api/v1/configure/preview"
_ROLES = ("gateway", "worker", "agents")
_PATIENCE_S = 120.0
pytestmark = pytest.mark.soak


@pytest.fixture
def own_database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_killed_planners")
    yield made
    drop(made)


@contextmanager
def platform(database: TestDatabase, folder: Path, wait_s: float) -> Iterator[RealPlatform]:
    """Run gateway, worker and agents that die in the middle of the first plan they write."""
    settings = {"VIVAVOCE_PRACTICE_WAIT_S": str(wait_s)}
    real = RealPlatform(folder, roles=_ROLES, database_url=database.owner_url, settings=settings)
    try:
        real.start("gateway")
        real.until_ready(at_most_s=_PATIENCE_S)
        real.start("worker")
        real.start("agents", "plan.before_commit=exit")
        yield real
    finally:
        real.stop()


@contextmanager
def a_waiting_preview(real: RealPlatform, database: TestDatabase) -> Iterator[Answer]:
    """Send a preview and yield once its interview is there; it has its answer when the block ends."""
    answer: Answer = {}
    seeker = _sign_in(real.url)

    def ask() -> None:
        answer["preview"] = httpx.post(
            f"{real.url}{PREVIEW}", json=_request(real.url, seeker), headers=seeker, timeout=200
        )

    asking = threading.Thread(target=ask)
    asking.start()
    _until(lambda: bool(rows(database, "SELECT 1 FROM interview")))
    yield answer
    asking.join(210)


def test_planners_that_stay_down_leave_a_refusal_and_no_partial_draft(
    own_database: TestDatabase, tmp_path: Path
) -> None:
    with platform(own_database, tmp_path, wait_s=25) as real:
        with a_waiting_preview(real, own_database) as answer:
            _until(lambda: real._processes["agents"].poll() is not None)

        response = answer["preview"]
        assert (response.status_code, response.json()["code"]) == (503, "dependency_unavailable")
        assert response.json()["retryable"] is True
        found = rows(own_database, "SELECT state, cancel_reason FROM interview")
        assert found == [("CANCELLED", "NOT_PLANNED")]
        assert rows(own_database, "SELECT count(*) FROM plan") == [(0,)]


def test_planners_that_return_deliver_the_plan_to_the_waiting_preview(
    own_database: TestDatabase, tmp_path: Path
) -> None:
    with platform(own_database, tmp_path, wait_s=150) as real:
        with a_waiting_preview(real, own_database) as answer:
            _until(lambda: real._processes["agents"].poll() is not None)
            real.revive()

        response = answer["preview"]
        assert real.deaths == [ProcessDeath("agents", -signal.SIGKILL)]
        assert response.status_code == 201, response.text
        assert response.json()["question_outline"]
        assert rows(own_database, "SELECT count(*) FROM plan") == [(1,)]
        assert rows(own_database, "SELECT state FROM interview") == [("PENDING",)]


def rows(database: TestDatabase, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.superuser_url) as link:
        return link.execute(query).fetchall()  # type: ignore[call-overload]


def _until(is_so: Any, *, at_most_s: float = _PATIENCE_S) -> None:
    until = time.monotonic() + at_most_s
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"it did not come to that in {at_most_s:.0f} s")
        time.sleep(0.05)


def _sign_in(url: str) -> dict[str, str]:
    said = {"email": build_demo_email("seeker"), "password": DEMO_PASSWORD}
    answer = httpx.post(f"{url}/api/v1/auth/login", json=said, timeout=60)
    return {"Authorization": f"Bearer {answer.json()['accessToken']}"}


def _request(url: str, seeker: dict[str, str]) -> dict[str, Any]:
    return {
        "user_id": httpx.get(f"{url}/api/v1/auth/me", headers=seeker, timeout=60).json()["id"],
        "org_id": "demo",
        "interview_type": "behavioral",
        "duration_minutes": 5,
        "context": {"target_role": "Ward nurse"},
    }
