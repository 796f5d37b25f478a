"""A known load on a whole platform: its metrics equal the hand-counted numbers."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families
from tests.database import cloned_database, drop
from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in
from tests.fakes.openai_server import ANSWER_TOKENS, PROMPT_TOKENS, OpenAiServer, open_openai_server
from tests.fakes.platform_process import RealPlatform, standing
from tests.fakes.prometheus import a_prometheus
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.platform_client import WebhookReceiver, run_webhook_receiver
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.testing.answers import material_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
DEPLOY = Path(__file__).parents[2] / "deploy"
IN_TIME_S = 120
SESSIONS = 2
PLANS = SESSIONS + 1
"""The first start makes an interview of its own, for whoever tries the door: planned, never held."""
DOLLARS_IN, DOLLARS_OUT = 0.15, 0.60
"""For a million tokens each."""


@dataclass
class Load:
    """What was done, and what was counted while doing it."""

    platform: RealPlatform
    admin: ApiClient
    receiver: WebhookReceiver
    models: OpenAiServer
    interviews: list[Hiring] = field(default_factory=list)
    answers: int = 0
    said: list[str] = field(default_factory=list)
    assessments: list[Json] = field(default_factory=list)

    def page(self) -> str:
        """Return what a scraper gets."""
        return httpx.get(f"{self.platform.url}/metrics", timeout=IN_TIME_S).text

    def samples(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """Return what ``/metrics`` shows."""
        return {
            (one.name, tuple(sorted(one.labels.items()))): one.value
            for family in text_string_to_metric_families(self.page())
            for one in family.samples
        }

    def metric(self, name: str, **labels: str) -> float:
        """Return the sum of a metric's samples that carry these labels."""
        return sum(
            value
            for (known, pairs), value in self.samples().items()
            if known == name and set(labels.items()) <= set(pairs)
        )

    async def until(self, name: str, value: float, **labels: str) -> None:
        """Wait until a metric shows a value."""
        for _ in range(IN_TIME_S * 10):
            if self.metric(name, **labels) == value:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{name}{labels} is {self.metric(name, **labels)}, not {value}")

    def lines(self) -> list[Json]:
        """Return the log."""
        file = self.platform.folder / "data" / "log" / "up.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def load(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Load]:
    database = cloned_database(f"{worker_id}_watching")
    secret = "a-secret-between-two-parties-of-a-test"
    async with open_openai_server() as models, run_webhook_receiver(secret) as receiver:
        platform = RealPlatform(
            tmp_path_factory.mktemp("watching"),
            database_url=database.owner_url,
            settings={"LLM_BASE_URL": models.url, "LLM_MODEL": "good"},
        )
        with standing(platform):
            admin = await signed_in(platform.url, "admin")
            made = Load(platform, admin, receiver, models)
            config = {"callbackUrl": receiver.url, "secret": secret}
            assert (await admin.ask("PUT", "/tenants/me/webhook-config", config)).is_success
            # What is used before anybody sets a price is free: it ran on this machine.
            await made.until("bus_consumed_total", 1, group="analytics", topic="usage.recorded")
            await _set_prices(admin)
            for _ in range(SESSIONS):
                await _whole_interview(made)
            await made.until(
                "bus_consumed_total", SESSIONS, group="analytics", topic="assessment.approved"
            )
            yield made
    drop(database)


async def _set_prices(admin: ApiClient) -> None:
    kinds = {"llm_in": DOLLARS_IN, "llm_out": DOLLARS_OUT}
    prices = [
        {
            "provider": "local",
            "model": "good",
            "kind": kind,
            "validFrom": "2026-01-01T00:00:00Z",
            "dollars": dollars,
            "per": 1_000_000,
        }
        for kind, dollars in kinds.items()
    ]
    answer = await admin.ask("PUT", "/prices", {"prices": prices})
    assert answer.status_code == 200, answer.text


