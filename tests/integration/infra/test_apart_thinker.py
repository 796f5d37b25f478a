"""A thought that blocks its thread blocks nobody else; failures and tallies come back from it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from vivavoce.infra.thinker.apart import ApartThinker
from vivavoce.infra.thinker.ledger import MeteredLedger, tally
from vivavoce.infra.thinker.port import ModelFailed, Shape, Spent, Task, Thought

TASK: Task[Any] = Task(
    purpose="test",
    instructions="",
    material="",
    shape=str,
    complaints=lambda _: (),
    deadline_s=1.0,
)
SPENT = Spent(
    purpose="test", model="m", calls=1, input_tokens=2, output_tokens=3, ms=4, is_good=True
)


class Blocking:
    """Blocks its thread until the others of the test went on."""

    def __init__(self, *, fails: bool = False) -> None:
        self.may_go = threading.Event()
        self._fails = fails

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        assert self.may_go.wait(20), "the loop stood still"
        MeteredLedger().note(SPENT)
        if self._fails:
            raise ModelFailed
        return Thought(value=task.shape(), model="m", spent=(SPENT,))


async def test_the_loop_goes_on_while_thoughts_block_and_what_they_spent_is_tallied() -> None:
    blocking = Blocking()
    thinker = ApartThinker(blocking)

    with tally() as spent:
        thinking = [asyncio.ensure_future(thinker.think(TASK)) for _ in range(3)]
        await asyncio.sleep(0.05)
        blocking.may_go.set()
        thoughts = await asyncio.gather(*thinking)

    assert [one.model for one in thoughts] == ["m"] * 3
    assert spent == [SPENT] * 3


async def test_a_failure_comes_back_as_it_was_raised() -> None:
    blocking = Blocking(fails=True)
    blocking.may_go.set()

    with pytest.raises(ModelFailed):
        await ApartThinker(blocking).think(TASK)


class Slow:
    """Thinks until it is told to go on; says where it thinks and how many thoughts are open."""

    def __init__(self) -> None:
        self.may_go, self.broken_off = threading.Event(), threading.Event()
        self.began = threading.Semaphore(0)
        self.threads: set[str] = set()
        self.open, self.most_open = 0, 0

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        self.threads.add(threading.current_thread().name)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.began.release()
        try:
            assert await asyncio.to_thread(self.may_go.wait, 20)
        except asyncio.CancelledError:
            self.broken_off.set()
            raise
        finally:
            self.open -= 1
        return Thought(value=task.shape(), model="m", spent=(SPENT,))


async def test_all_thoughts_share_one_thread_and_only_so_many_are_open_at_once() -> None:
    slow = Slow()
    thinker = ApartThinker(slow, most_at_once=2)

    thinking = [asyncio.ensure_future(thinker.think(TASK)) for _ in range(5)]
    for _ in range(2):
        assert await asyncio.to_thread(slow.began.acquire, timeout=20)
    slow.may_go.set()
    await asyncio.gather(*thinking)

    assert slow.most_open == 2
    assert len(slow.threads) == 1
    assert threading.current_thread().name not in slow.threads


async def test_a_thought_that_nobody_waits_for_any_more_ends() -> None:
    slow = Slow()
    thinking = asyncio.ensure_future(ApartThinker(slow).think(TASK))
    assert await asyncio.to_thread(slow.began.acquire, timeout=20)

    thinking.cancel()

    assert await asyncio.to_thread(slow.broken_off.wait, 20)
    slow.may_go.set()


async def test_what_is_loaded_before_the_first_thought_is_loaded_where_thoughts_are() -> None:
    slow, loaded_on = Slow(), []
    slow.may_go.set()
    thinker = ApartThinker(slow)

    await thinker.prepare(lambda: loaded_on.append(threading.current_thread().name))
    await thinker.think(TASK)

    assert set(loaded_on) == slow.threads
