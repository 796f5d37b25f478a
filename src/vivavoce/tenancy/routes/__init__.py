"""Sign-in, passwords, API keys, users, invitations and organization settings over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.contracts.invitation import MailDelivery
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.tenancy.routes.applications import build_application_router
from vivavoce.tenancy.routes.audit import build_audit_router
from vivavoce.tenancy.routes.auth import (
    build_auth_router,
    build_password_router,
    build_profile_router,
)
from vivavoce.tenancy.routes.organization import build_key_router, build_settings_router
from vivavoce.tenancy.routes.organization_sign_in import (
    build_identity_provider_router,
    build_organization_sign_in_router,
)
from vivavoce.tenancy.routes.roles import build_role_router
from vivavoce.tenancy.routes.use_cases import TenancyUseCases
from vivavoce.tenancy.routes.users import build_acceptance_router, build_user_router

__all__ = ["TenancyUseCases", "router"]


def router(
    use_cases: TenancyUseCases, *, is_https: bool = False, delivery: MailDelivery = "email"
) -> APIRouter:
    """Return the routes of tenancy, under ``/api/v1``.

    ``is_https`` marks cookies as secure, and ``delivery`` is where e-mails go.
    """
    api_router = ApiRouter(prefix="/api/v1")
    api_router.include_router(build_auth_router(use_cases, is_https=is_https))
    api_router.include_router(
        build_password_router(use_cases, is_https=is_https, delivery=delivery)
    )
    api_router.include_router(build_profile_router(use_cases))
    api_router.include_router(build_key_router(use_cases))
    api_router.include_router(build_user_router(use_cases))
    api_router.include_router(build_acceptance_router(use_cases, is_https=is_https))
    api_router.include_router(build_settings_router(use_cases))
    api_router.include_router(build_application_router(use_cases))
    api_router.include_router(build_role_router(use_cases))
    api_router.include_router(build_audit_router(use_cases))
    api_router.include_router(build_organization_sign_in_router(use_cases, is_https=is_https))
    api_router.include_router(build_identity_provider_router(use_cases))
    return api_router
