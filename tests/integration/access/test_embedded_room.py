"""A token opens the room of one interview in pages of one origin: once, for minutes, while it is allowed."""

import asyncio

import pytest
from tests.integration.access.candidate_access import Visiting, World

from vivavoce.access.domain.candidate_access import CodeRequiredError
from vivavoce.access.domain.embedding import EmbedTokenNotUsableError, OriginNotRegisteredError
from vivavoce.contracts.embedding import EmbedAddress, EmbedRules

ORIGIN, OTHER = "https://careers.example", "https://jobs.example"
RULES = EmbedRules(origins=frozenset({ORIGIN, OTHER}), replaces_code=True, accent_color="#0b6b3a")


async def embed(
    world: World, visit: Visiting, origin: str = ORIGIN, *, is_vouched: bool = True
) -> EmbedAddress:
    async with world.ground.open_work(world.tenant) as work:
        return await world.candidate_links.embed(
            work,
            visit.interview_id,
            visit.person_id,
            days=7,
            origin=origin,
            is_vouched=is_vouched,
        )


async def test_a_vouched_candidate_starts_without_a_code(world: World) -> None:
    world.policy.embedding = RULES
    link, visit = await world.add_link()

    address = await embed(world, visit)
    room = await world.open_embedded(address.token)
    started = await world.start(room.link_token, room.session_token)

    assert address.url == f"https://v.example/interview/embed/{address.token}"
    assert (address.origin, address.replaces_code) == (ORIGIN, True)
    assert (room.link_token, room.origin, room.accent_color) == (link, ORIGIN, "#0b6b3a")
    assert started.handle == world.sessions.opened[visit.interview_id].handle
    assert world.emails.codes == []


@pytest.mark.parametrize("is_vouched", [True, False])
async def test_a_code_is_still_needed_unless_the_organization_and_the_caller_vouch(
    world: World, is_vouched: bool
) -> None:
    allowed = not is_vouched
    world.policy.embedding = EmbedRules(origins=RULES.origins, replaces_code=allowed)
    _, visit = await world.add_link()

    address = await embed(world, visit, is_vouched=is_vouched)
    room = await world.open_embedded(address.token)

    assert (address.replaces_code, room.session_token) == (False, "")
    with pytest.raises(CodeRequiredError):
        await world.start(room.link_token, room.session_token)


async def test_a_permission_that_was_withdrawn_since_no_longer_replaces_the_code(
    world: World,
) -> None:
    world.policy.embedding = RULES
    _, visit = await world.add_link()
    address = await embed(world, visit)

    world.policy.embedding = EmbedRules(origins=RULES.origins)

    assert (await world.open_embedded(address.token)).session_token == ""


async def test_only_a_registered_origin_gets_a_token(world: World) -> None:
    world.policy.embedding = RULES
    _, visit = await world.add_link()

    with pytest.raises(OriginNotRegisteredError) as refused:
        await embed(world, visit, "https://evil.example")

    assert refused.value.extra == {"origin": "https://evil.example"}
    assert await world.rows("SELECT id FROM embed_token") == []


async def test_a_token_opens_the_room_once_and_the_refusal_names_its_origin(world: World) -> None:
    world.policy.embedding = RULES
    _, visit = await world.add_link()
    token = (await embed(world, visit)).token

    outcomes = await asyncio.gather(
        *(world.open_embedded(token) for _ in range(4)), return_exceptions=True
    )

    refused = [one for one in outcomes if isinstance(one, EmbedTokenNotUsableError)]
    assert len(refused) == 3
    assert all(one.extra == {"origin": ORIGIN} for one in refused)
    # The frame can still show the sentence that says so.
    assert await world.open_embedded.find_origin(token) == ORIGIN


async def test_a_token_expires_after_five_minutes(world: World) -> None:
    world.policy.embedding = RULES
    _, visit = await world.add_link()
    token = (await embed(world, visit)).token

    world.clock.pass_by(minutes=5)

    assert await world.open_embedded.find_origin(token) is None
    with pytest.raises(EmbedTokenNotUsableError) as refused:
        await world.open_embedded(token)
    assert refused.value.extra == {}


async def test_a_token_ends_with_its_origin_or_its_link(world: World) -> None:
    world.policy.embedding = RULES
    _, first = await world.add_link()
    _, second = await world.add_link()
    of_origin, of_link = (
        (await embed(world, first, OTHER)).token,
        (await embed(world, second)).token,
    )

    world.policy.embedding = EmbedRules(origins=frozenset({ORIGIN}))
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.revoke(work, second.interview_id)

    for token in (of_origin, of_link):
        assert await world.open_embedded.find_origin(token) is None
        with pytest.raises(EmbedTokenNotUsableError):
            await world.open_embedded(token)


async def test_the_token_itself_is_not_stored(world: World) -> None:
    world.policy.embedding = RULES
    _, visit = await world.add_link()
    address = await embed(world, visit)

    row = (await world.rows("SELECT * FROM embed_token"))[0]

    assert address.token not in repr(row)
    assert address.token not in repr(address)
    assert "signature" not in row
