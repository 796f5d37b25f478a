"""``RoomServer`` over Twirp: every call has an end, and what may be done twice is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.adapters.livekit_server.notices import read_notice
from vivavoce.voice.adapters.livekit_server.sdk import ServerSdk, load_sdk
from vivavoce.voice.domain.calls.sip import why_unanswered
from vivavoce.voice.domain.rooms import Leg, agent_of
from vivavoce.voice.ports.calls import Declined, NotAnswered, NotPlaced, Unsure
from vivavoce.voice.ports.rooms import (
    PASS_S,
    LiveKitFailed,
    LiveKitUnavailable,
    Notice,
    Pass,
)

_log = structlog.get_logger(__name__)
Api = Any  # Any: livekit.api.LiveKitAPI, which is imported late
Answer = TypeVar("Answer")

CALL_S = 4.0
"""Below five seconds the SDK tries nothing again by itself: that is ours to decide."""
TRIES = 3
_PAUSES_S = (0.2, 0.4)
EMPTY_S = 150
"""Longer than a token lives, so that a room outlasts the way into it."""
COME_BACK_S = 150
"""Longer than a session waits for a candidate whose line was lost."""
MOST_PEOPLE = 2
_GONE = "not_found"
_AGENT_S = timedelta(minutes=10)
"""Good for joining; LiveKit renews it for as long as we are in the room."""
_TOO_MANY = 429
_LATE = frozenset({"deadline_exceeded", "canceled"})
"""The server knows no more than we whether it rang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a LiveKit server is reached."""

    url: str
    key: str
    secret: str
    trunk: str | None = None

    def __repr__(self) -> str:
        """Return it without the secret."""
        return f"Access(url={self.url!r})"


class LiveKitServer:
    """One LiveKit server, asked through its SDK."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock

    async def candidate_pass(self, leg: Leg) -> Pass:
        """Return what the candidate joins with: a microphone, ears and messages, nothing else."""
        api = (await load_sdk()).api
        grants = api.VideoGrants(
            room_join=True,
            room=leg.room,
            can_publish=True,
            can_publish_sources=["microphone"],
            can_subscribe=True,
            can_publish_data=True,
            can_update_own_metadata=False,
        )
        token = self._token(api).with_identity(leg.candidate).with_grants(grants)
        return self._pass(leg, token, timedelta(seconds=PASS_S))

    async def agent_pass(self, leg: Leg, epoch: int) -> Pass:
        """Return what we join with."""
        api = (await load_sdk()).api
        grants = api.VideoGrants(
            room_join=True, room=leg.room, can_publish_sources=["microphone"], hidden=False
        )
        token = self._token(api).with_identity(agent_of(epoch)).with_kind("agent")
        return self._pass(leg, token.with_grants(grants), _AGENT_S)

    def _token(self, api: Any) -> Any:  # Any: as imported
        return api.AccessToken(self._access.key, self._access.secret)

    def _pass(self, leg: Leg, token: Any, lasts: timedelta) -> Pass:  # Any: as imported
        expires_at = self._clock.now() + lasts
        return Pass(self._access.url, leg.room, token.with_ttl(lasts).to_jwt(), expires_at)

    async def open_room(self, leg: Leg) -> None:
        """Make the room; making it twice is fine."""

        async def ask(sdk: ServerSdk, api: Api) -> None:
            await api.room.create_room(
                sdk.api.CreateRoomRequest(
                    name=leg.room,
                    empty_timeout=EMPTY_S,
                    departure_timeout=COME_BACK_S,
                    max_participants=MOST_PEOPLE,
                )
            )

        await self._again(ask)

    async def close_room(self, room: str) -> None:
        """Send everybody out and remove the room; one that is gone is fine."""

        async def ask(sdk: ServerSdk, api: Api) -> None:
            await api.room.delete_room(sdk.api.DeleteRoomRequest(room=room))

        with suppress(_Gone):
            await self._again(ask)

    async def who_is_in(self, room: str) -> frozenset[str]:
        """Return the identities in a room; nobody is in one that is gone."""

        async def ask(sdk: ServerSdk, api: Api) -> frozenset[str]:
            request = sdk.api.ListParticipantsRequest(room=room)
            answer = await api.room.list_participants(request)
            return frozenset(one.identity for one in answer.participants)

        try:
            return await self._again(ask)
        except _Gone:
            return frozenset()

    async def remove(self, room: str, identity: str) -> None:
        """Send somebody out; whoever is gone already is fine."""

        async def ask(sdk: ServerSdk, api: Api) -> None:
            request = sdk.api.RoomParticipantIdentity(room=room, identity=identity)
            await api.room.remove_participant(request)

        with suppress(_Gone):
            await self._again(ask)

    async def dial(self, leg: Leg, number: str, *, ring_s: int) -> None:
        """Call ``number`` into the room as its candidate; returns once it is answered."""
        sdk = await load_sdk()
        request = sdk.api.CreateSIPParticipantRequest(
            sip_trunk_id=self._access.trunk,
            sip_call_to=number,
            room_name=leg.room,
            participant_identity=leg.candidate,
            hide_phone_number=True,
            wait_until_answered=True,
        )
        request.ringing_timeout.seconds = ring_s

        # The SDK waits two seconds longer than it may ring.
        try:
            async with asyncio.timeout(ring_s + CALL_S), self._open(sdk) as api:
                await api.sip.create_sip_participant(request)
        except sdk.api.TwirpError as error:
            raise _unplaced(error) from None  # its text may carry the number
        except sdk.aiohttp.ClientConnectorError:
            raise NotPlaced from None
        except (TimeoutError, sdk.aiohttp.ClientError, OSError) as error:
            _log.warning("livekit.away", kind=type(error).__name__)
            raise Unsure from None

    def _open(self, sdk: ServerSdk) -> Any:  # Any: a context manager of an Api
        access, limit = self._access, sdk.aiohttp.ClientTimeout(total=CALL_S)
        return sdk.api.LiveKitAPI(
            access.url, access.key, access.secret, timeout=limit, failover=False
        )

    async def read_notice(self, body: bytes, authorization: str) -> Notice:
        """Return what a webhook says, or raise ``WebhookUnknown``."""
        api = (await load_sdk()).api
        key, secret = self._access.key, self._access.secret
        return read_notice(api, (key, secret), body, authorization, self._clock.now())

    async def _again(self, ask: Callable[[ServerSdk, Api], Awaitable[Answer]]) -> Answer:
        """Ask up to three times: only for what is the same when it is done twice."""
        sdk = await load_sdk()
        for pause_s in _PAUSES_S:
            try:
                return await self._once(ask, sdk, within_s=CALL_S)
            except LiveKitUnavailable:
                await self._clock.sleep(pause_s)
        return await self._once(ask, sdk, within_s=CALL_S)

    async def _once(
        self,
        ask: Callable[[ServerSdk, Api], Awaitable[Answer]],
        sdk: ServerSdk,
        *,
        within_s: float,
    ) -> Answer:
        try:
            async with asyncio.timeout(within_s), self._open(sdk) as api:
                return await ask(sdk, api)
        except sdk.api.TwirpError as error:
            raise _refusal(error) from None
        except (TimeoutError, sdk.aiohttp.ClientError, OSError) as error:
            _log.warning("livekit.away", kind=type(error).__name__)
            raise LiveKitUnavailable from None


class _Gone(LiveKitFailed):
    """The room or the participant is not there any more."""


def _refusal(error: Any) -> VivavoceError:  # Any: livekit.api.TwirpError
    code = str(error.code)
    _log.info("livekit.refused", code=code, status=error.status)
    if code == _GONE:
        return _Gone()
    if code in {"unauthenticated", "permission_denied"}:
        return LiveKitFailed(
            "LiveKit does not accept our key. Check LIVEKIT_API_KEY and its secret."
        )
    return LiveKitUnavailable() if error.status >= 500 else LiveKitFailed()


def _unplaced(error: Any) -> VivavoceError:  # Any: livekit.api.TwirpError
    """Return what became of a call: what may have been dialled is not for asking again."""
    sip_status = getattr(error, "sip_status_code", None)
    _log.info("livekit.not_called", code=error.code, status=error.status, sip_status=sip_status)
    if sip_status is not None:
        return NotAnswered(why_unanswered(sip_status))
    if error.status == _TOO_MANY:
        return NotPlaced()
    return Unsure() if error.status >= 500 or error.code in _LATE else Declined("trunk")
