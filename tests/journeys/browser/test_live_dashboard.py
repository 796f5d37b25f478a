"""Staff in a live session: dashboard, observation, note, takeover, end, and replay."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, WebSocket, WebSocketRoute, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import Keyboard, faults_of, shown, until
from tests.journeys.browser.test_candidate import SEND, answer, finish_early, in_room, question
from tests.journeys.browser.test_recruiter import at_the_queue, signed_in

pytestmark = pytest.mark.soak

NOTE = "Who was with you at that moment?"
SPOKEN = "This is Ruth of the hiring team. What would you need from us in your first week?"
VAGUE = "Oh, there was a lot going on back then. We all pulled together, and it went well, I think."
STORY = (
    "In November a lorry was early and the driver wanted us to load without the wheel chocks. "
    "I stopped the loading against his pressure, explained the danger, and closed the dock with a "
    "barrier until the chocks lay there. The driver lost four minutes, and we finished safely."
)
FOR_CANDIDATES = {
    "READY",
    "STATE",
    "GREETING",
    "TRANSCRIPT",
    "NOTIFICATION",
    "CONSENT",
    "VOICE_CONSENT",
    "QUEUED",
    "PING",
    "PONG",
    "ERROR",
    "ENDED",
}


class Wire:
    """Everything that a page's sockets were sent."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.texts.append(str(frame)))

    @property
    def kinds(self) -> set[str]:
        """The types of the frames."""
        return {json.loads(text)["type"] for text in self.texts}


