"""The demo says which reader made the scores: a model with its certificate, or the built-in rules and why."""

from __future__ import annotations

import io
from typing import Any, cast

from vivavoce.app.demo.hiring import print_assessment
from vivavoce.app.demo.platform_client import PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput

_RULES_NOTE = "The rules match words"


class AssessedInterview:
    """An interview with an assessment that has this provenance."""

    def __init__(self, provenance: dict[str, Any] | None) -> None:
        self._provenance = provenance

    async def wait_for_state(self, _path: str, _state: str, **_: object) -> None: ...

    async def get(self, _: str) -> dict[str, Any]:
        scorecard = {
            "scorer": {"kind": "model imitated-1", "version": "votes"},
            "overall_score": None,
            "recommendation": None,
            "competencies": [],
            "flags": [],
            "provenance": self._provenance,
        }
        return {"scorecard": scorecard}


async def print_with(provenance: dict[str, Any] | None) -> str:
    screen = io.StringIO()
    recruiter = cast("PlatformClient", AssessedInterview(provenance))
    await print_assessment(recruiter, "run", "interview", TerminalOutput(screen), timeout_s=60)
    return " ".join(screen.getvalue().split())


async def test_a_model_that_scored_is_printed_with_its_certificate() -> None:
    line = "imitated-1, imitated, certificate 2b7f3c1a of 2026-11-22: empty 60/60"

    printed = await print_with({"role": "scored", "certificate_line": line, "reason": ""})

    assert f"Scored by {line}." in printed
    assert _RULES_NOTE not in printed


async def test_rules_that_scored_instead_of_a_model_say_why() -> None:
    reason = "The model may not score. It was never qualified here."

    printed = await print_with({"role": "not_qualified", "certificate_line": "", "reason": reason})

    assert f"The built-in rules scored. {reason}" in printed
    assert _RULES_NOTE in printed


async def test_without_any_model_only_the_rules_are_named() -> None:
    printed = await print_with(None)

    assert "Scored by" not in printed
    assert _RULES_NOTE in printed
