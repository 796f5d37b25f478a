"""The example planners and assessor outlast a platform that is not there yet, and one that breaks off."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.ports import free_ports

EXAMPLES = Path(__file__).parents[3] / "examples"
_WITHIN_S = 120


@pytest.mark.parametrize(
    "program", ["outside_planner.py", "outside_assessor.py", "agno_planner/agno_planner.py"]
)
def test_a_program_asks_again_until_the_platform_answers(program: str, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    asked = threading.Semaphore(0)
    times = 0

    class Platform(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal times
            times += 1
            if times == 1:
                self.close_connection = True
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"data": []}')
            asked.release()

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    said = tmp_path / "said.txt"
    settings = {
        "A2A_API_KEY": "key",
        "TENANT_ID": "00000000-0000-7000-8000-00000000d390",
        "VIVAVOCE_URL": f"http://127.0.0.1:{port}",
        "KAFKA_BROKER": "",
    }
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, EXAMPLES / program],
            env={**os.environ, **settings},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for_line(said, process)
        server = ThreadingHTTPServer(("127.0.0.1", port), Platform)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        assert asked.acquire(timeout=_WITHIN_S), said.read_text()
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
    server.shutdown()
    server.server_close()

    assert "ConnectError" in said.read_text()
    assert times >= 2


def _wait_for_line(said: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the program has said that nothing answers, or has ended."""
    pause = threading.Event()
    for _ in range(_WITHIN_S * 10):
        if said.stat().st_size or process.poll() is not None:
            return
        pause.wait(0.1)
