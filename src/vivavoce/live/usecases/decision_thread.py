"""Decides about a long answer in a thread, so that one candidate's answer holds up no other session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from vivavoce.live.domain.session import Session

LONG_TEXT = 1_000
"""Characters from which an answer is read in a thread. One of this length takes 8 ms, and up to 26 ms if it
is written to be slow to read."""
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


async def decide(
    state: Session,
    text: str,
    decision: Callable[Arguments, Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Return what ``decision`` returns; it is pure, and no other command of the session runs meanwhile.

    ``text`` is what the candidate says now, if anything. A decision also reads the latest answer again.
    """
    last = next((turn.text for turn in reversed(state.turns) if turn.role == "candidate"), "")
    if max(len(text), len(last)) < LONG_TEXT:
        return decision(*args, **kwargs)
    return await asyncio.to_thread(decision, *args, **kwargs)
