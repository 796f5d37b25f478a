"""The console's audit log has words for each action that the platform records."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from vivavoce.hiring.domain.workflow import InterviewTransition

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "web/src/features/settings/audit/words.ts"


def list_recorded_actions() -> set[str]:
    """Return the actions that stand as texts in the calls of an audit log."""
    found = set()
    for path in (ROOT / "src/vivavoce").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and "audit" in ast.unparse(node.func.value)
            ):
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str) and "." in text}
    return found


def test_each_recorded_action_has_words_in_the_console() -> None:
    recorded = list_recorded_actions()
    transitions = {f"interview.{transition.value.lower()}" for transition in InterviewTransition}
    worded = set(re.findall(r'"([a-z_]+\.[a-z_]+)":', WORDS.read_text("utf-8")))

    assert len(recorded) > 50
    assert recorded - worded == set()
    assert transitions - worded == set()
