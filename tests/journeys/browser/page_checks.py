"""Checks that every page of the screens must pass: accessibility, layout and console errors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

WEB = Path(__file__).parents[3] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 360, 1440)
_BAD = ("serious", "critical")
_FOUND = "document.activeElement"
_SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
# Ended, not waited for: Playwright sets no limit to an evaluation, and one wait here once lasted an hour.
_SETTLE = """() => document.getAnimations()
  .filter((one) => one instanceof CSSTransition)
  .forEach((one) => one.finish())"""
_RUN_AXE = """(limit_ms) => Promise.race([
  axe.run({resultTypes: ["violations"]}),
  new Promise((_, fail) => setTimeout(() => fail(new Error("axe gave no report")), limit_ms)),
])"""
_NAME = f"""() => {{
  const at = {_FOUND};
  if (at === document.body) return "";
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : "";
  return at.getAttribute("aria-label") || label || at.innerText || "";
}}"""
_MOST_TABS = 40
_GIVEN_UP = "failed: WebSocket is closed before the connection is established."
PATIENCE_S = 60.0
"""How long something is waited for: for a machine that does other things as well."""


class Witness:
    """Notes what a visitor would never see: errors, and requests to anybody else."""

    def __init__(self, page: Page, origin: str, *elsewhere: str) -> None:
        self.faults: list[str] = []
        self._allowed = (
            origin,
            *elsewhere,
            origin.replace("http", "ws", 1),
            "data:",
            "blob:",
            "about:",
        )
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _note(self, url: str) -> None:
        if not url.startswith(self._allowed):
            self.faults.append(f"another origin: {url}")

    def _hear(self, kind: str, text: str) -> None:
        # The browser itself notes each refusal of the gateway and each try without a network, which are
        # asked for by the tests and answered on the page, and each dial that is given up for a newer one.
        is_own = text.startswith("Failed to load resource:") or text.endswith(_GIVEN_UP)
        if kind in ("error", "warning") and not is_own:
            self.faults.append(f"console: {text}")


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands: width, headings, names, contrast."""
    found: list[str] = []
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} h1")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wider = page.evaluate(_SIDEWAYS)
            if wider > 0:
                found.append(f"{wider} px of sideways scrolling at {width} px, {scheme}")
        found += [f"{scheme}: {fault}" for fault in _axe(page)]
    return found


def _axe(page: Page) -> list[str]:
    page.evaluate(_SETTLE)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    report: dict[str, Any] = page.evaluate(_RUN_AXE, PATIENCE_S * 1000)
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in report["violations"]
        if fault["impact"] in _BAD
        for node in fault["nodes"]
    ]


class Keyboard:
    """Hands that have only a keyboard; ``presses`` counts keys, not letters of a text."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses = 0

    def press(self, key: str) -> None:
        """Press one key or chord."""
        self.presses += 1
        self._page.keyboard.press(key)

    def tab_to(self, name: str) -> None:
        """Go forward until the control of that name has focus; it may be about to come."""
        wanted = re.compile(name)
        patient_until = time.monotonic() + PATIENCE_S
        while time.monotonic() < patient_until:
            for _ in range(_MOST_TABS):
                if wanted.search(self._page.evaluate(_NAME)):
                    return
                self.press("Tab")
        raise AssertionError(f"no way by Tab to '{name}'")

    def use(self, name: str) -> None:
        """Go to the control of that name and press Enter on it."""
        self.tab_to(name)
        self.press("Enter")

    def type(self, text: str) -> None:
        """Type into whatever has focus."""
        self._page.keyboard.type(text)


def until(page: Page, is_so: Callable[[], bool], otherwise: str, *, patience: int = 1) -> None:
    """Wait for something that no locator tells, ``patience`` times as long as usual."""
    patient_until = time.monotonic() + PATIENCE_S * patience
    while not is_so():
        if time.monotonic() > patient_until:
            raise AssertionError(otherwise)
        page.wait_for_timeout(25)


def shown(page: Page, words: str | re.Pattern[str]) -> Locator:
    """What stands on the page, and not what its polite voice says of it."""
    return page.get_by_text(words).and_(page.locator(":not([role=status])"))


def go_to(page: Page, place: str) -> None:
    """Go to a place of the console: by its link, or where the bar is too narrow for it, under "More"."""
    link = page.get_by_role("link", name=place, exact=True).filter(visible=True)
    more = page.get_by_role("button", name="More").filter(visible=True)
    link.or_(more).first.wait_for()
    if not link.count():
        more.click()
    link.click()
