"""What the journeys did: each operation that a page sent successfully, and clicks and seconds of tasks.

Written only where the variable ``JOURNEY_RECORDS`` names a folder, one file a process;
``scripts/check_screens.py`` reads the folder.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Response

_API = "/api/v1"
_CLICKS = "journey_clicks"
_MOST_WAIT_S = 10.0
# Going to a field counts as a press, whether by pointer, by Tab or by the script that fills it.
_COUNTING = f"""(() => {{
  if (window.{_CLICKS}) return;
  window.{_CLICKS} = true;
  let pressedAt = -1000;
  const count = () => {{ sessionStorage.{_CLICKS} = Number(sessionStorage.{_CLICKS} ?? 0) + 1; }};
  addEventListener("pointerdown", (event) => {{
    if (!event.isTrusted) return;
    pressedAt = event.timeStamp;
    count();
  }}, true);
  addEventListener("focusin", (event) => {{
    const isField = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (isField && event.timeStamp - pressedAt > 100) count();
  }}, true);
}})()"""


def watch(page: Page, origin: str) -> Callable[[], None]:
    """Record the operations that the page sends to this origin, and count what is pressed on it.

    Return what waits until the operations sent so far are answered: a journey that ends at a heading
    would else close the page before the operation below it is recorded.
    """
    if not os.environ.get("JOURNEY_RECORDS"):
        return lambda: None
    unanswered: set[Request] = set()

    def begin(request: Request) -> None:
        if request.url.startswith(f"{origin}{_API}/"):
            unanswered.add(request)

    def end(request: Request) -> None:
        unanswered.discard(request)

    def note(response: Response) -> None:
        end(response.request)
        if response.ok and response.url.startswith(f"{origin}{_API}/"):
            path = urlsplit(response.url).path.removeprefix(_API)
            _write_operation(response.request.method, path, urlsplit(response.frame.url).path)

    def wait() -> None:
        until = time.monotonic() + _MOST_WAIT_S
        while unanswered and not page.is_closed() and time.monotonic() < until:
            page.wait_for_timeout(20)

    page.on("request", begin)
    page.on("response", note)
    page.on("requestfailed", end)
    return wait


@contextmanager
def counted(page: Page, task: str, *, most_clicks: int) -> Iterator[None]:
    """Count the clicks and taps of a task, each field as one, and its seconds; refuse more clicks."""
    page.add_init_script(_COUNTING)
    page.evaluate(_COUNTING)
    before, began = _clicks(page), time.monotonic()
    yield
    clicks, seconds = _clicks(page) - before, time.monotonic() - began
    _write({"task": task, "clicks": clicks, "seconds": round(seconds, 1)})
    assert clicks <= most_clicks, f"{task}: {clicks} clicks"


def _clicks(page: Page) -> int:
    found: int = page.evaluate(f"() => Number(sessionStorage.{_CLICKS} ?? 0)")
    return found


@cache
def _write_operation(method: str, path: str, page: str) -> None:
    """Write an operation once a process."""
    _write({"method": method, "path": path, "page": page})


def _write(record: dict[str, object]) -> None:
    folder = os.environ.get("JOURNEY_RECORDS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Path(folder, f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
