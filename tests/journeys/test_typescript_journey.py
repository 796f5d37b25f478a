"""A partner's program in TypeScript's client: many requests, a changed plan, an approval, and refusals."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.docs.test_tutorials import install_typescript_client
from tests.fakes.api_clients import signed_in
from tests.journeys.platform import platform

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

pytestmark = pytest.mark.soak
PROGRAM = Path(__file__).parent / "typescript" / "partner.mjs"


async def test_a_partner_hires_with_the_typescript_client(tmp_path: Path) -> None:
    install_typescript_client(tmp_path)
    (tmp_path / PROGRAM.name).write_text(PROGRAM.read_text("utf-8"), "utf-8")
    data = tmp_path / "platform"
    data.mkdir()

    async with platform(data) as at:
        recruiter = await signed_in(at.gateway, "recruiter")
        token = recruiter.headers["Authorization"].removeprefix("Bearer ")
        done = subprocess.run(  # noqa: ASYNC221 - nothing else runs here
            ["node", PROGRAM.name, at.gateway, DEMO_KEY, token],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said.pop("link").startswith("http")
    assert said == {
        "created": 5,
        "sameAgain": True,
        "lastState": "PENDING",
        "planVersion": 2,
        "state": "APPROVED",
        "canceled": "CANCELLED",
        "listed": [f"Candidate {number}" for number in range(5)],
        "refusals": [[409, "invalid_transition"], [404, "interview_not_found"], [400, "malformed"]],
    }
