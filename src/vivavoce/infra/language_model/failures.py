"""Why a model did not answer: one code per cause, with the remedy in words and nobody's content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from vivavoce.kernel.translation import TranslatableText, phrase, translatable

FailureCode = Literal[
    "key_refused", "model_not_found", "wrong_address", "rate_limited", "quota_exhausted", "loading",
    "overloaded", "unreachable", "timeout", "endpoint_error", "request_refused", "context_too_long",
    "content_filtered", "refused", "truncated", "invalid_answer",
]  # fmt: skip

_CAUSES: Mapping[FailureCode, tuple[str, str]] = {
    "key_refused": (
        phrase("the endpoint does not accept the key"),
        phrase("Set {setting} to a valid key."),
    ),
    "model_not_found": (
        phrase("the endpoint does not know the model"),
        phrase("Set {setting} to a model that it offers."),
    ),
    "wrong_address": (
        phrase("the address is not that of a model API"),
        phrase(
            "Set {setting} to the API's address; it often ends in /v1, and redirects are not followed. Azure "
            "also needs LLM_QUERY=api-version=…."
        ),
    ),
    "rate_limited": (
        phrase("the endpoint takes no more requests at the moment"),
        phrase(
            "Raise the limit at the provider, or set LLM_REQUESTS_PER_MINUTE and LLM_TOKENS_PER_MINUTE "
            "below it."
        ),
    ),
    "quota_exhausted": (
        phrase("the account has no quota left"),
        phrase("Add credit at the provider."),
    ),
    "loading": (
        phrase("the model was still loading"),
        phrase("Wait, keep the model loaded, or raise LLM_DEADLINE_S."),
    ),
    "overloaded": (
        phrase("the endpoint is overloaded"),
        phrase("Set LLM_FALLBACK_MODEL, or lower LLM_MAX_CONCURRENT_REQUESTS."),
    ),
    "unreachable": (
        phrase("the endpoint cannot be reached"),
        phrase("Check {setting}, and that the server runs."),
    ),
    "timeout": (
        phrase("the model did not answer in time"),
        phrase("Choose a faster model, lower LLM_REASONING_EFFORT, or raise the deadline."),
    ),
    "endpoint_error": (
        phrase("the endpoint failed"),
        phrase("Look into its log, or set LLM_FALLBACK_MODEL."),
    ),
    "request_refused": (
        phrase("the endpoint refused the request"),
        phrase("Fix what it accepts with LLM_API, LLM_OUTPUT_FORMAT or LLM_LIMIT_PARAMETER."),
    ),
    "context_too_long": (
        phrase("the text is longer than the model can read"),
        phrase("Use a model with a larger context, or raise the context of your server."),
    ),
    "content_filtered": (
        phrase("the provider's content filter stopped it"),
        phrase("Adjust the content filter at the provider."),
    ),
    "refused": (
        phrase("the model declined to answer"),
        phrase("Try another model."),
    ),
    "truncated": (
        phrase("the answer was cut off before its end"),
        phrase("Raise LLM_MAX_OUTPUT_TOKENS, or LLM_THINKING_TOKENS for a model that thinks."),
    ),
    "invalid_answer": (
        phrase("no answer had the required form"),
        phrase("Try a more capable model."),
    ),
}
"""What happened, and what to do; ``{setting}`` is one of ``_SETTINGS``."""
_SETTINGS: Mapping[FailureCode, str] = {
    "key_refused": "API_KEY",
    "model_not_found": "MODEL",
    "wrong_address": "BASE_URL",
    "unreachable": "BASE_URL",
}
"""The setting to look at, after ``LLM_`` or ``LLM_FALLBACK_``."""
_SAFE = re.compile(r"[A-Za-z0-9_.:\-]{1,60}")
_LOADING = re.compile(r"load(?:ing|ed)|start(?:ing|up)|warm|cold|pulling|not ready|no healthy")
_CONTEXT = re.compile(
    r"context_length|context (?:length|window|size)|prompt is too long|too many (?:input )?tokens|n_ctx|"
    r"exceed_context|input token count|must have less than|inputs? tokens? \+|maximum input length|"
    r"input is too long"
)
_FILTERED = re.compile(
    r"content[_ ](?:filter|management|policy)|responsibleai|moderat|flagged|safety|guardrail"
)
_QUOTA = re.compile(r"insufficient_quota|credit|billing|exceeded your current quota|payment")
_NO_MODEL = re.compile(
    r"model_not_found|deploymentnotfound|model .{0,80}(?:not found|does not exist|not exist)|invalid model|"
    r"unknown model|unsupported model|no such model|not a valid model|invalid_model|"
    r"model identifier is invalid|not_found_error model:|models/\S{1,80} is not found|"
    r"could not resolve the foundation model"
)
_KEY = re.compile(r"api[_ ]?key|invalid_api_key|unauthorized|authentication|no_db_connection")
"""The last is LiteLLM's: without a database, it cannot look up a key that is not its own."""
_API_VERSION = re.compile(r"api[- ]?version")
_NAMED_REFUSAL = re.compile(r"support|parameter|no endpoints")
"""A 404 in these words is about the request, not about the address."""
_PASSED_ON = re.compile(r"badrequesterror|unsupportedparamserror|unsupported parameter")
"""How gateways report with status 500 that the provider refused the request."""
_BAD_REQUEST = frozenset({400, 404, 405, 415, 422, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFailure:
    """One cause. ``provider_code`` and ``parameter`` are identifiers of the provider, never text."""

    code: FailureCode
    status: int | None = None
    provider_code: str | None = None
    parameter: str | None = None

    def describe(self) -> str:
        """Return the cause in words, with status, code and parameter: '… (error 401 invalid_api_key)'."""
        cause = TranslatableText(_CAUSES[self.code][0], None, {})
        marks = [str(self.status or ""), self.provider_code or "", self.parameter or ""]
        marked = " ".join(mark for mark in marks if mark)
        if not marked:
            return cause
        return translatable("{cause} (error {marks})", cause=cause, marks=marked)

    @property
    def remedy(self) -> str:
        """Return what an operator can do about it."""
        return self._advise("LLM_")

    @property
    def fallback_remedy(self) -> str:
        """Return what an operator can do about it if the second endpoint failed."""
        return self._advise("LLM_FALLBACK_")

    def _advise(self, prefix: str) -> str:
        setting = prefix + _SETTINGS.get(self.code, "")
        return TranslatableText(_CAUSES[self.code][1], None, {"setting": setting})


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error as an endpoint answered it; the message may quote the request and is never kept."""

    failure: ModelFailure
    message: str
    retry_after_s: float | None = None


def read_error_response(status: int, headers: Mapping[str, str], body: str) -> ErrorResponse:
    """Return the cause of an error response; bodies of all known shapes are read, others ignored."""
    code, parameter, message = _read_body(body)
    lowered = {name.lower(): value for name, value in headers.items()}
    is_html = "html" in lowered.get("content-type", "") or body.lstrip()[:1] == "<"
    failure = ModelFailure(
        code=_classify(
            status, f"{code or ''} {message}".lower(), is_api=not is_html and bool(message or code)
        ),
        status=status,
        provider_code=_identifier(code),
        parameter=_identifier(parameter),
    )
    return ErrorResponse(failure, message, _read_retry_after(lowered))


def _classify(status: int, text: str, *, is_api: bool) -> FailureCode:
    if status == 403 and _FILTERED.search(text):
        return "content_filtered"
    if status in (401, 403):
        return "key_refused"
    if status == 402 or (status == 429 and _QUOTA.search(text)):
        return "quota_exhausted"
    if status == 429:
        return "rate_limited"
    if _CONTEXT.search(text) and "max_tokens" not in text and "max_completion_tokens" not in text:
        return "context_too_long"
    if status in (503, 529):
        return "loading" if _LOADING.search(text) else "overloaded"
    if status == 413:
        return "context_too_long"
    if 300 <= status < 400 or (status in (404, 405) and not is_api):
        return "wrong_address"
    if status in _BAD_REQUEST or (status == 500 and _PASSED_ON.search(text)):
        return _classify_refusal(status, text)
    return "endpoint_error"


def _classify_refusal(status: int, text: str) -> FailureCode:
    if _FILTERED.search(text):
        return "content_filtered"
    if _NO_MODEL.search(text):
        return "model_not_found"
    if status == 400 and _KEY.search(text):
        return "key_refused"
    if status == 400 and _API_VERSION.search(text):
        return "wrong_address"
    is_elsewhere = status in (404, 405) and not _NAMED_REFUSAL.search(text)
    return "wrong_address" if is_elsewhere else "request_refused"


def _read_body(body: str) -> tuple[str | None, str | None, str]:
    """Return the provider's code, the parameter it names, and its message."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None, None, "" if "<" in body[:200] else body[:2000]
    read = read[0] if isinstance(read, list) and read else read
    if not isinstance(read, dict):
        return None, None, ""
    inner = read.get("error", read)
    if not isinstance(inner, dict):
        return _text(read.get("error_type")), None, str(inner)[:2000]
    message = inner.get("message") or inner.get("detail") or ""
    if isinstance(message, dict):
        message = message.get("detail") or ""
    code = inner.get("code") if isinstance(inner.get("code"), str) else None
    words_for_it = inner.get("status") or inner.get("type")
    if code is not None and code.isdecimal() and words_for_it not in (None, "", "None"):
        code = None  # gateways repeat the status there
    kind = code or words_for_it
    parameter = inner.get("param") or _find_location(message)
    words = message if isinstance(message, str) else json.dumps(message)
    raw = (
        (inner.get("metadata") or {}).get("raw")
        if isinstance(inner.get("metadata"), dict)
        else None
    )
    return _text(kind), _text(parameter), f"{words} {raw or ''}".strip()[:2000]


def _find_location(message: Any) -> str | None:  # Any: JSON
    """Return the field of a pydantic validation error, as FastAPI servers report it."""
    if not isinstance(message, list) or not message or not isinstance(message[0], dict):
        return None
    place = message[0].get("loc")
    return str(place[1]) if isinstance(place, list) and len(place) > 1 else None


def _text(value: Any) -> str | None:  # Any: JSON
    return str(value) if value is not None and value != "" else None


def _identifier(value: str | None) -> str | None:
    """Return the value if it can be an identifier: anything else might hold somebody's words."""
    return value if value is not None and _SAFE.fullmatch(value) else None


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait, of a date by the endpoint's own clock; None if it names none."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit_s)
        except (KeyError, ValueError):
            continue
    try:
        until, now = (parsedate_to_datetime(headers[name]) for name in ("retry-after", "date"))
        return max(0.0, (until - now).total_seconds())
    except (KeyError, ValueError, TypeError):  # TypeError: one of them has no time zone
        return None
