"""Decisions about candidates, corrections of levels, and the links to shared scorecards."""

from __future__ import annotations
