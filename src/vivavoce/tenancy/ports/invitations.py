"""The open invitations of an organization."""

from __future__ import annotations
