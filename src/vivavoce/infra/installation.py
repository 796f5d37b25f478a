"""How this Vivavoce was installed, and the commands that work there: make's in a checkout, else our own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_ROOT = Path(__file__).parents[3]
_CHECKOUT_COMMANDS = {"up": "make run", "demo": "make demo", "demo --me": "make talk"}
StartCommand = Literal["up", "demo", "demo --me"]


def is_checkout(root: Path = _ROOT) -> bool:
    """Return whether the code runs from a checkout, which has a Makefile; a wheel has none."""
    return (root / "Makefile").is_file() and (root / "src" / "vivavoce").is_dir()


def command_line(command: StartCommand, *, in_checkout: bool | None = None) -> str:
    """Return what to type for ``vivavoce COMMAND``; in a checkout, that is make's shorter command."""
    if is_checkout() if in_checkout is None else in_checkout:
        return _CHECKOUT_COMMANDS[command]
    return f"vivavoce {command}"
