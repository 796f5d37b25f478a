"""The panel demo: two candidates are interviewed while evaluators follow and a recruiter steps in."""

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

from vivavoce.app.demo.hiring import (
    CANDIDATE_EMAIL,
    FOLLOW_UP_REASONS,
    DemoOptions,
    approve_plan,
    open_candidate_link,
    sign_in,
    wait_until_action_required,
)
from vivavoce.app.demo.platform_client import (
    DemoFailedError,
    PlatformClient,
    SessionSocket,
    describe_socket_error,
    open_session_socket,
)
from vivavoce.app.demo.scripted_candidates import StrongCandidate, WeakCandidate
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import format_level
from vivavoce.planning.adapters.documents import extract_document_text
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_WEAK_CANDIDATE_EMAIL = "robin.achterberg@example.com"
_RECRUITER_QUESTION = "Who was with you at that moment?"
_RECRUITER_SENTENCE = (
    "This is Ada from the hiring team. What would you need from us in your first week?"
)
_MINUTES = 10
_PANEL_TIMEOUT_S = 8.0
_QUESTION_KINDS = ("question", "follow_up", "repeat")


@dataclass(frozen=True, slots=True)
class _HeldInterview:
    """A completed interview."""

    name: str
    run_id: str
    interview_id: str
    session_id: str


@dataclass(slots=True)
class _ObservedEvents:
    """The events of a session that the recruiter has received so far."""

    events: list[Json] = field(default_factory=list)
    updated: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self, message: Json) -> None:
        if message["type"] == "events":
            self.events.extend(message["events"])
            self.updated.set()

    def payloads_of(self, kind: str, turn: int | None = None) -> list[Json]:
        """Return the payloads of one type of event, for one answer or for all."""
        payloads = [event["payload"] for event in self.events if event["type"] == kind]
        return [payload for payload in payloads if turn is None or payload["turn"] == turn]

    async def wait_for_payloads(self, kind: str, turn: int, count: int = 1) -> list[Json]:
        """Wait for ``count`` events about an answer; return those that arrived before the timeout."""
        try:
            async with asyncio.timeout(_PANEL_TIMEOUT_S):
                while len(payloads := self.payloads_of(kind, turn)) < count:
                    self.updated.clear()
                    await self.updated.wait()
                return payloads
        except TimeoutError:
            return self.payloads_of(kind, turn)


async def run_panel_demo(gateway_url: str, output: TerminalOutput, *, options: DemoOptions) -> None:
    """Run the demo against the platform at ``gateway_url``; raise ``DemoFailedError`` if it fails."""
    began = time.perf_counter()
    output.title("Vivavoce: a panel reads every answer, and a recruiter watches and takes over")
    async with PlatformClient(gateway_url) as anyone:
        token = await sign_in(anyone, "recruiter")
        async with (
            PlatformClient(gateway_url, api_key=DEMO_KEY) as partner,
            PlatformClient(gateway_url, token=token) as recruiter,
        ):
            demo = _PanelDemo(anyone, partner, recruiter, token, options, output)
            await _print_panel_members(recruiter, output)
            dana = await demo.run_observed_interview("Dana Kowalczyk", CANDIDATE_EMAIL)
            await _print_replay(recruiter, dana, output)
            robin = await demo.run_unobserved_interview("Robin Achterberg", _WEAK_CANDIDATE_EMAIL)
            await _print_ranking(
                recruiter, (dana, robin), output, timeout_s=options.score_timeout_s
            )
    output.note(
        "This demo kills no process, because the platform may be yours. The tests in "
        "tests/faults show how another edge takes over a session."
    )
    output.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _print_panel_members(recruiter: PlatformClient, output: TerminalOutput) -> None:
    listed = await recruiter.get("/panels")
    output.step("The panel (profile 'panel'; the candidate never waits for it)")
    for kind in ("evaluators", "perspectives"):
        names = ", ".join(str(item["name"]) for item in listed[kind] if item["isEnabled"])
        output.line(f"{kind.capitalize()}: {names}")


