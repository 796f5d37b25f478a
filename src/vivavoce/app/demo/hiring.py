"""The hiring demo: a request becomes a plan, a person approves it, Dana answers, a person decides."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vivavoce.app.demo.platform_client import (
    RECEIVER_PATH,
    DemoFailedError,
    PlatformClient,
    WebhookReceiver,
    describe_socket_error,
    open_session_socket,
    run_webhook_receiver,
)
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import format_level, round_overall
from vivavoce.kernel.translation import translatable
from vivavoce.planning.adapters.documents import extract_document_text
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_WEBHOOK_CONFIG_PATH = "/tenants/me/webhook-config"
CANDIDATE_EMAIL = "dana.kowalczyk@example.com"
_MODEL_HINT = translatable("If a language model is configured, run: vivavoce doctor --try-model")
FOLLOW_UP_REASONS = {
    "NO_ANSWER": "the candidate gave no answer",
    "OFF_TOPIC": "the answer was about something else",
    "OWNERSHIP": "the answer did not say what the candidate did",
    "RESULT": "the result was missing",
    "MEASURE": "the result had no measure",
    "REASON": "the reason was missing",
    "SPECIFICS": "there was no specific example",
    "DEPTH": "an expected point was missing",
    "CLARIFY": "something did not fit together",
}


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Options of the demo."""

    job: Path
    resume: Path
    skills: tuple[str, ...]
    minutes: int
    is_interactive: bool
    plan_timeout_s: float = 60.0
    """How long the plan may take: the planner's deadline and a margin."""
    score_timeout_s: float = 60.0
    """How long the assessment may take: the deadline of a model that scores, and a margin."""


async def run_hiring_demo(
    gateway_url: str, output: TerminalOutput, *, options: DemoOptions
) -> None:
    """Run the whole demo against the platform at ``gateway_url``.

    Raises ``DemoFailedError`` if a step fails.
    """
    began = time.perf_counter()
    output.title("Vivavoce: an interview from the request to the signed webhook")
    async with PlatformClient(gateway_url) as anyone:
        token = await sign_in(anyone, "recruiter")
        admin_token = await sign_in(anyone, "admin")
        async with (
            PlatformClient(gateway_url, api_key=DEMO_KEY) as partner,
            PlatformClient(gateway_url, token=token) as recruiter,
            PlatformClient(gateway_url, token=admin_token) as admin,
            receive_webhooks(admin) as receiver,
        ):
            callback = {} if receiver is None else {"callbackUrl": receiver.url}
            run_id, interview_id = await request_interview(partner, options, output, **callback)
            plan = await wait_and_print_plan(
                recruiter, run_id, interview_id, output, timeout_s=options.plan_timeout_s
            )
            link = await approve_plan(recruiter, run_id, plan, output)
            session = await open_candidate_link(anyone, recruiter, link, output)
            await _hold_interview(session, options, output)
            await print_follow_up_reasons(recruiter, interview_id, plan, output)
            await print_assessment(
                recruiter, run_id, interview_id, output, timeout_s=options.score_timeout_s
            )
            await _decide(recruiter, interview_id, output)
            await _print_webhooks(receiver, output)
    output.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def sign_in(anyone: PlatformClient, who: str) -> str:
    """Return an access token of the demo user ``who``."""
    done = await anyone.post(
        "/auth/login", {"email": build_demo_email(who), "password": DEMO_PASSWORD}
    )
    return str(done["accessToken"])


@asynccontextmanager
async def receive_webhooks(admin: PlatformClient) -> AsyncIterator[WebhookReceiver | None]:
    """Send the organization's webhooks to the demo's own receiver for the duration of the block.

    Yields None, and changes nothing, if the organization already has a webhook endpoint: its secret cannot
    be read, so it could not be restored. An endpoint left behind by a killed demo is replaced, and removed
    at the end.
    """
    if not await _can_receive_webhooks(admin):
        yield None
        return
    async with run_webhook_receiver(secrets.token_urlsafe(32)) as receiver:
        await admin.put(
            _WEBHOOK_CONFIG_PATH, {"callbackUrl": receiver.url, "secret": receiver.secret}
        )
        try:
            yield receiver
        finally:
            await asyncio.shield(admin.delete(_WEBHOOK_CONFIG_PATH))


async def _can_receive_webhooks(admin: PlatformClient) -> bool:
    configured = await admin.get_or_none(_WEBHOOK_CONFIG_PATH)
    return configured is None or urlsplit(configured["callbackUrl"]).path.startswith(RECEIVER_PATH)


