from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.infrastructure import Ground
from tests.integration.access.candidate_access import World

from vivavoce.access.routes import router
from vivavoce.access.routes.invitation import CandidateAccessUseCases
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.errors import UnauthenticatedError


@pytest.fixture
def world(ground: Ground) -> World:
    return World(ground)


async def _refuse(**_: str) -> None:
    raise UnauthenticatedError


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    cases = CandidateAccessUseCases(
        show_invitation=world.show_card,
        choose_language=world.choose_language,
        record_consent=world.give_consent,
        request_code=world.request_code,
        verify_code=world.verify_code,
        start_session=world.start,
        pages=world.pages,
        open_embedded_room=world.open_embedded,
    )
    app = make_application(
        "Test", [router(cases)], authenticate=_refuse, clock=world.clock, ids=world.ground.ids
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
