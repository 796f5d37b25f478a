"""The demo says why each follow-up was asked, and whether a model worded it."""

from __future__ import annotations

import io
from typing import Any, cast

from vivavoce.app.demo.hiring import print_follow_up_reasons
from vivavoce.app.demo.platform_client import PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput


class LoggedSession:
    """An interview whose session has these events."""

    def __init__(self, *events: tuple[str, dict[str, Any]]) -> None:
        self._events = [{"type": kind, "payload": payload} for kind, payload in events]

    async def get(self, _: str) -> dict[str, Any]:
        return {"sessionId": "int_1", "events": self._events}


async def print_with(*events: tuple[str, dict[str, Any]]) -> str:
    screen = io.StringIO()
    recruiter = cast("PlatformClient", LoggedSession(*events))
    plan = {"document": {"competencies": []}}
    await print_follow_up_reasons(recruiter, "interview", plan, TerminalOutput(screen))
    return " ".join(screen.getvalue().split())


def choose(reason: str, proposal_id: str | None = None) -> tuple[str, dict[str, Any]]:
    return ("followup.chosen", {"reason": reason, "proposal_id": proposal_id})


async def test_a_follow_up_that_a_model_worded_names_it_and_the_others_do_not() -> None:
    proposed = {"proposal_id": "composed_7", "source": "composer", "name": "imitated-1"}

    printed = await print_with(
        ("followup.proposed", proposed),
        choose("RESULT", "composed_7"),
        ("llm.failed", {}),
        choose("REASON"),
        choose("COMPLETE"),
    )

    assert (
        "RESULT: the result was missing, worded by model imitated-1 REASON: the reason" in printed
    )
    assert "The model gave no usable wording in time 1 times" in printed
    assert "The answer was complete 1 times" in printed


async def test_without_a_model_none_is_named() -> None:
    printed = await print_with(choose("RESULT"))

    assert "RESULT: the result was missing" in printed
    assert "model" not in printed
