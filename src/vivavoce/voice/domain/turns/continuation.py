"""Decides whether the candidate's speech continues the answer that was just committed.

A thinking pause cannot always be told from the end of an answer, so committing too early must do no harm: a
reply of which almost nothing was heard is dropped, and both parts become one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTINUATION_MAX_HEARD_MS = 1_000
"""Milliseconds; a reply of which less was heard does not separate two answers."""


@dataclass(slots=True)
class InterviewerReply:
    """The interviewer's reply to a committed answer."""

    heard_ms: int = 0
    is_finished: bool = False
    """Whether all of it was played: speech after that answers it."""


def is_continuation(reply: InterviewerReply | None, *, was_reply_finished: bool) -> bool:
    """Return whether the candidate's speech continues the answer that came before ``reply``.

    ``was_reply_finished`` is whether the reply had been played to its end when the speech began.
    """
    return (
        reply is not None and not was_reply_finished and reply.heard_ms < CONTINUATION_MAX_HEARD_MS
    )
