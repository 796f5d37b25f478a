import asyncio
from datetime import timedelta

import pytest
from tests.integration.access.parts import World
from tests.leap import START

from vivavoce.access.domain.candidate_access import (
    CodeRequiredError,
    ConsentDeclinedError,
    InterviewNotOpenYetError,
    InterviewNotStartableError,
)
from vivavoce.kernel.errors import ConflictError


async def test_going_in_opens_the_session_and_the_interview_waits_for_its_candidate(
    world: World,
) -> None:
    token, visit = await world.door()
    session_token = await world.admitted(token)

    started = await world.start(token, session_token)

    opened = world.sessions.opened[visit.interview_id]
    assert (started.handle, started.tenant_id) == (opened.handle, world.tenant)
    assert started.ws_url == "ws://v.example:8080"
    assert str(opened.session_id) not in repr(started)
    assert world.desk.noted == [(str(opened.session_id), 1)]
    assert visit.state == "SCHEDULED"


async def test_coming_back_gives_the_same_session(world: World) -> None:
    token, _ = await world.door()
    session_token = await world.admitted(token)

    first = await world.start(token, session_token)
    world.clock.pass_by(hours=1)
    second = await world.start(token, session_token)

    assert first == second
    assert len(set(world.desk.noted)) == 1


@pytest.mark.parametrize("given", ["", "wrong", "x" * 5000])
async def test_without_a_good_session_token_a_code_is_asked_for(world: World, given: str) -> None:
    token, _ = await world.door()
    await world.admitted(token)

    with pytest.raises(CodeRequiredError):
        await world.start(token, given)


async def test_a_session_token_fits_its_own_door_only(world: World) -> None:
    mine, _ = await world.door()
    other, _ = await world.door()
    session_token = await world.admitted(mine)

    with pytest.raises(CodeRequiredError):
        await world.start(other, session_token)


async def test_a_session_token_is_over_after_twelve_hours(world: World) -> None:
    token, _ = await world.door()
    session_token = await world.admitted(token)
    world.clock.pass_by(hours=12)

    with pytest.raises(CodeRequiredError):
        await world.start(token, session_token)


@pytest.mark.parametrize("is_asked", [True, False])
async def test_where_no_code_is_needed_the_link_is_enough(world: World, is_asked: bool) -> None:
    world.policy.codes = is_asked
    token, _ = await world.door(email=None if is_asked else "jane@example.com")

    assert (await world.start(token, "")).handle.startswith("int_")


@pytest.mark.parametrize("state", ["RECEIVED", "PENDING", "COMPLETED", "CANCELLED", "REJECTED"])
async def test_an_interview_that_cannot_begin_says_where_it_stands(
    world: World, state: str
) -> None:
    token, _ = await world.door(state=state, email=None)

    with pytest.raises(InterviewNotStartableError) as refused:
        await world.start(token, "")

    assert refused.value.extra == {"currentState": state}
    assert world.sessions.asked == []


async def test_before_its_time_the_door_says_when(world: World) -> None:
    token, _ = await world.door(opens_at=START + timedelta(hours=1), email=None)

    with pytest.raises(InterviewNotOpenYetError) as refused:
        await world.start(token, "")
    assert refused.value.extra == {"opensAt": "2026-11-20T10:00:00.000Z"}
    assert (await world.show_card(token)).opens_at is not None

    world.clock.pass_by(hours=1)
    assert (await world.show_card(token)).opens_at is None
    assert (await world.start(token, "")).handle


async def test_consent_of_the_door_goes_in_and_a_missing_one_is_left_to_the_session(
    world: World,
) -> None:
    token, _ = await world.door(email=None)
    await world.start(token, "")
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=version, accommodations=[])

    await world.start(token, "")

    assert [asked["accepted_consent_version"] for asked in world.sessions.asked] == [None, version]
    assert world.sessions.asked[0]["consent"].version == version


async def test_what_would_make_it_easier_goes_in(world: World) -> None:
    token, _ = await world.door()
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=version, accommodations=["more_time"])

    await world.start(token, await world.admitted(token))

    assert [asked["accommodations"] for asked in world.sessions.asked] == [("more_time",)]


async def test_a_declined_consent_begins_nothing_and_can_be_taken_back(world: World) -> None:
    token, _ = await world.door(email=None)
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=False, version=version, accommodations=[])

    with pytest.raises(ConsentDeclinedError):
        await world.start(token, "")
    assert world.sessions.asked == []

    world.clock.pass_by(seconds=1)
    await world.give_consent(token, is_accepted=True, version=version, accommodations=[])
    assert (await world.start(token, "")).handle


async def test_a_refused_start_leaves_no_session_behind(world: World) -> None:
    token, _ = await world.door(email=None)
    world.desk.refusal = ConflictError("attempts are used up")

    with pytest.raises(ConflictError):
        await world.start(token, "")

    assert len(world.sessions.asked) == 1
    assert await world.rows("SELECT 1 FROM inbox WHERE group_name = 'test-session'") == []


async def test_two_tabs_get_one_session(world: World) -> None:
    token, _ = await world.door(email=None)
    await world.start(token, "")

    started = await asyncio.gather(*(world.start(token, "") for _ in range(8)))

    assert len({each.handle for each in started}) == 1
