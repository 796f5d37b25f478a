"""The protocol of one kind of endpoint: what it refuses, how it thinks, and how it packs an answer.

Nothing here was recorded from a real model: the protocol is imitated (refusals, thinking, usage, headers,
faults), never a model's ability.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from vivavoce.assessment.domain.qualification.certificate import IMITATED_PREFIX
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.clock import Clock
from vivavoce.testing.answers import ReadEvidence, answer_for, material_of
from vivavoce.testing.better_answers import RewordLines
from vivavoce.testing.rates import ImitatedRates

Refuse = Callable[[Json, httpx2.Request], tuple[int, Any] | None]
Refusal = tuple[int, Any]
"""A status and its body."""
_THOUGHT_TOKENS = 600
_THOUGHTS_BY_EFFORT = {"minimal": 0.2, "low": 0.4, "high": 1.6}
"""How much an effort makes of the usual thoughts, in the proportions of https://openrouter.ai/docs
('Reasoning tokens': 10%, 20%, 50% and 80% of the output for minimal, low, medium and high)."""
_ANSWER_TOKENS = 120
CHARACTERS_PER_TOKEN = 4
"""About what a token of English is; the imitated endpoints count so."""


def openai_error(
    message: str, code: str | None, param: str | None, status: int = 400
) -> tuple[int, Json]:
    """Return an error in OpenAI's form."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return status, {"error": error}


def refuse_key(message: str = "Incorrect API key provided.") -> Refusal:
    """Refuse a key in OpenAI's words and form, or with another message."""
    return openai_error(message, "invalid_api_key", None, 401)


def refuse_unknown_model(model: str) -> Refusal:
    """Refuse a model in OpenAI's words and form."""
    message = f"The model `{model}` does not exist or you do not have access to it."
    return openai_error(message, "model_not_found", None, 404)