async def _whole_interview(load: Load) -> None:
    hiring = await hiring_at(load.platform.url)
    hiring.partner.headers["X-Request-Id"] = f"asked-by-a-partner-{len(load.interviews)}"
    way = await hiring.approved()
    await hiring.consent(way)
    dana = StrongCandidate()

    def answer(frame: Json) -> str:
        words = dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
        load.said.append(words)
        return words

    candidate = Candidate(await hiring.start(way), answer)
    await candidate.take_interview(patience_s=IN_TIME_S)
    await hiring.until("ASSESSMENT_PENDING")
    detail = await hiring.recruiter.get(f"/interviews/{hiring.run_id}")
    transcript = await hiring.recruiter.get(f"/sessions/{detail['sessionId']}/transcript")
    load.answers += sum(turn["role"] == "candidate" for turn in transcript["turns"])
    load.assessments.append(await hiring.recruiter.get(f"/interviews/{hiring.run_id}/assessment"))
    await hiring.recruiter.post(
        f"/a2a/interview/{hiring.run_id}/approve-assessment", {"approved": True}
    )
    load.interviews.append(hiring)


def model_calls(load: Load) -> int:
    """Return how often a talk thought about its words; one that was asked twice for it thought once."""
    return sum(line["event"] == "llm.request" and "seq" in line for line in load.lines())


def composed(load: Load) -> int:
    """Return how many times the model was asked to word a further question."""
    return sum("own_words" in material_of(body) for body in load.models.asked)


def planned(load: Load) -> list[int]:
    """Return for each plan, in order, how many times the model was asked: once, then once a competency.

    The scripted model keeps every competency of the draft that it gets in the first step.
    """
    steps = [one for body in load.models.asked if "step" in (one := material_of(body))]
    calls = [1 + len(one["draft"]) for one in steps if one["step"] == "outline"]
    assert len(calls) == PLANS
    assert sum(calls) == len(steps)
    return calls


def session_calls(load: Load) -> int:
    """Return how often the model was asked since it has a price: the first plan, of no session, was free."""
    return sum(planned(load)[1:]) + composed(load)


def dollars_each(load: Load) -> float:
    """Return by hand what one call cost, for a plan or for a question: so many tokens each way."""
    assert load.models.calls("good") == sum(planned(load)) + composed(load)
    return (PROMPT_TOKENS * DOLLARS_IN + ANSWER_TOKENS * DOLLARS_OUT) / 1_000_000


@pytest.mark.soak
async def test_every_step_is_counted_once(load: Load) -> None:
    planned = ("interview.received", "skill.validation.requested", "plan.generated")
    held = ("interview.started", "interview.completed", "assessment.completed")
    used = PLANS + model_calls(load)
    await load.until("bus_consumed_total", used, group="analytics", topic="usage.recorded")
    for topic in (*planned, "approval.approved"):
        await load.until("bus_consumed_total", PLANS, group="analytics", topic=topic)
    for topic in (*held, "assessment.approved"):
        await load.until("bus_consumed_total", SESSIONS, group="analytics", topic=topic)


@pytest.mark.soak
async def test_sessions_turns_and_replies_are_counted(load: Load) -> None:
    assert load.metric("interview_sessions_total", outcome="completed", channel="text") == SESSIONS
    assert load.metric("interview_sessions_total") == SESSIONS
    assert load.metric("interview_consents_total") == SESSIONS
    assert load.metric("interview_turns_total") == load.answers > 0
    # The scripted model words every question alike; the second time that is refused as asked already.
    in_vain = [line for line in load.lines() if line["event"] == "llm.failed" and "seq" in line]
    assert {line["reason"] for line in in_vain} <= {"unusable"}
    assert load.metric("interview_turn_errors_total", stage="compose") == len(in_vain)
    assert load.metric("interview_turn_errors_total", stage="conduct") == 0
    replies = load.metric("interview_stage_latency_seconds_count", stage="end_to_end")
    assert replies == load.answers
    assert load.metric("event_append_seconds_count") > load.answers


