"""Recorded sessions: one JSON line an event, and beside it what they folded to when recorded.

``python -m tests.replay.streams_of`` records streams for kinds of candidates that have none yet; a
stream that exists is never written again, for it stands for logs that customers hold.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.fakes.live_room import Crash, Room, a_room
from tests.leap import LeapLoop
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import PRACTICE
from vivavoce.live.domain.codec import Encoded, decode, encode
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session, apply

Talk = Callable[[Room], Awaitable[None]]
FOLDER = Path(__file__).parent / "streams"


def read_stream(file: Path) -> tuple[Recorded, ...]:
    """Return a stored session, raised to today's versions."""
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Recorded(
            line["seq"],
            datetime.fromisoformat(line["at"]),
            decode(Encoded(line["type"], line["v"], line["open"], line["personal"])),
        )
        for line in lines
    )


def stream_lines(records: Iterable[Recorded]) -> Iterable[str]:
    for record in records:
        stored = encode(record.event)
        line: dict[str, Any] = {
            "seq": record.seq,
            "at": record.at.isoformat(),
            "type": stored.type,
            "v": stored.v,
            "open": stored.open,
            "personal": stored.personal,
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True)


def snapshots(records: Iterable[Recorded]) -> list[Json]:
    """Return what a reader cares about after each event."""
    state: Session | None = None
    shots = []
    for record in records:
        state = apply(state, record)
        shots.append(
            {
                "seq": state.seq,
                "status": state.status,
                "turns": len(state.turns),
                "answered": sorted(state.answered),
                "used_s": round(state.used(record.at).total_seconds(), 3),
                "threads": [
                    [t.question_id, sorted(t.found), t.probes, t.dry, t.answers]
                    for t in state.threads
                ],
            }
        )
    return shots


async def _expert(room: Room) -> None:
    await (await room.connect()).interview(planned)


async def _vague(room: Room) -> None:
    call = await room.connect()
    await call.interview(lambda _: "Well, it was difficult, but we managed somehow.")


async def _cut_off(room: Room) -> None:
    call = await room.connect()
    await call.consent()
    await call.until_asked()
    await call.say("Could you repeat that?")
    await call.until_asked()
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await call.send({"type": "PAUSE"})
    await room.clock.sleep(40)
    await call.send({"type": "RESUME"})
    await call.drop()
    async with Crash(room.tools("worker-2")) as doomed:
        await room.clock.sleep(20)
        moved = await room.connect(host=doomed)
        await moved.until_asked()
    await room.clock.sleep(2)
    await room.sweep()()
    await room.clock.sleep(130)
    await room.sweep()()


async def _practice(room: Room) -> None:
    call = await room.connect()
    await call.until_asked()
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await call.send({"type": "SKIP"})
    await call.until_asked()
    await call.send({"type": "END"})
    await call.until("ENDED")


_KINDS: dict[str, tuple[Talk, dict[str, Any]]] = {
    "expert": (_expert, {}),
    "vague": (_vague, {}),
    "cut-off": (_cut_off, {}),
    "practice": (
        _practice,
        {
            "profile": PRACTICE,
            "persona_id": "kapil",
            "consent_given": "2026-11",
            "consent_method": "click",
        },
    ),
}


async def _record() -> None:
    for name, (talk, request) in _KINDS.items():
        file = FOLDER / f"{name}.jsonl"
        if file.exists():
            continue
        async with a_room(**request) as room:
            await talk(room)
            records = await room.store.load(room.address)
        file.write_text("\n".join(stream_lines(records)) + "\n", encoding="utf-8")
        shots = json.dumps(snapshots(records), indent=0, sort_keys=True)
        file.with_suffix(".folded.json").write_text(shots + "\n", encoding="utf-8")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=LeapLoop) as runner:
        runner.run(_record())
