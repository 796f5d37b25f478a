"""Execute the tool calls of a dialogue decision.

A retryable failure is retried once. One that says how long to wait is left to the person: a plan that was
waited for in vain would only be waited for again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.domain.assistant.dialogue import (
    DialogueDecision,
    ToolCall,
    ToolCallFailure,
    ToolCallOutcome,
)
from vivavoce.practice.ports.assistant import ToolExecutor

TOOL_CALLS_TIMEOUT_S = 100
_TOOK_TOO_LONG = "It took too long. Try again in a moment, or ask for less at once."
_RETRY_PAUSE_S = 0.3
_MAX_CALLS = 4
_TOOLS_WITH_USER_ID = frozenset({"preview_interview", "configure_interview"})
_ORG_ARGUMENT_BY_TOOL = {
    **dict.fromkeys((*_TOOLS_WITH_USER_ID, "get_leaderboard"), "org_id"),
    **dict.fromkeys(("create_assignments", "unassign", "bulk_results"), "organization_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallContext:
    """Who calls the tools, and for which user and organization."""

    caller: Caller
    user_id: str
    org_id: str
    key: str
    """Identifies the message; the idempotency keys of its calls are derived from it."""


class ExecuteToolCalls:
    """Calls tools one after another and stops at the first failure."""

    def __init__(
        self, tools: ToolExecutor, dialogue: RuleBasedDialogueManager, clock: Clock
    ) -> None:
        self._tools = tools
        self._dialogue = dialogue
        self._clock = clock

    async def __call__(
        self, decision: DialogueDecision, context: ToolCallContext
    ) -> list[ToolCallOutcome]:
        """Return the outcome of each call that was made, in order; at most four calls are made.

        A call that runs into ``TOOL_CALLS_TIMEOUT_S`` has the failure code ``timeout``.
        """
        pending_calls, outcomes = list(decision.calls), list[ToolCallOutcome]()
        call = None
        try:
            async with asyncio.timeout(TOOL_CALLS_TIMEOUT_S):
                while pending_calls and len(outcomes) < _MAX_CALLS:
                    call = _with_identity(pending_calls.pop(0), context)
                    outcome = await self._execute(call, context, place=len(outcomes))
                    outcomes.append(outcome)
                    if not outcome.is_successful:
                        break
                    if further := await self._dialogue.plan_next_call(decision, outcome):
                        pending_calls.insert(0, further)
        except TimeoutError:
            if call is None:
                raise
            late = ToolCallFailure(
                code="timeout", status=503, detail=_TOOK_TOO_LONG, is_retryable=True
            )
            outcomes.append(ToolCallOutcome(tool=call.tool, arguments=call.arguments, failure=late))
        return outcomes

    async def _execute(
        self, call: ToolCall, context: ToolCallContext, *, place: int
    ) -> ToolCallOutcome:
        key = f"assistant-{context.key}-{place}"
        was_retried = False
        try:
            try:
                result = await self._tools.call(context.caller, call.tool, call.arguments, key=key)
            except VivavoceError as error:
                if not _is_retryable(error) or error.retry_after_s:
                    raise
                was_retried = True
                await self._clock.sleep(_RETRY_PAUSE_S)
                result = await self._tools.call(context.caller, call.tool, call.arguments, key=key)
        except VivavoceError as error:
            failure = _failure_from_error(error, was_retried=was_retried)
            return ToolCallOutcome(tool=call.tool, arguments=call.arguments, failure=failure)
        return ToolCallOutcome(tool=call.tool, arguments=call.arguments, result=result)


def get_identity_arguments(tool: str, *, user_id: str, org_id: str) -> Json:
    """Return the arguments of ``tool`` that say for which user and organization it is called."""
    arguments: Json = {"user_id": user_id} if tool in _TOOLS_WITH_USER_ID else {}
    if name := _ORG_ARGUMENT_BY_TOOL.get(tool):
        arguments[name] = org_id
    return arguments


def _with_identity(call: ToolCall, context: ToolCallContext) -> ToolCall:
    identity = get_identity_arguments(call.tool, user_id=context.user_id, org_id=context.org_id)
    return ToolCall(tool=call.tool, arguments={**call.arguments, **identity})


def _is_retryable(error: VivavoceError) -> bool:
    return error.status in {502, 503} or error.extra.get("retryable") is True


def _failure_from_error(error: VivavoceError, *, was_retried: bool) -> ToolCallFailure:
    detail = (
        " ".join(dict.fromkeys(field_error.message for field_error in error.errors)) or error.detail
    )
    return ToolCallFailure(
        code=error.code,
        status=error.status,
        detail=detail,
        is_retryable=_is_retryable(error),
        was_retried=was_retried,
    )
