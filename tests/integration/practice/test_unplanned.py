"""When nobody plans: a plain answer that may be tried again, no half-made draft, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import LiteralString
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.fakes.passwords import with_cheap_passwords
from tests.integration.practice.studio import (
    APPROVE,
    CONFIGURE,
    PREVIEW,
    QUESTIONS,
    WAIT_S,
    Studio,
    a_studio,
)

from vivavoce.app.platform import open_platform
from vivavoce.app.roles.builders import build_gateway_role
from vivavoce.app.slices import build_slices
from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.planning.adapters.postgres_plans import PostgresPlanRepository
from vivavoce.planning.ports.plan_drafts import DraftedCompetency

pytestmark = pytest.mark.asyncio(loop_scope="session")
STATES = "SELECT state, cancel_reason FROM interview ORDER BY created_at"
JOBS = "SELECT 1 FROM jobs.procrastinate_jobs WHERE task_name = 'planning.generate_plan'"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def open_lonely(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """The product without agents: nobody writes a plan, and a request waits long for one."""
    made = quick_database(f"{worker_id}_unplanned")
    try:
        folder = tmp_path_factory.mktemp("unplanned")
        async with a_studio(made, folder, has_agents=False) as studio:
            yield studio
    finally:
        drop(made)


@pytest_asyncio.fixture(loop_scope="session")
async def lonely(open_lonely: Studio) -> Studio:
    await open_lonely.change("DELETE FROM rate_limit")
    return open_lonely


@pytest_asyncio.fixture(loop_scope="session")
async def hurried(lonely: Studio) -> AsyncIterator[Studio]:
    """Another gateway of the same product, which waits for no plan longer than half a second."""
    settings = lonely.on.settings.model_copy(update={"practice_wait_s": 0.5})
    async with open_platform(settings, name="hurried") as opened:
        on = with_cheap_passwords(opened)
        app = build_gateway_role(on, build_slices(on)).servers[0].app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://studio", timeout=WAIT_S
        ) as http:
            yield replace(lonely, http=http)


async def plan_fails(studio: Studio, session_id: str) -> None:
    """Let planning note that it gave up, as it does."""
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    async with studio.on.open_work(DEMO_TENANT_ID) as work:
        await studio.of.hiring.interviews.note_failure(
            work, interview_id, stage="planning", code="planner_failed", attempts=1
        )


async def an_order(studio: Studio, session_id: str) -> UUID:
    """Return the newest order of a session's plan once it is open."""
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    order = None
    while order is None or order.outcome is not None:
        await asyncio.sleep(0.02)
        async with studio.on.open_work(DEMO_TENANT_ID) as work:
            order = await studio.of.planning.plans.find_newest(work, interview_id)
    return order.order_id


async def a_plan_is_written(studio: Studio, session_id: str) -> None:
    """Carry the newest order out, as the agents would."""
    order = await an_order(studio, session_id)
    await studio.of.planning.jobs["planning.generate_plan"](DEMO_TENANT_ID, order_id=str(order))


async def one_more_than(studio: Studio, before: int, query: LiteralString = STATES) -> None:
    """Wait until a request has opened an interview, or added whatever else ``query`` reads."""
    async with asyncio.timeout(WAIT_S):
        while True:
            if len(await studio.rows(query)) > before:
                return
            await asyncio.sleep(0.01)


async def the_newest(studio: Studio) -> str:
    [(found,)] = await studio.rows(
        "SELECT 'int_' || replace(id::text, '-', '') FROM interview ORDER BY created_at DESC LIMIT 1"
    )
    return str(found)


@pytest.mark.parametrize("path", [PREVIEW, CONFIGURE])
async def test_nobody_plans_in_time(lonely: Studio, hurried: Studio, path: str) -> None:
    answer = await hurried.post("seeker", path, lonely.wish())

    told = answer.json()
    assert (answer.status_code, told["code"], told["retryable"]) == (
        503,
        "dependency_unavailable",
        True,
    )
    assert int(answer.headers["Retry-After"]) > 0
    assert (await lonely.rows(STATES))[-1] == ("CANCELLED", "NOT_PLANNED")
    read = await lonely.ask("seeker", "GET", f"/api/v1/sessions/{await the_newest(lonely)}")
    assert read.json()["status"] == "cancelled"


