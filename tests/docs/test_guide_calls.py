"""Guides whose commands call the API or run on the server: they run as they stand, and each one succeeds.

What a page takes for granted, such as the id of an interview, is prepared here. ``$API`` and ``$TOKEN`` are
those of the guides' first page: the token is an administrator's.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import websockets
from tests.database import cloned_database, drop
from tests.docs.test_tutorials import DOCS, ROOT, WITHIN_S
from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate

pytestmark = pytest.mark.soak
Variables = Mapping[str, str]
Prepare = Callable[[RealPlatform], AbstractAsyncContextManager[Variables]]
BLOCK = re.compile(r"^```(?:sh|bash)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(
    r"^call |\$API\b|^vivavoce (?:admin|doctor|replay|retention|score|skills import)(?! --try-model)"
    r"|^vivavoce interviews decide",
    re.MULTILINE,
)
NEED_MORE = {
    "how-to/connect-a-phone-provider.md",
    "how-to/match-skills-by-meaning.md",
    "how-to/run-in-production.md",
}
"""Pages whose commands need another platform than this one; ``test_every_block.py`` says what runs them."""
NEEDS_MODEL = "$API/model-qualifications"
"""A block with this call needs a language model, which this platform has not."""

COMMANDS = f"""
curl() {{ command curl --fail-with-body -sS "$@"; }}
vivavoce() {{ "{sys.executable}" -m vivavoce "$@"; }}
command -v jq > /dev/null || jq() {{ cat; }}
"""
"""In a guide, curl shows a refusal and goes on; here, it fails. ``vivavoce`` is the one that is tested."""
RELEASES = {
    "ESCO dataset - v1.2.0 - classification - en - csv": "esco-v1.2.0-en",
    "db_30_0_text": "db_30_0_text",
}
"""Archives by the names that the publishers give them, and the folders with a few of their rows."""
METRICS_TOKEN = "a-token-that-only-the-guides-use"


def find_functions(page: str) -> list[str]:
    """Return the commands that a page defines in one line, such as its own ``call``."""
    return re.findall(r"^\w+\(\) { .* }$", (DOCS / page).read_text("utf-8"), re.MULTILINE)


def find_calls(text: str) -> list[str]:
    """Return a page's shell blocks that call the API or run on the server, and that no other test runs."""
    return [
        block for block in BLOCK.findall(text) if COMMAND.search(block) and NEEDS_MODEL not in block
    ]


PAGES = {
    str(path.relative_to(DOCS)): calls
    for path in sorted(DOCS.rglob("*.md"))
    if (calls := find_calls(path.read_text("utf-8")))
}


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """A platform of its own for the pages."""
    made = cloned_database(f"{worker_id}_guide_calls")
    settings = {"METRICS_TOKEN": METRICS_TOKEN}
    folder = tmp_path_factory.mktemp("platform")
    with standing(RealPlatform(folder, database_url=made.owner_url, settings=settings)) as real:
        yield real
    drop(made)


@asynccontextmanager
async def nothing(platform: RealPlatform) -> AsyncIterator[Variables]:
    """Most pages take only ``$API`` and ``$TOKEN`` for granted."""
    yield {}


@asynccontextmanager
async def planned(platform: RealPlatform) -> AsyncIterator[Variables]:
    """An interview whose plan waits for a person."""
    hiring = await hiring_at(platform.url)
    await hiring.request()
    await hiring.until("PENDING")
    yield {"ID": hiring.interview_id}


@asynccontextmanager
async def approved(platform: RealPlatform) -> AsyncIterator[Variables]:
    """An interview that its candidate can enter."""
    hiring = await hiring_at(platform.url)
    await hiring.approved()
    yield {"ID": hiring.interview_id}


@asynccontextmanager
async def approved_and_assessed(platform: RealPlatform) -> AsyncIterator[Variables]:
    """An interview that its candidate can enter, and for the command line one that waits for a decision."""
    over = await hiring_at(platform.url)
    await interviewed(over)
    assessment = await over.recruiter.get(f"/interviews/{over.interview_id}/assessment")
    variables = {"RUN": over.run_id, "ASSESSMENT": assessment["assessmentId"]}
    token = over.recruiter.headers["Authorization"].split()[1]
    async with approved(platform) as first:
        yield {**first, **variables, "VIVAVOCE_URL": platform.url, "VIVAVOCE_TOKEN": token}


