"""A candidate asks for a person in the interview: staff has a task and a mail, and the interview goes on."""

from __future__ import annotations

import asyncio
import json

import websockets
from tests.fakes.api_clients import Candidate, Json
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import Hiring, hiring_at

ASKED = "I planned the late shift for two years. Actually, can I speak with a human?"


async def says(session: Json) -> list[Json]:
    """Ask for a person behind an answer, then want to stop, and mean it; return what was shown."""
    shown: list[Json] = []
    socket = Candidate(session, lambda _: "").address_of_socket()
    words = {"question": ASKED, "follow_up": "I want to stop here, please"}
    async with websockets.connect(socket, compression=None, open_timeout=5) as line:
        async for raw in line:
            frame: Json = json.loads(raw)
            shown.append(frame)
            if frame["type"] == "ENDED":
                break
            if frame["type"] != "TRANSCRIPT" or frame["role"] != "agent":
                continue
            if frame["text"].startswith("Would you like to end"):
                await line.send(json.dumps({"type": "TEXT", "text": "yes, please"}))
            elif frame["kind"] in words and words[frame["kind"]]:
                said, words = words[frame["kind"]], {**words, frame["kind"]: ""}
                if said == ASKED:
                    words["question"] = "I want to stop here, please"
                await line.send(json.dumps({"type": "TEXT", "text": said}))
    return shown


async def waiting_tasks(hiring: Hiring) -> list[Json]:
    for _ in range(300):
        tasks = [
            task
            for task in (await hiring.recruiter.get("/tasks"))["data"]
            if task["interviewId"] == hiring.interview_id
        ]
        if tasks:
            return tasks
        await asyncio.sleep(0.1)
    return []


async def test_a_request_for_a_person_becomes_a_task_and_an_email_and_a_stop_request_ends(
    platform: RealPlatform,
) -> None:
    hiring = await hiring_at(platform.url)
    way = await hiring.approved()
    await hiring.consent(way)
    session = await hiring.start(way)

    async with asyncio.timeout(60):
        shown = await says(session)
    tasks = await waiting_tasks(hiring)
    emails = await mails_about(hiring)
    done = await hiring.recruiter.post(f"/tasks/{tasks[0]['id']}/complete")
    refused = await hiring.viewer.ask("POST", f"/tasks/{tasks[0]['id']}/complete")

    assert [task["status"] for task in tasks] == ["open"]
    assert tasks[0]["candidateName"] == "Dana Kowalczyk"
    assert shown[-1]["reason"] == "candidate_ended"
    assert any(
        "know that you'd like to talk with a person" in frame.get("text", "") for frame in shown
    )
    assert emails
    assert not any(ASKED[:20] in email["text"] for email in emails)
    assert done["status"] == "done"
    assert refused.status_code == 403


async def mails_about(hiring: Hiring) -> list[Json]:
    for _ in range(300):
        emails = [
            email
            for email in (await hiring.recruiter.get("/dev/mailbox"))["data"]
            if f"/interviews/{hiring.interview_id}" in email["text"]
        ]
        if emails:
            return emails
        await asyncio.sleep(0.1)
    return []
