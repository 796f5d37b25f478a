"""The page of the API: an engineer tries an operation with a key, before writing any code."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_OPERATION = "(get /api/v1/interviews/counts)"


def test_an_operation_answers_to_a_key_that_was_entered_on_the_page(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.goto(f"{browser_platform.url}/api/docs")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()
    page.get_by_role("button", name="Interviews Open Group").click()
    operation = page.get_by_role("button", name="Test Request").filter(has_text=_OPERATION)
    expect(operation).to_be_visible()
    # The page draws its fields anew until all operations are there.
    page.get_by_role("textbox", name="Value").first.fill(DEMO_KEY)
    operation.click()
    client = page.get_by_role("dialog")

    with page.expect_response("**/api/v1/interviews/counts") as answered:
        client.get_by_role("button", name="Send").first.click()

    assert answered.value.status == 200
    assert answered.value.request.headers["x-api-key"] == DEMO_KEY
    expect(client).to_contain_text("200 OK")
    expect(client).to_contain_text("ASSESSMENT_PENDING")


def test_the_page_has_one_main_part(page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/api/docs")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()

    expect(page.get_by_role("main")).to_have_count(1)
