"""The story: a request becomes a plan, a person approves it, Dana answers, a person decides."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vivavoce.app.demo.candidate import Dana
from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.public import Json, Platform, Refusal, enter
from vivavoce.app.demo.receiver import RECEIVER_PATH, Receiver, receiving
from vivavoce.planning.adapters.documents import document_text
from vivavoce.tenancy.domain.keys import DEMO_KEY
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, demo_address

_WEBHOOKS = "/tenants/me/webhook-config"
DANAS = "dana.kowalczyk@example.com"
WAYS = {
    "NO_ANSWER": "nothing was said",
    "OFF_TOPIC": "the answer was about something else",
    "OWNERSHIP": "it stayed open what the person did",
    "RESULT": "the result was missing",
    "MEASURE": "nothing was measured",
    "REASON": "the reason was missing",
    "SPECIFICS": "no concrete case was told",
    "DEPTH": "an expected point was missing",
    "CLARIFY": "two statements did not fit",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the demo is asked to show."""

    job: Path
    resume: Path
    skills: tuple[str, ...]
    minutes: int
    is_me: bool


async def tell_hiring(gateway_url: str, paper: Paper, *, wish: Wish) -> None:
    """Tell the whole story against the platform at ``gateway_url``; raise ``Refusal`` if it breaks."""
    began = time.perf_counter()
    paper.title("Vivavoce: one interview, from the request to the signed webhook")
    async with Platform(gateway_url) as anyone:
        token = await sign_in(anyone, "recruiter")
        admin_token = await sign_in(anyone, "admin")
        async with (
            Platform(gateway_url, api_key=DEMO_KEY) as partner,
            Platform(gateway_url, token=token) as recruiter,
            Platform(gateway_url, token=admin_token) as admin,
            webhooks_to_the_demo(admin) as receiver,
        ):
            callback = {} if receiver is None else {"callbackUrl": receiver.url}
            run_id, interview_id = await request(partner, wish, paper, **callback)
            plan = await until_read(recruiter, run_id, interview_id, paper)
            link = await approve(recruiter, run_id, plan, paper)
            session = await go_in(anyone, recruiter, link, paper)
            await _talk(session, wish, paper)
            await _reasons(recruiter, interview_id, paper)
            await show_assessment(recruiter, run_id, interview_id, paper)
            await _decide(recruiter, interview_id, paper)
            await _webhooks(receiver, paper)
    paper.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def sign_in(anyone: Platform, who: str) -> str:
    """Return a token of the demo's ``who``."""
    done = await anyone.post("/auth/login", {"email": demo_address(who), "password": DEMO_PASSWORD})
    return str(done["accessToken"])


@asynccontextmanager
async def webhooks_to_the_demo(admin: Platform) -> AsyncIterator[Receiver | None]:
    """Send the organization's webhooks to a receiver of the demo's own for the length of the block.

    Yields None, and changes nothing, where the organization has a webhook endpoint already: its
    secret cannot be read, so it could not be put back. What a demo that was killed left behind is
    replaced, and removed at the end.
    """
    if not await _may_take_webhooks(admin):
        yield None
        return
    async with receiving(secrets.token_urlsafe(32)) as receiver:
        await admin.put(_WEBHOOKS, {"callbackUrl": receiver.url, "secret": receiver.secret})
        try:
            yield receiver
        finally:
            await asyncio.shield(admin.delete(_WEBHOOKS))


async def _may_take_webhooks(admin: Platform) -> bool:
    configured = await admin.find(_WEBHOOKS)
    return configured is None or urlsplit(configured["callbackUrl"]).path == RECEIVER_PATH


async def request(partner: Platform, wish: Wish, paper: Paper, **more: object) -> tuple[str, str]:
    """Ask for an interview, with ``more`` members of the request; return the run's and its own id."""
    job = await document_text(wish.job.read_bytes())
    resume = await document_text(wish.resume.read_bytes())
    name = next(line.strip() for line in resume.splitlines() if line.strip())
    title = next(line.strip("# ").strip() for line in job.splitlines() if line.strip())
    paper.step("A partner system asks for an interview (API key, REST)")
    paper.line(f"{name} for '{title}'; job description {wish.job.name}, résumé {wish.resume.name}")
    made = await partner.post(
        "/a2a/interview",
        {
            "candidateName": name,
            "candidateEmail": DANAS,
            "position": title,
            "skills": list(wish.skills),
            "jobDescription": job,
            "resumeText": resume,
            "durationMinutes": wish.minutes,
            **more,
        },
    )
    paper.small(f"201 {made['state']}, run {made['runId']}, data quality {made['dataQuality']}")
    if made["state"] == "INFO_NEEDED":
        paper.step("A fact is missing, so it is asked for")
        for field in made["missingFields"]:
            paper.machine(str(field["question"]))
        paper.person("level: MID", who="Partner")
        filled = await partner.patch(
            f"/a2a/interview/{made['interviewId']}/complete-info", {"level": "MID"}
        )
        paper.small(f"200 {filled['state']}")
    return str(made["runId"]), str(made["interviewId"])


