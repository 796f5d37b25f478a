"""Endpoints that behave like those of real families, as far as their documents and issues record it.

Each family is a function that names its sources. Nothing here was recorded from a real model: it is the
protocol that is imitated (refusals, thinking, usage, headers, faults), never a model's ability. The content
is written by ``tests.fakes.openai_server``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
from tests.fakes.openai_server import draft_for
from tests.simulated_clock import SimulatedClock

from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.options import list_models, read_model_options
from vivavoce.infra.language_model.port import record_usage
from vivavoce.infra.settings import Settings

Json = dict[str, Any]
Refuse = Callable[[Json, httpx2.Request], tuple[int, Any] | None]
_THOUGHT_TOKENS = 600
_ANSWER_TOKENS = 120


@dataclass
class Family:
    """One kind of endpoint: what it refuses, how it thinks, and how it packs an answer."""

    name: str
    base_url: str
    model: str
    key: str = "k"
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
    clock: SteppingClock | None = None
    first_token_s: float = 0.5
    tokens_per_s: float = 50.0
    """The pace of a stream, in the time of ``clock``."""
    asked: list[Json] = field(default_factory=list)
    headers: list[httpx2.Headers] = field(default_factory=list)

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        body: Json = json.loads(request.content)
        self.asked.append(body)
        self.headers.append(request.headers)
        if self.faults:
            status, headers, fault = self.faults.pop(0)
            return _respond(status, fault, headers)
        if self.hangs:
            await asyncio.Event().wait()
        if self.query and self.query not in str(request.url):
            return _respond(404, {"error": {"code": "404", "message": "Resource not found"}})
        for refuse in self.refuse:
            if (refused := refuse(body, request)) is not None:
                return _respond(*refused)
        if body.get("stream"):
            return httpx2.Response(
                200, content=self._stream(body), headers={"content-type": "text/event-stream"}
            )
        return _respond(200, self._completion(body, is_responses="/responses" in request.url.path))

    async def _stream(self, body: Json) -> AsyncIterator[bytes]:
        whole = self._completion(body, is_responses=False)
        text = whole["choices"][0]["message"]["content"]
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
        for place, piece in enumerate((text[:40], text[40:])):
            if self.clock is not None:
                await self.clock.sleep(
                    _ANSWER_TOKENS / self.tokens_per_s if place else self.first_token_s
                )
            delta = {
                "index": 0,
                "delta": {"content": piece},
                "finish_reason": "stop" if place else None,
            }
            yield f"data: {json.dumps({**head, 'choices': [delta]})}\n\n".encode()
        yield f"data: {json.dumps({**head, 'choices': [], 'usage': whole.get('usage')})}\n\n".encode()
        yield b"data: [DONE]\n\n"

    def _completion(self, body: Json, *, is_responses: bool) -> Json:
        limits = [value for name, value in body.items() if name.startswith("max_")]
        thought = _THOUGHT_TOKENS if self.thinks and not self.is_thinking_off(body) else 0
        is_cut = bool(limits) and limits[0] < thought + _ANSWER_TOKENS
        text = "" if is_cut else self._pack(content_for(body))
        usage = {
            "prompt_tokens": 700,
            "completion_tokens": limits[0] if is_cut else thought + _ANSWER_TOKENS,
            "total_tokens": 900,
            "completion_tokens_details": {"reasoning_tokens": thought},
        }
        if is_responses:
            return _responses_body(body, text, usage, is_cut=is_cut)
        message: Json = {"role": "assistant", "content": text}
        if thought and self.thinking_field == "content":
            message["content"] = f"<think>Well, {{ maybe }} …{'' if is_cut else '</think>'}{text}"
        elif thought and self.thinking_field:
            message[self.thinking_field] = "Well, let me see …"
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": body["model"],
            "choices": [
                {"index": 0, "message": message, "finish_reason": "length" if is_cut else "stop"}
            ],
        }
        return {**answer, "usage": usage} if self.has_usage else answer

    def _pack(self, content: Json) -> str:
        text = json.dumps({self.wraps: content} if self.wraps else content)
        return f"Here it is:\n```json\n{text}\n```" if self.has_fence else text


def content_for(body: Json) -> Json:
    """Return a valid answer to any of the product's requests."""
    material = _material(body)
    if not material:
        return {"title": "A new tube", "steps": ["Take the wheel off."] * 10}
    if "own_words" in material:
        return {
            "question": "What would you have liked to say about it?",
            "criterion": material["criterion"],
            "reason": material["reason"],
            "confidence": "high",
        }
    if "criteria" in material:
        answer = material["answer"]
        said = answer if isinstance(answer, str) else " ".join(answer)
        first = material["criteria"][0]
        item = {
            "criterion": first["criterion"],
            "side": first["sides"][0]["side"],
            "level": 4,
            "quote": said[:60],
        }
        return {"items": [item]}
    return draft_for(material)


