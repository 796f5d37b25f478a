"""Users who join organizations by an invitation link and a password of their own."""

from __future__ import annotations

from vivavoce.app.wiring.tenancy import TenancySlice
from vivavoce.tenancy.usecases.sign_in import SignInResult


async def administrator(
    tenancy: TenancySlice, *, email: str, name: str, password: str, organization: str
) -> SignInResult:
    """Have the operator print a link, as ``vivavoce admin create`` does, and the person accept by it."""
    made = await tenancy.create_admin(email=email, name=name, tenant_name=organization)
    assert made.link is not None
    return await tenancy.accept_invitation(made.link.partition("#")[2], password)
