"""An intake: a hiring manager is interviewed, four drafts are written, and a template is made."""

from __future__ import annotations

import io
import re

import docx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of
from tests.journeys.browser.test_candidate import SEND
from tests.journeys.browser.test_recruiter import at_the_queue

pytestmark = pytest.mark.soak

DRAFTS = ("Job description", "Questions", "Rating rubric", "Job simulation")
ROLE = (
    "They lead eighteen people at night: plan who does what, keep the loading on time, stop unsafe "
    "loading, and hand over to the morning shift with fewer than five pallets left. They must plan "
    "shifts under pressure and find out why stock is wrong; a forklift licence is needed."
)
SUCCESS = (
    "Good is when all workshop orders leave by seven, errors are under half a percent and nobody "
    "was hurt. A lorry comes early, two people are sick and the conveyor stops: they must decide "
    "who does what first and tell the depot before six."
)


def opened(page: Page) -> None:
    page.get_by_role("link", name="Intake").first.click()
    page.get_by_label("Role").fill("Night shift lead")
    page.get_by_label("Company").fill("Larkfield Energy")
    page.get_by_role("button", name="Create intake").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night shift lead")


def begun(page: Page) -> None:
    opened(page)
    expect(
        page.get_by_text(re.compile("^A computer program asks you about a position"))
    ).to_be_visible()
    page.get_by_role("button", name="Start interview").click()
    expect(page.get_by_label("Your answer")).to_be_visible()


def say(page: Page, text: str) -> None:
    interview_region = page.get_by_role("region", name="Interview")
    former = interview_region.get_by_role("heading").first.inner_text()
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name=SEND).click()
    expect(interview_region.get_by_role("heading").first).not_to_have_text(former)


def edit_and_download(page: Page) -> None:
    """Change words of three drafts, see the versions, copy one and open its files."""
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Text", exact=True).fill(
        "# Schichtführer für Łódź\n\nThey lead **eighteen** people."
    )
    assert faults_of(page) == []
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.get_by_text(re.compile("^Version 3, from version 2, edited by"))).to_be_visible()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.", exact=True)).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.splitlines() == ["# Schichtführer für Łódź", "", "They lead **eighteen** people."]
    markdown = downloaded(page, "Markdown", "job-description-v3.md").decode()
    assert markdown.splitlines() == copied.splitlines()
    word = docx.Document(io.BytesIO(downloaded(page, "Word", "job-description-v3.docx")))
    portable = PdfReader(io.BytesIO(downloaded(page, "PDF", "job-description-v3.pdf")))
    for words in (
        "\n".join(paragraph.text for paragraph in word.paragraphs),
        portable.pages[0].extract_text(),
    ):
        assert words.splitlines() == ["Schichtführer für Łódź", "They lead eighteen people."]

    page.get_by_role("tab", name="Questions").click()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Wording of question 1").fill("How did you lead people through a hard night?")
    assert faults_of(page) == []
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("How did you lead people through a hard night?")).to_be_visible()
    page.get_by_label("Version").select_option("1")
    expect(page.get_by_text("How did you lead people through a hard night?")).to_have_count(0)
    page.get_by_role("tab", name="Rating rubric").click()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label(re.compile(", level 5$")).first.fill("Every pallet was where it belongs.")
    assert faults_of(page) == []
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("cell", name="Every pallet was where it belongs.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("tab", name="Job description").click()


def downloaded(page: Page, button: str, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    assert download.value.suggested_filename == name
    return download.value.path().read_bytes()


def test_a_manager_completes_an_intake_and_turns_four_drafts_into_a_template(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "manager")
    begun(page)

    expect(page.get_by_text("Suggestions")).to_be_visible()
    page.get_by_text("Sample answer").click()
    expect(page.get_by_text("Not discussed yet").first).to_be_visible()
    assert faults_of(page) == []
    say(page, ROLE)
    say(page, SUCCESS)
    expect(page.get_by_text(re.compile("Clear|Enough detail")).first).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("The interview is complete.", exact=True)).to_be_visible()

    for name in DRAFTS:
        expect(page.get_by_role("tab", name=name)).to_contain_text("Ready for review")
    page.get_by_label("What should change").fill("Please make it shorter.")
    page.get_by_role("button", name="Rewrite draft").click()
    expect(page.get_by_text(re.compile("^Version 2, from version 1, written by"))).to_be_visible()
    edit_and_download(page)
    keys = Keyboard(page)
    keys.tab_to("^Job description")
    for name in DRAFTS:
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        page.get_by_role("button", name="Accept draft").click()
        expect(page.get_by_role("tab", name=name)).to_contain_text("Accepted")
        page.get_by_role("tab", name=name).focus()
        keys.press("ArrowRight")
    assert faults_of(page) == []

    page.get_by_role("button", name="Create template").click()
    page.get_by_role("dialog").get_by_role("button", name="Create template").click()
    expect(page.get_by_text("Template created.")).to_be_visible()


def test_an_intake_that_ended_too_early_can_start_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "manager")
    begun(page)

    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text(re.compile("ended with too few answers"))).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_count(0)
    page.get_by_role("button", name="Start again").click()

    expect(page.get_by_label("Your answer")).to_be_visible()
