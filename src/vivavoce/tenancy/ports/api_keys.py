"""The API keys of an organization."""

from __future__ import annotations
