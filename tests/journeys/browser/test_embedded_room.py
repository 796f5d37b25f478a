"""The guide to embedding, as it is written: a page of another origin shows the room and hears its events."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from tests.docs.test_tutorials import run_blocks
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import PATIENCE_S
from tests.ports import free_ports

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

PAGE = "how-to/embed-the-room.md"
(PORT,) = free_ports(1)
ORIGIN = f"http://127.0.0.1:{PORT}"
REFUSE_STORAGE = """() => {
  if (window === window.top) return;
  for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(window, name, {
      get() { throw new DOMException("denied", "SecurityError"); },
    });
  }
}"""
"""What browsers do in frames of other sites, for people who refuse such storage."""


@pytest.fixture
def guest(browser_platform: BrowserPlatform) -> InvitedCandidate:
    return browser_platform.invited("Dana Kowalczyk", minutes=10)


@pytest.fixture
def registered(browser_platform: BrowserPlatform, guest: InvitedCandidate) -> dict[str, str]:
    """The environment of the guide's commands, which have registered the customer's origin."""
    token = browser_platform.signed_in_as("admin")["Authorization"].removeprefix("Bearer ")
    environment = {
        **os.environ,
        "API": f"{browser_platform.url}/api/v1",
        "TOKEN": token,
        "KEY": DEMO_KEY,
        "ID": guest.interview_id,
        "ORIGIN": ORIGIN,
    }
    subprocess.run(
        ["bash", "-euc", run_blocks(PAGE, "sh")], env=environment, check=True, timeout=PATIENCE_S
    )
    return environment


@pytest.fixture
def customer(registered: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The customer's server: the guide's program, with nothing changed."""
    program = tmp_path / "page.py"
    program.write_text(run_blocks(PAGE, "python"), "utf-8")
    with subprocess.Popen([sys.executable, str(program)], env=registered) as process:
        _wait_for(ORIGIN)
        yield ORIGIN
        process.terminate()


