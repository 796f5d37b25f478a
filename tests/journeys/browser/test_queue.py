"""The queue and the list of a team: claimed by two people, approved together, and kept as a view."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, signed_in, turn_queue_to

from vivavoce.tenancy.usecases.create_organization import build_demo_email


def test_two_people_see_who_works_on_what_and_when_it_is_due(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.planned("Quentin Dubois")
    at_the_queue(page, browser_platform)
    row = page.get_by_role("listitem").filter(has_text="Quentin Dubois")
    turn_queue_to(page, row)
    expect(row).to_contain_text(re.compile(r"Due in \d+ h"))
    expect(row).to_contain_text(re.compile(r"\d+ min to read"))

    page.get_by_role("button", name="Claim: Quentin Dubois").click()
    expect(row).to_contain_text("Claimed by you")
    at_the_queue(other_page, browser_platform, "admin")
    theirs = other_page.get_by_role("listitem").filter(has_text="Quentin Dubois")
    turn_queue_to(other_page, theirs)
    expect(theirs).to_contain_text("Claimed by")
    other_page.get_by_role("button", name="Claim: Quentin Dubois").click()
    expect(theirs).to_contain_text("Claimed by you and")
    page.get_by_role("radio", name=re.compile("^Mine")).check()
    page.wait_for_url("**/queue?owner=mine")
    expect(row).to_be_visible()
    page.get_by_role("button", name="Release: Quentin Dubois").click()
    expect(page.get_by_text("Quentin Dubois")).to_have_count(0)
    faults = {"queue": faults_of(page)}

    assert faults == {"queue": []}


def test_a_viewer_has_nothing_to_decide_and_reads_why(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.planned("Vera Lund")
    at_the_queue(page, browser_platform, "viewer")

    expect(page.get_by_role("heading", name="Nothing for you to decide")).to_be_visible()
    expect(page.get_by_text("Vera Lund")).to_have_count(0)


def test_items_of_tests_are_shown_on_request_and_marked(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    api = f"{browser_platform.url}/api/v1"
    wish = {"name": "Trial", "mode": "test", "permissions": ["interview:create"]}
    admin = browser_platform.signed_in_as("admin")
    made = httpx.post(f"{api}/api-keys", json=wish, headers=admin).raise_for_status()
    test_key = {"X-API-Key": made.json()["key"]}
    order = {"candidateName": "Tessa Trial", "position": "Driver"}
    httpx.post(f"{api}/a2a/interview", json=order, headers=test_key).raise_for_status()
    browser_platform.planned("Rita Real")
    at_the_queue(page, browser_platform)
    real = page.get_by_role("listitem").filter(has_text="Rita Real")
    turn_queue_to(page, real)
    expect(page.get_by_text("Tessa Trial")).to_have_count(0)

    page.get_by_role("checkbox", name="Tests").check()
    page.wait_for_url("**/queue?tests=true")
    row = page.get_by_role("listitem").filter(has_text="Tessa Trial")
    expect(row.get_by_text("Test", exact=True)).to_be_visible()
    expect(page.get_by_text("Rita Real")).to_have_count(0)
    faults = {"tests": faults_of(page)}
    page.get_by_role("checkbox", name="Tests").uncheck()

    turn_queue_to(page, real)
    assert faults == {"tests": []}


def test_an_intake_waits_in_the_queue_of_the_manager_who_is_to_be_interviewed(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    wish = {"title": "Harbor pilot", "managerEmail": build_demo_email("manager")}
    recruiter = browser_platform.signed_in_as("recruiter")
    made = httpx.post(f"{browser_platform.url}/api/v1/intakes", json=wish, headers=recruiter)
    intake = made.raise_for_status().json()["intakeId"]
    signed_in(page, browser_platform, "manager")
    expect(page.get_by_role("link", name=re.compile("^Queue")).first).to_be_visible()
    page.goto(f"{browser_platform.url}/queue")

    row = page.get_by_role("listitem").filter(has_text="Harbor pilot")
    expect(row).to_contain_text("Ready to start")
    expect(page.get_by_role("button", name=re.compile("^Claim"))).to_have_count(0)
    faults = {"queue": faults_of(page)}
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name=re.compile("^Notifications, .* new$")).click()
    page.wait_for_url("**/notifications")
    notice = page.get_by_role("listitem").filter(has_text="Harbor pilot")
    notice.get_by_role("link", name="Intake interview with you").click()

    page.wait_for_url(f"**/intake/{intake}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbor pilot")
    assert faults == {"queue": []}


def test_plans_are_approved_together_after_a_dry_run_and_can_be_taken_back(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plans = [browser_platform.planned(f"Bulk {name}") for name in ("Anna", "Bert")]
    browser_platform.invited("Bulk Carl")
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews?q=bulk")
    expect(page.get_by_text("3 interviews", exact=True)).to_be_visible()

    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Approve plans").click()
    expect(page.get_by_role("heading", name="Approve 2 plans?")).to_be_visible()
    expect(page.get_by_text("1 interview without a plan to approve:")).to_be_visible()
    expect(page.get_by_text("Bulk Carl: the status is “Candidate invited”.")).to_be_visible()
    page.get_by_role("button", name="Approve 2 plans").click()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    states = [browser_platform.detail(plan.interview_id)["state"] for plan in plans]
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Approve plans").click()
    page.get_by_role("button", name="Approve 2 plans").click()
    page.get_by_role("button", name="Send now").click()

    expect(page.get_by_text("Done for 2 of 2 interviews.")).to_be_visible()
    assert states == ["PENDING", "PENDING"]
    assert {browser_platform.detail(plan.interview_id)["state"] for plan in plans} == {"APPROVED"}


def test_a_view_is_saved_opened_first_changed_and_deleted(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.planned("View Vogel")
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews?state=PENDING")
    page.get_by_role("button", name="Save as new view").click()
    page.get_by_label("Name", exact=True).fill("Plans to read")
    page.get_by_label("Share with the whole organization").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_label("View", exact=True)).to_have_value(re.compile(".+"))
    page.get_by_role("button", name="Set as default").click()
    expect(page.get_by_role("button", name="Remove default")).to_be_visible()

    page.goto(f"{browser_platform.url}/interviews")
    page.wait_for_url(re.compile(r"state=PENDING"))
    page.get_by_label("Order").select_option("longest_wait")
    page.get_by_role("button", name="Update view").click()
    expect(page.get_by_role("button", name="Update view")).to_have_count(0)
    faults = {"interviews": faults_of(page)}
    page.get_by_role("button", name="Delete view").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete view").click()

    expect(page.get_by_label("View", exact=True)).to_have_count(0)
    assert faults == {"interviews": []}
