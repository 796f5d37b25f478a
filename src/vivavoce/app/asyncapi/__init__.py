"""The AsyncAPI document: Kafka topics and WebSockets, as JSON and as a reference page."""

from vivavoce.app.asyncapi.document import ServerUrls, build_asyncapi
from vivavoce.app.asyncapi.endpoint import build_asyncapi_router
from vivavoce.app.asyncapi.page import render_asyncapi_page

__all__ = ["ServerUrls", "build_asyncapi", "build_asyncapi_router", "render_asyncapi_page"]
