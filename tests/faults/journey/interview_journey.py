"""One whole interview by patient outsiders, from the request to the signed verdict."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4  # noqa: TID251 - one name per told story

from tests.fakes.api_clients import ApiClient, Candidate, Json, RetriesExhaustedError, signed_in

from vivavoce.app.demo.platform_client import WebhookReceiver
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

REQUEST = {
    "candidateName": "Dana Kowalczyk",
    "position": "Warehouse shift lead",
    "skills": ["Inventory control"],
    "jobDescription": "You lead the late shift, keep the safety rules and bring picking errors down.",
    "durationMinutes": 10,
    "abilities": {"evaluations": True, "perspectives": True},
}
WAY = (
    "PENDING",
    "APPROVED",
    "IN_PROGRESS",
    "ASSESSMENT_PENDING",
    "ASSESSMENT_APPROVED",
)


@dataclass(slots=True)
class InterviewJourney:
    """What the outsiders know when the story is over."""

    interview_id: str
    run_id: str
    recruiter: ApiClient
    partner: ApiClient
    edge_url: str = ""
    link: str = ""
    candidate: Candidate | None = None
    states: list[str] = field(default_factory=list)
    """The states in which the interview was seen, in order."""


async def run_journey(
    url: str,
    receiver: WebhookReceiver,
    *,
    has_code: bool,
    patience_s: float = 150.0,
    slowly_s: float = 0.0,
    edge_url: str = "",
) -> InterviewJourney:
    """Tell the story; raise ``RetriesExhaustedError`` when it does not reach its end.

    ``slowly_s`` is a rest before each step; ``edge_url`` replaces the address that 'start' names.
    """
    admin = await signed_in(url, "admin", patience_s=patience_s)
    recruiter = await signed_in(url, "recruiter", patience_s=patience_s)
    partner = ApiClient(url, {"X-API-Key": DEMO_KEY}, patience_s)
    config = {"callbackUrl": receiver.url, "secret": receiver.secret}
    await admin.ask("PUT", "/tenants/me/webhook-config", config)
    key = str(uuid4())
    email = {"candidateEmail": f"dana-{key}@example.com"} if has_code else {}
    named = {"candidateRef": key}
    made = await partner.post(
        "/a2a/interview", {**REQUEST, **email, **named}, **{"Idempotency-Key": key}
    )
    journey = InterviewJourney(made["interviewId"], made["runId"], recruiter, partner, edge_url)
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        status = await recruiter.get(f"/interviews/{journey.interview_id}/status")
        if not journey.states or journey.states[-1] != status["state"]:
            journey.states.append(status["state"])
        if status["state"] == "ASSESSMENT_APPROVED":
            return journey
        await asyncio.sleep(slowly_s)
        await _step(journey, status, email.get("candidateEmail"))
    raise RetriesExhaustedError(f"the interview got as far as {journey.states}")


async def _step(journey: InterviewJourney, status: Json, email: str | None) -> None:
    """Do what a person would do now. A refusal means that somebody did it already: look again."""
    run, recruiter = journey.run_id, journey.recruiter
    match status["state"]:
        case "INFO_NEEDED":
            fact = {"level": "MID", "skills": REQUEST["skills"]}
            await journey.partner.ask("PATCH", f"/a2a/interview/{run}/complete-info", fact)
        case "PENDING":
            plan = (await recruiter.ask("GET", f"/interviews/{run}/plan")).json()
            this = {"planId": plan["planId"]}
            if plan["version"] == 1:
                wish = {"comments": "Fewer questions, please.", **this}
                await recruiter.ask("PATCH", f"/a2a/interview/{run}/request-modification", wish)
            else:
                yes = {"approved": True, "comments": "Good questions.", **this}
                await recruiter.ask("POST", f"/a2a/interview/{run}/approve", yes)
        case "APPROVED" | "IN_PROGRESS":
            await _interview(journey, status["interviewLink"], email)
        case "ASSESSMENT_PENDING":
            found = (await recruiter.ask("GET", f"/interviews/{run}/assessment")).json()
            yes = {"approved": True, "assessmentId": found["assessmentId"]}
            await recruiter.ask("POST", f"/a2a/interview/{run}/approve-assessment", yes)
        case _:
            await asyncio.sleep(0.05)


async def _interview(journey: InterviewJourney, link: str, email: str | None) -> None:
    journey.link = link
    way = f"/candidate-access/{link.rpartition('/')[2]}"
    anyone = ApiClient(journey.recruiter.url, patience_s=journey.recruiter.patience_s)
    if journey.candidate is None:
        session = await _open_link(journey, anyone, way, email)
        dana = StrongCandidate()

        def answer(frame: Json) -> str:
            return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

        journey.candidate = Candidate(session, answer, journey.edge_url)
    await journey.candidate.take_interview(patience_s=journey.recruiter.patience_s)
    await asyncio.sleep(0.05)


async def _open_link(
    journey: InterviewJourney, anyone: ApiClient, way: str, email: str | None
) -> Json:
    card = await anyone.get(f"{way}/info")
    if not card["consent"]["given"]:
        yes = {"accepted": True, "version": card["consent"]["version"]}
        await anyone.post(f"{way}/consent", yes)
    if not card["otpRequired"]:
        return await anyone.post(f"{way}/start")
    await anyone.ask("POST", f"{way}/request-otp")
    assert email is not None
    known = await anyone.post(f"{way}/verify-otp", {"otp": await _code(journey.recruiter, email)})
    return await anyone.post(f"{way}/start", **{"x-session-token": known["sessionToken"]})


async def _code(recruiter: ApiClient, email: str) -> str:
    until = time.monotonic() + recruiter.patience_s
    while time.monotonic() < until:
        for message in (await recruiter.get(f"/dev/mailbox?to={email}"))["data"]:
            for word in message["text"].split():
                if word.strip(".,").isdigit() and len(word.strip(".,")) == 6:
                    return word.strip(".,")
        await asyncio.sleep(0.1)
    raise RetriesExhaustedError("no letter with a code came")
