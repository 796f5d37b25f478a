"""Reads the locked utterances and says where the rules miss them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import ToolCall
from vivavoce.practice.domain.assistant.dialogue_rules import decide
from vivavoce.practice.domain.assistant.parsed_message import parse_message

HERE = Path(__file__).parent
FILES = ("utterances.jsonl", "utterances_later.jsonl", "utterances_last.jsonl")
_LISTS_OF_WORDS = ("job_description", "planner_feedback")
_ANY_CASE = ("target_role", "company_name", "role")
_NOT_COMPARED = ("source", "user_id", "org_id", "organization_id")


@dataclass(frozen=True)
class Row:
    n: int
    covers: str
    context: str
    says: str
    intent: str
    calls: list[dict[str, Any]]
    never: dict[str, list[str]]

    def conversation(self) -> ConversationState:
        state = json.loads((HERE / "contexts.json").read_text())[self.context]
        return ConversationState.from_json(state, may_assign=state.get("may_assign", False))


@cache
def rows(file: str) -> list[Row]:
    path = HERE / file
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text().splitlines()]


def miss(row: Row) -> str:
    """Return what is wrong with the rules' move for this row, or ''."""
    decision = decide(parse_message(row.says), row.conversation())
    if decision.intent != row.intent:
        return f"intent {decision.intent}, not {row.intent}"
    calls, wanted = [_flat(call) for call in decision.calls], row.calls
    if [call["tool"] for call in calls] != [call["tool"] for call in wanted]:
        return f"calls {[call['tool'] for call in calls]}, not {[call['tool'] for call in wanted]}"
    for call, other in zip(calls, wanted, strict=True):
        if wrong := _differences(call["arguments"], other["arguments"]):
            return wrong
    forbidden = [call["tool"] for call in calls if call["tool"] in row.never["tools"]]
    return f"called {forbidden}" if forbidden else ""


def _flat(call: ToolCall) -> dict[str, Any]:
    arguments = dict(call.arguments)
    flat = {**arguments, **arguments.pop("context", {})}
    flat.pop("context", None)
    if "questions" in flat:
        flat["questions"] = [question["question"] for question in flat["questions"]]
    return {
        "tool": call.tool,
        "arguments": {k: v for k, v in flat.items() if k not in _NOT_COMPARED},
    }


def _differences(actual: dict[str, Any], wanted: dict[str, Any]) -> str:
    wrong = [
        f"{name}: {actual.get(name)!r}, not {wanted.get(name)!r}"
        for name in sorted(actual.keys() | wanted.keys())
        if not _same(name, actual.get(name), wanted.get(name))
    ]
    return "; ".join(wrong)


def _same(name: str, actual: object, wanted: object) -> bool:
    if name in _LISTS_OF_WORDS and isinstance(wanted, list):
        return isinstance(actual, str) and all(word.lower() in actual.lower() for word in wanted)
    if name in _ANY_CASE and isinstance(actual, str) and isinstance(wanted, str):
        return actual.lower() == wanted.lower()
    return actual == wanted
