"""Permissions, and the roles of an organization, over HTTP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, LenientRequestModel, make_lenient_router
from vivavoce.kernel.caller import Permission, Role
from vivavoce.tenancy.domain.roles import (
    MAX_DESCRIPTION_LENGTH,
    PERMISSION_DESCRIPTIONS,
    ROLE_DESCRIPTIONS,
    get_permissions,
    get_role_name,
)
from vivavoce.tenancy.routes.use_cases import TenancyUseCases
from vivavoce.tenancy.usecases.manage_roles import UsedRole

_RoleId = Annotated[
    str,
    Path(
        description="The id of a role: a name such as `RECRUITER`, or the id of a role of your own.",
    ),
]


class PermissionResponse(CamelModel):
    """A permission that roles and API keys can have."""

    id: str = Field(examples=["interview:read"])
    """The permission; the same as `code`."""
    code: str = Field(examples=["interview:read"])
    """The permission, as requests name it."""
    resource: str = Field(examples=["interview"])
    """What it is about: the part before the colon."""
    action: str = Field(examples=["read"])
    """What it allows there: the part after the colon."""
    description: str = Field(examples=["Read interviews, plans and assessments."])
    """What it allows, in a sentence."""


class PermissionListResponse(CamelModel):
    """Every permission of an organization."""

    permissions: list[PermissionResponse]
    """The permissions in alphabetical order."""
    total: int
    """How many permissions there are; `permissions` lists all of them."""


class RoleResponse(CamelModel):
    """A role, and who has it."""

    id: str = Field(examples=["0198c1f2-6a1e-7c11-9d0a-3f0a6f0e2b11"])
    """The id: give it to a person as `role`. A fixed role has its name as id."""
    name: str = Field(examples=["Interviewer"])
    """The name that people see. For a fixed role, it is the same as the id."""
    description: str = Field(examples=["Reads interviews and leaves notes."])
    """What the role is for; can be empty."""
    is_system: bool
    """Whether the role is fixed: it cannot be changed or deleted."""
    permissions: list[PermissionResponse]
    """What people with this role may do, in alphabetical order."""
    user_count: int
    """How many people have the role."""
    invitation_count: int
    """How many open invitations offer the role."""


class RoleListResponse(CamelModel):
    """The roles of the organization: the fixed ones, then its own ones by name."""

    roles: list[RoleResponse]
    """Each role with its permissions, and how many people have it."""
    total: int
    """How many roles there are, with the fixed ones; `roles` lists all of them."""


class RoleRequest(LenientRequestModel):
    """A role of your own."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"permissions"})
    name: str = Field(max_length=400, examples=["Interviewer"])
    """The name, unique in the organization."""
    description: str = Field(
        "", max_length=MAX_DESCRIPTION_LENGTH, examples=["Reads interviews and leaves notes."]
    )
    """What the role is for."""
    permissions: list[str] = Field(
        max_length=50, examples=[["interview:read", "session:intervene"]]
    )
    """What people with this role may do: some of your own permissions. `GET /permissions` says what each one
    allows."""


def build_role_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the routes of permissions and roles, under ``/api/v1``."""
    routes = make_lenient_router("roles")

    @routes.get("/permissions")
    async def list_permissions(caller: CurrentCaller) -> PermissionListResponse:
        """List every permission that roles and API keys can have."""
        listed = [_to_permission(permission) for permission in sorted(PERMISSION_DESCRIPTIONS)]
        return PermissionListResponse(permissions=listed, total=len(listed))

    @routes.get("/roles")
    async def list_roles(caller: CurrentCaller) -> RoleListResponse:
        """List the fixed roles and those of your organization, with their permissions."""
        roles = [_to_role(used) for used in await use_cases.roles.list(caller)]
        return RoleListResponse(roles=roles, total=len(roles))

    @routes.post("/roles", status_code=201)
    async def create_role(
        body: RoleRequest, caller: CurrentCaller, request: Request
    ) -> RoleResponse:
        """Create a role with some of your own permissions."""
        created = await use_cases.roles.create(
            caller,
            name=body.name,
            description=body.description,
            permissions=body.permissions,
            request_id=get_request_id(request),
        )
        return _to_role(created)

    @routes.get("/roles/{role_id}")
    async def get_role(role_id: _RoleId, caller: CurrentCaller) -> RoleResponse:
        """Return a role with its permissions."""
        return _to_role(await use_cases.roles.find(caller, role_id))

    @routes.put("/roles/{role_id}")
    async def change_role(
        role_id: _RoleId, body: RoleRequest, caller: CurrentCaller, request: Request
    ) -> RoleResponse:
        """Replace the name, description and permissions of a role; the change applies at once.

        API keys and connected applications of these people lose what the role no longer has. You cannot
        change a fixed role, your own role, or a role with more permissions than you have.
        """
        changed = await use_cases.roles.change(
            caller,
            role_id,
            name=body.name,
            description=body.description,
            permissions=body.permissions,
            request_id=get_request_id(request),
        )
        return _to_role(changed)

    @routes.delete("/roles/{role_id}", status_code=204)
    async def delete_role(role_id: _RoleId, caller: CurrentCaller, request: Request) -> None:
        """Delete a role that no person and no open invitation has."""
        await use_cases.roles.delete(caller, role_id, request_id=get_request_id(request))

    return routes


def _to_role(used: UsedRole) -> RoleResponse:
    role = used.role
    is_fixed = isinstance(role, Role)
    return RoleResponse(
        id=str(role),
        name=get_role_name(role),
        description=ROLE_DESCRIPTIONS[role] if isinstance(role, Role) else role.description,
        is_system=is_fixed,
        permissions=[_to_permission(one) for one in sorted(get_permissions(role))],
        user_count=used.use.users,
        invitation_count=used.use.invitations,
    )


def _to_permission(permission: Permission) -> PermissionResponse:
    resource, _, action = permission.partition(":")
    return PermissionResponse(
        id=permission,
        code=permission,
        resource=resource,
        action=action,
        description=PERMISSION_DESCRIPTIONS[permission],
    )