async def request_interview(
    partner: PlatformClient, options: DemoOptions, output: TerminalOutput, **more: object
) -> tuple[str, str]:
    """Request an interview, with ``more`` members in the request; return the run id and interview id."""
    job = await extract_document_text(options.job.read_bytes())
    resume = await extract_document_text(options.resume.read_bytes())
    name = next(line.strip() for line in resume.splitlines() if line.strip())
    title = next(line.strip("# ").strip() for line in job.splitlines() if line.strip())
    output.step("A partner system requests an interview (API key, REST)")
    output.line(
        f"{name} for '{title}'; job description {options.job.name}, résumé {options.resume.name}"
    )
    created = await partner.post(
        "/interviews",
        {
            "candidateName": name,
            "candidateEmail": CANDIDATE_EMAIL,
            "position": title,
            "skills": list(options.skills),
            "jobDescription": job,
            "resumeText": resume,
            "durationMinutes": options.minutes,
            **more,
        },
    )
    output.note(
        f"201 {created['state']}, run {created['runId']}, data quality {created['dataQuality']}"
    )
    if created["state"] == "INFO_NEEDED":
        output.step("Information is missing, so Vivavoce asks for it")
        for field in created["missingFields"]:
            output.interviewer(str(field["question"]))
        output.person("level: MID", who="Partner")
        filled = await partner.put(f"/interviews/{created['interviewId']}", {"level": "MID"})
        output.note(f"200 {filled['state']}")
    return str(created["runId"]), str(created["interviewId"])


async def wait_and_print_plan(
    recruiter: PlatformClient,
    run_id: str,
    interview_id: str,
    output: TerminalOutput,
    *,
    timeout_s: float,
) -> Json:
    """Wait for the plan, print it and return it; raise ``DemoFailedError`` if it takes too long."""
    began = time.perf_counter()
    state = await wait_until_action_required(recruiter, run_id, output, timeout_s=timeout_s)
    if state == "INFO_NEEDED":
        output.line("A skill has two meanings. The recruiter confirms the skills as they are.")
        status = await recruiter.get(f"/interviews/{interview_id}")
        await recruiter.put(f"/interviews/{interview_id}", {"skills": status["skills"]})
        await wait_until_action_required(recruiter, run_id, output, timeout_s=timeout_s)
    took = time.perf_counter() - began
    plan = await recruiter.get(f"/interviews/{interview_id}/plan")
    document = plan["document"]
    output.step(f"The plan is ready after {took:.2f} s, written by {document['planner']}")
    for competency in document["competencies"]:
        required = ", required" if competency["is_required"] else ""
        output.line(f"{competency['name']} ({competency['weight']:.0%}{required})")
        for question in competency["questions"]:
            output.note(f"  {question['text']}")
    for note in document["notes"]:
        output.note(f"Note: {note}")
    return plan


async def wait_until_action_required(
    recruiter: PlatformClient, run_id: str, output: TerminalOutput, *, timeout_s: float
) -> str:
    """Return the state in which a person must decide about the plan; print progress while it is written.

    Raises ``DemoFailedError`` after ``timeout_s`` seconds, or if no plan can follow.
    """
    clock = asyncio.get_running_loop()
    began = clock.time()
    announce = output.announce_progress("The plan is being written", timeout_s=timeout_s)
    while True:
        state = str((await recruiter.get(f"/interviews/{run_id}/status"))["state"])
        waited = clock.time() - began
        if state in ("PENDING", "INFO_NEEDED"):
            return state
        if state not in ("RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"):
            raise DemoFailedError(
                translatable(
                    "No plan was written: the interview is {state}. {hint}",
                    state=state,
                    hint=_MODEL_HINT,
                )
            )
        if waited >= timeout_s:
            raise DemoFailedError(
                translatable(
                    "The plan was not written within {seconds} s: the interview is {state}. {hint}",
                    seconds=round(timeout_s),
                    state=state,
                    hint=_MODEL_HINT,
                )
            )
        announce(waited)
        await asyncio.sleep(0.05)


async def approve_plan(
    recruiter: PlatformClient, run_id: str, plan: Json, output: TerminalOutput
) -> str:
    """Approve the plan and return the candidate's link."""
    output.step("A recruiter approves the plan")
    done = await recruiter.post(
        f"/interviews/{run_id}/plan/approve", {"comments": "Good questions."}
    )
    output.person(f"approves version {plan['version']}; state {done['state']}", who="Recruiter")
    output.link("Candidate link:", str(done["interviewLink"]))
    return str(done["interviewLink"])


