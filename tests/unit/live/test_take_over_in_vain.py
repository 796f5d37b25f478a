"""A claim whose first words did not reach the log is made again; the candidate is not locked out."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.simulated_session import a_room, consented

from vivavoce.kernel.errors import UnavailableError
from vivavoce.live.domain.events import RecordedEvent, WorkerAttached


async def test_a_session_whose_attaching_was_not_written_is_claimed_again() -> None:
    async with a_room(**consented()) as room:
        tries = 0

        def fail_once(records: Sequence[RecordedEvent]) -> None:
            nonlocal tries
            tries += isinstance(records[0].event, WorkerAttached)
            if tries == 1:
                tries += 1
                raise UnavailableError

        room.store.before_append = fail_once
        first = await room.connect()
        await first.settle()
        second = await room.connect()
        question = await second.until_asked()

    assert first.line.closed == (1012, "try again")
    assert question["questionId"] == "q1"
