"""A fault that only shows behind a link is found: a small service with one fault at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from tests.fakes.api_clients import Json
from tests.integration.api.fuzzing import Fuzzing
from tests.integration.api.linked_requests import LinkedSteps, document_about, follow_links
from tests.integration.api.remembered_ids import RememberedIds

_JSON = "application/json"
_NO_BODY: Json = {"description": "There is no body."}
_THING: Json = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}},
}
_ID: Json = {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}
_MADE: Json = {
    "description": "A thing.",
    "content": {_JSON: {"schema": _THING}},
}
_LINKS: Json = {
    name: {"operationId": name, "parameters": {"thing_id": "$response.body#/id"}}
    for name in ("read_thing", "delete_thing")
}
DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "components": {"schemas": {}},
    "paths": {
        "/things": {
            "post": {
                "operationId": "make_thing",
                "responses": {"201": {**_MADE, "links": _LINKS}, "409": _NO_BODY},
            }
        },
        "/things/{thing_id}": {
            "get": {
                "operationId": "read_thing",
                "parameters": [_ID],
                "responses": {"200": _MADE, "404": _NO_BODY, "405": _NO_BODY},
            },
            "delete": {
                "operationId": "delete_thing",
                "parameters": [_ID],
                "responses": {"204": _NO_BODY, "404": _NO_BODY, "405": _NO_BODY},
            },
        },
    },
}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("", ""),
        ("crashes", "server error"),
        ("answers 202", "undocumented status code"),
        ("answers an id alone", "violates schema"),
        ("does not find what was made", "created resource not found"),
        ("finds what was deleted", "deleted resource still available"),
    ],
)
def test_a_fault_behind_a_link_is_noted(fault: str, found: str) -> None:
    with serving(fault) as url:
        steps = LinkedSteps(Fuzzing(url, RememberedIds([])), 1, {})
        follow_links(steps, document_about(DOCUMENT, "make_thing"), scenarios=6)

    assert {source for source, _ in steps.followed} == {"make_thing"}
    assert {target for _, target in steps.followed} == {"read_thing", "delete_thing"}
    if not fault:
        assert steps.faults == {}
    else:
        assert list(steps.faults) == ["make_thing -> read_thing"]
        assert found in steps.faults["make_thing -> read_thing"].lower()


def test_scenarios_go_on_if_the_same_request_gets_another_answer_later() -> None:
    with serving("refuses every third thing") as url:
        fuzzing = Fuzzing(url, RememberedIds([]))
        steps = LinkedSteps(fuzzing, 1, {})
        follow_links(steps, document_about(DOCUMENT, "make_thing"), scenarios=40)

    assert steps.faults == {}
    made, refused = (fuzzing.statuses["POST /things"][status] for status in (201, 409))
    assert made + refused >= 40
    assert refused == (made + refused) // 3


class FaultyThings(BaseHTTPRequestHandler):
    """Makes, reads and deletes things, with a fault of reading."""

    fault = ""
    things: ClassVar[dict[str, bool]]
    """Whether each thing that was made is still there."""

    def do_POST(self) -> None:
        thing = str(len(self.things))
        is_refused = self.fault == "refuses every third thing" and len(self.things) % 3 == 2
        self.things[thing] = not is_refused
        if is_refused:
            self._answer(409)
        else:
            self._answer(201, {"id": thing})

    def do_GET(self) -> None:
        thing = self.path.rpartition("/")[2]
        is_there = self.things.get(thing, False) or (
            self.fault == "finds what was deleted" and thing in self.things
        )
        if not is_there or self.fault == "does not find what was made":
            self._answer(404)
        elif self.fault == "crashes":
            self._answer(500)
        elif self.fault == "answers 202":
            self._answer(202, {"id": thing})
        else:
            self._answer(200, thing if self.fault == "answers an id alone" else {"id": thing})

    def do_DELETE(self) -> None:
        thing = self.path.rpartition("/")[2]
        self._answer(204 if self.things.get(thing) else 404)
        self.things[thing] = False

    def log_message(self, *args: object) -> None:
        """Print nothing."""

    def _answer(self, status: int, body: object = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if content:
            self.send_header("Content-Type", _JSON)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(fault: str) -> Iterator[str]:
    """Serve things with a fault; yield the address."""
    handler = type("Served", (FaultyThings,), {"fault": fault, "things": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
