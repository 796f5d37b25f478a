"""The rules against the locked utterances: argument for argument, and what must never follow."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest
from tests.fakes.practice_assistant import a_caller
from tests.fakes.practice_tools import ScriptedPractice, a_session
from tests.simulated_clock import SimulatedClock
from tests.unit.practice.assistant.table import FILES, HERE, Row, miss, rows

from vivavoce.kernel.caller import Role
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.domain.assistant.dialogue_rules import decide, update_conversation
from vivavoce.practice.domain.assistant.extraction import extract_session_ids
from vivavoce.practice.domain.assistant.grounding import build_grounding_index, find_ungrounded
from vivavoce.practice.domain.assistant.intents import Intent
from vivavoce.practice.domain.assistant.parsed_message import parse_message
from vivavoce.practice.domain.assistant.replies import _REPLY_BY_TOOL, compose_reply
from vivavoce.practice.usecases.execute_tool_calls import ExecuteToolCalls, ToolCallContext

FLOOR = {"utterances.jsonl": 114, "utterances_later.jsonl": 93, "utterances_last.jsonl": 34}
"""What the rules reached when they were last changed. At first sight they reached 109, 81 and 34."""
TOOL_NAMES = [name for name in _REPLY_BY_TOOL if "_" in name]
WHOLE = [row for file in FILES for row in rows(file)]
KNOWN_SESSIONS = extract_session_ids((HERE / "contexts.json").read_text())


@pytest.mark.parametrize("file", FILES)
def test_the_rules_hit_as_many_utterances_as_they_ever_did(file: str) -> None:
    table = rows(file)

    wrong = {row.n: difference for row in table if (difference := miss(row))}

    assert len(table) - len(wrong) >= FLOOR[file], wrong


def test_the_tables_are_large_cover_every_intent_and_repeat_nothing() -> None:
    intents = Counter(row.intent for row in WHOLE)

    assert len(WHOLE) >= 150
    assert set(intents) == set(get_args(Intent))
    assert len({(row.context, row.says) for row in WHOLE}) == len(WHOLE)
    assert [row.n for row in WHOLE] == list(range(1, len(WHOLE) + 1))


async def test_even_a_miss_does_and_says_nothing_that_it_must_not() -> None:
    wrong = {row.n: faults for row in WHOLE if (faults := await list_faults(row))}

    assert wrong == {}


async def list_faults(row: Row) -> list[str]:
    """Return what a turn does or says that it must not."""
    practice, caller = ScriptedPractice(), a_caller(Role.ADMIN)
    for session_id in KNOWN_SESSIONS:
        a_session(practice, caller, session_id)
    conversation, message = row.conversation(), parse_message(row.says)
    mind = RuleBasedDialogueManager()

    decision = decide(message, conversation)
    outcomes = await ExecuteToolCalls(practice, mind, SimulatedClock())(
        decision,
        ToolCallContext(caller=caller, user_id=str(caller.id), org_id="demo", key=str(row.n)),
    )
    reply = compose_reply(decision, outcomes, update_conversation(conversation, decision, outcomes))

    answers = [
        outcome.result if outcome.failure is None else outcome.failure.detail
        for outcome in outcomes
    ]
    known = build_grounding_index([*answers, conversation.to_json()], [row.says])
    return [
        *({tool for tool, _ in practice.calls} & set(row.never["tools"])),
        *(words for words in row.never["reply"] if words.lower() in reply.text.lower()),
        *(tool for tool in TOOL_NAMES if tool in reply.text),
        *re.findall(r"\bhand(?:ed|ing)?\b[^.]*\bover\b", reply.text),
        *map(str, find_ungrounded(reply, known)),
    ]


def test_a_wrong_argument_is_a_miss() -> None:
    row = rows(FILES[0])[0]
    changed = Row(**{**row.__dict__, "calls": [{**row.calls[0], "arguments": {}}]})

    assert not miss(row)
    assert "persona_id" in miss(changed)
