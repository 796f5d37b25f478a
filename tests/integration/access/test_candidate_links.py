import asyncio
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from tests.database import TestDatabase
from tests.infrastructure import Ground
from tests.integration.access.candidate_access import EMAIL, HOLD, SPOKEN, VIDEO, World, an_id
from tests.simulated_clock import START

from vivavoce.access.domain.candidate_access import ConsentTextChangedError, LinkNotOpenError
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.kernel.ids import EventId

DUMP = sql.SQL("SELECT t::text FROM {} t")
ANY = sql.SQL("SELECT 1 FROM {}")
TABLES = ("candidate_link", "one_time_code", "session_token", "consent")


async def test_the_link_details_show_what_a_candidate_needs(world: World) -> None:
    token, _ = await world.add_link()

    card = await world.show_card(token)

    assert (card.candidate_name, card.position, card.company_name) == (
        "Jane Doe",
        "Welder",
        "Larkfield",
    )
    assert card.masked_email == "j***@e***.com"
    assert (card.expires_at - START).days == 7
    assert card.is_code_needed
    assert not card.has_consented
    assert "computer" in card.consent.text


async def test_the_link_stays_the_same_and_its_expiry_counts_from_its_creation(
    world: World,
) -> None:
    token, visit = await world.add_link()
    world.clock.pass_by(days=3)

    async with world.ground.open_work(world.tenant) as work:
        again = await world.candidate_links.get_or_create(
            work, visit.interview_id, visit.person_id, days=7
        )
        invited = await world.candidate_links.invite(work, visit.interview_id)
        links = await world.candidate_links.links(work, [visit.interview_id])

    assert again == invited == links[visit.interview_id]
    assert again == f"https://v.example/interview/join/{token}"
    assert (await world.show_card(token)).expires_at.day == START.day + 7


