"""From an empty organization to the first interview, the list that finds it, and an import of many."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from tests.journeys.browser.browser_platform import EXAMPLES, OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in

JOB_TEXT = (EXAMPLES / "jobs" / "warehouse-shift-lead.md").read_text("utf-8")
MOST_CLICKS = 8


def test_the_first_interview_of_an_organization_is_made_from_a_pasted_job_text_and_found_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    recruiter = browser_platform.recruiter_of_new_organization()
    clicks: list[Locator] = []

    def click(target: Locator) -> Locator:
        clicks.append(target)
        target.click()
        return target

    sign_in(page, browser_platform, recruiter, OWN_PASSWORD)
    click(page.get_by_role("link", name="New interview"))
    click(page.get_by_label("Job text", exact=True)).fill(JOB_TEXT)
    expect(page.get_by_label("Position", exact=True)).to_have_value(
        "Shift lead, distribution warehouse"
    )
    click(page.get_by_role("button", name="Create interview"))
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_text("What is the candidate's full name?")).to_be_visible()
    faults = {"new": faults_of(page)}
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    expect(page.get_by_label("Job text", exact=True)).to_have_value(JOB_TEXT)
    click(page.get_by_label("Name", exact=True)).fill("Amara Okonkwo")
    click(page.get_by_label("E-mail", exact=True)).fill("amara@example.com")
    expect(page.get_by_text("Nothing", exact=True)).to_be_visible()
    click(page.get_by_role("button", name="Create interview"))

    expect(page.get_by_role("heading", name="Amara Okonkwo", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Review plan")).to_be_visible()
    faults["interview"] = faults_of(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Interviews").first.click()
    page.get_by_label("Search by candidate, position or ID").fill("okonkwo")
    page.wait_for_url("**/interviews?q=okonkwo")
    expect(page.get_by_text("1 interview", exact=True)).to_be_visible()
    faults["list"] = faults_of(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Amara Okonkwo").click()
    expect(page.get_by_role("heading", name="Amara Okonkwo", level=1)).to_be_visible()

    assert faults == {"new": [], "interview": [], "list": []}
    assert len(clicks) <= MOST_CLICKS


def test_many_are_imported_after_a_dry_run_and_cancelled_together(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform)
    rows = ["name,email,position,level,skills"]
    rows += [
        f"Round {name},{name}@example.com,Baker,MID,Baking;Cleaning" for name in ("ann", "ben")
    ]
    rows += ["Round cleo,no-address,Baker,MID,Baking"]
    file = {"name": "round.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}

    page.goto(f"{browser_platform.url}/interviews/import")
    page.get_by_label("Job text (optional)", exact=True).fill(JOB_TEXT)
    page.get_by_label("CSV file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text("2 of 3 rows are ready")).to_be_visible()
    expect(page.get_by_text("Candidate e-mail: this is not an e-mail address.")).to_be_visible()
    faults = {"import": faults_of(page)}
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Create 2 interviews").click()
    expect(page.get_by_text("2 interviews created.")).to_be_visible()
    page.goto(f"{browser_platform.url}/interviews?q=round")
    expect(page.get_by_text("2 interviews", exact=True)).to_be_visible()
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Cancel interviews").click()
    page.get_by_role("button", name="Cancel 2 interviews").click()

    expect(page.get_by_text("Done for 2 of 2 interviews.")).to_be_visible()
    expect(page.get_by_role("cell", name="Closed")).to_have_count(2)
    faults["list"] = faults_of(page)
    assert faults == {"import": [], "list": []}
