"""The e-mail queue on a real database: encrypted, sent once, and emptied of text afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.delivery import DeliveryWorld
from tests.infrastructure import Ground

from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.delivery.domain.webhook_delivery import MAX_ATTEMPTS

EMAIL = Email(to="ada@example.org", subject="canary-subject", text="canary-text")


async def _write(world: DeliveryWorld, person: UUID | None = None) -> UUID:
    async with world.ground.open_work(world.tenant) as work:
        return await world.post.enqueue(work, EMAIL, person_id=person or world.ground.ids.new_id())


async def _row(world: DeliveryWorld, email_id: UUID) -> dict[str, object]:
    async with world.ground.open_work(world.tenant) as work:
        row = await work.fetch_one(
            "SELECT status, sealed, attempts FROM email WHERE id = %(id)s", {"id": email_id}
        )
    assert row is not None
    return row


async def test_a_queued_email_is_encrypted_and_its_text_is_deleted_after_sending(
    world: DeliveryWorld,
) -> None:
    email = await _write(world)
    waiting = await _row(world, email)

    await world.send_email(world.tenant, email, 1)
    await world.send_email(world.tenant, email, 1)

    assert isinstance(waiting["sealed"], bytes)
    assert b"canary" not in waiting["sealed"]
    assert b"ada" not in waiting["sealed"]
    assert [one.text for _, one in world.mailer.kept] == ["canary-text"]
    assert await _row(world, email) == {"status": "sent", "sealed": None, "attempts": 0}


async def _write_once(
    world: DeliveryWorld, email_id: UUID, text: str = "canary-text"
) -> UUID | None:
    async with world.ground.open_work(world.tenant) as work:
        return await world.post.enqueue(
            work, replace(EMAIL, text=text), person_id=world.ground.ids.new_id(), email_id=email_id
        )


async def test_an_email_with_an_id_of_its_own_is_queued_and_sent_once(world: DeliveryWorld) -> None:
    email_id = world.ground.ids.new_id()

    first = await _write_once(world, email_id)
    second = await _write_once(world, email_id, "another-text")
    jobs = await world.jobs_for(str(email_id))
    await world.send_email(world.tenant, email_id, 1)
    after_sending = await _write_once(world, email_id, "a-third-text")
    await world.send_email(world.tenant, email_id, 1)

    assert (first, second, after_sending) == (email_id, None, None)
    assert len(jobs) == 1
    assert len(await world.jobs_for(str(email_id))) == 1
    assert [one.text for _, one in world.mailer.kept] == ["canary-text"]
    assert (await _row(world, email_id))["status"] == "sent"


async def test_an_email_with_an_id_of_its_own_is_queued_once_by_two_processes_at_once(
    world: DeliveryWorld,
) -> None:
    email_id = world.ground.ids.new_id()

    queued = await asyncio.gather(*(_write_once(world, email_id) for _ in range(5)))

    assert sorted(map(str, queued)) == sorted(map(str, [email_id, *[None] * 4]))
    assert len(await world.jobs_for(str(email_id))) == 1


async def test_the_same_id_in_another_organization_is_another_email(
    world: DeliveryWorld, ground: Ground
) -> None:
    email_id, other = world.ground.ids.new_id(), DeliveryWorld(ground, fresh_tenant())

    assert await _write_once(world, email_id) == email_id
    assert await _write_once(other, email_id) == email_id


async def test_a_job_contains_no_text_of_the_email(world: DeliveryWorld) -> None:
    email = await _write(world)

    (job,) = await world.jobs_for(str(email))

    assert set(job["args"]) <= {"tenant_id", "letter_id", "attempt", "correlation_id"}


async def test_a_delayed_email_is_attempted_eight_times_and_then_abandoned(
    world: DeliveryWorld,
) -> None:
    email = await _write(world)
    world.mailer.refuses = EmailDelayedError()

    await world.send_email(world.tenant, email, 1)
    await world.send_email(world.tenant, email, 1)
    jobs = await world.jobs_for(str(email))
    for attempt in range(2, MAX_ATTEMPTS + 1):
        await world.send_email(world.tenant, email, attempt)

    assert [job["args"]["attempt"] for job in jobs] == ["1", "2"]
    assert (await _row(world, email))["status"] == "dead"
    assert (await _row(world, email))["sealed"] is None


async def test_an_email_that_was_delayed_until_it_is_of_no_use_is_not_sent(
    world: DeliveryWorld,
) -> None:
    end = world.clock.now() + timedelta(hours=1)
    async with world.ground.open_work(world.tenant) as work:
        email_id = await world.post.enqueue(
            work, replace(EMAIL, useful_until=end), person_id=world.ground.ids.new_id()
        )
    assert email_id is not None
    world.mailer.refuses = EmailDelayedError()
    await world.send_email(world.tenant, email_id, 1)
    delayed = (await _row(world, email_id))["status"]
    world.mailer.refuses = None

    world.clock.ahead = timedelta(hours=1)
    await world.send_email(world.tenant, email_id, 2)

    assert delayed == "pending"
    assert world.mailer.kept == []
    assert (await _row(world, email_id))["status"] == "dead"


async def test_an_email_that_was_delayed_and_is_still_of_use_is_sent(world: DeliveryWorld) -> None:
    email = replace(EMAIL, useful_until=world.clock.now() + timedelta(hours=1))
    async with world.ground.open_work(world.tenant) as work:
        email_id = await world.post.enqueue(work, email, person_id=world.ground.ids.new_id())
    assert email_id is not None

    world.clock.ahead = timedelta(minutes=59)
    await world.send_email(world.tenant, email_id, 1)

    assert [one for _, one in world.mailer.kept] == [email]


async def test_a_refused_email_is_not_retried(world: DeliveryWorld) -> None:
    email = await _write(world)
    world.mailer.refuses = EmailRefusedError()

    await world.send_email(world.tenant, email, 1)

    assert (await _row(world, email))["status"] == "refused"


async def test_the_progress_of_an_email_is_known_until_it_is_sent_or_given_up(
    world: DeliveryWorld,
) -> None:
    async def progress_of(email_id: UUID) -> str | None:
        async with world.ground.open_work(world.tenant) as work:
            return await world.post.read_progress(work, email_id)

    sent, delayed, refused = [await _write(world) for _ in range(3)]
    waiting = await progress_of(sent)
    await world.send_email(world.tenant, sent, 1)
    world.mailer.refuses = EmailDelayedError()
    await world.send_email(world.tenant, delayed, 1)
    world.mailer.refuses = EmailRefusedError()
    await world.send_email(world.tenant, refused, 1)

    assert waiting == "waiting"
    assert [await progress_of(one) for one in (sent, delayed, refused)] == [
        "sent",
        "delayed",
        "failed",
    ]
    assert await progress_of(world.ground.ids.new_id()) is None


async def test_an_email_to_an_erased_person_is_not_sent(world: DeliveryWorld) -> None:
    person = world.ground.ids.new_id()
    email = await _write(world, person)
    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, person)

    await world.send_email(world.tenant, email, 1)

    assert world.mailer.kept == []
    assert (await _row(world, email))["status"] == "erased"


async def test_an_invalid_address_is_refused_when_the_email_is_queued(world: DeliveryWorld) -> None:
    async with world.ground.open_work(world.tenant) as work:
        with pytest.raises(EmailRefusedError):
            await world.post.send_code(
                work,
                person_id=world.ground.ids.new_id(),
                to="nobody",
                code="1",
                minutes=1,
                language="en",
            )


async def test_an_email_in_the_development_mailbox_is_deleted_with_its_person(
    world: DeliveryWorld,
) -> None:
    person, other = world.ground.ids.new_id(), world.ground.ids.new_id()
    emails = [await _write(world, about) for about in (person, other)]
    for email_id in emails:
        await world.mailbox.send(EMAIL, tenant_id=world.tenant, message_id=email_id)
    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, person)

    arrivals = await world.mailbox.list_newest(world.tenant)

    assert [one.id for one in arrivals] == emails[1:]
    assert arrivals[0].email == EMAIL
