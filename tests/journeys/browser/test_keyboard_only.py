"""The main ways of a recruiter and a candidate with a keyboard alone: the focus is seen and never lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import Keyboard, until
from tests.journeys.browser.test_candidate import SEND, question, until_asked
from tests.journeys.browser.test_interviews import JOB_TEXT

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_MOVING_MS = 300
DESK = {"width": 1440, "height": 900}
_UNSEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "the focus is on nothing";
  const box = at.getBoundingClientRect();
  const name = `${at.tagName} “${(at.innerText || at.getAttribute("aria-label") || at.id).slice(0, 40)}”`;
  if (!box.width || !box.height) return `${name} has no size`;
  // A heading only begins a page: it takes no key, and needs no ring.
  if (/^H[1-3]$/.test(at.tagName)) return "";
  const look = getComputedStyle(at);
  if (box.bottom <= 0 || box.top >= innerHeight) return `${name} is out of sight`;
  if (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) return `${name} has no ring`;
  const [x, y] = [box.left + box.width / 2, Math.max(box.top, 0) + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, Math.min(y, innerHeight - 1));
  const label = at.labels?.[0];
  const isCovered = top && !at.contains(top) && !top.contains(at) && !label?.contains(top);
  return isCovered ? `${name} is covered` : "";
}"""


def _email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.com"


