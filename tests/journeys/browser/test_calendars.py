"""A recruiter connects a calendar and offers times: those at which they are busy are left out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from tests.fakes.calendar_server import Answer, event_text, serve_calendars
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

from vivavoce.infra.clock import SystemClock
from vivavoce.tenancy.usecases.create_organization import build_demo_email

HOST = build_demo_email("recruiter")
FILE = "/ical/private-4c0e7f2b9a/basic.ics"


def test_busy_times_of_a_connected_calendar_are_shown_and_left_out(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    day = (SystemClock().now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    meeting = day.replace(hour=9, minute=30)
    guest = browser_platform.invited("Cara Calendar")
    at_the_queue(page, browser_platform)

    with serve_calendars() as server:
        address = server.publish(
            FILE, event_text(f"DTSTART:{meeting:%Y%m%dT%H%M%SZ}", "DURATION:PT30M")
        )
        page.goto(f"{browser_platform.url}/settings/account")
        expect(page.get_by_text("No calendar is connected.")).to_be_visible()
        page.get_by_role("button", name="Connect a calendar").click()
        page.get_by_label("Name", exact=True).fill("Work")
        page.get_by_label("Secret address", exact=True).fill(f"{server.url}/wrong.ics")
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_text(re.compile("There is no calendar at this address"))).to_be_visible()
        assert faults_of(page) == []
        page.get_by_label("Secret address", exact=True).fill(address)
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_text("“Work” is connected.")).to_be_visible()
        expect(page.get_by_text(re.compile("Next busy time: .*30"))).to_be_visible()
        assert faults_of(page) == []
        assert "private-4c0e7f2b9a" not in page.content()

        page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}")
        page.get_by_role("button", name="Offer times").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("First day").fill(f"{day:%Y-%m-%d}")
        dialog.get_by_label("Last day").fill(f"{day:%Y-%m-%d}")
        dialog.get_by_label(re.compile("e-mail")).fill(HOST)
        busy = dialog.get_by_role("region", name="Busy times of the host")
        expect(busy.get_by_role("listitem")).to_have_count(1)
        expect(busy.get_by_text(re.compile("calendar was read on"))).to_be_visible()
        for hour, minute in ((9, 0), (9, 30), (10, 0)):
            dialog.get_by_label("Or a single time").fill(f"{day:%Y-%m-%d}T{hour:02}:{minute:02}")
            dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog.get_by_text("Busy, not offered")).to_have_count(1)
        dialog.get_by_label("Minutes").fill("30")
        assert faults_of(page) == []
        dialog.get_by_role("button", name="Offer times").click()
        expect(page.get_by_text(re.compile("The times are offered on"))).to_be_visible()
        expect(page.get_by_text(f"2 times of {HOST} can be booked.")).to_be_visible()

        other_page.goto(guest.link.replace("/join/", "/status/"))
        other_page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
        other_page.get_by_role("button", name="Continue").click()
        expect(other_page.get_by_role("heading", name="Choose a time")).to_be_visible()
        times = other_page.get_by_role("button", name=re.compile(r"\d\d:\d\d"))
        expect(times).to_have_count(2)
        assert HOST not in other_page.content()
        assert "calendar.example" not in other_page.content()
        times.first.click()
        expect(other_page.get_by_text(re.compile("Your interview is booked for"))).to_be_visible()

        page.goto(f"{browser_platform.url}/settings/account")
        server.answers[FILE] = Answer(status=401)
        page.get_by_role("button", name="Read now: Work").click()
        expect(page.get_by_text("Its server refused the credentials.")).to_be_visible()
        expect(page.get_by_text(re.compile("still counts"))).to_be_visible()
        page.get_by_role("button", name="Disconnect: Work").click()
        page.get_by_role("dialog").get_by_role("button", name="Disconnect", exact=True).click()
        expect(page.get_by_text("No calendar is connected.")).to_be_visible()

    booked = browser_platform.detail(guest.interview_id)["scheduledAt"]
    assert datetime.fromisoformat(booked).astimezone(UTC) == day.replace(hour=9)
