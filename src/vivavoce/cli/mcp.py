"""``vivavoce mcp``: the tools of MCP for an assistant that starts a local program."""

from __future__ import annotations

import importlib
import os
from urllib.parse import urlsplit

import click

from vivavoce.app.mcp import MCP_PATH
from vivavoce.cli.runner import EXIT_USAGE, fail, run

_LOCAL_URL = "http://127.0.0.1:3009"


@click.command()
@click.option(
    "--url",
    envvar="VIVAVOCE_URL",
    default=_LOCAL_URL,
    show_default=True,
    help="The gateway's address, also as VIVAVOCE_URL.",
)
def mcp(url: str) -> None:
    """Serve the tools of MCP on stdin and stdout, by passing every message to a gateway.

    An assistant starts this program. Set VIVAVOCE_API_KEY to act for the organization, or VIVAVOCE_TOKEN to
    act for yourself. The program needs no database and stores nothing.

    Exit codes: 0 stdin has ended, 2 a setting is wrong.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        fail(
            f"'{url}' is no address of a gateway. Set VIVAVOCE_URL, such as {_LOCAL_URL}.",
            EXIT_USAGE,
        )
    key, token = os.environ.get("VIVAVOCE_API_KEY"), os.environ.get("VIVAVOCE_TOKEN")
    if bool(key) == bool(token):
        fail("set either VIVAVOCE_API_KEY or VIVAVOCE_TOKEN.", EXIT_USAGE)
    used = key or token or ""
    if not (used.isascii() and used.isprintable()):
        name = "VIVAVOCE_API_KEY" if key else "VIVAVOCE_TOKEN"
        fail(
            f"{name} has a character that it cannot have, such as '…' or a line break.", EXIT_USAGE
        )
    headers = {"X-API-Key": key} if key else {"Authorization": f"Bearer {token}"}
    # Loads the SDK, which takes a second, only when it is used.
    stdio = importlib.import_module("vivavoce.app.mcp.stdio")
    run(stdio.run_stdio_bridge(url.rstrip("/") + MCP_PATH, headers))
