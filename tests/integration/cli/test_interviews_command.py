"""``vivavoce interviews`` against a server: what it prints, and the exit code of each kind of error."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vivavoce.cli.interviews import interviews

Json = dict[str, Any]  # Any: JSON
RECEIPT: Json = {"runId": "run_1", "state": "RECEIVED", "missingFields": [], "warnings": []}
ITEM: Json = {
    "runId": "run_1",
    "state": "PENDING",
    "candidateName": "Ada\x1b[31m\nLovelace",
    "candidateRef": None,
    "position": "Analyst",
    "createdAt": "2026-11-22T12:00:00Z",
}


@dataclass
class Platform:
    """Answers each request with the next answer: a status and a JSON body."""

    answers: list[tuple[int, Json]] = field(default_factory=list)
    requests: list[tuple[str, str, Json | None]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def platform() -> Iterator[Platform]:
    given = Platform()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(size)) if size else None
            given.requests.append((self.command, self.path, body))
            status, answer = given.answers.pop(0)
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - the names of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    given.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield given
    server.shutdown()
    thread.join()
    server.server_close()


Run = Callable[..., Result]


@pytest.fixture
def run(platform: Platform) -> Run:
    def invoke(*words: str, **environment: str | None) -> Result:
        env = {
            "VIVAVOCE_URL": platform.url,
            "VIVAVOCE_API_KEY": "vv_key",
            "VIVAVOCE_TOKEN": None,
            **environment,
        }
        return CliRunner().invoke(interviews, words, env=env)

    return invoke


def test_options_replace_members_of_the_file(platform: Platform, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text('{"position": "Analyst", "candidateRef": "c-1"}', encoding="utf-8")
    platform.answers = [(201, RECEIPT)]

    done = run(
        "create", "--file", str(file), "--position", "Baker", "--skill", "Rye", "--skill", "Oven"
    )

    assert (done.exit_code, done.stdout) == (0, "run_1  RECEIVED\n")
    (request,) = platform.requests
    assert request == (
        "POST",
        "/api/v1/interviews",
        {"position": "Baker", "candidateRef": "c-1", "skills": ["Rye", "Oven"]},
    )


def test_missing_facts_are_listed_and_not_waited_for(platform: Platform, run: Run) -> None:
    missing = {"field": "level", "severity": "REQUIRED", "message": "", "question": "Which level?"}
    platform.answers = [(201, {**RECEIPT, "state": "INFO_NEEDED", "missingFields": [missing]})]

    done = run("create", "--name", "Ada", "--wait")

    assert done.stdout == "run_1  INFO_NEEDED\n  missing: level. Which level?\n"


def test_missing_facts_are_added_and_the_rest_is_still_listed(platform: Platform, run: Run) -> None:
    missing = {"field": "skills", "severity": "HIGH", "message": "", "question": "Which skills?"}
    platform.answers = [(200, {**ITEM, "state": "INFO_NEEDED", "missingFields": [missing]})]

    done = run("update", "run_1", "--level", "MID", "--wait")

    assert done.stdout == "run_1  INFO_NEEDED\n  missing: skills. Which skills?\n"
    assert platform.requests == [("PUT", "/api/v1/interviews/run_1", {"level": "MID"})]


def test_once_all_facts_are_there_the_plan_is_waited_for(platform: Platform, run: Run) -> None:
    platform.answers = [
        (200, {**ITEM, "state": "VALIDATING_SKILLS", "missingFields": []}),
        (200, {**ITEM, "state": "PENDING"}),
    ]

    done = run("update", "run_1", "--skill", "SQL", "--wait")

    assert done.stdout == "run_1  PENDING\n"


def test_an_update_without_a_fact_is_refused_before_anything_is_sent(
    platform: Platform, run: Run
) -> None:
    done = run("update", "run_1")

    assert (done.exit_code, platform.requests) == (2, [])
    assert "Give at least one fact" in done.stderr


@pytest.mark.parametrize("end", ["PENDING", "INFO_NEEDED", "APPROVED", "ASSESSMENT_PENDING"])
def test_waiting_shows_each_step_and_prints_the_state_that_was_reached(
    platform: Platform, run: Run, end: str
) -> None:
    states = ("GENERATING_PLAN", "GENERATING_PLAN", end)
    platform.answers = [(201, RECEIPT), *((200, {"state": state}) for state in states)]

    done = run("create", "--name", "Ada", "--wait", "--json")

    assert json.loads(done.stdout)["state"] == end
    assert done.stderr.splitlines() == [
        "Waiting for the plan: GENERATING_PLAN",
        f"Waiting for the plan: {end}",
    ]


def test_waiting_in_a_terminal_draws_a_bar(platform: Platform) -> None:
    states = ("VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING")
    platform.answers = [(201, RECEIPT), *((200, {"state": state}) for state in states)]
    master, slave = pty.openpty()
    environment = {"VIVAVOCE_URL": platform.url, "VIVAVOCE_API_KEY": "vv_key", "TERM": "xterm"}

    done = subprocess.run(
        [sys.executable, "-m", "vivavoce", "interviews", "create", "--name", "Ada", "--wait"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=slave,
        timeout=60,
        check=True,
    )
    os.close(slave)
    drawn = os.read(master, 65_536).decode()
    os.close(master)

    assert done.stdout.decode().startswith("run_1  PENDING")
    assert "Waiting for the plan" in drawn
    assert "100%" in drawn
    assert "GENERATING_PLAN" in drawn


def test_a_list_is_a_table_that_cannot_steer_the_terminal(platform: Platform, run: Run) -> None:
    platform.answers = [(200, {"data": [ITEM, ITEM, ITEM], "nextCursor": "more"})]

    done = run("list", "--state", "pending", "--limit", "2")

    head, *rows = done.stdout.splitlines()
    assert head.split() == ["RUN", "STATE", "CANDIDATE", "POSITION", "REQUESTED"]
    assert [row.split()[:2] for row in rows] == [["run_1", "PENDING"]] * 2
    assert "\x1b" not in done.stdout
    assert platform.requests[0][1] == "/api/v1/interviews?limit=2&state=PENDING"


def test_a_list_as_json_has_everything(platform: Platform, run: Run) -> None:
    platform.answers = [(200, {"data": [ITEM], "nextCursor": None})]

    done = run("list", "--json")

    assert json.loads(done.stdout) == {"data": [ITEM]}


def test_an_approval_prints_the_link(platform: Platform, run: Run) -> None:
    approved = {"runId": "run_1", "state": "APPROVED", "interviewLink": "https://x/join/1"}
    platform.answers = [(200, approved)]

    done = run("approve", "run_1", "--must-have", "Safety", "--comments", "Read.")

    assert done.stdout == "run_1  APPROVED\nhttps://x/join/1\n"
    body = {"comments": "Read.", "mustHaveCompetencies": ["Safety"]}
    assert platform.requests == [("POST", "/api/v1/interviews/run_1/plan/approve", body)]


@pytest.mark.parametrize(("status", "code"), [(404, 1), (403, 1), (500, 3)])
def test_an_error_is_a_sentence_and_an_exit_code(
    platform: Platform, run: Run, status: int, code: int
) -> None:
    errors = [{"field": "level", "code": "unknown", "message": "'X' is no level."}]
    problem = {"code": "wrong", "detail": "Mend it.", "requestId": "req_1", "errors": errors}
    platform.answers = [(status, problem)]

    done = run("show", "run_1")

    assert done.exit_code == code
    expected = f"vivavoce: Mend it. ({status} wrong, request req_1)\n  level: 'X' is no level.\n"
    assert done.stderr == expected


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["list"], {"VIVAVOCE_API_KEY": None}, "set VIVAVOCE_API_KEY"),
        (["list"], {"VIVAVOCE_TOKEN": "t"}, "not both"),
        (["list"], {"VIVAVOCE_API_KEY": "sk_live_…"}, "'api_key' has a character"),
        (["list"], {"VIVAVOCE_URL": "localhost"}, "'localhost', which is no http address"),
        (["show", ""], {}, "'' is not an id"),
        (["create"], {}, "Give at least one fact"),
        (["create", "--file", "nowhere.json"], {}, "nowhere.json"),
        (["list", "--limit", "0"], {}, "limit"),
        (["list", "--state", "LOST"], {}, "LOST"),
    ],
)
def test_what_is_wrong_before_any_request_exits_with_2(
    run: Run, words: list[str], environment: dict[str, str | None], sentence: str
) -> None:
    done = run(*words, **environment)

    assert done.exit_code == 2
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"), [(b"{", "is not JSON"), (b"[]", "no"), (b"\xff", "is not UTF-8")]
)
def test_a_file_that_is_no_request_exits_with_2(
    run: Run, tmp_path: Path, text: bytes, sentence: str
) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(text)

    done = run("create", "--file", str(file))

    assert done.exit_code == 2
    assert sentence in done.stderr


def test_a_platform_that_is_not_there_exits_with_3(run: Run) -> None:
    done = run("approve", "run_1", VIVAVOCE_URL="http://127.0.0.1:1")

    assert done.exit_code == 3
    assert "No answer from http://127.0.0.1:1" in done.stderr


def test_changes_of_the_plan_are_sent_as_they_were_written(platform: Platform, run: Run) -> None:
    platform.answers = [(200, {"runId": "run_1", "state": "GENERATING_PLAN"})]

    done = run("change", "run_1", "more on VAT, one question fewer")

    assert (done.exit_code, done.stdout) == (0, "run_1  GENERATING_PLAN\n")
    changes = {"comments": "more on VAT, one question fewer"}
    assert platform.requests == [("POST", "/api/v1/interviews/run_1/plan/changes", changes)]


def test_an_interview_is_canceled_with_a_reason_for_the_history(
    platform: Platform, run: Run
) -> None:
    platform.answers = [(200, {"runId": "run_1", "state": "CANCELLED"})]

    done = run("cancel", "run_1", "--reason", "The position is filled.")

    assert (done.exit_code, done.stdout) == (0, "run_1  CANCELLED\n")
    reason = {"reason": "The position is filled."}
    assert platform.requests == [("POST", "/api/v1/interviews/run_1/cancel", reason)]


TURN: Json = {"turn": 1, "role": "agent", "text": "Hello.", "isDropped": False, "isDraft": False}


def test_a_transcript_names_who_spoke_and_what_was_not_checked(
    platform: Platform, run: Run
) -> None:
    turns = [
        TURN,
        {**TURN, "turn": 2, "isDropped": True, "text": "Wh"},
        {**TURN, "turn": 3, "role": "candidate", "text": "Good\x1b[2J day.", "isDraft": True},
        {**TURN, "turn": 4, "role": "candidate", "text": ""},
    ]
    platform.answers = [(200, {**ITEM, "sessionId": "s-1"}), (200, {"turns": turns})]

    done = run("transcript", "run_1")

    assert done.stdout.splitlines() == [
        "  1  Interviewer  Hello.",
        "  3  Candidate    Good [2J day.  (not checked by the candidate)",
        "  4  Candidate    (erased)",
    ]
    assert platform.requests[1][:2] == ("GET", "/api/v1/sessions/s-1/transcript")


def test_there_is_no_transcript_before_the_candidate_begins(platform: Platform, run: Run) -> None:
    platform.answers = [(200, {**ITEM, "sessionId": None})]

    done = run("transcript", "run_1")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "The candidate has not begun.\n"


def test_a_decision_names_the_assessment_that_was_read(platform: Platform, run: Run) -> None:
    decided = {"decisionId": "d-1", "outcome": "NO_HIRE", "status": "awaiting_second_person"}
    platform.answers = [(201, decided)]
    words = ("decide", "run_1", "no_hire", "--assessment", "a-1", "--comments", "No example given.")

    done = run(*words, "--second-person")

    assert (done.exit_code, done.stdout) == (0, "d-1  NO_HIRE  awaiting_second_person\n")
    body = {
        "assessmentId": "a-1",
        "outcome": "NO_HIRE",
        "comments": "No example given.",
        "asksSecondPerson": True,
    }
    assert platform.requests == [("POST", "/api/v1/interviews/run_1/decisions", body)]


def test_a_decision_without_the_assessment_that_was_read_is_refused(
    platform: Platform, run: Run
) -> None:
    done = run("decide", "run_1", "HIRE")

    assert done.exit_code == 2
    assert "--assessment" in done.stderr
    assert platform.requests == []
