"""What is computed beside the loop takes one thread, in order, with what the caller was about."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar

from vivavoce.infra.aside import Aside

_CAUSE: ContextVar[str] = ContextVar("cause", default="none")


async def test_functions_run_one_after_another_on_one_other_thread() -> None:
    aside, at_once = Aside("test"), threading.Semaphore(1)

    def alone() -> str:
        assert at_once.acquire(blocking=False), "two at once"
        threading.Event().wait(0.01)
        at_once.release()
        return threading.current_thread().name

    names = await asyncio.gather(*(aside(alone) for _ in range(4)))

    assert len(set(names)) == 1
    assert threading.current_thread().name not in names


async def test_a_function_knows_what_its_caller_was_about() -> None:
    _CAUSE.set("this answer")

    assert await Aside("test")(_CAUSE.get) == "this answer"
