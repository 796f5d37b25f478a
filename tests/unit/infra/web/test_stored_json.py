"""A large document for anyone costs its work once, and never in the event loop."""

from __future__ import annotations

import asyncio
import threading

import httpx
from fastapi import FastAPI

from vivavoce.infra.web.application import StoredJson

DOCUMENT = {"paths": {f"/{number}": "text" * 100 for number in range(100)}}


async def test_a_document_is_built_once_in_a_thread_and_sent_as_the_client_accepts_it() -> None:
    built_in: list[int] = []

    def build() -> dict[str, object]:
        built_in.append(threading.get_ident())
        return dict(DOCUMENT)

    app = FastAPI()
    app.add_api_route("/document", StoredJson(build).respond)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        packed, plain = [
            await asyncio.gather(
                *(client.get("/document", headers={"accept-encoding": accepted}) for _ in range(5))
            )
            for accepted in ("gzip, br", "identity")
        ]

    assert [answer.json() for answer in (*packed, *plain)] == [DOCUMENT] * 10
    assert {answer.headers.get("content-encoding") for answer in packed} == {"gzip"}
    assert {answer.headers.get("content-encoding") for answer in plain} == {None}
    assert {answer.headers["vary"] for answer in (*packed, *plain)} == {"Accept-Encoding"}
    assert len(built_in) == 1
    assert built_in[0] != threading.get_ident()
