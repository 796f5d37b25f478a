"""Providers' own APIs, as far as their public documentation describes them: one imitation each.

Anthropic: https://platform.claude.com/docs/en/api/messages, …/api/errors and …/build-with-claude/streaming.
Google: https://ai.google.dev/api/generate-content and https://ai.google.dev/gemini-api/docs/troubleshooting.
Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
and …ConverseStream.html. The others are in ``native_chat_families``.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from vivavoce.contracts.envelope import Json
from vivavoce.testing.answers import ReadEvidence, answer_for, material_of, read_material
from vivavoce.testing.event_stream import encode_events
from vivavoce.testing.protocol import report_model

Fault = tuple[int, dict[str, str], Any]
PROMPT_TOKENS, ANSWER_TOKENS = 700, 120
RETRY = {"retry-after": "1"}


@dataclass(frozen=True, slots=True)
class NativeAnswer:
    """What is sent back: a document, or the bytes of a stream."""

    status: int
    headers: Mapping[str, str]
    body: Any  # Any: JSON, or bytes


@dataclass
class NativeFamily(ABC):
    """One provider's API. A fault is the name of one in ``faults``, in the provider's own words."""

    read_evidence: ReadEvidence | None = None
    asked: list[Json] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every answer, such as those of a rate limit."""
    slug: ClassVar[str]
    provider: ClassVar[str]
    model: ClassVar[str]
    stream_type: ClassVar[str] = "text/event-stream"

    @property
    @abstractmethod
    def faults(self) -> Mapping[str, Fault]:
        """Return the errors that the provider answers with a status of their own."""

    def answer(self, path: str, body: Json, fault: str | None = None) -> NativeAnswer:
        """Return the answer to a request below the family's address."""
        self.asked.append(body)
        if fault is not None and fault in self.faults:
            status, headers, error = self.faults[fault]
            return NativeAnswer(status, headers, error)
        content = answer_for(body, self.read(body), self.read_evidence)
        text = content if isinstance(content, str) else json.dumps(content)
        if fault == "prose":
            text = "I would love to help!"
        stop = fault if fault in ("refusal", "content-filter", "truncated") else None
        if stop is not None:
            text = '{"question": "What did' if stop == "truncated" else ""
        if self.is_streamed(path, body):
            sent = self.stream(body, text, stop)
            return NativeAnswer(200, {"content-type": self.stream_type, **self.headers}, sent)
        return NativeAnswer(200, self.headers, self.pack(body, text, stop))

    @abstractmethod
    def read(self, body: Json) -> Json:
        """Return the material of a request."""

    @abstractmethod
    def pack(self, body: Json, text: str, stop: str | None) -> Json:
        """Return an answer that is not streamed; ``stop`` is why there is no whole one."""

    @abstractmethod
    def stream(self, body: Json, text: str, stop: str | None) -> bytes:
        """Return a streamed answer."""

    def is_streamed(self, path: str, body: Json) -> bool:
        """Return whether the answer is to be streamed."""
        return bool(body.get("stream"))


def events_of(*events: Json, named: bool = False) -> bytes:
    """Return server-sent events, with their type as a name if ``named``."""
    lines = [
        (f"event: {event['type']}\n" if named else "") + f"data: {json.dumps(event)}\n\n"
        for event in events
    ]
    return "".join(lines).encode()


