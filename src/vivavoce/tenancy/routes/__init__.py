"""Sign-in, passwords, API keys, users, invitations and organization settings over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.tenancy.routes.api_keys import key_routes
from vivavoce.tenancy.routes.auth import auth_routes, password_routes
from vivavoce.tenancy.routes.settings import settings_routes
from vivavoce.tenancy.routes.use_cases import TenancyUseCases
from vivavoce.tenancy.routes.users import acceptance_routes, user_routes

__all__ = ["TenancyUseCases", "router"]


def router(use_cases: TenancyUseCases, *, is_https: bool = False) -> APIRouter:
    """Return the routes of tenancy, under ``/api/v1``; ``is_https`` marks cookies as secure."""
    whole = APIRouter(prefix="/api/v1")
    whole.include_router(auth_routes(use_cases, is_https=is_https))
    whole.include_router(password_routes(use_cases, is_https=is_https))
    whole.include_router(key_routes(use_cases))
    whole.include_router(user_routes(use_cases))
    whole.include_router(acceptance_routes(use_cases, is_https=is_https))
    whole.include_router(settings_routes(use_cases))
    return whole
