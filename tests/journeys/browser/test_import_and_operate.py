"""In empty organizations: forty people imported and exported; a key, a secret and a failed event."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.journey_records import counted
from tests.journeys.browser.new_organization import create_interview, join_as_administrator
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_interviews import JOB_TEXT
from tests.journeys.browser.test_recruiter import sign_in

IMPORTED = 40


def test_forty_people_are_imported_found_reminded_cancelled_and_exported(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, browser_platform, browser_platform.recruiter_of_new_organization(), OWN_PASSWORD)
    page.wait_for_url("**/queue")
    rows = ["name,email,position,level,skills"]
    rows += [
        f"Person {number:02},p{number}@example.com,{'Baker' if number % 4 else 'Cook'},MID,Baking"
        for number in range(IMPORTED)
    ]
    position = page.get_by_role("combobox", name="Position", exact=True)
    file = {"name": "forty.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}

    with counted(page, "Import forty interviews from a CSV file", most_clicks=6):
        page.get_by_role("link", name="Interviews").first.click()
        page.get_by_role("link", name="Import").first.click()
        page.get_by_label("Job text (optional)", exact=True).fill(JOB_TEXT)
        page.get_by_label("CSV file").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name=f"Create {IMPORTED} interviews").click()
        expect(page.get_by_text(f"{IMPORTED} interviews created.")).to_be_visible()
    with counted(page, "Find ten of forty interviews and cancel them", most_clicks=6):
        page.get_by_role("link", name="Interviews").first.click()
        position.select_option("Cook")
        expect(page.get_by_text("10 interviews", exact=True)).to_be_visible()
        page.get_by_label("Select all shown").check()
        page.get_by_role("button", name="Cancel interviews").click()
        page.get_by_role("button", name="Cancel 10 interviews").click()
        expect(page.get_by_text("Done for 10 of 10 interviews.")).to_be_visible()
    with counted(page, "Export the interviews of a position", most_clicks=3):
        position.select_option("Baker")
        expect(page.get_by_text("30 interviews", exact=True)).to_be_visible()
        with page.expect_download() as exporting:
            page.get_by_role("button", name=re.compile("Export")).first.click()
    exported = list(
        csv.DictReader(Path(exporting.value.path()).read_text("utf-8-sig").splitlines())
    )

    assert len(exported) == 30
    assert faults_of(page) == []


def test_an_administrator_replaces_a_key_and_a_secret_and_replays_a_failed_event(
    page: Page, browser_platform: BrowserPlatform, receiver: tuple[str, Path]
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    join_as_administrator(page, browser_platform)
    create_interview(page, "Vera Failed", "vera.failed@example.com", JOB_TEXT)
    # No page makes the platform fail: the bus puts an event of this interview aside.
    browser_platform.fail_event(page.url.rpartition("/")[2])
    page.get_by_role("link", name="Settings").first.click()

    page.get_by_role("link", name="API keys").first.click()
    page.get_by_role("button", name="Create an API key").click()
    page.get_by_label("Name").fill("Workday")
    page.get_by_label("Read interviews, plans and assessments").check()
    page.get_by_role("button", name="Create key").click()
    page.get_by_role("button", name="I have saved it").click()
    with counted(page, "Rotate an API key", most_clicks=4):
        page.get_by_role("button", name=re.compile("^Rotate: Workday")).click()
        page.get_by_role("button", name="Rotate key").click()
        page.get_by_role("button", name="I have saved it").click()
    page.get_by_role("button", name=re.compile("^Revoke: Workday")).first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Revoke")).click()
    page.get_by_role("link", name="Webhooks").first.click()
    page.get_by_role("button", name="Add a webhook").click()
    page.get_by_label("Address").fill(f"{receiver[0]}/ok")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="I have saved it").click()
    with counted(page, "Rotate the secret of a webhook", most_clicks=4):
        page.get_by_role("button", name="Rotate secret").click()
        page.get_by_role("dialog").get_by_role("button", name="Rotate secret").click()
        page.get_by_role("button", name="I have saved it").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    with counted(page, "Replay a failed event", most_clicks=3):
        page.get_by_role("link", name="Failed events").first.click()
        page.get_by_role("button", name=re.compile("^Replay: ")).first.click()
        expect(page.get_by_role("heading", name="No failed events")).to_be_visible()
    page.get_by_label("Also show replayed events").check()
    expect(page.get_by_text(re.compile("^Replayed on ")).first).to_be_visible()
    assert faults_of(page) == []