@dataclass
class Family:
    """One kind of endpoint: what it refuses, how it thinks, and how it packs an answer."""

    name: str
    base_url: str
    model: str
    key: str = "k"
    other_models: tuple[str, ...] = ()
    """What it offers beside ``model``."""
    key_refusal: Refusal | None = field(default_factory=refuse_key)
    """What it answers to any other key; None if it accepts all."""
    refuse_model: Callable[[str], Refusal] | None = refuse_unknown_model
    """What it answers to a model that it does not offer; None if it answers with the one it has."""
    query: str | None = None
    refuse: list[Refuse] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    """Status, headers and body of the first answers, one each."""
    hangs: bool = False
    """Whether nothing is answered after the faults."""
    thinks: bool = False
    is_thinking_off: Callable[[Json], bool] = lambda _: False
    thinking_field: str | None = "reasoning_content"
    """Where thoughts are shown: a field, 'content' for tags in the text, None for hidden ones."""
    has_usage: bool = True
    wraps: str | None = None
    """A member that holds the answer."""
    has_fence: bool = False
    ignores_format: bool = False
    """Whether ``response_format`` has no effect, so that the schema comes by tools or messages only."""
    clock: Clock | None = None
    first_token_s: float = 0.5
    tokens_per_s: float = 50.0
    """The pace of a stream, in the time of ``clock``."""
    is_paced: bool = False
    """Whether an answer that is not streamed takes its time, too."""
    rates: ImitatedRates | None = None
    """What it admits in a minute, told in the headers of each answer; None for no limit and no headers."""
    read_evidence: ReadEvidence | None = None
    """Finds the evidence for a score; None quotes every longer sentence."""
    reword: RewordLines | None = None
    """Words a better answer; None does so faithfully."""
    asked: list[Json] = field(default_factory=list)
    headers: list[httpx2.Headers] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Return the name as a part of an address."""
        return self.name.replace(" ", "-")

    def transport(self) -> httpx2.MockTransport:
        """Return a transport that answers instead of the network."""
        return httpx2.MockTransport(self.answer)

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Return what this kind of endpoint answers."""
        body: Json = json.loads(request.content)
        self.asked.append(body)
        self.headers.append(request.headers)
        if self.faults:
            status, headers, fault = self.faults.pop(0)
            return respond(status, fault, headers)
        if self.rates is None:
            return await self._answer_admitted(body, request)
        if not self.rates.admit():
            refusal = openai_error("Rate limit reached.", "rate_limit_exceeded", None, 429)
            return respond(*refusal, self.rates.write_headers())
        answer = await self._answer_admitted(body, request)
        answer.headers.update(self.rates.write_headers())
        return answer

    async def _answer_admitted(self, body: Json, request: httpx2.Request) -> httpx2.Response:
        if self.hangs:
            await asyncio.Event().wait()
        if self.query and self.query not in str(request.url):
            return respond(404, {"error": {"code": "404", "message": "Resource not found"}})
        if (refusal := self._refuse_caller(body["model"], request)) is not None:
            return respond(*refusal)
        for refuse in self.refuse:
            if (refused := refuse(body, request)) is not None:
                return respond(*refused)
        if body.get("stream"):
            return httpx2.Response(
                200, content=self._stream(body), headers={"content-type": "text/event-stream"}
            )
        if self.is_paced and self.clock is not None:
            tokens = self._count_thoughts(body) + _ANSWER_TOKENS
            await self.clock.sleep(self.first_token_s + tokens / self.tokens_per_s)
        return respond(200, self._completion(body, is_responses="/responses" in request.url.path))

    def _refuse_caller(self, model: str, request: httpx2.Request) -> Refusal | None:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key_refusal is not None and key != self.key:
            return self.key_refusal
        if self.refuse_model is not None and model not in (self.model, *self.other_models):
            return self.refuse_model(model)
        return None

    async def _stream(self, body: Json) -> AsyncIterator[bytes]:
        whole = self._completion(body, is_responses=False)
        message = whole["choices"][0]["message"]
        text = message["content"] or message["tool_calls"][0]["function"]["arguments"]
        head = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": report_model(body),
        }
        for place, piece in enumerate((text[:40], text[40:])):
            if self.clock is not None:
                await self.clock.sleep(
                    _ANSWER_TOKENS / self.tokens_per_s
                    if place
                    else self.first_token_s + self._count_thoughts(body) / self.tokens_per_s
                )
            said: Json = {"content": piece}
            if message.get("tool_calls"):
                said = {"tool_calls": [{"index": 0, **_call_tool(piece, is_begun=bool(place))}]}
            delta = {
                "index": 0,
                "delta": said,
                "finish_reason": whole["choices"][0]["finish_reason"] if place else None,
            }
            yield f"data: {json.dumps({**head, 'choices': [delta]})}\n\n".encode()
        yield f"data: {json.dumps({**head, 'choices': [], 'usage': whole.get('usage')})}\n\n".encode()
        yield b"data: [DONE]\n\n"

    def _count_thoughts(self, body: Json) -> int:
        """Return how many tokens the model thinks before it answers a request."""
        if not self.thinks or self.is_thinking_off(body):
            return 0
        effort = body.get("reasoning_effort") or (body.get("reasoning") or {}).get("effort") or ""
        return int(_THOUGHT_TOKENS * _THOUGHTS_BY_EFFORT.get(effort, 1.0))

    def _completion(self, body: Json, *, is_responses: bool) -> Json:
        limits = [value for name, value in body.items() if name.startswith("max_")]
        thought = self._count_thoughts(body)
        is_cut = bool(limits) and limits[0] < thought + _ANSWER_TOKENS
        content = answer_for(body, material_of(body), self.read_evidence, self.reword)
        is_tool = bool(body.get("tools")) and isinstance(content, dict)
        text = "" if is_cut else json.dumps(content) if is_tool else self._pack(body, content)
        read = len(json.dumps(body.get("messages") or body["input"])) // CHARACTERS_PER_TOKEN
        wrote = limits[0] if is_cut else thought + len(text) // CHARACTERS_PER_TOKEN + 1
        usage = {
            "prompt_tokens": read,
            "completion_tokens": wrote,
            "total_tokens": read + wrote,
            "completion_tokens_details": {"reasoning_tokens": thought},
        }
        if is_responses:
            return _responses_body(body, text, usage, is_cut=is_cut, is_tool=is_tool)
        message: Json = {"role": "assistant", "content": text}
        if is_tool and text:
            message = {"role": "assistant", "content": None, "tool_calls": [_call_tool(text)]}
        if thought and self.thinking_field == "content":
            message["content"] = f"<think>Well, {{ maybe }} …{'' if is_cut else '</think>'}{text}"
        elif thought and self.thinking_field:
            message[self.thinking_field] = "Well, let me see …"
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": report_model(body),
            "choices": [
                {
                    "index": 0,
                    "message": message,
                    "finish_reason": "length" if is_cut else "tool_calls" if is_tool else "stop",
                }
            ],
        }
        return {**answer, "usage": usage} if self.has_usage else answer

    def _pack(self, body: Json, content: Json | str) -> str:
        if isinstance(content, str):
            return content
        if self.ignores_format and "schema" not in str(body["messages"]):
            return "Happy to help! Here is what I think: " + ", ".join(content)
        text = json.dumps({self.wraps: content} if self.wraps else content)
        return f"Here it is:\n```json\n{text}\n```" if self.has_fence else text


