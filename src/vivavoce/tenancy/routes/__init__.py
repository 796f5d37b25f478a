"""Signing in, passwords, API keys, users, invitations and the organisation's own rules over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.tenancy.routes.auth import auth_routes, password_routes
from vivavoce.tenancy.routes.cases import TenancyUseCases
from vivavoce.tenancy.routes.keys import key_routes
from vivavoce.tenancy.routes.people import acceptance_routes, user_routes
from vivavoce.tenancy.routes.rules import rule_routes

__all__ = ["TenancyUseCases", "router"]


def router(cases: TenancyUseCases, *, is_https: bool = False) -> APIRouter:
    """Return the routes of tenancy, below ``/api/v1``; ``is_https`` keeps cookies to https."""
    whole = APIRouter(prefix="/api/v1")
    whole.include_router(auth_routes(cases, is_https=is_https))
    whole.include_router(password_routes(cases, is_https=is_https))
    whole.include_router(key_routes(cases))
    whole.include_router(user_routes(cases))
    whole.include_router(acceptance_routes(cases, is_https=is_https))
    whole.include_router(rule_routes(cases))
    return whole
