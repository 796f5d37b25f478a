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
