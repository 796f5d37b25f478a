"""Lever: the webhook ``candidateStageChange`` and the Data API.

Both are described at https://hire.lever.co/developer/documentation.

Lever signs a webhook with HMAC-SHA256 over ``token`` followed by ``triggeredAt``, in hexadecimal digits.
The key is the webhook's signature token. The webhook names the opportunity and the stage. The candidate is
read from ``GET /opportunities/:opportunity``, and the outcome is written by
``POST /opportunities/:opportunity/notes``. The API key is the user name of HTTP Basic.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from vivavoce.ats.domain.connection import AtsConnection
from vivavoce.ats.domain.order import (
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    AtsSignatureError,
    InterviewResult,
    JsonObject,
    MalformedOrderError,
    OutcomeKind,
    ReceivedOrder,
    basic_authorization,
    find_text,
    require_text,
)
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

STAGE_CHANGE = "candidateStageChange"
_PATH_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class LeverConnector:
    """Lever's stages: a candidate who reaches a chosen stage is interviewed."""

    def read_order(self, connection: AtsConnection, body: JsonObject) -> ReceivedOrder | None:
        """Return the order of a stage change, or None for a stage that starts no interview."""
        check_signature(connection, body)
        if body.get("event") != STAGE_CHANGE:
            return None
        stage = require_text(body, "data.toStageId", max_length=100)
        opportunity = require_text(body, "data.opportunityId", max_length=100)
        if not set(opportunity) <= _PATH_CHARACTERS:
            message = translatable("'{text}' is not an id of Lever.", text=opportunity[:60])
            raise MalformedOrderError(
                message, errors=[FieldError("data.opportunityId", "invalid", message)]
            )
        template_id = connection.stage_templates.get(stage)
        if template_id is None:
            return None
        return ReceivedOrder(
            external_id=f"{opportunity} {stage}", template_id=template_id, candidate=None
        )

    def build_candidate_call(
        self, connection: AtsConnection, order: AtsOrder
    ) -> AtsOutboundCall | None:
        """Return the request for the opportunity."""
        return AtsOutboundCall(
            operation="GET opportunity",
            method="GET",
            url=f"{connection.api_url}/opportunities/{_opportunity_of(order)}",
            headers={"Authorization": basic_authorization(connection.api_key)},
        )

    def read_candidate(self, body: JsonObject) -> AtsCandidate:
        """Return the contact of an opportunity: its name, first e-mail address and first phone number."""
        emails = _list_of(body, "emails")
        email = find_text({"email": emails[0]}, "email") if emails else None
        if email is None:
            message = translatable("The candidate has no e-mail address in Lever.")
            raise MalformedOrderError(
                message, errors=[FieldError("data.emails", "missing", message)]
            )
        phones = _list_of(body, "phones")
        first = phones[0] if phones else {}
        return AtsCandidate(
            name=(find_text(body, "data.name") or email.partition("@")[0])[:200],
            email=email,
            phone=find_text(first, "value") if isinstance(first, Mapping) else None,
        )

    def build_report(
        self,
        connection: AtsConnection,
        order: AtsOrder,
        outcome: OutcomeKind,
        result: InterviewResult,
        *,
        at: datetime,
    ) -> AtsOutboundCall | None:
        """Return the request that adds a note to the opportunity."""
        return AtsOutboundCall(
            operation="POST note",
            method="POST",
            url=f"{connection.api_url}/opportunities/{_opportunity_of(order)}/notes",
            headers={
                "Authorization": basic_authorization(connection.api_key),
                "Content-Type": "application/json",
            },
            body=json.dumps({"value": _write_note(outcome, result)}).encode(),
        )


def check_signature(connection: AtsConnection, body: JsonObject) -> None:
    """Raise ``AtsSignatureError`` unless Lever signed ``body`` with the connection's token."""
    token, triggered_at = body.get("token"), body.get("triggeredAt")
    signature = body.get("signature")
    is_complete = isinstance(token, str) and isinstance(signature, str)
    if not is_complete or not isinstance(triggered_at, int) or connection.signing_token is None:
        raise AtsSignatureError
    signed = f"{token}{triggered_at}".encode()
    expected = hmac.new(connection.signing_token.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), str(signature).encode()):
        raise AtsSignatureError


def _write_note(outcome: OutcomeKind, result: InterviewResult) -> str:
    if outcome == "cancelled":
        return f"The interview was canceled.\n{result.page_url}"
    score = "none: too little evidence" if result.score is None else f"{result.score:g} of 100"
    return (
        "The interview was assessed, and a person approved the assessment.\n"
        f"Overall score: {score}\n"
        f"Proposed recommendation: {result.recommendation or 'none'}\n"
        f"{result.page_url}"
    )


def _opportunity_of(order: AtsOrder) -> str:
    return order.external_id.partition(" ")[0]


def _list_of(body: JsonObject, name: str) -> list[object]:
    data = body.get("data")
    values = data.get(name) if isinstance(data, Mapping) else None
    return values if isinstance(values, list) else []
