"""The rules against the locked utterances: argument for argument, and what must never follow."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.unit.practice.assistant.table import FILES, Row, miss, rows

FLOOR = {"utterances.jsonl": 114, "utterances_later.jsonl": 93}
"""What the rules reached when they were last changed. At first sight they reached 109 and 81."""


@pytest.mark.parametrize("file", FILES)
def test_the_rules_hit_as_many_utterances_as_they_ever_did(file: str) -> None:
    table = rows(file)

    wrong = {row.n: said for row in table if (said := miss(row))}

    assert len(table) - len(wrong) >= FLOOR[file], wrong


def test_the_tables_are_large_cover_every_intent_and_repeat_nothing() -> None:
    whole = [row for file in FILES for row in rows(file)]

    intents = Counter(row.intent for row in whole)

    assert len(whole) >= 150
    assert len(intents) >= 24
    assert len({(row.context, row.says) for row in whole}) == len(whole)
    assert [row.n for row in whole] == list(range(1, len(whole) + 1))


def test_a_wrong_argument_is_a_miss() -> None:
    row = rows(FILES[0])[0]
    changed = Row(**{**row.__dict__, "calls": [{**row.calls[0], "arguments": {}}]})

    assert not miss(row)
    assert "persona_id" in miss(changed)
