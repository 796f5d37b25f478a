"""One leg that we hold: be in its room alone with the candidate, and join them to the talk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog

from vivavoce.contracts.calls import NotReachedBecause
from vivavoce.contracts.sound import Answers, Talk, Transport, Voiced, Wish
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import Ids
from vivavoce.voice.domain.rooms import epoch_in
from vivavoce.voice.ports.rooms import (
    Came,
    Cut,
    Ended,
    EnterRoom,
    Held,
    JoinedRoom,
    Left,
    Pressed,
    Rings,
    RoomServer,
    Said,
    Stranger,
)
from vivavoce.voice.ports.spoken import Attached, Conversation, Converse, SpokenSessions
from vivavoce.voice.usecases.calls_in_rooms import CallsInRooms
from vivavoce.voice.usecases.keys import press

_log = structlog.get_logger(__name__)

WAIT_S = 150.0
"""So long we are in a room without its candidate: longer than a token lasts, or a session waits for them."""
SETTLE_S = 3.0
"""So long whoever dialled may take to say more exactly than the room why nobody answered."""
Outcome = Literal["done", "cut", "fenced"]
"""Nobody needs the leg any more, it wants somebody else at once, or somebody else has it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTools:
    """What being in rooms stands on."""

    server: RoomServer
    enter: EnterRoom
    sessions: SpokenSessions
    calls: CallsInRooms
    converse: Converse
    clock: Clock
    ids: Ids
    is_stopping: Callable[[], bool] = lambda: False
    """Whether this process hands its talks on."""


@dataclass(slots=True)
class _Sound:
    """What joins the room's sound to the talk, once the session asked for it."""

    leg_id: str
    talk: Talk | None = None
    conversation: Conversation | None = None


