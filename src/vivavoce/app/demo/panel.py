"""The panel's story: two people are interviewed while evaluators read along and a recruiter steps in."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import websockets

from vivavoce.app.demo.candidate import Dana, Robin
from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.public import Json, Platform, Refusal, Room, enter
from vivavoce.app.demo.story import DANAS, WAYS, Wish, approve, go_in, sign_in, until_planned
from vivavoce.planning.adapters.documents import document_text
from vivavoce.tenancy.domain.keys import DEMO_KEY

_ROBINS = "robin.achterberg@example.com"
_NOTE = "Who was with you at that moment?"
_SPOKEN = "This is Ada of the hiring team. What would you need from us in your first week?"
_MINUTES = 10
_PANEL_WITHIN_S = 8.0
_ASKS = ("question", "follow_up", "repeat")


@dataclass(frozen=True, slots=True)
class _Held:
    """An interview that was held."""

    name: str
    run_id: str
    interview_id: str
    session_id: str


@dataclass(slots=True)
class _View:
    """What the recruiter has seen of a session so far."""

    events: list[Json] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self, message: Json) -> None:
        if message["type"] == "events":
            self.events.extend(message["events"])
            self.moved.set()

    def of(self, kind: str, turn: int | None = None) -> list[Json]:
        """Return the payloads of one kind of event, of one answer or of all."""
        found = [event["payload"] for event in self.events if event["type"] == kind]
        return [each for each in found if turn is None or each["turn"] == turn]

    async def until(self, kind: str, turn: int, count: int = 1) -> list[Json]:
        """Wait for ``count`` events about an answer; return what is there when the patience ends."""
        try:
            async with asyncio.timeout(_PANEL_WITHIN_S):
                while len(found := self.of(kind, turn)) < count:
                    self.moved.clear()
                    await self.moved.wait()
                return found
        except TimeoutError:
            return self.of(kind, turn)


async def tell_panel(gateway_url: str, paper: Paper, *, wish: Wish) -> None:
    """Tell the story against the platform at ``gateway_url``; raise ``Refusal`` if it breaks."""
    began = time.perf_counter()
    paper.title("Vivavoce: a panel reads every answer while a recruiter watches and steps in")
    async with Platform(gateway_url) as anyone:
        token = await sign_in(anyone, "recruiter")
        async with (
            Platform(gateway_url, api_key=DEMO_KEY) as partner,
            Platform(gateway_url, token=token) as recruiter,
        ):
            desk = _Desk(anyone, partner, recruiter, token, wish, paper)
            await _seats(recruiter, paper)
            dana = await desk.watched("Dana Kowalczyk", DANAS)
            await _replay(recruiter, dana, paper)
            robin = await desk.unwatched("Robin Achterberg", _ROBINS)
            await _rank(recruiter, (dana, robin), paper)
    paper.small(
        "No process was killed here: this platform may be yours. That another edge takes a talk over is"
        " shown by tests/faults."
    )
    paper.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _seats(recruiter: Platform, paper: Paper) -> None:
    listed = await recruiter.get("/panels")
    paper.step("Who reads along (profile 'panel'; the candidate never waits for them)")
    for kind in ("evaluators", "perspectives"):
        names = ", ".join(str(one["name"]) for one in listed[kind] if one["isOn"])
        paper.line(f"{kind.capitalize()}: {names}")


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everybody's connections to the platform."""

    anyone: Platform
    partner: Platform
    recruiter: Platform
    token: str
    wish: Wish
    paper: Paper

    async def watched(self, name: str, address: str) -> _Held:
        """Interview Dana while the recruiter watches and steps in."""
        paper = self.paper
        held, session = await self._opened(name, address)
        ends = _watching(self.recruiter.url, self.token, held.session_id)
        paper.step(f"{name} talks; the recruiter watches. What only staff see is marked with |")
        async with ends as view, _entered(session) as room:
            await _Watched(room, view, self.recruiter, held.session_id, paper).go()
        return held

    async def unwatched(self, name: str, address: str) -> _Held:
        """Interview Robin with nobody there but the interviewer."""
        held, session = await self._opened(name, address, is_quiet=True)
        robin, count = Robin(), 0
        async with _entered(session) as room:
            async for frame in room.frames():
                if _is_asked(frame):
                    count += 1
                    is_follow_up = frame["kind"] != "question"
                    text = robin.answer(str(frame["text"]), is_follow_up=is_follow_up)
                    await room.send(type="TEXT", text=text, clientMessageId=f"robin-{count}")
        self.paper.step(
            f"{name} was interviewed with the same plan's rubric: {count} short answers"
        )
        return held

    async def _opened(
        self, name: str, address: str, *, is_quiet: bool = False
    ) -> tuple[_Held, Json]:
        """Request, plan, approve, go in."""
        paper = Paper(io.StringIO()) if is_quiet else self.paper
        run_id, interview_id = await self._requested(name, address)
        if await until_planned(self.recruiter, run_id) == "INFO_NEEDED":
            await self.recruiter.patch(
                f"/a2a/interview/{interview_id}/complete-info",
                {"skills": list(self.wish.skills), "level": "MID"},
            )
            await self.recruiter.until(f"/a2a/interview/{run_id}/status", "PENDING")
        plan = await self.recruiter.get(f"/interviews/{interview_id}/plan")
        link = await approve(self.recruiter, run_id, plan, paper)
        session = await go_in(self.anyone, self.recruiter, link, paper, address=address)
        detail = await self.recruiter.get(f"/interviews/{interview_id}")
        return _Held(name, run_id, interview_id, str(detail["sessionId"])), session

    async def _requested(self, name: str, address: str) -> tuple[str, str]:
        job = await document_text(self.wish.job.read_bytes())
        title = next(line.strip("# ").strip() for line in job.splitlines() if line.strip())
        made = await self.partner.post(
            "/a2a/interview",
            {
                "profile": "panel",
                "candidateName": name,
                "candidateEmail": address,
                "position": title,
                "level": "MID",
                "skills": list(self.wish.skills),
                "jobDescription": job,
                "durationMinutes": _MINUTES,
            },
        )
        return str(made["runId"]), str(made["interviewId"])


