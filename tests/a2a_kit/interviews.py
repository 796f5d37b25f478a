"""What people and candidates do so that a task can end: decide about the plan, and take the interview."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from uuid import uuid4  # noqa: TID251 - a fresh candidate per task

from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in

REST = {
    "level": "MID",
    "jobDescription": "You lead the late shift, keep the safety rules and bring picking errors down.",
}
"""The facts that ``start_facts`` leaves out."""

OVER = ("ASSESSMENT_APPROVED", "CANCELLED", "REJECTED")
_ANSWER = "I counted two aisles each shift, corrected 120 records in a month, and errors fell from 4% to 1%."


def start_facts() -> Json:
    """Return facts of a new candidate that are not yet enough for a plan."""
    return {
        "candidateRef": f"kit-{uuid4()}",
        "position": "Warehouse shift lead",
        "skills": ["Inventory control"],
        "durationMinutes": 10,
    }


@dataclass(frozen=True, slots=True)
class Interviews:
    """The recruiter and the candidates of one platform."""

    recruiter: ApiClient
    anyone: ApiClient

    async def bring_to_assessment(self, task_id: str) -> None:
        """Bring an interview that lacks facts, or waits for its plan's approval, to its assessment."""
        found = await self.recruiter.get(f"/interviews/{task_id}/status")
        if found["state"] == "INFO_NEEDED":
            await self.recruiter.ask("PATCH", f"/a2a/interview/{task_id}/complete-info", REST)
        await self._until(task_id, "PENDING")
        done = await self.recruiter.post(f"/a2a/interview/{task_id}/approve", {"approved": True})
        await self._take(done["interviewLink"])
        await self._until(task_id, "ASSESSMENT_PENDING")

    async def state(self, task_id: str) -> str | None:
        """Return the state of an interview; None if there is none."""
        found = await self.recruiter.ask("GET", f"/interviews/{task_id}/status")
        return str(found.json()["state"]) if found.is_success else None

    async def _until(self, task_id: str, state: str) -> None:
        await self.recruiter.until(f"/interviews/{task_id}/status", state)

    async def _take(self, link: str) -> None:
        """Take the interview as a candidate who answers one question and then ends it."""
        way = f"/candidate-access/{link.rpartition('/')[2]}"
        card = await self.anyone.get(f"{way}/info")
        yes = {"accepted": True, "version": card["consent"]["version"]}
        await self.anyone.post(f"{way}/consent", yes)
        session = await self.anyone.post(f"{way}/start")
        replies = chain([_ANSWER], repeat({"type": "END"}))
        await Candidate(session, lambda _frame: next(replies)).take_interview()


async def interviews_at(url: str) -> Interviews:
    """Return the demo organization's recruiter and anybody."""
    return Interviews(recruiter=await signed_in(url, "recruiter"), anyone=ApiClient(url))
