"""The APIs of Mistral and Groq, which have OpenAI's form, as far as their documentation describes them.

Mistral: https://docs.mistral.ai/api. Groq: https://console.groq.com/docs/api-reference and …/docs/errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from vivavoce.contracts.envelope import Json
from vivavoce.testing.answers import material_of
from vivavoce.testing.native_families import (
    ANSWER_TOKENS,
    PROMPT_TOKENS,
    RETRY,
    AnthropicFamily,
    BedrockFamily,
    Fault,
    GoogleFamily,
    NativeFamily,
    events_of,
    is_object,
)
from vivavoce.testing.protocol import report_model


class ChatFamily(NativeFamily):
    """What Mistral and Groq have in common: OpenAI's form, with errors of their own."""

    _STOPS: ClassVar = {
        "refusal": "content_filter",
        "content-filter": "content_filter",
        "truncated": "length",
    }

    def read(self, body: Json) -> Json:
        """Return the material of the user's first message."""
        return material_of(body)

    def pack(self, body: Json, text: str, stop: str | None) -> Json:
        """Return a completion."""
        message: Json = {"role": "assistant", "content": text}
        if body.get("tools") and is_object(text):
            message = {"role": "assistant", "content": "", "tool_calls": [self._call(text)]}
        return self._completion(
            body, "chat.completion", "message", message, self._stop(message, stop)
        )

    def stream(self, body: Json, text: str, stop: str | None) -> bytes:
        """Return the chunks of a completion."""
        is_tool = bool(body.get("tools")) and is_object(text)
        first: Json = {"role": "assistant", "content": "" if is_tool else text}
        if is_tool:
            first["tool_calls"] = [{"index": 0, **self._call(text)}]
        ended = self._stop(first, stop)
        chunks = [
            self._completion(body, "chat.completion.chunk", "delta", delta, reason)
            for delta, reason in ((first, None), ({"content": ""}, ended))
        ]
        return events_of(*chunks) + b"data: [DONE]\n\n"

    def _call(self, text: str) -> Json:
        return {
            "id": "call12345",
            "type": "function",
            "function": {"name": "answer", "arguments": text},
        }

    def _stop(self, message: Json, stop: str | None) -> str:
        usual = "tool_calls" if "tool_calls" in message else "stop"
        return self._STOPS[stop] if stop else usual

    def _completion(
        self, body: Json, kind: str, member: str, message: Json, reason: str | None
    ) -> Json:
        usage = {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": ANSWER_TOKENS,
            "total_tokens": PROMPT_TOKENS + ANSWER_TOKENS,
        }
        choice = {"index": 0, member: message, "finish_reason": reason}
        made = {
            "id": "cmpl-1", "object": kind, "created": 1_700_000_000, "model": report_model(body),
            "choices": [choice],
        }  # fmt: skip
        is_last = member == "message" or reason is not None
        if not is_last:
            return made
        groq = {"x_groq": {"id": "req_1", "usage": usage}} if self.provider == "groq" else {}
        return {**made, "usage": usage, **groq}


class MistralFamily(ChatFamily):
    """Mistral's chat completions."""

    slug, provider, model = "mistral-native", "mistral", "mistral-small-latest"

    @property
    def faults(self) -> Mapping[str, Fault]:
        """Return Mistral's errors."""

        def error(
            status: int, kind: str, code: str, message: str, headers: dict[str, str]
        ) -> Fault:
            return (
                status,
                headers,
                {"object": "error", "message": message, "type": kind, "code": code},
            )

        return {
            "rate-limit": error(429, "rate_limited", "1300", "Rate limit exceeded", RETRY),
            "key": (401, {}, {"detail": "Unauthorized"}),
            "unknown-model": error(400, "invalid_model", "1500", "Invalid model: m-9", {}),
            "context-length": error(
                400,
                "invalid_request_prompt",
                "3051",
                "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
                {},
            ),
            "content-filter": error(
                403, "guardrail", "403", "Blocked by the content policy of the guardrail", {}
            ),
            "overloaded": error(503, "unavailable", "3000", "Service overloaded", {}),
            "error": error(500, "internal", "3000", "Internal error", {}),
        }


class GroqFamily(ChatFamily):
    """Groq's own library, which speaks OpenAI's form below a path of its own."""

    slug, provider, model = "groq-native", "groq", "openai/gpt-oss-20b"

    @property
    def faults(self) -> Mapping[str, Fault]:
        """Return Groq's errors."""

        def error(status: int, kind: str, code: str, message: str, **headers: str) -> Fault:
            return status, headers, {"error": {"message": message, "type": kind, "code": code}}

        request = "invalid_request_error"
        return {
            "rate-limit": error(
                429, "tokens", "rate_limit_exceeded", "Rate limit reached", **RETRY
            ),
            "key": error(401, request, "invalid_api_key", "Invalid API Key"),
            "unknown-model": error(
                404, request, "model_not_found", "The model `m-9` does not exist"
            ),
            "context-length": error(
                400, request, "context_length_exceeded", "Please reduce the length of the messages."
            ),
            "overloaded": error(503, "unavailable", "over_capacity", "Over capacity: overloaded"),
            "error": error(500, "internal_server_error", "internal", "Internal Server Error"),
        }


NATIVE_FAMILIES: Sequence[type[NativeFamily]] = (
    AnthropicFamily,
    BedrockFamily,
    GoogleFamily,
    GroqFamily,
    MistralFamily,
)
