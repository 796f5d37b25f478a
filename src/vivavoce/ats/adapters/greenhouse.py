"""Greenhouse: the calls of its Assessment Partner API (https://developers.greenhouse.io/assessment.html).

Greenhouse calls ``list_tests``, ``send_test`` and ``test_status`` with the organization's key as the user
name of HTTP Basic. When the test is completed, the partner sends a PATCH without a body to the ``url`` of
``send_test``, with the same key; Greenhouse then asks for the status. It asks every hour anyway, until the
status is "complete" or eight weeks have passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from vivavoce.ats.domain.connection import DEFAULT_API_URLS, AtsConnection
from vivavoce.ats.domain.order import (
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    InterviewResult,
    JsonObject,
    MalformedOrderError,
    OutcomeKind,
    ReceivedOrder,
    basic_authorization,
    find_text,
    read_candidate,
    require_id,
    require_text,
)
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

_HOSTS = ".greenhouse.io"
_MAX_URL_LENGTH = 2000
_MAX_ERRORS = 5


class GreenhouseConnector:
    """Greenhouse's take-home tests."""

    def read_order(self, connection: AtsConnection, body: JsonObject) -> ReceivedOrder | None:
        """Return the order of ``send_test``. ``url`` is unique for each test, so it is the order's id.

        The document describes ``url`` beside the candidate, and its example has it inside.
        """
        url = find_text(body, "url", max_length=_MAX_URL_LENGTH) or require_text(
            body, "candidate.url", max_length=_MAX_URL_LENGTH
        )
        if not _is_of_greenhouse(connection, url):
            # The PATCH carries the key: it goes to Greenhouse only.
            message = translatable("'{url}' is not an address of Greenhouse.", url=url[:100])
            raise MalformedOrderError(message, errors=[FieldError("url", "refused", message)])
        return ReceivedOrder(
            external_id=url,
            template_id=require_id(body, "partner_test_id"),
            candidate=read_candidate(body, "candidate"),
            callback_url=url,
        )

    def build_candidate_call(
        self, connection: AtsConnection, order: AtsOrder
    ) -> AtsOutboundCall | None:
        """Return None: the order names the candidate."""
        return None

    def read_candidate(self, body: JsonObject) -> AtsCandidate:
        """Return the candidate of an order."""
        return read_candidate(body, "candidate")

    def build_report(
        self,
        connection: AtsConnection,
        order: AtsOrder,
        outcome: OutcomeKind,
        result: InterviewResult,
        *,
        at: datetime,
    ) -> AtsOutboundCall | None:
        """Return the PATCH of a completed test. Greenhouse has no call for a test that was cancelled."""
        if outcome != "completed" or order.callback_url is None:
            return None
        return AtsOutboundCall(
            operation="PATCH completed test",
            method="PATCH",
            url=order.callback_url,
            headers={"Authorization": basic_authorization(connection.api_key)},
        )


def list_tests(templates: Sequence[tuple[UUID, str]]) -> list[dict[str, str]]:
    """Return the answer to ``list_tests``."""
    return [
        {"partner_test_id": str(template_id), "partner_test_name": title}
        for template_id, title in templates
    ]


def describe_status(result: InterviewResult) -> dict[str, object]:
    """Return the answer to ``test_status``: "complete" once a person approved the assessment.

    ``partner_score`` is the overall score, 0 to 100; it is absent if the assessment has none.
    """
    if not result.is_approved:
        return {
            "partner_status": result.state.lower(),
            "partner_profile_url": result.page_url,
            "metadata": {"Status": result.state},
        }
    status: dict[str, object] = {
        "partner_status": "complete",
        "partner_profile_url": result.page_url,
    }
    if result.score is not None:
        status["partner_score"] = result.score
    recommendation = result.recommendation or "none: too little evidence"
    return {**status, "metadata": {"Proposed recommendation": recommendation}}


def read_reported_errors(body: JsonObject) -> tuple[str, str]:
    """Return the call and the errors that Greenhouse reports by ``response_error``."""
    reported = body.get("errors")
    errors = [str(one) for one in reported[:_MAX_ERRORS]] if isinstance(reported, list) else []
    call = find_text(body, "api_call", max_length=100) or "unknown"
    return call, "; ".join(errors) or "no error was named"


def _is_of_greenhouse(connection: AtsConnection, url: str) -> bool:
    try:
        parts, expected = urlsplit(url), urlsplit(connection.api_url)
        host = parts.hostname or ""
        is_same = (parts.scheme, parts.netloc) == (expected.scheme, expected.netloc)
    except ValueError:
        return False
    if is_same:
        return True
    is_default = connection.api_url == DEFAULT_API_URLS["greenhouse"]
    return is_default and parts.scheme == "https" and host.endswith(_HOSTS) and "@" not in url
