"""Terminal output of the demos: steps, quotes, progress; without color if not a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TextIO

_CYAN, _YELLOW, _DIM, _BOLD, _RESET = "\x1b[36m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


class TerminalOutput:
    """Prints a demo: the platform's words in one color, people's words and decisions in another."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._stream = out or sys.stdout
        self._is_colored = self._stream.isatty()
        self._width = min(shutil.get_terminal_size((96, 24)).columns, 100)
        self._step = 0

    def title(self, text: str) -> None:
        """Print the title line."""
        self._write(f"\n{self._colored(_BOLD, text)}\n")

    def step(self, text: str) -> None:
        """Print the heading of the next numbered step."""
        self._step += 1
        self._write(f"\n{self._colored(_BOLD, f'{self._step:2d}  {text}')}\n")

    def line(self, text: str) -> None:
        """Print one plain line under the current step."""
        self._write(self._wrap(text, "    "))

    def note(self, text: str) -> None:
        """Print one dimmed line of less important information."""
        self._write(self._colored(_DIM, self._wrap(text, "    ")))

    def link(self, name: str, address: str) -> None:
        """Print a URL without wrapping, so that it can be opened."""
        self._write(f"    {name} {address}\n")

    def interviewer(self, text: str, note: str = "") -> None:
        """Print what the interviewer says, with an optional note for the audience."""
        tail = f"  {self._colored(_DIM, note)}" if note else ""
        self._write(
            self._colored(_CYAN, self._wrap(text, "    Interviewer  ")).rstrip("\n") + tail + "\n"
        )

    def person(self, text: str, who: str = "Candidate") -> None:
        """Print what a person says or decides."""
        self._write(self._colored(_YELLOW, self._wrap(text, f"    {who}  ")))

    def _wrap(self, text: str, lead: str) -> str:
        indent = " " * len(lead)
        made = textwrap.fill(text, self._width, initial_indent=lead, subsequent_indent=indent)
        return made + "\n"

    def _colored(self, color: str, text: str) -> str:
        return f"{color}{text}{_RESET}" if self._is_colored else text

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
