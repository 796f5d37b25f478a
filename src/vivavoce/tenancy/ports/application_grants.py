"""The applications that people connected, and their tokens."""

from __future__ import annotations
