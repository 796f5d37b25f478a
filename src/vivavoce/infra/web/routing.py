"""Routes whose endpoint is analyzed once: at the first request, or for the API document.

FastAPI analyzes an endpoint when its route is declared, and again for each router that includes the route.
An analysis takes milliseconds, and the gateway has hundreds of routes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import compile_path

_OPTIONS = {
    name: option.default
    for name, option in inspect.signature(APIRoute.__init__).parameters.items()
    if option.kind is option.KEYWORD_ONLY
}
"""What a route can be declared with, and the defaults."""


class DeferredRoute(APIRoute):
    """A route that keeps its declaration, and analyzes its endpoint when an attribute needs that."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        # Any: what the framework accepts and passes on
        self.is_analyzed = False
        self.declared_options = options
        for name, value in {**_OPTIONS, "stream_item_type": None, **options}.items():
            setattr(self, name, value)
        self.path = path
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.endpoint = endpoint
        self.name = self.name or endpoint.__name__
        self.methods = {method.upper() for method in self.methods or ("GET",)}
        self.tags = self.tags or []
        self.responses = self.responses or {}
        self.dependencies = list(self.dependencies or ())
        self.description = self.description or inspect.cleandoc(endpoint.__doc__ or "")
        self._complete()

    def _complete(self) -> None:
        """Set what follows from the declaration."""

    def __getattr__(self, name: str) -> Any:  # Any: each attribute has its own type
        if self.__dict__.get("is_analyzed", True) or name.startswith("__"):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        self.is_analyzed = True
        super().__init__(self.path, self.endpoint, **self.declared_options)
        self._complete()
        return getattr(self, name)


class ApiRouter(APIRouter):
    """A router of deferred routes, which takes over the declarations of the routers that it includes."""

    def include_router(self, router: APIRouter, **options: Any) -> None:
        # Any: what the framework accepts and passes on
        """Add the routes of ``router``."""
        include_routes(self, router, **options)


def include_routes(
    target: APIRouter,
    router: APIRouter,
    *,
    prefix: str = "",
    dependencies: Sequence[Depends] = (),
    include_in_schema: bool = True,
) -> None:
    """Add the routes of ``router`` to ``target``, below ``prefix``: declared again if all are deferred."""
    routes = [route for route in router.routes if isinstance(route, DeferredRoute)]
    if len(routes) < len(router.routes):
        APIRouter.include_router(
            target,
            router,
            prefix=prefix,
            dependencies=dependencies,
            include_in_schema=include_in_schema,
        )
        return
    for route in routes:
        declared = dict(route.declared_options)
        declared.pop("dependency_overrides_provider", None)
        declared["dependencies"] = [*dependencies, *route.dependencies]
        declared["include_in_schema"] = include_in_schema and route.include_in_schema
        target.add_api_route(
            prefix + route.path, route.endpoint, route_class_override=type(route), **declared
        )
