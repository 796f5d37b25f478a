"""``RoomServer`` over Twirp, and the verification of LiveKit's webhooks.

Every call has a timeout, and idempotent calls are retried. A webhook's body must be signed with our secret
and its event recent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.adapters.livekit.guarded_loading import LiveKitServerSdk, load_sdk
from vivavoce.voice.domain.calls.twilio import failure_reason_for_status
from vivavoce.voice.domain.rooms import RoomConnection, agent_identity
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotAnsweredError,
    CallNotPlacedError,
    CallOutcomeUnknownError,
)
from vivavoce.voice.ports.rooms import (
    CANDIDATE_TOKEN_TTL_S,
    InvalidLiveKitWebhookError,
    LiveKitRequestError,
    LiveKitUnavailableError,
    LiveKitWebhookEvent,
    RoomCredentials,
)

MAX_WEBHOOK_AGE = timedelta(minutes=10)
"""LiveKit retries a delivery for some minutes; anything older is rejected as a replay."""


def verify_webhook(
    api: Any,  # Any: livekit.api, which is imported late
    credentials: tuple[str, str],
    body: bytes,
    authorization: str,
    now: datetime,
) -> LiveKitWebhookEvent:
    """Verify a webhook and return its event, or raise ``InvalidLiveKitWebhookError``."""
    token = authorization.removeprefix("Bearer ").strip()
    try:
        event = api.WebhookReceiver(api.TokenVerifier(*credentials)).receive(body.decode(), token)
    except (
        Exception
    ) as error:  # the SDK raises plain exceptions; what it cannot read is not from LiveKit
        raise InvalidLiveKitWebhookError from error
    at = datetime.fromtimestamp(event.created_at, UTC)
    if not now - MAX_WEBHOOK_AGE <= at <= now + MAX_WEBHOOK_AGE:
        raise InvalidLiveKitWebhookError
    return LiveKitWebhookEvent(event.event, event.room.name, at, event.participant.identity)


_log = structlog.get_logger(__name__)
Api = Any  # Any: livekit.api.LiveKitAPI, which is imported late
Answer = TypeVar("Answer")

REQUEST_TIMEOUT_S = 4.0
"""Seconds; below five, the SDK does not retry by itself, so that retries are decided here."""
MAX_ATTEMPTS = 3
_RETRY_DELAYS_S = (0.2, 0.4)
EMPTY_ROOM_TIMEOUT_S = 150
"""Seconds; longer than a token is valid, so that the room exists until the candidate joins."""
DEPARTURE_TIMEOUT_S = 150
"""Seconds; longer than a session waits for a candidate whose connection was lost."""
MAX_PARTICIPANTS = 2
_NOT_FOUND_CODE = "not_found"
_AGENT_TOKEN_TTL = timedelta(minutes=10)
"""For joining only; LiveKit renews the token while the agent is in the room."""
_TOO_MANY_REQUESTS = 429
_UNKNOWN_OUTCOME_CODES = frozenset({"deadline_exceeded", "canceled"})
"""The server does not know either whether it rang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveKitCredentials:
    """URL and credentials of a LiveKit server."""

    url: str
    key: str
    secret: str
    trunk: str | None = None

    def __repr__(self) -> str:
        """Omit the key and the secret."""
        return f"Access(url={self.url!r})"


