"""All families of endpoints that can be imitated."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.testing.hosted_families import (
    anthropic,
    azure,
    azure_with_prompt_shield,
    deepseek,
    gemini,
    groq,
    mistral,
    openai_chat,
    openai_reasoning,
    openai_responses,
    openrouter,
    qwen_dashscope,
)
from vivavoce.testing.own_families import (
    bedrock,
    gemma_without_system_role,
    litellm,
    llama_cpp,
    ollama,
    sglang_without_switch,
    silent_gateway,
    tgi,
    vllm,
)
from vivavoce.testing.protocol import Family

FAMILIES: tuple[Callable[[], Family], ...] = (
    openai_chat, openai_reasoning, openai_responses, azure, azure_with_prompt_shield, vllm,
    sglang_without_switch, llama_cpp, gemma_without_system_role, ollama, litellm, mistral, groq, deepseek,
    qwen_dashscope, anthropic, gemini, bedrock, openrouter, tgi, silent_gateway,
)  # fmt: skip
