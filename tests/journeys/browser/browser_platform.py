"""The platform of the browser journeys, and people who use its API."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
from tests.journeys.browser.page_checks import PATIENCE_S
from websockets.sync.client import connect

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.infra.clock import SystemClock
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

Json = dict[str, Any]
Answer = Callable[[Json], Json]
EXAMPLES = Path(__file__).parents[3] / "examples"
JOB_TEXT = EXAMPLES / "jobs" / "warehouse-shift-lead.md"
OWN_PASSWORD = "a password of somebody new"
_RENEW_AFTER_S = 1800
"""Half the life of a token: the platform stands for as long as the tests run."""
_numbers = count(1)
_FAIL_EVENT = """
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    SELECT tenant_id, gen_random_uuid(), 'candidate-access', position, event_id, topic, partition,
           run_id, interview_id, at, version, correlation_id, payload, 6, 'ValueError'
    FROM outbox
    WHERE interview_id = %(interview)s
    ORDER BY position
    LIMIT 1
"""
_FAIL_PLANNING = """
    WITH failed AS (
        UPDATE plan_order
        SET closed_at = now(), outcome = 'failed', comments = NULL
        WHERE interview_id = %(interview)s
    ), gone AS (
        DELETE FROM plan
        WHERE interview_id = %(interview)s
    )
    UPDATE interview
    SET state = 'GENERATING_PLAN', plan_id = NULL,
        failure = '{"stage": "planning", "code": "planner_failed", "attempts": 3}'
    WHERE id = %(interview)s
"""
_FAIL_ASSESSMENT = """
    WITH failed AS (
        UPDATE assessment
        SET completed_at = NULL, person_id = NULL, rubric_version = NULL, scorer_kind = NULL,
            scorer_version = NULL, scores = NULL, sealed = NULL, overall_score = NULL,
            recommendation = NULL, failed_at = now()
        WHERE interview_id = %(interview)s
    )
    UPDATE interview
    SET state = 'COMPLETED', assessment_id = NULL, recommendation = NULL,
        failure = '{"stage": "assessment", "code": "assessment_failed", "attempts": 1}'
    WHERE id = %(interview)s
"""
_FAIL_REVIEW = """
    UPDATE review
    SET status = 'failed', stage = NULL, failure_code = 'review_failed', is_retryable = true,
        attempts = attempts + 1, completed_at = NULL, sealed_document = NULL, overall_score = NULL,
        is_listed = NULL
    WHERE interview_id = %(interview)s
"""
_ADD_SELECTION_REPORT = """
    INSERT INTO selection_report (tenant_id, starts_on, counted_at, minimum, rates)
    SELECT tenant_id, %(starts_on)s, now(), 10, %(rates)s
    FROM interview
    WHERE id = %(interview)s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class InvitedCandidate:
    """An interview whose plan a person approved."""

    interview_id: str
    run_id: str
    name: str
    email: str
    link: str


