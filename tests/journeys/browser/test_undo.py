"""Decisions can be taken back for ten seconds: by key, by touch, over pages and without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.eyes import Keyboard, faults_of, until
from tests.journeys.browser.stage import Invited, Stage
from tests.journeys.browser.test_recruiter import at_the_queue, open_assessment

WITH_UNDO_S = 10
_HELD = re.compile("^(Approving|Rejecting) ")
_FOCUSED = "() => document.activeElement === document.body ? '' : document.activeElement.innerText"


@pytest.fixture
def phone(stage: Stage, chromium: Browser) -> Iterator[Page]:
    yield from visit(
        stage.url,
        chromium,
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
    )


def open_plan(page: Page, stage: Stage, plan: Invited, who: str = "recruiter") -> None:
    at_the_queue(page, stage, who)
    page.goto(f"{stage.url}/interviews/{plan.interview_id}/plan")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()


def state(stage: Stage, plan: Invited) -> str:
    found: str = stage.detail(plan.interview_id)["state"]
    return found


def steps(stage: Stage, plan: Invited, transition: str) -> int:
    taken = stage.detail(plan.interview_id)["transitions"]
    return [step["transition"] for step in taken].count(transition)


def held(page: Page) -> None:
    expect(page.get_by_role("region", name="Pending decision")).to_be_visible()


def test_a_plan_is_approved_by_one_key_that_the_next_takes_back(page: Page, stage: Stage) -> None:
    plan, keys = stage.planned("Noor Haddad"), Keyboard(page)
    open_plan(page, stage, plan)

    keys.press("a")
    held(page)
    expect(page.get_by_role("status").filter(has_text="Press U to undo")).to_be_attached()
    keys.press("a")
    keys.press("u")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()
    undone = state(stage, plan)
    keys.press("a")
    held(page)
    keys.press("Control+z")
    expect(page.get_by_role("button", name="Approve plan")).to_be_visible()
    page.wait_for_timeout((WITH_UNDO_S + 1) * 1000)
    assert (undone, state(stage, plan)) == ("PENDING", "PENDING")

    keys.use("Approve plan")
    held(page)
    assert page.evaluate(_FOCUSED).startswith("Approving the plan for Noor Haddad")
    expect(page.get_by_text(re.compile("/interview/join/"))).to_be_visible()

    assert (state(stage, plan), steps(stage, plan, "APPROVE")) == ("APPROVED", 1)
    assert page.evaluate(_FOCUSED) == "Candidate invited"


def test_on_a_phone_the_bar_takes_a_plan_back_and_sends_it(phone: Page, stage: Stage) -> None:
    plan = stage.planned("Ines Moreau")
    open_plan(phone, stage, plan)

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
    undone = state(stage, plan)
    phone.get_by_role("button", name="Approve plan").tap()
    phone.get_by_role("button", name="Send now").tap()
    expect(phone.get_by_text(re.compile("/interview/join/"))).to_be_visible()

    assert (undone, state(stage, plan)) == ("PENDING", "APPROVED")
    assert phone.evaluate(_FOCUSED) != ""


def test_an_assessment_is_never_decided_by_a_stray_key(page: Page, stage: Stage) -> None:
    guest, keys = stage.interviewed("Kofi Mensah"), Keyboard(page)
    at_the_queue(page, stage)
    open_assessment(page, stage, guest)
    reason = page.get_by_label("Reason")

    keys.press("2")
    keys.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Give a reason")
    keys.press("1")
    expect(page.get_by_role("radio", name=re.compile("^Approve"))).to_be_checked()
    expect(reason).to_have_value("")
    keys.press("2")
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
    page.wait_for_timeout((WITH_UNDO_S + 1) * 1000)

    assert state(stage, guest) == "ASSESSMENT_PENDING"
    expect(page.get_by_role("radio", name=re.compile("^Reject"))).to_be_checked()


def test_a_decision_goes_on_while_one_reads_the_next_and_undo_leads_back(
    page: Page, stage: Stage
) -> None:
    plan, keys = stage.planned("Yara Costa"), Keyboard(page)
    open_plan(page, stage, plan)

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
    until(page, lambda: state(stage, plan) == "APPROVED", "it was not sent from the next page")
    assert steps(stage, plan, "APPROVE") == 1


@pytest.mark.parametrize("way", ["leaves", "reloads"])
def test_a_decision_is_sent_once_when_the_page_is_left(page: Page, stage: Stage, way: str) -> None:
    plan = stage.planned(f"Omar {way}")
    open_plan(page, stage, plan)

    page.get_by_role("button", name="Approve plan").click()
    held(page)
    if way == "leaves":
        page.goto("about:blank")
    else:
        page.reload()

    until(page, lambda: state(stage, plan) == "APPROVED", "it was lost with the page")
    assert steps(stage, plan, "APPROVE") == 1
    if way == "reloads":
        expect(page.get_by_text(re.compile("/interview/join/"))).to_be_visible()
        expect(page.get_by_text(re.compile("already decided|Not sent yet"))).to_have_count(0)


def test_without_a_network_a_decision_waits_and_is_sent_when_it_is_back(
    page: Page, stage: Stage
) -> None:
    plan = stage.planned("Lena Vogt")
    open_plan(page, stage, plan)

    page.get_by_role("button", name="Approve plan").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(re.compile("^Not sent yet"))).to_be_visible()
    before = state(stage, plan)
    page.context.set_offline(False)

    until(page, lambda: state(stage, plan) == "APPROVED", "it was not sent")
    assert before == "PENDING"
    expect(page.get_by_text(re.compile("^Not sent yet"))).to_have_count(0)
    assert steps(stage, plan, "APPROVE") == 1


def test_who_decided_meanwhile_is_named_and_nothing_is_recorded_over_it(
    page: Page, stage: Stage
) -> None:
    plan = stage.planned("Petra Novak")
    open_plan(page, stage, plan, "admin")
    page.get_by_label("Change request").fill("Wrong role altogether.")
    page.get_by_role("button", name="Reject", exact=True).click()
    page.get_by_role("button", name="Reject plan").click()
    held(page)

    stage.approve(plan)
    page.get_by_role("button", name="Send now").click()

    expect(
        page.get_by_text("Ruth Demo has already decided this: candidate invited.")
    ).to_be_visible()
    expect(page.get_by_text(re.compile("You wrote: “Wrong role altogether.”"))).to_be_visible()
    assert state(stage, plan) == "APPROVED"


def test_the_bar_can_be_read_and_reached_on_any_screen(page: Page, stage: Stage) -> None:
    plan = stage.planned("Maximiliane Featherstonehaugh-Okonkwo de la Cruz")
    open_plan(page, stage, plan)
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
