"""The contract of the assistant's conversation repository, in PostgreSQL and in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.fakes.live_session import open_fake_work
from tests.fakes.memory_conversations import RememberedConversations
from tests.integration.practice.studio import Studio
from tests.simulated_clock import CountingIds

from vivavoce.infra.clock import SystemIdGenerator
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, PersonId
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.domain.assistant.dialogue import ToolCallFailure, ToolCallOutcome

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Memory:
    of: PostgresConversationRepository
    ids: IdGenerator
    opening: Any

    def work(self) -> AbstractAsyncContextManager[Any]:
        return self.opening(DEMO_TENANT_ID)

    def person(self) -> PersonId:
        return PersonId(self.ids.new_id())


@pytest.fixture(params=["in memory", "PostgreSQL"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "in memory":
        ids: IdGenerator = CountingIds()
        return Memory(RememberedConversations(ids), ids, open_fake_work)
    studio: Studio = request.getfixturevalue("studio")
    ids = SystemIdGenerator(studio.on.clock)
    return Memory(PostgresConversationRepository(studio.on.vault, ids), ids, studio.on.open_work)


async def test_a_conversation_is_found_only_by_its_owner(memory: Memory) -> None:
    mine, other = memory.person(), memory.person()
    async with memory.work() as work:
        made = await memory.of.create(work, mine, title="Nurse", at=NOW)

    async with memory.work() as work:
        found = await memory.of.find(work, mine, made)
        none = await memory.of.find(work, other, made)
        listed = await memory.of.list_conversations(work, mine, limit=5)

    assert found is not None
    assert (found.title, found.state, found.message_count) == ("Nurse", {}, 0)
    assert none is None
    assert [one.id for one in listed] == [made]


async def test_the_newest_conversation_comes_first_and_the_limit_holds(memory: Memory) -> None:
    person = memory.person()
    async with memory.work() as work:
        made = [
            await memory.of.create(work, person, title=str(n), at=NOW + timedelta(minutes=n))
            for n in range(3)
        ]

    async with memory.work() as work:
        listed = await memory.of.list_conversations(work, person, limit=2)

    assert [one.id for one in listed] == made[:0:-1]


async def test_one_message_at_a_time_until_the_reservation_ends(memory: Memory) -> None:
    until = NOW + timedelta(seconds=60)
    async with memory.work() as work:
        made = await memory.of.create(work, memory.person(), title="", at=NOW)

        first = await memory.of.reserve(work, made, at=NOW, until=until)
        second = await memory.of.reserve(work, made, at=NOW + timedelta(seconds=59), until=until)
        late = await memory.of.reserve(work, made, at=until, until=until + timedelta(seconds=60))
        await memory.of.release(work, made)
        freed = await memory.of.reserve(work, made, at=NOW, until=until)

    assert (first, second, late, freed) == (True, False, True, True)


async def test_an_answer_is_stored_with_its_tool_calls_and_without_their_links(
    memory: Memory,
) -> None:
    person = memory.person()
    outcomes = [
        ToolCallOutcome(
            tool="get_artifact", arguments={}, result={"url": "https://x.test/1", "bytes": 7}
        ),
        ToolCallOutcome(
            tool="get_review",
            arguments={},
            failure=ToolCallFailure(code="c", status=503, detail="Away."),
        ),
    ]
    async with memory.work() as work:
        made = await memory.of.create(work, person, title="", at=NOW)
        kept = await memory.of.find(work, person, made, is_locked=True)
        assert kept is not None
        said = await memory.of.add_message(work, kept, text="hello", client_message_id="m", at=NOW)
        assert said is not None
        unanswered = await memory.of.find_exchange(work, person, "m")
        answer = await memory.of.add_answer(
            work,
            kept,
            said,
            body={"reply": "hi"},
            outcomes=outcomes,
            state={"asked": "role"},
            at=NOW + timedelta(seconds=1),
        )

    async with memory.work() as work:
        asked = await memory.of.find_exchange(work, person, "m")
        others = await memory.of.find_exchange(work, memory.person(), "m")
        after = await memory.of.find(work, person, made)
        ground = await memory.of.load_grounding_sources(work, kept)
        messages = await memory.of.list_messages(work, kept)

    assert unanswered == (said, None)
    assert asked == (said, answer)
    assert others is None
    assert after is not None
    assert (after.state, after.message_count) == ({"asked": "role"}, 2)
    assert after.updated_at == NOW + timedelta(seconds=1)
    assert ground.tool_results == ({"bytes": 7}, {"detail": "Away."})
    assert ground.person_messages == ("hello",)
    assert [(one.place, one.author) for one in messages] == [(1, "person"), (2, "assistant")]


async def test_a_client_message_id_is_accepted_once_per_person(memory: Memory) -> None:
    person, other = memory.person(), memory.person()
    seen = []
    for one in (person, person, other):
        async with memory.work() as work:
            made = await memory.of.create(work, one, title="", at=NOW)
            kept = await memory.of.find(work, one, made)
            assert kept is not None
            seen.append(
                await memory.of.add_message(work, kept, text="a", client_message_id="n", at=NOW)
            )

    assert [one is None for one in seen] == [False, True, False]