async def until_read(recruiter: Platform, run_id: str, interview_id: str, paper: Paper) -> Json:
    """Wait for the plan, show it and return it."""
    began = time.perf_counter()
    state = await until_planned(recruiter, run_id)
    if state == "INFO_NEEDED":
        paper.line("The skills are not in the catalogue; the recruiter confirms them as they are.")
        status = await recruiter.get(f"/interviews/{interview_id}")
        await recruiter.patch(
            f"/a2a/interview/{interview_id}/complete-info", {"skills": status["skills"]}
        )
        await recruiter.until(f"/a2a/interview/{run_id}/status", "PENDING")
    took = time.perf_counter() - began
    plan = await recruiter.get(f"/interviews/{interview_id}/plan")
    document = plan["document"]
    paper.step(f"A plan is ready after {took:.2f} s, written by {document['planner']}")
    for competency in document["competencies"]:
        required = ", required" if competency["is_required"] else ""
        paper.line(f"{competency['name']} ({competency['weight']:.0%}{required})")
        for question in competency["questions"]:
            paper.small(f"  {question['text']}")
    for note in document["notes"]:
        paper.small(f"Note: {note}")
    return plan


async def until_planned(recruiter: Platform, run_id: str) -> str:
    """Return the state in which a person has to decide about the plan."""
    async with asyncio.timeout(30):
        while True:
            state = str((await recruiter.get(f"/a2a/interview/{run_id}/status"))["state"])
            if state in ("PENDING", "INFO_NEEDED"):
                return state
            await asyncio.sleep(0.05)


async def approve(recruiter: Platform, run_id: str, plan: Json, paper: Paper) -> str:
    """Approve the plan and return the candidate's link."""
    paper.step("A person approves the plan")
    done = await recruiter.post(
        f"/a2a/interview/{run_id}/approve", {"approved": True, "comments": "Good questions."}
    )
    paper.person(f"approves version {plan['version']}; state {done['state']}", who="Recruiter")
    paper.link("Candidate link:", str(done["interviewLink"]))
    return str(done["interviewLink"])


async def go_in(
    anyone: Platform, recruiter: Platform, link: str, paper: Paper, *, address: str = DANAS
) -> Json:
    """Go through the candidate's door and return where the room is."""
    token = link.rstrip("/").rpartition("/")[2]
    way = f"/candidate-access/{token}"
    card = await anyone.get(f"{way}/info")
    paper.step("The candidate opens the link, agrees, and confirms the address with a code")
    paper.line(f"{card['candidateName']}, {card['position']}, {card['durationMinutes']} minutes")
    consent = card["consent"]
    await anyone.post(f"{way}/consent", {"accepted": True, "version": consent["version"]})
    paper.person("I agree.")
    headers: dict[str, str] = {}
    if card["otpRequired"]:
        known = {letter["id"] for letter in await _letters(recruiter, address)}
        sent = await anyone.post(f"{way}/request-otp")
        code = await _code(recruiter, address, known)
        paper.small(f"{sent['message']} The dev mailbox has it: {code}")
        admitted = await anyone.post(f"{way}/verify-otp", {"otp": code})
        headers["x-session-token"] = str(admitted["sessionToken"])
    return await anyone.post(f"{way}/start", None, **headers)


async def _letters(recruiter: Platform, address: str) -> list[Json]:
    found = await recruiter.get(f"/dev/mailbox?to={address}")
    letters: list[Json] = found["data"]
    return letters


async def _code(recruiter: Platform, address: str, known: set[str]) -> str:
    """Return the six digits of the first letter that was not there before."""
    async with asyncio.timeout(20):
        while True:
            for letter in await _letters(recruiter, address):
                words = [word.strip(".,") for word in letter["text"].split()]
                digits = [word for word in words if len(word) == 6 and word.isdigit()]
                if digits and letter["id"] not in known:
                    return str(digits[0])
            await asyncio.sleep(0.1)


