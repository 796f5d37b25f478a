"""The whole gateway in this process, and everything that exists in it to be asked for."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4  # noqa: TID251 - one dead letter

import httpx
import psycopg
from fastapi import FastAPI
from psycopg import sql
from tests.database import TestDatabase
from tests.fakes.api_clients import Json
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.connected_applications import VERIFIER, challenge_of, values_of
from tests.fakes.invitations import administrator
from tests.fakes.livekit_server import KEY, open_livekit
from tests.fakes.livekit_server import SECRET as SECRET_OF_ROOMS
from tests.fakes.passwords import with_cheap_passwords
from tests.fakes.platform_process import SECRET
from tests.faults.journey.interview_journey import REQUEST, run_journey

from vivavoce.app.demo.platform_client import run_webhook_receiver
from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.builders import (
    build_agents_role,
    build_edge_role,
    build_gateway_role,
    build_worker_role,
)
from vivavoce.app.roles.role import run_roles
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.voice import build_voice, manage_voice_lifecycle
from vivavoce.contracts.interview import PlanBrief
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.planning.adapters.postgres_intakes import PostgresIntakeRepository
from vivavoce.planning.domain.intake.artifacts import InterviewTemplate
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.ports.intake import StoredTemplate
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

WRITTEN_BY_REFUSALS = frozenset({"rate_limit", "audit_log"})
"""Tables that remember refusals on purpose: counted tries, and who tried what."""
_PASSWORD = "Correct horse battery 9"
_WORDS = {
    "language": "en",
    "artifact_type": "transcript",
    "kind": "job_description",
    "item_kind": "plan",
    "seq": "0",
    "ats": "greenhouse",
}
"""What stands in a path and is no id: one of a few words, or a place in an order."""
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API document."""

    id: str
    method: str
    path: str
    spec: Json

    @property
    def path_names(self) -> list[str]:
        """The names of ids in the path."""
        names = [one["name"] for one in self.spec.get("parameters", ()) if one["in"] == "path"]
        return [name for name in names if name not in _WORDS]

    @property
    def query(self) -> list[Json]:
        """The parameters of the query."""
        return [one for one in self.spec.get("parameters", ()) if one["in"] == "query"]

    @property
    def has_body(self) -> bool:
        """Whether it reads JSON; JSON-RPC does without declaring it, an upload reads other bytes."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return "application/json" in content or self.id == "a2a_task"

    def at(self, **names: str) -> str:
        """Return the path with its names filled in."""
        words = _WORDS | ({"kind": "invitation"} if "/email-texts/" in self.path else {})
        return self.path.format(**words, **names)


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of the demo organisation that really exist, by the name of the path's parameter."""

    interview_id: str
    run_id: str
    waiting_id: str
    """An interview that waits for facts."""
    session_id: str
    handle: str
    message_id: str
    key_id: str
    user_id: str
    invitation_id: str
    token: str
    plan_id: str
    assessment_id: str
    letter_id: str
    skill_id: str
    practice_id: str
    """A practice session of the administrator, as it is shown."""
    conversation_id: str
    intake_id: str
    template_id: str
    decision_id: str
    link_id: str
    view_id: str
    application_id: str
    role_id: str
    """A role that the organization made."""
    calendar_id: str
    """A calendar of the administrator, whose server is gone."""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The product, its document, its callers and its database."""

    app: FastAPI
    on: Platform
    of: Slices
    http: httpx.AsyncClient
    callers: dict[str, dict[str, str]]
    """Headers by who sends them; 'other' is the administrator of another organisation."""
    known: Known
    database: TestDatabase

    @property
    def document(self) -> Json:
        """The API document."""
        return self.app.openapi()

    @property
    def operations(self) -> list[Operation]:
        """Every operation of the document."""
        return [
            Operation(spec["operationId"], method.upper(), path, spec)
            for path, item in self.document["paths"].items()
            for method, spec in item.items()
            if method in _METHODS
        ]

    async def ask(
        self, who: str, method: str, path: str, body: object = None, **more: Any
    ) -> httpx.Response:
        """Send one request as ``who``."""
        return await self.http.request(
            method, path, json=body, headers=self.callers[who] | more.pop("headers", {}), **more
        )

    async def rows(self, *, tenant: bool = False) -> dict[str, str]:
        """Return a digest of every table's rows, or of those of the demo organisation only."""
        digests = {}
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            found = await link.execute(
                "SELECT table_name, bool_or(column_name = 'tenant_id') FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name IN (SELECT tablename FROM pg_tables)"
                " AND table_name NOT LIKE 'procrastinate\\_%' GROUP BY 1"
            )
            for name, has_tenant in await found.fetchall():
                if name in WRITTEN_BY_REFUSALS or (tenant and not has_tenant):
                    continue
                query = sql.SQL(
                    "SELECT (to_jsonb(t) - {}::text)::text FROM {} t {} ORDER BY 1"
                ).format(
                    sql.Literal(_MEMORY.get(name, "")),
                    sql.Identifier(name),
                    sql.SQL("WHERE tenant_id = {}").format(sql.Literal(DEMO_TENANT_ID))
                    if tenant
                    else sql.SQL(""),
                )
                rows = await (await link.execute(query)).fetchall()
                whole = "\n".join(row[0] for row in rows)
                digests[name] = f"{len(rows)} {hashlib.sha256(whole.encode()).hexdigest()[:12]}"
        return digests