async def test_a_failure_frees_the_key(hurried: Studio) -> None:
    first = await hurried.post("seeker", PREVIEW, hurried.wish(), Idempotency_Key="failed")
    second = await hurried.post("seeker", PREVIEW, hurried.wish(), Idempotency_Key="failed")

    assert (first.status_code, second.status_code) == (503, 503)
    assert await hurried.rows("SELECT 1 FROM idempotency_key") == []


async def test_the_planner_gives_up(lonely: Studio) -> None:
    before = len(await lonely.rows(STATES))
    asking = asyncio.ensure_future(lonely.post("seeker", PREVIEW, lonely.wish()))
    await one_more_than(lonely, before)
    await plan_fails(lonely, await the_newest(lonely))

    answer = await asking

    told = answer.json()
    assert (answer.status_code, told["code"], told["retryable"]) == (502, "planner_failed", True)
    assert (await lonely.rows(STATES))[-1] == ("CANCELLED", "NOT_PLANNED")


async def test_a_plan_that_failed_to_change_leaves_the_draft_to_be_asked_again(
    lonely: Studio, hurried: Studio
) -> None:
    draft = await planned(lonely)
    session = draft["session_id"]
    wish = lonely.wish(draft_session_id=session, planner_feedback="Harder, please.")

    failed = await hurried.post("seeker", PREVIEW, wish)
    read = await lonely.ask("seeker", "GET", f"/api/v1/sessions/{session}")
    approved = await lonely.post("seeker", APPROVE, {"session_id": session})
    edited = await lonely.post(
        "seeker", QUESTIONS, {"session_id": session, "questions": ["What did you learn?"]}
    )
    jobs = len(await lonely.rows(JOBS))
    again = asyncio.ensure_future(lonely.post("seeker", PREVIEW, wish))
    await one_more_than(lonely, jobs, JOBS)  # the order of the failed request is still open
    await a_plan_is_written(lonely, session)
    answer = await again

    assert failed.status_code == 503
    assert (read.json()["status"], read.json()["plan_version"]) == ("draft", 1)
    assert read.json()["question_outline"] == draft["question_outline"]
    assert (approved.status_code, approved.json()["code"]) == (409, "plan_not_ready")
    assert (edited.status_code, edited.json()["code"]) == (409, "plan_not_ready")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["session_id"], answer.json()["plan_version"]) == (session, 2)


async def test_an_old_failure_does_not_speak_for_a_new_try(lonely: Studio, hurried: Studio) -> None:
    session = (await planned(lonely))["session_id"]
    wish = lonely.wish(draft_session_id=session, planner_feedback="Shorter questions, please.")
    assert (await hurried.post("seeker", PREVIEW, wish)).status_code == 503
    await plan_fails(lonely, session)

    waited = await hurried.post("seeker", PREVIEW, wish)

    assert (waited.status_code, waited.json()["code"]) == (503, "dependency_unavailable")


async def planned(studio: Studio) -> dict[str, object]:
    """Return a draft whose plan was written while its request waited."""
    before = len(await studio.rows(STATES))
    asking = asyncio.ensure_future(studio.post("seeker", PREVIEW, studio.wish()))
    await one_more_than(studio, before)
    await a_plan_is_written(studio, await the_newest(studio))
    answer = await asking
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_what_is_written_is_read_while_the_request_waits_and_not_after(
    lonely: Studio,
) -> None:
    before = len(await lonely.rows(STATES))
    asking = asyncio.ensure_future(lonely.post("seeker", PREVIEW, lonely.wish()))
    await one_more_than(lonely, before)
    [newest, *_] = (await lonely.ask("seeker", "GET", "/api/v1/practice/sessions")).json()[
        "sessions"
    ]
    path = f"/api/v1/practice/sessions/{newest['session_id']}"
    order = await an_order(lonely, newest["session_id"])
    drafted = DraftedCompetency("Handovers", ("What do you say at a handover?",))
    async with lonely.on.open_work(DEMO_TENANT_ID) as work:
        await PostgresPlanRepository(lonely.on.clock).save_draft(work, order, [drafted])

    waiting = (await lonely.ask("seeker", "GET", path)).json()
    foreign = await lonely.ask("recruiter", "GET", path)
    await a_plan_is_written(lonely, newest["session_id"])
    answer = (await asking).json()

    assert waiting["drafted_competencies"] == [drafted.to_json()]
    assert waiting["question_outline"] == []
    assert foreign.status_code == 404
    assert answer["session_id"] == newest["session_id"]
    assert answer["drafted_competencies"] == []
    assert (await lonely.ask("seeker", "GET", path)).json()["drafted_competencies"] == []
