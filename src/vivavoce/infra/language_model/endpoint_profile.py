"""What an endpoint accepts, as a value: it forms the parameters of a request and learns from a refusal.

A refusal teaches only about the parameter that it names, and only if the request had that parameter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from vivavoce.infra.language_model.output_schema import to_strict_schema

Api = Literal["chat", "responses"]
OutputFormat = Literal["schema_strict", "schema", "tool", "json", "prompted"]
LimitParameter = Literal["max_tokens", "max_completion_tokens"]
Effort = Literal["none", "minimal", "low", "medium", "high"]
Json = dict[str, Any]  # Any: JSON
_MIN_ROOM = 72
"""Fewer output tokens than this are not worth a request."""

ANSWER_NAME = "answer"
"""The name of a schema, and of the tool whose arguments an answer is."""
TOOL_DESCRIPTION = "Give your answer."
EFFORTS: tuple[Effort, ...] = ("none", "minimal", "low", "medium", "high")
_TAKES_COMPLETION_TOKENS = ("openai.com", "azure.com", "groq.com")
_KNOWN_HOSTS = (
    *_TAKES_COMPLETION_TOKENS, "anthropic.com", "googleapis.com", "mistral.ai", "openrouter.ai",
    "amazonaws.com", "deepseek.com",
)  # fmt: skip
_IGNORES_FORMAT = ("anthropic.com", "ollama.com")
"""Ignore ``response_format`` without a word: https://platform.claude.com/docs/en/api/openai-sdk,
https://github.com/ollama/ollama/issues/12362."""
_IGNORES_FORMAT_MODEL = re.compile(r"[:-]cloud$")
"""A model that an Ollama on the own machine passes on to ollama.com."""
_THINKING_MODEL = re.compile(
    r"(?:^|/)(?:o\d|gpt-5|gpt-oss|qwq|qwen3|magistral)|deepseek-(?:r|reasoner)|-(?:thinking|reasoning)\b"
)
_FIXED_TEMPERATURE_MODEL = re.compile(r"(?:^|/)(?:o\d|gpt-5)")
_AT_MOST = re.compile(
    r"(?:at most|less than or equal to|maximum(?: value)? (?:is|of)|<=)\D{0,20}(\d+)"
)
_WINDOW = re.compile(r"context (?:length|window) (?:is|of) (\d+)|must be <= (\d+)")
_INPUT = re.compile(r"(?<!\d)(\d{1,12}) (?:in the messages|input tokens|`inputs` tokens)")
_VALUE_WORDS = re.compile(
    r"unsupported value|does not support '|must be|one of|input should be|invalid value"
)
_STRICT_WORDS = re.compile(
    r"\bstrict\b|additionalProperties|invalid schema|not permitted|is not supported\W{0,9}$"
)
_TYPE_WORDS = re.compile(r"json_schema|schema|\btype\b|json_object")
_SYSTEM_ROLE = re.compile(
    r"system (?:role|message|prompt|instruction)|developer (?:role|instruction)|roles must alternate"
)
_RESPONSES_ONLY = re.compile(r"v1/responses|responses api|not a chat model")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "max_completion_tokens": ("max_completion_tokens",),
    "max_tokens": ("max_tokens",),
    "max_output_tokens": ("max_output_tokens",),
    "temperature": ("temperature",),
    "response_format": (
        "response_format", "response format", "json_schema", "json_object", "structured output",
    ),
    "text": ("text.format", "json_schema"),
    "tools": ("tools", "tool use", "tool call", "function call"),
    "tool_choice": ("tool_choice", "tool choice"),
    "reasoning_effort": ("reasoning_effort", "reasoning effort"),
    "reasoning": ("reasoning.effort", "reasoning"),
    "chat_template_kwargs": ("chat_template_kwargs", "enable_thinking"),
    "store": ("store",),
}  # fmt: skip
"""How refusals name each parameter that a request can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointProfile:
    """What one model behind one endpoint accepts."""

    api: Api = "chat"
    limit_parameter: LimitParameter | None = "max_tokens"
    output_format: OutputFormat = "schema_strict"
    has_temperature: bool = True
    has_system_role: bool = True
    has_template_switch: bool = True
    """Whether ``chat_template_kwargs`` may switch thinking off, as vLLM, SGLang and llama.cpp take it."""
    has_store_switch: bool = True
    """Whether ``store`` may ask the Responses API to keep nothing; it keeps answers by default."""
    refused_efforts: frozenset[str] = frozenset()
    thinks: bool = False
    """Whether the model thinks before it writes; then its thinking gets tokens of its own."""
    reports_usage: bool = True
    """Whether answers say how many tokens they took; else the tokens are estimated by the characters."""
    most_output_tokens: int | None = None
    """The largest limit that the model accepts, if it named one."""

    @property
    def sends_schema(self) -> bool:
        """Whether a parameter of the request has the schema of the answer; else the prompt has it."""
        return self.output_format in ("schema_strict", "schema", "tool")

    def describe(self) -> str:
        """Return the profile in one line, as ``doctor`` prints it."""
        temperature = "temperature" if self.has_temperature else "no temperature"
        efforts = [effort for effort in EFFORTS if effort not in self.refused_efforts]
        thinking = (
            f"thinks (effort: {', '.join(efforts) or 'not settable'})"
            if self.thinks
            else "no thinking seen"
        )
        keeps = "" if self.api == "chat" or self.has_store_switch else ", may keep answers"
        usage = "" if self.reports_usage else ", no usage (tokens are estimated)"
        return (
            f"{self.api} API, limit by {self.limit_parameter or 'nothing'}, output by {self.output_format}, "
            f"{temperature}, {thinking}{usage}{keeps}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShape:
    """What a request needs of the endpoint, in no provider's terms."""

    schema: Json | None
    """The schema of the answer; None for an answer in plain words."""
    max_output_tokens: int
    thinking_tokens: int
    """Tokens added for thinking if the model thinks."""
    effort: Effort | None = None
    """The wanted reasoning effort; None leaves it to the model."""
    default_effort: Effort | None = None
    """The effort of a model that thinks if none is wanted."""
    temperature: float | None = 0.0
    """None leaves it to the model."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a refusal taught: the changed profile, and whether it holds for later requests too."""

    profile: EndpointProfile
    is_lasting: bool = True