_MEMORY = {"api_key": "last_used_at"}
"""An API key remembers when it was last used; that is no effect of a request."""


@asynccontextmanager
async def open_gateway(database: TestDatabase, folder: Path) -> AsyncIterator[Gateway]:
    """Build everything, live one interview to its end, stop what runs in the background."""
    async with open_livekit() as rooms, _built(database, folder, rooms.url) as gateway:
        yield gateway


@asynccontextmanager
async def _built(database: TestDatabase, folder: Path, livekit_url: str) -> AsyncIterator[Gateway]:
    settings = Settings.model_validate(
        {
            "LIVEKIT_URL": livekit_url,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET_OF_ROOMS,
            "DATABASE_URL": database.owner_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": folder,
            "VIVAVOCE_OTP_REQUIRED": False,
            **{f"VIVAVOCE_{name}_PORT": 0 for name in ("GATEWAY", "AGENTS", "EDGE", "WORKER")},
        }
    )
    async with open_platform(settings, name="surface") as opened:
        on = with_cheap_passwords(opened)
        voice = build_voice(on.settings, on.clock)
        of = build_slices(on, voice)
        await of.tenancy.seed_demo()
        front = build_gateway_role(on, of)
        app = front.servers[0].app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            manage_voice_lifecycle(voice),
            of.live.host,
            httpx.AsyncClient(transport=transport, base_url="http://house", timeout=30) as http,
        ):
            callers = await _callers(of, http)
            async with run_roles(
                on,
                [
                    front,
                    build_edge_role(on, of),
                    build_agents_role(on, of),
                    build_worker_role(on, of),
                ],
            ) as bound:
                ports = {one.name: one.port for one in bound}
                kept = (await add_dead_letter(database), await _template(on))
                known = await _run_interview(http, callers, ports, kept)
                known = replace(known, task_id=await _task(database, known))
            yield Gateway(app, on, of, http, callers, known, database)


async def _callers(of: Slices, http: httpx.AsyncClient) -> dict[str, dict[str, str]]:
    other = "ada@other.example.com"
    await administrator(
        of.tenancy, email=other, name="Ada Other", password=_PASSWORD, organization="Another house"
    )
    signing_in = {who: (build_demo_email(who), DEMO_PASSWORD) for who in _PEOPLE}
    signing_in["other"] = (other, _PASSWORD)
    callers = {"nobody": {}, "key": {"X-API-Key": DEMO_KEY}}
    for who, (email, password) in signing_in.items():
        answer = await http.post("/api/v1/auth/login", json={"email": email, "password": password})
        callers[who] = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
    return callers


_PEOPLE = ("admin", "recruiter", "viewer", "manager", "seeker")


async def _run_interview(
    http: httpx.AsyncClient,
    callers: dict[str, dict[str, str]],
    ports: dict[str, int],
    kept: tuple[str, str],
) -> Known:
    """Live one interview to its end, and leave another where facts are missing."""
    async with run_webhook_receiver("a-secret-between-two-parties-of-a-test") as receiver:
        url = f"http://127.0.0.1:{ports['gateway']}"
        edge_url = f"ws://127.0.0.1:{ports['edge']}"
        journey = await run_journey(url, receiver, has_code=False, edge_url=edge_url)
        await receiver.wait_for_event("interview.assessment_approved")
        run = f"/api/v1/interviews/{journey.run_id}"
        admin = callers["admin"]
        detail = (await http.get(run, headers=admin)).json()
        messages = (await http.get(f"{run}/webhooks", headers=admin)).json()["data"]
    wish = {"name": "A key", "permissions": ["interview:read"]}
    issued = (await http.post("/api/v1/api-keys", json=wish, headers=admin)).json()
    wish = {"name": "Nora Late", "email": "nora.late@example.com", "role": "VIEWER"}
    invited = (await http.post("/api/v1/invitations", json=wish, headers=admin)).json()
    users = (await http.get("/api/v1/users", headers=admin)).json()["data"]
    wish = {"name": "Readers", "permissions": ["interview:read"]}
    made = await http.post("/api/v1/roles", json=wish, headers=admin)
    skills = (await http.get("/api/v1/mcp/skills", headers=admin)).json()["data"]
    waiting = await http.post(
        "/api/v1/a2a/interview", json={**REQUEST, "candidateRef": "waits"}, headers=admin
    )
    me = (await http.get("/api/v1/auth/me", headers=admin)).json()["id"]
    wish = {
        "user_id": me,
        "org_id": "demo",
        "interview_type": "behavioral",
        "duration_minutes": 5,
        "context": {"target_role": "Buyer"},
    }
    practising = await http.post("/api/v1/configure/preview", json=wish, headers=admin)
    said = await http.post("/api/v1/assistant/messages", json={"message": "Hello"}, headers=admin)
    asked = await http.post("/api/v1/intakes", json={"title": "Buyer"}, headers=admin)
    decided = await http.post(
        f"{run}/decisions",
        json={"assessmentId": detail["assessmentId"], "outcome": "HIRE"},
        headers=admin,
    )
    shared = await http.post(f"{run}/scorecard-links", headers=admin)
    view = {"name": "Shared view of a test", "isShared": True}
    viewed = await http.post("/api/v1/interview-views", json=view, headers=admin)
    callers["reader"] = {"X-API-Key": issued["key"]}
    assert journey.candidate is not None
    return Known(
        interview_id=journey.interview_id,
        run_id=journey.run_id,
        waiting_id=waiting.json()["interviewId"],
        session_id=detail["sessionId"],
        handle=journey.candidate.session["sessionId"],
        message_id=messages[0]["id"],
        key_id=issued["id"],
        invitation_id=invited["id"],
        user_id=next(one["id"] for one in users if one["role"] == "VIEWER"),
        token=journey.link.rpartition("/")[2],
        plan_id=detail["planId"],
        assessment_id=detail["assessmentId"],
        letter_id=kept[0],
        skill_id=skills[0]["id"],
        practice_id=practising.json()["session_id"],
        conversation_id=said.json()["conversation_id"],
        intake_id=asked.json()["intakeId"],
        template_id=kept[1],
        decision_id=decided.json()["decisionId"],
        link_id=shared.json()["linkId"],
        view_id=viewed.json()["id"],
        application_id=await connect_application(http, admin),
        role_id=made.json()["id"],
        calendar_id=await _connect_calendar(http, admin),
    )


