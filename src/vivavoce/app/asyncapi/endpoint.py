"""Serves the AsyncAPI document at ``/asyncapi.json``, next to ``/openapi.json``."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.asyncapi.document import ServerUrls, build_asyncapi
from vivavoce.infra.web.application import StoredJson

ASYNCAPI_PATH = "/asyncapi.json"


def build_asyncapi_router(urls: ServerUrls) -> APIRouter:
    """Return the route of the document, which is built at the first request."""
    router = APIRouter(include_in_schema=False)
    document = StoredJson(lambda: build_asyncapi(urls))
    router.add_api_route(ASYNCAPI_PATH, document.respond)
    return router
