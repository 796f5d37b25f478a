"""What has the keyboard's focus stands in sight, on a phone too, where a bar covers the lower edge."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.test_recruiter import sign_in

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_PHONE = {"width": 360, "height": 640}
_MOST_TABS = 80
_COVERED = """() => {
  const at = document.activeElement;
  const bar = document.querySelector("[data-bottom-bar]");
  if (!at || at === document.body || bar.contains(at)) return "";
  const below = Math.round(at.getBoundingClientRect().bottom - bar.getBoundingClientRect().top);
  return below > 0 ? `${at.innerText || at.getAttribute("aria-label") || at.tagName}: ${below} px` : "";
}"""


def test_no_control_of_a_plan_or_its_rubric_has_the_focus_behind_the_bar(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Dana Kowalczyk")
    sign_in(page, browser_platform, build_demo_email("recruiter"), DEMO_PASSWORD)
    page.wait_for_url("**/queue")
    page.set_viewport_size(_PHONE)  # type: ignore[arg-type]

    covered: list[str] = []
    for name in ("plan", "rubric"):
        page.goto(f"{browser_platform.url}/interviews/{plan.interview_id}/{name}")
        page.get_by_role("heading", level=1, name="Dana Kowalczyk").wait_for()
        for _ in range(_MOST_TABS):
            page.keyboard.press("Tab")
            covered += filter(None, [page.evaluate(_COVERED)])

    assert covered == []


def test_keys_move_between_the_parts_of_a_rubric_and_close_one(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Dana Kowalczyk")
    sign_in(page, browser_platform, build_demo_email("recruiter"), DEMO_PASSWORD)
    page.wait_for_url("**/queue")
    page.goto(f"{browser_platform.url}/interviews/{plan.interview_id}/rubric")
    page.get_by_role("heading", level=1, name="Dana Kowalczyk").wait_for()
    folded = page.locator("main details")

    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    opened = [folded.nth(at).get_attribute("open") is not None for at in (0, 1)]
    page.keyboard.press("Escape")

    assert opened == [True, False]
    assert folded.first.get_attribute("open") is None
