"""Named points at which a test may stop, slow down or break a process. Inactive unless armed.

``VIVAVOCE_FAILPOINTS="relay.before_commit=exit;bus.after_effect=delay:0.5"`` arms them. Actions: ``exit``
(like kill -9), ``raise``, ``delay:SECONDS``; an action with ``@N`` takes effect at the N-th passage only.
The production profile refuses to start with any of them armed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass

FAILPOINT_NAMES = frozenset(
    {
        "work.before_commit",
        "work.after_commit",
        "relay.before_commit",
        "relay.after_commit",
        "bus.before_effect",
        "bus.after_effect",
        "bus.after_commit",
        "kafka.before_acknowledge",
        "kafka.after_send",
        "kafka.before_store",
        "kafka.before_send",
        "job.before_run",
        "job.after_run",
        "plan.before_commit",
        "plan.after_commit",
        "session.after_append",
        "session.before_commit",
        "assess.before_commit",
        "assess.after_commit",
        "artifact.before_commit",
        "artifact.after_commit",
        "panel.before_commit",
        "panel.after_commit",
        "review.before_commit",
        "review.after_commit",
        "webhook.after_send",
        "webhook.before_mark",
        "media.before_commit",
        "call.after_place",
    }
)
"""All failpoints: points before and after a commit, a publication or an acknowledgement."""


class FailpointReachedError(BaseException):
    """An armed failpoint raised; no code may swallow this error."""


@dataclass(slots=True)
class _ArmedFailpoint:
    action: str
    nth_passage: int | None
    passages: int = 0


def _parse_armed_failpoints(text: str) -> dict[str, _ArmedFailpoint]:
    armed: dict[str, _ArmedFailpoint] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, action = part.partition("=")
        if name not in FAILPOINT_NAMES:
            raise SystemExit(
                f"VIVAVOCE_FAILPOINTS: '{name}' is not one of {', '.join(sorted(FAILPOINT_NAMES))}"
            )
        action, _, at = action.partition("@")
        armed[name] = _ArmedFailpoint(action, int(at) if at else None)
    return armed


_ARMED_FAILPOINTS = _parse_armed_failpoints(os.environ.get("VIVAVOCE_FAILPOINTS", ""))


def has_armed_failpoints() -> bool:
    """Return whether any failpoint is armed in this process."""
    return bool(_ARMED_FAILPOINTS)


async def failpoint(name: str) -> None:
    """Run the action of this failpoint; return at once unless it is armed."""
    armed = _ARMED_FAILPOINTS.get(name)
    if armed is None:
        return
    armed.passages += 1
    if armed.nth_passage is not None and armed.passages != armed.nth_passage:
        return
    if armed.action == "exit":
        os.kill(os.getpid(), signal.SIGKILL)
    elif armed.action.startswith("delay:"):
        await asyncio.sleep(float(armed.action.removeprefix("delay:")))
    else:
        raise FailpointReachedError(name)
