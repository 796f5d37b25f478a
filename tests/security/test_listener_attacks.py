"""While attacks on the port run, probes are answered and a candidate's interview continues.

The bounds are the product's promise: a probe within 250 ms and the next question within 1 s, in 95 of
100 samples. The same is measured before and after the attack, when all is calm; and during the attack a
bystander, a server that only answers, is probed in turn with the product. Where the calm product or the
bystander needs more than a quarter of a bound, because the machine has other work, the bound is four
times what it needs. So a busy machine does not fail a healthy product, and a product that stands still
fails anywhere: its standstill slows neither the calm time nor the bystander.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import hiring_at
from tests.samples import in_turn
from tests.security.attacks import ATTACKS
from tests.security.latency_probes import Felt, begun_session, keep_probing, keep_talking, p95

HEALTH_S, QUESTION_S = 0.25, 1.0
_CALM_S, _ATTACK_S = 4.0, 16.0
_LEAST_PROBES, _LEAST_QUESTIONS = 20, 10
_ROOT = Path(__file__).parents[2]


async def attack(name: str, port: int, seconds: float) -> dict[str, object]:
    """Run an attack in a process of its own, and return what it says of itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.security.attacks", name, str(port), str(seconds),
        cwd=_ROOT, stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": f"{_ROOT}"},
    )  # fmt: skip
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    result: dict[str, object] = json.loads(said)
    return result


async def felt_during(platform: RealPlatform, name: str | None, seconds: float) -> Felt:
    """Return what was felt for so long; ``None`` is a calm time."""
    felt, port = Felt(), platform.ports["gateway"]
    hiring = await hiring_at(platform.url)
    sessions = [await begun_session(hiring) for _ in range(3)]
    bystander = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.security.baseline_server",
        cwd=_ROOT, stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": f"{_ROOT}"},
    )  # fmt: skip
    assert bystander.stdout is not None
    beside = int(await bystander.stdout.readline())
    tasks = [asyncio.ensure_future(keep_probing(port, beside, felt))]
    tasks += [asyncio.ensure_future(keep_talking(session, felt)) for session in sessions]
    try:
        if name is None:
            await asyncio.sleep(seconds)
        else:
            await asyncio.sleep(1)
            felt.health.clear()
            felt.beside.clear()
            sys.stdout.write(f"{name}: {await attack(name, port, seconds)}\n")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        bystander.kill()
        await bystander.communicate()
    return felt


@pytest.mark.soak
@pytest.mark.parametrize("name", in_turn(list(ATTACKS), 3))
async def test_probes_and_interviews_are_not_slowed_by_an_attack(
    small_platform: RealPlatform, name: str
) -> None:
    before = await felt_during(small_platform, None, _CALM_S)

    felt = await felt_during(small_platform, name, _ATTACK_S)
    after = await felt_during(small_platform, None, _CALM_S)

    summary = f"calm: {before} | {name}: {felt} | after: {after}"
    sys.stdout.write(f"{summary}\n")
    health = max(HEALTH_S, 4 * max(p95(before.health), p95(after.health), p95(felt.beside)))
    question = max(QUESTION_S, 4 * max(p95(before.questions), p95(after.questions)))
    assert len(felt.health) >= _LEAST_PROBES, summary
    assert len(felt.questions) >= _LEAST_QUESTIONS, summary
    assert p95(felt.health) <= health, summary
    assert p95(felt.questions) <= question, summary
