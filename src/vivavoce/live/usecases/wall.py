"""The wall of live sessions: hosts say twice a second what moved, and every wall is read from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.envelope import Json
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain.broker import Happened, Stumbled
from vivavoce.live.domain.live_card import Card, card_of, is_personal
from vivavoce.live.domain.live_wall import Board, changed, initials_of, shown, totals
from vivavoce.live.ports import Address
from vivavoce.live.ports.staff import Boards, Names
from vivavoce.live.usecases.viewing import Viewing, written

KEEP_EVERY_S, SHOW_EVERY_S = 0.5, 0.4
"""Together less than a second: so old is what a wall shows at most, beside two statements."""
_MOST_NAMES = 20_000


class Seat:
    """Follows one hosted session from beside it, and knows how it stands."""

    name = "wall"

    def __init__(self, address: Address, keep: KeepWall) -> None:
        self.address = address
        self._keep = keep
        self._latest: Happened | None = None
        self._reply_s: float | None = None

    @property
    def seq(self) -> int:
        """How far the session is known here."""
        return self._latest.record.seq if self._latest else 0

    @property
    def card(self) -> Card | None:
        """How the session stands; None for one that is over."""
        if self._latest is None or self._latest.state.is_over:
            return None
        return card_of(self._latest.state, self._latest.log[: self.seq], reply_s=self._reply_s)

    async def hear(self, said: Happened | Stumbled) -> None:
        """Take in what happened; what was missed before it stands in the log that comes with it."""
        if not isinstance(said, Happened) or said.record.seq <= self.seq:
            return
        if is_personal(said.state.created):
            return
        self._latest = said
        if said.came_s is not None:
            self._reply_s = round(self._keep.clock.monotonic() - said.came_s, 3)
        self._keep.note(self)


class KeepWall:
    """Says twice a second how the sessions of this process stand, in one statement for all that moved."""

    def __init__(self, *, boards: Boards, clock: Clock) -> None:
        self.clock = clock
        self._boards = boards
        self._moved: dict[Address, Seat] = {}

    def seat(self, address: Address) -> Seat:
        """Return a listener for a session that this process hosts."""
        return Seat(address, self)

    def note(self, seat: Seat) -> None:
        """Have a seat's session written at the next round."""
        self._moved[seat.address] = seat

    async def run(self) -> None:
        """Do so for ever; a round that fails is made up for by the next one."""
        while True:
            await self()
            await self.clock.sleep(KEEP_EVERY_S)

    async def __call__(self) -> int:
        """Keep what moved since the last time; return how many sessions that was."""
        moved, self._moved = self._moved, {}
        cards = [
            (address, seat.seq, card)
            for address, seat in moved.items()
            if (card := seat.card) is not None
        ]
        if not cards:
            return 0
        try:
            await self._boards.keep(cards)
        except BaseException:
            self._moved = {**moved, **self._moved}
            raise
        return len(cards)


@dataclass(slots=True)
class _Shown:
    """What the walls of one organisation show."""

    cards: dict[str, Json] = field(default_factory=dict)
    totals: Json = field(default_factory=dict)
    at: str = ""
    viewings: set[Viewing] = field(default_factory=set)


class LiveWall:
    """Shows an organisation its sessions: one reading at a time for all walls of this process."""

    def __init__(self, *, boards: Boards, names: Names, open_work: OpenWork, clock: Clock) -> None:
        self._boards = boards
        self._names = names
        self._open_work = open_work
        self._clock = clock
        self._initials: dict[InterviewId, str | None] = {}
        self._walls: dict[TenantId, _Shown] = {}

    async def snapshot(self, caller: Caller) -> Json:
        """Return the wall as it is now."""
        caller.require(Permission.INTERVIEW_READ)
        fresh = await self._read(caller.tenant_id)
        return {"at": fresh.at, "totals": fresh.totals, "sessions": list(fresh.cards.values())}

    async def open(self, caller: Caller) -> Viewing:
        """Begin to show the wall: everything first, then what changes."""
        caller.require(Permission.INTERVIEW_READ)
        wall = self._walls.get(caller.tenant_id)
        if wall is None:
            fresh = await self._read(caller.tenant_id)
            wall = self._walls.setdefault(caller.tenant_id, fresh)
        viewing = Viewing()
        sessions = list(wall.cards.values())
        viewing.push(
            written(
                {"type": "snapshot", "at": wall.at, "totals": wall.totals, "sessions": sessions}
            )
        )
        wall.viewings.add(viewing)
        return viewing

    def close(self, caller: Caller, viewing: Viewing) -> None:
        """Show no more; an organisation that nobody looks at is not read."""
        wall = self._walls.get(caller.tenant_id)
        if wall is None:
            return
        wall.viewings.discard(viewing)
        if not wall.viewings:
            del self._walls[caller.tenant_id]

    async def run(self) -> None:
        """Show what changed, more than twice a second, for ever."""
        while True:
            await self.show()
            await self._clock.sleep(SHOW_EVERY_S)

    async def show(self) -> None:
        """Read all organisations that are looked at in one statement, and say what changed."""
        if not self._walls:
            return
        boards = await self._boards.read(list(self._walls))
        for tenant_id, board in boards.items():
            fresh = await self._shown(tenant_id, board)
            wall = self._walls.get(tenant_id)
            if wall is not None:
                _pass_on(wall, fresh)

    async def _read(self, tenant_id: TenantId) -> _Shown:
        boards = await self._boards.read([tenant_id])
        return await self._shown(tenant_id, boards[tenant_id])

    async def _shown(self, tenant_id: TenantId, board: Board) -> _Shown:
        await self._learn_names(tenant_id, [kept.interview_id for kept in board.sessions])
        cards = {
            str(kept.session_id): shown(
                kept, board.at, initials=self._initials.get(kept.interview_id)
            )
            for kept in board.sessions
        }
        return _Shown(cards, totals(board, board.at), board.at.isoformat())

    async def _learn_names(self, tenant_id: TenantId, wanted: Sequence[InterviewId]) -> None:
        """Read the names that are not known yet; no more than their first letters are kept."""
        missing = [each for each in wanted if each not in self._initials]
        if not missing:
            return
        if len(self._initials) + len(missing) > _MOST_NAMES:
            self._initials.clear()
            missing = list(wanted)
        async with self._open_work(tenant_id) as work:
            for interview_id in missing:
                try:
                    name = await self._names(work, interview_id)
                except NotFound:
                    name = None
                self._initials[interview_id] = initials_of(name)


def _pass_on(wall: _Shown, fresh: _Shown) -> None:
    cards, gone = changed(wall.cards, fresh.cards)
    is_same = not cards and not gone and _counts(wall.totals) == _counts(fresh.totals)
    wall.cards, wall.totals, wall.at = fresh.cards, fresh.totals, fresh.at
    if is_same:
        return
    message = written(
        {
            "type": "changed",
            "at": fresh.at,
            "totals": fresh.totals,
            "sessions": cards,
            "gone": gone,
        }
    )
    for viewing in wall.viewings:
        viewing.push(message)


def _counts(counted: Json) -> Json:
    return {name: value for name, value in counted.items() if name != "longestQueuedSeconds"}
