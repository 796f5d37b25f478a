"""Applicant tracking systems as their published documents describe them; none of them is the real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vivavoce.ats.domain.order import AtsOutboundCall

KEY = "4c0e7f2b9a55d1"
TOKEN = "f4376fa4ad4cf1c7"
TEMPLATE = UUID("0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55")
STAGE = "51adf7b1-1e2f-4b3c-9a55-0c6b4c2b9f10"
Json = dict[str, Any]


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


@dataclass
class GreenhouseServer:
    """Takes the PATCH of a completed test."""

    api_url: str = "https://app.greenhouse.io"
    completed: list[str] = field(default_factory=list)

    def order(self, number: int = 1, email: str | None = "harry@example.com") -> Json:
        candidate = {"first_name": "Harry", "last_name": "Example", "phone_number": "123-456"}
        return {
            "partner_test_id": str(TEMPLATE),
            "candidate": candidate | ({} if email is None else {"email": email}),
            "url": f"{self.api_url}/integrations/testing_partners/take_home_tests/{number}",
        }

    def answer(self, call: AtsOutboundCall) -> tuple[int, Json | None]:
        if call.headers.get("Authorization") != basic(KEY):
            return 401, None
        if call.method != "PATCH" or call.body:
            return 400, None
        self.completed.append(call.url)
        return 204, None

    @property
    def reports(self) -> list[Json]:
        return [{"url": url} for url in self.completed]


@dataclass
class AshbyServer:
    """Takes ``assessment.update``, and refuses what its document does not allow."""

    api_url: str = "https://api.ashbyhq.com"
    reports: list[Json] = field(default_factory=list)

    def order(self, number: int = 1, email: str | None = "harry@example.com") -> Json:
        candidate = {"ashby_id": "c1", "first_name": "Harry", "last_name": "Example"}
        return {
            "assessment_type_id": str(TEMPLATE),
            "candidate": candidate | ({} if email is None else {"email": email}),
            "application": {"ashby_id": f"application-{number}", "status": "Active"},
            "job": {"ashby_id": "j1", "name": "Buyer"},
        }

    def answer(self, call: AtsOutboundCall) -> tuple[int, Json | None]:
        if call.headers.get("Authorization") != basic(KEY):
            return 401, None
        if (call.method, call.url) != ("POST", f"{self.api_url}/assessment.update"):
            return 404, None
        body = json.loads(call.body)
        if wrong := _find_wrong_update(body):
            return 400, {"success": False, "errors": [wrong]}
        self.reports.append(body)
        return 200, {"success": True, "results": {}}


_KINDS = {"numeric_score", "numeric_duration_minutes", "url", "string", "boolean_success"}


def _find_wrong_update(body: Json) -> str:
    if not isinstance(body.get("assessment_id"), str) or not isinstance(body.get("timestamp"), int):
        return "assessment_id or timestamp"
    if "cancelled_reason" not in body and "assessment_status" not in body:
        return "assessment_status"
    if "assessment_result" in body and body.get("assessment_profile_url", {}).get("type") != "url":
        return "assessment_profile_url"
    values = [value for value in body.values() if isinstance(value, dict)]
    values += body.get("metadata", [])
    if any(set(one) != {"identifier", "label", "type", "value"} for one in values):
        return "a value"
    identifiers = [one["identifier"] for one in values]
    if len(identifiers) != len(set(identifiers)):
        return "an identifier twice"
    return "" if all(one["type"] in _KINDS for one in values) else "a type"


@dataclass
class LeverServer:
    """Signs its webhooks, gives an opportunity, and takes notes."""

    api_url: str = "https://api.lever.co/v1"
    reports: list[Json] = field(default_factory=list)
    email: str | None = "harry@example.com"

    def order(self, number: int = 1, email: str | None = "harry@example.com") -> Json:
        self.email = email
        return self.event({"toStageId": STAGE, "opportunityId": f"opportunity-{number}"})

    def event(self, data: Json, *, name: str = "candidateStageChange", key: str = TOKEN) -> Json:
        token, at = "7a1f0c", 1_795_171_257_000
        digest = hmac.new(key.encode(), f"{token}{at}".encode(), hashlib.sha256).hexdigest()
        signed = {"token": token, "triggeredAt": at, "signature": digest}
        return {"id": "w1", "event": name, "data": data, **signed}

    def answer(self, call: AtsOutboundCall) -> tuple[int, Json | None]:
        if call.headers.get("Authorization") != basic(KEY):
            return 401, None
        opportunity = f"{self.api_url}/opportunities/opportunity-1"
        if (call.method, call.url) == ("GET", opportunity):
            emails = [] if self.email is None else [self.email]
            data = {"id": "opportunity-1", "name": "Harry Example", "emails": emails}
            return 200, {"data": {**data, "phones": [{"type": None, "value": "123-456"}]}}
        if (call.method, call.url) == ("POST", f"{opportunity}/notes"):
            body = json.loads(call.body)
            if not isinstance(body.get("value"), str):
                return 400, {"code": "BadRequestError", "message": "value"}
            self.reports.append(body)
            return 201, {"data": {"id": "n1"}}
        return 404, {"code": "ResourceNotFound", "message": call.url}
