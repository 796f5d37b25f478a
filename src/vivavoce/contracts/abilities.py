"""What a session can do beside asking and listening: switches that a door sets and a request may turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.contracts.envelope import to_camel_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """The switches of one session; each is a word of the request's ``abilities``, there in camelCase."""

    evaluations: bool = False
    """Evaluators read every answer as it is given; for staff's eyes only."""
    perspectives: bool = False
    """Perspectives comment on the talk so far; for staff's eyes only."""
    follow_ups: bool = True
    """The interviewer may ask further about an answer."""
    video_presence: bool = False

    @property
    def enabled_names(self) -> tuple[str, ...]:
        """The names of what is on, in the order of the table."""
        return tuple(f.name for f in dataclasses.fields(self) if getattr(self, f.name))

    @property
    def has_panel(self) -> bool:
        """Whether anybody reads along."""
        return self.evaluations or self.perspectives

    def with_overrides(self, switches: Mapping[str, bool]) -> Abilities:
        """Return these with the switches of a request turned; unknown words change nothing."""
        known = {to_camel_case(f.name): f.name for f in dataclasses.fields(self)}
        return dataclasses.replace(
            self, **{known[word]: is_on for word, is_on in switches.items() if word in known}
        )


ABILITY_NAMES = tuple(to_camel_case(f.name) for f in dataclasses.fields(Abilities))
"""The words of a request's ``abilities``."""
