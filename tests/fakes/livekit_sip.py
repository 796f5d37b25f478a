"""Phones behind LiveKit's SIP bridge: a callee is a participant of the room from the first ring.

As the bridge does it: the attribute ``sip.callStatus`` goes from dialing over ringing to active, who is not
reached leaves with a reason that does not tell busy from declined, and the request then fails with the
network's own status.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from google.protobuf.message import Message
from livekit.protocol import models, sip
from starlette.responses import Response
from tests.fakes.livekit_rooms import make_participant
from tests.fakes.livekit_server import LiveKitDouble, twirp_error

from vivavoce.app.demo.phone_provider import CallBehavior

_CALL = "sip.callStatus"
_STATUS = {"busy": 486, "no-answer": 480, "canceled": 487, "failed": 503}
_AWAY = (404, 480, 487)
_NETWORK_S, _AGENT_S = 0.5, 5.0


@dataclass
class BridgedCall:
    """One order that was taken, and who was called."""

    asked: Any
    who: Any
    network: asyncio.Future[int] = field(default_factory=asyncio.Future)
    """Its status: 200 once the callee answered."""
    was_hung_up: bool = False
    """Whether we ended it, and nobody who was called."""
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


class BridgedLine:
    """The handset of a callee who answered."""

    def __init__(self, bridge: Bridge, call: BridgedCall) -> None:
        self._bridge = bridge
        self._call = call

    async def press_key(self, key: str) -> None:
        pressed = SimpleNamespace(digit=key, participant=self._call.who)
        self._bridge.tell(self._call, "sip_dtmf_received", pressed)

    async def drop_connection(self) -> None:
        self._bridge.leaves(self._call, "CLIENT_INITIATED")


class Bridge:
    """The SIP bridge of a LiveKit server: what was ordered, and who picks up next."""

    def __init__(self, server: LiveKitDouble) -> None:
        self.behaviors: list[CallBehavior] = []
        """One for each call, in order; when there is none left, everybody answers and says nothing."""
        self.calls: list[BridgedCall] = []
        self.response_delay_s = 0.0
        """Calls at once, but is so late to say how it went."""
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()
        server.bridge = self.take

    @property
    def orders(self) -> int:
        """How many calls were requested."""
        return len(self.calls)

    async def take(self, asked: Any) -> Message | Response:
        """Call a candidate into a room, and answer as the server does."""
        identity = asked.participant_identity
        call = BridgedCall(asked, make_participant(identity, **{_CALL: "dialing"}))
        self.calls.append(call)
        room = self._server.rooms[asked.room_name]
        room.people[identity] = lambda _: self._hung_up(call)
        room.called[identity] = call.who
        self.tell(call, "participant_connected", call.who)
        pickup = self.behaviors.pop(0) if self.behaviors else CallBehavior()
        task = asyncio.ensure_future(self._lead(call, pickup))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        status = await asyncio.shield(call.network)
        await asyncio.sleep(self.response_delay_s)
        if status != 200:
            meta = {"sip_status_code": str(status)}
            return twirp_error("resource_exhausted", 429, **meta)
        return sip.SIPParticipantInfo(
            participant_identity=identity, room_name=asked.room_name, sip_call_id="SCL_1"
        )

    async def _lead(self, call: BridgedCall, pickup: CallBehavior) -> None:
        await self._network_found(call)
        if pickup.outcome == "silence":
            return
        self._status(call, "ringing")
        await asyncio.sleep(pickup.ringing_s)
        if call.is_over.is_set():
            return
        if pickup.outcome != "answer":
            status = int(pickup.sip or _STATUS[pickup.outcome])
            self.leaves(call, _reason(status))
            call.network.set_result(status)
            return
        self._status(call, "active")
        call.network.set_result(200)
        if pickup.hold_call is not None:
            talking = asyncio.ensure_future(pickup.hold_call(BridgedLine(self, call)))  # type: ignore[arg-type]
            await call.is_over.wait()
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)

    async def _network_found(self, call: BridgedCall) -> None:
        """The network takes a while; by then an agent is in the room, where there is one at all."""
        await asyncio.sleep(_NETWORK_S)
        server, room = self._server, call.asked.room_name
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AGENT_S):
                while room in server.rooms and not server.agents_in(room):  # noqa: ASYNC110 - asks from outside
                    await asyncio.sleep(0.05)

    def _status(self, call: BridgedCall, status: str) -> None:
        call.who.attributes[_CALL] = status
        self.tell(call, "participant_attributes_changed", call.who, {_CALL: status})

    def leaves(self, call: BridgedCall, reason: str) -> None:
        """Who was called leaves the room."""
        if call.is_over.is_set():
            return
        call.is_over.set()
        self._status(call, "hangup")
        call.who.disconnect_reason = models.DisconnectReason.Value(reason)
        self._server.leave(call.asked.room_name, call.asked.participant_identity)
        self.tell(call, "participant_disconnected", call.who)

    def _hung_up(self, call: BridgedCall) -> None:
        if not call.is_over.is_set():
            call.was_hung_up = True
            self.leaves(call, "ROOM_DELETED")
        if not call.network.done():
            call.network.set_result(487)

    def tell(self, call: BridgedCall, event: str, *about: object) -> None:
        """Tell whoever is in the call's room."""
        room = self._server.rooms.get(call.asked.room_name)
        if room is not None:
            room.tell(event, *about)

    async def close(self) -> None:
        """End what runs."""
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _reason(status: int) -> str:
    if status >= 500 and status < 600:
        return "SIP_TRUNK_FAILURE"
    return "USER_UNAVAILABLE" if status in _AWAY else "USER_REJECTED"
