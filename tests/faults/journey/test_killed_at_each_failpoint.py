"""kill -9 of the platform at every named edge: the journey ends as if nothing had happened.

Each chain is one journey. The process dies at the first passage of an edge and is started again
with the next edge of the chain armed instead, until the last one; several chains run at once, each
on a database of its own, because most of the time is spent waiting for a dead worker's lease.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.fakes.platform_process import ProcessDeath, RealPlatform, tended
from tests.faults.journey.conftest import NewPlatform
from tests.faults.journey.interview_journey import run_journey
from tests.faults.journey.journey_checks import faults_of_journey

from vivavoce.app.demo.platform_client import run_webhook_receiver
from vivavoce.infra.failpoints import FAILPOINT_NAMES

pytestmark = pytest.mark.soak

CHAINS: dict[str, Sequence[str]] = {
    "lost": (
        "relay.before_commit",
        "plan.before_commit",
        "session.after_append",
        "assess.before_commit",
    ),
    "kept": (
        "relay.after_commit",
        "plan.after_commit",
        "session.before_commit",
        "assess.after_commit",
    ),
    "before": ("work.before_commit", "bus.before_effect", "job.before_run", "webhook.after_send"),
    "after": (
        *("work.after_commit", "bus.after_effect", "bus.after_commit"),
        *("job.after_run", "webhook.before_mark"),
    ),
    "panel": ("panel.before_commit", "panel.after_commit"),
}
AT_ONCE = (("lost", "after"), ("kept", "before"), ("panel",))
ALONE = {
    "gateway": "work.before_commit=exit@9",
    "agents": "bus.after_effect=exit@2",
    "edge": "session.after_append=exit@4",
    "worker": "relay.before_commit=exit@3",
}
_KILLED = -signal.SIGKILL
_PATIENCE_S = 90


class Chained(RealPlatform):
    """A platform that is started again with the next edge armed."""

    __slots__ = ("count", "left")
    left: list[str]
    count: int

    def start(self, role: str, failpoints: str = "") -> None:
        if not failpoints and self.left:
            failpoints = f"{self.left.pop(0)}=exit"
        RealPlatform.start(self, role, failpoints)


async def faults_of(platform: RealPlatform, *, has_code: bool = False) -> list[str]:
    """Tell the story on a started platform and return what is wrong afterwards."""
    async with (
        run_webhook_receiver("a-secret-between-two-parties-of-a-test") as receiver,
        tended(platform),
    ):
        journey = await run_journey(platform.url, receiver, has_code=has_code)
        await _until_killed_at_each(platform)
        return await faults_of_journey(journey, receiver, platform.own_settings)


async def _until_killed_at_each(platform: RealPlatform) -> None:
    """Wait for the jobs that the story did not wait for: they may meet the last edges after its end."""
    if not isinstance(platform, Chained):
        return
    for _ in range(_PATIENCE_S * 5):
        if len(platform.deaths) >= platform.count:
            return
        await asyncio.sleep(0.2)


async def faults_of_chain(platform: RealPlatform, edges: Sequence[str]) -> list[str]:
    chained = Chained(
        platform.folder,
        database_url=platform.database_url,
        settings={"VIVAVOCE_OTP_REQUIRED": "false"},
    )
    chained.left, chained.count = list(edges), len(edges)
    chained.start("up")
    faults = await faults_of(chained)
    if chained.deaths != [ProcessDeath("up", _KILLED)] * len(edges):
        faults.append(f"not killed at each edge: {chained.deaths}, left {chained.left}")
    return faults


@pytest.mark.parametrize("names", AT_ONCE, ids=" and ".join)
async def test_a_journey_completes_correctly_when_the_platform_is_killed_at_each_failpoint(
    new_platform: NewPlatform, names: Sequence[str]
) -> None:
    found = await asyncio.gather(*(faults_of_chain(new_platform(), CHAINS[name]) for name in names))

    assert dict(zip(names, found, strict=True)) == {name: [] for name in names}


async def test_a_journey_completes_correctly_when_each_role_is_killed_alone(
    new_platform: NewPlatform,
) -> None:
    platform = new_platform(roles=tuple(ALONE))
    for role, failpoint in ALONE.items():
        platform.start(role, failpoint)

    faults = await faults_of(platform, has_code=True)

    assert faults == []
    assert {death.role for death in platform.deaths} == set(ALONE)
    assert {death.code for death in platform.deaths} == {_KILLED}


OF_OTHER_STORIES = {
    *("kafka.before_acknowledge", "kafka.after_send", "kafka.before_store", "kafka.before_send"),
    *("artifact.before_commit", "artifact.after_commit"),
    *("review.before_commit", "review.after_commit", "media.before_commit"),
    "call.after_place",
}
"""Edges that a hiring journey without Kafka never passes: tests/faults/kafka, tests/faults/practice,
tests/faults/phone, test_killed_document_writing.py here and tests/integration/media kill there."""


def test_every_failpoint_is_covered_and_reached_in_the_product() -> None:
    on_a_chain = {edge for chain in CHAINS.values() for edge in chain}
    source = Path(__file__).parents[3] / "src" / "vivavoce"
    passed = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r'failpoint\("([a-z_.]+)"\)', path.read_text("utf-8"))
    }

    assert on_a_chain | OF_OTHER_STORIES == FAILPOINT_NAMES
    assert passed == FAILPOINT_NAMES
    assert {name for names in AT_ONCE for name in names} == set(CHAINS)
