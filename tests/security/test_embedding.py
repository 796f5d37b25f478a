"""Only the registered origin shows the candidate's room in a frame, and only with a token that is valid.

Each attack has its mutant. Let ``find_frame_ancestors`` return ``*``, and any page shows the room. Leave
``used_at IS NULL`` out of ``_USE``, and a token that was copied opens the room a second time. Take the origin
out of ``_open``, and a token outlives the registration of its origin. Let ``_allows_a_frame`` return True,
and other pages lose the header for old browsers.
"""

from __future__ import annotations

import asyncio
import base64

import httpx
import psycopg
import pytest
import pytest_asyncio
from tests.fakes.organizations import API, Installation, Organization
from tests.whole_examples import members_only_in_example

from vivavoce.app.screens import BUILT_SCREENS

ORIGIN, EVIL = "https://careers.example", "https://evil.example"
SCREENS = pytest.mark.skipif(
    not (BUILT_SCREENS / "index.html").is_file(), reason="the screens are not built: make web"
)
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("open_installation", ["production"], indirect=True),
]


class Customer:
    """An organization that embeds rooms, its API key, and one approved interview."""

    def __init__(
        self, client: httpx.AsyncClient, organization: Organization, superuser_url: str
    ) -> None:
        self.client = client
        self.admin = organization.admin
        self.key: dict[str, str] = {}
        self.interview_id = ""
        self._superuser_url = superuser_url

    async def prepare(self) -> None:
        """Register the origin, make a key, and bring an interview to its approval."""
        await self.register([ORIGIN], otp_replaced=True)
        body = {"name": "ATS", "permissions": ["interview:create", "interview:update"]}
        made = await self.client.post(f"{API}/api-keys", json=body, headers=self.admin)
        self.key = {"X-API-Key": made.json()["key"]}
        wish = {
            "candidateName": "Dana",
            "candidateEmail": "dana@example.com",
            "position": "Welder",
            "level": "MID",
            "skills": ["Welding"],
            "jobDescription": "Welds steel frames.",
        }
        asked = await self.client.post(f"{API}/a2a/interview", json=wish, headers=self.key)
        self.interview_id = asked.json()["interviewId"]
        with psycopg.connect(self._superuser_url) as connection:
            connection.execute(
                "UPDATE interview SET state = 'APPROVED' WHERE id = %s", [self.interview_id]
            )

    async def register(self, origins: list[str], *, otp_replaced: bool) -> None:
        body = {"embedOrigins": origins, "embedReplacesOtp": otp_replaced}
        done = await self.client.patch(f"{API}/tenants/me/settings", json=body, headers=self.admin)
        assert done.status_code == 200, done.text

    async def ask(self, origin: str = ORIGIN, interview_id: str = "") -> httpx.Response:
        path = f"{API}/interviews/{interview_id or self.interview_id}/embed-token"
        return await self.client.post(path, json={"origin": origin}, headers=self.key)

    async def token(self) -> str:
        asked = await self.ask()
        assert asked.status_code == 201, asked.text
        token: str = asked.json()["token"]
        return token

    async def open(self, token: str) -> httpx.Response:
        return await self.client.post(f"{API}/candidate-access/embedded", json={"token": token})

    async def policy(self, path: str) -> tuple[str, str | None]:
        """Return which pages may show a page, by its policy and by the header for old browsers."""
        page = await self.client.get(path)
        policy = page.headers["content-security-policy"]
        return policy.partition("frame-ancestors ")[2], page.headers.get("x-frame-options")


@pytest_asyncio.fixture(loop_scope="session")
async def customer(installation: Installation) -> Customer:
    organization = await installation.organization("Alpha")
    made = Customer(
        installation.client("198.51.100.7"), organization, installation.database.superuser_url
    )
    await made.prepare()
    return made


@SCREENS
async def test_only_the_page_of_a_valid_token_stands_in_a_frame_and_only_of_its_origin(
    customer: Customer,
) -> None:
    token = await customer.token()
    link = (await customer.open(await customer.token())).json()["linkToken"]

    embedded = await customer.policy(f"/interview/embed/{token}")
    others = [
        await customer.policy(path)
        for path in (
            f"/interview/join/{link}",
            f"/interview/status/{link}",
            "/interview/embed/",
            "/interview/embed/none",
            f"/interview/embed/{token}/",
            f"/interview/embed/{token}x",
            f"/interview/embed/{link}",
            f"/Interview/embed/{token}",
            "/queue",
            "/sign-in",
        )
    ]

    assert embedded == (ORIGIN, None)
    assert others == [("'none'", "DENY")] * len(others)