def _wait_for(origin: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            httpx.get(f"{origin}/favicon.ico")
        except httpx.TransportError:
            assert time.monotonic() < until, "the guide's program does not answer"
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def careers(browser_platform: BrowserPlatform, chromium: Browser, customer: str) -> Iterator[Page]:
    """A visitor of the customer's page, whose browser refuses storage in frames of other sites."""
    yield from visit(browser_platform.url, chromium, elsewhere=(customer,))


@pytest.fixture
def careers_site(tmp_path: Path) -> Iterator[Path]:
    """The folder of a static site of the customer, which is served."""
    command = [sys.executable, "-m", "http.server", str(PORT), "--bind", "127.0.0.1"]
    (tmp_path / "favicon.ico").touch()
    with subprocess.Popen(command, cwd=tmp_path) as process:
        _wait_for(ORIGIN)
        yield tmp_path
        process.terminate()


@pytest.fixture
def own_page(
    browser_platform: BrowserPlatform, chromium: Browser, careers_site: Path
) -> Iterator[Page]:
    """A visitor of the customer's static site."""
    yield from visit(browser_platform.url, chromium, elsewhere=(ORIGIN,))


def heard(page: Page) -> list[str]:
    return page.locator("#events li").all_inner_texts()


def in_frame(page: Page) -> FrameLocator:
    return page.frame_locator("#interview iframe")


def test_a_page_of_another_origin_shows_the_interview_and_hears_its_events(
    careers: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate
) -> None:
    careers.add_init_script(f"({REFUSE_STORAGE})()")
    careers.goto(ORIGIN)
    room = in_frame(careers)

    room.get_by_role("button", name=re.compile("^I agree")).click()
    expect(room.get_by_text("Question", exact=True)).to_be_visible()
    expect(room.get_by_label("Six-digit code")).to_have_count(0)
    height = careers.locator("#interview iframe").bounding_box()["height"]  # type: ignore[index]
    content = room.locator("#root").evaluate("(root) => root.getBoundingClientRect().height")
    assert abs(height - max(480, content)) < 2
    answer = "I led the late shift when two trucks came at once."
    asked = room.locator("h1").inner_text()
    room.get_by_label("Your answer").fill(answer)
    room.get_by_role("button", name="Send answer").click()
    expect(room.locator("h1")).not_to_have_text(asked)
    room.get_by_role("button", name="End interview").click()
    room.get_by_role("button", name="End now").click()
    expect(room.get_by_role("heading", level=1)).to_contain_text("Thank you for your time, Dana")

    expect(careers.locator("#events li")).to_have_count(3)
    assert heard(careers) == ["ready", "started", "ended finished"]
    assert careers.context.cookies() == []
    said = [turn["text"] for turn in browser_platform.transcript(guest.interview_id)]
    assert answer in said
    room.get_by_role("link", name="Go to your page").click()
    expect(room.get_by_role("heading", name="Your answers are under review.")).to_be_visible()


def test_a_token_that_was_used_says_so_in_the_frame_and_to_its_page(
    careers: Page, customer: str
) -> None:
    careers.goto(customer)
    expect(in_frame(careers).get_by_role("button", name=re.compile("^I agree"))).to_be_visible()
    used = careers.locator("#interview iframe").get_attribute("src") or ""

    careers.evaluate(
        "(token) => { document.querySelector('#interview').replaceChildren();"
        " document.querySelector('#events').replaceChildren();"
        " Vivavoce.embed('#interview', { token, on: (event) => {"
        " const line = document.createElement('li'); line.textContent = event.type + ' ' + event.code;"
        " document.getElementById('events').append(line); } }); }",
        used.rpartition("/")[2],
    )

    expect(in_frame(careers).get_by_text("The interview did not open")).to_be_visible()
    expect(careers.locator("#events li")).to_have_text(["error token_not_usable"])


def test_a_page_of_an_origin_that_is_not_registered_shows_nothing_and_hears_nothing(
    chromium: Browser, browser_platform: BrowserPlatform, customer: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(customer.replace("127.0.0.1", "localhost"))

    frame = page.frames[1]
    frame.wait_for_load_state()
    page.wait_for_function("() => performance.getEntriesByType('resource').length > 0")

    assert "chrome-error" in frame.url or frame.locator("#root").count() == 0
    assert heard(page) == []
    # The browser refused it before the token was used: its own page still opens the room.
    token = (page.locator("#interview iframe").get_attribute("src") or "").rpartition("/")[2]
    opened = httpx.post(
        f"{browser_platform.url}/api/v1/candidate-access/embedded", json={"token": token}
    )
    assert opened.status_code == 200
    context.close()


def test_the_guides_frame_without_the_script_shows_the_room_and_sends_the_events(
    own_page: Page,
    careers_site: Path,
    browser_platform: BrowserPlatform,
    guest: InvitedCandidate,
    registered: dict[str, str],
) -> None:
    answer = httpx.post(
        f"{registered['API']}/interviews/{guest.interview_id}/embed-token",
        json={"origin": ORIGIN},
        headers={"X-API-Key": registered["KEY"]},
        timeout=PATIENCE_S,
    )
    frame = run_blocks(PAGE, "html").replace(
        "https://interviews.example.com/interview/embed/TOKEN",
        answer.raise_for_status().json()["url"],
    )
    listener = (
        "<script>window.messages = []; addEventListener('message', (event) =>"
        " messages.push([event.origin, event.data.source, event.data.type]));</script>"
    )
    html = f"<!doctype html><title>Careers</title>{listener}{frame}"
    (careers_site / "index.html").write_text(html, "utf-8")

    own_page.goto(ORIGIN)
    room = own_page.frame_locator("iframe")
    room.get_by_role("button", name=re.compile("^I agree")).click()
    expect(room.get_by_text("Question", exact=True)).to_be_visible()

    said = own_page.evaluate("messages")
    assert {(origin, source) for origin, source, _ in said} == {(browser_platform.url, "vivavoce")}
    assert [kind for _, _, kind in said if kind != "resize"] == ["ready", "started"]
    assert own_page.locator("iframe").bounding_box()["height"] == 720  # type: ignore[index]
