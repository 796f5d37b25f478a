"""Letters on a real database: sealed, sent once noted, ended with nothing left of their text."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.fakes.delivery_world import DeliveryWorld

from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.delivery.domain.webhook_delivery import MAX_ATTEMPTS

LETTER = Email(to="ada@example.org", subject="canary-subject", text="canary-text")


async def _write(world: DeliveryWorld, person: UUID | None = None) -> UUID:
    async with world.ground.open_work(world.tenant) as work:
        return await world.post.enqueue(work, LETTER, person_id=person or world.ground.ids.new_id())


async def _row(world: DeliveryWorld, letter_id: UUID) -> dict[str, object]:
    async with world.ground.open_work(world.tenant) as work:
        row = await work.fetch_one(
            "SELECT status, sealed, attempts FROM email WHERE id = %(id)s", {"id": letter_id}
        )
    assert row is not None
    return row


async def test_a_letter_waits_sealed_and_leaves_no_text_behind(world: DeliveryWorld) -> None:
    letter = await _write(world)
    waiting = await _row(world, letter)

    await world.send_letter(world.tenant, letter, 1)
    await world.send_letter(world.tenant, letter, 1)

    assert isinstance(waiting["sealed"], bytes)
    assert b"canary" not in waiting["sealed"]
    assert b"ada" not in waiting["sealed"]
    assert [one.text for _, one in world.mailer.kept] == ["canary-text"]
    assert await _row(world, letter) == {"status": "sent", "sealed": None, "attempts": 0}


async def test_a_job_carries_no_word_of_the_letter(world: DeliveryWorld) -> None:
    letter = await _write(world)

    (job,) = await world.jobs_for(str(letter))

    assert set(job["args"]) <= {"tenant_id", "letter_id", "attempt", "correlation_id"}


async def test_a_delayed_letter_is_tried_eight_times_and_then_given_up(
    world: DeliveryWorld,
) -> None:
    letter = await _write(world)
    world.mailer.refuses = EmailDelayedError()

    await world.send_letter(world.tenant, letter, 1)
    await world.send_letter(world.tenant, letter, 1)
    jobs = await world.jobs_for(str(letter))
    for attempt in range(2, MAX_ATTEMPTS + 1):
        await world.send_letter(world.tenant, letter, attempt)

    assert [job["args"]["attempt"] for job in jobs] == ["1", "2"]
    assert (await _row(world, letter))["status"] == "dead"
    assert (await _row(world, letter))["sealed"] is None


async def test_a_refused_letter_is_ended_at_once(world: DeliveryWorld) -> None:
    letter = await _write(world)
    world.mailer.refuses = EmailRefusedError()

    await world.send_letter(world.tenant, letter, 1)

    assert (await _row(world, letter))["status"] == "refused"


async def test_an_erased_persons_letter_is_not_sent(world: DeliveryWorld) -> None:
    person = world.ground.ids.new_id()
    letter = await _write(world, person)
    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, person)

    await world.send_letter(world.tenant, letter, 1)

    assert world.mailer.kept == []
    assert (await _row(world, letter))["status"] == "erased"


async def test_an_address_that_is_none_is_refused_to_the_writer(world: DeliveryWorld) -> None:
    async with world.ground.open_work(world.tenant) as work:
        with pytest.raises(EmailRefusedError):
            await world.post.send_code(
                work, person_id=world.ground.ids.new_id(), to="nobody", code="1", minutes=1
            )


async def test_a_letter_in_the_mailbox_is_gone_with_its_person(world: DeliveryWorld) -> None:
    person, other = world.ground.ids.new_id(), world.ground.ids.new_id()
    letters = [await _write(world, about) for about in (person, other)]
    for letter_id in letters:
        await world.mailbox.send(LETTER, tenant_id=world.tenant, message_id=letter_id)
    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, person)

    arrivals = await world.mailbox.list_newest(world.tenant)

    assert [one.id for one in arrivals] == letters[1:]
    assert arrivals[0].email == LETTER