@dataclass(frozen=True, slots=True)
class _PanelDemo:
    """The connections of all participants to the platform."""

    anyone: PlatformClient
    partner: PlatformClient
    recruiter: PlatformClient
    token: str
    options: DemoOptions
    output: TerminalOutput

    async def run_observed_interview(self, name: str, address: str) -> _HeldInterview:
        """Interview Dana while the recruiter observes and steps in."""
        paper = self.output
        held, session = await self._open_interview(name, address)
        ends = _observe_session(self.recruiter.url, self.token, held.session_id)
        paper.step(f"{name} is interviewed; the recruiter watches. Lines with | are for staff only")
        async with ends as view, _enter_session(session) as room:
            await _ObservedInterview(room, view, self.recruiter, held.session_id, paper).run()
        return held

    async def run_unobserved_interview(self, name: str, address: str) -> _HeldInterview:
        """Interview Robin without an observer."""
        held, session = await self._open_interview(name, address, is_quiet=True)
        robin, count = WeakCandidate(), 0
        async with _enter_session(session) as room:
            async for frame in room.frames():
                if _is_question_frame(frame):
                    count += 1
                    is_follow_up = frame["kind"] != "question"
                    text = robin.answer(str(frame["text"]), is_follow_up=is_follow_up)
                    await room.send(type="TEXT", text=text, clientMessageId=f"robin-{count}")
        self.output.step(f"{name} was interviewed with the same plan: {count} short answers")
        return held

    async def _open_interview(
        self, name: str, address: str, *, is_quiet: bool = False
    ) -> tuple[_HeldInterview, Json]:
        """Request, plan and approve an interview, and open its link."""
        paper = TerminalOutput(io.StringIO()) if is_quiet else self.output
        run_id, interview_id = await self._request_interview(name, address)
        timeout_s = self.options.plan_timeout_s
        state = await wait_until_action_required(self.recruiter, run_id, paper, timeout_s=timeout_s)
        if state == "INFO_NEEDED":
            await self.recruiter.put(
                f"/interviews/{interview_id}",
                {"skills": list(self.options.skills), "level": "MID"},
            )
            await wait_until_action_required(self.recruiter, run_id, paper, timeout_s=timeout_s)
        plan = await self.recruiter.get(f"/interviews/{interview_id}/plan")
        link = await approve_plan(self.recruiter, run_id, plan, paper)
        session = await open_candidate_link(
            self.anyone, self.recruiter, link, paper, address=address
        )
        detail = await self.recruiter.get(f"/interviews/{interview_id}")
        return _HeldInterview(name, run_id, interview_id, str(detail["sessionId"])), session

    async def _request_interview(self, name: str, address: str) -> tuple[str, str]:
        job = await extract_document_text(self.options.job.read_bytes())
        title = next(line.strip("# ").strip() for line in job.splitlines() if line.strip())
        created = await self.partner.post(
            "/interviews",
            {
                "profile": "panel",
                "candidateName": name,
                "candidateEmail": address,
                "position": title,
                "level": "MID",
                "skills": list(self.options.skills),
                "jobDescription": job,
                "durationMinutes": _MINUTES,
            },
        )
        return str(created["runId"]), str(created["interviewId"])


