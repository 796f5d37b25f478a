"""Practice sessions planned, approved and held, and an intake whose documents are written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from tests.fakes.api_clients import ApiClient, Json
from tests.fakes.hiring_manager import Manager
from tests.fakes.practice_platform import Seeker

from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS

WEBM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 4
"""What passes for a video: its first bytes are those of a WebM file."""
_LOOK_EVERY_S = 0.25
_PATIENCE_S = 600.0
"""How long to wait; a busy machine takes minutes."""
_PROTOCOL = "vivavoce.practice.v1"
_DRAFTS = ("draft_to_edit", "draft_to_approve", "draft_to_erase")
_ACCEPTED = ("job_description", "interview_questions", "rating_rubric")
"""What a template is made of."""
_HELD = ("practice", "practice_with_upload", "practice_with_video")


@dataclass(frozen=True, slots=True)
class PracticeStages:
    """Somebody who practises and is a hiring manager, too, at a platform."""

    person: ApiClient
    edge_url: str

    async def prepare(self) -> dict[str, str]:
        """Return the ids of practice sessions by what was prepared, and the tokens of their links."""
        me = (await self.person.get("/auth/me"))["id"]
        wish = {"user_id": me, "org_id": "demo", "interview_type": "behavioral"}
        wish |= {"duration_minutes": 5, "context": {"target_role": "Buyer"}}
        async with asyncio.TaskGroup() as group:
            drafts = [group.create_task(self._made("preview", wish)) for _ in _DRAFTS]
            held = [group.create_task(self._held(wish)) for _ in _HELD]
            ready = group.create_task(self._made("", wish))
        ids = {
            "me": me,
            **{name: task.result() for name, task in zip(_DRAFTS, drafts, strict=True)},
            **{name: task.result() for name, task in zip(_HELD, held, strict=True)},
            "practice_to_hold": ready.result(),
        }
        await self._upload(await self._upload_token(ids["practice_with_video"]))
        ids["upload_token"] = await self._upload_token(ids["practice_with_upload"])
        link = await self.person.get(f"/artifacts/{ids['practice']}/transcript")
        ids["media_token"] = link["url"].rpartition("/")[2]
        return ids

    async def prepare_intake(self) -> dict[str, str]:
        """Return the id of an intake that was talked through, with a version of each document."""
        made = await self.person.post("/intakes", {"companyName": "Acme", "title": "Buyer"})
        way = f"/intakes/{made['intakeId']}"
        await self.person.until(way, "APPROVED")
        ticket = await self.person.post(f"/sessions/{made['sessionId']}/ticket")
        address = f"{self.edge_url}/api/v1/session/{made['sessionId']}?ticket={ticket['ticket']}"
        await Manager(address, [_PROTOCOL]).take_interview()
        await self._until(f"{way}/artifacts", lambda found: _are_written(found["artifacts"]))
        for kind in _ACCEPTED:
            await self.person.post(f"{way}/artifacts/{kind}/accept", {"version": 1})
        return {"intake": made["intakeId"]}

    async def _made(self, way: str, wish: Json) -> str:
        made = await self.person.post(f"/configure/{way}".rstrip("/"), wish)
        return str(made["session_id"])

    async def _held(self, wish: Json) -> str:
        session_id = await self._made("", wish)
        token = self.person.headers["Authorization"].removeprefix("Bearer ")
        address = f"{self.edge_url}/api/v1/session/{session_id}"
        await Seeker(address, [_PROTOCOL, f"bearer.{token}"]).practise(patience_s=_PATIENCE_S)
        await self._until(f"/review/{session_id}", lambda found: found["status"] != "processing")
        return session_id

    async def _until(self, path: str, is_so: Callable[[Json], bool]) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                if is_so(await self.person.get(path)):
                    return
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _upload_token(self, session_id: str) -> str:
        wish = {"content_type": "video/webm"}
        made = await self.person.post(f"/sessions/{session_id}/video/upload-url", wish)
        return str(made["url"]).rpartition("/")[2]

    async def _upload(self, token: str) -> None:
        url, kind = f"{self.person.url}/api/v1/media/{token}", {"Content-Type": "video/webm"}
        async with httpx.AsyncClient(timeout=60) as http:
            (await http.put(url, content=WEBM, headers=kind)).raise_for_status()


def _are_written(documents: list[Json]) -> bool:
    return len(documents) >= len(ARTIFACT_KINDS) and all(
        one["status"] in ("ready", "failed") for one in documents
    )
