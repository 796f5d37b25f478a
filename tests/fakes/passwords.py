"""Passwords at a low price: only the price differs from the product's, which takes 0.2 s of a core each."""

from __future__ import annotations

from dataclasses import replace

from argon2 import PasswordHasher

from vivavoce.app.platform import Platform
from vivavoce.tenancy.adapters.credentials import Argon2PasswordHasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


def with_cheap_passwords(platform: Platform) -> Platform:
    """Return the platform, whose slices will hash passwords at the low price."""
    return replace(platform, password_hasher=Argon2PasswordHasher(CHEAP))
