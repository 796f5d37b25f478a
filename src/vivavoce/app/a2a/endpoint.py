"""The routes of A2A: the agent card, and the endpoint, which authenticates and then lets the SDK serve.

The SDK takes about two seconds to import, so the first request loads it, in a thread of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vivavoce.app.protocol_servers import (
    AsgiEndpoint,
    ServerLoader,
    refuse_unusable_json,
    replay,
)
from vivavoce.app.wiring.practice.assistant import PracticeAssistantTools
from vivavoce.delivery.usecases.push_notifications import ManagePushNotifications
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.web.callers import current_caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.practice.usecases.answer_assistant_message import AnswerAssistantMessage

A2A_PATH = "/a2a/v1"
CARD_PATHS = ("/.well-known/agent-card.json", "/.well-known/agent.json")
_SERVER_MODULE = "vivavoce.app.a2a.server"
_A2A_JSON = "application/a2a+json"
CALLER, REFUSE = "vivavoce.a2a_caller", "vivavoce.a2a_refuse"
"""Members of the ASGI scope: the caller, and the function that takes a ``VivavoceError`` to answer with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class A2aUseCases:
    """What an agent can call, and the URL under which it finds us."""

    hiring: HiringUseCases
    practice_tools: PracticeAssistantTools
    answer_assistant: AnswerAssistantMessage
    push_notifications: ManagePushNotifications
    clock: Clock
    public_url: str


def build_card_routes(public_url: str) -> list[BaseRoute]:
    """Return the routes of the card, which everybody may read, at both well-known paths."""
    load = ServerLoader(_SERVER_MODULE, lambda server: server.build_card_app(public_url))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await (await load())(scope, receive, send)

    return [Route(path, AsgiEndpoint(serve), methods=["GET"]) for path in CARD_PATHS]


def build_a2a_routes(use_cases: A2aUseCases) -> list[BaseRoute]:
    """Return the routes of the card and of the endpoint ``/a2a/v1`` for all bindings and versions."""
    load = ServerLoader(_SERVER_MODULE, lambda server: server.build_a2a_app(use_cases))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        scope[CALLER] = await current_caller(request)
        body = await request.body()
        refuse_unusable_json(body)
        await _Exchange(scope, replay(body, receive), send).serve(await load())

    return [
        *build_card_routes(use_cases.public_url),
        Route(f"{A2A_PATH}{{rest:path}}", AsgiEndpoint(serve)),
    ]


class _Exchange:
    """One call of the SDK: its response, unless the call was refused before the response began."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._refusal: VivavoceError | None = None
        self._has_begun = False
        accepted = Headers(scope=scope).get("accept", "")
        self._accepts_a2a_json = _A2A_JSON in accepted

    async def serve(self, app: ASGIApp) -> None:
        """Serve the call, or raise the refusal, which becomes the problem response of its status."""
        self._scope[REFUSE] = self._refuse
        await app(self._scope, self._receive, self._send_unless_refused)
        if self._refusal is not None and not self._has_begun:
            raise self._refusal

    def _refuse(self, error: VivavoceError) -> None:
        self._refusal = error

    async def _send_unless_refused(self, message: Message) -> None:
        if self._refusal is not None and not self._has_begun:
            return
        if message["type"] == "http.response.start" and not self._accepts_a2a_json:
            _name_plain_json(message)
        self._has_begun = True
        await self._send(message)


def _name_plain_json(start: Message) -> None:
    """Name the content type that section 11.1 of the specification asks for, in place of the SDK's."""
    headers = MutableHeaders(scope=start)
    if headers.get("content-type", "").startswith(_A2A_JSON):
        headers["content-type"] = "application/json"