class _ObservedInterview:
    """Dana's interview, in which a recruiter observes, leaves a question, takes over and hands back."""

    def __init__(
        self,
        room: SessionSocket,
        view: _ObservedEvents,
        recruiter: PlatformClient,
        session_id: str,
        output: TerminalOutput,
    ) -> None:
        self._room = room
        self._view = view
        self._recruiter = recruiter
        self._path = f"/sessions/{session_id}"
        self._output = output
        self._candidate = StrongCandidate()
        self._count = 0
        self._shown_turns: set[int] = set()
        self._is_question_replaced = False
        """Whether the recruiter spoke in place of a planned question, which then comes again."""

    async def run(self) -> None:
        """Run the interview to its end."""
        async for frame in self._room.frames():
            if frame["type"] == "GREETING":
                self._output.interviewer(str(frame["text"]))
            elif frame["type"] == "NOTIFICATION":
                self._output.note(f"The candidate sees: {frame['text']}")
            elif frame["type"] == "ERROR":
                raise DemoFailedError(describe_socket_error(frame))
            elif frame["type"] == "TRANSCRIPT" and frame["role"] == "agent":
                await self._handle_question(frame)
            elif frame["type"] == "ENDED":
                self._output.note(f"The session ended: {frame['reason']}.")

    async def _handle_question(self, frame: Json) -> None:
        await self._print_follow_up_choice(frame)
        if frame.get("saidBy") == "staff":
            self._output.person(str(frame["text"]), who="Recruiter")
            await self._answer(
                "A list of who is on which shift, and somebody who knows the old stock counts."
            )
            await self._recruiter.post(f"{self._path}/handback")
            return
        self._output.interviewer(
            str(frame["text"]), "(follow-up)" if frame["kind"] == "follow_up" else ""
        )
        if frame["kind"] not in _QUESTION_KINDS:
            return
        self._count += 1
        if self._count == 1:
            await self._recruiter.post(
                f"{self._path}/notes", {"text": _RECRUITER_QUESTION, "ask": True}
            )
            self._print_staff_note(f"The recruiter leaves a question: {_RECRUITER_QUESTION}")
        if self._count == 4:
            await self._take_over()
            return
        is_follow_up = frame["kind"] != "question" and not self._is_question_replaced
        self._is_question_replaced = False
        await self._answer(self._candidate.answer(str(frame["text"]), is_follow_up=is_follow_up))

    async def _take_over(self) -> None:
        self._is_question_replaced = True
        await self._recruiter.post(f"{self._path}/takeover")
        self._print_staff_note("The recruiter takes over for one question")
        await self._recruiter.post(f"{self._path}/say", {"text": _RECRUITER_SENTENCE})

    async def _answer(self, text: str) -> None:
        self._output.person(text, who="Dana")
        await asyncio.sleep(0.5)  # people need a moment to type; meanwhile the panel evaluates
        await self._room.send(
            type="TEXT", text=text, clientMessageId=f"dana-{len(text)}-{self._count}"
        )

    async def _print_follow_up_choice(self, frame: Json) -> None:
        """Print what staff see of the last answer: evaluations, proposals and the choice."""
        last = int(frame["turn"]) - 1
        if frame["kind"] not in ("question", "follow_up") or last < 3 or last in self._shown_turns:
            return
        self._shown_turns.add(last)
        for chosen in (await self._view.wait_for_payloads("followup.chosen", last))[:1]:
            did = "followed up" if chosen["is_asked"] else "moved on"
            why = FOLLOW_UP_REASONS.get(str(chosen["reason"]), "nothing was missing")
            self._print_staff_note(f"{did}: {chosen['reason']} ({why}), by {chosen['chosen_by']}")
        for read in (await self._view.wait_for_payloads("evaluation.generated", last, 4))[:4]:
            said = (
                read["abstained"]
                if read["score"] is None
                else f"{format_level(read['score'])} of 5"
            )
            self._print_staff_note(f"{read['evaluator']} / {read['criterion']}: {said}")
        for result in self._view.payloads_of("perspective.generated", last)[:1]:
            self._print_staff_note(f"{result['perspective']}: {result['summary']}")
        for proposed in self._view.payloads_of("followup.proposed", last)[:2]:
            self._print_staff_note(f"{proposed['name']} proposes: {proposed['question']}")

    def _print_staff_note(self, text: str) -> None:
        self._output.note(f"| {text}")


def _is_question_frame(frame: Json) -> bool:
    return (
        frame["type"] == "TRANSCRIPT"
        and frame["role"] == "agent"
        and frame["kind"] in _QUESTION_KINDS
    )


def _enter_session(session: Json) -> AbstractAsyncContextManager[SessionSocket]:
    return open_session_socket(session["wsUrl"], session["sessionId"], session["tenantId"])