@pytest.mark.soak
async def test_plans_assessments_and_webhooks_are_counted(load: Load) -> None:
    assert load.metric("interview_plan_seconds_count") == PLANS
    assert load.metric("interview_assessment_seconds_count") == SESSIONS
    assert load.metric("interview_queue_wait_seconds_count", queue="plan") == PLANS
    assert load.metric("interview_queue_wait_seconds_count", queue="assess") == SESSIONS
    await load.until("webhook_attempts_total", len(load.receiver.messages), outcome="delivered")
    assert load.metric("webhook_attempts_total") == load.receiver.tries


@pytest.mark.soak
async def test_the_reported_cost_equals_the_hand_computed_one(load: Load) -> None:
    each = dollars_each(load)
    sessions, all_calls = session_calls(load), sum(planned(load)) + composed(load)

    assert load.metric("interview_cost_dollars_total") == pytest.approx(sessions * each, abs=1e-9)
    assert load.metric("interview_cost_dollars_count") == SESSIONS
    assert load.metric("interview_cost_dollars_sum") == pytest.approx(sessions * each, abs=1e-9)
    page = await load.admin.get("/analytics/cost")
    assert page["total"] == pytest.approx(round(all_calls * each, 6), abs=1e-9)
    assert page["meanPerInterview"] is None  # fewer than five
    assert {line["kind"]: line["quantity"] for line in page["lines"]} == {
        "llm_in": all_calls * PROMPT_TOKENS,
        "llm_out": all_calls * ANSWER_TOKENS,
    }
    assert page["warnings"] == []


@pytest.mark.soak
async def test_values_shared_by_all_processes_are_exported_by_one(load: Load) -> None:
    for state in ("in_progress", "waiting", "reconnecting"):
        await load.until("interview_sessions", 0, state=state)
    assert load.metric("interview_queue_depth") == 0
    # Both were approved, so nothing waits for a person, whatever was flagged.
    await load.until("interview_review_flags_open", 0)
    assert [key for key in load.samples() if key[0] == "outbox_oldest_seconds"]
    assert load.metric("interview_worker_up") == 1


@pytest.mark.soak
async def test_the_analytics_pages_show_the_same_numbers(load: Load) -> None:
    quality = await load.admin.get("/analytics/quality")
    latency = await load.admin.get("/analytics/latency")
    for _ in range(80):  # a stage is shown once it was sampled
        if {stage["stage"] for stage in latency["stages"]} >= {"end_to_end", "llm"}:
            break
        await asyncio.sleep(0.5)
        latency = await load.admin.get("/analytics/latency")
    alerts = await load.admin.get("/alerts")

    assert (quality["interviews"], quality["ended"]) == (PLANS, {"completed": SESSIONS})
    assert (quality["completionRate"], quality["decided"]) == (None, SESSIONS)
    assert (latency["plan"]["count"], latency["plan"]["p95Seconds"]) == (PLANS, None)
    goals = {stage["stage"]: stage["goalSeconds"] for stage in latency["stages"]}
    assert goals.keys() == {"end_to_end", "llm"}
    assert goals["end_to_end"] == 2.0
    assert alerts == {"data": [], "firing": 0}


@pytest.mark.soak
async def test_one_correlation_id_links_the_request_to_the_webhook(load: Load) -> None:
    for number in range(SESSIONS):
        cause = f"asked-by-a-partner-{number}"
        lines = [line for line in load.lines() if line.get("correlation_id") == cause]
        logged = {(line["event"], line.get("topic") or line.get("job") or "") for line in lines}

        assert {
            ("http.request", ""),
            ("event.published", "interview.received"),
            ("event.published", "plan.generated"),
            ("event.published", "usage.recorded"),
            ("job.ran", "planning.generate_plan"),
            ("llm.response", ""),
            ("job.ran", "delivery.attempt_webhook"),
            ("webhook.attempted", ""),
        } <= logged, logged


@pytest.mark.soak
async def test_the_end_of_an_interview_is_linked_to_its_last_webhook(load: Load) -> None:
    lines = load.lines()
    ends = [line for line in lines if line["event"] == "session.completed"]

    assert len(ends) == SESSIONS
    for end in ends:
        after = [one for one in lines if one.get("correlation_id") == end["correlation_id"]]
        logged = {(one["event"], one.get("topic") or one.get("job") or "") for one in after}
        assert {
            ("turn.completed", ""),
            ("event.published", "interview.completed"),
            ("job.ran", "assessment.assess"),
            ("event.published", "assessment.completed"),
            ("webhook.attempted", ""),
        } <= logged


