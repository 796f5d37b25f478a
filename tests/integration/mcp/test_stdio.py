"""The command ``vivavoce mcp`` by the official SDK's client for local programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import TextContent
from tests.integration.practice.studio import Studio

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")


def local_program(url: str, **credentials: str) -> StdioServerParameters:
    """Return how a desktop assistant starts the command."""
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "vivavoce", "mcp"],
        env={"PATH": os.environ["PATH"], "VIVAVOCE_URL": url, **credentials},
    )


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_local_program_has_the_same_tools(studio: Studio, mode: str) -> None:
    url = f"http://127.0.0.1:{studio.ports['gateway']}"

    parameters = local_program(url, VIVAVOCE_API_KEY=DEMO_KEY)
    async with Client(stdio_client(parameters), mode=mode) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        found = await client.call_tool("find_interviews", {"limit": 1})
        refused = await client.call_tool("get_interview", {"interview": "unknown"})

    assert {"request_interview", "decide_plan", "start_practice"} <= tools
    (content,) = found.content
    assert isinstance(content, TextContent)
    assert "interviews" in json.loads(content.text)
    assert refused.is_error


@pytest.mark.parametrize(
    ("key", "is_alive", "said"),
    [("sk_live_wrong", True, "API key is unknown"), (DEMO_KEY, False, "did not answer")],
)
async def test_a_wrong_key_and_a_dead_gateway_reach_the_assistant(
    studio: Studio, key: str, is_alive: bool, said: str
) -> None:
    port = studio.ports["gateway"] if is_alive else 9
    parameters = local_program(f"http://127.0.0.1:{port}", VIVAVOCE_API_KEY=key)

    with pytest.RaisesGroup(
        pytest.RaisesExc(MCPError, match=said), flatten_subgroups=True, allow_unwrapped=True
    ):
        async with Client(stdio_client(parameters), mode="legacy"):
            pass


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "set either VIVAVOCE_API_KEY or VIVAVOCE_TOKEN"),
        ({"VIVAVOCE_API_KEY": "a", "VIVAVOCE_TOKEN": "b"}, "set either"),
        ({"VIVAVOCE_API_KEY": "sk_live_…"}, "VIVAVOCE_API_KEY has a character"),
        ({"VIVAVOCE_TOKEN": "from_a_file\n"}, "VIVAVOCE_TOKEN has a character"),
        ({"VIVAVOCE_API_KEY": "a", "VIVAVOCE_URL": "ftp://x"}, "'ftp://x' is no address"),
    ],
)
async def test_a_wrong_setting_is_named(settings: dict[str, str], said: str) -> None:
    ended = subprocess.run(  # noqa: ASYNC221 - it ends at once
        [sys.executable, "-m", "vivavoce", "mcp"],
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 2
    assert said in ended.stderr