class _Watched:
    """Dana's talk, with a recruiter who looks on, leaves a question, takes over and hands back."""

    def __init__(
        self, room: Room, view: _View, recruiter: Platform, session_id: str, paper: Paper
    ) -> None:
        self._room = room
        self._view = view
        self._recruiter = recruiter
        self._way = f"/sessions/{session_id}"
        self._paper = paper
        self._dana = Dana()
        self._count = 0
        self._told: set[int] = set()

    async def go(self) -> None:
        """Talk until the end."""
        async for frame in self._room.frames():
            if frame["type"] == "GREETING":
                self._paper.machine(str(frame["text"]))
            elif frame["type"] == "NOTIFICATION":
                self._paper.small(f"The candidate is told: {frame['text']}")
            elif frame["type"] == "ERROR":
                raise Refusal(f"The room said: {frame['message']} [{frame['code']}]")
            elif frame["type"] == "TRANSCRIPT" and frame["role"] == "agent":
                await self._hear(frame)
            elif frame["type"] == "ENDED":
                self._paper.small(f"The session ended: {frame['reason']}.")

    async def _hear(self, frame: Json) -> None:
        await self._show_choice(frame)
        if frame.get("saidBy") == "staff":
            self._paper.person(str(frame["text"]), who="Recruiter")
            await self._answer(
                "A list of who is on which shift, and somebody who knows the old stock counts."
            )
            await self._recruiter.post(f"{self._way}/handback")
            return
        self._paper.machine(
            str(frame["text"]), "(follow-up)" if frame["kind"] == "follow_up" else ""
        )
        if frame["kind"] not in _ASKS:
            return
        self._count += 1
        if self._count == 1:
            await self._recruiter.post(f"{self._way}/notes", {"text": _NOTE, "ask": True})
            self._mark(f"Recruiter leaves a question: {_NOTE}")
        if self._count == 4:
            await self._take_over()
            return
        is_follow_up = frame["kind"] != "question"
        await self._answer(self._dana.answer(str(frame["text"]), is_follow_up=is_follow_up))

    async def _take_over(self) -> None:
        await self._recruiter.post(f"{self._way}/takeover")
        self._mark("Recruiter takes over for one question")
        await self._recruiter.post(f"{self._way}/say", {"text": _SPOKEN})

    async def _answer(self, text: str) -> None:
        self._paper.person(text, who="Dana")
        await asyncio.sleep(0.5)  # people need a moment to type; the panel reads meanwhile
        await self._room.send(
            type="TEXT", text=text, clientMessageId=f"dana-{len(text)}-{self._count}"
        )

    async def _show_choice(self, frame: Json) -> None:
        """Show staff's view of the answer that led here: what was read, proposed and chosen."""
        last = int(frame["turn"]) - 1
        if frame["kind"] not in ("question", "follow_up") or last < 3 or last in self._told:
            return
        self._told.add(last)
        for chosen in (await self._view.until("followup.chosen", last))[:1]:
            did = "asked further" if chosen["is_asked"] else "went on"
            why = WAYS.get(str(chosen["reason"]), "nothing was missing")
            self._mark(f"{did}: {chosen['reason']} ({why}), by {chosen['by']}")
        for read in (await self._view.until("evaluation.generated", last, 4))[:4]:
            said = read["abstained"] if read["score"] is None else f"{read['score']} of 5"
            self._mark(f"{read['evaluator']} / {read['criterion']}: {said}")
        for seen in self._view.of("perspective.generated", last)[:1]:
            self._mark(f"{seen['perspective']}: {seen['summary']}")
        for proposed in self._view.of("followup.proposed", last)[:2]:
            self._mark(f"{proposed['name']} would ask: {proposed['question']}")

    def _mark(self, text: str) -> None:
        self._paper.small(f"| {text}")


