"""Each page of administrators and operators at every size, in forced colors and at twice the text size.

The variable ``JOURNEY_PICTURES`` names a folder for pictures of each page, for a person to look at.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

DESK, HALF, PHONE = (1440, 900), (720, 900), (360, 640)
_SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
_TWICE_THE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"
# A mark that is drawn as a background only is gone where the system chooses the colors.
_ONLY_BACKGROUND = """() => [...document.querySelectorAll("main [role=img], main meter, main progress")]
  .filter((one) => one.offsetWidth && !one.querySelector("svg, .drawn, .drawn-line") && !one.innerText.trim())
  .map((one) => one.outerHTML.slice(0, 120))"""


def test_each_page_of_administrators_is_whole_in_every_setting(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    at_the_queue(page, browser_platform, "admin")
    addresses = [
        *linked_pages(page, "Settings", known="/settings/retention"),
        *linked_pages(page, "Operations", known="/operations/engines"),
    ]

    faults = {address: faults_at(page, address) for address in addresses}

    assert len(addresses) > 20
    assert {address: found for address, found in faults.items() if found} == {}


def linked_pages(page: Page, place: str, *, known: str) -> list[str]:
    """Return the addresses of the pages in the navigation of a place, of which one is ``known``."""
    page.get_by_role("link", name=place, exact=True).first.click()
    # The page before stays until the place is loaded, and the list is whole once the rights are read.
    pages = page.get_by_role("navigation", name=place, exact=True)
    expect(pages.locator(f"a[href='{known}']")).to_be_visible()
    links = [link.get_attribute("href") or "" for link in pages.get_by_role("link").all()]
    return [urlsplit(link).path for link in links]


def faults_at(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page in light and dark, in forced colors, and at twice the text size."""
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.goto(f"{page.url.partition('/settings')[0].partition('/operations')[0]}{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = faults_of(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for size in (DESK, PHONE):
            _picture(page, address, scheme, size)
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"gone in forced colors: {mark}" for mark in page.evaluate(_ONLY_BACKGROUND)]
    _picture(page, address, "forced", DESK)
    page.emulate_media(forced_colors="none")
    page.evaluate(_TWICE_THE_TEXT)
    for size in (DESK, HALF):
        _picture(page, address, "twice", size)
        wider = page.evaluate(_SIDEWAYS)
        if wider > 0:
            found.append(f"{wider} px of sideways scrolling at twice the text size, {size[0]} px")
    return found


def _picture(page: Page, address: str, setting: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        name = f"{address.strip('/').replace('/', '-')}-{setting}-{size[0]}.png"
        page.screenshot(path=Path(folder, name), full_page=True, animations="disabled")