def _halves(text: str) -> Sequence[str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def is_object(text: str) -> bool:
    """Return whether a text is a whole JSON object."""
    return text.startswith("{") and text.endswith("}")


class AnthropicFamily(NativeFamily):
    """Anthropic's Messages API; the answer comes as the input of a tool."""

    slug, provider, model = "anthropic-native", "anthropic", "claude-haiku-4-5"
    _STOPS: ClassVar = {
        "refusal": "refusal",
        "content-filter": "refusal",
        "truncated": "max_tokens",
    }

    @property
    def faults(self) -> Mapping[str, Fault]:
        """Return Anthropic's errors."""

        def error(status: int, kind: str, message: str, headers: dict[str, str]) -> Fault:
            return status, headers, {"type": "error", "error": {"type": kind, "message": message}}

        return {
            "rate-limit": error(429, "rate_limit_error", "Rate limit exceeded.", RETRY),
            "key": error(401, "authentication_error", "invalid x-api-key", {}),
            "unknown-model": error(404, "not_found_error", "model: claude-9", {}),
            "context-length": error(
                400,
                "invalid_request_error",
                "prompt is too long: 210000 tokens > 200000 maximum",
                {},
            ),
            "overloaded": error(529, "overloaded_error", "Overloaded", {}),
            "error": error(500, "api_error", "Internal server error", {}),
        }

    def read(self, body: Json) -> Json:
        """Return the material of the first message."""
        return material_of(body)

    def pack(self, body: Json, text: str, stop: str | None) -> Json:
        """Return a message."""
        block: Json = {"type": "text", "text": text}
        if body.get("tools") and is_object(text):
            given = json.loads(text)
            block = {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": given}
        return {
            **self._message(body),
            "content": [block] if text else [],
            "stop_reason": self._stop(block, stop),
        }

    def stream(self, body: Json, text: str, stop: str | None) -> bytes:
        """Return the events of a message."""
        is_tool = bool(body.get("tools")) and is_object(text)
        block: Json = {"type": "text", "text": ""}
        if is_tool:
            block = {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": {}}
        deltas = [
            {"type": "input_json_delta", "partial_json": half}
            if is_tool
            else {"type": "text_delta", "text": half}
            for half in _halves(text)
        ]
        return events_of(
            {"type": "message_start", "message": self._message(body)},
            {"type": "content_block_start", "index": 0, "content_block": block},
            *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
            {"type": "content_block_stop", "index": 0},
            {
                "type": "message_delta",
                "delta": {"stop_reason": self._stop(block, stop), "stop_sequence": None},
                "usage": {"output_tokens": ANSWER_TOKENS},
            },
            {"type": "message_stop"},
            named=True,
        )

    def _stop(self, block: Json, stop: str | None) -> str:
        usual = "tool_use" if block["type"] == "tool_use" else "end_turn"
        return self._STOPS[stop] if stop else usual

    def _message(self, body: Json) -> Json:
        usage = {"input_tokens": PROMPT_TOKENS, "output_tokens": ANSWER_TOKENS}
        return {
            "id": "msg_1", "type": "message", "role": "assistant", "model": report_model(body),
            "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage,
        }  # fmt: skip


class GoogleFamily(NativeFamily):
    """Google's generateContent; the answer is JSON text by a response schema."""

    slug, provider, model = "google-native", "google", "gemini-2.5-flash"

    @property
    def faults(self) -> Mapping[str, Fault]:
        """Return Google's errors; the pause of a rate limit is in the body."""

        def error(status: int, name: str, message: str, details: Sequence[Json] = ()) -> Fault:
            inner = {"code": status, "message": message, "status": name, "details": list(details)}
            return status, {}, {"error": inner}

        pause = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"}
        return {
            "rate-limit": error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.", [pause]),
            "key": error(
                400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."
            ),
            "unknown-model": error(
                404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"
            ),
            "context-length": error(
                400,
                "INVALID_ARGUMENT",
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            ),
            "overloaded": error(
                503, "UNAVAILABLE", "The model is overloaded. Please try again later."
            ),
            "error": error(500, "INTERNAL", "An internal error has occurred."),
        }

    def is_streamed(self, path: str, body: Json) -> bool:
        """Return whether the path asks for a stream."""
        return path.endswith(":streamGenerateContent")

    def read(self, body: Json) -> Json:
        """Return the material of the first content."""
        return read_material(body["contents"][0]["parts"][0]["text"])

    def pack(self, body: Json, text: str, stop: str | None) -> Json:
        """Return a response; a blocked prompt has no candidates."""
        usage = {
            "promptTokenCount": PROMPT_TOKENS,
            "candidatesTokenCount": ANSWER_TOKENS,
            "totalTokenCount": PROMPT_TOKENS + ANSWER_TOKENS,
        }
        base = {
            "usageMetadata": usage,
            "modelVersion": f"imitated-{self.model}",
            "responseId": "r1",
        }
        if stop == "content-filter":
            return {**base, "promptFeedback": {"blockReason": "SAFETY"}}
        reason = {"refusal": "SAFETY", "truncated": "MAX_TOKENS"}.get(stop or "", "STOP")
        content = {"role": "model", "parts": [{"text": text}] if text else []}
        return {**base, "candidates": [{"content": content, "finishReason": reason, "index": 0}]}

    def stream(self, body: Json, text: str, stop: str | None) -> bytes:
        """Return two responses as events."""
        first, rest = (self.pack(body, half, stop) for half in _halves(text))
        for candidate in first.get("candidates", []):
            del candidate["finishReason"]
        return events_of(first, rest)


class BedrockFamily(NativeFamily):
    """Bedrock's Converse; it does not report a model, so the model is named imitated where it is chosen."""

    slug, provider, model = "bedrock-native", "bedrock", "imitated-claude-haiku"
    stream_type = "application/vnd.amazon.eventstream"
    _STOPS: ClassVar = {
        "refusal": "content_filtered",
        "content-filter": "guardrail_intervened",
        "truncated": "max_tokens",
    }

    @property
    def faults(self) -> Mapping[str, Fault]:
        """Return AWS's errors: their name is in a header."""

        def error(status: int, name: str, message: str, **more: str) -> Fault:
            return status, {"x-amzn-errortype": name, **more}, {"message": message}

        return {
            "rate-limit": error(429, "ThrottlingException", "Too many requests.", **RETRY),
            "key": error(403, "UnrecognizedClientException", "The security token is invalid."),
            "unknown-model": error(
                404,
                "ResourceNotFoundException",
                "Could not resolve the foundation model from the provided model identifier.",
            ),
            "context-length": error(
                400, "ValidationException", "Input is too long for requested model."
            ),
            "overloaded": error(503, "ServiceUnavailableException", "The model is overloaded."),
            "error": error(500, "InternalServerException", "Internal error."),
        }

    def is_streamed(self, path: str, body: Json) -> bool:
        """Return whether the path asks for a stream."""
        return path.endswith("/converse-stream")

    def read(self, body: Json) -> Json:
        """Return the material of the first message."""
        return read_material(body["messages"][0]["content"][0]["text"])

    def pack(self, body: Json, text: str, stop: str | None) -> Json:
        """Return a response."""
        block: Json = {"text": text}
        if body.get("toolConfig") and is_object(text):
            block = {"toolUse": {"toolUseId": "t1", "name": "answer", "input": json.loads(text)}}
        content = [block] if text else []
        return {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": self._stop(block, stop),
            **self._metadata(),
        }

    def stream(self, body: Json, text: str, stop: str | None) -> bytes:
        """Return the events of a response, in AWS's binary form."""
        is_tool = bool(body.get("toolConfig")) and is_object(text)
        start = {"toolUse": {"toolUseId": "t1", "name": "answer"}} if is_tool else {}
        block: Json = {"toolUse": {}} if is_tool else {}
        deltas = [
            {"toolUse": {"input": half}} if is_tool else {"text": half} for half in _halves(text)
        ]
        return encode_events(
            ("messageStart", {"role": "assistant"}),
            ("contentBlockStart", {"contentBlockIndex": 0, "start": start}),
            *(("contentBlockDelta", {"contentBlockIndex": 0, "delta": delta}) for delta in deltas),
            ("contentBlockStop", {"contentBlockIndex": 0}),
            ("messageStop", {"stopReason": self._stop(block, stop)}),
            ("metadata", self._metadata()),
        )

    def _stop(self, block: Json, stop: str | None) -> str:
        usual = "tool_use" if "toolUse" in block else "end_turn"
        return self._STOPS[stop] if stop else usual

    def _metadata(self) -> Json:
        total = PROMPT_TOKENS + ANSWER_TOKENS
        usage = {
            "inputTokens": PROMPT_TOKENS,
            "outputTokens": ANSWER_TOKENS,
            "totalTokens": total,
        }
        return {"usage": usage, "metrics": {"latencyMs": 5}}
