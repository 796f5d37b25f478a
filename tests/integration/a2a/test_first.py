from __future__ import annotations
import pytest
from a2a.client import ClientConfig, create_client
from a2a.helpers.proto_helpers import new_data_part
from a2a.types.a2a_pb2 import *
from tests.integration.practice.studio import Studio
pytestmark = pytest.mark.asyncio(loop_scope="session")
import httpx
FACTS = {"candidateName": "Ada Lovelace", "candidateEmail": "ada@example.com", "position": "Backend engineer", "level": "SENIOR", "skills": ["Python", "PostgreSQL", "Kafka"], "jobDescription": "Build and run the services behind our warehouse scanners, and share the on-call duty.", "durationMinutes": 20}

@pytest.mark.parametrize("binding", ["JSONRPC", "HTTP+JSON"])
@pytest.mark.parametrize("streaming", [True, False])
async def test_x(studio: Studio, binding, streaming) -> None:
    http = httpx.AsyncClient(transport=studio.http._transport, base_url="http://studio", headers=studio.callers["key"], timeout=60)
    r = await http.get("http://studio/.well-known/agent-card.json")
    print(r.status_code, r.text)
    client = await create_client("http://studio", ClientConfig(httpx_client=http, streaming=streaming, supported_protocol_bindings=[binding]))
    m = Message(message_id=f"m-{binding}-{streaming}", role=Role.ROLE_USER, parts=[new_data_part(FACTS)])
    async for e in client.send_message(SendMessageRequest(message=m)):
        print(e)
    assert 0