class BrowserPlatform:
    """The platform as the candidate's browser does not see it: a partner, a recruiter, the post."""

    def __init__(self, url: str, operate: Callable[..., str], superuser_url: str) -> None:
        self.url = url
        self._operate = operate
        self._superuser_url = superuser_url
        api = f"{url}/api/v1"
        self._partner = httpx.Client(
            base_url=api, headers={"X-API-Key": DEMO_KEY}, timeout=PATIENCE_S
        )
        self._anyone = httpx.Client(base_url=api, timeout=PATIENCE_S)
        self._recruiter = httpx.Client(base_url=api, timeout=PATIENCE_S)
        self._signed_in_at = -math.inf

    def close(self) -> None:
        """Hang up."""
        for client in (self._partner, self._anyone, self._recruiter):
            client.close()

    @property
    def _staff(self) -> httpx.Client:
        """Return the recruiter's client, signed in anew when its token has got old."""
        if time.monotonic() - self._signed_in_at > _RENEW_AFTER_S:
            self._recruiter.headers.update(self._known("recruiter"))
            self._signed_in_at = time.monotonic()
        return self._recruiter

    def seeker(self) -> str:
        """Add somebody who has practised nothing yet; return their address.

        What somebody practised before is taken into account, so nobody practises in two tests.
        """
        email = f"seeker{next(_numbers)}@example.com"
        self.join(self.invited_to_join(email))
        return email

    def invited_to_join(self, email: str, role: str = "SEEKER") -> str:
        """Invite somebody to the organization; return the token of the link in their mailbox."""
        person = {"email": email, "name": "Sam New", "role": role}
        _good(self._anyone.post("/invitations", json=person, headers=self._known("admin")))
        return self.link_token(email, "accept-invitation")

    def new_name(self, name: str) -> str:
        """Return a name that nobody has here yet: a second try of a test finds its own person by it."""
        return f"{name} {next(_numbers)}"

    def first_administrator(self) -> tuple[str, str]:
        """Open an organization in which there is nothing yet; return its administrator's address and link."""
        number = next(_numbers)
        email = f"admin{number}@example.com"
        about = ("--email", email, "--name", "Ada Min", "--organization", f"New {number}")
        return email, json.loads(self._operate("admin", "create", *about, "--json"))["link"]

    def recruiter_of_new_organization(self) -> str:
        """Open an organization in which there is nothing yet; return its recruiter's address."""
        admin, link = self.first_administrator()
        recruiter = admin.replace("admin", "recruiter")
        self.join(link.rpartition("#")[2])
        headers = self.signed_in(admin)
        person = {"email": recruiter, "name": "Rita New", "role": "RECRUITER"}
        _good(self._anyone.post("/invitations", json=person, headers=headers))
        self.join(self.link_token(recruiter, "accept-invitation", headers))
        return recruiter

    def join(self, token: str) -> None:
        """Accept an invitation with a password of one's own."""
        _good(
            self._anyone.post(
                "/invitations/accept", json={"token": token, "password": OWN_PASSWORD}
            )
        )

    def signed_in(self, email: str) -> dict[str, str]:
        """Return the headers of somebody who joined."""
        me = {"email": email, "password": OWN_PASSWORD}
        token = _good(self._anyone.post("/auth/login", json=me))["accessToken"]
        return {"Authorization": f"Bearer {token}"}

    def signed_in_as(self, who: str) -> dict[str, str]:
        """Return the headers of somebody of the demo."""
        return self._known(who)

    def remove_webhook(self) -> None:
        """Delete the webhook of the demo's organization, if it has one."""
        path = "/tenants/me/webhook-config"
        gone = self._anyone.delete(path, headers=self._known("admin"))
        assert gone.status_code in {204, 404}, gone.text

    def fail_event(self, interview_id: str) -> None:
        """Put an event of the interview aside, as the bus does after its last try."""
        self._change(_FAIL_EVENT, interview_id)

    def fail_planning(self, interview_id: str) -> None:
        """Take the plan away, as if the planner had failed at its last try."""
        self._change(_FAIL_PLANNING, interview_id)

    def fail_assessment(self, interview_id: str) -> None:
        """Take the assessment away, as if the scorer had failed."""
        self._change(_FAIL_ASSESSMENT, interview_id)

    def fail_review(self, interview_id: str) -> None:
        """Take the review of a practice interview away, as if it could not be written."""
        self._change(_FAIL_REVIEW, interview_id)

    def add_selection_report(self, interview_id: str, starts_on: str, rates: str) -> None:
        """Store the counted selection rates of a quarter for the organization of an interview."""
        values = {"interview": interview_id, "starts_on": starts_on, "rates": rates}
        with psycopg.connect(self._superuser_url) as connection:
            connection.execute(_ADD_SELECTION_REPORT, values)

    def _change(self, statement: LiteralString, interview_id: str) -> None:
        with psycopg.connect(self._superuser_url) as connection:
            done = connection.execute(statement, {"interview": interview_id})
            assert done.rowcount == 1, statement

    def link_token(self, email: str, page: str, reader: dict[str, str] | None = None) -> str:
        """Return the token of the newest link to that page that lies in a mailbox."""
        return self.in_mailbox(email, rf"/{page}#([\w-]+)", reader)

    def planned(
        self,
        name: str,
        *,
        minutes: int = 20,
        profile: str = "",
        is_recorded: bool = False,
        **facts: object,
    ) -> InvitedCandidate:
        """Ask for an interview and wait for its plan; it is not approved, so there is no link.

        ``facts`` are further fields of the request.
        """
        email = f"candidate{next(_numbers)}@example.com"
        wish = {
            "candidateName": name,
            "candidateEmail": email,
            "position": "Warehouse shift lead",
            "level": "MID",
            "skills": ["Inventory control", "Shift planning"],
            "jobDescription": JOB_TEXT.read_text("utf-8"),
            "durationMinutes": minutes,
            **({"profile": profile} if profile else {}),
            **({"abilities": {"videoPresence": True}} if is_recorded else {}),
            **facts,
        }
        made = _good(self._partner.post("/a2a/interview", json=wish))
        self.until(made["interviewId"], "PENDING")
        return InvitedCandidate(made["interviewId"], made["runId"], name, email, "")

    def without_candidate(self) -> str:
        """Ask for an interview whose candidate is not named yet; return its id: it waits for the facts."""
        wish = {"position": "Warehouse shift lead", "jobDescription": JOB_TEXT.read_text("utf-8")}
        made: str = _good(self._partner.post("/a2a/interview", json=wish))["interviewId"]
        self.until(made, "INFO_NEEDED")
        return made

    def invited(
        self,
        name: str = "Dana Kowalczyk",
        *,
        minutes: int = 20,
        profile: str = "",
        is_recorded: bool = False,
    ) -> InvitedCandidate:
        """Ask for an interview and approve its plan."""
        plan = self.planned(name, minutes=minutes, profile=profile, is_recorded=is_recorded)
        done = self.approve(plan)
        return InvitedCandidate(
            plan.interview_id, plan.run_id, name, plan.email, done["interviewLink"]
        )

    def approve(self, plan: InvitedCandidate) -> Json:
        """Have the recruiter approve a plan elsewhere."""
        return _good(
            self._staff.post(f"/a2a/interview/{plan.run_id}/approve", json={"approved": True})
        )

    def schedule(self, guest: InvitedCandidate, *, days: int) -> None:
        """Have the recruiter give an interview an appointment, so many days from now."""
        at = SystemClock().now() + timedelta(days=days)
        wish = {"transition": "SCHEDULE", "scheduledAt": at.isoformat()}
        _good(self._staff.post(f"/workflow/interviews/{guest.interview_id}/transition", json=wish))

    def scheduled_at(self, guest: InvitedCandidate) -> str:
        """Return the appointment of an interview."""
        found: str = self.detail(guest.interview_id)["scheduledAt"]
        return found

    def decide(self, guest: InvitedCandidate, outcome: str, comments: str) -> None:
        """Have the recruiter decide about a candidate, and wait until it is final."""
        read = self.assessment(guest.interview_id)["assessmentId"]
        wish = {"assessmentId": read, "outcome": outcome, "comments": comments}
        made = _good(self._staff.post(f"/interviews/{guest.interview_id}/decisions", json=wish))
        decision = f"/interviews/{guest.interview_id}/decisions/{made['decisionId']}"
        _good(self._staff.post(f"{decision}/confirm"))
        self.until(guest.interview_id, "ASSESSMENT_APPROVED")

    def interviewed(self, name: str, *, skip: int = 0) -> InvitedCandidate:
        """Have somebody answer everything but the first ``skip`` questions; wait for the reading."""
        guest = self.invited(name)
        self.take_interview(guest, skip=skip)
        return guest

    def take_interview(self, guest: InvitedCandidate, *, skip: int = 0, says: str = "") -> None:
        """Have an invited candidate answer everything but the first ``skip`` questions; wait for the reading.

        Every answer is ``says``, or else what a strong candidate says.
        """
        session = self._enter(guest)
        address = (
            f"{session['wsUrl']}/?sessionId={session['sessionId']}&tenantId={session['tenantId']}"
        )
        _hold_interview(address, skip, says)
        self.until(guest.interview_id, "ASSESSMENT_PENDING")

    def detail(self, interview_id: str) -> Json:
        """Return what staff see of an interview."""
        return _good(self._staff.get(f"/interviews/{interview_id}"))

    def plan(self, interview_id: str) -> Json:
        """Return the document of its current plan."""
        document: Json = _good(self._staff.get(f"/interviews/{interview_id}/plan"))["document"]
        return document

    def assessment(self, interview_id: str) -> Json:
        """Return its newest assessment."""
        return _good(self._staff.get(f"/interviews/{interview_id}/assessment"))

    def transcript(self, interview_id: str) -> list[Json]:
        """Return the turns of its session."""
        session_id = self.detail(interview_id)["sessionId"]
        found: list[Json] = _good(self._staff.get(f"/sessions/{session_id}/transcript"))["turns"]
        return found

    def events(self, interview_id: str) -> list[Json]:
        """Return its session's log, with the words."""
        session_id = self.detail(interview_id)["sessionId"]
        params = {"limit": "500"}
        found: list[Json] = _good(self._staff.get(f"/sessions/{session_id}/events", params=params))[
            "events"
        ]
        return found

    def video(self, interview_id: str) -> Json:
        """Return what staff see of its session's film."""
        session_id = self.detail(interview_id)["sessionId"]
        return _good(self._staff.get(f"/recording/{session_id}/chunks"))

    def until(self, interview_id: str, state: str) -> None:
        """Wait for a state."""
        self._until(lambda: self.detail(interview_id)["state"] == state, f"never {state}")

    def code(self, email: str, reader: dict[str, str] | None = None) -> str:
        """Return the digits of the newest letter."""
        return self.in_mailbox(email, r"\b\d{6}\b", reader)

    def in_mailbox(self, email: str, pattern: str, reader: dict[str, str] | None = None) -> str:
        """Wait for a letter with the pattern; return what fits it in the newest one."""
        found: list[str] = []

        def look() -> bool:
            answer = self._staff.get("/dev/mailbox", params={"to": email}, headers=reader)
            letters = _good(answer)["data"]
            found[:] = [text for each in letters for text in re.findall(pattern, each["text"])]
            return bool(found)

        self._until(look, f"nothing like {pattern} came")
        return found[0]

    def _known(self, who: str) -> dict[str, str]:
        """Return what shows who one is, of somebody of the demo."""
        me = {"email": build_demo_email(who), "password": DEMO_PASSWORD}
        token = _good(self._anyone.post("/auth/login", json=me))["accessToken"]
        return {"Authorization": f"Bearer {token}"}

    def _enter(self, guest: InvitedCandidate) -> Json:
        way = f"/candidate-access/{guest.link.rpartition('/')[2]}"
        version = _good(self._anyone.get(f"{way}/info"))["consent"]["version"]
        _good(self._anyone.post(f"{way}/consent", json={"accepted": True, "version": version}))
        _good(self._anyone.post(f"{way}/request-otp"))
        typed = {"otp": self.code(guest.email)}
        token = _good(self._anyone.post(f"{way}/verify-otp", json=typed))["sessionToken"]
        return _good(self._anyone.post(f"{way}/start", headers={"x-session-token": token}))

    @staticmethod
    def _until(is_so: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > until:
                raise AssertionError(otherwise)
            time.sleep(0.05)


def _hold_interview(address: str, skip: int, says: str) -> None:
    dana, left = StrongCandidate(), skip
    with connect(address, compression=None, open_timeout=PATIENCE_S) as socket:
        for number, text in enumerate(socket):
            frame: Json = json.loads(text)
            kind = frame.get("kind")
            if frame["type"] != "TRANSCRIPT" or kind not in ("question", "follow_up", "repeat"):
                continue
            if kind == "question" and left > 0:
                left -= 1
                socket.send(json.dumps({"type": "SKIP"}))
                continue
            said = says or dana.answer(frame["text"], is_follow_up=kind != "question")
            socket.send(json.dumps({"type": "TEXT", "text": said, "clientMessageId": f"m{number}"}))


def _good(answer: httpx.Response) -> Json:
    assert answer.is_success, f"{answer.request.url}: {answer.status_code} {answer.text}"
    body: Json = answer.json()
    return body
