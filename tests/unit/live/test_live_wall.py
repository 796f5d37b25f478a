"""What the wall shows of a session, why somebody should look, and what changed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import MemoryStore
from tests.fakes.simulated_session import Room, a_room, consented
from tests.simulated_clock import SimulatedClock
from tests.unit.live.test_conversations import EXPERT

from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import EventAppended
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.live_dashboard import (
    LiveDashboard,
    StoredSessionView,
    diff_sessions,
    initials_of,
    render_session,
    render_totals,
)
from vivavoce.live.domain.live_session_view import LiveSessionView, build_session_view
from vivavoce.live.domain.session import apply_event, fold
from vivavoce.live.ports import SessionAddress
from vivavoce.live.routes.staff import LiveSessionResponse, LiveTotalsResponse
from vivavoce.live.usecases.live_dashboard import LiveDashboardWriter, LiveSessionTracker
from vivavoce.live.usecases.observer_feed import ObserverFeed, SlowConsumerError


async def card_in(room: Room) -> LiveSessionView:
    log = await room.store.load(room.address)
    state = fold(log)
    assert state is not None
    return build_session_view(state, log)


def kept(room: Room, card: LiveSessionView, *, is_held: bool = True) -> StoredSessionView:
    return StoredSessionView(
        session_id=room.opened.session_id,
        interview_id=InterviewId(UUID(int=1)),
        seq=1,
        view=card,
        has_worker=is_held,
        heartbeat_at=None,
    )


def kinds(room: Room, card: LiveSessionView, now: datetime, **changes: Any) -> list[str]:
    session = render_session(kept(room, card, **changes), now, initials=None)
    return [look["kind"] for look in session["attention"]]


async def test_a_card_says_how_a_talk_stands_and_nobodys_words_or_name() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(90)
        await call.say(EXPERT["q1"])
        await call.until_asked()
        card = await card_in(room)
        now = room.clock.now()
        session = render_session(kept(room, card), now, initials="GH")

    LiveSessionResponse.model_validate(session)
    assert session["state"] == "in_progress"
    assert session["question"] == {"index": 2, "of": 3}
    assert session["minute"] == 1
    assert session["remainingSeconds"] == 30 * 60 - 90
    assert session["turnDurations"][-2:] == [
        {"role": "candidate", "seconds": 90.0},
        {"role": "agent", "seconds": 0.0},
    ]
    assert session["replySeconds"] is None
    assert session["speaking"] == "candidate"
    assert session["cost"] is None
    assert session["attention"] == []
    kept_words = json.dumps(dict(card))
    assert all(word not in kept_words for word in EXPERT["q1"].split() if len(word) > 6)


async def test_before_the_candidate_comes_there_is_a_card_as_well() -> None:
    async with a_room(**consented()) as room:
        card = await card_in(room)
        session = render_session(kept(room, card, is_held=False), room.clock.now(), initials=None)

    LiveSessionResponse.model_validate(session)
    assert (session["state"], session["speaking"], session["turnDurations"]) == (
        "created",
        "nobody",
        [],
    )
    assert (session["startedAt"], session["replySeconds"], session["attention"]) == (None, None, [])


async def test_a_pause_and_a_drop_are_shown_as_such() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send({"type": "PAUSE"})
        await call.settle()
        paused = await card_in(room)
        await call.send({"type": "RESUME"})
        await call.drop()
        await call.settle()
        lost = await card_in(room)
        now = room.clock.now()

    assert render_session(kept(room, paused), now, initials=None)["state"] == "paused"
    assert render_session(kept(room, lost), now, initials=None)["state"] == "reconnecting"
    assert kinds(room, paused, now) == []
    assert kinds(room, paused, now, is_held=False) == ["reconnecting"]
    assert kinds(room, lost, now) == ["reconnecting"]


async def test_who_asks_for_a_person_needs_a_look_until_one_comes() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("Can I talk to a person?")
        await call.settle()
        log = list(await room.store.load(room.address))
        state = fold(log)
        assert state is not None
        asked = build_session_view(state, log)
        taken = events.StaffIntervened(user_id="u", action="take_over", text="")
        log.append(replace(log[-1], seq=log[-1].seq + 1, event=taken))
        state = apply_event(state, log[-1])
        now = room.clock.now()

    assert kinds(room, asked, now) == ["asked_for_human"]
    assert kinds(room, build_session_view(state, log), now) == ["taken_over"]


async def test_a_talk_in_which_nobody_says_anything_is_stuck() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        card, now = await card_in(room), room.clock.now()

    assert kinds(room, card, now + timedelta(seconds=179)) == []
    assert kinds(room, card, now + timedelta(seconds=180)) == ["stuck"]


async def test_slow_replies_and_failures_in_a_row_need_a_look() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        log = list(await room.store.load(room.address))
        state = fold(log)
        assert state is not None
        failed = events.ModelRequestFailed(purpose="compose", turn=2, reason="late")
        once = build_session_view(
            state, [*log, replace(log[-1], seq=log[-1].seq + 1, event=failed)]
        )
        answer = events.TurnCompleted(turn=3, role="candidate", kind="answer", text="I counted.")
        reply = events.TurnCompleted(turn=4, role="agent", kind="remark", text="And then?")
        talk = [
            replace(log[-1], seq=log[-1].seq + n, event=event)
            for n, event in enumerate((answer, reply, failed, failed), 1)
        ]
        twice = build_session_view(state, [*log, *talk], measured_s={4: 5.0})
        now = room.clock.now()

    assert kinds(room, once, now) == []
    assert kinds(room, twice, now) == ["errors", "slow"]


async def test_the_time_a_person_takes_is_not_a_slow_reply() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        log = list(await room.store.load(room.address))
        state = fold(log)
    assert state is not None
    begun, last = log[-1].at, log[-1].seq
    answer = events.TurnCompleted(turn=3, role="candidate", kind="answer", text="I counted.")
    reply = events.TurnCompleted(turn=4, role="agent", kind="remark", text="And then?")
    taken = events.StaffIntervened(user_id="u", action="take_over", text="")
    back = events.StaffIntervened(user_id="u", action="hand_back", text="")

    def told(*happened: events.SessionEvent) -> list[RecordedEvent]:
        return [
            RecordedEvent(last + place, begun + timedelta(seconds=10 * place), event)
            for place, event in enumerate(happened, 1)
        ]

    assert build_session_view(state, [*log, *told(answer, reply)])["reply_s"] == 10.0
    assert build_session_view(state, [*log, *told(answer, taken, back, reply)])["reply_s"] is None


async def test_the_view_keeps_each_measured_duration_and_the_log_stands_in_where_its_times_differ() -> (
    None
):
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        log = list(await room.store.load(room.address))
        state = fold(log)
    assert state is not None

    def talked(*waits_s: float) -> list[RecordedEvent]:
        at, talk = log[-1].at, list(log)
        for place, wait_s in enumerate(waits_s):
            answer = events.TurnCompleted(
                turn=3 + 2 * place, role="candidate", kind="answer", text="I counted."
            )
            reply = replace(answer, turn=4 + 2 * place, role="agent", kind="remark")
            talk.append(RecordedEvent(talk[-1].seq + 1, at, answer))
            at += timedelta(seconds=wait_s)
            talk.append(RecordedEvent(talk[-1].seq + 1, at, reply))
        return talk

    def durations(talk: list[RecordedEvent], measured_s: dict[int, float]) -> tuple[Any, Any]:
        view = build_session_view(state, talk, measured_s=measured_s)
        return view["replies_s"], view["reply_s"]

    assert durations(log, {}) == ([], None)
    assert durations(talked(3, 0, 2), {6: 0.2}) == ([3.0, 0.2, 2.0], 2.0)
    assert durations(talked(3, 0, 0), {6: 0.2}) == ([3.0, 0.2], None)
    assert durations(talked(*[3] * 60), {122: 0.5}) == ([3.0] * 49 + [0.5], 0.5)


class StoreThatTakesTime(MemoryStore):
    """Takes as long for each append as it was given, in seconds; nothing when that is used up."""

    takes_s: tuple[float, ...] = ()

    async def append(self, *values: Any) -> None:
        takes_s, self.takes_s = self.takes_s[:1], self.takes_s[1:]
        await self._clock.sleep(sum(takes_s))
        await super().append(*values)


async def test_replies_by_rules_keep_the_times_that_were_measured_though_the_log_has_none() -> None:
    seats: list[LiveSessionTracker] = []

    def follow(address: SessionAddress) -> LiveSessionTracker:
        seats.append(keep.track_session(address))
        return seats[-1]

    store: list[StoreThatTakesTime] = []

    def store_on(clock: SimulatedClock) -> MemoryStore:
        store.append(StoreThatTakesTime(clock))
        return store[-1]

    keep = LiveDashboardWriter(dashboards=KeptCards(), clock=SimulatedClock())  # type: ignore[arg-type]
    async with a_room(store_on=store_on, listeners=[follow], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        for takes_s, answer in ((0.4, EXPERT["q1"]), (0.7, EXPERT["q2"])):
            store[0].takes_s = (takes_s,)
            await call.say(answer)
            await call.until_asked()
        view = seats[0].view
        log = await room.store.load(room.address)
    turns = [record for record in log if isinstance(record.event, events.TurnCompleted)]
    answered_at = {r.at for r in turns if r.event.role == "candidate"}  # type: ignore[union-attr]
    replied_at = {r.at for r in turns if r.event.role == "agent"}  # type: ignore[union-attr]

    assert answered_at <= replied_at
    assert view is not None
    assert view["replies_s"] == [0.4, 0.7]
    assert view["reply_s"] == 0.7


async def test_only_what_changed_is_told_and_a_countdown_is_no_change() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        card, now = await card_in(room), room.clock.now()
        before = {"a": render_session(kept(room, card), now, initials=None), "b": {}}
        later = now + timedelta(seconds=10)
        same = {"a": render_session(kept(room, card), later, initials=None)}
        minute = {"a": render_session(kept(room, card), now + timedelta(seconds=60), initials=None)}

    assert before["a"] != same["a"]
    assert diff_sessions(before, same) == ([], ["b"])
    assert diff_sessions(before, {**minute, "b": {}}) == ([minute["a"]], [])
    assert diff_sessions({}, same) == ([same["a"]], [])


@pytest.mark.parametrize(
    ("ended", "completed", "rate"), [(0, 0, None), (4, 4, None), (5, 4, 0.8), (8, 0, 0.0)]
)
async def test_totals_count_and_a_share_of_few_is_none(
    ended: int, completed: int, rate: float | None
) -> None:
    async with a_room(**consented()) as room:
        created = await card_in(room)
        now = room.clock.now()
        queued = {**created, "state": "queued", "since": (now - timedelta(seconds=75)).isoformat()}
        talking = {**created, "state": "paused"}
        sessions = tuple(kept(room, card) for card in (created, queued, talking))
        board = LiveDashboard(at=now, ended=ended, completed=completed, sessions=sessions)
        counted = render_totals(board, now)

    LiveTotalsResponse.model_validate(counted)
    assert (counted["live"], counted["waiting"], counted["queued"]) == (1, 1, 1)
    assert counted["longestQueuedSeconds"] == 75
    assert counted["completionRate"] == rate


@pytest.mark.parametrize(
    ("replies", "p95"),
    [
        ([[0.4, 0.2], [0.3, 0.1]], None),
        ([[0.4, 0.2], [0.3, 9.0, 0.1]], 9.0),
        ([[1.0] * 19, [7.0]], 1.0),
        ([[1.0] * 18, [6.0, 7.0]], 6.0),
    ],
)
async def test_the_p95_is_of_the_replies_in_all_sessions_and_a_p95_of_few_is_none(
    replies: list[list[float]], p95: float | None
) -> None:
    async with a_room(**consented()) as room:
        created = await card_in(room)
        now = room.clock.now()
        sessions = tuple(kept(room, {**created, "replies_s": each}) for each in replies)
        # A worker of the version before stores views without the durations.
        old = kept(room, {name: value for name, value in created.items() if name != "replies_s"})
        board = LiveDashboard(at=now, ended=0, completed=0, sessions=(*sessions, old))
        counted = render_totals(board, now)

    assert counted["replies"] == sum(len(each) for each in replies)
    assert counted["replyP95Seconds"] == p95


async def test_turns_and_their_errors_of_the_last_five_minutes_are_counted() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        log = list(await room.store.load(room.address))
        state = fold(log)
        assert state is not None
        asked_at = log[-1].at
        answer = events.TurnCompleted(turn=3, role="candidate", kind="answer", text="I counted.")
        late = events.ModelRequestFailed(purpose="compose", turn=3, reason="late")
        silent = events.SpeechSynthesisFailed(turn=4, reason="hung")
        talk = [
            replace(
                log[-1], seq=log[-1].seq + n, at=asked_at + timedelta(seconds=at_s), event=event
            )
            for n, (at_s, event) in enumerate(
                ((0, answer), (1, late), (250, answer), (251, silent)), 1
            )
        ]
        card = build_session_view(state, [*log, *talk])
        # A worker of the version before stores views without these times.
        names = ("answered_at", "turn_errors_at")
        old = {name: value for name, value in card.items() if name not in names}
        sessions = (kept(room, card), kept(room, old))

    def counted(after_s: float) -> tuple[int, int]:
        now = asked_at + timedelta(seconds=after_s)
        board = LiveDashboard(at=now, ended=0, completed=0, sessions=sessions)
        totals = render_totals(board, now)
        return totals["recentTurns"], totals["recentTurnErrors"]

    assert counted(260) == (2, 2)
    assert counted(400) == (1, 1)
    assert counted(600) == (0, 0)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Grace Brewster Hopper", "GH"),
        ("Ada", "A"),
        ("  élodie   d'Arc ", "ÉD"),
        ("王 小明", "王小"),
        ("", None),
        (None, None),
        ("(unknown)", None),
    ],
)
def test_initials_are_all_that_is_shown_of_a_name(name: str | None, initials: str | None) -> None:
    assert initials_of(name) == initials


async def test_who_does_not_read_is_cut_off_and_who_reads_is_not() -> None:
    slow, quick = ObserverFeed(3), ObserverFeed(3)
    read = []
    for number in range(10):
        for viewing in (slow, quick):
            viewing.push(str(number))
        read.append(await quick.next(1.0))

    assert read == [str(number) for number in range(10)]
    with pytest.raises(SlowConsumerError):
        await slow.next(1.0)
    assert await quick.next(5.0) is None


async def test_a_viewing_wakes_whoever_waits_for_its_end() -> None:
    viewing = ObserverFeed()
    waiting = asyncio.ensure_future(viewing.next(3600))
    await asyncio.sleep(1)
    viewing.push("last")
    assert await waiting == "last"
    waiting = asyncio.ensure_future(viewing.next(3600))
    await asyncio.sleep(1)
    viewing.close(SlowConsumerError())
    with pytest.raises(SlowConsumerError):
        await waiting


class KeptCards:
    """Keeps what was kept; fails when told to."""

    def __init__(self) -> None:
        self.batches: list[list[tuple[SessionAddress, int, LiveSessionView]]] = []
        self.fails = False

    async def save(self, cards: Any) -> None:
        if self.fails:
            raise ConnectionError
        self.batches.append(list(cards))


async def test_a_batch_that_failed_is_kept_with_the_next_one() -> None:
    async with a_room(**consented()) as room:
        boards = KeptCards()
        keep = LiveDashboardWriter(dashboards=boards, clock=SimulatedClock())  # type: ignore[arg-type]
        call = await room.connect()
        await call.until_asked()
        seat = keep.track_session(room.address)
        state = None
        log = await room.store.load(room.address)
        for record in log:
            state = apply_event(state, record)
            await seat.on_message(EventAppended(record, state, log=log))
        boards.fails = True
        with pytest.raises(ConnectionError):
            await keep()
        boards.fails = False
        kept_now = await keep()
        again = await keep()

    assert (kept_now, again) == (1, 0)
    assert boards.batches[0][0][:2] == (room.address, log[-1].seq)


async def test_a_seat_that_missed_something_finds_it_in_the_log() -> None:
    async with a_room(**consented()) as room:
        keep = LiveDashboardWriter(dashboards=KeptCards(), clock=SimulatedClock())  # type: ignore[arg-type]
        call = await room.connect()
        await call.until_asked()
        log = await room.store.load(room.address)
        state = fold(log)
        assert state is not None
        seat = keep.track_session(room.address)
        await seat.on_message(EventAppended(log[-1], state, log=log))

    assert seat.view == build_session_view(state, log)
