"""A platform that does not redial dropped calls, so that its test can be seen to fail.

``python -m tests.faults.phone.platform_without_redial up`` takes the settings of ``vivavoce up``.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from vivavoce.app.platform import open_platform
from vivavoce.app.roles.builders import (
    build_agents_role,
    build_edge_role,
    build_gateway_role,
    build_worker_role,
)
from vivavoce.app.roles.role import install_stop_signal_handlers, run_roles
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.voice import build_voice, manage_voice_lifecycle
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.usecases.place_call import PlaceCall, ProviderStep
from vivavoce.voice.usecases.sweep_calls import SweepCalls


class Forgetful(PlaceCall):
    """The mutant: gives up whoever's line broke, in the job and in the sweep."""

    async def _begin_attempt(self, work: UnitOfWork, call: Call) -> ProviderStep:
        if not call.is_redial:
            return await super()._begin_attempt(work, call)
        await self._lifecycle.save(
            work, calls.end_call(call, "abandoned", now=self._lifecycle.clock.now())
        )
        return None


def forgetful(of: Slices) -> Slices:
    """Return the same platform, dialling by the mutant."""
    good = of.phone.place_call
    dial = Forgetful(
        open_work=good._open_work,
        interviews=good._interviews,
        lifecycle=good._lifecycle,
        provider=good._provider,
    )
    sweep = SweepCalls(of.phone.sweep._finder, dial)
    return replace(of, phone=replace(of.phone, place_call=dial, sweep=sweep))


async def main() -> None:
    stopped = install_stop_signal_handlers()
    async with open_platform(Settings(), name="up") as on:
        voice = build_voice(on.settings, on.clock)
        of = forgetful(build_slices(on, voice))
        roles = [
            build(on, of)
            for build in (build_gateway_role, build_agents_role, build_edge_role, build_worker_role)
        ]
        async with manage_voice_lifecycle(voice), of.live.host, run_roles(on, roles):
            await stopped


if __name__ == "__main__":
    asyncio.run(main())
