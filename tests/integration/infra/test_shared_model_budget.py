"""The rates of the model hold over all processes that share a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.database import TestDatabase

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database
from vivavoce.infra.language_model.budget import RequestBudget
from vivavoce.infra.language_model.shared_budget import RateLimits, SharedBudget


@pytest.fixture
async def databases(database: TestDatabase) -> AsyncIterator[list[Database]]:
    opened = [Database(database.app_url, name=f"test {number}", max_size=2) for number in range(2)]
    for one in opened:
        await one.open()
    await opened[0].execute("DELETE FROM model_request")
    yield opened
    for one in opened:
        await one.close()


def budget_on(database: Database, *, requests: int = 0, tokens: int = 0) -> SharedBudget:
    places = RequestBudget(SystemClock(), max_concurrent=64)
    return SharedBudget(database, SystemClock(), places, RateLimits(requests, tokens))


async def hold(
    budget: SharedBudget, begun: list[str], may_end: asyncio.Event, name: str, tokens: int = 10
) -> None:
    async with budget.turn(is_urgent=name == "speech", tokens=tokens):
        begun.append(name)
        await may_end.wait()


async def until_begun(begun: list[str], count: int) -> None:
    """Wait until so many have begun, and a moment longer: no more may begin."""
    for _ in range(2000):
        if len(begun) >= count:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    assert len(begun) == count


@pytest.mark.parametrize("limit", [{"requests": 8}, {"tokens": 80}], ids=str)
async def test_two_processes_keep_one_limit_and_speech_goes_first(
    databases: list[Database], limit: dict[str, int]
) -> None:
    budgets = [budget_on(one, **limit) for one in databases]
    begun: list[str] = []
    never = asyncio.Event()
    tasks = [
        asyncio.ensure_future(hold(budgets[number % 2], begun, never, "plan"))
        for number in range(10)
    ]
    await until_begun(begun, 6)

    tasks += [asyncio.ensure_future(hold(each, begun, never, "speech")) for each in budgets]
    await until_begun(begun, 8)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert begun == ["plan"] * 6 + ["speech"] * 2


async def test_what_a_call_did_not_use_is_left_to_the_other_process(
    databases: list[Database],
) -> None:
    first, second = (budget_on(one, tokens=100) for one in databases)
    begun: list[str] = []
    async with first.turn(is_urgent=False, tokens=70) as turn:
        turn.tokens = 5
    done = asyncio.Event()
    done.set()

    async with asyncio.timeout(10):
        await hold(second, begun, done, "plan", tokens=70)

    assert begun == ["plan"]


async def test_a_dead_process_counts_for_its_minute_only(databases: list[Database]) -> None:
    first, second = (budget_on(one, requests=1) for one in databases)
    begun: list[str] = []
    done = asyncio.Event()
    done.set()
    await hold(first, begun, done, "dead")
    waiting = asyncio.ensure_future(hold(second, begun, done, "alive"))
    await until_begun(begun, 1)
    await databases[0].execute("UPDATE model_request SET sent_at = sent_at - interval '1 minute'")

    async with asyncio.timeout(20):
        await waiting

    rows = await databases[0].execute("SELECT count(*) AS n FROM model_request")
    assert (begun, rows[0]["n"]) == (["dead", "alive"], 1)


async def test_without_the_database_a_process_keeps_to_its_share(
    databases: list[Database], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (budget_on(one, requests=16) for one in databases)
    begun: list[str] = []
    never, done = asyncio.Event(), asyncio.Event()
    done.set()
    for budget in (first, second):
        await hold(budget, begun, done, "plan")
    await databases[1].close()

    tasks = [asyncio.ensure_future(hold(second, begun, never, "plan")) for _ in range(10)]
    await until_begun(begun, 2 + 6)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert "model.budget_not_shared" in capsys.readouterr().out


async def test_calls_on_another_event_loop_share_the_limit(databases: list[Database]) -> None:
    """As in the product: the model has a thread of its own, the database has the main loop."""
    budget = budget_on(databases[0], requests=4)
    begun: list[str] = []

    async def ask() -> None:
        done = asyncio.Event()
        done.set()
        await hold(budget, begun, done, "speech")

    await asyncio.to_thread(asyncio.run, ask())

    assert begun == ["speech"]
