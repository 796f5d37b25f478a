"""One whole interview by patient outsiders, from the request to the signed verdict."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4  # noqa: TID251 - one name per told story

from tests.fakes.outsider import Candidate, Json, OutOfPatience, Outsider, signed_in

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
class Told:
    """What the outsiders know when the story is over."""

    interview_id: str
    run_id: str
    recruiter: Outsider
    partner: Outsider
    edge_url: str = ""
    link: str = ""
    candidate: Candidate | None = None
    states: list[str] = field(default_factory=list)
    """The states in which the interview was seen, in order."""


async def tell(
    url: str,
    receiver: WebhookReceiver,
    *,
    has_code: bool,
    patience_s: float = 150.0,
    slowly_s: float = 0.0,
    edge_url: str = "",
) -> Told:
    """Tell the story; raise ``OutOfPatience`` when it does not reach its end.

    ``slowly_s`` is a rest before each step; ``edge_url`` replaces the address that 'start' names.
    """
    admin = await signed_in(url, "admin", patience_s=patience_s)
    recruiter = await signed_in(url, "recruiter", patience_s=patience_s)
    partner = Outsider(url, {"X-API-Key": DEMO_KEY}, patience_s)
    config = {"callbackUrl": receiver.url, "secret": receiver.secret}
    await admin.ask("PUT", "/tenants/me/webhook-config", config)
    key = str(uuid4())
    email = {"candidateEmail": f"dana-{key}@example.com"} if has_code else {}
    named = {"candidateRef": key}
    made = await partner.post(
        "/a2a/interview", {**REQUEST, **email, **named}, **{"Idempotency-Key": key}
    )
    told = Told(made["interviewId"], made["runId"], recruiter, partner, edge_url)
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        status = await recruiter.get(f"/interviews/{told.interview_id}/status")
        if not told.states or told.states[-1] != status["state"]:
            told.states.append(status["state"])
        if status["state"] == "ASSESSMENT_APPROVED":
            return told
        await asyncio.sleep(slowly_s)
        await _step(told, status, email.get("candidateEmail"))
    raise OutOfPatience(f"the interview got as far as {told.states}")


async def _step(told: Told, status: Json, email: str | None) -> None:
    """Do what a person would do now. A refusal means that somebody did it already: look again."""
    run, recruiter = told.run_id, told.recruiter
    match status["state"]:
        case "INFO_NEEDED":
            fact = {"level": "MID", "skills": REQUEST["skills"]}
            await told.partner.ask("PATCH", f"/a2a/interview/{run}/complete-info", fact)
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
            await _interview(told, status["interviewLink"], email)
        case "ASSESSMENT_PENDING":
            found = (await recruiter.ask("GET", f"/interviews/{run}/assessment")).json()
            yes = {"approved": True, "assessmentId": found["assessmentId"]}
            await recruiter.ask("POST", f"/a2a/interview/{run}/approve-assessment", yes)
        case _:
            await asyncio.sleep(0.05)


async def _interview(told: Told, link: str, email: str | None) -> None:
    told.link = link
    way = f"/candidate-access/{link.rpartition('/')[2]}"
    anyone = Outsider(told.recruiter.url, patience_s=told.recruiter.patience_s)
    if told.candidate is None:
        session = await _door(told, anyone, way, email)
        dana = StrongCandidate()

        def answer(frame: Json) -> str:
            return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

        told.candidate = Candidate(session, answer, told.edge_url)
    await told.candidate.talk(patience_s=told.recruiter.patience_s)
    await asyncio.sleep(0.05)


async def _door(told: Told, anyone: Outsider, way: str, email: str | None) -> Json:
    card = await anyone.get(f"{way}/info")
    if not card["consent"]["given"]:
        yes = {"accepted": True, "version": card["consent"]["version"]}
        await anyone.post(f"{way}/consent", yes)
    if not card["otpRequired"]:
        return await anyone.post(f"{way}/start")
    await anyone.ask("POST", f"{way}/request-otp")
    assert email is not None
    known = await anyone.post(f"{way}/verify-otp", {"otp": await _code(told.recruiter, email)})
    return await anyone.post(f"{way}/start", **{"x-session-token": known["sessionToken"]})


async def _code(recruiter: Outsider, email: str) -> str:
    until = time.monotonic() + recruiter.patience_s
    while time.monotonic() < until:
        for letter in (await recruiter.get(f"/dev/mailbox?to={email}"))["data"]:
            for word in letter["text"].split():
                if word.strip(".,").isdigit() and len(word.strip(".,")) == 6:
                    return word.strip(".,")
        await asyncio.sleep(0.1)
    raise OutOfPatience("no letter with a code came")
