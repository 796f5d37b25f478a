"""The live dashboard: hosts write changed session views, and every dashboard reads from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.postgres_staff import PostgresLiveDashboardRepository
from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.events import RecordedEvent, TurnCompleted
from vivavoce.live.domain.live_dashboard import (
    LiveDashboard,
    diff_sessions,
    initials_of,
    render_session,
    render_totals,
)
from vivavoce.live.domain.live_session_view import (
    STORED_REPLIES,
    LiveSessionView,
    build_session_view,
    is_private_session,
)
from vivavoce.live.ports import SessionAddress
from vivavoce.live.ports.staff import CandidateNameReader
from vivavoce.live.usecases.observer_feed import ObserverFeed, encode_message

WRITE_INTERVAL_S, PUBLISH_INTERVAL_S = 0.5, 0.4
"""Together under a second: the maximum age of what a dashboard shows, plus two SQL statements."""
_MAX_CACHED_NAMES = 20_000


class LiveSessionTracker:
    """Follows one hosted session through its broker and builds its dashboard view."""

    name = "wall"

    def __init__(self, address: SessionAddress, writer: LiveDashboardWriter) -> None:
        self.address = address
        self._writer = writer
        self._latest: EventAppended | None = None
        self._measured_s: dict[int, float] = {}
        """How long the latest measured replies took, by turn."""

    @property
    def seq(self) -> int:
        """The sequence number of the last event seen."""
        return self._latest.record.seq if self._latest else 0

    @property
    def view(self) -> LiveSessionView | None:
        """The session's view; None before the first event and once it is over."""
        if self._latest is None or self._latest.state.is_over:
            return None
        return build_session_view(
            self._latest.state, self._latest.log[: self.seq], measured_s=self._measured_s
        )

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        """Take the newest event; events that were missed are in the log that comes with it."""
        if not isinstance(message, EventAppended) or message.record.seq <= self.seq:
            return
        if is_private_session(message.state.created):
            return
        self._latest = message
        if message.received_s is not None:
            self._measure_reply(message.record, message.received_s)
        self._writer.mark_changed(self)

    def _measure_reply(self, record: RecordedEvent, received_s: float) -> None:
        if not isinstance(record.event, TurnCompleted):
            return
        self._measured_s[record.event.turn] = round(self._writer.clock.monotonic() - received_s, 3)
        if len(self._measured_s) > STORED_REPLIES:
            del self._measured_s[min(self._measured_s)]


class LiveDashboardWriter:
    """Writes the changed views of this process's sessions twice a second, in one statement."""

    def __init__(self, *, dashboards: PostgresLiveDashboardRepository, clock: Clock) -> None:
        self.clock = clock
        self._dashboards = dashboards
        self._changed: dict[SessionAddress, LiveSessionTracker] = {}

    def track_session(self, address: SessionAddress) -> LiveSessionTracker:
        """Return a listener for a session that this process hosts."""
        return LiveSessionTracker(address, self)

    def mark_changed(self, tracker: LiveSessionTracker) -> None:
        """Write the tracker's session in the next round."""
        self._changed[tracker.address] = tracker

    async def run(self) -> None:
        """Write in a loop until cancelled; a failed round is retried by the next one."""
        while True:
            await self()
            await self.clock.sleep(WRITE_INTERVAL_S)

    async def __call__(self) -> int:
        """Save the views that changed since the last call; return how many sessions that were."""
        changed, self._changed = self._changed, {}
        views = [
            (address, tracker.seq, card)
            for address, tracker in changed.items()
            if (card := tracker.view) is not None
        ]
        if not views:
            return 0
        try:
            await self._dashboards.save(views)
        except BaseException:
            self._changed = {**changed, **self._changed}
            raise
        return len(views)


@dataclass(slots=True)
class _DashboardState:
    """What the dashboards of one organization show."""

    views: dict[str, Json] = field(default_factory=dict)
    totals: Json = field(default_factory=dict)
    at: str = ""
    feeds: set[ObserverFeed] = field(default_factory=set)


