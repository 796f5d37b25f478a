"""The stories with sound, beside each other: whoever loads this loads what sound needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.phone import tell_phone
from vivavoce.app.demo.phone_provider import PhoneProvider, providing, settings_for
from vivavoce.app.demo.play import own_platform
from vivavoce.app.demo.voice import tell_voice

__all__ = ["play_by_telephone", "tell_phone", "tell_voice"]

TellByTelephone = Callable[[str, PhoneProvider, Paper], Awaitable[None]]
"""A story, told against a platform beside the provider through which it calls."""


async def play_by_telephone(tell: TellByTelephone, paper: Paper) -> None:
    """Tell a story of calls against a platform of its own, whose provider is simulated here."""
    paper.line("A platform is started for the demo, and a simulated telephone provider beside it.")
    async with providing() as provider, own_platform(**settings_for(provider)) as url:
        await tell(url, provider, paper)
