"""Steps of hiring through public addresses, for journeys that take different turns."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast
from uuid import uuid4  # noqa: TID251 - a fresh candidate per journey

from tests.fakes.api_clients import ApiClient, Json, signed_in

from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce_client import AsyncVivavoce
from vivavoce_client.schemas import InterviewFactsRequest, InterviewState

FACTS: Json = {
    "candidateName": "Dana Kowalczyk",
    "position": "Warehouse shift lead",
    "skills": ["Inventory control"],
    "jobDescription": "You lead the late shift, plan it, keep the safety rules and bring errors down.",
    "durationMinutes": 10,
    "level": "MID",
}


@dataclass(slots=True)
class Hiring:
    """One interview, and those who have to do with it."""

    partner: ApiClient
    recruiter: ApiClient
    viewer: ApiClient
    anyone: ApiClient
    run_id: str = ""
    interview_id: str = ""
    email: str = ""
    _session_token: str = ""

    async def request(self, **facts: object) -> Json:
        """Ask for an interview as the partner; a fact that is None is left out."""
        self.email = f"dana-{uuid4()}@example.com"
        named = {**FACTS, "candidateEmail": self.email, **facts}
        wanted = {name: fact for name, fact in named.items() if fact is not None}
        if "X-Request-Id" in self.partner.headers:  # our clients do not name requests
            made = await self.partner.post("/a2a/interview", wanted)
        else:
            async with self._client(self.partner) as client:
                made = dict(await client.interviews.create(cast("InterviewFactsRequest", wanted)))
        self.run_id, self.interview_id = made["runId"], made["interviewId"]
        return made

    async def until(self, *states: str) -> Json:
        """Wait for a state."""
        wanted = cast("tuple[InterviewState, ...]", states)
        async with self._client(self.recruiter) as client:
            return dict(
                await client.interviews.wait_for(
                    self.run_id, *wanted, timeout_s=self.recruiter.patience_s, every_s=0.05
                )
            )

    async def plan(self) -> Json:
        """Return the plan."""
        async with self._client(self.recruiter) as client:
            return dict(await client.interviews.plan(self.run_id))

    async def approved(self, **facts: object) -> str:
        """Ask, wait for the plan, approve it, and return the way through the candidate's door."""
        await self.request(**facts)
        await self.until("PENDING")
        async with self._client(self.recruiter) as client:
            done = await client.interviews.approve_plan(self.run_id)
        return self.way(done["interviewLink"] or "")

    @staticmethod
    def _client(caller: ApiClient) -> AsyncVivavoce:
        """Return our own client for the credentials of ``caller``."""
        token = caller.headers.get("Authorization", "").removeprefix("Bearer ") or None
        key = caller.headers.get("X-API-Key")
        return AsyncVivavoce(caller.url, key, token=token, max_retries=8)

    @staticmethod
    def way(link: str) -> str:
        """Return the path of a candidate's door by its link."""
        return f"/candidate-access/{link.rpartition('/')[2]}"

    async def consent(self, way: str) -> None:
        """Agree at the door."""
        card = await self.anyone.get(f"{way}/info")
        yes = {"accepted": True, "version": card["consent"]["version"]}
        await self.anyone.post(f"{way}/consent", yes)

    async def start(self, way: str) -> Json:
        """Prove the address with the code from the dev mailbox, and go in."""
        await self.anyone.post(f"{way}/request-otp")
        known = await self.anyone.post(f"{way}/verify-otp", {"otp": await self.code()})
        self._session_token = known["sessionToken"]
        return await self.start_again(way)

    async def start_again(self, way: str) -> Json:
        """Go in once more with the same proof."""
        return await self.anyone.post(f"{way}/start", **{"x-session-token": self._session_token})

    async def code(self) -> str:
        """Return the code out of the letter."""
        for _ in range(300):
            for email in (await self.recruiter.get(f"/dev/mailbox?to={self.email}"))["data"]:
                for word in email["text"].split():
                    if word.strip(".,").isdigit() and len(word.strip(".,")) == 6:
                        return word.strip(".,")
            await asyncio.sleep(0.1)
        raise AssertionError("no letter with a code came")


async def hiring_at(url: str) -> Hiring:
    """Return a fresh story's people; nobody is hired yet."""
    return Hiring(
        partner=ApiClient(url, {"X-API-Key": DEMO_KEY}),
        recruiter=await signed_in(url, "recruiter", patience_s=120),
        viewer=await signed_in(url, "viewer"),
        anyone=ApiClient(url),
    )
