"""The page of the API documentation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import PATIENCE_S

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_KEY_FIELD = "QUxMIFlPVVIgQkFTRSBBUkUgQkVMT05HIFRPIFVT"
"""What the page shows in an empty field for a key."""
_LIST_INTERVIEWS = "#tag/interviews/GET/api/v1/interviews"
_WRONG = "no-key-of-this-platform"


def test_the_page_has_one_main_part(page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/api/docs")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()

    expect(page.get_by_role("main")).to_have_count(1)


@pytest.mark.parametrize("address", ["docs", "redoc"])
def test_the_addresses_of_other_apis_lead_to_the_page(
    page: Page, browser_platform: BrowserPlatform, address: str
) -> None:
    page.goto(f"{browser_platform.url}/{address}")

    page.wait_for_url("**/api/docs")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()


def test_a_request_with_a_valid_key_is_sent_and_its_answer_shown(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    asked = browser_platform.without_candidate()
    field = open_try_it(page, browser_platform)
    page.keyboard.type(DEMO_KEY)

    with page.expect_response("**/api/v1/interviews", timeout=PATIENCE_S * 1000) as answered:
        page.keyboard.press("Control+Enter")

    answer = answered.value
    assert (answer.status, answer.request.method) == (200, "GET")
    assert answer.request.headers["x-api-key"] == DEMO_KEY
    assert asked in [one["interviewId"] for one in answer.json()["data"]]
    expect(page.get_by_text("200 OK").first).to_be_visible()
    expect(field).to_have_value(DEMO_KEY)


def test_a_key_that_was_refused_stays_in_its_field(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    field = open_try_it(page, browser_platform)
    page.keyboard.type(_WRONG)

    for _ in range(2):
        with page.expect_response("**/api/v1/interviews", timeout=PATIENCE_S * 1000) as refusal:
            page.keyboard.press("Control+Enter")
        assert refusal.value.status == 401
        assert refusal.value.request.headers["x-api-key"] == _WRONG
        expect(page.get_by_text("401 Unauthorized").first).to_be_visible()
        expect(field).to_have_value(_WRONG)

    page.keyboard.press("Escape")
    expect(page.get_by_placeholder(_KEY_FIELD).first).to_have_value(_WRONG)


def open_try_it(page: Page, browser_platform: BrowserPlatform) -> Locator:
    """Open the dialog that sends the request for the list of interviews; return its field for a key."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{browser_platform.url}/api/docs{_LIST_INTERVIEWS}")
    # The dialog takes long to draw, and a click would wait for it.
    page.get_by_role("button", name="Test Request").first.dispatch_event("click")
    field = page.get_by_placeholder(_KEY_FIELD).last
    field.click()
    return field
