"""The agent card, as the official resolver reads it: at both paths, for both versions of the protocol."""

from __future__ import annotations

import pytest
from a2a.client.card_resolver import A2ACardResolver
from a2a.types.a2a_pb2 import GetExtendedAgentCardRequest
from tests.integration.a2a.agents import URL, http_client, official_client
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATHS = ("/.well-known/agent-card.json", "/.well-known/agent.json")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("app", ["gateway", "agents"])
async def test_anyone_can_read_the_card_at_both_paths_and_ports(
    studio: Studio, app: str, path: str
) -> None:
    async with http_client(studio, "nobody", app=app) as http:
        card = await A2ACardResolver(http, URL, path).get_agent_card()

    public_url = studio.on.settings.gateway_url
    assert {
        (each.protocol_binding, each.protocol_version) for each in card.supported_interfaces
    } == {
        ("JSONRPC", "1.0"),
        ("HTTP+JSON", "1.0"),
        ("JSONRPC", "0.3"),
        ("HTTP+JSON", "0.3"),
    }
    assert {each.url for each in card.supported_interfaces} == {f"{public_url}/a2a/v1"}
    assert [skill.id for skill in card.skills] == ["interview", "practice", "assistant"]
    assert set(card.security_schemes) == {"apiKey", "bearer", "oauth2"}
    flow = card.security_schemes["oauth2"].oauth2_security_scheme.flows.client_credentials
    assert flow.token_url == f"{public_url}/oauth/token"
    assert "interview:read" in flow.scopes


async def test_the_card_has_the_members_that_version_0_3_requires(studio: Studio) -> None:
    async with http_client(studio, "nobody") as http:
        card = (await http.get(PATHS[0])).json()

    assert card["protocolVersion"] == "0.3"
    assert card["preferredTransport"] == "JSONRPC"
    assert card["url"] == f"{studio.on.settings.gateway_url}/a2a/v1"
    assert card["supportsAuthenticatedExtendedCard"] is True


async def test_an_unchanged_card_is_not_sent_again(studio: Studio) -> None:
    async with http_client(studio, "nobody") as http:
        first = await http.get(PATHS[0])
        again = await http.get(PATHS[0], headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("who", "skills"),
    [
        ("recruiter", ["interview", "decisions", "practice", "assistant"]),
        ("viewer", ["interview"]),
        ("seeker", ["practice", "assistant"]),
    ],
)
async def test_the_extended_card_has_the_skills_that_the_caller_may_use(
    studio: Studio, who: str, skills: list[str]
) -> None:
    async with official_client(studio, who) as client:
        card = await client.get_extended_agent_card(GetExtendedAgentCardRequest())

    assert [skill.id for skill in card.skills] == skills