async def _talk(session: Json, wish: Wish, paper: Paper) -> None:
    paper.step("The interview, live over the session's socket")
    candidate = None if wish.is_me else Dana()
    count = 0
    async with enter(session["wsUrl"], session["sessionId"], session["tenantId"]) as room:
        async for frame in room.frames():
            kind = frame["type"]
            if kind == "GREETING":
                paper.machine(frame["text"])
            elif kind == "CONSENT":
                await room.send(type="CONSENT", accepted=True)
            elif kind == "ERROR":
                raise Refusal(f"The room said: {frame['message']} [{frame['code']}]")
            elif kind == "TRANSCRIPT" and frame["role"] == "agent":
                note = "(follow-up)" if frame["kind"] == "follow_up" else ""
                paper.machine(frame["text"], note)
                if frame["kind"] in ("question", "follow_up", "repeat"):
                    count += 1
                    is_follow_up = frame["kind"] != "question"
                    text = await _answer(candidate, frame["text"], paper, is_follow_up=is_follow_up)
                    await room.send(type="TEXT", text=text, clientMessageId=f"demo-{count}")
            elif kind == "ENDED":
                paper.small(f"The session ended: {frame['reason']}.")


async def _answer(
    candidate: Dana | None, question: str, paper: Paper, *, is_follow_up: bool
) -> str:
    if candidate is None:
        line = await asyncio.to_thread(_typed)
        return line.strip() or "I have nothing to add."
    text = candidate.answer(question, is_follow_up=is_follow_up)
    paper.person(text)
    return text


def _typed() -> str:
    sys.stdout.write("    You  ")
    sys.stdout.flush()
    return sys.stdin.readline()


async def _reasons(recruiter: Platform, interview_id: str, paper: Paper) -> None:
    """Show staff's view: why each follow-up was asked."""
    detail = await recruiter.get(f"/interviews/{interview_id}")
    events = await recruiter.get(f"/sessions/{detail['sessionId']}/events?limit=500")
    paper.step("Why it followed up (from the session's log, for staff only)")
    reasons = [
        str(event["payload"]["reason"])
        for event in events["events"]
        if event["type"] == "followup.chosen"
    ]
    asked = [code for code in reasons if code in WAYS]
    for code in asked:
        paper.line(f"{code}: {WAYS[code]}")
    if not asked:
        paper.line("It did not: nothing was missing.")
    passed = reasons.count("COMPLETE")
    if passed:
        paper.small(f"{passed} times it went on at once, because nothing was missing (COMPLETE).")


async def show_assessment(
    recruiter: Platform, run_id: str, interview_id: str, paper: Paper
) -> None:
    """Wait for the assessment and show it."""
    await recruiter.until(f"/a2a/interview/{run_id}/status", "ASSESSMENT_PENDING")
    found = await recruiter.get(f"/interviews/{interview_id}/assessment")
    card = found["scorecard"]
    by = f"{card['scorer']['kind']} {card['scorer']['version']}"
    paper.step(f"The assessment, proposed by {by}, not yet decided")
    overall = card["overall_score"]
    said = "no number: too little evidence" if overall is None else f"{overall} of 100"
    paper.line(f"{card['recommendation'] or 'No recommendation'}, {said}")
    scored = [one for one in card["competencies"] if one["score"] is not None]
    for one in card["competencies"]:
        if one["score"] is None:
            paper.line(f"{one['name']}: no score, {one['insufficient_evidence']}")
            continue
        paper.line(f"{one['name']}: {one['score']:.1f} of 5")
        quotes = sorted(one["evidence"], key=lambda quote: -quote["level"])[:1]
        for quote in quotes:
            paper.person(f"\u201c{quote['quote']}\u201d (turn {quote['turn']})", who="  ")
    for flag in card["flags"]:
        paper.small(f"Flag for a person: {flag['kind']}. {flag['detail']}")
    if scored:
        weakest = min(scored, key=lambda one: float(one["score"]))
        paper.line(f"Weakest part: {weakest['name']}, {weakest['score']:.1f} of 5.")
    paper.small("Rules read words, not people: a good story in unusual words can score low.")


async def _decide(recruiter: Platform, interview_id: str, paper: Paper) -> None:
    paper.step("A named person decides")
    done = await recruiter.post(
        f"/a2a/interview/{interview_id}/approve-assessment",
        {"approved": True, "comments": "Read and agreed."},
    )
    paper.person(f"approves; state {done['state']}", who="Recruiter")


async def _webhooks(receiver: Receiver | None, paper: Paper) -> None:
    if receiver is None:
        paper.step("The organization's own webhook endpoint was notified of every step")
        paper.small("This demo left it as it is, and so could not listen along.")
        return
    arrived = await receiver.until("interview.assessment_approved")
    paper.step("The partner's receiver heard of every step, signature checked each time")
    for message in sorted(receiver.messages.values(), key=lambda one: int(one["sequence"])):
        paper.line(f"{message['sequence']:2d}  {message['event']}  {message['state']}")
    if not arrived:
        raise Refusal("The last webhook did not arrive within 20 s.")
    if receiver.refused:
        raise Refusal(f"{receiver.refused} deliveries had a signature that does not fit.")
