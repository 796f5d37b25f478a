"""A planner of your own, written with Agno: it looks for work, or hears of it on Kafka, and hands in plans.

Start the platform with VIVAVOCE_PLANNER=external and A2A_API_KEY. Then, with the same key, in an environment
that has agno and httpx:

    VIVAVOCE_URL=http://127.0.0.1:8000 TENANT_ID=... A2A_API_KEY=... python agno_planner.py

With KAFKA_BROKER, as for the platform, it reads the topic instead of asking for work, for all organizations.
That needs aiokafka, too.

With LLM_BASE_URL, LLM_MODEL and LLM_API_KEY an OpenAI-compatible model plans. Without them a scripted one
stands in, so that everything but the thinking can be tried with no key and no network.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from agno.agent import Agent
from agno.models.base import Model
from agno.models.response import ModelResponse
from pydantic import BaseModel, Field

TOPIC, GROUP = "skill.validation.requested", "planner-agent"
TRIES = 3
LEVELS = ("Has not done it.", "Has watched it.", "Does it.", "Does it well.", "Teaches it.")


class Subject(BaseModel):
    """One thing to talk about."""

    name: str = Field(min_length=2, max_length=80)
    question: str = Field(min_length=15, max_length=400)


class Outline(BaseModel):
    """What the agent decides; the rest of a plan follows from it."""

    subjects: list[Subject] = Field(min_length=1, max_length=6)


class Scripted(Model):
    """Answers as a model would, from a script: for trying this without one."""

    def __init__(self) -> None:
        super().__init__(id="scripted")

    def invoke(self, *args: Any, **kwargs: Any) -> ModelResponse:
        messages = kwargs.get("messages") or args[0]
        brief = json.loads(messages[-1].content)
        subjects = [
            {"name": skill, "question": f"Tell me about a time when {skill} mattered in your work."}
            for skill in (brief["skills"] or [brief["position"]])[:4]
        ]
        return ModelResponse(role="assistant", content=json.dumps({"subjects": subjects}))

    async def ainvoke(self, *args: Any, **kwargs: Any) -> ModelResponse:
        return self.invoke(*args, **kwargs)

    def invoke_stream(self, *args: Any, **kwargs: Any) -> Iterator[ModelResponse]:
        yield self.invoke(*args, **kwargs)

    async def ainvoke_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ModelResponse]:
        yield self.invoke(*args, **kwargs)

    def _parse_provider_response(self, response: Any, **_: Any) -> ModelResponse:
        return response

    def _parse_provider_response_delta(self, response: Any) -> ModelResponse:
        return response


def model() -> Model:
    """Return the model that is set, or the scripted one."""
    if not os.environ.get("LLM_BASE_URL"):
        return Scripted()
    from agno.models.openai.like import OpenAILike

    return OpenAILike(
        id=os.environ["LLM_MODEL"],
        base_url=os.environ["LLM_BASE_URL"],
        api_key=os.environ.get("LLM_API_KEY", "none"),
    )


def planner(thinks: Model) -> Agent:
    """Return the agent. Agno reports its use to its maker unless told not to."""
    return Agent(
        name="planner",
        model=thinks,
        output_schema=Outline,
        instructions="Choose what to ask a candidate. One open question per skill, about past work.",
        telemetry=False,
    )


async def outline(agent: Agent, brief: dict[str, Any]) -> Outline:
    """Ask until the answer is an outline: Agno hands over an answer that does not fit as it is."""
    for _ in range(TRIES):
        answer = await agent.arun(json.dumps(brief))
        if isinstance(answer.content, Outline):
            return answer.content
    raise ValueError(f"the model gave no outline in {TRIES} tries")


def plan(brief: dict[str, Any], chosen: Outline) -> dict[str, Any]:
    """Return the plan that the platform takes in."""
    sides = [{"name": "Practice", "indicators": {str(n): t for n, t in enumerate(LEVELS, 1)}}]
    return {
        "planner": "agno example planner v1",
        "language": brief["language"],
        "duration_minutes": brief["duration_minutes"],
        "greeting_script": "Hello, I am a computer program. A person reads your answers and decides.",
        "closing_script": "Thank you. A person will get back to you.",
        "competencies": [
            {
                "name": one.name,
                "weight": 1 / len(chosen.subjects),
                "sub_dimensions": sides,
                "questions": [
                    {"id": f"q{place}", "text": one.question, "order": place, "time_budget_s": 120}
                ],
            }
            for place, one in enumerate(chosen.subjects, 1)
        ],
        "unvalidated_skills": brief["skills"],
    }


async def answer(said: dict[str, Any], agent: Agent) -> str:
    """Write the plan that one message asks for, hand it in, and say what became of it."""
    headers = {"X-API-Key": os.environ["A2A_API_KEY"], "X-Tenant-ID": said["tenantId"]}
    url = os.environ.get("VIVAVOCE_URL", "http://127.0.0.1:8000")
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=30) as platform:
        run = (await platform.get(f"/runs/{said['runId']}")).raise_for_status().json()
        if not run.get("awaitsResult"):
            return "nobody waits for it any more"
        chosen = await outline(agent, run["input"])
        body = {"plan": plan(run["input"], chosen)}
        done = await platform.put(f"/runs/{said['runId']}/result", json=body)
        return str(done.status_code)


async def ask_for_work(agent: Agent) -> None:
    """Plan what waits for a plan, one run after the other, until stopped."""
    headers = {"X-API-Key": os.environ["A2A_API_KEY"], "X-Tenant-ID": os.environ["TENANT_ID"]}
    url = os.environ.get("VIVAVOCE_URL", "http://127.0.0.1:8000")
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=30) as platform:
        while True:
            try:
                waiting = (await platform.get("/runs?kind=plan")).raise_for_status().json()["data"]
                for run in waiting:
                    said = {"tenantId": os.environ["TENANT_ID"], "runId": run["id"]}
                    print(run["id"], await answer(said, agent), flush=True)
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.is_client_error:
                    raise  # the key or the request is wrong; else the platform restarts, or is busy
                print("asks again in a second:", repr(error), flush=True)
            await asyncio.sleep(1)


async def listen(agent: Agent) -> None:
    """Plan what is asked for on Kafka, one message after the other, until stopped."""
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=os.environ["KAFKA_BROKER"],
        group_id=GROUP,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        async for message in consumer:
            said = json.loads(message.value)
            try:
                print(said["runId"], await answer(said, agent), flush=True)
            except (httpx.HTTPError, ValueError, KeyError) as error:
                # This example goes on; a planner of yours would keep what failed and come back to it.
                print(said.get("runId"), type(error).__name__, flush=True)
            await consumer.commit()
    finally:
        await consumer.stop()


if __name__ == "__main__":
    work = listen if os.environ.get("KAFKA_BROKER") else ask_for_work
    asyncio.run(work(planner(model())))