def _material(body: Json) -> Json:
    """Return the JSON of the first user message, also where the instructions stand before it."""
    messages = body.get("messages") or body["input"]
    content = next(message["content"] for message in messages if message["role"] == "user")
    text = content if isinstance(content, str) else "".join(part["text"] for part in content)
    starts = [0 if text.startswith("{") else text.rindex("\n\n{") + 2]
    found: Json = json.loads(text[starts[0] :])
    return found


def _responses_body(body: Json, text: str, usage: Json, *, is_cut: bool) -> Json:
    output: list[Json] = [{"type": "reasoning", "id": "rs_1", "summary": []}]
    if text:
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
        "model": body["model"],
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


def _respond(status: int, body: Any, headers: dict[str, str] | None = None) -> httpx2.Response:
    if isinstance(body, str):
        given = {"content-type": "text/html"} | (headers or {})
        return httpx2.Response(status, text=body, headers=given)
    return httpx2.Response(status, json=body, headers=headers)


def openai_error(
    message: str, code: str | None, param: str | None, status: int = 400
) -> tuple[int, Json]:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return status, {"error": error}


def _unsupported(name: str, hint: str = "") -> Refuse:
    """Refuse a parameter in OpenAI's words; 'a.b' is a member."""

    def refuse(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if name not in body:
            return None
        message = f"Unsupported parameter: '{name}' is not supported with this model.{hint}"
        return openai_error(message, "unsupported_parameter", name)

    return refuse


def _format_type(body: Json) -> str | None:
    kind: str | None = (body.get("response_format") or {}).get("type")
    return kind


def _needs_word_json(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
    if _format_type(body) == "json_object" and "json" not in str(body["messages"]).lower():
        return openai_error(
            "'messages' must contain the word 'json' in some form.", None, "messages"
        )
    return None


def openai_chat() -> Family:
    """OpenAI, a chat model: strict schemas list every member and allow no other.

    https://platform.openai.com/docs/guides/structured-outputs, section 'Supported schemas'.
    """

    def strict(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        described = (body.get("response_format") or {}).get("json_schema", {})
        schema = described.get("schema", {})
        is_tight = schema.get("additionalProperties") is False
        if not described.get("strict") or (
            is_tight and set(schema["required"]) == set(schema["properties"])
        ):
            return None
        return openai_error(
            "Invalid schema for response_format 'answer': additionalProperties",
            None,
            "response_format",
        )

    return Family("openai chat", "https://api.openai.com/v1", "gpt-4o-mini", refuse=[strict])


def openai_reasoning() -> Family:
    """gpt-5 and o-series: no max_tokens, no temperature, effort 'minimal' but not 'none', hidden thinking.

    https://github.com/FoundationAgents/MetaGPT/issues/1709 (the 400 with code and param),
    https://github.com/decolua/9router/issues/560 (temperature).
    """

    def effort(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if body.get("reasoning_effort") != "none":
            return None
        message = (
            "Unsupported value: 'reasoning_effort' does not support 'none' with this model. "
            "Supported values are: 'minimal', 'low', 'medium', and 'high'."
        )
        return openai_error(message, "unsupported_value", "reasoning_effort")

    def temperature(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if "temperature" not in body:
            return None
        message = (
            "Unsupported value: 'temperature' does not support 0 with this model. "
            "Only the default (1) value is supported."
        )
        return openai_error(message, "unsupported_value", "temperature")

    return Family(
        "openai gpt-5",
        "https://api.openai.com/v1",
        "gpt-5-mini",
        refuse=[
            _unsupported("max_tokens", " Use 'max_completion_tokens' instead."),
            _unsupported("chat_template_kwargs"),
            temperature,
            effort,
        ],
        thinks=True,
        is_thinking_off=lambda body: body.get("reasoning_effort") == "minimal",
        thinking_field=None,
    )


def openai_responses() -> Family:
    """A model that only the Responses API serves; the chat API says so with a 404.

    https://platform.openai.com/docs/models/o1-pro ('Responses API only').
    """

    def chat(_: Json, request: httpx2.Request) -> tuple[int, Json] | None:
        if "/responses" in request.url.path:
            return None
        message = "This model is only supported in v1/responses and not in v1/chat/completions."
        return openai_error(message, None, "model", 404)

    return Family(
        "openai responses",
        "https://api.openai.com/v1",
        "o1-pro",
        refuse=[chat, _unsupported("temperature")],
        thinks=True,
        is_thinking_off=lambda body: (body.get("reasoning") or {}).get("effort") == "none",
        thinking_field=None,
    )


def azure() -> Family:
    """Azure OpenAI: api-version in the query, the key in a header of its own, deployments with any name.

    https://learn.microsoft.com/azure/ai-services/openai/reference; the deployment is a gpt-5, see
    ``openai_reasoning``. The content filter: https://github.com/compl-ai/compl-ai/issues/20.
    """

    def key(_: Json, request: httpx2.Request) -> tuple[int, Json] | None:
        if request.headers.get("api-key") == "k":
            return None
        message = "Access denied due to invalid subscription key or wrong API endpoint."
        return 401, {"error": {"code": "401", "message": message}}

    gpt_5 = openai_reasoning()
    return Family(
        "azure",
        "https://vivavoce.openai.azure.com/openai/deployments/talks",
        "talks",
        query="api-version=2025-04-01-preview",
        refuse=[key, *gpt_5.refuse],
        thinks=True,
        is_thinking_off=gpt_5.is_thinking_off,
        thinking_field=None,
    )


AZURE_CONTENT_FILTER = (
    400,
    {},
    {
        "error": {
            "message": "The response was filtered due to the prompt triggering Azure OpenAI's "
            "content management policy.",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {"code": "ResponsibleAIPolicyViolation"},
        }
    },
)


def vllm() -> Family:
    """vLLM with Qwen3: thinking in reasoning_content, off by its chat template; a small context.

    https://docs.vllm.ai/en/latest/features/reasoning_outputs.html; the words of the context error:
    https://github.com/ogx-ai/ogx/issues/4534.
    """

    def window(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if body["max_tokens"] <= 6000:
            return None
        message = (
            "This model's maximum context length is 8192 tokens. However, you requested "
            f"{2192 + body['max_tokens']} tokens (2192 in the messages, {body['max_tokens']} in the "
            "completion). Please reduce the length."
        )
        return 400, {
            "object": "error",
            "message": message,
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        }

    def effort(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if body.get("reasoning_effort") not in ("none", "minimal"):
            return None
        message = (
            "[{'type': 'literal_error', 'loc': ('body', 'reasoning_effort'), "
            "'msg': \"Input should be 'low', 'medium' or 'high'\"}]"
        )
        return 400, {
            "object": "error",
            "message": message,
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        }

    return Family(
        "vllm qwen3",
        "http://10.0.0.5:8000/v1",
        "Qwen/Qwen3-32B",
        refuse=[window, effort],
        thinks=True,
        is_thinking_off=lambda body: (
            (body.get("chat_template_kwargs") or {}).get("enable_thinking") is False
        ),
    )


def sglang_without_switch() -> Family:
    """A reasoning model behind a local server whose thinking nothing switches off (DeepSeek-R1 distills).

    https://docs.sglang.ai/advanced_features/separate_reasoning.html; tags stay in the text without a parser.
    """
    return Family(
        "sglang r1", "http://10.0.0.6:30000/v1", "r1-distill", thinks=True, thinking_field="content"
    )


def llama_cpp() -> Family:
    """llama.cpp's server: 503 while it loads, plain errors, no strict words; answers in a fence.

    https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md ('/health': 503 'Loading model').
    """
    loading = {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
    return Family(
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        "gemma",
        faults=[(503, {}, loading), (503, {}, loading)],
        has_fence=True,
        has_usage=False,
    )


def gemma_without_system_role() -> Family:
    """A chat template without a system role, as Gemma's under vLLM and TGI.

    https://github.com/vllm-project/vllm/issues/3323 ('System role not supported').
    """

    def system(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if not any(message["role"] == "system" for message in body["messages"]):
            return None
        return 400, {
            "object": "error",
            "message": "System role not supported",
            "type": "BadRequestError",
            "code": 400,
        }

    return Family("gemma", "http://10.0.0.7:8000/v1", "google/gemma-2-9b-it", refuse=[system])


def ollama() -> Family:
    """Ollama, cold: busy while a model loads; thinking in 'reasoning', off by reasoning_effort 'none'.

    https://github.com/ollama/ollama/blob/main/docs/faq.md ('server overloaded', 503),
    https://docs.ollama.com/api/openai-compatibility (reasoning_effort).
    """
    busy = {
        "error": {
            "message": "llm server loading model",
            "type": "api_error",
            "param": None,
            "code": None,
        }
    }
    return Family(
        "ollama",
        "http://127.0.0.1:11434/v1",
        "qwen3:8b",
        faults=[(503, {}, busy), (503, {}, busy), (503, {}, busy)],
        thinks=True,
        is_thinking_off=lambda body: body.get("reasoning_effort") == "none",
        thinking_field="reasoning",
    )


def litellm() -> Family:
    """A LiteLLM gateway before gpt-5: the provider's refusal, wrapped, once with status 500.

    https://github.com/BerriAI/litellm/issues/13381 (max_tokens, also as a 500),
    https://github.com/Vivswan/litellm-vscode-chat/issues/18 (temperature).
    """

    def limit(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if "max_tokens" not in body:
            return None
        message = (
            "litellm.BadRequestError: OpenAIException - Unsupported parameter: 'max_tokens' is not "
            "supported with this model. Use 'max_completion_tokens' instead."
        )
        return 500, {"error": {"message": message, "type": "None", "param": "None", "code": "500"}}

    def temperature(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if "temperature" not in body:
            return None
        message = (
            "litellm.UnsupportedParamsError: gpt-5 models (including gpt-5-codex) don't support "
            "temperature=0.0. Only temperature=1 is supported. For gpt-5.1, temperature is supported "
            "when reasoning_effort='none'. To drop unsupported params set litellm.drop_params = True. "
            "Available Model Group Fallbacks=None"
        )
        return 400, {"error": {"message": message, "type": "None", "param": None, "code": "400"}}

    return Family(
        "litellm",
        "http://gateway.internal:4000",
        "our-best",
        refuse=[limit, temperature],
        thinks=True,
        is_thinking_off=lambda body: body.get("reasoning_effort") == "minimal",
        thinking_field="reasoning_content",
    )


def mistral() -> Family:
    """Mistral: refuses members that it does not know, as validation errors of FastAPI.

    https://github.com/editor-code-assistant/eca/issues/231 (the 422),
    https://docs.mistral.ai/api (max_tokens, response_format).
    """
    known = {"model", "messages", "max_tokens", "temperature", "response_format", "stream"}

    def extra(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        unknown = sorted(set(body) - known)
        if not unknown:
            return None
        detail = [
            {
                "type": "extra_forbidden",
                "loc": ["body", unknown[0]],
                "msg": "Extra inputs are not permitted",
            }
        ]
        return 422, {
            "object": "error",
            "message": {"detail": detail},
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        }

    return Family("mistral", "https://api.mistral.ai/v1", "mistral-small-latest", refuse=[extra])


def groq() -> Family:
    """Groq with qwen3: JSON mode but no json_schema, efforts 'none' and 'default', limits by Retry-After.

    https://console.groq.com/docs/structured-outputs, https://console.groq.com/docs/reasoning,
    https://console.groq.com/docs/rate-limits ('retry-after').
    """

    def schema(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if _format_type(body) != "json_schema":
            return None
        return openai_error(
            "This model does not support response format `json_schema`. See supported models.",
            None,
            None,
        )

    limited = {
        "error": {
            "message": "Rate limit reached for model",
            "type": "tokens",
            "code": "rate_limit_exceeded",
        }
    }
    return Family(
        "groq",
        "https://api.groq.com/openai/v1",
        "qwen/qwen3-32b",
        refuse=[schema, _needs_word_json],
        faults=[(429, {"Retry-After": "2"}, limited)],
        thinks=True,
        is_thinking_off=lambda body: body.get("reasoning_effort") == "none",
        thinking_field="reasoning",
    )


def deepseek() -> Family:
    """DeepSeek's reasoner: only JSON mode, thinking that cannot be switched off, wrapped answers.

    https://github.com/llm-exe/llm-exe/issues/662 (the 400),
    https://api-docs.deepseek.com/guides/reasoning_model (reasoning_content, parameters without effect).
    """

    def schema(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if _format_type(body) != "json_schema":
            return None
        return openai_error(
            "This response_format type is unavailable now", "invalid_request_error", None
        )

    return Family(
        "deepseek",
        "https://api.deepseek.com/v1",
        "deepseek-reasoner",
        refuse=[schema, _needs_word_json],
        thinks=True,
        wraps="result",
    )


def qwen_dashscope() -> Family:
    """Alibaba's Qwen: an effort in OpenAI's sense is unknown; the form of the answer stays with the prompt.

    https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope; its error words
    are 'InvalidParameter' with a message.
    """

    def effort(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        for name in ("reasoning_effort", "response_format"):
            if name in body:
                message = f"Unknown parameter {name}"
                return 400, {
                    "error": {
                        "message": message,
                        "type": "invalid_request_error",
                        "code": "InvalidParameter",
                    }
                }
        return None

    return Family(
        "qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "qwen3-max", refuse=[effort],
        thinks=True, has_fence=True,
    )  # fmt: skip


def anthropic() -> Family:
    """Anthropic's compatible API: response_format is ignored without a word, so prose stands around.

    https://platform.claude.com/docs/en/api/openai-sdk (table of ignored fields).
    """

    def overloaded(_: Json, request: httpx2.Request) -> tuple[int, Json] | None:
        is_key = request.headers["authorization"] == "Bearer k"
        return (
            None
            if is_key
            else (
                401,
                {
                    "type": "error",
                    "error": {"type": "authentication_error", "message": "invalid x-api-key"},
                },
            )
        )

    busy = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    return Family(
        "anthropic", "https://api.anthropic.com/v1", "claude-sonnet-4-5", refuse=[overloaded],
        faults=[(529, {}, busy)], has_fence=True,
    )  # fmt: skip


def gemini() -> Family:
    """Gemini's compatible API: errors in a list, unknown names refused, efforts not for every model.

    https://ai.google.dev/gemini-api/docs/openai,
    https://github.com/dzhng/deep-research/issues/23 (the words),
    https://github.com/google-gemini/gemini-cli/issues/15514 (the list, and an argument without a name).
    """

    def unknown(body: Json, _: httpx2.Request) -> tuple[int, Any] | None:
        if _format_type(body) == "json_schema" and body["response_format"]["json_schema"].get(
            "strict"
        ):
            message = "Request contains an invalid argument."
        elif "reasoning_effort" in body:
            message = (
                'Invalid JSON payload received. Unknown name "reasoning_effort": Cannot find field.'
            )
        else:
            return None
        return 400, [{"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}]

    return Family(
        "gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-flash",
        refuse=[unknown], thinks=True, thinking_field=None,
    )  # fmt: skip


def bedrock() -> Family:
    """A Bedrock gateway: Converse has no response_format, and newer models no temperature.

    https://github.com/aws-samples/bedrock-access-gateway/issues/191,
    https://github.com/NousResearch/hermes-agent/pull/111438 (the words).
    """

    def fields(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        prefix = "An error occurred (ValidationException) when calling the Converse operation: "
        if "temperature" in body:
            return 400, {"detail": f"{prefix}This model doesn't support the temperature field."}
        return None

    return Family(
        "bedrock",
        "http://bedrock-gateway.internal/api/v1",
        "eu.anthropic.claude-haiku-4-5",
        refuse=[fields],
        has_fence=True,
    )


def openrouter() -> Family:
    """OpenRouter: errors of a provider inside a 200, with the reason in metadata.

    https://github.com/BerriAI/litellm/issues/8448 (a 429 inside a 200),
    https://github.com/reVrost/go-openrouter/pull/21 (metadata.raw).
    """
    inner = {
        "message": "Provider returned error",
        "code": 429,
        "metadata": {"raw": "error code: 1015", "provider_name": "X"},
    }

    def schema(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if _format_type(body) != "json_schema":
            return None
        raw = json.dumps(
            {
                "error": {
                    "message": "response_format type json_schema is not supported",
                    "code": None,
                }
            }
        )
        return 400, {
            "error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": raw}}
        }

    return Family(
        "openrouter", "https://openrouter.ai/api/v1", "z-ai/glm-5", refuse=[schema, _needs_word_json],
        faults=[(200, {}, {"error": inner, "user_id": "u"})],
    )  # fmt: skip


def tgi() -> Family:
    """Text Generation Inference: a limit on input and output together, in words of its own.

    https://github.com/huggingface/chat-ui/issues/340 (the words),
    https://github.com/huggingface/text-generation-inference/blob/main/docs/openapi.json (ErrorResponse).
    """

    def together(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if body["max_tokens"] <= 3096:
            return None
        message = (
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. "
            f"Given: 1000 `inputs` tokens and {body['max_tokens']} `max_new_tokens`"
        )
        return 422, {"error": message, "error_type": "validation"}

    def schema(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if _format_type(body) not in ("json_schema", "json_object"):
            return None
        message = (
            "Failed to deserialize the JSON body into the target type: response_format: "
            "unknown variant `json_schema`, expected `json` or `regex`"
        )
        return 422, {"error": message, "error_type": "validation"}

    return Family("tgi", "http://tgi.internal/v1", "tgi", refuse=[schema, together])


def silent_gateway() -> Family:
    """A gateway that refuses what it does not know without a reason, as older proxies do.

    https://github.com/google-gemini/gemini-cli/issues/12823 shows the same: 400 and no name.
    """

    def refuse(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        return (400, {"error": "Bad Request"}) if "response_format" in body else None

    return Family("silent gateway", "http://proxy.internal/v1", "any", refuse=[refuse])


FAMILIES: tuple[Callable[[], Family], ...] = (
    openai_chat, openai_reasoning, openai_responses, azure, vllm, sglang_without_switch, llama_cpp,
    gemma_without_system_role, ollama, litellm, mistral, groq, deepseek, qwen_dashscope, anthropic, gemini,
    bedrock, openrouter, tgi, silent_gateway,
)  # fmt: skip


class SteppingClock(SimulatedClock):
    """Sleeping takes no real time, and is remembered."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds


def model_of(
    family: Family, clock: SteppingClock | None = None, **settings: object
) -> OpenAiCompatibleLanguageModel:
    given = Settings.model_validate(
        {
            "LLM_BASE_URL": family.base_url,
            "LLM_API_KEY": family.key,
            "LLM_MODEL": family.model,
            "LLM_QUERY": family.query,
            **settings,
        }
    )
    return OpenAiCompatibleLanguageModel(
        base_url=family.base_url,
        api_key="",
        models=list_models(given),
        clock=clock or SteppingClock(),
        record_usage=record_usage,
        options=read_model_options(given),
        transport=family.transport(),
    )
