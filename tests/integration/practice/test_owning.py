"""Whose practice it is: persons for themselves, keys for anybody of their organisation, nobody for others."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import httpx
import pytest
from tests.fakes.api_clients import Json
from tests.integration.practice.studio import APPROVE, DEMO, PREVIEW, QUESTIONS, Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")


def told(answer: httpx.Response, named: str) -> Json:
    said: Json = json.loads(answer.text.replace(named, "THE ID"))
    said.pop("requestId", None)
    return said


@pytest.mark.parametrize("who", ["admin", "recruiter", "other"])
async def test_a_foreign_session_answers_as_an_unknown_one(studio: Studio, who: str) -> None:
    real = (await studio.draft())["session_id"]
    unknown = f"int_{uuid4().hex}"
    org = "demo" if who != "other" else studio.ids["other"]
    answers: dict[str, list[Json]] = {}
    for named in (real, unknown):
        wish = studio.wish(who, draft_session_id=named) | {"org_id": org}
        asked = {
            "read": await studio.ask(who, "GET", f"/api/v1/sessions/{named}"),
            "approve": await studio.post(who, APPROVE, {"session_id": named}),
            "edit": await studio.post(who, QUESTIONS, {"session_id": named, "questions": ["Why?"]}),
            "preview": await studio.post(who, PREVIEW, wish),
        }
        for name, answer in asked.items():
            assert answer.status_code == 404, name
            answers.setdefault(name, []).append(told(answer, named))

    assert all(one == other for one, other in answers.values())


async def test_a_person_practises_for_nobody_else(studio: Studio) -> None:
    for user in (studio.ids["admin"], "partner-9", str(uuid4())):
        answer = await studio.post("seeker", PREVIEW, studio.wish("seeker") | {"user_id": user})

        assert (answer.status_code, answer.json()["code"]) == (403, "user_mismatch")


async def test_the_organisation_goes_by_id_or_short_name_and_no_other(studio: Studio) -> None:
    async def asked(org: str) -> tuple[int, str]:
        answer = await studio.post("seeker", PREVIEW, studio.wish() | {"org_id": org})
        return answer.status_code, answer.json().get("code", "")

    assert (await asked("demo"))[0] == (await asked(DEMO.upper()))[0] == 201
    assert await asked("another-house") == await asked("nowhere") == (403, "org_mismatch")


async def test_a_key_makes_a_person_at_first_use_and_knows_it_again(studio: Studio) -> None:
    before = await studio.rows("SELECT count(*) FROM person")

    first = await studio.draft("key", user_id="hr-system/77")
    after = await studio.rows("SELECT count(*) FROM person")
    second = await studio.draft("key", user_id="hr-system/77")
    read = await studio.ask("key", "GET", f"/api/v1/sessions/{first['session_id']}")

    assert after[0][0] == before[0][0] + 1
    assert await studio.rows("SELECT count(*) FROM person") == after
    assert first["session_id"] != second["session_id"]
    assert read.status_code == 200


@pytest.mark.parametrize("is_erased_first", [True, False])
async def test_practice_that_is_set_up_while_its_person_is_erased_leaves_no_word(
    studio: Studio, is_erased_first: bool
) -> None:
    who = f"partner-{uuid4().hex}"
    mine = "SELECT person_id, request ->> 'company_name', state FROM interview WHERE person_id = %(id)s"
    draft = await studio.draft("key", user_id=who)
    [(person,)] = await studio.rows(
        "SELECT person_id FROM interview WHERE id = %(id)s::uuid",
        id=draft["session_id"].removeprefix("int_"),
    )
    erasing = studio.ask("key", "DELETE", f"/api/v1/practice/me?user_id={who}")
    setting_up = studio.post("key", PREVIEW, studio.wish(who))
    turns = [erasing, setting_up] if is_erased_first else [setting_up, erasing]

    async with studio.database.hold_transaction_open(
        "SELECT 1 FROM person WHERE id = %s FOR UPDATE", person
    ):
        asked = []
        for place, turn in enumerate(turns, start=1):
            asked.append(asyncio.ensure_future(turn))
            await studio.database.until_waiting_for_locks(place)
    codes = [answer.status_code for answer in await asyncio.gather(*asked)]

    assert set(await studio.rows(mine, id=person)) == {(person, None, "CANCELLED")}
    assert codes == ([204, 410] if is_erased_first else [codes[0], 204])


async def test_only_addresses_and_our_own_ids_are_the_same_in_any_case(studio: Studio) -> None:
    async def of(user_id: str) -> set[object]:
        draft = await studio.draft("key", user_id=user_id)
        interview = draft["session_id"].removeprefix("int_")
        found = await studio.rows(
            "SELECT person_id FROM interview WHERE id = %(id)s::uuid", id=interview
        )
        return set(found)

    me = studio.ids["seeker"]
    assert await of(me) == await of(me.upper())
    assert await of("zoe@partner.example") == await of("Zoe@Partner.example")
    assert await of("aB3xK9") != await of("Ab3Xk9")


async def test_a_key_does_not_regenerate_one_persons_draft_for_another(studio: Studio) -> None:
    draft = await studio.draft("key", user_id="hr-system/1")

    answer = await studio.post(
        "key",
        PREVIEW,
        studio.wish("key", draft_session_id=draft["session_id"], user_id="hr-system/2"),
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "session_not_found")


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("viewer", 403)])
async def test_who_may_not_practise_is_refused(studio: Studio, who: str, status: int) -> None:
    asked = [
        await studio.post(who, PREVIEW, studio.wish("seeker")),
        await studio.ask(who, "GET", "/api/v1/personas"),
        await studio.ask(who, "GET", f"/api/v1/sessions/int_{uuid4().hex}"),
    ]

    assert [answer.status_code for answer in asked] == [status] * 3


async def test_the_personas_are_the_four(studio: Studio) -> None:
    answer = await studio.ask("seeker", "GET", "/api/v1/personas")

    assert [one["persona_id"] for one in answer.json()["personas"]] == [
        "payal",
        "emma",
        "john",
        "kapil",
    ]


async def test_too_many_previews_of_one_person_have_to_wait(studio: Studio) -> None:
    wish = studio.wish("key", user_id="eager", duration_minutes=5, draft_session_id="int_none")
    answers = [await studio.post("key", PREVIEW, wish) for _ in range(31)]
    calm = await studio.post("key", PREVIEW, wish | {"user_id": "calm"})

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
    assert calm.status_code == 404


async def test_what_a_seeker_does_is_in_the_audit(studio: Studio) -> None:
    draft = await studio.draft()
    await studio.post("seeker", APPROVE, {"session_id": draft["session_id"]})

    rows = await studio.rows(
        "SELECT action FROM audit_log WHERE subject = %(id)s::uuid::text ORDER BY at",
        id=draft["session_id"].removeprefix("int_"),
    )

    assert [action for (action,) in rows] == ["interview.receive", "interview.approve"]