async def test_opening_the_own_link_counts_as_visited_and_guessing_does_not(world: World) -> None:
    token, _ = await world.add_link()
    with pytest.raises(LinkNotOpenError):
        await world.show_card(f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
    assert world.expected == []

    await world.show_card(token)

    assert world.expected == [world.clock.now()]


async def test_concurrent_requests_create_one_link(world: World) -> None:
    _, visit = await world.add_link()
    interview_id = an_id()

    async def open_it() -> str:
        async with world.ground.open_work(world.tenant) as work:
            return await world.candidate_links.get_or_create(
                work, interview_id, visit.person_id, days=7
            )

    links = await asyncio.gather(*(open_it() for _ in range(10)))

    assert len(set(links)) == 1


async def test_unknown_expired_and_closed_links_look_the_same(world: World) -> None:
    closed, visit = await world.add_link()
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.revoke(work, visit.interview_id)
    expired, late = await world.add_link()
    world.clock.pass_by(days=7)

    said = []
    for token in (closed, expired, "unknown", "", "x" * 100_000, "\ud800", "<script>"):
        for call in (world.show_card, world.request_code):
            with pytest.raises(LinkNotOpenError) as refused:
                await call(token)
            said.append((refused.value.detail, refused.value.code, refused.value.status))
        with pytest.raises(LinkNotOpenError):
            await world.verify_code(token, "123456")
        with pytest.raises(LinkNotOpenError):
            await world.start(token, "")

    assert set(said) == {("Interview link not found or has expired.", "link_not_available", 404)}
    async with world.ground.open_work(world.tenant) as work:
        assert (
            await world.candidate_links.links(work, [visit.interview_id, late.interview_id]) == {}
        )


async def test_a_link_works_until_its_last_second(world: World) -> None:
    token, _ = await world.add_link()
    world.clock.pass_by(days=7, seconds=-1)

    assert (await world.show_card(token)).position == "Welder"


async def test_an_interview_reopened_after_closing_has_a_new_link(world: World) -> None:
    token, visit = await world.add_link()
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.revoke(work, visit.interview_id)
        link = await world.candidate_links.get_or_create(
            work, visit.interview_id, visit.person_id, days=7
        )

    assert not link.endswith(token)
    assert (await world.show_card(link.rpartition("/")[2])).position == "Welder"


async def test_a_link_is_not_found_by_another_organization(world: World, ground: Ground) -> None:
    token, visit = await world.add_link()
    other = World(ground)

    async with ground.open_work(other.tenant) as work:
        assert await other.candidate_links.links(work, [visit.interview_id]) == {}
        await other.candidate_links.revoke(work, visit.interview_id)
        for table in TABLES:
            assert await work.fetch_all(ANY.format(sql.Identifier(table))) == []

    assert (await world.show_card(token)).position == "Welder"


async def test_consent_is_stored_with_the_text_that_was_agreed_to(world: World) -> None:
    token, visit = await world.add_link()
    text = (await world.show_card(token)).consent

    await world.give_consent(
        token, is_accepted=True, version=text.version, accommodations=["more_time", "<b>loud</b>"]
    )

    assert (await world.show_card(token)).has_consented
    row = (await world.rows("SELECT * FROM consent"))[0]
    assert (row["version"], row["text"], row["accepted"]) == (text.version, text.text, True)
    assert row["at"] == START
    async with world.ground.open_work(world.tenant) as work:
        needs = await world.candidate_links.get_accommodations(work, visit.interview_id)
    assert needs == ("more_time", "<b>loud</b>")


async def test_accessibility_needs_are_deleted_with_the_persons_key(
    world: World, database: TestDatabase
) -> None:
    token, visit = await world.add_link()
    text = (await world.show_card(token)).consent
    await world.give_consent(
        token, is_accepted=True, version=text.version, accommodations=["a-rare-condition"]
    )

    with psycopg.connect(database.superuser_url) as connection:
        kept = str(connection.execute("SELECT c::text FROM consent c").fetchall())

    assert str(visit.interview_id) in kept
    assert "a-rare-condition" not in kept
    assert b"a-rare-condition".hex() not in kept


async def test_the_latest_consent_counts(world: World) -> None:
    token, _ = await world.add_link()
    version = (await world.show_card(token)).consent.version
    await world.give_consent(token, is_accepted=True, version=version, accommodations=[])
    world.clock.pass_by(seconds=1)
    await world.give_consent(token, is_accepted=False, version=version, accommodations=[])

    assert not (await world.show_card(token)).has_consented


async def test_consent_to_an_outdated_text_is_refused(world: World) -> None:
    token, _ = await world.add_link()

    with pytest.raises(ConsentTextChangedError):
        await world.give_consent(token, is_accepted=True, version="2019", accommodations=[])

    assert await world.rows("SELECT 1 FROM consent") == []


@pytest.mark.parametrize(
    "query",
    ["UPDATE consent SET accepted = true", "DELETE FROM consent", "DELETE FROM candidate_link"],
)
async def test_a_stored_consent_is_never_changed(world: World, query: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await world.rows(query)


async def test_a_database_dump_contains_no_usable_link(
    world: World, database: TestDatabase
) -> None:
    token, _ = await world.add_link()
    session_token = await world.admitted(token)
    code = world.emails.codes[-1]

    with psycopg.connect(database.superuser_url) as connection:
        rows = [
            str(connection.execute(DUMP.format(sql.Identifier(table))).fetchall())
            for table in TABLES
        ]

    assert str(world.tenant) in rows[0]
    for secret in (token, session_token):
        for form in (secret, secret.encode().hex()):
            assert form not in "".join(rows)
    assert f",{code}," not in rows[1]
    assert code.encode().hex() not in rows[1]


def _approved(world: World, interview_id: UUID) -> IntegrationEvent:
    return IntegrationEvent(
        id=EventId(an_id()),
        topic="approval.approved",
        tenant_id=world.tenant,
        run_id="run_1",
        interview_id=interview_id,
        at=START,
        payload={"planId": "p", "approvedBy": "u"},
    )


@pytest.mark.parametrize(("state", "is_told"), [("SCHEDULED", True), ("APPROVED", False)])
async def test_an_invitation_names_the_start_time_where_there_is_one(
    world: World, state: str, is_told: bool
) -> None:
    at = START + timedelta(days=2)
    _, visit = await world.add_link(state=state, opens_at=at)

    async with world.ground.open_work(world.tenant) as work:
        await world.handlers.on_approval_approved(work, _approved(world, visit.interview_id))

    assert world.emails.invitations[0]["opens_at"] == (at if is_told else None)


async def test_each_approved_plan_sends_the_same_link(world: World) -> None:
    token, visit = await world.add_link()

    for _ in range(2):
        async with world.ground.open_work(world.tenant) as work:
            await world.handlers.on_approval_approved(work, _approved(world, visit.interview_id))

    links = {email["link"] for email in world.emails.invitations}
    assert links == {f"https://v.example/interview/join/{token}"}
    email = world.emails.invitations[0]
    assert (email["to"], email["name"], email["minutes"]) == (EMAIL, "Jane Doe", 30)


@pytest.mark.parametrize(
    ("wants_video", "allows_video", "is_offered"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
async def test_an_invitation_tells_what_this_interview_offers_and_leads_to_the_candidates_page(
    world: World, wants_video: bool, allows_video: bool, is_offered: bool
) -> None:
    world.policy.video = allows_video
    world.policy.codes = False
    token, visit = await world.add_link(abilities={"videoPresence": wants_video})

    async with world.ground.open_work(world.tenant) as work:
        await world.handlers.on_approval_approved(work, _approved(world, visit.interview_id))

    email = world.emails.invitations[0]
    assert email["page_link"] == f"https://v.example/interview/status/{token}"
    assert email["offer"] == InterviewFormat(
        voice=SPOKEN, is_video_offered=is_offered, is_code_required=False
    )


async def test_a_moved_appointment_keeps_its_link_and_a_canceled_one_names_its_time(
    world: World,
) -> None:
    at = START + timedelta(days=2)
    token, visit = await world.add_link(starts_at=at, time_zone="Europe/Berlin")
    _, unknown = await world.add_link(starts_at=at, email=None)

    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.invite(work, visit.interview_id, is_moved=True)
        for each in (visit, unknown):
            await world.candidate_links.call_off(work, each.interview_id)

    moved, [canceled] = world.emails.invitations[0], world.emails.canceled
    assert (moved["is_moved"], moved["starts_at"]) == (True, at)
    assert moved["link"] == f"https://v.example/interview/join/{token}"
    assert (canceled["to"], canceled["starts_at"]) == (EMAIL, at)
    assert canceled["interview_id"] == moved["interview_id"]
    assert canceled["time_zone"] == "Europe/Berlin"


async def test_no_invitation_is_sent_when_the_interview_is_canceled_meanwhile(
    world: World, database: TestDatabase
) -> None:
    _, visit = await world.add_link()

    async def invite() -> None:
        async with world.ground.open_work(world.tenant) as work:
            await world.handlers.on_approval_approved(work, _approved(world, visit.interview_id))

    async with database.hold_transaction_open(HOLD, id=visit.interview_id):
        inviting = asyncio.ensure_future(invite())
        await database.until_waiting_for_locks(1)
        visit.state = "CANCELLED"
    await inviting

    assert world.emails.invitations == []


@pytest.mark.parametrize("facts", [{"email": None}, {"state": "CANCELLED"}])
async def test_no_email_is_sent_without_an_address_or_where_it_is_switched_off(
    world: World, facts: dict
) -> None:
    _, visit = await world.add_link(**facts)

    async with world.ground.open_work(world.tenant) as work:
        await world.handlers.on_approval_approved(work, _approved(world, visit.interview_id))

    assert world.emails.invitations == []


@pytest.mark.parametrize(
    ("is_wanted", "is_allowed", "shown"),
    [(True, True, VIDEO), (True, False, None), (False, True, None)],
)
async def test_video_is_offered_where_request_and_organization_allow_it(
    world: World, is_wanted: bool, is_allowed: bool, shown: RecordingConsentText | None
) -> None:
    world.policy.video = is_allowed
    token, _ = await world.add_link(abilities={"videoPresence": is_wanted})

    assert (await world.show_card(token)).video_notice == shown


async def test_staff_read_answers_to_consent_texts_without_what_the_candidate_needs(
    world: World,
) -> None:
    token, visit = await world.add_link()
    text = (await world.show_card(token)).consent
    await world.give_consent(
        token, is_accepted=False, version=text.version, accommodations=["more_time"]
    )
    world.clock.pass_by(seconds=1)
    await world.give_consent(token, is_accepted=True, version=text.version, accommodations=[])

    async with world.ground.open_work(world.tenant) as work:
        answers = await world.candidate_links.list_consents(work, visit.interview_id)

    assert [(answer.is_accepted, answer.version) for answer in answers] == [
        (False, text.version),
        (True, text.version),
    ]
    assert answers[0].text == text.text
    assert "more_time" not in repr(answers)