async def open_candidate_link(
    anyone: PlatformClient,
    recruiter: PlatformClient,
    link: str,
    output: TerminalOutput,
    *,
    address: str = CANDIDATE_EMAIL,
) -> Json:
    """Go through the candidate link's steps and return the response of ``start``."""
    token = link.rstrip("/").rpartition("/")[2]
    way = f"/candidate-access/{token}"
    invitation = await anyone.get(f"{way}/info")
    output.step(
        "The candidate opens the link, gives consent, and confirms the e-mail address with a code"
    )
    output.line(
        f"{invitation['candidateName']}, {invitation['position']}, {invitation['durationMinutes']} minutes"
    )
    consent = invitation["consent"]
    await anyone.post(f"{way}/consent", {"accepted": True, "version": consent["version"]})
    output.person("I agree.")
    session_token = ""
    if invitation["otpRequired"]:
        known = {email["id"] for email in await _read_mailbox(recruiter, address)}
        sent = await anyone.post(f"{way}/request-otp")
        code = await _wait_for_code(recruiter, address, known)
        output.note(f"{sent['message']} The dev mailbox has the code: {code}")
        admitted = await anyone.post(f"{way}/verify-otp", {"otp": code})
        session_token = str(admitted["sessionToken"])
    return await anyone.start_interview(way, session_token)


async def _read_mailbox(recruiter: PlatformClient, address: str) -> list[Json]:
    mailbox = await recruiter.get(f"/dev/mailbox?to={address}")
    emails: list[Json] = mailbox["data"]
    return emails


async def _wait_for_code(recruiter: PlatformClient, address: str, known: set[str]) -> str:
    """Return the six-digit code of the first e-mail that is not in ``known``."""
    async with asyncio.timeout(20):
        while True:
            for email in await _read_mailbox(recruiter, address):
                words = [word.strip(".,") for word in email["text"].split()]
                digits = [word for word in words if len(word) == 6 and word.isdigit()]
                if digits and email["id"] not in known:
                    return str(digits[0])
            await asyncio.sleep(0.1)


async def _hold_interview(session: Json, options: DemoOptions, output: TerminalOutput) -> None:
    output.step("The live interview over the session's WebSocket")
    candidate = None if options.is_interactive else StrongCandidate()
    count = 0
    async with open_session_socket(
        session["wsUrl"], session["sessionId"], session["tenantId"]
    ) as room:
        async for frame in room.frames():
            kind = frame["type"]
            if kind == "GREETING":
                output.interviewer(frame["text"])
            elif kind == "CONSENT":
                await room.send(type="CONSENT", accepted=True)
            elif kind == "ERROR":
                raise DemoFailedError(describe_socket_error(frame))
            elif kind == "TRANSCRIPT" and frame["role"] == "agent":
                note = "(follow-up)" if frame["kind"] == "follow_up" else ""
                output.interviewer(frame["text"], note)
                if frame["kind"] in ("question", "follow_up", "repeat"):
                    count += 1
                    is_follow_up = frame["kind"] != "question"
                    text = await _get_answer(
                        candidate, frame["text"], output, is_follow_up=is_follow_up
                    )
                    await room.send(type="TEXT", text=text, clientMessageId=f"demo-{count}")
            elif kind == "ENDED":
                output.note(f"The session ended: {frame['reason']}.")


async def _get_answer(
    candidate: StrongCandidate | None, question: str, output: TerminalOutput, *, is_follow_up: bool
) -> str:
    if candidate is None:
        line = await asyncio.to_thread(_read_line)
        return line.strip() or "I have nothing to add."
    text = candidate.answer(question, is_follow_up=is_follow_up)
    output.person(text)
    return text


def _read_line() -> str:
    sys.stdout.write("    You  ")
    sys.stdout.flush()
    return sys.stdin.readline()


async def print_follow_up_reasons(
    recruiter: PlatformClient, interview_id: str, plan: Json, output: TerminalOutput
) -> None:
    """Print what staff see: why each follow-up was asked, who worded it, and what was not asked."""
    detail = await recruiter.get(f"/interviews/{interview_id}")
    events = await recruiter.get(f"/sessions/{detail['sessionId']}/events?limit=500")
    output.step("Reasons for the follow-up questions (from the session's log, for staff only)")
    found = [(str(event["type"]), event["payload"]) for event in events["events"]]
    models = {
        payload["proposal_id"]: payload["name"]
        for kind, payload in found
        if kind == "followup.proposed" and payload["source"] == "composer"
    }
    chosen = [payload for kind, payload in found if kind == "followup.chosen"]
    asked = [payload for payload in chosen if payload["reason"] in FOLLOW_UP_REASONS]
    for payload in asked:
        model = models.get(payload["proposal_id"])
        by = "" if model is None else f", worded by model {model}"
        output.line(f"{payload['reason']}: {FOLLOW_UP_REASONS[payload['reason']]}{by}")
    if not asked:
        output.line("No follow-up questions: nothing was missing.")
    failed = sum(kind == "llm.failed" for kind, _ in found)
    if failed:
        output.note(
            f"The model gave no usable wording in time {failed} times, so the built-in wording was used."
        )
    passed = sum(payload["reason"] == "COMPLETE" for payload in chosen)
    if passed:
        output.note(
            f"The answer was complete {passed} times (COMPLETE), so the next question came at once."
        )
    for text in _list_covered_questions(plan, events["events"]):
        output.note(f"Not asked, because an earlier answer was enough for its competency: {text}")


