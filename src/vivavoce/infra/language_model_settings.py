"""The settings of the language model and of embeddings: endpoints, models, time limits and requests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

_PROVIDER_ADDRESSES: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
    "groq": "https://api.groq.com",
    "mistral": "https://api.mistral.ai",
}
"""The address of each provider's own API; Bedrock's depends on the region."""


ModelProvider = Literal["openai", "anthropic", "bedrock", "google", "groq", "mistral"]


class LanguageModelSettings(BaseSettings):
    """Which model is called for what, and within which limits."""

    llm_provider: ModelProvider = Field(
        "openai",
        validation_alias="LLM_PROVIDER",
        description="The API that LLM_BASE_URL has: OpenAI's, as most endpoints do, or a provider's own. "
        "Each of the others needs the extra of its name, such as vivavoce[anthropic].",
    )
    llm_base_url: str | None = Field(
        None,
        validation_alias="LLM_BASE_URL",
        description="Base URL of the model's API. With LLM_PROVIDER anthropic, google, groq or mistral, the "
        "default is that provider's address.",
    )
    llm_api_key: SecretStr | None = Field(
        None,
        validation_alias="LLM_API_KEY",
        description="API key for LLM_BASE_URL. Separate several with commas: the next one is used if one is "
        "refused or used up.",
    )
    llm_model: str | None = Field(
        None, validation_alias="LLM_MODEL", description="Language model that is called first."
    )
    llm_fallback_model: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_MODEL",
        description="Language model that is called if the first one fails: at LLM_BASE_URL, or at "
        "LLM_FALLBACK_BASE_URL if that is set.",
    )
    llm_fallback_base_url: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_BASE_URL",
        description="Base URL of a second endpoint, called while the first one is unavailable. It needs "
        "LLM_FALLBACK_MODEL. It never scores.",
    )
    llm_fallback_api_key: SecretStr | None = Field(
        None,
        validation_alias="LLM_FALLBACK_API_KEY",
        description="API key for LLM_FALLBACK_BASE_URL. Separate several with commas.",
    )
    llm_fallback_provider: ModelProvider = Field(
        "openai",
        validation_alias="LLM_FALLBACK_PROVIDER",
        description="The API that LLM_FALLBACK_BASE_URL has, as LLM_PROVIDER for the first endpoint.",
    )
    llm_fallback_headers: SecretStr | None = Field(
        None,
        validation_alias="LLM_FALLBACK_HEADERS",
        description="Further headers for LLM_FALLBACK_BASE_URL, e.g. X-Team: hiring.",
    )
    llm_fallback_query: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_QUERY",
        description="Query parameters for LLM_FALLBACK_BASE_URL, e.g. api-version=2025-04-01-preview.",
    )
    llm_fallback_model_by_purpose: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_MODEL_BY_PURPOSE",
        description="Another fallback model for a purpose, or none, e.g. speech=none, plan=gpt-4o. Purposes: "
        "plan, speech, panel, document, review. Scores have no fallback.",
    )
    llm_deadline_s: float = Field(
        30.0,
        ge=1,
        le=600,
        validation_alias="LLM_DEADLINE_S",
        description="Time limit in seconds for a plan or a draft, over all attempts and both models. "
        "After that, the built-in rules write it. Raise it for a slow model of your own.",
    )
    llm_text_question_deadline_s: float = Field(
        6.0,
        ge=0.5,
        le=20,
        validation_alias="LLM_TEXT_QUESTION_DEADLINE_S",
        description="Time limit in seconds for the wording of a follow-up question while a candidate types. "
        "After that, the planned wording is asked.",
    )
    llm_voice_question_deadline_s: float = Field(
        2.5,
        ge=0.5,
        le=20,
        validation_alias="LLM_VOICE_QUESTION_DEADLINE_S",
        description="The same while a candidate speaks in a browser or a LiveKit room.",
    )
    llm_phone_question_deadline_s: float = Field(
        2.5,
        ge=0.5,
        le=20,
        validation_alias="LLM_PHONE_QUESTION_DEADLINE_S",
        description="The same on the telephone.",
    )
    llm_record: Path | None = Field(
        None,
        validation_alias="LLM_RECORD",
        description="Folder into which each call of the model is written with its answer, unencrypted: what "
        "candidates say is in it. The production profile refuses it.",
    )
    llm_replay: Path | None = Field(
        None,
        validation_alias="LLM_REPLAY",
        description="Folder of recorded calls that answers instead of the model; what is not recorded fails. "
        "The production profile refuses it.",
    )
    llm_discarded_starts_per_answer: int = Field(
        2,
        ge=0,
        le=20,
        validation_alias="LLM_DISCARDED_STARTS_PER_ANSWER",
        description="While a candidate who speaks pauses, the wording of a follow-up question is requested "
        "already. If the candidate goes on, that request is discarded, which costs money: at most this often "
        "for one answer. 0 waits for the end of each answer.",
    )
    llm_plan_model: str | None = Field(
        None,
        validation_alias="LLM_PLAN_MODEL",
        description="Model for plans. Default: LLM_MODEL.",
    )
    llm_speech_model: str | None = Field(
        None,
        validation_alias="LLM_SPEECH_MODEL",
        description="Model that words follow-up questions, best a fast one. Default: LLM_MODEL.",
    )
    llm_panel_model: str | None = Field(
        None,
        validation_alias="LLM_PANEL_MODEL",
        description="Model for the panel's perspectives, and for reading rubrics of your own. Evaluators "
        "use the model that scores. Default: LLM_MODEL.",
    )
    llm_document_model: str | None = Field(
        None,
        validation_alias="LLM_DOCUMENT_MODEL",
        description="Model for an intake's documents. Default: LLM_MODEL.",
    )
    llm_review_model: str | None = Field(
        None,
        validation_alias="LLM_REVIEW_MODEL",
        description="Model that words the better answers of practice reviews. Default: LLM_MODEL.",
    )
    llm_score_model: str | None = Field(
        None,
        validation_alias="LLM_SCORE_MODEL",
        description="Model that scores interviews, once `vivavoce qualify` has certified it. "
        "Default: LLM_MODEL.",
    )
    llm_score_deadline_s: float = Field(
        120.0,
        ge=1,
        le=600,
        validation_alias="LLM_SCORE_DEADLINE_S",
        description="Time limit in seconds for one reading of one answer. After that, the built-in rules "
        "score the interview.",
    )
    llm_score_wait_s: float = Field(
        600.0,
        ge=1,
        le=3600,
        validation_alias="LLM_SCORE_WAIT_S",
        description="Time limit in seconds for all readings of one interview. After that, the built-in "
        "rules score it, and the scorecard says so.",
    )
    llm_review_deadline_s: float = Field(
        20.0,
        ge=1,
        le=120,
        validation_alias="LLM_REVIEW_DEADLINE_S",
        description="Time limit in seconds for the wording of all better answers of a practice review. After "
        "that, the review has the rules' text.",
    )
    llm_panel_deadline_s: float = Field(
        40.0,
        ge=1,
        le=55,
        validation_alias="LLM_PANEL_DEADLINE_S",
        description="Time limit in seconds for one evaluation of the panel. After that, it abstains.",
    )
    llm_api: Literal["chat", "responses"] | None = Field(
        None,
        validation_alias="LLM_API",
        description="API of the endpoint: Chat Completions or Responses. Default: chat, until the endpoint "
        "asks for the other.",
    )
    llm_output_format: Literal["schema_strict", "schema", "tool", "json", "prompted"] | None = (
        Field(
            None,
            validation_alias="LLM_OUTPUT_FORMAT",
            description="How the form of an answer is requested: a strict JSON schema, a JSON schema, "
            "arguments of a tool, JSON mode, or only in the prompt. Default: the strictest form that the "
            "endpoint accepts.",
        )
    )
    llm_limit_parameter: Literal["max_tokens", "max_completion_tokens"] | None = Field(
        None,
        validation_alias="LLM_LIMIT_PARAMETER",
        description="Parameter that limits the output tokens. Default: what the endpoint accepts.",
    )
    llm_thinks: bool | None = Field(
        None,
        validation_alias="LLM_THINKS",
        description="Whether the model thinks before it writes: yes or no. Set it if a gateway's name hides "
        "the model. Default: guessed by the name, and learned from the answers.",
    )
    llm_temperature: Annotated[float, Field(ge=0, le=2)] | Literal["none"] = Field(
        0.0,
        validation_alias="LLM_TEMPERATURE",
        description="Temperature, 0 to 2; it is left out for models that refuse it. With none, it is never "
        "sent.",
    )
    llm_reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = Field(
        None,
        validation_alias="LLM_REASONING_EFFORT",
        description="Reasoning effort for everything but speech. Default: the model's own, and low for "
        "plans. If it refuses a value, the next higher one is used.",
    )
    llm_reasoning_effort_by_purpose: str | None = Field(
        None,
        validation_alias="LLM_REASONING_EFFORT_BY_PURPOSE",
        description="Another reasoning effort for a purpose, e.g. plan=medium, score=high. Purposes: plan, "
        "panel, document, review, score. A certificate holds for the effort of score.",
    )
    llm_speech_reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] = Field(
        "none",
        validation_alias="LLM_SPEECH_REASONING_EFFORT",
        description="Reasoning effort of a model that thinks, while a candidate waits.",
    )
    llm_thinking_tokens: int = Field(
        4000,
        ge=0,
        le=100_000,
        validation_alias="LLM_THINKING_TOKENS",
        description="Output tokens that a model that thinks gets in addition, so that its thinking does not "
        "use up the answer's.",
    )
    llm_max_output_tokens: int = Field(
        8000,
        ge=200,
        le=100_000,
        validation_alias="LLM_MAX_OUTPUT_TOKENS",
        description="Limit on the output tokens of one answer, without thinking.",
    )
    llm_max_output_tokens_by_purpose: str | None = Field(
        None,
        validation_alias="LLM_MAX_OUTPUT_TOKENS_BY_PURPOSE",
        description="Limit on the output tokens of one answer for a purpose, in place of the platform's own, "
        "e.g. plan=3000. Purposes: plan, speech, panel, document, review, score. From 100 to 100000.",
    )
    llm_headers: SecretStr | None = Field(
        None,
        validation_alias="LLM_HEADERS",
        description="Further headers for LLM_BASE_URL, e.g. X-Team: hiring, X-Route: eu.",
    )
    llm_query: str | None = Field(
        None,
        validation_alias="LLM_QUERY",
        description="Query parameters for LLM_BASE_URL, e.g. api-version=2025-04-01-preview.",
    )
    llm_http2: Literal["auto", "off"] = Field(
        "auto",
        validation_alias="LLM_HTTP2",
        description="HTTP/2 to the model's endpoints. 'auto' uses it where an https endpoint offers it: each "
        "client keeps one connection; Groq and Bedrock keep HTTP/1.1. 'off' always uses HTTP/1.1.",
    )
    embeddings_base_url: str | None = Field(
        None,
        validation_alias="EMBEDDINGS_BASE_URL",
        description="Base URL of an OpenAI-compatible Embeddings API, used to find the passages of long "
        "texts that a model reads for a plan. Default: this machine's embeddings, if they are installed.",
    )
    embeddings_model: str | None = Field(
        None,
        validation_alias="EMBEDDINGS_MODEL",
        description="Embedding model at EMBEDDINGS_BASE_URL.",
    )
    embeddings_api_key: SecretStr | None = Field(
        None,
        validation_alias="EMBEDDINGS_API_KEY",
        description="API key for EMBEDDINGS_BASE_URL.",
    )
    llm_max_concurrent_requests: int = Field(
        8,
        ge=1,
        le=1000,
        validation_alias="LLM_MAX_CONCURRENT_REQUESTS",
        description="Limit on the simultaneous requests of one process. A quarter is kept for speech.",
    )
    llm_requests_per_minute: int = Field(
        0,
        ge=0,
        validation_alias="LLM_REQUESTS_PER_MINUTE",
        description="Limit on the requests per minute of all processes that share the database. A quarter is "
        "kept for speech. 0 means none.",
    )
    llm_tokens_per_minute: int = Field(
        0,
        ge=0,
        validation_alias="LLM_TOKENS_PER_MINUTE",
        description="Limit on the tokens per minute of all processes that share the database, estimated "
        "before and counted after a request. A quarter is kept for speech. 0 means none.",
    )

    @model_validator(mode="after")
    def _fill_in_provider_address(self) -> Self:
        if self.llm_base_url is None:
            self.llm_base_url = _PROVIDER_ADDRESSES.get(self.llm_provider)
        if self.llm_fallback_base_url is None:
            self.llm_fallback_base_url = _PROVIDER_ADDRESSES.get(self.llm_fallback_provider)
        return self
