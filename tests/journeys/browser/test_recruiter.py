"""The recruiter's way: signing in, the queue, a plan, an assessment, and an empty queue again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import Keyboard, faults_of, until

from vivavoce.kernel.rounding import format_level
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

IS_NEXT = """row => {
  const rows = [...document.querySelectorAll("[data-row]")];
  return rows.indexOf(document.activeElement) === rows.indexOf(row) - 1;
}"""


@pytest.fixture(scope="module")
def read(browser_platform: BrowserPlatform) -> InvitedCandidate:
    """An interview that was read; two of its questions were left out."""
    return browser_platform.interviewed("Lin Wu", skip=2)


def signed_in(
    page: Page,
    browser_platform: BrowserPlatform,
    who: str = "recruiter",
    password: str = DEMO_PASSWORD,
) -> None:
    sign_in(page, browser_platform, build_demo_email(who), password)


def sign_in(page: Page, browser_platform: BrowserPlatform, email: str, password: str) -> None:
    page.goto(f"{browser_platform.url}/sign-in")
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def at_the_queue(page: Page, browser_platform: BrowserPlatform, who: str = "recruiter") -> None:
    signed_in(page, browser_platform, who)
    page.wait_for_url("**/queue")


def turn_queue_to(page: Page, item: Locator) -> None:
    """Turn the pages of the queue until one has the item: whatever other tests left waits there, too."""
    following = page.get_by_role("button", name="Next", exact=True)
    expect(page.get_by_role("heading", name="Needs your attention")).to_be_visible()
    expect(item.or_(following).first).to_be_visible()
    while not item.count() and following.count() and following.is_enabled():
        first = page.get_by_role("listitem").first.inner_text()
        following.click()
        expect(page.get_by_role("listitem").first).not_to_have_text(first)
    expect(item.first).to_be_visible()


def open_assessment(
    page: Page, browser_platform: BrowserPlatform, interview: InvitedCandidate
) -> None:
    page.goto(f"{browser_platform.url}/interviews/{interview.interview_id}/assessment")
    expect(page.get_by_role("heading", name="Competencies")).to_be_visible()


def test_a_wrong_password_gives_one_message_for_both_fields(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    signed_in(page, browser_platform, password="not-the-password")

    expect(page.get_by_role("alert")).to_be_visible()
    assert page.url.endswith("/sign-in")


def test_a_plan_is_changed_by_a_change_request_and_then_approved(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    name = browser_platform.new_name("Tom Baker")
    plan = browser_platform.planned(name)
    at_the_queue(page, browser_platform)
    review = page.get_by_role("link", name=f"Review {name}", exact=True)
    turn_queue_to(page, review)

    review.click()
    expect(page.get_by_text(re.compile("20 minutes · version"))).to_be_visible()
    page.get_by_label("Change request").fill("Please make it 10 minutes")
    page.get_by_role("button", name="Request version 2").click()
    page.get_by_role("button", name="Make version 2").click()
    expect(page.get_by_text(re.compile("10 minutes · version 2"))).to_be_visible()
    expect(page.get_by_text("Please make it 10 minutes")).to_be_visible()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    page.get_by_role("button", name="Approve plan").click()
    page.get_by_role("button", name="Send now").click()

    expect(page.get_by_text(re.compile(r"/interview/join/"))).to_be_visible()
    assert browser_platform.detail(plan.interview_id)["state"] == "APPROVED"
    page.goto(f"{browser_platform.url}/queue")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=f"Review {name}", exact=True)).to_have_count(0)


def test_a_plan_is_rejected_with_a_reason(page: Page, browser_platform: BrowserPlatform) -> None:
    name = browser_platform.new_name("Mina Okafor")
    plan = browser_platform.planned(name)
    at_the_queue(page, browser_platform)
    review = page.get_by_role("link", name=f"Review {name}", exact=True)
    turn_queue_to(page, review)

    review.click()
    page.get_by_label("Change request").fill("The position was filled.")
    page.get_by_role("button", name="Reject", exact=True).click()
    page.get_by_role("button", name="Reject plan").click()
    page.get_by_role("button", name="Send now").click()

    until(
        page,
        lambda: browser_platform.detail(plan.interview_id)["state"] == "REJECTED",
        "the plan was not rejected",
    )
    last = browser_platform.detail(plan.interview_id)["transitions"][-1]
    assert (last["transition"], last["reason"]) == ("REJECT", "The position was filled.")


def test_an_assessment_shows_quotes_levels_and_reasons(
    page: Page, browser_platform: BrowserPlatform, read: InvitedCandidate
) -> None:
    card = browser_platform.assessment(read.interview_id)["scorecard"]
    scored = next(one for one in card["competencies"] if one["evidence"])
    left_out = next(one for one in card["competencies"] if one["score"] is None)
    at_the_queue(page, browser_platform)
    open_assessment(page, browser_platform, read)

    row = page.locator("article", has=page.get_by_role("heading", name=scored["name"]))
    expect(row.get_by_role("img")).to_have_accessible_name(
        re.compile(rf"Proposed level {re.escape(format_level(scored['score']))} of 5")
    )
    best = max(scored["evidence"], key=lambda one: (not one["is_deficit"], one["level"]))
    expect(row.locator("blockquote").first).to_contain_text(best["quote"])
    empty = page.locator("article", has=page.get_by_role("heading", name=left_out["name"]))
    expect(empty.locator(".hatched")).to_have_text("No answer")
    expect(empty).to_contain_text("This is not a low score")
    expect(page.get_by_text(re.compile(r"Proposed by built-in rules v\d, not yet"))).to_be_visible()
    row.get_by_role("button", name=re.compile("^Turn ")).first.click()
    expect(page.locator("mark").first).to_be_visible()


def test_the_first_assessment_of_the_queue_is_decided_in_twelve_keystrokes(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    name = browser_platform.new_name("Amara Okonkwo")
    guest = browser_platform.interviewed(name)
    at_the_queue(page, browser_platform)
    row = page.get_by_role("link", name=f"Review {name}", exact=True)
    turn_queue_to(page, row)
    # Others wait longer here, and each is one more key away; the twelve are for who is first.
    earlier = Keyboard(page)
    for _ in range(page.locator("[data-row]").count()):
        if row.evaluate(IS_NEXT):
            break
        earlier.press("j")
    keys = Keyboard(page)
    keys.press("j")
    expect(row).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Competencies")).to_be_visible()
    keys.press("1")
    keys.press("Control+Enter")
    sure = page.get_by_role("button", name="Decide now")
    send = page.get_by_role("button", name="Send now")
    expect(sure.or_(send)).to_be_visible()
    if sure.is_visible():
        keys.use("Decide now")
    expect(send).to_be_visible()
    # No key is needed to send it: the ten seconds to take it back go by.
    expect(page.get_by_role("heading", name="Strong hire", exact=True)).to_be_visible()

    assert keys.presses <= 12
    decided = browser_platform.detail(guest.interview_id)
    assert decided["state"] == "ASSESSMENT_APPROVED"
    assert decided["hiringDecision"]["outcome"] == "STRONG_HIRE"
    page.goto(f"{browser_platform.url}/queue")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(row).to_have_count(0)


def test_a_viewer_reads_and_does_not_decide(
    page: Page, browser_platform: BrowserPlatform, read: InvitedCandidate
) -> None:
    at_the_queue(page, browser_platform, "viewer")
    open_assessment(page, browser_platform, read)

    expect(page.get_by_text("You cannot decide on this")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)


def test_the_history_of_an_interview_is_shown(
    page: Page, browser_platform: BrowserPlatform, read: InvitedCandidate
) -> None:
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews/{read.interview_id}")

    history = page.locator("section", has=page.get_by_role("heading", name="History"))
    steps = history.get_by_role("listitem")
    expect(steps.first).to_contain_text("Assessment was ready for a decision")
    expect(steps.last).to_contain_text("Interview requested")


def test_every_page_is_accessible_on_any_screen(
    page: Page, browser_platform: BrowserPlatform, read: InvitedCandidate
) -> None:
    plan = browser_platform.planned("Maximiliane Featherstonehaugh-Okonkwo de la Cruz")
    page.goto(f"{browser_platform.url}/sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    faults = {"sign-in": faults_of(page)}
    at_the_queue(page, browser_platform)
    # The platform is everybody's: a second try of this test has its own plan beside the first one's.
    review = page.get_by_role("link", name=re.compile("Review Maximiliane"))
    turn_queue_to(page, review)
    faults["queue"] = faults_of(page)
    for name, path, sight in (
        ("interview", f"interviews/{read.interview_id}", "History"),
        ("plan", f"interviews/{plan.interview_id}/plan", "Questions"),
        ("assessment", f"interviews/{read.interview_id}/assessment", "Competencies"),
        ("mailbox", "settings/mailbox", "Local mailbox"),
        ("API", "api/docs", "Vivavoce API"),
    ):
        page.goto(f"{browser_platform.url}/{path}")
        expect(page.get_by_role("heading", name=sight)).to_be_visible()
        faults[name] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}
