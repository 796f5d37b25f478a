"""Reads the locked utterances and says where the rules miss them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.decision import ToolCall
from vivavoce.practice.domain.assistant.decision_rules import decide
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
        kept = json.loads((HERE / "contexts.json").read_text())[self.context]
        return ConversationState.from_json(kept, may_assign=kept.get("may_assign", False))


@cache
def rows(file: str) -> list[Row]:
    path = HERE / file
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text().splitlines()]


def miss(row: Row) -> str:
    """Return what is wrong with the rules' move for this row, or ''."""
    move = decide(parse_message(row.says), row.conversation())
    if move.intent != row.intent:
        return f"intent {move.intent}, not {row.intent}"
    made, wanted = [_flat(one) for one in move.calls], row.calls
    if [one["tool"] for one in made] != [one["tool"] for one in wanted]:
        return f"calls {[one['tool'] for one in made]}, not {[one['tool'] for one in wanted]}"
    for one, other in zip(made, wanted, strict=True):
        if wrong := _differences(one["arguments"], other["arguments"]):
            return wrong
    forbidden = [one["tool"] for one in made if one["tool"] in row.never["tools"]]
    return f"called {forbidden}" if forbidden else ""


def _flat(call: ToolCall) -> dict[str, Any]:
    arguments = dict(call.arguments)
    flat = {**arguments, **arguments.pop("context", {})}
    flat.pop("context", None)
    if "questions" in flat:
        flat["questions"] = [one["question"] for one in flat["questions"]]
    return {
        "tool": call.tool,
        "arguments": {k: v for k, v in flat.items() if k not in _NOT_COMPARED},
    }


def _differences(made: dict[str, Any], wanted: dict[str, Any]) -> str:
    wrong = [
        f"{name}: {made.get(name)!r}, not {wanted.get(name)!r}"
        for name in sorted(made.keys() | wanted.keys())
        if not _same(name, made.get(name), wanted.get(name))
    ]
    return "; ".join(wrong)


def _same(name: str, made: object, wanted: object) -> bool:
    if name in _LISTS_OF_WORDS and isinstance(wanted, list):
        return isinstance(made, str) and all(word.lower() in made.lower() for word in wanted)
    if name in _ANY_CASE and isinstance(made, str) and isinstance(wanted, str):
        return made.lower() == wanted.lower()
    return made == wanted