@asynccontextmanager
async def live(platform: RealPlatform) -> AsyncIterator[Variables]:
    """A session whose candidate was asked the first question."""
    hiring = await hiring_at(platform.url)
    candidate = Candidate((await enter(hiring)).session, lambda frame: {"type": "PONG"})
    await candidate.take_interview(drop_after=3)
    sessions = (await hiring.recruiter.get("/live"))["sessions"]
    (session,) = (one for one in sessions if one["interviewId"] == hiring.interview_id)
    yield {"SESSION": session["sessionId"]}


@asynccontextmanager
async def assessed(platform: RealPlatform) -> AsyncIterator[Variables]:
    """An interview whose assessment waits for a decision."""
    hiring = await hiring_at(platform.url)
    await interviewed(hiring)
    assessment = await hiring.recruiter.get(f"/interviews/{hiring.interview_id}/assessment")
    yield {
        "ID": hiring.interview_id,
        "ASSESSMENT_ID": assessment["assessmentId"],
        "COMPETENCY": assessment["scorecard"]["competencies"][0]["name"],
    }


@asynccontextmanager
async def asked_for_a_review(platform: RealPlatform) -> AsyncIterator[Variables]:
    """An interview whose candidate was rejected, and asks that a person reviews it."""
    hiring = await hiring_at(platform.url)
    door = await interviewed(hiring)
    at = f"/interviews/{hiring.interview_id}"
    assessment = await hiring.recruiter.get(f"{at}/assessment")
    body = {"assessmentId": assessment["assessmentId"], "outcome": "NO_HIRE"}
    decision = await hiring.recruiter.post(f"{at}/decisions", {**body, "comments": "Too little."})
    await hiring.recruiter.post(f"{at}/decisions/{decision['decisionId']}/confirm")
    await hiring.until("ASSESSMENT_APPROVED")
    admin = await signed_in(platform.url, "admin")
    await admin.ask("PATCH", "/tenants/me/settings", {"reviewAllowed": True})
    wish = {"text": "Read the third answer again, please."}
    await hiring.anyone.post(f"{door.way}/review", wish, **door.proof)
    yield {"ID": hiring.interview_id}


@asynccontextmanager
async def published_calendar(platform: RealPlatform) -> AsyncIterator[Variables]:
    """A calendar at a secret address."""
    async with CalendarServer() as server:
        yield {"CALENDAR": server.publish("/secret.ics")}


@asynccontextmanager
async def practiced(platform: RealPlatform) -> AsyncIterator[Variables]:
    """A practice session of the administrator that ended and was reviewed."""
    admin = await signed_in(platform.url, "admin")
    me = await admin.get("/auth/me")
    setup: Json = {"user_id": me["id"], "org_id": "demo", "interview_type": "behavioral"}
    made = await admin.post("/configure", {**setup, "duration_minutes": 5, "context": {}})
    at = f"/sessions/{made['session_id']}"
    ticket = await admin.post(f"{at}/ticket")
    await practice(f"{ticket['ws_url']}?ticket={ticket['ticket']}")
    for _ in range(600):
        if (await admin.get(f"/review/{made['session_id']}"))["status"] != "processing":
            break
        await asyncio.sleep(0.1)
    yield {"SESSION": made["session_id"]}


@dataclass(frozen=True)
class Entered:
    """A candidate who proved their address: their way, the proof as a header, and the session."""

    way: str
    proof: dict[str, str]
    session: Json


async def enter(hiring: Hiring) -> Entered:
    """Have a plan approved, consent as the candidate, and start the session."""
    way = await hiring.approved()
    await hiring.consent(way)
    await hiring.anyone.post(f"{way}/request-otp")
    known = await hiring.anyone.post(f"{way}/verify-otp", {"otp": await hiring.code()})
    proof = {"x-session-token": known["sessionToken"]}
    return Entered(way, proof, await hiring.anyone.post(f"{way}/start", **proof))


