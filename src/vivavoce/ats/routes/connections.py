"""Routes of the organization's connections to applicant tracking systems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, SecretStr, StrictBool

from vivavoce.ats.domain.connection import (
    MAX_API_KEY_LENGTH,
    MAX_STAGES,
    AtsConnection,
    AtsConnectionChange,
    AtsName,
)
from vivavoce.ats.domain.order import AtsCall
from vivavoce.ats.routes.callbacks import ASHBY_PATH, GREENHOUSE_PATH, LEVER_PATH
from vivavoce.ats.usecases.manage_connections import ManageAtsConnections
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.ids import TenantId

_PATH = "/api/v1/ats/connections"
_TEMPLATE_ID = "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"


class PutAtsConnectionRequest(StrictRequestModel):
    """A connection to an applicant tracking system. What is absent stays as it is."""

    api_key: SecretStr | None = Field(
        None, min_length=1, max_length=MAX_API_KEY_LENGTH, examples=["4c0e7f2b9a"]
    )
    """The key with which the system is called, at most 170 characters. For Greenhouse, it is the key of
    your organization that you gave to Greenhouse. Required for a new connection."""
    signing_token: SecretStr | None = Field(
        None, min_length=1, max_length=MAX_API_KEY_LENGTH, examples=["f4376fa4ad4cf1c7"]
    )
    """Lever only: the signature token of the webhook. Required for a new connection to Lever."""
    api_url: str | None = Field(None, max_length=300, examples=["https://api.eu.lever.co/v1"])
    """The address of the system's API, if it is not the usual one."""
    stage_templates: dict[str, UUID] | None = Field(
        None,
        max_length=MAX_STAGES,
        examples=[{"51adf7b1-1e2f-4b3c-9a55-0c6b4c2b9f10": _TEMPLATE_ID}],
    )
    """Lever only: the template of the interviews that a stage starts, by the id of the stage."""
    is_active: StrictBool = True
    """Whether orders are accepted and outcomes are reported. False deletes the credentials."""


class AtsCallResponse(CamelModel):
    """One call between a system and this installation."""

    direction: Literal["received", "sent"]
    """`received`: the system called this installation. `sent`: this installation called the system."""
    operation: str = Field(examples=["send_test"])
    """What was called, as the system names it."""
    at: datetime = Field(examples=["2026-11-22T09:12:04Z"])
    """When the call was made."""
    is_successful: bool
    """Whether the call was accepted."""
    status: int | None = Field(examples=[200])
    """The HTTP status; null if there was no response."""
    error: str | None = Field(examples=["The address is not one of this system."])
    """Why the call was not accepted; null if it was."""
    interview_id: UUID | None = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The interview that the call was about; null if none."""


class AtsConnectionResponse(CamelModel):
    """A connection. Its secrets are never shown."""

    ats: AtsName
    """The applicant tracking system that is connected."""
    is_active: bool
    """Whether orders are accepted and outcomes are reported."""
    api_url: str = Field(examples=["https://api.ashbyhq.com"])
    """The address of the system's API."""
    api_key_ending: str = Field(examples=["2b9a"])
    """The last four characters of the key; empty for a short key, and while the connection is off."""
    stage_templates: dict[str, UUID]
    """The template of the interviews that a stage starts, by the id of the stage; empty except for
    Lever."""
    addresses: list[str] = Field(examples=[[f"{GREENHOUSE_PATH}/list_tests"]])
    """What the system calls, below the address of this installation."""
    connected_at: datetime
    """When it was connected."""
    changed_at: datetime
    """When it was last changed."""
    calls: list[AtsCallResponse]
    """At most 20 calls of the last 30 days, newest first; none for a test key."""


class AtsConnectionListResponse(CamelModel):
    """The organization's connections."""

    data: list[AtsConnectionResponse]
    """The connections, by the name of the system."""


def build_ats_connection_router(connections: ManageAtsConnections) -> APIRouter:
    """Return the routes of connections."""
    router = make_strict_router("ats")

    @router.get(_PATH)
    async def list_ats_connections(caller: CurrentCaller) -> AtsConnectionListResponse:
        """List the applicant tracking systems of the organization, with their last calls and errors."""
        found = await connections.list(caller)
        return AtsConnectionListResponse(
            data=[_to_response(caller.tenant_id, one, calls) for one, calls in found]
        )

    @router.put(f"{_PATH}/{{ats}}")
    async def put_ats_connection(
        ats: AtsName, body: PutAtsConnectionRequest, caller: CurrentCaller
    ) -> AtsConnectionResponse:
        """Connect an applicant tracking system, change its connection, or switch it off.

        Switching it off deletes the credentials. Interviews that the system ordered remain.
        """
        change = AtsConnectionChange(
            api_key=_reveal(body.api_key),
            signing_token=_reveal(body.signing_token),
            api_url=body.api_url,
            stage_templates=body.stage_templates,
            is_active=body.is_active,
        )
        return _to_response(caller.tenant_id, *await connections.put(caller, ats, change))

    return router


def _reveal(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


_ENDING_LENGTH = 4
_MIN_LENGTH_WITH_ENDING = 12


def _to_response(
    tenant_id: TenantId, connection: AtsConnection, calls: Sequence[AtsCall]
) -> AtsConnectionResponse:
    key = connection.api_key
    return AtsConnectionResponse(
        ats=connection.ats,
        is_active=connection.is_active,
        api_url=connection.api_url,
        api_key_ending=key[-_ENDING_LENGTH:] if len(key) >= _MIN_LENGTH_WITH_ENDING else "",
        stage_templates=dict(connection.stage_templates),
        addresses=_list_addresses(tenant_id, connection.ats),
        connected_at=connection.connected_at,
        changed_at=connection.changed_at,
        calls=[_to_call(call) for call in calls],
    )


def _list_addresses(tenant_id: TenantId, ats: AtsName) -> list[str]:
    if ats == "lever":
        return [LEVER_PATH.format(tenant_id=tenant_id)]
    if ats == "ashby":
        return [f"{ASHBY_PATH}/assessment.{name}" for name in ("list", "start", "cancel")]
    names = ("list_tests", "send_test", "test_status", "response_error")
    return [f"{GREENHOUSE_PATH}/{name}" for name in names]


def _to_call(call: AtsCall) -> AtsCallResponse:
    return AtsCallResponse(
        direction=call.direction,
        operation=call.operation,
        at=call.at,
        is_successful=call.is_successful,
        status=call.status,
        error=call.error,
        interview_id=call.interview_id,
    )
