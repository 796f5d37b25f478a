"""The demos with audio; loading this module loads the audio packages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.app.demo.phone import run_phone_demo
from vivavoce.app.demo.phone_provider import (
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    run_phone_provider,
)
from vivavoce.app.demo.runner import start_own_platform
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.app.demo.voice import run_voice_demo

__all__ = ["run_phone_demo", "run_phone_demo_on_own_platform", "run_voice_demo"]

PhoneDemo = Callable[[str, SimulatedPhoneProvider, TerminalOutput], Awaitable[None]]
"""A demo that runs against a platform and the provider that it calls through."""


async def run_phone_demo_on_own_platform(demo: PhoneDemo, output: TerminalOutput) -> None:
    """Run a phone demo on its own platform, with a simulated provider."""
    output.line("The demo starts a platform and a simulated phone provider.")
    async with (
        run_phone_provider() as provider,
        start_own_platform(**build_phone_provider_settings(provider)) as url,
    ):
        await demo(url, provider, output)
