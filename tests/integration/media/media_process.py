"""Media in a process of its own, to be killed: ``python -m tests.integration.media.media_process FOLDER``.

It lets in one account and knows one session of theirs, both named by the environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from tests.database import KEYS
from tests.fakes.delivery import MovedClock
from tests.fakes.media import FakeSessionLookup, FakeSessionRecords, FakeViewerLookup, account
from tests.infrastructure import open_ground
from tests.integration.media.media_platform import FakeAuthenticator, foundation_of, settings_in

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.app.wiring.media import build_media_use_cases, own_origins
from vivavoce.app.wiring.video import build_video_use_cases
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.contracts.video import RecordedSession
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.domain.artifact import ViewableSession
from vivavoce.media.domain.video import RecordedSessionAddress
from vivavoce.media.routes import build_artifact_router, build_link_router, build_recording_router


class Mine:
    """Lets whoever is let in see the one film."""

    async def get_viewable_session(self, caller: Caller, named: str) -> RecordedSessionAddress:
        return RecordedSessionAddress(caller.tenant_id, SessionId(caller.id))


async def main(folder: Path) -> None:
    tenant, me = TenantId(UUID(os.environ["TENANT"])), UUID(os.environ["ACCOUNT"])
    interview = InterviewId(UUID(os.environ["INTERVIEW"]))
    seen = ViewableSession(
        practice_session_id=format_practice_session_id(interview),
        interview_id=interview,
        run_id="run_1",
        person_id=PersonId(me),
        session_id=SessionId(me),
        progress="over",
    )
    set_up_logging("debug")
    settings = settings_in(folder)
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        on, store = (
            foundation_of(ground, MovedClock(), settings),
            FolderObjectStore(folder / "media"),
        )
        viewers = FakeViewerLookup({interview: me}, set(), {interview: seen})
        cases, _ = build_media_use_cases(on, store, viewers=viewers, records=FakeSessionRecords())
        filmed = RecordedSession(
            session_id=SessionId(me),
            interview_id=interview,
            run_id="run_1",
            person_id=PersonId(me),
            language="en",
            offered_kinds=frozenset(),
            visibility="person",
            ended_at=None,
        )
        films, _ = build_video_use_cases(
            on,
            store,
            sessions=FakeSessionLookup({SessionId(me): filmed}),
            viewers=viewers,
            find_viewable_session=Mine().get_viewable_session,
            rate_limiter=RateLimiter(ground.database, ground.keys),
        )
        app = make_application(
            "media",
            [
                build_artifact_router(cases),
                build_link_router(cases, origins=own_origins(settings)),
                build_recording_router(films),
            ],
            authenticate=FakeAuthenticator({str(me): account(tenant, account_id=me)}),
            clock=ground.clock,
            ids=ground.ids,
            body_limits={"/api/v1/media/": 10_000_000, "/api/v1/recording/": 10_000_000},
        )
        bound = bind_socket("media", "127.0.0.1", 0, "none")
        async with serve_app(app, bound):
            sys.stdout.write(f"{bound.port}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