class InterruptibleConnection:
    """The wall's stream, which can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self._is_cut = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile(r"/api/v1/live$"), self._pass_on)

    def cut(self) -> None:
        """Close what is open and let nothing through."""
        self._is_cut = True
        for one in self._open:
            one.close(code=1012)

    def mend(self) -> None:
        """Let the next through."""
        self._is_cut = False

    def _pass_on(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        self._open.append(socket)


def tile(
    staff_page: Page, initials: str, guest: InvitedCandidate, browser_platform: BrowserPlatform
) -> Locator:
    session_id = browser_platform.detail(guest.interview_id)["sessionId"]
    return staff_page.locator(f"a[href='/live/{session_id}']", has_text=initials)


def listening(
    staff_page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate, initials: str
) -> None:
    staff_page.goto(f"{browser_platform.url}/live")
    tile(staff_page, initials, guest, browser_platform).click()
    staff_page.wait_for_url("**/live/*")
    expect(
        staff_page.get_by_text("The candidate is notified that you are observing")
    ).to_be_visible()


def said_in_the_log(staff_page: Page, text: str) -> None:
    expect(staff_page.get_by_role("log", name="Transcript").get_by_text(text).first).to_be_visible()


def take_over(staff_page: Page) -> None:
    staff_page.get_by_role("button", name="Take over").click()
    staff_page.get_by_role("dialog").get_by_role("button", name="Take over").click()
    expect(staff_page.get_by_label("Message to the candidate")).to_be_focused()


def signed_in_staff(page: Page, browser_platform: BrowserPlatform) -> Page:
    """The recruiter's window beside the candidate's."""
    at_the_queue(page, browser_platform)
    return page


def test_a_recruiter_observes_asks_takes_over_and_ends_a_panel_interview(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    staff_page = signed_in_staff(other_page, browser_platform)
    guest, wire = browser_platform.invited(minutes=10, profile="panel"), Wire(page)
    staff_page.goto(f"{browser_platform.url}/live")
    in_room(page, browser_platform, guest)

    # The wall: by keyboard to the tile, and in.
    mine = tile(staff_page, "DK", guest, browser_platform)
    expect(mine).to_be_visible()
    mine.focus()
    staff_page.keyboard.press("Enter")
    staff_page.wait_for_url("**/live/*")
    expect(shown(page, "A member of the hiring team is observing.")).to_be_visible()
    said_in_the_log(staff_page, question(page))

    # What reads along, with the words that it quotes.
    answer(page, VAGUE)
    said_in_the_log(staff_page, VAGUE)
    staff_page.get_by_label("Note to the interviewer").fill(NOTE)
    staff_page.get_by_label("Ask this next, word for word").check()
    staff_page.get_by_role("button", name="Send note").click()
    expect(staff_page.get_by_text("Note sent.")).to_be_visible()
    answer(page, STORY)
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTE)
    expect(staff_page.locator("mark").first).to_be_visible()
    expect(staff_page.get_by_text(re.compile(r"\d of 5")).first).to_be_visible()
    expect(staff_page.get_by_text("Proposed questions").first).to_be_visible()
    assert faults_of(staff_page) == []

    # A person speaks, and the candidate knows.
    take_over(staff_page)
    speaks = shown(page, "A member of the hiring team is writing to you now.")
    expect(speaks).to_be_visible()
    staff_page.get_by_label("Message to the candidate").fill(SPOKEN)
    staff_page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SPOKEN)
    expect(page.get_by_text("The hiring team asks")).to_be_visible()
    page.reload()
    expect(speaks).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Your answer").fill("A list of who is on which shift.")
    page.get_by_role("button", name=SEND).click()
    expect(shown(page, "A member of the hiring team is reading your answer.")).to_be_visible()
    staff_page.get_by_role("button", name="Hand back").click()
    expect(shown(page, "The interviewer continues from here.")).to_be_visible()
    expect(shown(page, "A member of the hiring team is observing.")).to_be_visible()

    # The end, for both.
    staff_page.get_by_role("button", name="End interview").click()
    staff_page.get_by_role("dialog").get_by_role("button", name="End interview").click()
    page.wait_for_url("**/done")
    expect(page.get_by_text(re.compile("The hiring team ended the interview"))).to_be_visible()
    staff_page.get_by_role("link", name="View replay").click()
    expect(staff_page.get_by_role("heading", name="Transcript")).to_be_visible()
    assert wire.kinds <= FOR_CANDIDATES
    assert not [text for text in wire.texts if "evaluat" in text or "perspective" in text]


def test_a_replay_shows_the_interview_with_its_reasons(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Ines Ferreira")
    # It leaves out the occasion and the result, so that more than one follow-up could be asked.
    browser_platform.take_interview(guest, says="I told the driver to stop and checked the seal.")
    at_the_queue(page, browser_platform)
    page.goto(
        f"{browser_platform.url}/sessions/{browser_platform.detail(guest.interview_id)['sessionId']}/replay"
    )
    head = page.get_by_label("Playback position")
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()

    turns = page.locator("li[data-turn]")
    assert turns.count() == len(browser_platform.transcript(guest.interview_id))
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=re.compile("^Pause"))).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    until(page, lambda: int(head.input_value()) > 0, "the playhead did not move")
    page.keyboard.press("ArrowLeft")
    until(page, lambda: int(head.input_value()) == 0, "the playhead did not come back")
    why = page.locator("li[data-turn] details").first
    why.locator("summary").click()
    expect(why.get_by_text(re.compile("Chosen by .*Alternatives not chosen:"))).to_be_visible()
    page.get_by_label("Event type").select_option("Follow-up decisions")
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ events$"))).to_be_visible()
    rows = page.locator("section", has=page.get_by_role("heading", name="Events")).get_by_role(
        "listitem"
    )
    assert rows.count() > 0
    assert all("followup." in row for row in rows.all_inner_texts())
    assert faults_of(page) == []


def test_the_live_dashboard_is_accessible_and_shows_a_lost_connection(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    staff_page = signed_in_staff(other_page, browser_platform)
    guest = browser_platform.invited("Olu Adebayo")
    in_room(page, browser_platform, guest)
    stream = InterruptibleConnection(staff_page)
    staff_page.goto(f"{browser_platform.url}/live")
    expect(tile(staff_page, "OA", guest, browser_platform)).to_be_visible()
    assert faults_of(staff_page) == []
    staff_page.get_by_label("As a table").check()
    row = staff_page.get_by_role("row").filter(has_text="OA")
    expect(row).to_contain_text("the candidate is answering")
    assert faults_of(staff_page) == []
    staff_page.get_by_label("As a table").uncheck()

    stream.cut()
    cut = staff_page.get_by_text(re.compile("Disconnected since"))
    expect(cut).to_be_visible()
    expect(staff_page.locator(".grayscale").first).to_be_visible()
    expect(tile(staff_page, "OA", guest, browser_platform)).to_be_visible()
    stream.mend()
    expect(cut).to_have_count(0)
    finish_early(page)
    expect(tile(staff_page, "OA", guest, browser_platform)).to_have_count(0)


def test_the_navigation_says_how_many_interviews_are_live(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    staff_page = signed_in_staff(other_page, browser_platform)
    guest = browser_platform.invited("Vera Novak")
    live = staff_page.get_by_role("navigation", name="Main").get_by_role("link", name="Live")
    total = staff_page.locator("dt", has_text=re.compile("^Live$")).locator("xpath=../dd")

    def in_navigation() -> int:
        return int(live.first.inner_text().removeprefix("Live").strip() or 0)

    def is_same() -> bool:
        return in_navigation() == int(total.inner_text())

    before = in_navigation()
    in_room(page, browser_platform, guest)
    until(staff_page, lambda: in_navigation() > before, "the queue's page does not count it")
    live.first.click()
    expect(tile(staff_page, "VN", guest, browser_platform)).to_be_visible()
    until(staff_page, is_same, "the navigation and the page differ")
    finish_early(page)
    expect(tile(staff_page, "VN", guest, browser_platform)).to_have_count(0)

    until(staff_page, is_same, "the navigation and the page differ after its end")


def test_a_viewer_observes_and_cannot_intervene(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Uma Patel")
    in_room(page, browser_platform, guest)
    at_the_queue(other_page, browser_platform, "viewer")
    listening(other_page, browser_platform, guest, "UP")

    expect(other_page.get_by_text("You can observe.")).to_be_visible()
    expect(other_page.get_by_role("button", name="Take over")).to_have_count(0)
    other_page.get_by_role("button", name="Sign out").first.click()
    other_page.wait_for_url("**/sign-in**")
    expect(shown(page, "The hiring team is no longer listening.")).to_be_visible()
    finish_early(page)


def test_a_practice_user_cannot_reach_other_sessions(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    signed_in(page, browser_platform, "seeker")
    expect(page.get_by_role("heading", name="What do you want to practice?")).to_be_visible()

    expect(page.get_by_role("link", name="Live")).to_have_count(0)
    page.goto(f"{browser_platform.url}/live")
    expect(page.get_by_text("You do not have access to live interviews.")).to_be_visible()


def test_a_session_can_be_observed_by_keyboard_only(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    staff_page = signed_in_staff(other_page, browser_platform)
    guest, keys = browser_platform.invited("Kim Soler"), Keyboard(staff_page)
    in_room(page, browser_platform, guest)
    listening(staff_page, browser_platform, guest, "KS")

    keys.use("^Take over$")
    expect(staff_page.get_by_role("dialog")).to_be_visible()
    keys.use("^Take over$")
    expect(staff_page.get_by_label("Message to the candidate")).to_be_focused()
    keys.type("Hello, this is Ruth.")
    keys.use("^Send message$")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, this is Ruth.")
    keys.use("^Hand back$")
    expect(shown(page, "The interviewer continues from here.")).to_be_visible()
    finish_early(page)