class LiveDashboardPublisher:
    """Publishes live sessions to an organization's dashboards, with one read for all of them."""

    def __init__(
        self,
        *,
        dashboards: PostgresLiveDashboardRepository,
        read_candidate_name: CandidateNameReader,
        open_work: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._dashboards = dashboards
        self._read_candidate_name = read_candidate_name
        self._open_work = open_work
        self._clock = clock
        self._initials: dict[InterviewId, str | None] = {}
        self._states: dict[TenantId, _DashboardState] = {}

    async def read_snapshot(self, caller: Caller) -> Json:
        """Return the dashboard as it is now; raise ``ForbiddenError``."""
        caller.require(Permission.INTERVIEW_READ)
        new_state = await self._load_state(caller.tenant_id)
        return {
            "at": new_state.at,
            "totals": new_state.totals,
            "sessions": list(new_state.views.values()),
        }

    async def open_feed(self, caller: Caller) -> ObserverFeed:
        """Open a feed: first a snapshot, then the changes. Raises ``ForbiddenError``."""
        caller.require(Permission.INTERVIEW_READ)
        state = self._states.get(caller.tenant_id)
        if state is None:
            new_state = await self._load_state(caller.tenant_id)
            state = self._states.setdefault(caller.tenant_id, new_state)
        feed = ObserverFeed()
        sessions = list(state.views.values())
        feed.push(
            encode_message(
                {"type": "snapshot", "at": state.at, "totals": state.totals, "sessions": sessions}
            )
        )
        state.feeds.add(feed)
        return feed

    def close_feed(self, caller: Caller, feed: ObserverFeed) -> None:
        """Close a feed; an organization without feeds is no longer read."""
        state = self._states.get(caller.tenant_id)
        if state is None:
            return
        state.feeds.discard(feed)
        if not state.feeds:
            del self._states[caller.tenant_id]

    async def run(self) -> None:
        """Publish changes every ``PUBLISH_INTERVAL_S`` seconds until cancelled."""
        while True:
            await self.publish_changes()
            await self._clock.sleep(PUBLISH_INTERVAL_S)

    async def publish_changes(self) -> None:
        """Read all organizations with open feeds in one statement and publish what changed."""
        if not self._states:
            return
        dashboards = await self._dashboards.load(list(self._states))
        for tenant_id, dashboard in dashboards.items():
            new_state = await self._build_state(tenant_id, dashboard)
            state = self._states.get(tenant_id)
            if state is not None:
                _publish_changes(state, new_state)

    async def _load_state(self, tenant_id: TenantId) -> _DashboardState:
        dashboards = await self._dashboards.load([tenant_id])
        return await self._build_state(tenant_id, dashboards[tenant_id])

    async def _build_state(self, tenant_id: TenantId, dashboard: LiveDashboard) -> _DashboardState:
        await self._load_initials(
            tenant_id, [session.interview_id for session in dashboard.sessions]
        )
        views = {
            str(session.session_id): render_session(
                session, dashboard.at, initials=self._initials.get(session.interview_id)
            )
            for session in dashboard.sessions
        }
        return _DashboardState(
            views, render_totals(dashboard, dashboard.at), dashboard.at.isoformat()
        )

    async def _load_initials(self, tenant_id: TenantId, wanted: Sequence[InterviewId]) -> None:
        """Read the names that are not cached yet; only their initials are kept."""
        missing = [interview_id for interview_id in wanted if interview_id not in self._initials]
        if not missing:
            return
        if len(self._initials) + len(missing) > _MAX_CACHED_NAMES:
            self._initials.clear()
            missing = list(wanted)
        async with self._open_work(tenant_id) as work:
            for interview_id in missing:
                try:
                    name = await self._read_candidate_name(work, interview_id)
                except NotFoundError:
                    name = None
                self._initials[interview_id] = initials_of(name)


def _publish_changes(state: _DashboardState, new_state: _DashboardState) -> None:
    changed_views, ended_ids = diff_sessions(state.views, new_state.views)
    is_same = (
        not changed_views
        and not ended_ids
        and _stable_totals(state.totals) == _stable_totals(new_state.totals)
    )
    state.views, state.totals, state.at = new_state.views, new_state.totals, new_state.at
    if is_same:
        return
    message = encode_message(
        {
            "type": "changed",
            "at": new_state.at,
            "totals": new_state.totals,
            "sessions": changed_views,
            "gone": ended_ids,
        }
    )
    for feed in state.feeds:
        feed.push(message)


def _stable_totals(totals: Json) -> Json:
    return {name: value for name, value in totals.items() if name != "longestQueuedSeconds"}
