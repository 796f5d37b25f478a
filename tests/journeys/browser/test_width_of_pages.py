"""The pages of recruiters, job seekers and candidates on a phone, at twice the text size or the zoom."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.test_pages_of_administrators import PHONE
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
_SET_TEXT_SIZE = "(size) => { document.documentElement.style.fontSize = size; }"
_LONG_NAME = "Alexandria Montgomery-Featherstonehaugh"
_RECRUITER = [
    "/queue",
    "/interviews",
    "/interviews/new",
    "/interviews/import",
    "/positions",
    "/templates",
    "/templates/new",
    "/questions",
    "/skills",
    "/compare",
    "/analytics",
    "/live",
    "/intake",
    "/notifications",
    "/account",
    "/assistant",
    "/practice",
    "/practice/reviews",
    "/practice/leaderboard",
    "/assignments",
]
_SEEKER = [
    "/practice",
    "/practice/reviews",
    "/practice/leaderboard",
    "/assignments",
    "/assistant",
    "/account",
]
_VISITOR = [
    "/sign-in",
    "/sign-in/organization",
    "/forgot-password",
    "/reset-password",
    "/accept-invitation",
    "/connect-application",
]
_COLUMNS = "(row) => getComputedStyle(row).gridTemplateColumns.split(' ').length"


def test_no_page_of_recruiters_scrolls_sideways(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned(_LONG_NAME)
    unnamed = browser_platform.without_candidate()
    read = browser_platform.interviewed(_LONG_NAME, skip=2)
    session = browser_platform.detail(read.interview_id)["sessionId"]
    of_interviews = [
        f"/interviews/{unnamed}",
        *(f"/interviews/{plan.interview_id}{part}" for part in ("", "/plan", "/rubric")),
        *(f"/interviews/{read.interview_id}{part}" for part in ("", "/assessment")),
        f"/sessions/{session}/replay",
        "/positions/overview?position=Warehouse%20shift%20lead",
        "/compare?position=Warehouse%20shift%20lead",
    ]
    at_the_queue(page, browser_platform)

    assert too_wide(page, browser_platform.url, [*_RECRUITER, *of_interviews]) == {}


def test_no_page_of_job_seekers_scrolls_sideways(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    sign_in(page, browser_platform, build_demo_email("seeker"), DEMO_PASSWORD)
    page.wait_for_url("**/practice")

    assert too_wide(page, browser_platform.url, _SEEKER) == {}


def test_no_page_before_the_interview_scrolls_sideways(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    token = browser_platform.invited(_LONG_NAME).link.rpartition("/")[2]
    later = browser_platform.invited(_LONG_NAME)
    browser_platform.schedule(later, days=3)
    addresses = [
        *_VISITOR,
        f"/interview/join/{token}",
        f"/interview/pre-check/{token}",
        f"/interview/join/{later.link.rpartition('/')[2]}",
    ]

    assert too_wide(page, browser_platform.url, addresses) == {}


def test_no_page_after_the_interview_scrolls_sideways(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    read = browser_platform.interviewed(_LONG_NAME)

    assert (
        too_wide(page, browser_platform.url, [f"/interview/join/{read.link.rpartition('/')[2]}"])
        == {}
    )


def test_organization_stands_in_whole_words_at_twice_the_zoom(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.set_viewport_size({"width": PHONE[0] // 2, "height": PHONE[1] // 2})
    page.goto(browser_platform.invited(_LONG_NAME).link)

    name = page.get_by_role("banner").get_by_text("Demo organization")

    expect(name).to_be_visible()
    assert name.evaluate("(name) => name.offsetWidth") > 80


def test_row_of_the_queue_has_one_column_at_twice_the_text_size(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.planned(_LONG_NAME)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    at_the_queue(page, browser_platform)
    row = page.get_by_role("listitem").filter(has_text=_LONG_NAME).first
    expect(row).to_be_visible()
    assert row.evaluate(_COLUMNS) == 2

    page.evaluate(_SET_TEXT_SIZE, "200%")

    assert row.evaluate(_COLUMNS) == 1


def too_wide(page: Page, origin: str, addresses: list[str]) -> dict[str, str]:
    """Return the pages that scroll sideways, each with the setting in which it is widest, and by how much."""
    found = {}
    for address in addresses:
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(f"{origin}{address}")
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        # The check of the connection goes on asking.
        page.wait_for_load_state("load" if "/pre-check/" in address else "networkidle")
        page.evaluate(_SET_TEXT_SIZE, "200%")
        widths = {"text": page.evaluate(_SIDEWAYS)}
        page.evaluate(_SET_TEXT_SIZE, "")
        page.set_viewport_size({"width": PHONE[0] // 2, "height": PHONE[1] // 2})
        widths["zoom"] = page.evaluate(_SIDEWAYS)
        setting = max(widths, key=lambda name: widths[name])
        if widths[setting] > 0:
            found[address] = f"{widths[setting]} px at twice the {setting}"
    return found
