"""A request that blocks its thread blocks no other; errors and usage are returned."""

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


async def test_the_event_loop_continues_while_requests_block_and_usage_is_counted() -> None:
    blocking = Blocking()
    language_model = IsolatedLanguageModel(blocking)

    with collect_usage() as spent:
        thinking = [asyncio.ensure_future(language_model.generate(TASK)) for _ in range(3)]
        await asyncio.sleep(0.05)
        blocking.may_go.set()
        requests = await asyncio.gather(*thinking)

    assert [one.model for one in requests] == ["m"] * 3
    assert spent == [SPENT] * 3


async def test_a_failure_is_raised_unchanged() -> None:
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


async def test_requests_share_one_thread_and_a_limited_number_run_at_once() -> None:
    slow = Slow()
    language_model = IsolatedLanguageModel(slow, max_concurrent_requests=3)  # one is for speech

    thinking = [asyncio.ensure_future(language_model.generate(TASK)) for _ in range(5)]
    for _ in range(2):
        assert await asyncio.to_thread(slow.began.acquire, timeout=20)
    slow.may_go.set()
    await asyncio.gather(*thinking)

    assert slow.most_open == 2
    assert len(slow.threads) == 1
    assert threading.current_thread().name not in slow.threads


async def test_an_abandoned_request_ends() -> None:
    slow = Slow()
    thinking = asyncio.ensure_future(IsolatedLanguageModel(slow).generate(TASK))
    assert await asyncio.to_thread(slow.began.acquire, timeout=20)

    thinking.cancel()

    assert await asyncio.to_thread(slow.broken_off.wait, 20)
    slow.may_go.set()


async def test_libraries_loaded_before_the_first_request_are_loaded_in_the_model_thread() -> None:
    slow, loaded_on = Slow(), []
    slow.may_go.set()
    language_model = IsolatedLanguageModel(slow)

    await language_model.preload(lambda: loaded_on.append(threading.current_thread().name))
    await language_model.generate(TASK)

    assert set(loaded_on) == slow.threads
