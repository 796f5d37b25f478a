"""A platform that calls nobody again whose line broke, so that the test of it can be seen to fail.

``python -m tests.faults.phone.forgetful_platform up`` takes the settings of ``vivavoce up``.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from vivavoce.app.foundation import lay_foundation
from vivavoce.app.roles.agents import agents
from vivavoce.app.roles.edge import edge
from vivavoce.app.roles.gateway import gateway
from vivavoce.app.roles.parts import listen_for_stop, running
from vivavoce.app.roles.worker import worker
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.voice import build_voice, serving
from vivavoce.infra.settings import Settings
from vivavoce.infra.work import Work
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.usecases.dial import Dial, Todo
from vivavoce.voice.usecases.sweep_calls import SweepCalls


class Forgetful(Dial):
    """The mutant: gives up whoever's line broke, in the job and in the sweep."""

    async def _begin(self, work: Work, call: Call) -> Todo:
        if not call.is_redial:
            return await super()._begin(work, call)
        await self._book.keep(work, calls.ended(call, "given_up", now=self._book.clock.now()))
        return None


def forgetful(of: Slices) -> Slices:
    """Return the same platform, dialling by the mutant."""
    good = of.phone.dial
    dial = Forgetful(
        open_work=good._open_work, desk=good._desk, book=good._book, provider=good._provider
    )
    sweep = SweepCalls(of.phone.sweep._overdue, dial)
    return replace(of, phone=replace(of.phone, dial=dial, sweep=sweep))


async def main() -> None:
    told = listen_for_stop()
    async with lay_foundation(Settings(), name="up") as on:
        voice = build_voice(on.settings, on.clock)
        of = forgetful(build_slices(on, voice))
        roles = [build(on, of) for build in (gateway, agents, edge, worker)]
        async with serving(voice), of.live.host, running(on, roles):
            await told


if __name__ == "__main__":
    asyncio.run(main())
