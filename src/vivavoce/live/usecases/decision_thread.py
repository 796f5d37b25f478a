"""Decides about long answers in a thread, so that one candidate's answers hold up no other session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from vivavoce.live.domain.session import Session

LONG_TEXT = 1_000
"""Characters from which answers are read in a thread. That many take 8 ms, and up to 26 ms if they are
written to be slow to read."""
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_threads = ThreadPoolExecutor(2, thread_name_prefix="decision")
"""Threads of their own: slow work in the threads of the event loop delays no reply."""


async def decide(
    state: Session,
    text: str,
    decision: Callable[Arguments, Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Return what ``decision`` returns; it is pure, and no other command of the session runs meanwhile.

    ``text`` is what the candidate says now, if anything. A decision also reads the earlier answers again.
    """
    said = sum(len(turn.text) for turn in state.turns if turn.role == "candidate")
    if said + len(text) < LONG_TEXT:
        return decision(*args, **kwargs)
    work = partial(_run, partial(decision, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_threads, copy_context().run, work)


def _run(decision: Callable[[], Result]) -> Result:
    """Return what ``decision`` returns; a ``StopIteration``, which no future can hold, is another error."""
    try:
        return decision()
    except StopIteration as error:
        raise RuntimeError("A decision ended with StopIteration.") from error
