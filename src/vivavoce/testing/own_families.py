"""Servers and gateways that people run themselves, as far as their documents and issues record them."""

from __future__ import annotations

import httpx2

from vivavoce.contracts.envelope import Json
from vivavoce.testing.protocol import Family, Refusal, format_type

_UNAUTHORIZED: Refusal = (401, {"error": "Unauthorized"})
"""How vLLM and SGLang refuse a key, once one was set."""


def _refuse_vllm_model(model: str) -> Refusal:
    return 404, {
        "object": "error",
        "message": f"The model `{model}` does not exist.",
        "type": "NotFoundError",
        "param": None,
        "code": 404,
    }


def vllm() -> Family:
    """VLLM with Qwen3: thinking in reasoning_content, off by its chat template; a small context.

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
        key_refusal=_UNAUTHORIZED,
        refuse_model=_refuse_vllm_model,
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
        "sglang r1",
        "http://10.0.0.6:30000/v1",
        "r1-distill",
        key_refusal=_UNAUTHORIZED,
        refuse_model=_refuse_vllm_model,
        thinks=True,
        thinking_field="content",
    )


def llama_cpp() -> Family:
    """llama.cpp's server: 503 while it loads, plain errors, no strict words; answers in a fence.

    It answers with the one model that it has, whatever a request names.

    https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md ('/health': 503 'Loading model').
    """
    loading = {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
    return Family(
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        "gemma",
        key_refusal=(
            401,
            {"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}},
        ),
        refuse_model=None,
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

    return Family(
        "gemma",
        "http://10.0.0.7:8000/v1",
        "google/gemma-2-9b-it",
        key_refusal=_UNAUTHORIZED,
        refuse_model=_refuse_vllm_model,
        refuse=[system],
    )


def ollama() -> Family:
    """Ollama, cold: busy while a model loads; thinking in 'reasoning', off by reasoning_effort 'none'.

    https://github.com/ollama/ollama/blob/main/docs/faq.md ('server overloaded', 503),
    https://docs.ollama.com/api/openai-compatibility (reasoning_effort; a key is "required but ignored").
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
        key_refusal=None,
        refuse_model=lambda model: (
            404,
            {
                "error": {
                    "message": f'model "{model}" not found, try pulling it first',
                    "type": "api_error",
                    "param": None,
                    "code": None,
                }
            },
        ),
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
        key_refusal=(
            401,
            {
                "error": {
                    "message": "Authentication Error, Invalid proxy server token passed.",
                    "type": "auth_error",
                    "param": "None",
                    "code": "401",
                }
            },
        ),
        refuse_model=lambda model: (
            400,
            {
                "error": {
                    "message": f"Invalid model name passed in model={model}. Call `/v1/models` to view "
                    "available models for your key.",
                    "type": "None",
                    "param": "None",
                    "code": "400",
                }
            },
        ),
        refuse=[limit, temperature],
        thinks=True,
        is_thinking_off=lambda body: body.get("reasoning_effort") == "minimal",
        thinking_field="reasoning_content",
    )


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
        key_refusal=(401, {"detail": "Invalid API Key"}),
        refuse_model=lambda model: (
            400,
            {"detail": f"Unsupported model {model}, please use models API"},
        ),
        refuse=[fields],
        has_fence=True,
    )


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
        if format_type(body) not in ("json_schema", "json_object"):
            return None
        message = (
            "Failed to deserialize the JSON body into the target type: response_format: "
            "unknown variant `json_schema`, expected `json` or `regex`"
        )
        return 422, {"error": message, "error_type": "validation"}

    return Family(
        "tgi", "http://tgi.internal/v1", "tgi", refuse_model=None, refuse=[schema, together]
    )


def silent_gateway() -> Family:
    """A gateway that refuses what it does not know without a reason, as older proxies do.

    https://github.com/google-gemini/gemini-cli/issues/12823 shows the same: 400 and no name.
    """

    def refuse(body: Json, _: httpx2.Request) -> tuple[int, Json] | None:
        return (400, {"error": "Bad Request"}) if "response_format" in body else None

    return Family(
        "silent gateway",
        "http://proxy.internal/v1",
        "any",
        key_refusal=(401, {"error": "Unauthorized"}),
        refuse_model=None,
        refuse=[refuse],
    )
