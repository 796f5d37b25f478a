"""W2: what a panel costs the candidate. A stub model answers after exactly L; the interviewer is built in.

From the answer sent to the next question received, over a real socket, with nobody reading along, with
four evaluators and one perspective, and with four and four. Perspectives ask the model. Evaluators are the
rules', because the stub has no certificate. The reference needed 2.0 L with evaluations and 3.0 L with
perspectives as well, because its graders stand in the way.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from fastapi import FastAPI, Request

from bench.client import Json, Line, lines
from bench.http import WAY, WISH
from bench.measure import Figure, percentile, report
from bench.own_platform import Running, a_platform, a_platform_apart, own_folder
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

L_S = 0.5
_THINKING_S = 0.3
_ASKS = ("question", "follow_up", "repeat")
_PERSPECTIVES = ("product", "sales", "engineering", "design")
PANELS: dict[str, tuple[Json, int]] = {
    "nobody": ({}, 0),
    "4 evaluators, 1 perspective": ({"evaluations": True, "perspectives": True}, 1),
    "4 evaluators, 4 perspectives": ({"evaluations": True, "perspectives": True}, 4),
}
FORMS = {"one process": a_platform, "each role a process": a_platform_apart}
METHOD = (
    f"One talk after another; a stub model answers after exactly L = {L_S} s; the interviewer is the"
    " built-in one and asks no model, every perspective does; the evaluators are the rules. Times as multiples of L,"
    " from the answer sent to the next question's frame. The reference: 2.0 L with evaluations, 3.0 L"
    " with perspectives too, and six serial calls before its first question."
)


@dataclass
class Stub:
    """A model that takes exactly L for whatever it is asked."""

    port: int = 0
    calls: int = 0
    at_once: int = 0
    most_at_once: int = 0
    _made: dict[str, Any] = field(default_factory=dict)

    async def answer(self, request: Request) -> Json:
        body = await request.json()
        self.calls += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(L_S)
        self.at_once -= 1
        said: Json = {"heard": [], "concerns": []}
        return {
            "id": "stub",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": json.dumps(said)},
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }


@asynccontextmanager
async def a_stub() -> AsyncIterator[Stub]:
    """Serve a stub model on a free port."""
    stub, app = Stub(), FastAPI()
    app.post("/v1/chat/completions")(stub.answer)
    bound = bind_socket("stub model", "127.0.0.1", 0, "none")
    stub.port = bound.port
    async with serve_app(app, bound):
        yield stub


async def _admitted(staff: Line, candidate: Line, abilities: Json) -> Json:
    made = await staff.ask("POST", WAY, {**WISH, "abilities": abilities})
    one = f"{WAY}/{made['interviewId']}"
    while (await staff.ask("GET", one))["state"] != "PENDING":
        await asyncio.sleep(0.05)
    done = await staff.ask("POST", f"{one}/plan/approve")
    door = f"/api/v1/candidate-access/{done['interviewLink'].rpartition('/')[2]}"
    card = await candidate.ask("GET", f"{door}/info")
    consent = {"accepted": True, "version": card["consent"]["version"]}
    await candidate.ask("POST", f"{door}/consent", consent)
    return await candidate.ask("POST", f"{door}/start")


async def _talk(session: Json) -> tuple[float, list[float]]:
    """Return the seconds to the first question, and from each answer to what was asked next."""
    query = urlencode({"sessionId": session["sessionId"], "tenantId": session["tenantId"]})
    address = session["wsUrl"]
    if "sessionId=" not in address:
        address = f"{address.rstrip('/')}{'&' if '?' in address else '/?'}{query}"
    dana, sent_at, count = StrongCandidate(), 0.0, 0
    turns: list[float] = []
    began, first_s = time.perf_counter(), 0.0
    async with websockets.connect(address, compression=None, open_timeout=20) as socket:
        async for raw in socket:
            frame: dict[str, Any] = json.loads(raw)
            if frame["type"] == "ENDED":
                return first_s, turns
            if frame["type"] == "PING":
                await socket.send('{"type":"PONG"}')
            if frame["type"] != "TRANSCRIPT" or frame["role"] != "agent":
                continue
            if sent_at:
                turns.append(time.perf_counter() - sent_at)
                sent_at = 0.0
            if frame["kind"] not in _ASKS:
                continue
            first_s = first_s or time.perf_counter() - began
            text = dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
            await asyncio.sleep(_THINKING_S)
            count += 1
            sent_at = time.perf_counter()
            answer = {"type": "TEXT", "text": text, "clientMessageId": f"m-{count}"}
            await socket.send(json.dumps(answer))
    return first_s, turns


async def _seated(staff: Line, perspectives: int) -> None:
    for place, name in enumerate(_PERSPECTIVES):
        wish = {"kind": "perspective", "name": name, "isEnabled": place < perspectives}
        await staff.ask("PUT", "/api/v1/panels/switches", wish)


async def _once(platform: Running, stub: Stub, talks: int) -> list[Figure]:
    figures: list[Figure] = []
    with (
        lines(platform.url, 1, X_API_Key=DEMO_KEY) as (staff,),
        lines(platform.url, 1) as (candidate,),
    ):
        for panel, (abilities, perspectives) in PANELS.items():
            await _seated(staff, perspectives)
            before = stub.calls
            waits: list[float] = []
            first_s, broken = 0.0, 0
            for _ in range(talks):
                session = await _admitted(staff, candidate, abilities)
                try:
                    first_s, turns = await _talk(session)
                except websockets.ConnectionClosed:
                    broken += 1
                    continue
                waits += turns
            waits = waits or [float("nan")]
            figures += [
                Figure(f"{panel}: talks that lost their line", broken, "talks", budget=0),
                Figure(f"{panel}: answer to next, p50", percentile(waits, 0.5) / L_S, "L"),
                Figure(
                    f"{panel}: answer to next, p95", percentile(waits, 0.95) / L_S, "L", budget=1.1
                ),
                Figure(f"{panel}: to the first question", first_s / L_S, "L", budget=3.0),
                Figure(f"{panel}: model calls a talk", (stub.calls - before) / talks, "calls"),
            ]
    figures.append(Figure("asked of the model at once, most", stub.most_at_once, "calls"))
    return figures


async def main(*, quick: bool = False) -> None:
    """Print the figures."""
    async with a_stub() as stub:
        model = {
            "LLM_BASE_URL": f"http://127.0.0.1:{stub.port}/v1",
            "LLM_MODEL": "stub",
            "VIVAVOCE_PLANNER": "builtin",
            "VIVAVOCE_OTP_REQUIRED": "false",
        }
        for title, start in FORMS.items():
            with own_folder() as folder:
                async with start(folder, **model) as platform:
                    await _measure(title, platform, stub, quick=quick)


async def _measure(title: str, platform: Running, stub: Stub, *, quick: bool) -> None:
    async def once() -> list[Figure]:
        return await _once(platform, stub, 1 if quick else 3)

    shown = f"What a panel costs the candidate (W2): {title}"
    await report(shown, METHOD, once, runs=1 if quick else 3)


if __name__ == "__main__":
    asyncio.run(main())