class AttendRoom:
    """Holds one leg: brings its candidate to the session, as often as they come."""

    def __init__(self, held: Held, tools: RoomTools) -> None:
        self._held = held
        self._leg = held.leg
        self._tools = tools

    async def __call__(self) -> Outcome:
        """Return what becomes of the leg when we are done with it; the room is left by then."""
        tools, leg = self._tools, self._leg
        await tools.server.open_room(leg)
        if not await self._send_others_out():
            return "fenced"
        key = await tools.server.agent_pass(leg, self._held.epoch)
        async with tools.enter(leg, key) as room:
            # Whoever was still on the way in when we looked is seen now.
            if not await self._send_others_out():
                return "fenced"
            outcome = await self._be_there(room)
        if outcome == "done":
            await tools.server.close_room(leg.room)
        return outcome

    async def _send_others_out(self) -> bool:
        """Remove who held the room before us; False when somebody holds it after us."""
        server, room = self._tools.server, self._leg.room
        for identity in await server.who_is_in(room):
            if not await self._deal_with(identity):
                return False
        return True

    async def _deal_with(self, identity: str) -> bool:
        """Send a stranger out; False when it is our successor."""
        mine = self._held.epoch
        epoch = epoch_in(identity)
        if identity == self._leg.candidate or epoch == mine:
            return True
        if epoch is not None and epoch > mine:
            return False
        _log.info("livekit.sent_out", is_agent=epoch is not None)
        await self._tools.server.remove(self._leg.room, identity)
        return True

    async def _be_there(self, room: JoinedRoom) -> Outcome:
        # Who hung up while nobody held the room is not waited for.
        if not room.is_candidate_there and await self._tools.calls.lost(self._leg.id):
            return "done"
        while True:
            came = await self._wait_for_candidate(room)
            if came is not None:
                return came
            outcome = await self._talk(room)
            if outcome is not None:
                return outcome

    async def _wait_for_candidate(self, room: JoinedRoom) -> Outcome | None:
        """Return None when the candidate is there, else what becomes of the leg."""
        try:
            async with asyncio.timeout(WAIT_S):
                while not room.is_candidate_there:
                    match await room.next():
                        case Cut():
                            return "cut"
                        case Stranger(identity) if not await self._deal_with(identity):
                            return "fenced"
                        case Rings():
                            await self._tools.calls.rings(self._leg)
                        case Left(why) if why is not None:
                            return await self._unanswered(why)
                        case _:
                            pass
        except TimeoutError:
            return "done"
        return None

    async def _unanswered(self, why: NotReachedBecause) -> Outcome:
        await self._tools.clock.sleep(SETTLE_S)
        await self._tools.calls.not_reached(self._leg, why)
        return "done"

    async def _talk(self, room: JoinedRoom) -> Outcome | None:
        """Lead the candidate's talk until they leave, or the leg ends; who is called leaves for good."""
        if not room.is_by_phone:
            return await self._lead(room, "livekit", None)
        calls = self._tools.calls
        joined = await calls.take_up(self._leg)
        if joined is None:
            return "done"
        outcome = await self._lead(room, "phone", "spoken")
        if outcome in ("cut", "fenced"):  # whoever holds the leg next goes on with the same call
            return outcome
        await calls.gone(joined)
        return "done"

    async def _lead(
        self, room: JoinedRoom, transport: Transport, answers: Answers | None
    ) -> Outcome | None:
        """Lead the candidate's talk until they leave (None), or the leg ends."""
        leg_id, leg = str(self._tools.ids.new()), self._leg
        sound = _Sound(leg_id)

        async def open_sound(talk: Talk, language: str) -> Voiced:
            sound.talk = talk
            wish = Wish(leg_id=leg_id, language=language, answers=answers, dialect="livekit")
            ends = room.microphone(), room.loudspeaker()
            sound.conversation = await self._tools.converse(talk, *ends, wish)
            return sound.conversation

        try:
            attached = await self._tools.sessions.join(
                tenant_id=leg.tenant_id,
                session_id=leg.session_id,
                leg_id=leg_id,
                transport=transport,
                open=open_sound,
            )
        except VivavoceError as error:
            _log.info("livekit.not_attached", code=error.code)
            await room.send({"type": "ERROR", "code": error.code, "message": error.detail})
            return "done"
        try:
            async with asyncio.TaskGroup() as tasks:
                watch = tasks.create_task(_tell_of_end(attached, leg_id, room))
                try:
                    return await self._carry(room, attached, sound)
                finally:
                    watch.cancel()
        finally:
            # Also where the leg is somebody else's by now: the sound is this process's own to end.
            await attached.hang_up()

    async def _carry(self, room: JoinedRoom, attached: Attached, sound: _Sound) -> Outcome | None:
        """Carry what happens in the room to the talk."""
        while True:
            match await room.next():
                case Ended(how, leg_id):
                    if leg_id == sound.leg_id:
                        return "cut" if how == "moved" else "done"
                case Cut(reason):
                    _log.info("livekit.cut", reason=reason)
                    await attached.hang_up()
                    return "cut"
                case Left():
                    await attached.hang_up()
                    return None
                case Rings() | Came():
                    pass
                case Stranger(identity):
                    if not await self._deal_with(identity):
                        return "fenced"
                case Said() | Pressed() as happening:
                    await _pass_on(happening, sound)


async def _tell_of_end(attached: Attached, leg_id: str, room: JoinedRoom) -> None:
    room.happen(Ended(await attached.ended(), leg_id))


async def _pass_on(happening: Said | Pressed, sound: _Sound) -> None:
    """Give the talk a message or a key; before there is sound, and when it takes none, it is dropped."""
    talk, conversation = sound.talk, sound.conversation
    if talk is None or conversation is None:
        return
    with suppress(VivavoceError):
        if isinstance(happening, Pressed):
            await press(happening.key, talk, conversation)
            return
        kind, text = _read(happening.raw)
        if kind == "AUDIO_END":
            await conversation.done()
        elif kind == "TEXT" and text:
            await talk.typed(text)


def _read(raw: str) -> tuple[str, str]:
    """Return the type of a message of ours and its words; nothing of what is none."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(document, dict):
        return "", ""
    kind, text = document.get("type"), document.get("text")
    words = text.strip() if isinstance(text, str) and "\0" not in text else ""
    return kind if isinstance(kind, str) else "", words
