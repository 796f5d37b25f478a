"""A person connects an application on the consent page, refuses another, and disconnects the first."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789"


class _Landing(BaseHTTPRequestHandler):
    """The application's own page, to which the browser returns."""

    def do_GET(self) -> None:
        body = b"<!doctype html><html lang=en><title>Back</title><h1>Back in the application</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library names it
        """Say nothing."""


@pytest.fixture
def landing() -> Iterator[str]:
    """Where an application on this computer waits for the browser."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Landing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/callback"
    server.shutdown()
    server.server_close()


@pytest.fixture
def traveler(
    browser_platform: BrowserPlatform, chromium: Browser, landing: str
) -> Iterator[tuple[Page, str]]:
    """A page that may also be sent to the application, and the application's address."""
    for page in visit(browser_platform.url, chromium, elsewhere=(landing.rsplit("/", 1)[0],)):
        yield page, landing


def test_an_application_is_connected_and_disconnected_and_another_is_refused(
    traveler: tuple[Page, str], browser_platform: BrowserPlatform
) -> None:
    page, landing = traveler
    name = f"Desk assistant {time.monotonic_ns()}"
    client_id = _register(browser_platform, name, landing)
    at_the_queue(page, browser_platform)

    page.goto(_authorize_url(browser_platform, client_id, landing))
    expect(page.get_by_role("heading", name=f"Connect “{name}”?")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Do not allow").click()
    expect(page.get_by_role("heading", name="Back in the application")).to_be_visible()
    assert _values_of(page.url)["error"] == "access_denied"

    page.goto(_authorize_url(browser_platform, client_id, landing))
    page.get_by_role("button", name="Allow", exact=True).click()
    expect(page.get_by_role("heading", name="Back in the application")).to_be_visible()
    token = _exchange(browser_platform, client_id, landing, _values_of(page.url)["code"])
    assert _reaches_mcp(browser_platform, token) == 200

    page.goto(f"{browser_platform.url}/settings/applications")
    page.get_by_role("button", name=re.compile(f"^Disconnect: {name}")).click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text(name)).to_have_count(0)
    assert _reaches_mcp(browser_platform, token) == 401
    assert faults_of(page) == []


def _register(browser_platform: BrowserPlatform, name: str, redirect: str) -> str:
    about = {
        "client_name": name,
        "redirect_uris": [redirect],
        "token_endpoint_auth_method": "none",
    }
    answer = httpx.post(f"{browser_platform.url}/oauth/register", json=about, timeout=30)
    assert answer.is_success, answer.text
    client_id: str = answer.json()["client_id"]
    return client_id


def _authorize_url(browser_platform: BrowserPlatform, client_id: str, redirect: str) -> str:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    wish = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect,
        "state": "a state",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "scope": "interview:read",
        "resource": f"{browser_platform.url}/mcp",
    }
    return f"{browser_platform.url}/oauth/authorize?{urlencode(wish)}"


def _exchange(browser_platform: BrowserPlatform, client_id: str, redirect: str, code: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": VERIFIER,
    }
    answer = httpx.post(f"{browser_platform.url}/oauth/token", data=form, timeout=30)
    assert answer.is_success, answer.text
    token: str = answer.json()["access_token"]
    return token


def _reaches_mcp(browser_platform: BrowserPlatform, token: str) -> int:
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "a", "version": "1"},
        },
    }
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
    }
    answer = httpx.post(
        f"{browser_platform.url}/mcp", content=json.dumps(call), headers=headers, timeout=30
    )
    return answer.status_code


def _values_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
