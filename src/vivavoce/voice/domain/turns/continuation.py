"""When what a candidate says next belongs to the answer that was just taken.

Nobody can tell every thinking pause from the end of an answer. So taking the floor too early must do no
harm: a reply of which next to nothing was heard is dropped, and both pieces are one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTINUATION_MAX_HEARD_MS = 1_000
"""A reply of which less was heard did not take the floor."""


@dataclass(slots=True)
class InterviewerReply:
    """What came after an answer was taken."""

    heard_ms: int = 0
    is_finished: bool = False
    """All of it was said: who speaks now, answers it."""


def is_continuation(reply: InterviewerReply | None, *, was_reply_finished: bool) -> bool:
    """Return whether the candidate's speech continues the answer that came before ``reply``.

    ``was_reply_finished`` is whether the reply had been said to its end when the speech began.
    """
    return (
        reply is not None and not was_reply_finished and reply.heard_ms < CONTINUATION_MAX_HEARD_MS
    )
