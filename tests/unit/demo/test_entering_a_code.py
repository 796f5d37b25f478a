"""A candidate in a terminal may mistype the code: it is asked for again, as the message says."""

from __future__ import annotations

import io
from typing import Any, cast

import pytest

from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput, confirm_code
from vivavoce_client import ApiError

INCORRECT = ApiError(401, "code_incorrect", "This is not the code. Check it and try again.")
MALFORMED = ApiError(400, "code_malformed", "A code has exactly 6 digits.")
TOO_MANY = ApiError(429, "too_many_attempts", "Request a new code.")


class CodePlatform:
    """Refuses codes as it is given, and accepts the next one."""

    def __init__(self, *refusals: ApiError) -> None:
        self.entered: list[str] = []
        self._refusals = list(refusals)

    async def post(self, _: str, body: dict[str, Any]) -> dict[str, Any]:
        self.entered.append(body["otp"])
        if self._refusals:
            raise DemoFailedError("refused") from self._refusals.pop(0)
        return {"sessionToken": "proof"}


async def enter(platform: CodePlatform, screen: io.StringIO, *codes: str) -> str:
    typed = iter(codes)

    async def ask(_: str) -> str:
        return next(typed)

    candidate = cast("PlatformClient", platform)
    return await confirm_code(candidate, "/link", TerminalOutput(screen), ask)


async def test_a_mistyped_code_is_asked_for_again_with_the_reason() -> None:
    platform, screen = CodePlatform(MALFORMED, INCORRECT), io.StringIO()

    assert await enter(platform, screen, "12\n", "123456\n", " 654321\n") == "proof"

    assert platform.entered == ["12", "123456", "654321"]
    assert [line.strip() for line in screen.getvalue().splitlines()] == [
        "A code has exactly 6 digits.",
        "This is not the code. Check it and try again.",
    ]


async def test_a_code_that_is_used_up_ends_the_interview() -> None:
    platform = CodePlatform(INCORRECT, TOO_MANY)

    with pytest.raises(DemoFailedError):
        await enter(platform, io.StringIO(), "123456", "123457", "123458")

    assert platform.entered == ["123456", "123457"]