@asynccontextmanager
async def _observe_session(url: str, token: str, session_id: str) -> AsyncIterator[_ObservedEvents]:
    """Observe a session as staff for the duration of the block."""
    view = _ObservedEvents()
    address = f"{url.replace('http', 'ws', 1)}/api/v1/live/{session_id}"
    offered = [
        websockets.Subprotocol("vivavoce.staff.v1"),
        websockets.Subprotocol(f"bearer.{token}"),
    ]
    async with (
        websockets.connect(address, subprotocols=offered, compression=None) as socket,
        asyncio.TaskGroup() as beside,
    ):
        watching = beside.create_task(_read_observer_socket(socket, view))
        try:
            yield view
        finally:
            watching.cancel()


async def _read_observer_socket(socket: websockets.ClientConnection, view: _ObservedEvents) -> None:
    async for raw in socket:
        view.read(cast("Json", json.loads(raw)))


async def _print_replay(
    recruiter: PlatformClient, held: _HeldInterview, output: TerminalOutput
) -> None:
    """Print afterwards, from the log, how the interview went."""
    page = await recruiter.get(f"/sessions/{held.session_id}/events?limit=500")
    entries = [(str(event["type"]), event["payload"]) for event in page["events"]]
    proposed = {
        proposal["proposal_id"]: proposal
        for kind, proposal in entries
        if kind == "followup.proposed"
    }
    chosen = [choice for kind, choice in entries if kind == "followup.chosen"]
    left: dict[str, str] = {}
    for choice in chosen:
        left.update(
            {lost["proposal_id"]: str(lost["rejection_reason"]) for lost in choice["superseded"]}
        )
    taken = {choice["proposal_id"] for choice in chosen if choice["proposal_id"]}
    output.step("Which questions were proposed, which were asked, and why the others were not")
    for proposal_id, proposal in proposed.items():
        if proposal_id in taken or proposal["source"] == "staff":
            fate = "asked" if proposal_id in taken else f"left: {left.get(proposal_id, 'waits')}"
            output.line(f"{_proposer_name(proposal)}: {proposal['question']} ({fate})")
    reasons = Counter(why for proposal_id, why in left.items() if proposal_id not in taken)
    output.line(
        f"{len(taken)} of {len(proposed)} proposals were asked; not asked: "
        f"{_format_counts(reasons)}."
    )
    report = await recruiter.get(f"/sessions/{held.session_id}/quality-report")
    output.line(
        f"The interview covered {report['coverage']:.0%} of the mandatory questions in "
        f"{report['usedSeconds']:.0f} s. Follow-ups: {_format_counts(report['probes'])}. "
        f"Moved on: {_format_counts(report['stopReasons'])}. Dana's share of the words: "
        f"{report['talkRatio']:.0%}. Warnings: {', '.join(report['warnings']) or 'none'}."
    )


def _proposer_name(proposed: Json) -> str:
    return (
        "Recruiter" if proposed["source"] == "staff" else f"{proposed['source']} {proposed['name']}"
    )


def _format_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


async def _print_ranking(
    recruiter: PlatformClient,
    both: tuple[_HeldInterview, _HeldInterview],
    output: TerminalOutput,
    *,
    timeout_s: float,
) -> None:
    for held in both:
        await recruiter.wait_for_state(
            f"/interviews/{held.run_id}/status",
            "ASSESSMENT_PENDING",
            timeout_s=timeout_s,
            announce=output.announce_progress(
                f"The answers of {held.name} are being scored", timeout_s=timeout_s
            ),
        )
    names = {held.interview_id: held.name for held in both}
    created = await recruiter.post("/panels/rank", {"interviewIds": list(names)})
    output.step(
        f"A proposed ranking of the two, waiting for a decision (pairs compared: {created['comparisons']})"
    )
    for place in created["ranked"]:
        output.line(
            f"{place['rankGroup']}. {names[place['interviewId']]}: {place['score']:.0f} of 100"
            f" ({place['low']:.0f} to {place['high']:.0f})"
        )
    for item in created["unranked"]:
        output.line(f"Not ranked: {names[item['interviewId']]}, {item['reason']}")
