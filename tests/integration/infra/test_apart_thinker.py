"""A thought that blocks its thread blocks nobody else; failures and tallies come back from it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from vivavoce.infra.language_model.lazy import IsolatedLanguageModel
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUsage,
    Output,
    collect_usage,
    record_usage,
)

TASK: ModelRequest[Any] = ModelRequest(
    purpose="test",
    instructions="",
    input="",
    output_type=str,
    find_problems=lambda _: (),
    deadline_s=1.0,
)
SPENT = ModelUsage(
    purpose="test",
    model="m",
    calls=1,
    input_tokens=2,
    output_tokens=3,
    duration_ms=4,
    is_successful=True,
)


class Blocking:
    """Blocks its thread until the others of the test went on."""

    def __init__(self, *, fails: bool = False) -> None:
        self.may_go = threading.Event()
        self._fails = fails

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        assert self.may_go.wait(20), "the loop stood still"
        record_usage(SPENT)
        if self._fails:
            raise ModelFailedError
        return ModelResponse(output=task.output_type(), model="m", usages=(SPENT,))


async def test_the_loop_goes_on_while_thoughts_block_and_what_they_spent_is_tallied() -> None:
    blocking = Blocking()
    thinker = IsolatedLanguageModel(blocking)

    with collect_usage() as spent:
        thinking = [asyncio.ensure_future(thinker.generate(TASK)) for _ in range(3)]
        await asyncio.sleep(0.05)
        blocking.may_go.set()
        thoughts = await asyncio.gather(*thinking)

    assert [one.model for one in thoughts] == ["m"] * 3
    assert spent == [SPENT] * 3


async def test_a_failure_comes_back_as_it_was_raised() -> None:
    blocking = Blocking(fails=True)
    blocking.may_go.set()

    with pytest.raises(ModelFailedError):
        await IsolatedLanguageModel(blocking).generate(TASK)


class Slow:
    """Thinks until it is told to go on; says where it thinks and how many thoughts are open."""

    def __init__(self) -> None:
        self.may_go, self.broken_off = threading.Event(), threading.Event()
        self.began = threading.Semaphore(0)
        self.threads: set[str] = set()
        self.open, self.most_open = 0, 0

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
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
        return ModelResponse(output=task.output_type(), model="m", usages=(SPENT,))


async def test_all_thoughts_share_one_thread_and_only_so_many_are_open_at_once() -> None:
    slow = Slow()
    thinker = IsolatedLanguageModel(slow, max_concurrent_requests=2)

    thinking = [asyncio.ensure_future(thinker.generate(TASK)) for _ in range(5)]
    for _ in range(2):
        assert await asyncio.to_thread(slow.began.acquire, timeout=20)
    slow.may_go.set()
    await asyncio.gather(*thinking)

    assert slow.most_open == 2
    assert len(slow.threads) == 1
    assert threading.current_thread().name not in slow.threads


async def test_a_thought_that_nobody_waits_for_any_more_ends() -> None:
    slow = Slow()
    thinking = asyncio.ensure_future(IsolatedLanguageModel(slow).generate(TASK))
    assert await asyncio.to_thread(slow.began.acquire, timeout=20)

    thinking.cancel()

    assert await asyncio.to_thread(slow.broken_off.wait, 20)
    slow.may_go.set()


async def test_what_is_loaded_before_the_first_thought_is_loaded_where_thoughts_are() -> None:
    slow, loaded_on = Slow(), []
    slow.may_go.set()
    thinker = IsolatedLanguageModel(slow)

    await thinker.preload(lambda: loaded_on.append(threading.current_thread().name))
    await thinker.generate(TASK)

    assert set(loaded_on) == slow.threads