class WatchedKeyboard(Keyboard):
    """A keyboard that notes after each Tab and each change of page where the focus cannot be seen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.faults: set[str] = set()
        self._watched = page

    def press(self, key: str) -> None:
        """Press one key or chord; after a Tab, look for the focus."""
        super().press(key)
        if key == "Tab":
            self.look("after Tab")

    def look(self, when: str) -> None:
        """Note where the focus is on nothing, out of sight, covered or without a ring."""
        fault = self._watched.evaluate(_UNSEEN)
        if fault:  # what moved the page may still be at it
            self._watched.wait_for_timeout(_MOVING_MS)
            fault = self._watched.evaluate(_UNSEEN)
        # Past the last control the focus is on the document until the next Tab.
        if fault and not (when == "after Tab" and fault == "the focus is on nothing"):
            self.faults.add(
                f"{self._watched.url.partition('//')[2].partition('/')[2]}, {when}: {fault}"
            )

    def arrive(self, title: str | re.Pattern[str]) -> None:
        """Wait for a page, whose heading has the focus."""
        heading = self._watched.get_by_role("heading", level=1, name=title)
        expect(heading).to_be_visible()
        expect(heading).to_be_focused()


def test_a_recruiter_signs_in_asks_approves_and_decides_with_a_keyboard_alone(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    keys, name = WatchedKeyboard(page), browser_platform.new_name("Kay Board")

    _signs_in(page, browser_platform, keys)
    _asks_for_an_interview(page, keys, name)
    _edits_a_question_and_thinks_again_about_rejecting(page, keys)
    guest = _approves(page, keys, name)
    browser_platform.take_interview(guest)
    _decides(page, keys, name)

    decided = browser_platform.detail(guest.interview_id)
    assert decided["hiringDecision"]["outcome"] == "HIRE"
    assert "\n".join(sorted(keys.faults)) == ""


def _signs_in(page: Page, browser_platform: BrowserPlatform, keys: WatchedKeyboard) -> None:
    page.goto(f"{browser_platform.url}/sign-in")
    keys.tab_to("^Work e-mail")
    keys.type(build_demo_email("recruiter"))
    keys.tab_to("^Password")
    keys.type(DEMO_PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/queue")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def _asks_for_an_interview(page: Page, keys: WatchedKeyboard, name: str) -> None:
    keys.use("^New interview")
    keys.arrive("New interview")
    keys.tab_to("^Job text")
    page.keyboard.insert_text(JOB_TEXT)
    keys.tab_to("^Name")
    keys.type(name)
    keys.tab_to("^E-mail")
    keys.type(_email_of(name))
    expect(page.get_by_text("Nothing", exact=True)).to_be_visible()
    keys.use("^Create interview")
    keys.arrive(name)
    expect(page.get_by_role("link", name="Review plan")).to_be_visible()
    keys.look("when the plan came")
    keys.use("^Review plan")
    keys.arrive(f"Plan for {name}")


def _edits_a_question_and_thinks_again_about_rejecting(page: Page, keys: WatchedKeyboard) -> None:
    keys.use("^Edit question 2")
    expect(page.get_by_role("textbox", name="Question 2", exact=True)).to_be_focused()
    keys.press("Control+End")
    keys.type(" Please give one example.")
    keys.use("^Save as version 2")
    expect(page.get_by_text(re.compile("^Since version 1:"))).to_be_visible()
    keys.look("when the plan was saved")

    keys.tab_to("^Change request")
    keys.type("The position is on hold until spring.")
    keys.use("^Reject")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.tab_to("^Keep plan")
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Reject", exact=True)).to_be_focused()


def _approves(page: Page, keys: WatchedKeyboard, name: str) -> InvitedCandidate:
    interview_id = page.url.rstrip("/").split("/")[-2]
    keys.use("^Approve plan")
    keys.look("when the plan was approved")
    keys.use("^Send now")
    link = page.get_by_text(re.compile(r"/interview/join/"))
    expect(link).to_be_visible()
    keys.look("when the approval was sent")
    found = re.search(r"https?://\S+/interview/join/\S+", link.inner_text())
    assert found
    return InvitedCandidate(interview_id, "", name, _email_of(name), found[0])


def _decides(page: Page, keys: WatchedKeyboard, name: str) -> None:
    keys.use("^Queue")
    keys.arrive(re.compile("^Needs your attention"))
    row = page.get_by_role("link", name=f"Review {name}", exact=True)
    following = page.get_by_role("button", name="Next", exact=True)
    expect(row.or_(following).first).to_be_visible()
    while not row.count():  # others may wait before it
        first = page.get_by_role("listitem").first.inner_text()
        keys.use("^Next$")
        expect(page.get_by_role("listitem").first).not_to_have_text(first)
    keys.use(f"^Review {name}")
    keys.arrive(name)
    keys.tab_to("^Strong hire")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^Hire"))).to_be_checked()
    keys.tab_to("^Reason")
    keys.type("Two clear examples of planning a shift.")
    keys.use("^Hire as ")
    sure = page.get_by_role("button", name="Decide now")
    send = page.get_by_role("button", name="Send now")
    expect(sure.or_(send)).to_be_visible()
    if sure.is_visible():
        keys.press("Escape")
        expect(page.get_by_role("button", name=re.compile("^Hire as "))).to_be_focused()
        keys.press("Enter")
        keys.use("^Decide now")
    keys.look("when the decision was made")
    keys.use("^Send now")
    expect(page.get_by_role("heading", name="Hire", exact=True)).to_be_visible()
    keys.look("when the decision was sent")


def test_a_candidate_walks_from_the_link_to_their_own_page_with_a_keyboard_alone(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest, keys, dana = (
        browser_platform.invited(browser_platform.new_name("Kay Board"), minutes=10),
        WatchedKeyboard(page),
        StrongCandidate(),
    )
    page.goto(guest.link)
    keys.arrive(re.compile("Hello Kay"))
    keys.tab_to("^More time to answer")
    keys.press("Space")
    keys.use("^I agree")
    keys.arrive(re.compile("Enter your six-digit code"))
    keys.tab_to("^Six-digit code")
    keys.type(browser_platform.code(guest.email))
    keys.press("Enter")
    until_asked(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()

    for _ in range(2):
        asked = question(page)
        keys.tab_to("^Your answer")
        keys.type(
            dana.answer(asked, is_follow_up=page.get_by_text("Follow-up question").count() > 0)
        )
        keys.use(SEND)
        until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")  # noqa: B023
        keys.look("when the next question came")
    keys.use("^End interview")
    keys.look("in the question about ending")
    keys.press("Escape")
    expect(page.get_by_role("button", name="End now")).to_have_count(0)
    keys.look("after the question about ending")
    keys.use("^End interview")
    keys.use("^End now")

    page.wait_for_url("**/done")
    keys.arrive(re.compile("Thank you for your time, Kay"))
    keys.use("^Go to your page")
    page.wait_for_url("**/interview/status/**")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keys.use("^Withdraw my application")
    keys.look("in the question about withdrawing")
    keys.press("Escape")
    expect(page.get_by_role("button", name="Withdraw my application")).to_be_focused()
    assert "\n".join(sorted(keys.faults)) == ""
