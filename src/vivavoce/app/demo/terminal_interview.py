"""``vivavoce talk LINK``: a candidate's interview in a terminal, through public URLs only."""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

from vivavoce.app.demo.platform_client import (
    DemoFailedError,
    Json,
    PlatformClient,
    open_session_socket,
)
from vivavoce.app.demo.terminal import TerminalOutput

_HELP = (
    "Type your answer and press Enter. Press Enter on an empty line to hear the question "
    "again. Commands: /skip, /end."
)


async def interview_in_terminal(link: str, output: TerminalOutput) -> None:
    """Take a candidate through the link's steps and the interview."""
    parts = urlsplit(link)
    token = parts.path.rstrip("/").rpartition("/")[2]
    if not parts.scheme or not token:
        raise DemoFailedError(
            f"'{link}' is not a candidate link. It looks like http://.../interview/join/..."
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
    card = await platform.get(f"{path}/info")
    output.title(f"{card['position']}, about {card['durationMinutes']} minutes")
    output.line(
        "A computer program conducts this interview, not a person. A person reads your "
        "answers and decides."
    )
    consent = card["consent"]
    if not consent["given"]:
        output.line(consent["text"])
        if not await _ask_for_consent():
            raise DemoFailedError(
                "Nothing was recorded. You can use the link again if you change your mind."
            )
        await platform.post(f"{path}/consent", {"accepted": True, "version": consent["version"]})
    headers: dict[str, str] = {}
    if card["otpRequired"]:
        sent = await platform.post(f"{path}/request-otp")
        output.line(sent["message"])
        known = await platform.post(
            f"{path}/verify-otp", {"otp": (await _prompt("    Code  ")).strip()}
        )
        headers["x-session-token"] = str(known["sessionToken"])
    return await platform.post(f"{path}/start", None, **headers)


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
