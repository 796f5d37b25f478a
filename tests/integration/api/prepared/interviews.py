"""Interviews in every state, made at once: by a partner, by staff and by candidates."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Coroutine, Iterable
from datetime import timedelta
from uuid import uuid4  # noqa: TID251 - addresses that nobody else has

import websockets
from tests.fakes.api_clients import ApiClient, Candidate, Json
from tests.integration.api.prepared.first_request import InterviewPool, PreparedInterview
from tests.journeys.hiring import FACTS, Hiring

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.infra.clock import SystemClock

HOW_MANY = {
    "waiting": 4,
    "planned": 17,
    "approved": 8,
    "coded": 1,
    "scheduled": 1,
    "admitted": 6,
    "running": 2,
    "to_take_over": 1,
    "by_phone": 1,
    "assessed": 8,
    "awaiting_second_person": 1,
    "decided": 1,
}
"""One for each request that uses it up, and those that the other requests share."""
_HELD = ("assessed", "awaiting_second_person", "decided")
_IN_SESSION = ("running", "to_take_over", *_HELD)
_ADMITTED = ("scheduled", "admitted", *_IN_SESSION)
_WITH_CODE = ("coded", *_ADMITTED)
_WITH_LINK = ("approved", *_WITH_CODE)
PHONE = "+441134960123"
_PANEL = {"evaluations": True, "perspectives": True}
_WITH_PANEL = 2
"""How many interviews the panel listens to: a ranking compares two."""
_LOOK_EVERY_S = 0.25
_PATIENCE_S = 600.0
"""How long to wait; a busy machine takes minutes."""


class InterviewStages:
    """Brings interviews to where they are needed, many at once."""

    def __init__(
        self,
        partner: ApiClient,
        staff: ApiClient,
        stay: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._partner, self._staff, self._stay = partner, staff, stay
        self._anyone = ApiClient(staff.url, patience_s=_PATIENCE_S)

    async def prepare(self) -> InterviewPool:
        """Return interviews in every state; candidates of running sessions are given to ``stay``."""
        made = await self._request()

        def those(*kinds: str) -> list[PreparedInterview]:
            return [one for kind in kinds for one in made[kind]]

        planned = those("planned", "by_phone", *_WITH_LINK)
        await self._until(planned, "PENDING")
        await _each(planned, self._read_plan)
        await _each(those("by_phone", *_WITH_LINK), self._approve)
        await _each(those(*_WITH_CODE), self._send_code)
        await _each(those(*_ADMITTED), self._admit)
        await _each(those(*_IN_SESSION), self._enter)
        for one in those("running", "to_take_over"):
            self._stay(_sit(one))
        await _each(those(*_HELD), self._take_interview)
        await self._until(those(*_HELD), "ASSESSMENT_PENDING")
        await _each(those(*_IN_SESSION), self._read_detail)
        await _each(those("awaiting_second_person"), self._ask_second_person)
        await _each(those("decided"), self._decide)
        return InterviewPool(made)

    async def _request(self) -> dict[str, list[PreparedInterview]]:
        kinds = [kind for kind, count in HOW_MANY.items() for _ in range(count)]
        facts = [_facts(kind, kinds[:at].count(kind)) for at, kind in enumerate(kinds)]
        answer = await self._partner.post("/interviews/batch", {"interviews": facts})
        made: dict[str, list[PreparedInterview]] = {kind: [] for kind in HOW_MANY}
        for kind, fact, result in zip(kinds, facts, answer["results"], strict=True):
            assert result["status"] == "created", result
            receipt = result["interview"]
            made[kind].append(
                PreparedInterview(
                    interview_id=receipt["interviewId"],
                    run_id=receipt["runId"],
                    email=fact.get("candidateEmail", ""),
                )
            )
        return made

    async def _until(self, interviews: list[PreparedInterview], state: str) -> None:
        missing = {one.interview_id for one in interviews}
        until = time.monotonic() + _PATIENCE_S
        while missing:
            assert time.monotonic() < until, f"{len(missing)} interviews are not {state}"
            listed = await self._staff.get(f"/interviews?state={state}&limit=100")
            missing -= {one["interviewId"] for one in listed["data"]}
            if missing:
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _read_plan(self, one: PreparedInterview) -> None:
        one.plan_id = (await self._staff.get(f"/interviews/{one.run_id}/plan"))["planId"]

    async def _approve(self, one: PreparedInterview) -> None:
        done = await self._staff.post(f"/a2a/interview/{one.run_id}/approve", {"approved": True})
        one.token = str(done.get("interviewLink", "")).rpartition("/")[2]

    async def _send_code(self, one: PreparedInterview) -> None:
        hiring, way = self._hiring(one), f"/candidate-access/{one.token}"
        await hiring.consent(way)
        await self._anyone.post(f"{way}/request-otp")
        one.code = await hiring.code()

    async def _admit(self, one: PreparedInterview) -> None:
        known = await self._anyone.post(
            f"/candidate-access/{one.token}/verify-otp", {"otp": one.code}
        )
        one.session_token = known["sessionToken"]

    async def _enter(self, one: PreparedInterview) -> None:
        proof = {"x-session-token": one.session_token}
        one.session = await self._anyone.post(f"/candidate-access/{one.token}/start", **proof)

    async def _take_interview(self, one: PreparedInterview) -> None:
        await Candidate(one.session, _answer_two()).take_interview(patience_s=_PATIENCE_S)

    async def _read_detail(self, one: PreparedInterview) -> None:
        detail = await self._staff.get(f"/interviews/{one.run_id}")
        one.session_id, one.assessment_id = detail["sessionId"], detail["assessmentId"] or ""

    async def _ask_second_person(self, one: PreparedInterview) -> None:
        await self._record_decision(one, asksSecondPerson=True)

    async def _decide(self, one: PreparedInterview) -> None:
        await self._record_decision(one)
        way = f"/interviews/{one.run_id}/decisions/{one.decision_id}/confirm"
        await self._staff.post(way)

    async def _record_decision(self, one: PreparedInterview, **more: bool) -> None:
        body = {"assessmentId": one.assessment_id, "outcome": "HIRE", **more}
        made = await self._staff.post(f"/interviews/{one.run_id}/decisions", body)
        one.decision_id = made["decisionId"]

    def _hiring(self, one: PreparedInterview) -> Hiring:
        return Hiring(
            partner=self._partner,
            recruiter=self._staff,
            viewer=self._staff,
            anyone=self._anyone,
            email=one.email,
        )


def _facts(kind: str, number: int) -> Json:
    if kind == "waiting":
        return {"position": FACTS["position"], "skills": FACTS["skills"]}
    at = SystemClock().now() + timedelta(days=2)
    return {
        **FACTS,
        "candidateEmail": f"dana-{uuid4()}@example.com",
        "candidatePhone": PHONE,
        **({"profile": "phone_screen"} if kind == "by_phone" else {}),
        **({"scheduledAt": at.isoformat()} if kind == "scheduled" else {}),
        **({"abilities": _PANEL} if kind == "assessed" and number < _WITH_PANEL else {}),
    }


async def _each(
    interviews: Iterable[PreparedInterview],
    step: Callable[[PreparedInterview], Coroutine[None, None, None]],
) -> None:
    async with asyncio.TaskGroup() as group:
        for one in interviews:
            group.create_task(step(one))


def _answer_two() -> Callable[[Json], str | Json]:
    """Return a candidate who answers two questions and skips the others."""
    dana, left = StrongCandidate(), 2

    def answer(frame: Json) -> str | Json:
        nonlocal left
        if left == 0:
            return {"type": "SKIP"}
        left -= 1
        return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

    return answer


async def _sit(one: PreparedInterview) -> None:
    """Stay in the session without an answer until somebody ends it."""
    socket = Candidate(one.session, lambda _: "").address_of_socket()
    # Without pings of our own: each takes a random number, and Hypothesis wants nobody else to take one.
    with contextlib.suppress(websockets.ConnectionClosed):
        async with websockets.connect(
            socket, compression=None, open_timeout=30, ping_interval=None
        ) as line:
            async for raw in line:
                if json.loads(raw)["type"] == "PING":
                    await line.send(json.dumps({"type": "PONG"}))