def report_model(body: Json) -> str:
    """Return the model as an answer names it: certificates of such a model are for tests."""
    return f"{IMITATED_PREFIX}-{body['model']}"


def _call_tool(arguments: str, *, is_begun: bool = False) -> Json:
    """Return a call of the tool ``answer``, or a further piece of its arguments."""
    if is_begun:
        return {"function": {"arguments": arguments}}
    return {
        "id": "call_1",
        "type": "function",
        "function": {"name": "answer", "arguments": arguments},
    }


def _responses_body(body: Json, text: str, usage: Json, *, is_cut: bool, is_tool: bool) -> Json:
    output: list[Json] = [{"type": "reasoning", "id": "rs_1", "summary": []}]
    if text and is_tool:
        call = {"call_id": "call_1", "name": "answer", "arguments": text, "status": "completed"}
        output.append({"type": "function_call", "id": "fc_1", **call})
    elif text:
        content = [{"type": "output_text", "text": text, "annotations": []}]
        output.append(
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": content,
            }
        )
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "incomplete" if is_cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
        "error": None,
        "model": report_model(body),
        "output": output,
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 700,
            "output_tokens": usage["completion_tokens"],
            "total_tokens": 900,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": usage["completion_tokens_details"],
        },
    }


def respond(status: int, body: Any, headers: dict[str, str] | None = None) -> httpx2.Response:
    """Return an answer; a body that is text is a page."""
    if isinstance(body, str):
        given = {"content-type": "text/html"} | (headers or {})
        return httpx2.Response(status, text=body, headers=given)
    return httpx2.Response(status, json=body, headers=headers)


def refuse_parameter(name: str, hint: str = "") -> Refuse:
    """Refuse a parameter in OpenAI's words; 'a.b' is a member."""

    def refuse(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if name not in body:
            return None
        message = f"Unsupported parameter: '{name}' is not supported with this model.{hint}"
        return openai_error(message, "unsupported_parameter", name)

    return refuse


def format_type(body: Json) -> str | None:
    """Return which form of the answer a request asks for."""
    kind: str | None = (body.get("response_format") or {}).get("type")
    return kind


def needs_word_json(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
    """Refuse JSON mode if no message says so."""
    if format_type(body) == "json_object" and "json" not in str(body["messages"]).lower():
        return openai_error(
            "'messages' must contain the word 'json' in some form.", None, "messages"
        )
    return None
