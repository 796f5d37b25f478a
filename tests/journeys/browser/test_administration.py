"""What administrators and operators keep in order: prices, skills, the panel, templates, invitations."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import JOB_TEXT, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

RUBRIC = """Criterion: Handover
1: Hands nothing over.
2: Hands over when asked.
3: Hands over what is open.
4: Also writes it down.
5: Also checks that it was understood.
"""


def test_an_operator_sets_a_price_and_looks_at_the_models(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/operations/prices")
    page.get_by_role("button", name="Add a price").click()
    page.get_by_label("Provider").fill("models.example.com")
    page.get_by_label("Model", exact=True).fill("m-1")
    page.get_by_label("Price in dollars").fill("0.15")
    page.get_by_role("button", name="Set the price").click()
    expect(page.get_by_text(re.compile("^The price is set"))).to_be_visible()
    expect(page.get_by_text("models.example.com · m-1")).to_be_visible()
    page.goto(f"{browser_platform.url}/operations/models")
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
    expect(page.get_by_text("No model has been qualified yet")).to_be_visible()


def test_an_administrator_finds_adds_and_removes_a_skill(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/skills")
    page.get_by_role("button", name="Add a skill").click()
    page.get_by_label("Name", exact=True).fill("Cold chain handover")
    page.get_by_role("button", name="Add skill").click()
    page.get_by_label("Skill", exact=True).fill("cold chain handover")
    page.get_by_role("button", name="Remove: Cold chain handover").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Remove: Cold chain handover")).to_have_count(0)

    page.get_by_label("Job title").fill("warehouse shift leed")
    page.get_by_label("Skills of the request").fill("Inventory control, Shift planing")
    page.get_by_role("button", name="Check names").click()
    expect(page.get_by_text("Read as Inventory control.")).to_be_visible()
    expect(page.get_by_text(re.compile("^(Recognized as|No occupation is called)"))).to_be_visible()
    page.get_by_label("Job title").fill("qqq vvv")
    page.get_by_role("button", name="Check names").click()
    expect(page.get_by_text(re.compile("^No occupation is called that"))).to_be_visible()
    assert faults_of(page) == []


def test_an_administrator_adds_an_evaluator_and_switches_it_off(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    # The platform is everybody's: a second try of this test has its own evaluator.
    name = f"Handover {time.monotonic_ns()}"
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/settings/panel")
    page.get_by_role("button", name="Add an evaluator").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("textbox", name="Rubric").fill(RUBRIC)
    page.get_by_role("button", name="Add evaluator").click()
    switch = page.get_by_role("checkbox", name=name)
    expect(switch).to_be_checked()
    with page.expect_response("**/panels/switches") as switched:
        switch.click()
    assert switched.value.ok
    expect(switch).not_to_be_checked()


def test_a_template_is_made_from_a_job_text_and_deleted(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/templates")
    page.get_by_role("link", name="New template").first.click()
    page.get_by_label("Title of the position").fill("Shift lead of the night")
    page.get_by_label("Job text").fill(JOB_TEXT.read_text("utf-8"))
    page.get_by_role("button", name="Create template").click()
    expect(
        page.get_by_role("heading", name=re.compile("Shift lead of the night"), level=1)
    ).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete template").click()
    page.wait_for_url("**/templates")
    expect(page.get_by_text("Shift lead of the night")).to_have_count(0)


def test_an_invitation_is_sent_again_and_withdrawn_and_applications_are_listed(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.invited_to_join("late@example.com", "VIEWER")
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/settings/people")
    with page.expect_response("**/resend") as resent:
        page.get_by_role("button", name="Send again: late@example.com").click()
    page.get_by_role("button", name="Withdraw: late@example.com").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("button", name="Withdraw: late@example.com")).to_have_count(0)
    assert resent.value.ok
    with page.expect_response(re.compile("/oauth/applications")) as listed:
        page.goto(f"{browser_platform.url}/settings/applications")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert listed.value.ok
    page.goto(f"{browser_platform.url}/analytics")
    hiring = page.get_by_role("region", name="By position")
    with page.expect_download():
        hiring.get_by_role("button", name=re.compile("Export")).click()
