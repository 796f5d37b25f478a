"""The demos in a terminal: their output, and ``vivavoce talk LINK``, a candidate's interview."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sys
import textwrap
from collections.abc import Awaitable, Callable
from typing import TextIO
from urllib.parse import urlsplit

from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient, open_session_socket
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import translatable
from vivavoce_client import ApiError

_PROGRESS_EVERY_S = 5.0
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

    def announce_progress(self, doing: str, *, timeout_s: float) -> Callable[[float], None]:
        """Return a function that gets how many seconds have passed, and prints them every five."""
        notices = itertools.count(1)
        notice = next(notices)

        def announce(waited_s: float) -> None:
            nonlocal notice
            if waited_s >= notice * _PROGRESS_EVERY_S:
                self.note(f"{doing} ({waited_s:.0f} s, at most {timeout_s:.0f} s) …")
                notice = next(notices)

        return announce

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
        """Print what a person or the assistant says, or what a person decides."""
        self._write(self._colored(_YELLOW, self._wrap(text, f"    {who}  ")))

    def _wrap(self, text: str, lead: str) -> str:
        indent = " " * len(lead)
        lines = text.splitlines() or [""]
        wrapped = (
            textwrap.fill(
                line,
                self._width,
                initial_indent=lead if at == 0 else indent,
                subsequent_indent=indent,
            )
            for at, line in enumerate(lines)
        )
        return "\n".join(wrapped) + "\n"

    def _colored(self, color: str, text: str) -> str:
        return f"{color}{text}{_RESET}" if self._is_colored else text

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


_MISTYPED = ("code_malformed", "code_incorrect")
_HELP = (
    "Type your answer and press Enter. Press Enter on an empty line to hear the question "
    "again. Commands: /skip, /end."
)


async def interview_in_terminal(link: str, output: TerminalOutput) -> None:
    """Take a candidate through the link's steps and the interview."""
    parts = urlsplit(link)
    token = parts.path.rstrip("/").rpartition("/")[2]
    if parts.scheme not in ("http", "https") or not token:
        raise DemoFailedError(
            translatable(
                "'{link}' is not a candidate link. It looks like http://.../interview/join/...",
                link=link,
            )
        )
    async with PlatformClient(f"{parts.scheme}://{parts.netloc}") as platform:
        session = await _start_session(platform, f"/candidate-access/{token}", output)
    output.note(_HELP)
    async with open_session_socket(
        session["wsUrl"], session["sessionId"], session["tenantId"]
    ) as room:
        count = 0
        async for frame in room.frames():
            if frame["type"] in ("GREETING", "NOTIFICATION"):
                output.interviewer(frame["text"])
            elif frame["type"] == "CONSENT":
                output.interviewer(frame["text"])
                await room.send(type="CONSENT", accepted=await _ask_for_consent())
            elif frame["type"] == "ERROR":
                output.line(f"{frame['message']} [{frame['code']}]")
            elif frame["type"] == "TRANSCRIPT" and frame["role"] == "agent":
                output.interviewer(frame["text"])
                if frame["kind"] in ("question", "follow_up", "repeat"):
                    count += 1
                    await room.send(**_frame_from_input(await _prompt("    You  "), count))
            elif frame["type"] == "ENDED":
                output.line("Thank you. Your answers are saved. A person reads them and decides.")


async def _start_session(platform: PlatformClient, path: str, output: TerminalOutput) -> Json:
    invitation = await platform.get(f"{path}/info")
    output.title(f"{invitation['position']}, about {invitation['durationMinutes']} minutes")
    output.line(
        "A computer program conducts this interview, not a person. A person reads your "
        "answers and decides."
    )
    consent = invitation["consent"]
    if not consent["given"]:
        output.line(consent["text"])
        if not await _ask_for_consent():
            raise DemoFailedError(
                "Nothing was recorded. You can use the link again if you change your mind."
            )
        await platform.post(f"{path}/consent", {"accepted": True, "version": consent["version"]})
    session_token = ""
    if invitation["otpRequired"]:
        sent = await platform.post(f"{path}/request-otp")
        output.line(sent["message"])
        session_token = await confirm_code(platform, path, output, _prompt)
    return await platform.start_interview(path, session_token)


async def confirm_code(
    platform: PlatformClient,
    path: str,
    output: TerminalOutput,
    ask: Callable[[str], Awaitable[str]],
) -> str:
    """Return the session token; ``ask`` again for a mistyped code, until the platform takes no more.

    Raises ``DemoFailedError`` then, or if the code cannot be checked.
    """
    while True:
        code = (await ask("    Code  ")).strip()
        try:
            known = await platform.post(f"{path}/verify-otp", {"otp": code})
        except DemoFailedError as error:
            refusal = error.__cause__
            if not isinstance(refusal, ApiError) or refusal.code not in _MISTYPED:
                raise
            output.line(refusal.detail)
        else:
            return str(known["sessionToken"])


async def _ask_for_consent() -> bool:
    return (await _prompt("    Do you agree? (yes/no)  ")).strip().lower() in ("y", "yes")


def _frame_from_input(text: str, count: int) -> Json:
    known = {"": "REPEAT", "/skip": "SKIP", "/end": "END"}
    command = known.get(text.strip())
    if command is not None:
        return {"type": command}
    return {"type": "TEXT", "text": text.strip(), "clientMessageId": f"talk-{count}"}


async def _prompt(prompt: str) -> str:
    def read() -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        return sys.stdin.readline()

    text = await asyncio.to_thread(read)
    if text == "":
        raise DemoFailedError("The terminal was closed. Use the same link to come back.")
    return text