def _is_asked(frame: Json) -> bool:
    return frame["type"] == "TRANSCRIPT" and frame["role"] == "agent" and frame["kind"] in _ASKS


def _entered(session: Json) -> AbstractAsyncContextManager[Room]:
    return enter(session["wsUrl"], session["sessionId"], session["tenantId"])


@asynccontextmanager
async def _watching(url: str, token: str, session_id: str) -> AsyncIterator[_View]:
    """Watch a session as staff for the length of the block."""
    view = _View()
    address = f"{url.replace('http', 'ws', 1)}/api/v1/live/{session_id}"
    offered = [
        websockets.Subprotocol("vivavoce.staff.v1"),
        websockets.Subprotocol(f"bearer.{token}"),
    ]
    async with (
        websockets.connect(address, subprotocols=offered, compression=None) as socket,
        asyncio.TaskGroup() as beside,
    ):
        watching = beside.create_task(_watch(socket, view))
        try:
            yield view
        finally:
            watching.cancel()


async def _watch(socket: websockets.ClientConnection, view: _View) -> None:
    async for raw in socket:
        view.read(cast("Json", json.loads(raw)))


async def _replay(recruiter: Platform, held: _Held, paper: Paper) -> None:
    """Show afterwards how the talk was led, from its log."""
    page = await recruiter.get(f"/sessions/{held.session_id}/events?limit=500")
    told = [(str(event["type"]), event["payload"]) for event in page["events"]]
    proposed = {one["proposal_id"]: one for kind, one in told if kind == "followup.proposed"}
    chosen = [one for kind, one in told if kind == "followup.chosen"]
    left: dict[str, str] = {}
    for choice in chosen:
        left.update({lost["proposal_id"]: str(lost["why"]) for lost in choice["outbid"]})
    taken = {choice["proposal_id"] for choice in chosen if choice["proposal_id"]}
    paper.step("Afterwards: what was proposed, what was asked, and why the rest was left")
    for proposal_id, one in proposed.items():
        if proposal_id in taken or one["by"] == "staff":
            fate = "asked" if proposal_id in taken else f"left: {left.get(proposal_id, 'waits')}"
            paper.line(f"{_named(one)}: {one['question']} ({fate})")
    reasons = Counter(why for each, why in left.items() if each not in taken)
    paper.line(f"Of {len(proposed)} proposals {len(taken)} were asked; left: {_counted(reasons)}.")
    report = await recruiter.get(f"/sessions/{held.session_id}/conduct")
    paper.line(
        f"Covered {report['coverage']:.0%} of the mandatory questions in {report['usedSeconds']:.0f} s;"
        f" asked further: {_counted(report['probes'])}; went on: {_counted(report['wentOn'])};"
        f" Dana's share of the words {report['talkRatio']:.0%};"
        f" to look at: {', '.join(report['warnings']) or 'nothing'}."
    )


def _named(proposed: Json) -> str:
    return "Recruiter" if proposed["by"] == "staff" else f"{proposed['by']} {proposed['name']}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


async def _rank(recruiter: Platform, both: tuple[_Held, _Held], paper: Paper) -> None:
    for held in both:
        await recruiter.until(f"/a2a/interview/{held.run_id}/status", "ASSESSMENT_PENDING")
    names = {held.interview_id: held.name for held in both}
    made = await recruiter.post("/panels/rank", {"interviewIds": list(names)})
    paper.step(
        f"A ranking of the two, proposed and not decided ({made['comparisons']} comparisons)"
    )
    for place in made["places"]:
        paper.line(
            f"{place['rankGroup']}. {names[place['interviewId']]}: {place['score']:.0f} of 100"
            f" ({place['low']:.0f} to {place['high']:.0f})"
        )
    for one in made["apart"]:
        paper.line(f"Not ranked: {names[one['interviewId']]}, {one['reason']}")
