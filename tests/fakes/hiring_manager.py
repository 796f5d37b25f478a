"""A hiring manager at the socket of an intake, and the words that they say."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.fakes.api_clients import Json
from tests.fakes.practice_platform import IN_TIME_S, PracticePlatform, say, token_of
from websockets.asyncio.client import connect

from vivavoce.planning.domain.intake.statements import IntakeAnswer
from vivavoce.planning.domain.intake_plan import INTAKE_CONCEPTS
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

PATIENCE_S = 60.0
ANSWERS = {
    "role": (
        "They own our billing service: they build new features and run it with two colleagues. "
        "The goal is that invoices go out without a person having to mend them."
    ),
    "designation": "Backend Engineer, senior level. The position reports to the head of engineering.",
    "company": (
        "We make software for small hotels in Lisbon; our customers run ten to fifty rooms. "
        "The team has five people."
    ),
    "requirement": (
        "They must have built services in Python and worked with PostgreSQL. "
        "Kubernetes is nice to have; it can be learnt here."
    ),
    "budget": "I don't know.",
    "culture_fit": (
        "We decide in writing and review each other's work. Two days a week are in the office."
    ),
    "internal_requirements": "Finance has to approve the offer. There are two rounds of meetings.",
}


def utterances(**changes: str) -> list[IntakeAnswer]:
    """Return the answers as a talk gives them; a change takes the place of an answer."""
    said = {**ANSWERS, **changes}
    return [
        IntakeAnswer(2 * at, one.key, said[one.key])
        for at, one in enumerate(INTAKE_CONCEPTS, start=1)
    ]


@dataclass(slots=True)
class Manager:
    """Answers each concept once; a follow-up gets the last answer of the concept again."""

    address: str
    protocols: Any
    answers: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))
    messages: list[Json] = field(default_factory=list)

    @property
    def questions(self) -> list[Json]:
        """The questions that were put."""
        return [one for one in self.messages if one["type"] == "question"]

    async def take_interview(self) -> Json:
        """Answer to the end and return the last message."""
        async with (
            asyncio.timeout(PATIENCE_S),
            connect(self.address, subprotocols=self.protocols, compression=None) as line,
        ):
            await say(line, "hello", last_seq=0, mode="text")
            async for raw in line:
                read: Json = json.loads(raw)
                self.messages.append(read)
                if read["type"] == "question":
                    words = self.answers[read["question_id"]]
                    await say(line, "text_answer", text=words, client_msg_id=f"turn-{read['turn']}")
                if read["type"] == "ended":
                    return read
        raise AssertionError("the line closed before the talk ended")


@dataclass(slots=True)
class IntakeEdge:
    """The gateway, as the people of the demo organisation reach it."""

    platform: PracticePlatform
    http: httpx.AsyncClient

    async def sign_in(self, who: str = "manager") -> None:
        """Sign somebody of the demo organisation in."""
        self.platform.tokens[who] = await token_of(self.http, build_demo_email(who), DEMO_PASSWORD)

    async def ask(
        self, who: str, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Send one request."""
        sent = {**self.platform.headers(who), **headers}
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=sent)

    async def ask_json(
        self, who: str, method: str, path: str, body: object = None, **headers: str
    ) -> Json:
        """Return what a good answer says."""
        answer = await self.ask(who, method, path, body, **headers)
        assert answer.is_success, (path, answer.status_code, answer.text)
        return dict(answer.json())

    async def until(self, who: str, path: str, state: str) -> Json:
        """Return what is told at ``path`` once it says this state."""
        async with asyncio.timeout(IN_TIME_S):
            while True:
                seen = await self.ask_json(who, "GET", path)
                if seen["state"] == state:
                    return seen
                await asyncio.sleep(0.05)

    async def opened(self, who: str = "manager", **wish: object) -> Json:
        """Open an intake and wait until one can go in."""
        made = await self.ask_json(who, "POST", "/intakes", {"companyName": "Acme", **wish})
        await self.until(who, f"/intakes/{made['intakeId']}", "APPROVED")
        return made

    async def completed_intake(self, intake: Json, who: str = "manager", **answers: str) -> Manager:
        """Talk an intake through with a ticket."""
        session_id = intake["sessionId"]
        ticket = await self.ask_json(who, "POST", f"/sessions/{session_id}/ticket")
        address = self.platform.url("edge", session_id, ticket=ticket["ticket"])
        manager = Manager(address, ["vivavoce.practice.v1"], {**ANSWERS, **answers})
        await manager.take_interview()
        return manager

    async def written(self, intake: Json, *, versions: int = 4, who: str = "manager") -> list[Json]:
        """Return the documents once so many versions have ended."""
        path = f"/intakes/{intake['intakeId']}/artifacts"
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = (await self.ask_json(who, "GET", path))["artifacts"]
                if sum(one["status"] in ("ready", "failed") for one in found) >= versions:
                    return list(found)
                await asyncio.sleep(0.05)
