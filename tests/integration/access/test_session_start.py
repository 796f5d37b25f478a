import asyncio
from datetime import timedelta

import pytest
from tests.integration.access.candidate_access import World
from tests.simulated_clock import START

from vivavoce.access.domain.candidate_access import (
    CodeRequiredError,
    ConsentDeclinedError,
    InterviewNotOpenYetError,
    InterviewNotStartableError,
)
from vivavoce.kernel.errors import ConflictError


async def test_starting_opens_the_session_and_the_interview_waits_for_its_candidate(
    world: World,
) -> None:
    token, visit = await world.add_link()
    session_token = await world.admitted(token)

    started = await world.start(token, session_token)

    opened = world.sessions.opened[visit.interview_id]
    assert (started.handle, started.tenant_id) == (opened.handle, world.tenant)
    assert started.ws_url == "ws://v.example:8080"
    assert str(opened.session_id) not in repr(started)
    assert world.interviews.noted == [(str(opened.session_id), 1)]
    assert visit.state == "SCHEDULED"


async def test_starting_again_returns_the_same_session(world: World) -> None:
    token, _ = await world.add_link()
    session_token = await world.admitted(token)

    first = await world.start(token, session_token)
    world.clock.pass_by(hours=1)
    second = await world.start(token, session_token)

    assert first == second
    assert len(set(world.interviews.noted)) == 1


@pytest.mark.parametrize("given", ["", "wrong", "x" * 5000])
async def test_without_a_valid_session_token_a_code_is_required(world: World, given: str) -> None:
    token, _ = await world.add_link()
    await world.admitted(token)

    with pytest.raises(CodeRequiredError):
        await world.start(token, given)


async def test_a_session_token_is_valid_for_its_own_link_only(world: World) -> None:
    mine, _ = await world.add_link()
    other, _ = await world.add_link()
    session_token = await world.admitted(mine)

    with pytest.raises(CodeRequiredError):
        await world.start(other, session_token)


async def test_a_session_token_expires_after_twelve_hours(world: World) -> None:
    token, _ = await world.add_link()
    session_token = await world.admitted(token)
    world.clock.pass_by(hours=12)

    with pytest.raises(CodeRequiredError):
        await world.start(token, session_token)


@pytest.mark.parametrize("is_asked", [True, False])
async def test_without_a_required_code_the_link_is_enough(world: World, is_asked: bool) -> None:
    world.policy.codes = is_asked
    token, _ = await world.add_link(email=None if is_asked else "jane@example.com")

    assert (await world.start(token, "")).handle.startswith("int_")


@pytest.mark.parametrize("state", ["RECEIVED", "PENDING", "COMPLETED", "CANCELLED", "REJECTED"])
async def test_an_interview_that_cannot_start_reports_its_state(world: World, state: str) -> None:
    token, _ = await world.add_link(state=state, email=None)

    with pytest.raises(InterviewNotStartableError) as refused:
        await world.start(token, "")

    assert refused.value.extra == {"currentState": state}
    assert world.sessions.asked == []


async def test_before_the_appointment_the_response_names_the_start_time(world: World) -> None:
    opens_at = START + timedelta(hours=1)
    starts_at = opens_at + timedelta(minutes=10)
    token, _ = await world.add_link(starts_at=starts_at, opens_at=opens_at, email=None)

    with pytest.raises(InterviewNotOpenYetError) as refused:
        await world.start(token, "")
    early = await world.show_card(token)
    world.clock.pass_by(hours=1)
    later = await world.show_card(token)

    assert refused.value.extra == {"opensAt": "2026-11-20T10:00:00.000Z"}
    assert (early.starts_at, early.opens_at) == (starts_at, opens_at)
    assert (later.starts_at, later.opens_at) == (None, None)
    assert (await world.start(token, "")).handle


async def test_consent_given_at_the_link_reaches_the_session_and_a_missing_one_is_asked_there(
    world: World,
) -> None:
    token, _ = await world.add_link(email=None)
    await world.start(token, "")
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=version, accommodations=[])

    await world.start(token, "")

    assert [asked["accepted_consent_version"] for asked in world.sessions.asked] == [None, version]
    assert world.sessions.asked[0]["consent"].version == version


async def test_consent_to_an_older_text_is_asked_for_again_in_the_session(world: World) -> None:
    token, visit = await world.add_link(email=None, transcript_retention_days=90)
    older = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=older, accommodations=[])
    visit.transcript_retention_days = 180

    await world.start(token, "")

    [asked] = world.sessions.asked
    assert asked["consent"].version != older
    assert asked["accepted_consent_version"] is None


async def test_accessibility_needs_reach_the_session(world: World) -> None:
    token, _ = await world.add_link()
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=version, accommodations=["more_time"])

    await world.start(token, await world.admitted(token))

    assert [asked["accommodations"] for asked in world.sessions.asked] == [("more_time",)]


async def test_a_declined_consent_starts_nothing_and_can_be_changed(world: World) -> None:
    token, _ = await world.add_link(email=None)
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=False, version=version, accommodations=[])

    with pytest.raises(ConsentDeclinedError):
        await world.start(token, "")
    assert world.sessions.asked == []

    world.clock.pass_by(seconds=1)
    await world.give_consent(token, is_accepted=True, version=version, accommodations=[])
    assert (await world.start(token, "")).handle


async def test_a_refused_start_leaves_no_session(world: World) -> None:
    token, _ = await world.add_link(email=None)
    world.interviews.refusal = ConflictError("attempts are used up")

    with pytest.raises(ConflictError):
        await world.start(token, "")

    assert len(world.sessions.asked) == 1
    assert await world.rows("SELECT 1 FROM inbox WHERE group_name = 'test-session'") == []


async def test_two_browser_tabs_get_one_session(world: World) -> None:
    token, _ = await world.add_link(email=None)
    await world.start(token, "")

    started = await asyncio.gather(*(world.start(token, "") for _ in range(8)))

    assert len({each.handle for each in started}) == 1
