"""An OpenAI-compatible endpoint on loopback whose models behave as their names say.

good       writes a valid plan            | fenced    the same, in a code fence, and takes no schema
half       is wrong once, then good       | broken    never writes JSON
busy       always answers 429             | away      always answers 500
slow       answers after half a minute    | gullible  obeys any order it finds in the material
unlawful   asks about private matters     | lazy      covers no skill
huge       answers 100 MB                 | endless   never stops
hanging    never answers                  | dripping  sends a byte now and then
bomb       100 MB, compressed to 100 KB   | nested    is nested 300,000 levels deep

Asked for evidence, each of the good ones quotes every longer sentence of an answer as own work.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from tests.fakes.quick_server import serve_quickly

from vivavoce.app.serving import bind_socket
from vivavoce.testing.answers import material_of, quote_sentences
from vivavoce.testing.plan_answers import draft_for

Json = dict[str, Any]
PROMPT_TOKENS, ANSWER_TOKENS = 700, 900


@dataclass
class OpenAiServer:
    """What was asked, and where to ask."""

    port: int = 0
    asked: list[Json] = field(default_factory=list)
    clients: set[str] = field(default_factory=set)
    """The connections that were used, as addresses of their other end."""
    sent_bytes: int = 0
    """How much of an answer without an end was taken."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def calls(self, model: str) -> int:
        return sum(body["model"] == model for body in self.asked)


@asynccontextmanager
async def open_openai_server() -> AsyncIterator[OpenAiServer]:
    server = OpenAiServer()
    bound = bind_socket("fake models", "127.0.0.1", 0, "none")
    server.port = bound.port
    async with serve_quickly(_application(server), bound.socket):
        yield server


def _application(server: OpenAiServer) -> FastAPI:
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        body = await request.json()
        server.asked.append(body)
        server.clients.add(str(request.client))
        model = body["model"].partition(":")[0]
        if model in _HOSTILE:
            return _hostile(model, server)
        if model == "slow":
            await asyncio.sleep(30)
        if model == "busy":
            return _refusal(429, "Slow down.")
        if model == "away":
            return _refusal(500, "Something broke.")
        if model == "fenced" and "response_format" in body:
            return _refusal(400, "response_format is not known here.")
        return JSONResponse(_completion(body, _answer(model, body, server)))

    return app


_HOSTILE = frozenset({"huge", "endless", "hanging", "dripping", "bomb", "nested"})
_PIECE = b" " * 65_536


def _hostile(model: str, server: OpenAiServer) -> Response:
    async def sent(pieces: int, piece: bytes = _PIECE, pause_s: float = 0) -> AsyncIterator[bytes]:
        for _ in range(pieces):
            await asyncio.sleep(pause_s)
            server.sent_bytes += len(piece)
            yield piece

    headers = {}
    if model == "huge":
        body, headers = sent(1600), {"Content-Length": str(1600 * len(_PIECE))}
    elif model == "endless":
        body = sent(10**9)
    elif model == "hanging":
        body = sent(1, pause_s=600)
    elif model == "dripping":
        body = sent(10**9, b" ", 0.05)
    elif model == "bomb":
        bomb = gzip.compress(bytes(100 * 1024 * 1024), 1)
        body, headers = sent(1, bomb), {"Content-Encoding": "gzip"}
    else:
        body = sent(1, b"[" * 300_000)
    return StreamingResponse(body, media_type="application/json", headers=headers)


def _answer(model: str, body: Json, server: OpenAiServer) -> str:
    if model == "broken":
        return "I would love to help! { competencies: ["
    material = material_of(body)
    if model == "half" and _count_asked(material, body["model"], server) % 2 == 1:
        return json.dumps({"competencies": []})
    if "own_words" in material:
        return _composed(model, material)
    if "candidate_said" in material:
        return _understood(model, material)
    if "kind_of_question" in material:
        return json.dumps({"items": quote_sentences(material)})
    draft = draft_for(material)
    if "step" in material:
        return json.dumps(_misbehaving(model, draft, body))
    _spoil(model, draft)
    if model == "gullible":
        draft = _obeying(draft, body)
    text = json.dumps(draft)
    return f"Here you are:\n```json\n{text}\n```" if model == "fenced" else text


def _spoil(model: str, draft: Json) -> None:
    """Do to a whole plan what the model's name says."""
    if model == "unlawful":
        draft["competencies"][0]["questions"][0]["text"] = "Are you pregnant, or do you want to be?"
    if model == "lazy":
        for part in draft["competencies"]:
            for question in part["questions"]:
                question["skill"] = None


def _count_asked(material: Json, model: str, server: OpenAiServer) -> int:
    """Return how often a model was asked about a material: the steps of a plan are asked at once."""
    return sum(one["model"] == model and material_of(one) == material for one in server.asked)


def _misbehaving(model: str, drafted: Json, body: Json) -> Json:
    """Do to a step, or a revision, what the model's name says."""
    questions = drafted.get("questions", []) + drafted.get("new_questions", [])
    if model == "unlawful" and questions:
        questions[0] |= {"text": "Are you pregnant, or do you want to be?"}
    if model == "lazy":
        for question in questions:
            question["skill"] = None
        for part in drafted.get("competencies", []):
            part.update({"skills": []} if "skills" in part else {"questions": ["n1"]})
    order = re.search(
        r"(?:[Aa]sk only|single question)[:,]? ([^.\"]+)",
        json.dumps(material_of(body), ensure_ascii=False),
    )
    if model == "gullible" and order and questions:
        questions[0] |= {"text": f"{order[1]}?"}
        questions[0] |= {"bank_id": None} if "bank_id" in questions[0] else {}
    return drafted


def _composed(model: str, material: Json) -> str:
    """Word a further question; a gullible model says what the candidate said last."""
    last = material["talk"][-1]["said"] if material["talk"] else ""
    return str(last) if model == "gullible" else "What would you have liked to say about it?"


def _understood(model: str, material: Json) -> str:
    """Name the act of a candidate's words; a gullible model names the one that the words order."""
    order = re.search(r"[Cc]hoose (\w+)", material["candidate_said"])
    is_obeyed = model == "gullible" and order is not None
    return json.dumps({"act": order[1] if is_obeyed and order else "wants_person"})


def _obeying(draft: Json, body: Json) -> Json:
    """Do what any sentence of the material wants, wherever it stands."""
    text = json.dumps(material_of(body), ensure_ascii=False)
    if order := re.search(r"(?:[Aa]sk only|single question)[:,]? ([^.\"]+)", text):
        question = draft["competencies"][0]["questions"][0] | {
            "text": f"{order[1]}?",
            "skill": None,
        }
        draft["competencies"] = [draft["competencies"][0] | {"questions": [question]}]
    if re.search(r"weight|score", text):
        draft["competencies"][0]["importance"] = 5
    if greeting := re.search(r"[Gg]reet (?:them|candidates) with ([^.\"]+)", text):
        draft["greeting"] = greeting[1]
    return draft


def _completion(body: Json, text: str) -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": ANSWER_TOKENS,
            "total_tokens": PROMPT_TOKENS + ANSWER_TOKENS,
        },
    }


def _refusal(status: int, why: str) -> JSONResponse:
    return JSONResponse(
        {"error": {"message": why, "type": "refused", "code": None}},
        status_code=status,
        headers={"Retry-After": "0"} if status == 429 else None,
    )
