"""Ashby: the Assessments Partner API (https://developers.ashbyhq.com/docs/creating-an-assessments-integration).

Ashby calls ``assessment.list``, ``assessment.start`` and ``assessment.cancel`` with the organization's key as
the user name of HTTP Basic. The partner calls ``assessment.update``
(https://developers.ashbyhq.com/docs/assessmentupdate): ``timestamp`` in milliseconds since 1970, values as
objects with ``identifier``, ``label``, ``type`` and ``value``. ``assessment_result`` completes the assessment
and needs ``assessment_profile_url``; ``cancelled_reason`` cancels it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vivavoce.ats.domain.connection import AtsConnection
from vivavoce.ats.domain.order import (
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    InterviewResult,
    JsonObject,
    OutcomeKind,
    ReceivedOrder,
    basic_authorization,
    read_candidate,
    require_id,
    require_text,
)

USER_AGENT = "Vivavoce"
_MAX_DESCRIPTION = 200


class AshbyConnector:
    """Ashby's assessments."""

    def read_order(self, connection: AtsConnection, body: JsonObject) -> ReceivedOrder | None:
        """Return the order of ``assessment.start``. An application takes each assessment once."""
        template_id = require_id(body, "assessment_type_id")
        application = require_text(body, "application.ashby_id", max_length=100)
        return ReceivedOrder(
            external_id=f"{application} {template_id}",
            template_id=template_id,
            candidate=read_candidate(body, "candidate"),
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
        """Return the ``assessment.update`` of an outcome."""
        update: dict[str, object] = {
            "assessment_id": str(order.id),
            "timestamp": round(at.timestamp() * 1000),
        }
        if outcome == "cancelled":
            update["cancelled_reason"] = _value(
                "cancelled_reason", "Reason", "string", "The interview was canceled."
            )
        else:
            update |= {
                "assessment_status": _value("status", "Status", "string", "Completed"),
                "assessment_profile_url": _value("page", "Interview", "url", result.page_url),
                "assessment_result": _describe_result(result),
            }
            if result.recommendation is not None:
                update["metadata"] = [
                    _value(
                        "recommendation",
                        "Proposed recommendation",
                        "string",
                        result.recommendation,
                    )
                ]
        return AtsOutboundCall(
            operation="assessment.update",
            method="POST",
            url=f"{connection.api_url}/assessment.update",
            headers={
                "Authorization": basic_authorization(connection.api_key),
                "Content-Type": "application/json",
                "Accept": "application/json; version=1",
                "User-Agent": USER_AGENT,
            },
            body=json.dumps(update).encode(),
        )


def list_assessments(templates: Sequence[tuple[UUID, str]]) -> dict[str, object]:
    """Return the answer to ``assessment.list``."""
    results = [
        {
            "assessment_type_id": str(template_id),
            "name": title,
            "description": f"An interview about the position {title}"[:_MAX_DESCRIPTION],
        }
        for template_id, title in templates
    ]
    return {"success": True, "results": results}


def answer_with_order(order_id: UUID) -> dict[str, object]:
    """Return the answer to ``assessment.start`` and ``assessment.cancel``."""
    return {"success": True, "results": {"assessment_id": str(order_id)}}


def _describe_result(result: InterviewResult) -> dict[str, object]:
    if result.score is None:
        return _value("score", "Overall score", "string", "None: too little evidence")
    return _value("score", "Overall score (0 to 100)", "numeric_score", result.score)


def _value(identifier: str, label: str, kind: str, value: str | float) -> dict[str, object]:
    return {"identifier": identifier, "label": label, "type": kind, "value": value}