async def interviewed(hiring: Hiring) -> Entered:
    """Hold a whole interview, and wait for its assessment."""
    entered, dana = await enter(hiring), StrongCandidate()
    candidate = Candidate(
        entered.session,
        lambda frame: dana.answer(frame["text"], is_follow_up=frame["kind"] != "question"),
    )
    await candidate.take_interview(patience_s=WITHIN_S)
    await hiring.until("ASSESSMENT_PENDING")
    return entered


async def practice(address: str) -> None:
    """Answer each question at a practice socket until the session ends."""
    dana = StrongCandidate()
    async with asyncio.timeout(WITHIN_S), websockets.connect(address) as line:
        async for raw in line:
            frame = json.loads(raw)
            if frame["type"] == "question":
                text = dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
                said = {"type": "text_answer", "text": text, "client_msg_id": str(frame["turn"])}
                await line.send(json.dumps(said))


PREPARATIONS: dict[str, Prepare] = {
    "how-to/connect-your-calendar.md": published_calendar,
    "how-to/create-and-find-interviews.md": approved_and_assessed,
    "how-to/decide-on-a-candidate.md": assessed,
    "how-to/edit-a-plan.md": planned,
    "how-to/offer-candidates-a-page.md": asked_for_a_review,
    "how-to/offer-practice.md": practiced,
    "how-to/watch-a-live-interview.md": live,
}


@pytest.mark.parametrize("page", sorted(PAGES.keys() - NEED_MORE))
async def test_each_call_of_a_guide_succeeds(
    platform: RealPlatform, tmp_path: Path, page: str
) -> None:
    admin = await signed_in(platform.url, "admin")
    token = admin.headers["Authorization"].split()[1]

    async with PREPARATIONS.get(page, nothing)(platform) as variables:
        put_files(tmp_path, platform)
        for block in PAGES[page]:
            commands = "\n".join([*find_functions(page), block])
            said = await run(
                tmp_path,
                commands.replace("http://127.0.0.1:3009", platform.url),
                {**environment_of(platform), "TOKEN": token, **variables},
            )
            assert said.rstrip().endswith("done"), f"{block}\n{said}"
            await accept_invitation(platform, said)


@pytest.mark.parametrize(
    "commands",
    [
        "curl -s $API/interviewz",
        "curl -s $API/interviews/$UNKNOWN",
        "vivavoce admin operator grant --email nobody@example.com",
        "false\ntrue",
    ],
)
async def test_a_guide_with_a_wrong_call_is_found(
    platform: RealPlatform, tmp_path: Path, commands: str
) -> None:
    said = await run(tmp_path, commands, environment_of(platform))

    assert not said.rstrip().endswith("done")


def put_files(folder: Path, platform: RealPlatform) -> None:
    """Put there what a reader has: the checkout's examples and log, and releases as they are downloaded."""
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / "var").symlink_to(platform.folder / "data")
    for name, release in RELEASES.items():
        shutil.make_archive(
            str(folder / name), "zip", ROOT / "tests" / "data" / "classifications" / release
        )


def environment_of(platform: RealPlatform) -> Variables:
    """Return what the commands find in their environment: the address, and the server's own settings."""
    return {
        **platform.environment(),
        "API": f"{platform.url}/api/v1",
        "PYTHONPATH": str(ROOT / "src"),
    }


async def accept_invitation(platform: RealPlatform, said: str) -> None:
    """Open the link of an invitation that was printed, as the invited person does."""
    if link := re.search(r"/accept-invitation#(\S+)", said):
        body = {"token": link[1], "password": "Correct horse battery 9"}
        await ApiClient(platform.url).post("/invitations/accept", body)


async def run(folder: Path, commands: str, variables: Variables) -> str:
    """Return what the commands print, with "done" at the end if none failed."""
    started = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", f"{COMMANDS}{commands}\necho; echo done"),
        cwd=folder,
        env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(started.communicate(), WITHIN_S)
    return said.decode(errors="replace")
