"""Named edges at which a test may stop, slow or break a process. Inert unless switched on.

``VIVAVOCE_FAILPOINTS="relay.before_commit=exit;bus.after_effect=delay:0.5"`` arms them. Actions: ``exit``
(as kill -9 would), ``raise``, ``delay:SECONDS``; an action with ``@N`` acts at the N-th passage only.
The production profile refuses to start with any of them armed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass

NAMES = frozenset(
    {
        "work.before_commit",
        "work.after_commit",
        "relay.before_commit",
        "relay.after_commit",
        "bus.before_effect",
        "bus.after_effect",
        "bus.after_commit",
        "kafka.before_acknowledge",
        "kafka.after_told",
        "kafka.before_keep",
        "kafka.before_tell",
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
        "call.after_placed",
    }
)
"""Every edge of a commit, a publication or an acknowledgement that has a name."""


class FailpointReached(BaseException):
    """An armed failpoint broke the flow; nothing may swallow it."""


@dataclass(slots=True)
class _Armed:
    action: str
    at: int | None
    passed: int = 0


def _parse(text: str) -> dict[str, _Armed]:
    armed: dict[str, _Armed] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, action = part.partition("=")
        if name not in NAMES:
            raise SystemExit(
                f"VIVAVOCE_FAILPOINTS: '{name}' is not one of {', '.join(sorted(NAMES))}"
            )
        action, _, at = action.partition("@")
        armed[name] = _Armed(action, int(at) if at else None)
    return armed


_ARMED = _parse(os.environ.get("VIVAVOCE_FAILPOINTS", ""))


def any_armed() -> bool:
    """Return whether a failpoint would act in this process."""
    return bool(_ARMED)


async def failpoint(name: str) -> None:
    """Return at once, unless this edge is armed."""
    armed = _ARMED.get(name)
    if armed is None:
        return
    armed.passed += 1
    if armed.at is not None and armed.passed != armed.at:
        return
    if armed.action == "exit":
        os.kill(os.getpid(), signal.SIGKILL)
    elif armed.action.startswith("delay:"):
        await asyncio.sleep(float(armed.action.removeprefix("delay:")))
    else:
        raise FailpointReached(name)
