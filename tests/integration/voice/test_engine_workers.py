"""Engine workers end with the process that started them."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest
from tests.fakes.espeak_audio import is_running

pytestmark = pytest.mark.soak

HOST = """
import asyncio, signal, sys
from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine

async def main():
    voice, ear = EspeakTtsEngine(), PocketsphinxSttEngine(SystemClock())
    _ = [sound async for sound in voice.synthesize("One.", language="en")]
    recognition = await ear.open(language="en")
    await recognition.push(bytes(3200))
    print(voice.pid, *ear.pids, flush=True)
    print(*sorted({"espeakng_loader", "pocketsphinx"} & set(sys.modules)), flush=True)
    await asyncio.Event().wait()

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_no_worker_survives_its_parent_process(how: signal.Signals) -> None:
    host = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOST,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert host.stdout is not None
    pids = [int(pid) for pid in (await host.stdout.readline()).split()]
    loaded_here = await host.stdout.readline()
    assert len(pids) == 2
    assert loaded_here.split() == []
    assert all(is_running(pid) for pid in pids)

    host.send_signal(how)
    await host.wait()

    while any(is_running(pid) for pid in pids):  # noqa: ASYNC110 - they end elsewhere
        await asyncio.sleep(0.05)