def _list_covered_questions(plan: Json, events: Sequence[Json]) -> tuple[str, ...]:
    """Return the optional questions that the interviewer left out because their competency was covered."""
    texts = {
        question["id"]: question["text"]
        for competency in plan["document"]["competencies"]
        for question in competency["questions"]
    }
    return tuple(
        texts[event["payload"]["question_id"]]
        for event in events
        if event["type"] == "question.skipped" and event["payload"].get("reason") == "covered"
    )


async def print_assessment(
    recruiter: PlatformClient,
    run_id: str,
    interview_id: str,
    output: TerminalOutput,
    *,
    timeout_s: float,
) -> None:
    """Wait for the assessment, with progress, and print it."""
    await recruiter.wait_for_state(
        f"/interviews/{run_id}/status",
        "ASSESSMENT_PENDING",
        timeout_s=timeout_s,
        announce=output.announce_progress("The answers are being scored", timeout_s=timeout_s),
    )
    assessment = await recruiter.get(f"/interviews/{interview_id}/assessment")
    scorecard = assessment["scorecard"]
    by = f"{scorecard['scorer']['kind']} ({scorecard['scorer']['version']})"
    output.step(f"The assessment, proposed by {by}, waiting for a decision")
    provenance = scorecard.get("provenance") or {}
    is_model = provenance.get("role") == "scored"
    if is_model:
        output.note(f"Scored by {provenance['certificate_line']}.")
    elif provenance.get("reason"):
        output.note(f"The built-in rules scored. {provenance['reason']}")
    overall = scorecard["overall_score"]
    score = (
        "no overall score: too little evidence"
        if overall is None
        else f"{round_overall(overall)} of 100"
    )
    output.line(f"{scorecard['recommendation'] or 'No recommendation'}, {score}")
    scored = [
        competency for competency in scorecard["competencies"] if competency["score"] is not None
    ]
    for competency in scorecard["competencies"]:
        if competency["score"] is None:
            output.line(f"{competency['name']}: no score, {competency['insufficient_evidence']}")
            reasons = (
                question["reason"]
                for question in scorecard["questions"]
                if question["competency"] == competency["name"] and question["reason"]
            )
            for reason in dict.fromkeys(reasons):
                output.note(str(reason))
            continue
        output.line(f"{competency['name']}: {format_level(competency['score'])} of 5")
        quotes = sorted(competency["evidence"], key=lambda quote: -quote["level"])[:1]
        for quote in quotes:
            output.person(f"\u201c{quote['quote']}\u201d (turn {quote['turn']})", who="  ")
    flags = Counter((str(flag["kind"]), str(flag["detail"])) for flag in scorecard["flags"])
    for (kind, detail), count in flags.items():
        times = "" if count == 1 else f" ({count} times)"
        output.note(f"Flag for review: {kind}. {detail}{times}")
    if scored:
        weakest = min(scored, key=lambda competency: float(competency["score"]))
        output.line(f"Lowest score: {weakest['name']}, {format_level(weakest['score'])} of 5.")
    if not is_model:
        output.note("The rules match words: a good answer in unusual words can get a low score.")


async def _decide(recruiter: PlatformClient, interview_id: str, output: TerminalOutput) -> None:
    output.step("A signed-in recruiter decides")
    interview = f"/interviews/{interview_id}"
    assessment = await recruiter.get(f"{interview}/assessment")
    decision = await recruiter.post(
        f"{interview}/decisions",
        {
            "assessmentId": assessment["assessmentId"],
            "outcome": "HIRE",
            "comments": "I have read it and agree.",
        },
    )
    await recruiter.post(f"{interview}/decisions/{decision['decisionId']}/confirm")
    status = await recruiter.get(f"{interview}/status")
    output.person(f"decides {decision['outcome']}; state {status['state']}", who="Recruiter")


async def _print_webhooks(receiver: WebhookReceiver | None, output: TerminalOutput) -> None:
    if receiver is None:
        output.step("Every step was sent to the organization's own webhook endpoint")
        output.note("The demo did not change that endpoint, so it cannot show the webhooks.")
        return
    arrived = await receiver.wait_for_event("interview.assessment_approved")
    output.step("The partner received a webhook for every step and checked each signature")
    for message in sorted(receiver.messages.values(), key=lambda message: int(message["sequence"])):
        output.line(f"{message['sequence']:2d}  {message['event']}  {message['state']}")
    if not arrived:
        raise DemoFailedError("The last webhook did not arrive within 20 s.")
    if receiver.refused:
        raise DemoFailedError(
            translatable(
                "{number} webhooks had a signature that does not match.", number=receiver.refused
            )
        )
