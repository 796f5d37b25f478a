"""Media in a process of its own, to be killed: ``python -m tests.integration.media.server FOLDER``.

It lets in one account and knows one session of theirs, both named by the environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from tests.database import KEYS
from tests.fakes.delivery_world import MovedClock
from tests.fakes.media import PlayedRecords, PlayedSessions, PlayedViewers, account
from tests.integration.media.world import Doorkeeper, foundation_of, settings_in
from tests.world import open_ground

from vivavoce.app.serving import bind, serving
from vivavoce.app.wiring.film import films_on
from vivavoce.app.wiring.media import media_on, own_origins
from vivavoce.contracts.film import FilmedSession
from vivavoce.contracts.interview import shown_session
from vivavoce.infra.rates import Rates
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.adapters.folder import FolderStore
from vivavoce.media.domain.artifact import Seen
from vivavoce.media.domain.film import Place
from vivavoce.media.routes import artifact_routes, link_routes, recording_routes


class Mine:
    """Lets whoever is let in see the one film."""

    async def reader(self, caller: Caller, named: str) -> Place:
        return Place(caller.tenant_id, SessionId(caller.id))


async def main(folder: Path) -> None:
    tenant, me = TenantId(UUID(os.environ["TENANT"])), UUID(os.environ["ACCOUNT"])
    interview = InterviewId(UUID(os.environ["INTERVIEW"]))
    seen = Seen(
        shown=shown_session(interview),
        interview_id=interview,
        run_id="run_1",
        person_id=PersonId(me),
        session_id=SessionId(me),
        talk="over",
    )
    set_up_logging("debug")
    settings = settings_in(folder)
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        on, store = foundation_of(ground, MovedClock(), settings), FolderStore(folder / "media")
        viewers = PlayedViewers({interview: me}, set(), {interview: seen})
        cases, _ = media_on(on, store, viewers=viewers, records=PlayedRecords())
        filmed = FilmedSession(
            session_id=SessionId(me),
            interview_id=interview,
            run_id="run_1",
            person_id=PersonId(me),
            is_offered=False,
            ended_at=None,
        )
        films, _ = films_on(
            on,
            store,
            sessions=PlayedSessions({SessionId(me): filmed}),
            viewers=viewers,
            lookers=Mine(),
            flood=Rates(ground.database, ground.keys),
        )
        app = make_application(
            "media",
            [
                artifact_routes(cases),
                link_routes(cases, origins=own_origins(settings)),
                recording_routes(films),
            ],
            authenticate=Doorkeeper({str(me): account(tenant, account_id=me)}),
            clock=ground.clock,
            ids=ground.ids,
            body_limits={"/api/v1/media/": 10_000_000, "/api/v1/recording/": 10_000_000},
        )
        bound = bind("media", "127.0.0.1", 0, "none")
        async with serving(app, bound):
            sys.stdout.write(f"{bound.port}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
