import asyncio
from collections import Counter
from uuid import UUID

import pytest
from tests.infrastructure import Ground
from tests.integration.access.candidate_access import World, wrong

from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import (
    CodeNotRequiredError,
    CodeNotUsableError,
    InvalidCodeFormatError,
    LinkNotOpenError,
    OneTimeCodeCheckOutcome,
    OneTimeCodeCheckResult,
    WrongCodeError,
)
from vivavoce.access.usecases.start_session import CodeJustSentError, TooManyCodesError
from vivavoce.infra.keys import InstallationKeys


async def test_a_right_code_admits_once(world: World) -> None:
    token, _ = await world.add_link()
    sent = await world.request_code(token)
    code = world.emails.codes[-1]

    admitted = await world.verify_code(token, f"{code[:3]} {code[3:]}")

    assert (sent.masked_email, sent.resend_after_s) == ("j***@e***.com", 60)
    assert (admitted.candidate_name, admitted.position) == ("Jane Doe", "Welder")
    assert len(admitted.session_token) >= 43
    with pytest.raises(CodeNotUsableError):
        await world.verify_code(token, code)


async def test_a_wrong_code_reports_the_remaining_attempts_and_the_sixth_is_not_compared(
    world: World,
) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    code = world.emails.codes[-1]

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCodeError) as refused:
            await world.verify_code(token, wrong(code, left))
        assert refused.value.extra == {"attemptsLeft": left}

    with pytest.raises(CodeNotUsableError):
        await world.verify_code(token, code)


async def test_a_malformed_code_uses_up_no_attempt(world: World) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    for _ in range(9):
        with pytest.raises(InvalidCodeFormatError):
            await world.verify_code(token, "1234")

    assert (await world.verify_code(token, world.emails.codes[-1])).session_token


async def test_a_code_expires_after_ten_minutes(world: World) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    world.clock.pass_by(minutes=10)

    with pytest.raises(CodeNotUsableError):
        await world.verify_code(token, world.emails.codes[-1])


async def test_a_new_code_invalidates_the_previous_one(world: World) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    world.clock.pass_by(seconds=61)
    await world.request_code(token)
    first, second = world.emails.codes

    with pytest.raises(WrongCodeError):
        await world.verify_code(token, first if first != second else wrong(second))
    assert (await world.verify_code(token, second)).session_token


async def test_a_code_of_one_link_does_not_open_another(world: World) -> None:
    mine, _ = await world.add_link()
    other, _ = await world.add_link()
    await world.request_code(mine)
    code = world.emails.codes[-1]

    with pytest.raises(CodeNotUsableError):
        await world.verify_code(other, code)
    await world.request_code(other)
    if world.emails.codes[-1] != code:
        with pytest.raises(WrongCodeError):
            await world.verify_code(other, code)


async def test_the_same_code_is_stored_differently_for_each_link(world: World) -> None:
    for _ in range(2):
        token, _ = await world.add_link()
        async with world.knock(token) as visitor:
            await world.codes.save(visitor.work, visitor.link.id, "123456", visitor.link.expires_at)

    hashes = await world.rows("SELECT DISTINCT code_hash FROM one_time_code")

    assert len(hashes) == 2


async def test_codes_are_sent_at_most_once_a_minute_and_five_times_in_ten_minutes(
    world: World,
) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    with pytest.raises(CodeJustSentError) as soon:
        await world.request_code(token)
    assert soon.value.retry_after_s == 60

    for _ in range(4):
        world.clock.pass_by(seconds=61)
        await world.request_code(token)
    world.clock.pass_by(seconds=61)
    with pytest.raises(TooManyCodesError) as many:
        await world.request_code(token)

    assert many.value.retry_after_s == 600 - 5 * 61
    assert len(world.emails.codes) == 5
    world.clock.pass_by(minutes=5)
    await world.request_code(token)


@pytest.mark.parametrize("facts", [{"email": None}, {}])
async def test_no_code_is_sent_where_none_is_required(world: World, facts: dict) -> None:
    world.policy.codes = bool(facts)
    token, _ = await world.add_link(**facts)

    with pytest.raises(CodeNotRequiredError):
        await world.request_code(token)

    assert world.emails.codes == []


