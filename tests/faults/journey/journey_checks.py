"""What must be true after a journey, however often it was interrupted; each finding is a sentence."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.fakes.api_clients import Candidate, Json
from tests.faults.journey.interview_journey import InterviewJourney

from vivavoce.app.demo.platform_client import WebhookReceiver
from vivavoce.app.doctor.checks import run_checks
from vivavoce.app.platform import connect_to_platform
from vivavoce.infra.settings import Settings

MOVES = (
    "interview.info_needed",
    "interview.info_completed",
    "interview.plan_generated",
    "interview.modification_requested",
    "interview.plan_generated",
    "interview.approved",
    "interview.started",
    "interview.completed",
    "interview.assessment_pending",
    "interview.assessment_approved",
)
"""What a receiver hears of the story when nothing goes wrong, in the order of ``sequence``."""

STEPS = (
    "RECEIVE",
    "REQUEST_INFO",
    "COMPLETE_INFO",
    "GENERATE_PLAN",
    "PLAN_READY",
    "MODIFY",
    "PLAN_READY",
    "APPROVE",
    "START",
    "COMPLETE",
    "ASSESSMENT_READY",
    "APPROVE_ASSESSMENT",
)
"""The transitions of the story when nothing goes wrong."""

_SETTLED_WITHIN = 90
"""Seconds for what was still under way when the story ended."""


def faults_of_webhooks(messages: Mapping[str, Json]) -> list[str]:
    """Say what is wrong with the messages that arrived, by their ids."""
    faults = []
    by_sequence = Counter(int(one["sequence"]) for one in messages.values())
    faults += [
        f"sequence {at} came under {count} ids" for at, count in by_sequence.items() if count > 1
    ]
    interviews = {str(one.get("interviewId")) for one in messages.values()}
    if len(interviews) > 1:
        faults.append(f"messages came of the interviews {sorted(interviews)}")
    received = tuple(
        str(one["event"]) for one in sorted(messages.values(), key=lambda one: int(one["sequence"]))
    )
    if sorted(by_sequence) != list(range(1, len(MOVES) + 1)) or received != MOVES:
        faults.append(f"the receiver heard {sorted(by_sequence)} {received}")
    return faults


def faults_of_history(steps: Sequence[Json]) -> list[str]:
    """Say what is wrong with the interview's transitions."""
    faults = []
    if [step["seq"] for step in steps] != list(range(1, len(steps) + 1)):
        faults.append(f"transitions are numbered {[step['seq'] for step in steps]}")
    for before, after in pairwise(steps):
        if before["to"] != after["from"]:
            faults.append(f"a transition begins in {after['from']} after one to {before['to']}")
    taken = tuple(step["transition"] for step in steps)
    if taken != STEPS:
        faults.append(f"the transitions are {taken}")
    return faults


def faults_of_log(events: Sequence[Json]) -> list[str]:
    """Say what is wrong with a session's log."""
    faults = []
    if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
        faults.append("the session's log has a gap")
    turns = [event["payload"] for event in events if event["type"] == "turn.completed"]
    if [turn["turn"] for turn in turns] != list(range(1, len(turns) + 1)):
        faults.append("turns are not numbered without a gap")
    asked = Counter(turn["question_id"] for turn in turns if turn["kind"] == "question")
    faults += [
        f"question {name} was asked {count} times" for name, count in asked.items() if count > 1
    ]
    said = Counter(turn["client_message_id"] for turn in turns if turn.get("client_message_id"))
    faults += [
        f"message {name} was taken {count} times" for name, count in said.items() if count > 1
    ]
    ends = [event["type"] for event in events if event["type"] in _ENDS]
    if ends != ["session.completed"]:
        faults.append(f"the session ended {ends}")
    if sum(event["type"] == "interview.started" for event in events) != 1:
        faults.append("the interview did not start exactly once")
    return faults


_ENDS = ("session.completed", "session.abandoned", "session.cancelled", "session.failed")


def faults_of_screen(candidate: Candidate) -> list[str]:
    """Say what a candidate's screen showed twice or out of order."""
    if any(later <= earlier for earlier, later in pairwise(candidate.seqs)):
        return [f"frames came twice or out of order: {candidate.seqs}"]
    return []


async def faults_of_journey(
    journey: InterviewJourney, receiver: WebhookReceiver, settings: Settings
) -> list[str]:
    """Say everything that is wrong after a story, once what is under way had time to arrive."""
    await _settled(receiver)
    recruiter, run = journey.recruiter, journey.run_id
    history = (await recruiter.get(f"/workflow/interviews/{run}/history"))["transitions"]
    detail = await recruiter.get(f"/interviews/{run}")
    log = await recruiter.get(f"/sessions/{detail['sessionId']}/events?limit=500")
    same = await recruiter.get(f"/interviews?search={journey.run_id}")
    assert journey.candidate is not None
    return [
        *faults_of_webhooks(receiver.messages),
        *faults_of_history(history),
        *faults_of_log(log["events"]),
        *faults_of_screen(journey.candidate),
        *([] if same["total"] == 1 else [f"{same['total']} interviews were made"]),
        *([f"{receiver.refused} signatures did not fit"] if receiver.refused else []),
        *await _remaining_complaints(settings),
    ]


async def _settled(receiver: WebhookReceiver) -> None:
    """Wait until the last message is there, and a little for whatever is sent twice."""
    for _ in range(_SETTLED_WITHIN * 20):
        if len(receiver.messages) >= len(MOVES):
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)


async def _remaining_complaints(settings: Settings) -> Sequence[str]:
    """Return what the doctor still complains of when the jobs of killed workers had time to be taken over."""
    until = time.monotonic() + 2 * _SETTLED_WITHIN
    while True:
        found = await _complaints(settings)
        if time.monotonic() > until or not any("jobs.none_is_stuck" in one for one in found):
            return found
        await asyncio.sleep(0.5)


async def _complaints(settings: Settings) -> Sequence[str]:
    """Return what the doctor complains of."""
    async with connect_to_platform(settings, name="doctor") as on:
        found = await run_checks(on)
    return [
        f"doctor: {one.invariant.full_name} {one.error or ''} "
        f"{[each.violation for each in one.violations][:3]}"
        for one in found
        if not one.is_satisfied and not one.invariant.is_advisory
    ]
