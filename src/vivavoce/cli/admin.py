"""Administrators of organizations and operators of the installation; on this machine only."""

from __future__ import annotations

import getpass
import json
import os

import click

from vivavoce.app.platform import open_owner_database, open_platform
from vivavoce.app.wiring.delivery import build_email_queue
from vivavoce.app.wiring.tenancy import build_installation_role_use_case, build_tenancy
from vivavoce.cli.runner import run
from vivavoce.cli.settings import read_settings_quietly
from vivavoce.infra.settings import Settings
from vivavoce.kernel.caller import InstallationRole
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp
from vivavoce.tenancy.ports import RoleGrant, RoleGrantResult
from vivavoce.tenancy.usecases.create_organization import AdminInvitationResult


@click.group()
def admin() -> None:
    """Invite administrators of organizations, and manage the operators of this installation."""


@admin.command()
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--organization", required=True, help="The organization; created if it does not exist."
)
@click.option("--mail", "is_mailed", is_flag=True, help="E-mail the link instead of printing it.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def create(email: str, name: str, organization: str, is_mailed: bool, wants_json: bool) -> None:
    """Invite an administrator of an organization with a one-time link that is valid for 7 days.

    Send the link to that person, who then chooses a password. A second call replaces the link. A person who
    already belongs to the organization becomes its administrator at once. A printed link does not verify a
    mailbox: before the person joins another organization, they must set a new password by e-mail. With
    --mail the platform sends the link as soon as it runs.

    Exit codes: 0 done, 1 refused, 2 a setting or an argument is wrong, 3 the database is unavailable.
    """
    invitation = run(
        _invite_admin(read_settings_quietly(), email, name, organization, is_mailed=is_mailed)
    )
    if wants_json:
        click.echo(
            json.dumps(
                {
                    "tenant_id": str(invitation.tenant_id),
                    "slug": invitation.slug,
                    "is_new_tenant": invitation.is_new_tenant,
                    "user_id": None if invitation.user_id is None else str(invitation.user_id),
                    "link": invitation.link,
                    "expires_at": format_optional_timestamp(invitation.expires_at),
                }
            )
        )
        return
    if invitation.user_id is not None:
        click.echo(f"{email} is an administrator of '{invitation.slug}' ({invitation.tenant_id}).")
    elif invitation.link is None:
        click.echo(f"An invitation to administer '{invitation.slug}' was sent to {email}.")
    else:
        click.echo(
            f"To administer '{invitation.slug}' ({invitation.tenant_id}), {email} must open this link"
        )
        click.echo("within 7 days and choose a password. The link works once:")
        click.echo(f"\n  {invitation.link}\n")


@admin.group()
def operator() -> None:
    """Manage the operators of this installation, who see its alerts, its prices and the state of its bus.

    An operator is a person with an account. The role gives no access to interviews: for that, a person
    needs a role in the organization.
    """


@operator.command("grant")
@click.option("--email", required=True, help="The address that the person signs in with.")
def grant_operator(email: str) -> None:
    """Make a person an operator; it takes effect with the next request.

    The person needs an account: 'vivavoce admin create' invites one. Exit codes: 0 done, 1 no such account,
    2 a setting or an argument is wrong, 3 the database is unavailable.
    """
    granted = run(_grant_role(read_settings_quietly("warning"), email))
    click.echo(
        f"{email} is {'' if granted.is_new else 'already '}an operator of this installation."
    )
    if not granted.is_password_by_owner:
        click.echo(
            "The password of this account was not set through a link sent to its "
            "mailbox. If another person may know it, ask the owner to set a new one: "
            "/forgot-password."
        )


@operator.command("revoke")
@click.option("--email", required=True, help="The address that the person signs in with.")
def revoke_operator(email: str) -> None:
    """Revoke the operator role of a person; it takes effect with the next request.

    Exit codes: 0 done, 1 no such operator, 2 a setting or an argument is wrong, 3 the database is
    unavailable.
    """
    run(_revoke_role(read_settings_quietly("warning"), email))
    click.echo(f"{email} is no longer an operator of this installation.")


@operator.command("list")
@click.option("--all", "wants_revoked", is_flag=True, help="Include former operators.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def list_operators(wants_revoked: bool, wants_json: bool) -> None:
    """List the operators, with who granted the role and when.

    Exit codes: 0 listed, 3 the platform is not running.
    """
    grants = run(_fetch_operators(read_settings_quietly(), wants_revoked=wants_revoked))
    if wants_json:
        click.echo(json.dumps({"data": [_grant_to_json(grant) for grant in grants]}, indent=2))
        return
    for grant in grants:
        ended = ""
        if grant.revoked_at is not None:
            ended = f", until {format_timestamp(grant.revoked_at)} by {grant.revoked_by}"
        click.echo(
            f"{grant.email}  since {format_timestamp(grant.granted_at)} by {grant.granted_by}{ended}"
        )
    if not grants:
        click.echo("No operators.")


async def _invite_admin(
    settings: Settings, email: str, name: str, organization: str, *, is_mailed: bool
) -> AdminInvitationResult:
    if is_mailed:
        settings.refuse_missing_mail()
    async with open_platform(settings, name="admin", pool_size=2) as platform:
        return await build_tenancy(platform, build_email_queue(platform)).create_admin(
            email=email, name=name, tenant_name=organization, is_mailed=is_mailed
        )


async def _grant_role(settings: Settings, email: str) -> RoleGrantResult:
    async with open_owner_database(settings, name="admin") as database:
        roles = build_installation_role_use_case(database)
        return await roles.grant(email, InstallationRole.OPERATOR, by=_current_os_user())


async def _revoke_role(settings: Settings, email: str) -> None:
    async with open_owner_database(settings, name="admin") as database:
        roles = build_installation_role_use_case(database)
        await roles.revoke(email, InstallationRole.OPERATOR, by=_current_os_user())


async def _fetch_operators(settings: Settings, *, wants_revoked: bool) -> list[RoleGrant]:
    async with open_owner_database(settings, name="admin") as database:
        return await build_installation_role_use_case(database).list(wants_revoked=wants_revoked)


def _current_os_user() -> str:
    """Return the user of this machine who grants or revokes a role."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return f"user {os.getuid()}"


def _grant_to_json(grant: RoleGrant) -> dict[str, object]:
    return {
        "email": grant.email,
        "role": grant.role,
        "granted_at": format_timestamp(grant.granted_at),
        "granted_by": grant.granted_by,
        "revoked_at": format_optional_timestamp(grant.revoked_at),
        "revoked_by": grant.revoked_by,
    }