async def _connect_calendar(http: httpx.AsyncClient, admin: dict[str, str]) -> str:
    async with CalendarServer() as server:
        wish = {"kind": "ics", "name": "Work", "url": server.publish("/private/basic.ics")}
        made = await http.post("/api/v1/calendars", json=wish, headers=admin)
    return str(made.json()["id"])


async def connect_application(http: httpx.AsyncClient, admin: dict[str, str]) -> str:
    """Connect an application for the administrator."""
    redirect = "http://127.0.0.1:5000/callback"
    made = await http.post("/oauth/register", json={"redirect_uris": [redirect]})
    asking = {
        "response_type": "code",
        "client_id": made.json()["client_id"],
        "redirect_uri": redirect,
        "code_challenge": challenge_of(VERIFIER),
    }
    asked = await http.get("/oauth/authorize", params=asking)
    body = {"request": values_of(asked.headers["location"])["request"], "allow": True}
    allowed = await http.post("/api/v1/oauth/consents", json=body, headers=admin)
    form = {
        "grant_type": "authorization_code",
        "client_id": made.json()["client_id"],
        "redirect_uri": redirect,
        "code": values_of(allowed.json()["redirectUrl"])["code"],
        "code_verifier": VERIFIER,
    }
    assert (await http.post("/oauth/token", data=form)).status_code == 200
    listed = await http.get("/api/v1/oauth/applications", headers=admin)
    return str(listed.json()["data"][0]["id"])


async def _task(database: TestDatabase, known: Known) -> str:
    """Have the candidate of the interview ask for a person."""
    task = str(uuid4())
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
        await link.execute(
            "INSERT INTO human_task (tenant_id, id, kind, interview_id, person_id, session_id, requested_at,"
            " last_requested_at) SELECT tenant_id, %(id)s, 'person_requested', id, person_id,"
            " session_id::uuid,"
            " now(), now() FROM interview WHERE id = %(interview)s",
            {"id": task, "interview": known.interview_id},
        )
    return task


async def _template(on: Platform) -> str:
    """Keep a template, as an intake leads to one."""
    brief = PlanBrief(position="Buyer", profile="hiring")
    made = InterviewTemplate(
        title="Buyer",
        company_name="Example",
        level="MID",
        job_description="Somebody who buys what the house needs, and talks with those who sell it.",
        skills=(),
        minutes=30,
        profile="hiring",
        rubric=plan_interview(brief, SkillReport()).rubric,
    )
    stored = StoredTemplate(
        id=uuid4(),
        intake_id=None,
        template=made,
        created_by=(by := uuid4()),
        created_at=on.clock.now(),
        changed_by=by,
        changed_at=on.clock.now(),
    )
    async with on.open_work(DEMO_TENANT_ID) as work:
        await PostgresIntakeRepository(on.vault).add_template(work, stored)
    return str(stored.id)


async def add_dead_letter(database: TestDatabase) -> str:
    """Put an event aside as the bus does after its last try."""
    dead_letter = str(uuid4())
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
        await link.execute(
            "INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition,"
            " run_id, interview_id, at, version, correlation_id, payload, attempts, error)"
            " VALUES (%(tenant)s, %(id)s, 'sessions', 1, %(id)s, 'interview.cancelled', 1, 'run_gone',"
            " %(id)s, now(), 1, '', '{}', 6, 'ValueError')",
            {"tenant": DEMO_TENANT_ID, "id": dead_letter},
        )
    return dead_letter
