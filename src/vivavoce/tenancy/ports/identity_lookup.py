"""Finds accounts, users and keys before the organization is known."""

from __future__ import annotations
