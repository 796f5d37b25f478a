"""An HTTP server that imitates all families of endpoints, each below an address of its own.

``http://127.0.0.1:8899/openai-chat/v1`` is an endpoint of the family "openai chat", and so on. The server
answers in the words of the family, refuses what the family refuses, and fails by schedule.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.infra.clock import SystemClock
from vivavoce.testing.answers import ReadEvidence
from vivavoce.testing.better_answers import RewordLines
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.faults import HANGS, FaultSchedule, get_fault
from vivavoce.testing.native_chat_families import NATIVE_FAMILIES
from vivavoce.testing.native_families import NativeFamily
from vivavoce.testing.protocol import Family, respond

_CALLS = ("chat/completions", "responses")
_HEADERS_OF_ONE_CONNECTION = frozenset({"content-length", "transfer-encoding", "host"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How long an answer takes."""

    first_token_s: float = 0.0
    tokens_per_s: float = 1e9


@dataclass(slots=True)
class ImitatedModels:
    """The served families, and how many requests came."""

    families: Mapping[str, Family]
    """By their part of the address."""
    faults: FaultSchedule
    natives: Mapping[str, NativeFamily] = field(default_factory=dict)
    """Providers' own APIs, by their part of the address."""
    pace: Pace = field(default_factory=Pace)
    requests: int = 0
    port: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    """The number and the fault of each request that failed by schedule."""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while nothing is served: requests that hang end then, so that the server stops at once."""

    def url_of(self, slug: str) -> str:
        """Return the base address of a family, for ``LLM_BASE_URL``."""
        address = f"http://127.0.0.1:{self.port}/{slug}"
        return address if slug in self.natives else f"{address}/v1"


def build_models(
    *,
    faults: FaultSchedule | None = None,
    pace: Pace | None = None,
    read_evidence: ReadEvidence | None = None,
    reword: RewordLines | None = None,
    families: Sequence[Callable[[], Family]] = FAMILIES,
) -> ImitatedModels:
    """Return the families as they will be served; ``read_evidence`` decides how they score.

    ``reword`` decides how they word better answers.
    """
    clock, pace = SystemClock(), pace or Pace()
    made: dict[str, Family] = {}
    for make in families:
        family = make()
        family.clock, family.is_paced, family.read_evidence = clock, True, read_evidence
        family.reword = reword
        family.first_token_s, family.tokens_per_s = pace.first_token_s, pace.tokens_per_s
        made[family.slug] = family
    natives = {make.slug: make(read_evidence) for make in NATIVE_FAMILIES}
    return ImitatedModels(made, faults or FaultSchedule({}, {}), natives, pace)


def build_app(models: ImitatedModels) -> Starlette:
    """Return the application that serves the families."""

    async def answer(request: Request) -> Response:
        slug = request.path_params["family"]
        if (native := models.natives.get(slug)) is not None:
            return await _answer_natively(models, native, request)
        family = models.families.get(slug)
        call = next((name for name in _CALLS if request.url.path.endswith(f"/{name}")), None)
        if family is None or call is None:
            known = ", ".join(sorted(models.families))
            detail = f"Ask POST /FAMILY/v1/chat/completions. The families are: {known}."
            return JSONResponse({"error": {"message": detail, "code": None}}, status_code=404)
        models.requests += 1
        if (name := models.faults.fault_for(models.requests)) is not None:
            models.failed.append((models.requests, name))
            if name == HANGS:
                return await _hang(models)
            status, headers, body = get_fault(name)
            return _pass_on(respond(status, body, headers))
        return _pass_on(await family.answer(await _rebuild(request, family, call)))

    return Starlette(routes=[Route("/{family}/{path:path}", answer, methods=["POST"])])


@asynccontextmanager
async def serve_imitated_models(
    models: ImitatedModels | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[ImitatedModels]:
    """Serve the families until the block ends; port 0 takes a free one.

    Raises ``InvalidSettingError`` if the port is in use.
    """
    models = models or build_models()
    bound = bind_socket("imitated models", host, port, "--port")
    models.port = bound.port
    models.stopped.clear()
    async with serve_app(build_app(models), bound):
        try:
            yield models
        finally:
            models.stopped.set()


async def _answer_natively(
    models: ImitatedModels, family: NativeFamily, request: Request
) -> Response:
    models.requests += 1
    if (name := models.faults.fault_for(models.requests)) is not None:
        models.failed.append((models.requests, name))
    if name == HANGS:
        return await _hang(models)
    await asyncio.sleep(models.pace.first_token_s)
    answer = family.answer(request.url.path, await request.json(), name)
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, dict(answer.headers))
    return JSONResponse(answer.body, answer.status, dict(answer.headers))


async def _hang(models: ImitatedModels) -> Response:
    """Answer only when the server stops; the caller has gone by then."""
    await models.stopped.wait()
    return Response(status_code=503)


async def _rebuild(request: Request, family: Family, call: str) -> httpx2.Request:
    """Return the request as the family's own address would get it."""
    query = f"?{request.url.query}" if request.url.query else ""
    headers = [
        (name, value)
        for name, value in request.headers.items()
        if name not in _HEADERS_OF_ONE_CONNECTION
    ]
    return httpx2.Request(
        "POST",
        f"{family.base_url.rstrip('/')}/{call}{query}",
        headers=headers,
        content=await request.body(),
    )


def _pass_on(answer: httpx2.Response) -> Response:
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in _HEADERS_OF_ONE_CONNECTION
    }
    if answer.is_stream_consumed:
        return Response(answer.content, answer.status_code, headers)
    return StreamingResponse(answer.aiter_raw(), answer.status_code, headers)
