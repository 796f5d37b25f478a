"""Serves the AsyncAPI document at ``/asyncapi.json``, next to ``/openapi.json``."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.responses import JSONResponse

from vivavoce.app.asyncapi.document import ServerUrls, build_asyncapi

ASYNCAPI_PATH = "/asyncapi.json"


def build_asyncapi_router(urls: ServerUrls) -> APIRouter:
    """Return the route of the document, which is built at the first request."""
    router = APIRouter(include_in_schema=False)
    build = cache(lambda: build_asyncapi(urls))

    @router.get(ASYNCAPI_PATH)
    async def asyncapi() -> JSONResponse:
        """Return the AsyncAPI document with this installation's addresses."""
        return JSONResponse(build())

    return router
