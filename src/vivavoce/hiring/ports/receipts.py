"""The responses to requests with an Idempotency-Key."""

from __future__ import annotations
