from datetime import timedelta

import httpx
import pytest
from tests.integration.access.candidate_access import World, wrong
from tests.simulated_clock import START

PREFIXES = ("/api/v1", "")


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_the_specified_call_sequence_works_with_and_without_prefix(
    world: World, client: httpx.AsyncClient, prefix: str
) -> None:
    token, visit = await world.add_link()
    add_link = f"{prefix}/candidate-access/{token}"

    card = await client.get(f"{add_link}/info")
    sent = await client.post(f"{add_link}/request-otp")
    verified = await client.post(f"{add_link}/verify-otp", json={"otp": world.emails.codes[-1]})
    headers = {"x-session-token": verified.json()["sessionToken"]}
    started = await client.post(f"{add_link}/start", headers=headers)
    again = await client.post(f"{add_link}/start", headers=headers)

    assert card.status_code == 200
    assert card.json() == {
        "candidateName": "Jane Doe",
        "position": "Welder",
        "companyName": "Larkfield",
        "language": "en",
        "maskedEmail": "j***@e***.com",
        "expiresAt": "2026-11-27T09:00:00Z",
        "otpRequired": True,
        "consent": card.json()["consent"] | {"given": False},
        "state": "SCHEDULED",
        "durationMinutes": 30,
        "startsAt": None,
        "opensAt": None,
        "voice": {"isOffered": False, "isReadAloud": False, "answerMode": "typed"},
        "video": None,
        "voiceRecording": None,
        "codeEmail": None,
    }
    assert (sent.status_code, sent.json()["resendAfterSeconds"]) == (201, 60)
    assert "j***@e***.com" in sent.json()["message"]
    assert set(verified.json()) == {"sessionToken", "candidateName", "position"}
    assert started.status_code == 201
    assert started.json() == {
        "sessionId": world.sessions.opened[visit.interview_id].handle,
        "tenantId": str(world.tenant),
        "wsUrl": "ws://v.example:8080",
    }
    assert again.json() == started.json()


