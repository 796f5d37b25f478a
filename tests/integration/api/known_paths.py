"""The path of an operation with ids of the suite, for a request whose body is what matters."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - ids that nobody has

from tests.faults.journey.interview_journey import REQUEST
from tests.integration.api.gateway import Gateway, Operation


async def path_of(gateway: Gateway, one: Operation) -> str:
    """Return the path with ids of the suite; an interview is a new one, in which nothing was decided."""
    known = gateway.known
    names = {
        "session_id": known.session_id,
        "practice_id": known.practice_id,
        "intake_id": known.intake_id,
        "template_id": known.template_id,
        "token": known.token,
    }
    if {"key", "interview_id"} & set(one.path_names):
        facts = {**REQUEST, "candidateRef": str(uuid4())}
        created = await gateway.ask("admin", "POST", "/api/v1/a2a/interview", facts)
        names |= dict.fromkeys(("key", "interview_id"), created.json()["interviewId"])
    return one.at(**{name: names.get(name, str(uuid4())) for name in one.path_names})
