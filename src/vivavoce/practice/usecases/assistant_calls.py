"""Makes the calls that a move asks for: once more when that may help, and plainly failed when it does not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.outcome import Failure, Outcome
from vivavoce.practice.ports.assistant import Mind, Tools

ALL_CALLS_S = 100
_PAUSE_S = 0.3
_MOST_CALLS = 4
_WHO = frozenset({"preview_interview", "configure_interview"})
_WHICH_ORG = {
    **dict.fromkeys((*_WHO, "get_leaderboard"), "org_id"),
    **dict.fromkeys(("create_assignments", "unassign", "bulk_results"), "organization_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behalf:
    """For whom and where the tools are called."""

    caller: Caller
    user_id: str
    org_id: str
    key: str
    """Names this message: a repeated call with it does nothing twice."""


class MakeCalls:
    """Calls tools one after another; a failure ends the row."""

    def __init__(self, tools: Tools, mind: Mind, clock: Clock) -> None:
        self._tools = tools
        self._mind = mind
        self._clock = clock

    async def __call__(self, move: Move, on: Behalf) -> list[Outcome]:
        """Return what became of each call, in order."""
        waiting, outcomes = list(move.calls), list[Outcome]()
        call = None
        try:
            async with asyncio.timeout(ALL_CALLS_S):
                while waiting and len(outcomes) < _MOST_CALLS:
                    call = _addressed(waiting.pop(0), on)
                    outcome = await self._made(call, on, place=len(outcomes))
                    outcomes.append(outcome)
                    if not outcome.is_done:
                        break
                    if further := await self._mind.follow(move, outcome):
                        waiting.insert(0, further)
        except TimeoutError:
            if call is None:
                raise
            late = Failure(code="timeout", status=503, detail="", is_retryable=True)
            outcomes.append(Outcome(tool=call.tool, arguments=call.arguments, failure=late))
        return outcomes

    async def _made(self, call: Call, on: Behalf, *, place: int) -> Outcome:
        key = f"assistant-{on.key}-{place}"
        try:
            try:
                result = await self._tools.call(on.caller, call.tool, call.arguments, key=key)
            except VivavoceError as error:
                if not _is_retryable(error):
                    raise
                await self._clock.sleep(_PAUSE_S)
                result = await self._tools.call(on.caller, call.tool, call.arguments, key=key)
        except VivavoceError as error:
            return Outcome(tool=call.tool, arguments=call.arguments, failure=_failure(error))
        return Outcome(tool=call.tool, arguments=call.arguments, result=result)


def _addressed(call: Call, on: Behalf) -> Call:
    arguments = dict(call.arguments)
    if call.tool in _WHO:
        arguments["user_id"] = on.user_id
    if name := _WHICH_ORG.get(call.tool):
        arguments[name] = on.org_id
    return Call(tool=call.tool, arguments=arguments)


def _is_retryable(error: VivavoceError) -> bool:
    return error.status in {502, 503} or error.extra.get("retryable") is True


def _failure(error: VivavoceError) -> Failure:
    told = " ".join(dict.fromkeys(one.message for one in error.errors)) or error.detail
    return Failure(
        code=error.code,
        status=error.status,
        detail=told,
        is_retryable=_is_retryable(error),
        retry_after_s=error.retry_after_s,
    )