@pytest.mark.soak
async def test_every_log_line_of_a_session_names_it_and_its_cause_and_contains_no_transcript(
    load: Load,
) -> None:
    lines = load.lines()
    of_sessions = [line for line in lines if "session_id" in line]
    whole = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    assert len(of_sessions) > load.answers
    for line in of_sessions:
        assert line["session_id"].startswith("int_"), line
        assert line["correlation_id"], line
        assert line["tenant_id"], line
    turns = [line for line in of_sessions if line["event"] == "turn.completed"]
    assert all({"seq", "worker_id", "level", "time", "turn"} <= set(line) for line in turns)
    assert not [
        line for line in lines if line["event"] in ("session.command_failed", "task.failed")
    ]
    assert not [words for words in load.said if words in whole]
    assert not [hiring.email for hiring in load.interviews if hiring.email in whole]
    assert "Kowalczyk" not in whole


@pytest.mark.soak
async def test_a_log_line_of_a_model_has_the_documented_fields(load: Load) -> None:
    (first, *_) = [line for line in load.lines() if line["event"] == "llm.response"]

    assert (first["tokens_in"], first["tokens_out"]) == (PROMPT_TOKENS, ANSWER_TOKENS)
    assert (first["model"], first["purpose"]) == ("good", "plan")
    assert first["latency_ms"] >= 0
    assert first["correlation_id"]


@pytest.mark.soak
async def test_prometheus_scrapes_the_metrics_page(load: Load) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")

    done = await asyncio.to_thread(
        subprocess.run,
        [promtool, "check", "metrics"],
        input=load.page().encode(),
        capture_output=True,
        check=False,
    )

    assert done.returncode in (0, 3), done.stderr.decode()  # 3: remarks about style
    assert b"error while linting" not in done.stderr


@pytest.mark.soak
async def test_prometheus_returns_the_hand_counted_numbers_for_the_dashboard(
    load: Load, tmp_path: Path
) -> None:
    if shutil.which("prometheus") is None:
        pytest.skip("Prometheus is not installed: apt-get install prometheus")
    panels = json.loads((DEPLOY / "grafana" / "vivavoce.json").read_text())["panels"]
    async with a_prometheus(tmp_path, load.platform.ports["gateway"]) as ask:
        found = {
            (panel["title"], target["expr"]): await ask(target["expr"])
            for panel in panels
            for target in panel.get("targets", ())
        }
    counts = {
        panel["title"]: {
            ",".join(v for k, v in sorted(one["metric"].items())): float(one["value"][1])
            for one in found[panel["title"], panel["targets"][0]["expr"]]
        }
        for panel in panels
        if panel["type"] == "stat"
    }

    each, sessions = dollars_each(load), session_calls(load)
    dollars = counts.pop("Cost in dollars by provider and kind")
    assert dollars == {
        "llm_in,local": pytest.approx(sessions * PROMPT_TOKENS * DOLLARS_IN / 1_000_000),
        "llm_out,local": pytest.approx(sessions * ANSWER_TOKENS * DOLLARS_OUT / 1_000_000),
    }
    assert sum(dollars.values()) == pytest.approx(sessions * each)
    assert counts == {
        "Sessions by outcome": {
            **dict.fromkeys(
                ("abandoned", "cancelled", "expired", "failed", "no_show", "partial"), 0.0
            ),
            "completed": SESSIONS,
        },
        "Turns": {"": load.answers},
        "Plans": {"": PLANS},
        "Assessments": {"": SESSIONS},
        "Webhooks by outcome": {
            **dict.fromkeys(("dead", "gone", "retry"), 0.0),
            "delivered": len(load.receiver.messages),
        },
    }
    active = found["Sessions active, queued, completed", "sum by (state) (interview_sessions)"]
    assert {one["metric"]["state"]: one["value"][1] for one in active}["in_progress"] == "0"