def guess_profile(base_url: str, model: str) -> EndpointProfile:
    """Return what is likely for this address and model name; refusals correct it."""
    host, name = (urlsplit(base_url).hostname or "").lower(), model.lower()
    takes_completion_tokens = host.endswith(_TAKES_COMPLETION_TOKENS)
    ignores_format = host.endswith(_IGNORES_FORMAT) or bool(_IGNORES_FORMAT_MODEL.search(name))
    return EndpointProfile(
        limit_parameter="max_completion_tokens" if takes_completion_tokens else "max_tokens",
        output_format="tool" if ignores_format else "schema_strict",
        has_temperature=not _FIXED_TEMPERATURE_MODEL.search(name),
        has_template_switch=not host.endswith(_KNOWN_HOSTS),
        thinks=bool(_THINKING_MODEL.search(name)),
    )


def build_parameters(profile: EndpointProfile, shape: RequestShape) -> Json:
    """Return the parameters of a request, apart from model and messages."""
    limit = shape.max_output_tokens + (shape.thinking_tokens if profile.thinks else 0)
    limit = min(limit, profile.most_output_tokens or limit)
    usual = shape.default_effort if profile.thinks else None
    effort = _select_effort(profile, shape.effort or usual)
    has_temperature = profile.has_temperature and shape.temperature is not None
    made: Json = {"temperature": shape.temperature} if has_temperature else {}
    if profile.output_format == "tool" and shape.schema is not None:
        made |= _describe_tool(profile.api, shape.schema)
    if profile.api == "responses":
        made["max_output_tokens"] = limit
        if profile.has_store_switch:
            made["store"] = False
        if output := _describe_output(profile, shape.schema):
            inner = output.pop("json_schema", {})
            made["text"] = {"format": {**output, **inner}}
        if effort:
            made["reasoning"] = {"effort": effort}
        return made
    if profile.limit_parameter:
        made[profile.limit_parameter] = limit
    if output := _describe_output(profile, shape.schema):
        made["response_format"] = output
    if effort:
        made["reasoning_effort"] = effort
    if profile.thinks and profile.has_template_switch and shape.effort == "none":
        made["chat_template_kwargs"] = {"enable_thinking": False}
    return made


def simplify(profile: EndpointProfile) -> EndpointProfile:
    """Return the profile with the fewest parameters, for an endpoint that refuses without a reason."""
    return replace(
        profile,
        output_format="prompted",
        has_temperature=False,
        has_template_switch=False,
        refused_efforts=frozenset(EFFORTS),
    )


def learn_from_refusal(
    profile: EndpointProfile, message: str, parameter: str | None, sent: Mapping[str, Any]
) -> Lesson | None:
    """Return what a refusal with this message teaches; None if it names nothing that was sent."""
    text = message.lower()
    if _RESPONSES_ONLY.search(text) and profile.api == "chat":
        return Lesson(replace(profile, api="responses"))
    if (window := _WINDOW.search(text)) and (given := _INPUT.search(text)):
        return _fit_window(profile, int(window[1] or window[2]) - int(given[1]), sent)
    refused = find_refused_parameter(text, parameter, sent)
    if refused in ("max_tokens", "max_completion_tokens", "max_output_tokens"):
        return _learn_about_limit(profile, text, refused, sent)
    if refused == "temperature":
        return Lesson(replace(profile, has_temperature=False))
    if refused in ("response_format", "text", "tools", "tool_choice"):
        return _learn_about_output(profile, text)
    if refused == "chat_template_kwargs":
        return Lesson(replace(profile, has_template_switch=False))
    if refused == "store":
        return Lesson(replace(profile, has_store_switch=False))
    if refused in ("reasoning_effort", "reasoning"):
        given = sent[refused] if refused == "reasoning_effort" else sent[refused].get("effort")
        gone = {str(given)} if _VALUE_WORDS.search(text) else set(EFFORTS)
        return Lesson(replace(profile, refused_efforts=profile.refused_efforts | gone))
    if _SYSTEM_ROLE.search(text) and profile.has_system_role:
        return Lesson(replace(profile, has_system_role=False))
    return None


