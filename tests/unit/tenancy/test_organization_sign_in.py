"""Why a sign-in by an organization's provider failed is counted for the operator."""

from __future__ import annotations

import pytest

from vivavoce.infra.metrics import SignInFailureReason
from vivavoce.kernel.errors import NotFoundError, VivavoceError
from vivavoce.tenancy.domain.organization_sign_in import (
    IdentityDeactivatedError,
    ProviderUnreachableError,
)
from vivavoce.tenancy.usecases.organization_sign_in import find_failure_reason


class ProviderTimedOutError(ProviderUnreachableError):
    """The provider was too slow."""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (IdentityDeactivatedError(), "not_admitted"),
        (ProviderUnreachableError(), "provider_failed"),
        (ProviderTimedOutError(), "provider_failed"),
        (NotFoundError(), None),
    ],
)
def test_an_error_and_a_special_case_of_it_have_the_same_reason(
    error: VivavoceError, reason: SignInFailureReason | None
) -> None:
    assert find_failure_reason(error) == reason
