"""``vivavoce talk LINK``: the candidate's way in a terminal, through public addresses only."""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.public import Json, Platform, Refusal, enter

_HELP = "Type your answer and press Enter. Empty line: hear the question again. /skip, /end."


async def converse(link: str, paper: Paper) -> None:
    """Take a person through the door and the interview behind ``link``."""
    parts = urlsplit(link)
    token = parts.path.rstrip("/").rpartition("/")[2]
    if not parts.scheme or not token:
        raise Refusal(
            f"'{link}' is not a candidate link. It looks like http://.../interview/join/..."
        )
    async with Platform(f"{parts.scheme}://{parts.netloc}") as platform:
        session = await _enter(platform, f"/candidate-access/{token}", paper)
    paper.small(_HELP)
    async with enter(session["wsUrl"], session["sessionId"], session["tenantId"]) as room:
        count = 0
        async for frame in room.frames():
            if frame["type"] in ("GREETING", "NOTIFICATION"):
                paper.machine(frame["text"])
            elif frame["type"] == "CONSENT":
                paper.machine(frame["text"])
                await room.send(type="CONSENT", accepted=await _agrees())
            elif frame["type"] == "ERROR":
                paper.line(f"{frame['message']} [{frame['code']}]")
            elif frame["type"] == "TRANSCRIPT" and frame["role"] == "agent":
                paper.machine(frame["text"])
                if frame["kind"] in ("question", "follow_up", "repeat"):
                    count += 1
                    await room.send(**_said(await _line("    You  "), count))
            elif frame["type"] == "ENDED":
                paper.line(
                    "Thank you. Everything is saved. A person reads what you said and decides."
                )


async def _enter(platform: Platform, way: str, paper: Paper) -> Json:
    card = await platform.get(f"{way}/info")
    paper.title(f"{card['position']}, about {card['durationMinutes']} minutes")
    paper.line(
        "You will talk with a computer, not a person. A person reads what you said and decides."
    )
    consent = card["consent"]
    if not consent["given"]:
        paper.line(consent["text"])
        if not await _agrees():
            raise Refusal("Nothing was recorded. The link stays open if you change your mind.")
        await platform.post(f"{way}/consent", {"accepted": True, "version": consent["version"]})
    headers: dict[str, str] = {}
    if card["otpRequired"]:
        sent = await platform.post(f"{way}/request-otp")
        paper.line(sent["message"])
        known = await platform.post(
            f"{way}/verify-otp", {"otp": (await _line("    Code  ")).strip()}
        )
        headers["x-session-token"] = str(known["sessionToken"])
    return await platform.post(f"{way}/start", None, **headers)


async def _agrees() -> bool:
    return (await _line("    Do you agree? (yes/no)  ")).strip().lower() in ("y", "yes")


def _said(text: str, count: int) -> Json:
    known = {"": "REPEAT", "/skip": "SKIP", "/end": "END"}
    command = known.get(text.strip())
    if command is not None:
        return {"type": command}
    return {"type": "TEXT", "text": text.strip(), "clientMessageId": f"talk-{count}"}


async def _line(prompt: str) -> str:
    def read() -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        return sys.stdin.readline()

    text = await asyncio.to_thread(read)
    if text == "":
        raise Refusal("The terminal was closed. The same link takes you back.")
    return text