async def test_refusals_contain_what_a_screen_needs(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link(opens_at=START + timedelta(hours=1))
    add_link = f"/candidate-access/{token}"
    await client.post(f"{add_link}/request-otp")

    soon = await client.post(f"{add_link}/request-otp")
    guess = await client.post(f"{add_link}/verify-otp", json={"otp": wrong(world.emails.codes[-1])})
    short = await client.post(f"{add_link}/verify-otp", json={"otp": "1234"})
    locked_out = await client.post(f"{add_link}/start")
    admitted = await client.post(f"{add_link}/verify-otp", json={"otp": world.emails.codes[-1]})
    early = await client.post(
        f"{add_link}/start", headers={"x-session-token": admitted.json()["sessionToken"]}
    )

    assert (soon.status_code, soon.headers["Retry-After"]) == (429, "60")
    assert (guess.status_code, guess.json()["code"], guess.json()["attemptsLeft"]) == (
        401,
        "code_incorrect",
        4,
    )
    assert (short.status_code, short.json()["detail"]) == (
        400,
        "That code has 4 digits. Enter all 6 digits.",
    )
    assert (locked_out.status_code, locked_out.json()["code"]) == (401, "code_required")
    assert (early.status_code, early.json()["opensAt"]) == (409, "2026-11-20T10:00:00.000Z")


async def test_consent_is_accepted_and_an_outdated_text_returns_a_conflict(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()
    address = f"/api/v1/candidate-access/{token}/consent"
    version = (await world.show_card(token)).consent.version
    body = {"accepted": True, "version": version, "accommodations": ["more_time"]}

    kept = await client.post(address, json=body)
    old = await client.post(address, json=body | {"version": "1"})

    assert (kept.status_code, kept.json()["accepted"]) == (200, True)
    assert (old.status_code, old.json()["version"]) == (409, version)


async def test_all_invalid_links_get_the_same_response(
    world: World, client: httpx.AsyncClient
) -> None:
    closed, visit = await world.add_link()
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.revoke(work, visit.interview_id)
    expired, _ = await world.add_link()
    world.clock.pass_by(days=8)

    answers = []
    for token in (closed, expired, "unknown", "%F0%9F%9A%AA", "..%2F..%2Fetc", "%ff", "a" * 3000):
        answer = await client.get(f"/candidate-access/{token}/info")
        answers.append((answer.status_code, answer.json()["code"]))

    # A slash inside the token is another address altogether; it is not found either.
    assert {status for status, _ in answers} == {404}
    assert [code for _, code in answers].count("link_not_available") >= 6


HOSTILE = [
    {"otp": "1" * 65},
    {"otp": 123456},
    {"otp": None},
    {"otp": ["123456"]},
    {"otp": "<img src=x onerror=alert(1)>"},
    {"otp": "\u202e123456"},
    {},
    [],
    "123456",
]


@pytest.mark.parametrize("body", HOSTILE)
async def test_malformed_codes_are_refused_and_not_counted(
    world: World, client: httpx.AsyncClient, body: object
) -> None:
    token, _ = await world.add_link()
    await world.request_code(token)

    answer = await client.post(f"/candidate-access/{token}/verify-otp", json=body)

    assert answer.status_code == 400
    assert "<img" not in answer.text
    assert (await world.rows("SELECT attempts FROM one_time_code"))[0]["attempts"] == 0


@pytest.mark.parametrize(
    "raw",
    [
        b'{"otp": "12\\u00003456"}',
        b'{"otp": "\\ud800"}',
        b'{"otp": "123456", "otp": "654321"}',
        b'{"otp": 1e999}',
        b"\xff",
        b"",
    ],
)
async def test_malformed_json_returns_400(
    world: World, client: httpx.AsyncClient, raw: bytes
) -> None:
    token, _ = await world.add_link()

    answer = await client.post(
        f"/candidate-access/{token}/verify-otp",
        content=raw,
        headers={"content-type": "application/json"},
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"accepted": True},
        {"accepted": "maybe", "version": "1"},
        {"accepted": True, "version": "x" * 101},
        {"accepted": True, "version": "VERSION", "accommodations": "more_time"},
        {"accepted": True, "version": "VERSION", "accommodations": ["x" * 201]},
        {"accepted": True, "version": "VERSION", "accommodations": ["x"] * 11},
        {"accepted": True, "version": "VERSION", "tenantId": "x"},
    ],
)
async def test_a_malformed_consent_is_refused_and_not_stored(
    world: World, client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    token, _ = await world.add_link()
    if body.get("version") == "VERSION":
        body = body | {"version": (await world.show_card(token)).consent.version}

    answer = await client.post(f"/candidate-access/{token}/consent", json=body)

    assert answer.status_code == 400
    assert await world.rows("SELECT 1 FROM consent") == []


async def test_the_candidate_link_routes_are_documented_once(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/api/docs-json")).json()["paths"]

    assert sorted(path for path in paths if "candidate-access" in path) == [
        "/api/v1/candidate-access/embedded",
        *(
            f"/api/v1/candidate-access/{{token}}/{last}"
            for last in (
                "book",
                "consent",
                "corrections",
                "data",
                "feedback",
                "info",
                "language",
                "page",
                "request-otp",
                "request-person",
                "reschedule",
                "review",
                "start",
                "times",
                "verify-otp",
                "voluntary-answers",
                "withdraw",
            )
        ),
    ]


async def test_the_consent_text_and_the_codes_follow_the_language_that_the_candidate_chose(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()
    add_link = f"/candidate-access/{token}"
    before = (await client.get(f"{add_link}/info")).json()

    chosen = await client.put(f"{add_link}/language", json={"language": "de-AT"})
    sent = await client.post(f"{add_link}/request-otp")

    assert (before["language"], chosen.status_code, chosen.json()["language"]) == ("en", 200, "de")
    assert chosen.json()["consent"]["text"].startswith("Ein Computerprogramm führt")
    assert chosen.json()["consent"]["version"] == f"{before['consent']['version']}.de"
    assert sent.json()["message"].startswith("Wir haben einen sechsstelligen Code")
    assert world.emails.languages == ["de"]


async def test_a_language_without_pages_and_e_mails_is_refused(
    world: World, client: httpx.AsyncClient
) -> None:
    token, _ = await world.add_link()

    refused = await client.put(f"/candidate-access/{token}/language", json={"language": "tlh"})
    unknown = await client.put("/candidate-access/none/language", json={"language": "de"})
    card = await client.get(f"/candidate-access/{token}/info")

    assert (refused.status_code, refused.json()["available"]) == (400, ["en", "de"])
    assert refused.json()["code"] == "candidate_language_not_available"
    assert unknown.status_code == 404
    assert card.json()["language"] == "en"
