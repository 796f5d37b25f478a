"""When an answer that was understood has lain about for too long.

Whose turn it is, another judges by the sound; what was said is ours. A judge that lost count (speech that
never ends by its ear, words that never reached it) must not leave a candidate without a reply.
"""

from __future__ import annotations

from vivavoce.voice.domain.pace import NOISY_AFTER_S, Tempo

MARGIN_S = 1.0
"""Beyond the longest pause, before somebody else than the judge takes the answer."""


def is_overdue(
    now: float, *, tempo: Tempo, words_at: float, ended_at: float | None, speaks_since: float | None
) -> bool:
    """Return whether an answer with words should have been taken by now; moments are monotonic seconds.

    ``words_at`` is when anything of it was understood last, ``ended_at`` when its speech ended,
    ``speaks_since`` since when somebody is held to speak: without a word for long enough, that is the room.
    """
    if tempo.judge == "nobody":
        return False
    still_since = words_at if ended_at is None else max(words_at, ended_at)
    if speaks_since is not None:
        still_since = max(words_at, speaks_since) + NOISY_AFTER_S
    return now - still_since > tempo.max_s + MARGIN_S
