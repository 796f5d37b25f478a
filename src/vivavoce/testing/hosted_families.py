"""Endpoints of providers, as far as their documents and issues record how they behave.

A key or a model that a provider does not know is refused in its own words, or in OpenAI's if it copies them.
"""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2

from vivavoce.contracts.envelope import Json
from vivavoce.testing.protocol import (
    Family,
    format_type,
    needs_word_json,
    openai_error,
    refuse_key,
    refuse_parameter,
)


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
            refuse_parameter("max_tokens", " Use 'max_completion_tokens' instead."),
            refuse_parameter("chat_template_kwargs"),
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
        refuse=[chat, refuse_parameter("temperature")],
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
        key_refusal=None,  # its key is in a header of its own
        refuse_model=lambda _: (
            404,
            {
                "error": {
                    "code": "DeploymentNotFound",
                    "message": "The API deployment for this resource does not exist.",
                }
            },
        ),
        query="api-version=2025-04-01-preview",
        refuse=[key, *gpt_5.refuse],
        thinks=True,
        is_thinking_off=gpt_5.is_thinking_off,
        thinking_field=None,
    )


AZURE_CONTENT_FILTER: tuple[int, dict[str, str], Json] = (
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


def azure_with_prompt_shield() -> Family:
    """Azure OpenAI with its filter against instructions in a prompt, which is on by default.

    https://github.com/microsoft/TinyTroupe/issues/85 (the 400 with 'jailbreak' filtered),
    https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter.
    """

    def shield(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        status, _headers, error = AZURE_CONTENT_FILTER
        texts = (str(each["content"]) for each in body["messages"] if each["role"] == "user")
        return (status, error) if any(map(_INJECTION.search, texts)) else None

    family = azure()
    family.name = "azure with prompt shield"
    family.base_url = "https://vivavoce.openai.azure.com/openai/deployments/shielded"
    family.refuse = [*family.refuse, shield]
    return family


_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|ignorier|vergiss|missachte|ignorez|oublie[zr]?|ignora|olvida|"
    r"dimentica)\b.{0,60}\b(?:instruction|prompt|rule|anweisung|regel|consigne|règle|instrucci|regla|"
    r"istruzion|regol)|\bsystem ?(?:prompt|message|:)",
    re.IGNORECASE | re.DOTALL,
)
"""What the imitated filter takes for an instruction to the model: common words of such attacks."""


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

    return Family(
        "mistral",
        "https://api.mistral.ai/v1",
        "mistral-small-latest",
        key_refusal=(401, {"detail": "Unauthorized"}),
        refuse_model=lambda model: (
            400,
            {
                "object": "error",
                "message": f"Invalid model: {model}",
                "type": "invalid_model",
                "param": None,
                "code": "1500",
            },
        ),
        refuse=[extra],
    )


def groq() -> Family:
    """Groq with qwen3: JSON mode but no json_schema, efforts 'none' and 'default', limits by Retry-After.

    https://console.groq.com/docs/structured-outputs, https://console.groq.com/docs/reasoning,
    https://console.groq.com/docs/rate-limits ('retry-after').
    """

    def schema(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        if format_type(body) != "json_schema":
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
        key_refusal=refuse_key("Invalid API Key"),
        refuse=[schema, needs_word_json],
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
        if format_type(body) != "json_schema":
            return None
        return openai_error(
            "This response_format type is unavailable now", "invalid_request_error", None
        )

    return Family(
        "deepseek",
        "https://api.deepseek.com/v1",
        "deepseek-reasoner",
        key_refusal=openai_error(
            "Authentication Fails, Your api key: ****kkkk is invalid",
            "invalid_request_error",
            None,
            401,
        ),
        refuse_model=lambda _: openai_error("Model Not Exist", "invalid_request_error", None),
        refuse=[schema, needs_word_json],
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

    Tools are called: https://platform.claude.com/docs/en/api/openai-sdk (tables of fields).
    """

    def error(kind: str, message: str) -> Json:
        return {"type": "error", "error": {"type": kind, "message": message}}

    return Family(
        "anthropic",
        "https://api.anthropic.com/v1",
        "claude-sonnet-4-5",
        key_refusal=(401, error("authentication_error", "invalid x-api-key")),
        refuse_model=lambda model: (404, error("not_found_error", f"model: {model}")),
        faults=[(529, {}, error("overloaded_error", "Overloaded"))],
        has_fence=True,
        ignores_format=True,
    )


def gemini() -> Family:
    """Gemini's compatible API: errors in a list, unknown names refused, efforts not for every model.

    https://ai.google.dev/gemini-api/docs/openai,
    https://github.com/dzhng/deep-research/issues/23 (the words),
    https://github.com/google-gemini/gemini-cli/issues/15514 (the list, and an argument without a name).
    """

    def error(code: int, status: str, message: str) -> tuple[int, Any]:
        return code, [{"error": {"code": code, "message": message, "status": status}}]

    def unknown(body: Json, _: httpx2.Request) -> tuple[int, Any] | None:
        if format_type(body) == "json_schema" and body["response_format"]["json_schema"].get(
            "strict"
        ):
            message = "Request contains an invalid argument."
        elif "reasoning_effort" in body:
            message = (
                'Invalid JSON payload received. Unknown name "reasoning_effort": Cannot find field.'
            )
        else:
            return None
        return error(400, "INVALID_ARGUMENT", message)

    return Family(
        "gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-flash",
        key_refusal=error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        refuse_model=lambda model: error(
            404, "NOT_FOUND", f"models/{model} is not found for API version v1main."
        ),
        refuse=[unknown], thinks=True, thinking_field=None,
    )  # fmt: skip


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
        if format_type(body) != "json_schema":
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
        "openrouter", "https://openrouter.ai/api/v1", "z-ai/glm-5",
        key_refusal=(401, {"error": {"message": "User not found.", "code": 401}}),
        refuse_model=lambda model: (
            400, {"error": {"message": f"{model} is not a valid model ID", "code": 400}}
        ),
        refuse=[schema, needs_word_json],
        faults=[(200, {}, {"error": inner, "user_id": "u"})],
    )  # fmt: skip
