"""Run the kit: ``python -m tests.a2a_kit FOLDER``; FOLDER is a checkout with its environment in ``.venv``."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import httpx
import uvicorn
from tests.a2a_kit.adapter import adapter_app
from tests.a2a_kit.interviews import interviews_at
from tests.fakes.platform_process import RealPlatform, standing
from tests.ports import free_ports


async def _run(kit: Path, platform: RealPlatform, port: int, arguments: list[str]) -> int:
    interviews = await interviews_at(platform.url)
    async with adapter_app(platform.url, interviews) as app, asyncio.TaskGroup() as group:
        config = uvicorn.Config(app, port=port, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        group.create_task(server.serve())
        try:
            return await _run_kit(kit, f"http://127.0.0.1:{port}", arguments)
        finally:
            server.should_exit = True


async def _run_kit(kit: Path, url: str, arguments: list[str]) -> int:
    # The kit waits 5 s for a response, and the first request of a process loads the SDK.
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=5), timeout=60) as http:
        for path in ("/.well-known/agent-card.json", "/a2a/v1/tasks"):
            (await http.get(f"{url}{path}", headers={"A2A-Version": "1.0"})).raise_for_status()
    running = await asyncio.create_subprocess_exec(
        kit / ".venv" / "bin" / "python",
        "run_tck.py",
        f"--sut-host={url}",
        "--transport=jsonrpc,http_json",
        "--",
        "--webhook-host=127.0.0.1",
        *arguments,
        cwd=kit,
    )
    return await running.wait()


def main() -> int:
    """Start a platform and the adapter, and run the kit against them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kit", type=Path)
    named, arguments = parser.parse_known_args()
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="vivavoce-a2a-kit-") as folder:
        settings = {"VIVAVOCE_LOG_LEVEL": "warning", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        platform = RealPlatform(Path(folder), settings=settings)
        with standing(platform, ready_in_s=300):
            return asyncio.run(_run(named.kit.resolve(), platform, port, arguments))


if __name__ == "__main__":
    sys.exit(main())
