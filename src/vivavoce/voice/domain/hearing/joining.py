"""When what a candidate says next belongs to the answer that was just taken.

Nobody can tell every thinking pause from the end of an answer. So taking the floor too early must do no
harm: a reply of which next to nothing was heard is dropped, and both pieces are one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

JOIN_MS = 1_000
"""A reply of which less was heard did not take the floor."""


@dataclass(slots=True)
class Reply:
    """What came after an answer was taken."""

    heard_ms: int = 0
    is_over: bool = False
    """All of it was said: who speaks now, answers it."""


def goes_on(reply: Reply | None, *, was_over: bool) -> bool:
    """Return whether speech goes on with the answer before ``reply``.

    ``was_over`` is whether the reply had been said to its end when the speech began.
    """
    return reply is not None and not was_over and reply.heard_ms < JOIN_MS
