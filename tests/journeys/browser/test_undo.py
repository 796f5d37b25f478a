"""Decisions can be taken back for ten seconds: by key, by touch, over pages and without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import Keyboard, faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue, open_assessment, signed_in

WITH_UNDO_S = 10
_MOMENT_MS = 500
_HELD = re.compile("^(Approving|Rejecting) ")
_FOCUSED = "() => document.activeElement === document.body ? '' : document.activeElement.innerText"


@pytest.fixture
def phone(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    yield from visit(
        browser_platform.url,
        chromium,
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
    )


def open_plan(
    page: Page, browser_platform: BrowserPlatform, plan: InvitedCandidate, who: str = "recruiter"
) -> None:
    page.clock.install()
    at_the_queue(page, browser_platform, who)
    page.goto(f"{browser_platform.url}/interviews/{plan.interview_id}/plan")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()


def state(browser_platform: BrowserPlatform, plan: InvitedCandidate) -> str:
    found: str = browser_platform.detail(plan.interview_id)["state"]
    return found


def steps(browser_platform: BrowserPlatform, plan: InvitedCandidate, transition: str) -> int:
    taken = browser_platform.detail(plan.interview_id)["transitions"]
    return [step["transition"] for step in taken].count(transition)


def held(page: Page) -> None:
    expect(page.get_by_role("region", name="Pending decision")).to_be_visible()


def let_the_time_pass(page: Page) -> None:
    """Leap over the time in which a decision can be undone, and leave the page a moment to send it."""
    page.clock.fast_forward((WITH_UNDO_S + 1) * 1000)
    page.wait_for_timeout(_MOMENT_MS)


def test_a_plan_is_approved_by_one_key_and_undone_by_the_next(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan, keys = browser_platform.planned("Noor Haddad"), Keyboard(page)
    open_plan(page, browser_platform, plan)

    keys.press("a")
    held(page)
    expect(page.get_by_role("status").filter(has_text="Press U to undo")).to_be_attached()
    keys.press("a")
    keys.press("u")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()
    undone = state(browser_platform, plan)
    keys.press("a")
    held(page)
    keys.press("Control+z")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()
    let_the_time_pass(page)
    assert (undone, state(browser_platform, plan)) == ("PENDING", "PENDING")

    keys.use("Approve plan")
    held(page)
    assert page.evaluate(_FOCUSED).startswith("Approving the plan for Noor Haddad")
    let_the_time_pass(page)
    expect(page.get_by_text(re.compile("/interview/join/"))).to_be_visible()

    assert (state(browser_platform, plan), steps(browser_platform, plan, "APPROVE")) == (
        "APPROVED",
        1,
    )
    assert page.evaluate(_FOCUSED) == "Candidate invited"


def test_on_a_phone_the_bar_undoes_and_sends_a_plan_decision(
    phone: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Ines Moreau")
    open_plan(phone, browser_platform, plan)

    phone.get_by_role("button", name="Approve plan").tap()
    held(phone)
    for name in ("Undo", "Send now"):
        box = phone.get_by_role("button", name=name).bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.get_by_role("button", name="Approve plan")).to_be_visible()
    undone = state(browser_platform, plan)
    phone.get_by_role("button", name="Approve plan").tap()
    phone.get_by_role("button", name="Send now").tap()
    expect(phone.get_by_text(re.compile("/interview/join/"))).to_be_visible()

    assert (undone, state(browser_platform, plan)) == ("PENDING", "APPROVED")
    assert phone.evaluate(_FOCUSED) != ""


def test_an_assessment_is_never_decided_by_an_accidental_key(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest, keys = browser_platform.interviewed("Kofi Mensah"), Keyboard(page)
    page.clock.install()
    at_the_queue(page, browser_platform)
    open_assessment(page, browser_platform, guest)
    reason = page.get_by_label("Reason")

    keys.press("3")
    keys.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Give a reason")
    keys.press("1")
    expect(page.get_by_role("radio", name=re.compile("^Strong hire"))).to_be_checked()
    expect(reason).to_have_value("")
    keys.press("3")
    keys.press("m")
    keys.type("1")
    keys.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Give a reason")
    keys.type(" answer only, and it was not about the role.")
    keys.press("Control+Enter")
    sure = page.get_by_role("button", name="Decide now")
    expect(sure.or_(page.get_by_role("button", name="Send now"))).to_be_visible()
    if sure.is_visible():
        keys.use("Decide now")
    held(page)
    keys.press("Control+z")
    expect(reason).to_have_value("1 answer only, and it was not about the role.")
    let_the_time_pass(page)

    assert state(browser_platform, guest) == "ASSESSMENT_PENDING"
    expect(page.get_by_role("radio", name=re.compile("^No hire"))).to_be_checked()
    assert browser_platform.detail(guest.interview_id)["hiringDecision"] is None


def test_a_decision_is_sent_while_the_next_item_is_read_and_undo_leads_back(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan, keys = browser_platform.planned("Yara Costa"), Keyboard(page)
    open_plan(page, browser_platform, plan)

    keys.press("a")
    held(page)
    page.get_by_role("link", name="Queue").first.click()
    page.wait_for_url("**/queue")
    held(page)
    keys.press("u")

    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()
    assert page.url.endswith(f"{plan.interview_id}/plan")
    keys.press("a")
    page.get_by_role("link", name="Queue").first.click()
    page.wait_for_url("**/queue")
    let_the_time_pass(page)
    until(
        page,
        lambda: state(browser_platform, plan) == "APPROVED",
        "it was not sent from the next page",
    )
    assert steps(browser_platform, plan, "APPROVE") == 1


@pytest.mark.parametrize("way", ["leaves", "reloads"])
def test_a_decision_is_sent_once_when_the_page_is_left(
    page: Page, browser_platform: BrowserPlatform, way: str
) -> None:
    plan = browser_platform.planned(f"Omar {way}")
    open_plan(page, browser_platform, plan)

    page.get_by_role("button", name="Approve plan").click()
    held(page)
    if way == "leaves":
        page.goto("about:blank")
    else:
        page.reload()

    until(page, lambda: state(browser_platform, plan) == "APPROVED", "it was lost with the page")
    assert steps(browser_platform, plan, "APPROVE") == 1
    if way == "reloads":
        expect(page.get_by_text(re.compile("/interview/join/"))).to_be_visible()
        expect(page.get_by_text(re.compile("already decided|Not sent yet"))).to_have_count(0)


def test_without_a_network_a_decision_is_sent_after_the_reconnection(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Lena Vogt")
    open_plan(page, browser_platform, plan)

    page.get_by_role("button", name="Approve plan").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(re.compile("^Not sent yet"))).to_be_visible()
    before = state(browser_platform, plan)
    page.context.set_offline(False)

    until(page, lambda: state(browser_platform, plan) == "APPROVED", "it was not sent")
    assert before == "PENDING"
    expect(page.get_by_text(re.compile("^Not sent yet"))).to_have_count(0)
    assert steps(browser_platform, plan, "APPROVE") == 1


def test_a_sign_out_in_another_tab_holds_a_decision_back_until_the_person_is_there_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Silke Brandt")
    open_plan(page, browser_platform, plan)
    other_tab = page.context.new_page()
    other_tab.goto(f"{browser_platform.url}/interviews")
    leave = other_tab.get_by_role("button", name="Sign out").first
    expect(leave).to_be_visible()

    page.get_by_role("button", name="Approve plan").click()
    held(page)
    leave.click()
    expect(page.get_by_text("1 decision was not sent.")).to_be_visible()
    expect(page.get_by_text("Silke Brandt")).to_have_count(0)
    faults = {"sign-in": faults_of(page)}
    let_the_time_pass(page)
    before = state(browser_platform, plan)
    signed_in(page, browser_platform)
    expect(page.get_by_text(re.compile("or you were signed out, before"))).to_be_visible()
    page.get_by_role("button", name="Send now").click()

    until(page, lambda: state(browser_platform, plan) == "APPROVED", "it was not sent")
    assert before == "PENDING"
    assert faults == {"sign-in": []}


def test_an_earlier_decision_of_another_person_is_named_and_not_overwritten(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Petra Novak")
    open_plan(page, browser_platform, plan, "admin")
    page.get_by_label("Change request").fill("Wrong role altogether.")
    page.get_by_role("button", name="Reject", exact=True).click()
    page.get_by_role("button", name="Reject plan").click()
    held(page)

    browser_platform.approve(plan)
    page.get_by_role("button", name="Send now").click()

    expect(
        page.get_by_text("Ruth Demo has already decided this: candidate invited.")
    ).to_be_visible()
    expect(page.get_by_text(re.compile("You wrote: “Wrong role altogether.”"))).to_be_visible()
    assert state(browser_platform, plan) == "APPROVED"


def test_the_undo_bar_is_accessible_on_any_screen(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Maximiliane Featherstonehaugh-Okonkwo de la Cruz")
    open_plan(page, browser_platform, plan)
    page.context.set_offline(True)
    page.get_by_role("button", name="Approve plan").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(re.compile("^Not sent yet"))).to_be_visible()
    unsent = faults_of(page)
    page.get_by_role("button", name="Discard").click()
    page.context.set_offline(False)
    page.get_by_role("button", name="Approve plan").click()
    expect(page.get_by_role("heading", level=2).filter(has_text=_HELD)).to_be_visible()

    assert (unsent, faults_of(page)) == ([], [])
