"""The guide to booking, as it is written: a candidate books an offered time, and staff moves it."""

from __future__ import annotations

import os
import re
import subprocess

from playwright.sync_api import Page, expect
from tests.docs.test_tutorials import run_blocks
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import PATIENCE_S, faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

PAGE = "how-to/let-candidates-book-a-time.md"
HOST = "rita.host@example.com"


def test_a_candidate_books_a_time_of_the_guide_and_staff_moves_it(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Bea Booker")
    token = browser_platform.signed_in_as("recruiter")["Authorization"].removeprefix("Bearer ")
    environment = {
        **os.environ,
        "API": f"{browser_platform.url}/api/v1",
        "TOKEN": token,
        "ID": guest.interview_id,
        "HOST": HOST,
    }

    said = subprocess.run(
        ["bash", "-euc", run_blocks(PAGE, "bash")],
        env=environment,
        check=True,
        timeout=PATIENCE_S,
        capture_output=True,
        text=True,
    ).stdout
    page.goto(guest.link.replace("/join/", "/status/"))
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name=re.compile(r"\d\d:\d\d")).first.click()
    expect(page.get_by_text(re.compile("Your interview is booked for"))).to_be_visible()
    expect(page.get_by_role("heading", name="Your interview is scheduled.")).to_be_visible()

    assert '"freeTimes":["' in said
    assert browser_platform.detail(guest.interview_id)["state"] == "SCHEDULED"
    assert browser_platform.in_mailbox(HOST, "A candidate booked an interview with you")
    at_the_queue(other_page, browser_platform)
    other_page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}")
    expect(other_page.get_by_role("button", name="Change offered times")).to_be_visible()
    other_page.get_by_role("button", name="Move appointment").click()
    other_page.get_by_label("Opens").fill("2030-01-08T10:00")
    other_page.get_by_role("button", name="Move", exact=True).click()
    expect(other_page.get_by_text("Moved. The candidate gets a new invitation.")).to_be_visible()
    assert browser_platform.in_mailbox(HOST, "moved an interview with you")


def test_a_recruiter_offers_times_on_the_page_of_an_interview(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Otto Offer")
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}")

    page.get_by_role("button", name="Offer times").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("e-mail")).fill("other.host@example.com")
    dialog.get_by_label("Tuesday").check()
    dialog.get_by_role("button", name="Add hours on Tuesday").click()
    afternoon = dialog.get_by_role("group", name="Tuesday, hours 2")
    afternoon.get_by_label("From").fill("11:30")
    dialog.get_by_role("button", name="Offer times").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "Tuesday: 09:00 to 12:00 and 11:30 to 17:00 overlap."
    )
    assert faults_of(page) == []
    page.set_viewport_size({"width": 360, "height": 640})
    assert dialog.evaluate("(box) => box.scrollWidth - box.clientWidth") == 0
    afternoon.get_by_label("From").fill("14:00")
    dialog.get_by_role("button", name="Offer times").click()
    expect(page.get_by_text(re.compile("The times are offered on the"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"times? of other.host@example.com"))).to_be_visible()

    page.get_by_role("button", name="Withdraw offered times").click()
    page.get_by_role("button", name="Withdraw the offer").click()
    expect(page.get_by_text("The offer is withdrawn.")).to_be_visible()
    expect(page.get_by_role("button", name="Offer times")).to_be_visible()