class LiveKitRoomServer:
    """One LiveKit server, accessed through its SDK."""

    def __init__(self, credentials: LiveKitCredentials, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock

    async def issue_candidate_credentials(self, connection: RoomConnection) -> RoomCredentials:
        """Return credentials for the candidate: one microphone track, subscribing and messages only."""
        api = (await load_sdk()).api
        grants = api.VideoGrants(
            room_join=True,
            room=connection.room_name,
            can_publish=True,
            can_publish_sources=["microphone"],
            can_subscribe=True,
            can_publish_data=True,
            can_update_own_metadata=False,
        )
        token = (
            self._new_token(api).with_identity(connection.candidate_identity).with_grants(grants)
        )
        return self._build_credentials(connection, token, timedelta(seconds=CANDIDATE_TOKEN_TTL_S))

    async def issue_agent_credentials(
        self, connection: RoomConnection, epoch: int
    ) -> RoomCredentials:
        """Return credentials for the agent that holds the lease."""
        api = (await load_sdk()).api
        grants = api.VideoGrants(
            room_join=True,
            room=connection.room_name,
            can_publish_sources=["microphone"],
            hidden=False,
        )
        token = self._new_token(api).with_identity(agent_identity(epoch)).with_kind("agent")
        return self._build_credentials(connection, token.with_grants(grants), _AGENT_TOKEN_TTL)

    def _new_token(self, api: Any) -> Any:  # Any: as imported
        return api.AccessToken(self._credentials.key, self._credentials.secret)

    def _build_credentials(
        self, connection: RoomConnection, token: Any, lifetime: timedelta
    ) -> RoomCredentials:  # Any: as imported
        expires_at = self._clock.now() + lifetime
        return RoomCredentials(
            self._credentials.url,
            connection.room_name,
            token.with_ttl(lifetime).to_jwt(),
            expires_at,
        )

    async def create_room(self, connection: RoomConnection) -> None:
        """Create the room; creating it twice is fine."""

        async def ask(sdk: LiveKitServerSdk, api: Api) -> None:
            await api.room.create_room(
                sdk.api.CreateRoomRequest(
                    name=connection.room_name,
                    empty_timeout=EMPTY_ROOM_TIMEOUT_S,
                    departure_timeout=DEPARTURE_TIMEOUT_S,
                    max_participants=MAX_PARTICIPANTS,
                )
            )

        await self._request_with_retry(ask)

    async def delete_room(self, room_name: str) -> None:
        """Delete the room and disconnect everyone in it; a room that is gone is fine."""

        async def ask(sdk: LiveKitServerSdk, api: Api) -> None:
            await api.room.delete_room(sdk.api.DeleteRoomRequest(room=room_name))

        with suppress(_RoomNotFoundError):
            await self._request_with_retry(ask)

    async def list_participants(self, room_name: str) -> frozenset[str]:
        """Return the identities in a room; empty for a room that is gone."""

        async def ask(sdk: LiveKitServerSdk, api: Api) -> frozenset[str]:
            request = sdk.api.ListParticipantsRequest(room=room_name)
            answer = await api.room.list_participants(request)
            return frozenset(participant.identity for participant in answer.participants)

        try:
            return await self._request_with_retry(ask)
        except _RoomNotFoundError:
            return frozenset()

    async def remove_participant(self, room_name: str, identity: str) -> None:
        """Remove a participant; one who has already left is fine."""

        async def ask(sdk: LiveKitServerSdk, api: Api) -> None:
            request = sdk.api.RoomParticipantIdentity(room=room_name, identity=identity)
            await api.room.remove_participant(request)

        with suppress(_RoomNotFoundError):
            await self._request_with_retry(ask)

    async def dial_participant(
        self, connection: RoomConnection, number: str, *, ring_s: int
    ) -> None:
        """Call ``number`` into the room as its candidate; return once the call is answered.

        Raises the errors of ``TelephonyProvider.place_call``.
        """
        sdk = await load_sdk()
        request = sdk.api.CreateSIPParticipantRequest(
            sip_trunk_id=self._credentials.trunk,
            sip_call_to=number,
            room_name=connection.room_name,
            participant_identity=connection.candidate_identity,
            hide_phone_number=True,
            wait_until_answered=True,
        )
        request.ringing_timeout.seconds = ring_s

        # The SDK waits two seconds longer than the ringing timeout.
        try:
            async with asyncio.timeout(ring_s + REQUEST_TIMEOUT_S), self._open_client(sdk) as api:
                await api.sip.create_sip_participant(request)
        except sdk.api.TwirpError as error:
            raise _to_call_error(error) from None  # its text may contain the number
        except sdk.aiohttp.ClientConnectorError:
            raise CallNotPlacedError from None
        except (TimeoutError, sdk.aiohttp.ClientError, OSError) as error:
            _log.warning("livekit.unavailable", kind=type(error).__name__)
            raise CallOutcomeUnknownError from None

    def _open_client(self, sdk: LiveKitServerSdk) -> Any:  # Any: a context manager of an Api
        access, limit = self._credentials, sdk.aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
        return sdk.api.LiveKitAPI(
            access.url, access.key, access.secret, timeout=limit, failover=False
        )

    async def verify_webhook(self, body: bytes, authorization: str) -> LiveKitWebhookEvent:
        """Verify a webhook and return its event, or raise ``InvalidLiveKitWebhookError``."""
        api = (await load_sdk()).api
        key, secret = self._credentials.key, self._credentials.secret
        return verify_webhook(api, (key, secret), body, authorization, self._clock.now())

    async def _request_with_retry(
        self, request: Callable[[LiveKitServerSdk, Api], Awaitable[Answer]]
    ) -> Answer:
        """Send an idempotent request, up to three times."""
        sdk = await load_sdk()
        for pause_s in _RETRY_DELAYS_S:
            try:
                return await self._request(request, sdk, timeout_s=REQUEST_TIMEOUT_S)
            except LiveKitUnavailableError:
                await self._clock.sleep(pause_s)
        return await self._request(request, sdk, timeout_s=REQUEST_TIMEOUT_S)

    async def _request(
        self,
        request: Callable[[LiveKitServerSdk, Api], Awaitable[Answer]],
        sdk: LiveKitServerSdk,
        *,
        timeout_s: float,
    ) -> Answer:
        try:
            async with asyncio.timeout(timeout_s), self._open_client(sdk) as api:
                return await request(sdk, api)
        except sdk.api.TwirpError as error:
            raise _to_livekit_error(error) from None
        except (TimeoutError, sdk.aiohttp.ClientError, OSError) as error:
            _log.warning("livekit.unavailable", kind=type(error).__name__)
            raise LiveKitUnavailableError from None


class _RoomNotFoundError(LiveKitRequestError):
    """The room or the participant does not exist any more."""


def _to_livekit_error(error: Any) -> VivavoceError:  # Any: livekit.api.TwirpError
    code = str(error.code)
    _log.info("livekit.refused", code=code, status=error.status)
    if code == _NOT_FOUND_CODE:
        return _RoomNotFoundError()
    if code in {"unauthenticated", "permission_denied"}:
        return LiveKitRequestError(
            "LiveKit rejected the API key. Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET."
        )
    return LiveKitUnavailableError() if error.status >= 500 else LiveKitRequestError()


def _to_call_error(error: Any) -> VivavoceError:  # Any: livekit.api.TwirpError
    """Return the error of a failed call; a call that may have been dialed must not be retried."""
    sip_status = getattr(error, "sip_status_code", None)
    _log.info("livekit.not_called", code=error.code, status=error.status, sip_status=sip_status)
    if sip_status is not None:
        return CallNotAnsweredError(failure_reason_for_status(sip_status))
    if error.status == _TOO_MANY_REQUESTS:
        return CallNotPlacedError()
    return (
        CallOutcomeUnknownError()
        if error.status >= 500 or error.code in _UNKNOWN_OUTCOME_CODES
        else CallDeclinedError("trunk")
    )
