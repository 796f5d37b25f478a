"""The practice demo: Sam sets up a mock interview, changes it, completes it, and reads the review."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import websockets

from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import format_level, round_overall
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_JOB = (
    "Shift lead in a spare-parts warehouse: plan the evening shift of eighteen people, keep stock "
    "counts right, handle complaints about wrong parcels, work safely under pressure."
)
_DRAFT_REQUEST: Json = {
    "persona_id": "payal",
    "interview_type": "behavioral",
    "duration_minutes": 5,
    "context": {
        "target_role": "Warehouse shift lead",
        "company_name": "Larkfield Parts",
        "job_description": _JOB,
        "difficulty": "advanced",
    },
}
_OWN_QUESTION = "Tell me about a rule that you kept although it made you unpopular."


async def run_practice_demo(
    gateway_url: str,
    output: TerminalOutput,
    *,
    plan_timeout_s: float = 30.0,
    review_timeout_s: float = 60.0,
) -> None:
    """Run the demo against the platform at ``gateway_url``; raise ``DemoFailedError`` if it fails."""
    began = time.perf_counter()
    output.title("Vivavoce: a practice interview from the first request to the review")
    async with PlatformClient(gateway_url) as anyone:
        signed_in = await anyone.post(
            "/auth/login", {"email": build_demo_email("seeker"), "password": DEMO_PASSWORD}
        )
    user = signed_in["user"]
    who: Json = {"user_id": user["id"], "org_id": user["tenantId"]}
    token = str(signed_in["accessToken"])
    async with PlatformClient(gateway_url, token=token, timeout_s=plan_timeout_s) as seeker:
        draft = await _request_draft(seeker, who, output)
        draft = await _change_draft(seeker, who, draft, output)
        session_id = await _approve_draft(seeker, draft, output)
        await _hold_interview(seeker, session_id, output)
        await _print_review(seeker, session_id, output, timeout_s=review_timeout_s)
        await _ask_assistant(seeker, session_id, output)
    output.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _request_draft(seeker: PlatformClient, who: Json, output: TerminalOutput) -> Json:
    output.step("Sam prepares for a final round and asks for a draft (REST, snake_case)")
    began = time.perf_counter()
    draft = await seeker.post("/configure/preview", {**who, **_DRAFT_REQUEST})
    took = time.perf_counter() - began
    output.note(
        f"201 {draft['status']}, {draft['session_id']}, version {draft['plan_version']}, "
        f"after {took:.2f} s, written by {draft['planner']}"
    )
    for item in draft["adjustments"]:
        output.line(str(item["reason"]))
    _print_questions(draft, output)
    return draft


def _print_questions(draft: Json, output: TerminalOutput) -> None:
    for item in draft["question_outline"]:
        mark = " (Sam's own)" if item["source"] == "edited" else ""
        output.line(f"{item['index']}. {item['question']}{mark}")


async def _change_draft(
    seeker: PlatformClient, who: Json, draft: Json, output: TerminalOutput
) -> Json:
    session_id = draft["session_id"]
    output.step("Sam asks for changes, the draft is written again, and Sam edits one question")
    output.person("Nothing about safety, please; rather a question about communication.", who="Sam")
    again = await seeker.post(
        "/configure/preview",
        {
            **who,
            **_DRAFT_REQUEST,
            "draft_session_id": session_id,
            "planner_feedback": "Nothing about safety, please; rather a question about communication.",
        },
    )
    output.note(f"200 the same session, version {again['plan_version']}")
    _print_questions(again, output)
    questions: list[Any] = [  # Any: JSON
        {"question": question["question"], "topic": question["topic"]}
        for question in again["question_outline"]
    ]
    questions[-1] = _OWN_QUESTION
    edit = {"session_id": session_id, "questions": questions}
    edited = await seeker.post("/configure/questions", edit)
    output.note(f"200 version {edited['plan_version']}, edits left: {edited['edits_remaining']}")
    output.line(f"{len(questions)}. {_OWN_QUESTION} (Sam's own)")
    try:
        await seeker.post("/configure/questions", edit)
    except DemoFailedError as refusal:
        output.note(f"A second edit is rejected: {refusal.detail}")
    return edited


async def _approve_draft(seeker: PlatformClient, draft: Json, output: TerminalOutput) -> str:
    session_id = str(draft["session_id"])
    done = await seeker.post("/configure/approve", {"session_id": session_id})
    output.step("Sam approves the draft; practice needs no other approval")
    output.note(f"200 {done['status']}, version {done['plan_version']}")
    return session_id


async def _hold_interview(seeker: PlatformClient, session_id: str, output: TerminalOutput) -> None:
    output.step("The live practice interview over its WebSocket")
    entry = await seeker.post(f"/sessions/{session_id}/ticket")
    sam, count = StrongCandidate("sam"), 0
    async with _open_socket(str(entry["ws_url"]), str(entry["ticket"])) as room:
        await room.send(json.dumps({"type": "hello", "last_seq": 0, "mode": "text"}))
        async for frame in _read_frames(room):
            kind = frame["type"]
            if kind == "error":
                raise DemoFailedError(
                    translatable("The server sent an error: {code}", code=frame["code"])
                )
            if kind == "ended":
                output.note(f"The session ended: {frame['reason']}.")
            if kind == "agent_text":
                output.interviewer(str(frame["text"]))
            if kind == "question":
                count += 1
                is_follow_up = frame["kind"] != "question"
                output.interviewer(str(frame["text"]), "(follow-up)" if is_follow_up else "")
                text = sam.answer(str(frame["text"]), is_follow_up=is_follow_up)
                output.person(text, who="Sam")
                await room.send(
                    json.dumps(
                        {"type": "text_answer", "text": text, "client_msg_id": f"demo-{count}"}
                    )
                )


async def wait_for_review(
    seeker: PlatformClient, session_id: str, output: TerminalOutput, *, timeout_s: float
) -> Json:
    """Return the review once it is written, or has failed; print progress meanwhile.

    Raises ``DemoFailedError`` after ``timeout_s`` seconds.
    """
    clock = asyncio.get_running_loop()
    began = clock.time()
    announce = output.announce_progress("The review is being written", timeout_s=timeout_s)
    while (review := await seeker.get(f"/review/{session_id}"))["status"] == "processing":
        waited = clock.time() - began
        if waited >= timeout_s:
            raise DemoFailedError(
                translatable(
                    "The review was not written within {seconds} s.", seconds=round(timeout_s)
                )
            )
        announce(waited)
        await asyncio.sleep(0.1)
    return review


async def _print_review(
    seeker: PlatformClient, session_id: str, output: TerminalOutput, *, timeout_s: float
) -> None:
    began = time.perf_counter()
    review = await wait_for_review(seeker, session_id, output, timeout_s=timeout_s)
    if review["status"] != "completed":
        raise DemoFailedError(translatable("The review is {status}.", status=review["status"]))
    took = time.perf_counter() - began
    by = f"{review['scorer']['kind']} {review['scorer']['version']}"
    output.step(
        f"The review is ready after {took:.1f} s, by {by}; it is coaching, not a hiring decision"
    )
    overall = review["overall_score"]
    output.line(
        "No overall score: too little evidence."
        if overall is None
        else f"{round_overall(overall)} of 100"
    )
    output.line(str(review["summary"]))
    for item in review["rubric_scores"]:
        score = "no score" if item["score"] is None else f"{format_level(item['score'])} of 5"
        output.line(f"{item['criterion']}: {score}")
        for quote in item["evidence"][:1]:
            output.person(f"\u201c{quote['quote']}\u201d (turn {quote['turn']})", who="  ")
    for analysis in review["deep_analysis"]["per_question"]:
        if analysis["missing"] and analysis["better_answer"]:
            output.line(f"To improve: {analysis['question']}")
            output.person(str(analysis["better_answer"]), who="  ")
            output.note("Sam's own words, in order. Brackets mark what Sam could add.")
            break
    for item in review["recommendations"][:1]:
        output.line(f"Next time: {item}")


async def _ask_assistant(seeker: PlatformClient, session_id: str, output: TerminalOutput) -> None:
    output.step("The assistant states only what the service returned")
    for text in (f"how did I do in {session_id}?", "and what is my salary worth?"):
        output.person(text, who="Sam")
        reply = await seeker.post("/assistant/messages", {"message": text})
        output.person(str(reply["reply"]), who="Assistant")


@asynccontextmanager
async def _open_socket(ws_url: str, ticket: str) -> AsyncIterator[websockets.ClientConnection]:
    joiner = "&" if "?" in ws_url else "?"
    async with websockets.connect(
        f"{ws_url}{joiner}ticket={ticket}", compression=None, open_timeout=10
    ) as socket:
        yield socket


async def _read_frames(socket: websockets.ClientConnection) -> AsyncIterator[Json]:
    async for raw in socket:
        frame = cast("Json", json.loads(raw))
        yield frame
        if frame["type"] == "ended":
            return
