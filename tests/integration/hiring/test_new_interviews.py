"""Before an interview exists: the check of a request, and the import of many from CSV."""

from __future__ import annotations

from typing import Any

from tests.fakes.hiring import BODY, FACTS
from tests.integration.hiring.hiring_api import Edge

JOB_TEXT = """Senior Backend Engineer (m/f/d) - Berlin

Your tasks
- You build and run services in Python and PostgreSQL.
- You review the code of your team.

What you bring
- At least 5 years of experience with Python
- Experience with Kafka
- Unmarried women only
"""
HEADER = "name,email,position,level,skills,job text"
DESCRIPTION = FACTS["job_description"]


async def _import(edge: Edge, csv: str, **more: Any) -> Any:
    answer = await edge.ask("POST", "/interviews/import", {"csv": csv, **more}, badge="RECRUITER")
    assert answer.status_code == 200, answer.text
    return answer.json()


def _row(name: str, email: str, position: str = "Nurse") -> str:
    return f'{name},{email},{position},MID,"triage; wound care; records","{DESCRIPTION}"'


async def test_a_check_reads_the_job_text_and_names_what_is_still_missing(edge: Edge) -> None:
    answer = await edge.ask(
        "POST", "/interviews/check", {"jobDescription": JOB_TEXT}, badge="RECRUITER"
    )

    said = answer.json()
    assert said["jobText"]["position"] == "Senior Backend Engineer"
    assert (said["jobText"]["level"], said["jobText"]["levelWords"]) == ("SENIOR", "Senior")
    assert {"Python", "PostgreSQL"} <= set(said["jobText"]["skills"])
    assert said["jobText"]["taskCount"] >= 2
    assert len(said["jobText"]["leftOut"]) == 1
    assert [gap["field"] for gap in said["missingFields"]] == ["candidateName", "candidateEmail"]
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 0


async def test_a_check_names_wrong_facts_and_checks_the_others(edge: Edge) -> None:
    body = BODY | {"candidateEmail": "nobody", "level": "WIZARD", "language": "tlh"}

    said = (await edge.ask("POST", "/interviews/check", body, badge="RECRUITER")).json()

    assert {error["field"] for error in said["errors"]} == {"candidateEmail", "level", "language"}
    assert [gap["field"] for gap in said["missingFields"]] == ["candidateEmail", "level"]


async def test_a_dry_run_says_for_each_row_what_is_wrong_or_missing_and_stores_nothing(
    edge: Edge,
) -> None:
    ada = _row("Ada", "ada@example.com")
    csv = "\n".join(
        [
            f"{HEADER},shoe size",
            f"{ada},38",
            "",
            "Ben,not-an-address,Nurse,MID,triage,,",
            "Cleo,cleo@example.com,,,,,",
            f"{ada},39",
        ]
    )

    said = await _import(edge, csv)

    assert [(row["row"], row["status"]) for row in said["rows"]] == [
        (2, "ready"),
        (4, "wrong"),
        (5, "incomplete"),
        (6, "duplicate"),
    ]
    assert said["rows"][1]["errors"] == [
        {"field": "candidateEmail", "message": "this is not an e-mail address."}
    ]
    assert [gap["field"] for gap in said["rows"][2]["missingFields"]] == [
        "position",
        "jobDescription",
        "skills",
        "level",
    ]
    assert said["rows"][3]["sameAsRow"] == 2
    assert (said["ignoredColumns"], said["created"]) == (["shoe size"], 0)
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 0


async def test_the_same_file_sent_twice_creates_each_interview_once(edge: Edge) -> None:
    csv = "\n".join(
        [HEADER, _row("Ada", "ada@example.com"), _row("Ben", "ben@example.com"), "Cleo,,,,,"]
    )

    first = await _import(edge, csv, dryRun=False)
    again = await _import(edge, csv, dryRun=False)
    dry = await _import(edge, csv)

    assert [row["status"] for row in first["rows"]] == ["created", "created", "incomplete"]
    assert [row["status"] for row in again["rows"]] == ["existing", "existing", "incomplete"]
    assert [row["status"] for row in dry["rows"]] == ["existing", "existing", "incomplete"]
    assert [row["interviewId"] for row in first["rows"]] == [
        row["interviewId"] for row in again["rows"]
    ]
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 2


async def test_facts_for_all_rows_fill_what_a_row_does_not_state(edge: Edge) -> None:
    shared = {
        "position": "Nurse",
        "level": "MID",
        "skills": ["triage", "records", "wound care"],
        "jobDescription": DESCRIPTION,
    }

    said = await _import(
        edge,
        "Candidate;E-mail;Level\nAda;ada@example.com;SENIOR\nBen;ben@example.com;",
        factsForAll=shared,
        dryRun=False,
    )

    rows = (await edge.ask("GET", "/interviews?order=oldest")).json()["data"]
    assert [row["status"] for row in said["rows"]] == ["created", "created"]
    assert {(row["candidateName"], row["position"], row["level"]) for row in rows} == {
        ("Ada", "Nurse", "SENIOR"),
        ("Ben", "Nurse", "MID"),
    }


async def test_a_row_with_missing_facts_is_created_only_when_asked_for(edge: Edge) -> None:
    said = await _import(edge, "name\nAda", dryRun=False, createsIncomplete=True)

    (row,) = (await edge.ask("GET", "/interviews")).json()["data"]
    assert said["rows"][0]["interviewId"] == row["id"]
    assert row["state"] == "INFO_NEEDED"


async def test_a_file_that_is_no_list_of_interviews_is_refused(edge: Edge) -> None:
    many = "name\n" + "\n".join(f"Person {number}" for number in range(501))
    refused = {
        "": "csv_unreadable",
        "shoe size\n38": "csv_unreadable",
        'name\n"open': "csv_unreadable",
        "name,candidate\nAda,Ada": "csv_unreadable",
        many: "csv_too_long",
    }

    found = {}
    for csv in refused:
        answer = await edge.ask("POST", "/interviews/import", {"csv": csv}, badge="RECRUITER")
        found[csv] = answer.json()["code"]

    assert found == refused