@SCREENS
async def test_a_frame_ends_with_the_registration_of_its_origin(customer: Customer) -> None:
    token = await customer.token()

    await customer.register([EVIL], otp_replaced=True)

    assert await customer.policy(f"/interview/embed/{token}") == ("'none'", "DENY")
    assert (await customer.open(token)).status_code == 404


async def test_a_copied_token_opens_nothing_after_its_first_use(customer: Customer) -> None:
    token = await customer.token()

    answers = await asyncio.gather(*(customer.open(token) for _ in range(6)))

    assert sorted(one.status_code for one in answers) == [200, 404, 404, 404, 404, 404]
    refused = next(one for one in answers if one.status_code == 404).json()
    assert (refused["code"], refused["origin"]) == ("embed_token_not_usable", ORIGIN)
    assert "linkToken" not in refused


async def test_an_expired_token_opens_nothing(
    customer: Customer, installation: Installation
) -> None:
    token = await customer.token()
    with psycopg.connect(installation.database.superuser_url) as connection:
        connection.execute("UPDATE embed_token SET expires_at = now() - interval '1 second'")

    answer = await customer.open(token)

    assert (answer.status_code, answer.json()["code"]) == (404, "embed_token_not_usable")
    assert "origin" not in answer.json()


async def test_a_token_cannot_be_made_from_another(customer: Customer) -> None:
    first, second = await customer.token(), await customer.token()
    raw, other = (base64.urlsafe_b64decode(f"{one}==") for one in (first, second))
    forged = [
        raw[:16] + other[16:32] + raw[32:],  # the row of the second, signed as the first
        raw[:32],
        raw[:32] + bytes(32),
        bytes(16) + raw[16:],
        raw + b"x",
    ]

    answers = [
        await customer.open(base64.urlsafe_b64encode(one).rstrip(b"=").decode()) for one in forged
    ]
    spelled_otherwise = [await customer.open(one) for one in (f"{first}==", f" {first}", "", "é")]

    assert {one.status_code for one in [*answers, *spelled_otherwise]} == {404}
    assert (await customer.open(first)).status_code == 200


async def test_another_organization_has_no_part_in_it(
    installation: Installation, customer: Customer
) -> None:
    stranger = Customer(
        installation.client("198.51.100.8"),
        await installation.organization("Beta"),
        installation.database.superuser_url,
    )
    await stranger.prepare()

    not_theirs = await stranger.ask(interview_id=customer.interview_id)
    await stranger.register([EVIL], otp_replaced=True)
    asked_with_own_origin = await stranger.ask(EVIL)
    not_registered_here = await customer.ask(EVIL)
    room = (await customer.open(await customer.token())).json()
    assert members_only_in_example("open_embedded_room", room) == []
    started_elsewhere = await stranger.client.post(
        f"{API}/candidate-access/{room['linkToken']}/start",
        headers={"x-session-token": "not-this-one"},
    )

    assert not_theirs.status_code == 404
    assert asked_with_own_origin.status_code == 201
    assert (not_registered_here.status_code, not_registered_here.json()["code"]) == (
        409,
        "origin_not_registered",
    )
    assert started_elsewhere.status_code == 401


async def test_a_person_cannot_enter_in_the_candidates_name(customer: Customer) -> None:
    path = f"{API}/interviews/{customer.interview_id}/embed-token"

    asked = await customer.client.post(path, json={"origin": ORIGIN}, headers=customer.admin)
    room = (await customer.open(asked.json()["token"])).json()

    assert asked.json()["otpReplaced"] is False
    assert room["sessionToken"] == ""


async def test_the_code_is_replaced_only_while_the_organization_allows_it(
    customer: Customer,
) -> None:
    vouched = (await customer.open(await customer.token())).json()
    token = await customer.token()
    await customer.register([ORIGIN], otp_replaced=False)
    withdrawn = (await customer.open(token)).json()

    assert vouched["sessionToken"] != ""
    assert withdrawn["sessionToken"] == ""


@pytest.mark.parametrize(
    "origin",
    [
        "https://careers.example/",
        "https://careers.example:443",
        "HTTPS://CAREERS.EXAMPLE",
        "http://careers.example",
        "https://careers.example.evil.example",
        "*",
        "null",
        "",
    ],
)
async def test_an_origin_is_compared_letter_by_letter(customer: Customer, origin: str) -> None:
    assert (await customer.ask(origin)).status_code == 409


async def test_the_script_is_small_needs_nothing_and_may_be_loaded_by_any_page(
    customer: Customer,
) -> None:
    script = await customer.client.get("/embed.js")

    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(script.content) < 5_000
    assert "import" not in script.text
    assert "eval" not in script.text
