"""Practice in a real browser: set it up, hold it, read the review; by the pages or by asking."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of, until
from tests.journeys.browser.test_recruiter import sign_in, signed_in

pytestmark = pytest.mark.soak

SEND = "Send answer"
STORY = (
    "In March the evening shift at my last warehouse was short of two people and the two of us "
    "disagreed about the loading. My task was to get eleven trucks out by ten. I listened, explained "
    "the rules to the team, and then I moved two pickers to the dock. In the end we sent all eleven "
    "trucks out, 20 minutes early, and nobody was hurt."
)
MORE = "I asked each of them what was in the way, and wrote it on the board for everybody to see."
OWN = "Tell me about a rule that you kept although it made you unpopular."


def practising(page: Page, browser_platform: BrowserPlatform, email: str = "") -> None:
    """Sign in as that person, or as somebody who has practised nothing yet."""
    sign_in(page, browser_platform, email or browser_platform.seeker(), OWN_PASSWORD)
    expect(page.get_by_role("heading", name="What do you want to practice?")).to_be_visible()
    expect(page.get_by_text("Payal", exact=True)).to_be_visible()


def drafted(page: Page) -> None:
    page.get_by_text("5", exact=True).click()
    page.get_by_role("button", name="Create draft").click()
    expect(page.get_by_text("Draft, version 1", exact=True)).to_be_visible()


def in_room(page: Page) -> None:
    page.get_by_role("button", name="Agree and start").click()
    expect(page.get_by_text("Question", exact=True)).to_be_visible()


def started(page: Page) -> None:
    drafted(page)
    page.get_by_role("button", name=re.compile("^Start practice")).click()
    in_room(page)


def question(page: Page) -> str:
    return page.locator("h1").inner_text()


def answer(page: Page, say: Callable[[str], None]) -> None:
    """Say what fits to whatever is asked now, and wait for what follows."""
    asked = question(page)
    is_follow_up = page.get_by_text("Follow-up question").count() > 0
    say(MORE if is_follow_up else STORY)
    until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")


def by_pointer(page: Page) -> Callable[[str], None]:
    def say(text: str) -> None:
        page.get_by_label("Your answer").fill(text)
        page.get_by_role("button", name=SEND).click()

    return say


def to_the_review(page: Page, say: Callable[[str], None]) -> None:
    while not page.url.endswith("/review"):
        answer(page, say)
    expect(page.get_by_role("heading", name="By skill")).to_be_visible()


def test_practice_works_by_keyboard_from_setup_to_review_over_a_lost_connection(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    keys = Keyboard(page)
    drafted(page)

    keys.tab_to("Request a change")
    keys.type("rather something about communication")
    keys.press("Enter")
    expect(page.get_by_text("Draft, version 2", exact=True)).to_be_visible()
    keys.use("Edit questions")
    keys.tab_to("Question 1")
    keys.press("Control+a")
    keys.type(OWN)
    keys.use("Save questions")
    expect(page.get_by_text("Draft, version 3", exact=True)).to_be_visible()
    expect(page.get_by_text("You have already edited this draft.")).to_be_visible()
    keys.use("Start practice")
    expect(page.get_by_text(re.compile("By entering, you agree to this"))).to_be_visible()
    keys.use("Agree and start")
    expect(page.get_by_role("heading", level=1, name=OWN)).to_be_focused()

    def say(text: str) -> None:
        keys.tab_to("Your answer")
        keys.type(text)
        keys.use(SEND)

    page.context.set_offline(True)
    expect(page.get_by_text("Disconnected.", exact=True)).to_be_visible()
    keys.tab_to("Your answer")
    keys.type(STORY)
    keys.use(SEND)
    expect(page.get_by_text(re.compile("sent when you are connected again"))).to_be_visible()
    page.context.set_offline(False)
    until(page, lambda: question(page) != OWN, "the answer never arrived")
    to_the_review(page, say)

    expect(page.get_by_role("article")).to_contain_text("In March the evening shift")
    page.get_by_role("link", name="My reviews", exact=True).first.click()
    expect(page.get_by_role("link", name="View review").first).to_be_visible()


def test_a_returning_person_gets_the_same_question_without_a_second_consent(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    started(page)
    asked, room = question(page), page.url

    page.goto(f"{browser_platform.url}/practice/reviews")
    page.get_by_role("link", name="Continue", exact=True).first.click()

    page.wait_for_url(room)
    expect(page.get_by_role("heading", level=1, name=asked)).to_be_visible()
    expect(page.get_by_label("Your answer")).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_role("heading", name="No review available")).to_be_visible()


def test_the_assistant_leads_from_a_request_to_the_room(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    page.get_by_role("link", name="Assistant", exact=True).filter(visible=True).click()
    box = page.get_by_label("Ask a question or request a change")
    expect(box).to_be_visible()
    faults = {"empty": faults_of(page)}

    box.fill("I want to practice a behavioral interview as ward nurse, 5 minutes")
    box.press("Enter")
    expect(page.get_by_role("region", name="Draft interview")).to_be_visible()
    faults["draft"] = faults_of(page)
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Open interview room").click()
    in_room(page)
    _keeps_conversations(page, browser_platform)

    assert {name: found for name, found in faults.items() if found} == {}


def _keeps_conversations(page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/assistant")
    page.get_by_text("Earlier conversations").click()
    page.get_by_role("button", name="Rename the conversation").click()
    page.get_by_label("Title").fill("Before Northgate Clinic")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Before Northgate Clinic").click()
    expect(page.get_by_text("I want to practice a behavioral interview as ward")).to_be_visible()
    page.goto(f"{browser_platform.url}/assistant")
    page.get_by_text("Earlier conversations").click()
    page.get_by_role("button", name="Delete the conversation “Before Northgate Clinic”").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("Earlier conversations")).to_be_hidden()


def _takes_back_an_assignment(page: Page, email: str) -> None:
    page.get_by_label("Role", exact=True).fill("Baker")
    page.get_by_label("E-mail addresses").fill(email)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned to 1 person.")).to_be_visible()
    page.get_by_label("E-mail address", exact=True).fill(email)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Cancel 1 assignment").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel assignments").click()
    expect(page.get_by_role("listitem").filter(has_text="Baker")).to_contain_text("canceled")


def test_an_assignment_leads_from_the_recruiter_to_a_review(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    role, email = "Ward nurse", browser_platform.seeker()
    signed_in(page, browser_platform)
    page.wait_for_url("**/queue")
    page.goto(f"{browser_platform.url}/assignments")
    page.get_by_label("Role", exact=True).fill(role)
    page.get_by_label("E-mail addresses").fill(email)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned to 1 person.")).to_be_visible()
    faults = {"recruiter": faults_of(page)}
    _takes_back_an_assignment(page, browser_platform.seeker())

    practising(other_page, browser_platform, email)
    other_page.goto(f"{browser_platform.url}/assignments")
    row = other_page.get_by_role("listitem").filter(has_text=role)
    row.get_by_role("link", name="Start").click()
    expect(other_page.get_by_text(re.compile("will see the result"))).to_be_visible()
    started(other_page)
    to_the_review(other_page, by_pointer(other_page))
    other_page.goto(f"{browser_platform.url}/assignments")
    expect(row.get_by_text(re.compile("Completed"))).to_be_visible()
    faults["seeker"] = faults_of(other_page)
    row.get_by_role("link", name="View review").click()
    expect(other_page.get_by_role("heading", name="By skill")).to_be_visible()
    page.get_by_label("E-mail address", exact=True).fill(email)
    page.get_by_role("button", name="Show", exact=True).click()
    found = page.get_by_role("listitem").filter(has_text=role)
    expect(found.get_by_text(re.compile(r"completed · (\d+ of 100|no score)"))).to_be_visible()
    faults["looked up"] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}


def test_every_practice_page_is_accessible_on_any_screen(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    faults = {"set-up": faults_of(page)}
    drafted(page)
    faults["draft"] = faults_of(page)
    page.get_by_role("button", name=re.compile("^Edit questions")).click()
    first = page.get_by_label("Question 1")
    page.get_by_label("Question 2").fill(first.input_value())
    page.get_by_role("button", name="Save questions").click()
    expect(page.get_by_text(re.compile("same as question 1"))).to_be_visible()
    faults["edit"] = faults_of(page)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name=re.compile("^Start practice")).click()
    expect(page.get_by_role("button", name="Agree and start")).to_be_visible()
    faults["agree"] = faults_of(page)
    in_room(page)
    faults["room"] = faults_of(page)
    to_the_review(page, by_pointer(page))
    faults["review"] = faults_of(page)
    for path, sight in (
        ("practice/reviews", "My reviews"),
        ("practice/leaderboard", "Leaderboard"),
        ("assignments", "Assigned to me"),
    ):
        page.goto(f"{browser_platform.url}/{path}")
        expect(page.get_by_role("heading", name=sight)).to_be_visible()
        expect(
            page.locator("main li, main td").or_(page.get_by_role("heading", level=2)).first
        ).to_be_visible()
        faults[path] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}