async def test_a_hundred_failed_attempts_lock_the_link(world: World) -> None:
    token, _ = await world.add_link()
    failures = 0
    for _ in range(20):
        world.clock.pass_by(minutes=3)
        await world.request_code(token)
        for nth in range(5):
            with pytest.raises(WrongCodeError):
                await world.verify_code(token, wrong(world.emails.codes[-1], nth))
            failures += 1
    assert failures == 100

    for call in (world.show_card, world.request_code):
        with pytest.raises(LinkNotOpenError):
            await call(token)
    with pytest.raises(LinkNotOpenError):
        await world.verify_code(token, world.emails.codes[-1])


async def _fifty_guesses(world: World) -> Counter[str]:
    token, _ = await world.add_link()
    await world.request_code(token)
    code = world.emails.codes[-1]

    outcomes = await asyncio.gather(
        *(world.verify_code(token, wrong(code, nth)) for nth in range(50)),
        return_exceptions=True,
    )

    return Counter(type(outcome).__name__ for outcome in outcomes)


async def test_of_fifty_concurrent_guesses_five_are_compared(world: World) -> None:
    outcomes = await _fifty_guesses(world)

    assert outcomes == {"WrongCodeError": 5, "CodeNotUsableError": 45}
    assert (await world.rows("SELECT failures FROM candidate_link"))[0]["failures"] == 5


async def test_of_ten_concurrent_correct_codes_one_admits(world: World) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)
    code = world.emails.codes[-1]

    outcomes = await asyncio.gather(
        *(world.verify_code(token, code) for _ in range(10)), return_exceptions=True
    )

    names = Counter(type(outcome).__name__ for outcome in outcomes)
    assert names == {"VerifiedCandidate": 1, "CodeNotUsableError": 9}
    assert len(await world.rows("SELECT 1 FROM session_token")) == 1


class _ReadThenWrite(PostgresOneTimeCodeRepository):
    """The mutant: reads the counter, compares, and writes the counter afterwards.

    The first guess writes only when a second one has read, whatever else the machine is doing.
    """

    def __init__(self, keys: InstallationKeys) -> None:
        super().__init__(keys)
        self._guesses = 0
        self._two_have_read = asyncio.Event()

    async def check(self, work, door_id: UUID, code: str, now) -> OneTimeCodeCheckResult:
        row = await work.fetch_one(
            "SELECT attempts, code_hash, used_at FROM one_time_code WHERE link_id = %(door)s",
            {"door": door_id},
        )
        if row is None or row["attempts"] >= 5 or row["used_at"] is not None:
            return OneTimeCodeCheckResult(outcome=OneTimeCodeCheckOutcome.NOT_USABLE)
        self._guesses += 1
        if self._guesses == 2:
            self._two_have_read.set()
        await self._two_have_read.wait()
        is_right = bytes(row["code_hash"]) == self.hash_code(door_id, code)
        await work.execute(
            "UPDATE one_time_code SET attempts = %(tries)s WHERE link_id = %(door)s",
            {"tries": row["attempts"] + 1, "door": door_id},
        )
        verdict = OneTimeCodeCheckOutcome.RIGHT if is_right else OneTimeCodeCheckOutcome.WRONG
        return OneTimeCodeCheckResult(outcome=verdict, attempts_left=4 - row["attempts"])


async def test_a_counter_read_before_it_is_written_is_detected(
    ground: Ground,
) -> None:
    outcomes = await _fifty_guesses(World(ground, codes=_ReadThenWrite(ground.keys)))

    assert outcomes["WrongCodeError"] > 5


async def test_the_invitation_says_how_far_the_email_with_the_newest_code_has_come(
    world: World,
) -> None:
    token, _ = await world.add_link()
    before = (await world.show_card(token)).code_email

    sent = await world.request_code(token)
    waiting = (await world.show_card(token)).code_email
    world.emails.progress = dict.fromkeys(world.emails.progress, "failed")
    failed = (await world.show_card(token)).code_email
    await world.verify_code(token, world.emails.codes[-1])

    assert sent.delivery == "email"
    assert (before, waiting, failed) == (None, "waiting", "failed")
    assert (await world.show_card(token)).code_email is None


async def test_a_code_in_the_mailbox_of_the_console_is_not_said_to_be_sent(ground: Ground) -> None:
    world = World(ground, delivery="mailbox")
    token, _ = await world.add_link()

    sent = await world.request_code(token)

    assert sent.delivery == "mailbox"
    assert sent.message == (
        "This platform sends no e-mail. The code for j***@e***.com is in the local mailbox of its console. "
        "Ask the person who invited you for it."
    )
