"""A process killed between the provider's response and our record of it has called exactly once."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from uuid import UUID, uuid4  # noqa: TID251 - a fresh name per clone

import httpx
import pytest
from tests.database import cloned_database, drop
from tests.fakes.phone_platform import PhonePlatform, Trunk, a_phone_platform
from tests.fakes.platform_process import ProcessDeath, RealPlatform
from tests.faults.phone.place_call import called
from tests.samples import in_turn

from vivavoce.app.demo.phone_provider import (
    CallBehavior,
    build_phone_provider_settings,
    run_phone_provider,
)
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.voice.domain.calls import call as calls
from vivavoce.voice.usecases.place_call import PlaceCall

pytestmark = pytest.mark.soak

_RESCUED_WITHIN_S = 60


async def test_a_process_killed_after_the_provider_accepted_the_call_does_not_call_twice(
    tmp_path: Path,
) -> None:
    database = cloned_database(f"dialler_{uuid4().hex[:12]}")
    try:
        async with run_phone_provider() as provider:
            provider.behaviors = [CallBehavior("silence"), CallBehavior("silence")]
            platform = RealPlatform(
                tmp_path,
                database_url=database.owner_url,
                settings=build_phone_provider_settings(provider),
            )
            try:
                await _journey(platform)
                [placed] = provider.calls
                await provider.send_status(placed, "ringing")
                answer = await provider.fetch_stream(placed, AnsweredBy="human")
            finally:
                platform.abandon()
    finally:
        drop(database)

    assert platform.deaths == [ProcessDeath("up", -signal.SIGKILL)]
    assert provider.orders == 1
    assert answer is not None, "the provider's own callbacks lead the attempt on"


async def _journey(platform: RealPlatform) -> None:
    platform.start("up", "call.after_place=exit")
    await asyncio.to_thread(platform.until_ready)
    async with httpx.AsyncClient(base_url=platform.url, timeout=30) as http:
        await called(http)
    async with asyncio.timeout(90):
        while not platform.deaths:
            await asyncio.sleep(0.1)
            platform.revive()
    await asyncio.to_thread(platform.until_ready)
    # The dead worker's job is given to the new one after five seconds: it finds the attempt asked for.
    async with asyncio.timeout(_RESCUED_WITHIN_S):
        while "job.rescued" not in platform.said():  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.2)
    await asyncio.sleep(1)


class Forgetful(PlaceCall):
    """A mutant: takes an attempt whose fate is not known for one that was never asked for."""

    async def __call__(self, tenant_id: TenantId, *, call_id: str) -> None:
        async with self._open_work(tenant_id) as work:
            found = await self._lifecycle.calls.lock(work, UUID(call_id))
            if found is not None and found.is_placement_unknown:
                await self._lifecycle.calls.save(work, calls.mark_not_requested(found))
        await super().__call__(tenant_id, call_id=call_id)


@pytest.mark.parametrize("trunk", in_turn(["twilio", "livekit"], 2))
@pytest.mark.parametrize(("is_forgetful", "orders"), [(False, 1), (True, 2)])
async def test_a_call_request_whose_response_was_lost_is_not_repeated(
    tmp_path: Path, is_forgetful: bool, orders: int, trunk: Trunk
) -> None:
    database = cloned_database(f"dialler_{uuid4().hex[:12]}")
    try:
        async with a_phone_platform(database, tmp_path, trunk=trunk) as phone_platform:
            await _lost_answer(phone_platform, is_forgetful=is_forgetful)
            assert phone_platform.phones.orders == orders
    finally:
        drop(database)


async def _lost_answer(phone_platform: PhonePlatform, *, is_forgetful: bool) -> None:
    phone_platform.phones.behaviors = [CallBehavior("silence"), CallBehavior("silence")]
    phone_platform.phones.response_delay_s = 6.5  # longer than we wait for an answer
    run = await phone_platform.approved()
    await phone_platform.call(run)
    await phone_platform.until_call(run, lambda card: card["state"] == "requesting")
    async with asyncio.timeout(60):
        while phone_platform.phones.orders < 1:  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.05)
    await asyncio.sleep(6)
    phone_platform.phones.response_delay_s = 0
    dial = phone_platform.of.phone.place_call
    if is_forgetful:
        dial = Forgetful(
            open_work=dial._open_work,
            interviews=dial._interviews,
            lifecycle=dial._lifecycle,
            provider=dial._provider,
        )
    again = asyncio.ensure_future(
        dial(DEMO_TENANT_ID, call_id=str(await phone_platform.call_id(run)))
    )
    await asyncio.wait([again], timeout=5)  # over LiveKit it lasts as long as it rings
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)
