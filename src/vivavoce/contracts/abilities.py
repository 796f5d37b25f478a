"""Optional abilities of a session: a profile sets the defaults, a request may override them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.contracts.envelope import to_camel_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """The optional abilities of one session; a request's ``abilities`` names them in camelCase."""

    evaluations: bool = False
    """Evaluators assess each answer during the interview; visible to staff only."""
    perspectives: bool = False
    """Perspectives comment on the interview so far; visible to staff only."""
    follow_ups: bool = True
    """The interviewer may ask follow-up questions about an answer."""
    video_presence: bool = False

    @property
    def enabled_names(self) -> tuple[str, ...]:
        """Return the names of the abilities that are on, in field order."""
        return tuple(f.name for f in dataclasses.fields(self) if getattr(self, f.name))

    @property
    def has_panel(self) -> bool:
        """Whether evaluators or perspectives follow the interview."""
        return self.evaluations or self.perspectives

    def with_overrides(self, switches: Mapping[str, bool]) -> Abilities:
        """Return a copy with a request's overrides applied (keys in camelCase); unknown keys are ignored."""
        known = {to_camel_case(f.name): f.name for f in dataclasses.fields(self)}
        return dataclasses.replace(
            self, **{known[word]: is_on for word, is_on in switches.items() if word in known}
        )


ABILITY_NAMES = tuple(to_camel_case(f.name) for f in dataclasses.fields(Abilities))
"""The keys that a request's ``abilities`` may have, in camelCase."""