def find_refused_parameter(
    message: str, parameter: str | None, sent: Mapping[str, Any]
) -> str | None:
    """Return the sent parameter that a refusal names, first by its ``param``, then in its message."""
    named = (parameter or "").lower()
    for name in sent:
        if named and any(named.startswith(word) for word in _NAMES.get(name, ())):
            return name
    text = message.lower()
    places = {
        name: min((at for word in _NAMES.get(name, ()) if (at := text.find(word)) >= 0), default=-1)
        for name in sent
    }
    found = {name: place for name, place in places.items() if place >= 0}
    return min(found, key=lambda name: (found[name], -len(name))) if found else None


def apply_overrides(profile: EndpointProfile, overrides: Mapping[str, Any]) -> EndpointProfile:
    """Return the profile with the values that the settings fix; an unknown name is a mistake of ours."""
    known = {field.name for field in fields(EndpointProfile)}
    return replace(profile, **{name: value for name, value in overrides.items() if name in known})


def _select_effort(profile: EndpointProfile, wanted: Effort | None) -> Effort | None:
    """Return the lowest accepted effort from the wanted one upward; None sends no effort."""
    if wanted is None or (wanted == "none" and not profile.thinks):
        return None
    upward: Sequence[Effort] = EFFORTS[EFFORTS.index(wanted) :]
    accepted = [effort for effort in upward if effort not in profile.refused_efforts]
    return accepted[0] if accepted else None


def _describe_output(profile: EndpointProfile, schema: Json | None) -> Json | None:
    if schema is None or profile.output_format in ("tool", "prompted"):
        return None
    if profile.output_format == "json":
        return {"type": "json_object"}
    strict = to_strict_schema(schema) if profile.output_format == "schema_strict" else None
    described: Json = {"name": ANSWER_NAME, "schema": strict or schema}
    if strict:
        described["strict"] = True
    return {"type": "json_schema", "json_schema": described}


def _describe_tool(api: Api, schema: Json) -> Json:
    """Return the parameters that have the model call one tool, whose arguments are the answer."""

    def wrap(function: Json) -> Json:
        inner = function if api == "responses" else {"function": function}
        return {"type": "function", **inner}

    tool: Json = {
        "name": ANSWER_NAME,
        "description": TOOL_DESCRIPTION,
        "parameters": schema,
    }
    return {"tools": [wrap(tool)], "tool_choice": wrap({"name": ANSWER_NAME})}


def _fit_window(profile: EndpointProfile, room: int, sent: Mapping[str, Any]) -> Lesson | None:
    """Return a limit for this request only: the next one may be shorter."""
    asked = max((sent[name] for name in sent if name.startswith("max_")), default=0)
    is_useful = _MIN_ROOM <= room < asked
    return (
        Lesson(replace(profile, most_output_tokens=room - 8), is_lasting=False)
        if is_useful
        else None
    )


def _learn_about_limit(
    profile: EndpointProfile, text: str, refused: str, sent: Mapping[str, Any]
) -> Lesson | None:
    if "too large" in text or "too high" in text or "range" in text or "at most" in text:
        if (most := _AT_MOST.search(text)) and 64 <= int(most[1]) < sent[refused]:
            return Lesson(replace(profile, most_output_tokens=int(most[1])))
        return None
    if refused == "max_output_tokens":
        return None
    if refused == "max_tokens" and "max_completion_tokens" in text:
        return Lesson(replace(profile, limit_parameter="max_completion_tokens"))
    if refused == "max_completion_tokens":
        return Lesson(replace(profile, limit_parameter="max_tokens"))
    return Lesson(replace(profile, limit_parameter="max_completion_tokens"))


def _learn_about_output(profile: EndpointProfile, text: str) -> Lesson | None:
    current = profile.output_format
    following: OutputFormat = "json" if current == "tool" else "prompted"
    if (
        current == "schema_strict"
        and _STRICT_WORDS.search(text)
        and "unknown" not in text
        and "extra inputs" not in text
    ):
        following = "schema"
    elif current in ("schema_strict", "schema") and _TYPE_WORDS.search(text):
        following = "json"
    return None if following == current else Lesson(replace(profile, output_format=following))
