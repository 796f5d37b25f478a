"""The pages about interviews, practice and intakes in a German browser, with real content."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocket, expect
from playwright.sync_api import Error as PageError
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_candidate import in_room
from tests.journeys.browser.test_german_console import (
    ENGLISH,
    PHONE,
    SIDEWAYS,
    own_texts,
    sign_in,
)
from tests.journeys.browser.test_practice import MORE, STORY

_SAYS_A_SENTENCE = 12
"""So long is a text of the server that is taken out of a sentence of the page which quotes it."""
_MARKS = re.compile(r"[*#_`>|]|^\s*[-\d.]+\s", re.M)
Found = dict[str, list[str]]


@pytest.fixture
def page(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """A new visitor's page in a German browser."""
    yield from visit(browser_platform.url, chromium, locale="de-DE")


class Sent:
    """The texts that the platform sent to a page: questions, answers and job texts are in English."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        self._frames: list[str] = []
        page.on("response", self._keep)
        page.on("websocket", self._listen)

    def forget(self) -> None:
        """Begin anew with the next page."""
        self._answers.clear()
        self._frames.clear()

    def without(self, texts: list[str]) -> list[str]:
        """Return the texts without the words that were sent."""
        sent = sorted(set(self._strings()), key=len, reverse=True)
        everything = _plain("\n".join(sent))
        quoted = [_plain(each) for each in sent if len(each) >= _SAYS_A_SENTENCE]
        left = [text for text in map(_plain, texts) if text not in everything]
        return [_without(text, quoted) for text in left]

    def _strings(self) -> Iterator[str]:
        for each in self._answers:
            try:
                found = each.json()
            except PageError:  # of a page that was left: the browser does not keep it
                continue
            yield from _strings(found)
        for frame in self._frames:
            yield from _strings(json.loads(frame))

    def _keep(self, answer: Response) -> None:
        kind = answer.headers.get("content-type", "")
        if "/api/v1/" in answer.url and "json" in kind and answer.status != 204:
            self._answers.append(answer)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._frames.append(str(frame)))


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for each in found.values():
            yield from _strings(each)
    elif isinstance(found, list):
        for each in found:
            yield from _strings(each)


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split()).casefold()


def _without(text: str, quoted: list[str]) -> str:
    for each in quoted:
        text = text.replace(each, "")
    return text


class Reader:
    """One who reads page after page on a phone, and notes English and what scrolls sideways."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url
        self._sent = Sent(page)
        self.found: Found = {}

    def opens(self, path: str, title: str | re.Pattern[str]) -> None:
        """Open a page, whose heading is this, and look at it."""
        self._sent.forget()
        self._page.goto(f"{self._url}{path}")
        expect(self._page.get_by_role("heading", level=1).first).to_have_text(title)
        self.looks(path)

    def looks(self, name: str) -> None:
        """Look at the page as it stands."""
        page = self._page
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        faults = [text for text in self._sent.without(own_texts(page)) if ENGLISH.search(text)]
        if page.evaluate(SIDEWAYS) > 0:
            faults.append("scrolls sideways")
        if faults:
            self.found[name] = faults
        folder = os.environ.get("VIVAVOCE_SCREENSHOTS")
        if folder:
            plain = re.sub(r"[0-9a-f-]{36}", "id", name).strip("/").replace("/", "-")
            page.screenshot(path=f"{folder}/{plain}.png", full_page=True)


def test_a_recruiter_with_a_german_browser_reads_german_from_the_queue_to_the_replay(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    planned = browser_platform.planned("Petra Plan")
    read = browser_platform.interviewed("Lin Wu", skip=2)
    browser_platform.without_candidate()
    detail = browser_platform.detail(read.interview_id)
    sign_in(page, browser_platform, "recruiter")
    german = Reader(page, browser_platform.url)

    german.opens("/queue", re.compile("^Wartet auf Sie"))
    german.opens("/interviews", "Interviews")
    german.opens("/interviews/new", "Neues Interview")
    german.opens("/interviews/import", "Interviews importieren")
    german.opens(f"/interviews/{planned.interview_id}", "Petra Plan")
    german.opens(f"/interviews/{planned.interview_id}/plan", "Plan für Petra Plan")
    german.opens(f"/interviews/{read.interview_id}", "Lin Wu")
    german.opens(f"/interviews/{read.interview_id}/assessment", "Lin Wu")
    assert faults_of(page) == []
    german.opens(f"/sessions/{detail['sessionId']}/replay", "Wiedergabe")
    assert faults_of(page) == []
    german.opens("/positions", "Stellen")
    german.opens("/templates", "Vorlagen")
    german.opens("/templates/new", "Neue Vorlage")
    german.opens("/questions", "Fragensammlung")
    german.opens("/skills", "Kenntnisse")
    german.opens("/intake", "Bedarfsgespräche")
    german.opens("/assignments", "Zuweisungen")
    german.opens("/live", "Live")

    assert german.found == {}


def test_a_recruiter_with_a_german_browser_observes_a_session(
    page: Page, browser_platform: BrowserPlatform, other_page: Page
) -> None:
    guest = browser_platform.invited(minutes=10, profile="panel")
    sign_in(page, browser_platform, "recruiter")
    german = Reader(page, browser_platform.url)
    in_room(other_page, browser_platform, guest)
    session_id = browser_platform.detail(guest.interview_id)["sessionId"]

    german.opens("/live", "Live")
    german.opens(f"/live/{session_id}", re.compile("."))
    expect(page.get_by_role("log", name="Transkript")).to_be_visible()
    german.looks("observing")

    assert german.found == {}


def test_a_person_with_a_german_browser_practices_in_german(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.goto(f"{browser_platform.url}/sign-in")
    page.get_by_label("Dienstliche E-Mail-Adresse").fill(browser_platform.seeker())
    page.get_by_label("Passwort", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/practice")
    german = Reader(page, browser_platform.url)

    german.opens("/practice", "Was möchten Sie üben?")
    page.get_by_text("5", exact=True).click()
    page.get_by_role("button", name="Entwurf").click()
    expect(page.get_by_text("Entwurf, Version 1", exact=True)).to_be_visible()
    german.looks("draft")
    page.get_by_role("button", name=re.compile("beginnen")).first.click()
    german.looks("before the practice")
    page.get_by_role("button", name=re.compile("Zustimmen|Ich stimme zu")).click()
    expect(page.get_by_label("Ihre Antwort")).to_be_visible()
    german.looks("room")
    while not page.url.endswith("/review"):
        asked = page.locator("h1").inner_text()
        is_follow_up = page.get_by_text("Nachfrage").count() > 0
        page.get_by_label("Ihre Antwort").fill(MORE if is_follow_up else STORY)
        page.get_by_role("button", name="Antwort senden").click()
        until(page, lambda asked=asked: page.locator("h1").inner_text() != asked, "nothing follows")  # type: ignore[misc]
    expect(page.get_by_role("heading", name="Nach Fähigkeiten")).to_be_visible()
    german.looks("review")
    review = page.url.removeprefix(browser_platform.url)
    german.opens(review.replace("/review", "/transcript"), re.compile("."))
    german.opens(review.replace("/review", "/questions/1"), re.compile("."))
    german.opens(review.replace("/review", "/study"), re.compile("."))
    german.opens("/practice/reviews", re.compile("."))
    german.opens("/practice/leaderboard", re.compile("."))
    german.opens("/assistant", re.compile("."))

    assert german.found == {}
