"""The candidate's path: the link, the consent, the code, the interview and its end."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import Keyboard, faults_of, until

from vivavoce.app.demo.scripted_candidates import StrongCandidate

SEND = "Send answer"


def at_the_code(page: Page, guest: InvitedCandidate) -> None:
    page.goto(guest.link)
    page.get_by_role("button", name=re.compile("^I agree")).click()
    expect(page.get_by_label("Six-digit code")).to_be_visible()


def in_room(page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate) -> None:
    at_the_code(page, guest)
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    until_asked(page)


def until_asked(page: Page) -> None:
    expect(page.get_by_text("Question", exact=True)).to_be_visible()


def question(page: Page) -> str:
    return page.locator("h1").inner_text()


def until_another(page: Page, former: str) -> None:
    until(page, lambda: question(page) != former, f"still asked '{former}'")


def answer(page: Page, text: str) -> None:
    former = question(page)
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name=SEND).click()
    until_another(page, former)


def answer_all(page: Page) -> None:
    """Answer every question as a strong candidate does, up to the page after the interview."""
    dana = StrongCandidate()
    while "/done" not in page.url:
        asked = question(page)
        is_follow_up = page.get_by_text("Follow-up question").count() > 0
        page.get_by_label("Your answer").fill(dana.answer(asked, is_follow_up=is_follow_up))
        page.get_by_role("button", name=SEND).click()
        until_another(page, asked)


def finish_early(page: Page) -> None:
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    page.wait_for_url("**/done")


def test_the_interview_is_completed_from_the_link_by_keyboard_only(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest, keys, dana = browser_platform.invited(minutes=10), Keyboard(page), StrongCandidate()
    page.goto(guest.link)
    expect(page.get_by_role("heading", name=re.compile("Hello Dana"))).to_be_focused()

    keys.use("^I agree")
    expect(
        page.get_by_role("heading", name=re.compile("Enter your six-digit code"))
    ).to_be_focused()
    keys.tab_to("Six-digit code")
    keys.type(browser_platform.code(guest.email))
    keys.press("Enter")
    expect(page.get_by_text(re.compile(r"Question 1 of \d"))).to_be_visible()
    expect(page.get_by_text(re.compile("I am a computer program")).first).to_be_visible()
    until_asked(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    follow_ups = 0
    while "/done" not in page.url:
        asked = question(page)
        is_follow_up = page.get_by_text("Follow-up question").count() > 0
        follow_ups += is_follow_up
        keys.tab_to("Your answer")
        keys.type(dana.answer(asked, is_follow_up=is_follow_up))
        keys.use(SEND)
        until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")  # noqa: B023

    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you for your time, Dana")
    assert follow_ups > 0
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")
    said = [turn["text"] for turn in browser_platform.transcript(guest.interview_id)]
    heard = page.locator("ol li p").all_inner_texts()
    assert all(text in said for text in heard[-2:])


def test_a_follow_up_shows_its_question_above_it(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    in_room(page, browser_platform, browser_platform.invited())
    asked = question(page)

    answer(page, "Oh, there was a lot going on back then.")

    expect(page.get_by_text(f"After: “{asked}”")).to_be_visible()
    expect(page.get_by_text("Your turn.", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"About \d+ minutes left"))).to_be_visible()
    finish_early(page)


def test_repeat_more_time_and_skip_work(page: Page, browser_platform: BrowserPlatform) -> None:
    guest = browser_platform.invited()
    in_room(page, browser_platform, guest)
    asked = question(page)

    page.get_by_role("button", name="Repeat the question").click()
    until_another(page, asked)
    assert asked in question(page)
    page.get_by_role("button", name="Take a moment").click()
    expect(page.get_by_text("Paused.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name=SEND)).to_be_visible()
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_role("button", name="Skip question").click()
    expect(page.get_by_text(re.compile(r"Question 2 of \d"))).to_be_visible()
    answer(page, "I counted the shelf again and booked the six missing parts with the reason.")
    finish_early(page)

    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")
    scores = browser_platform.assessment(guest.interview_id)["scorecard"]["questions"]
    assert {"no_answer", "not_asked"} <= {one["insufficient_evidence"] for one in scores}


def test_a_network_failure_loses_no_answer(page: Page, browser_platform: BrowserPlatform) -> None:
    guest = browser_platform.invited()
    in_room(page, browser_platform, guest)
    asked = question(page)
    words = "I stopped the loading, fetched the chocks myself and told the driver why."

    page.context.set_offline(True)
    expect(page.get_by_text("Disconnected.", exact=True)).to_be_visible()
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text(re.compile("sent when you are connected again"))).to_be_visible()
    page.context.set_offline(False)
    until_another(page, asked)
    page.get_by_label("Your answer").fill("half a")
    page.reload()

    expect(page.get_by_label("Your answer")).to_have_value("half a")
    finish_early(page)
    said = [turn["text"] for turn in browser_platform.transcript(guest.interview_id)]
    assert said.count(words) == 1


def test_the_link_leads_back_to_the_same_question(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited()
    in_room(page, browser_platform, guest)
    asked = question(page)

    page.goto(guest.link)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1, name=asked)).to_be_visible()
    finish_early(page)


def test_the_candidate_pages_load_nothing_of_the_console(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))

    in_room(page, browser_platform, browser_platform.invited())

    scripts = [url.rpartition("/")[2] for url in loaded if url.endswith(".js")]
    assert any(name.startswith("interview-") for name in scripts)
    assert [name for name in scripts if name.startswith("console-")] == []
    finish_early(page)


def test_more_time_is_granted_on_request(page: Page, browser_platform: BrowserPlatform) -> None:
    guest = browser_platform.invited(minutes=20)
    page.goto(guest.link)
    page.get_by_label("More time to answer").check()

    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text(re.compile("About 30 minutes left"))).to_be_visible()


def test_a_wrong_code_and_a_wrong_link_say_what_to_do(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited()
    at_the_code(page, guest)
    right = browser_platform.code(guest.email)
    wrong = "111111" if right != "111111" else "222222"

    page.get_by_label("Six-digit code").fill(wrong)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is incorrect")
    expect(page.get_by_text("4 attempts left with this code.")).to_be_visible()
    page.goto(f"{browser_platform.url}/interview/join/nothing-here")

    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")


def test_every_page_is_accessible_on_any_screen(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Wilhelmina Featherstonehaugh-Okonkwo de la Cruz")
    page.goto(guest.link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wilhelmina")
    faults = {"door": faults_of(page)}
    at_the_code(page, guest)
    faults["code"] = faults_of(page)
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    until_asked(page)
    faults["room"] = faults_of(page)
    answer(page, "It went well, I think.")
    faults["follow-up"] = faults_of(page)
    page.get_by_role("button", name="Take a moment").click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    faults["moment"] = faults_of(page)
    page.get_by_role("button", name="Continue").click()
    finish_early(page)
    faults["end"] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}
