"""Facts that a request for an interview lacks: asked for, or listed with how to give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from mcp.server.mcpserver import Context, Elicit
from pydantic import BaseModel, Field, create_model

from vivavoce.app.mcp.calls import (
    can_ask_person,
    get_caller,
    get_use_cases,
    tool_errors,
)
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.completeness import InformationGap
from vivavoce.hiring.routes.requests import InterviewFactsRequest

CallContext = Context[Any, Any]  # Any: the SDK's type parameters
_SKILLS = "skills"


class MissingFacts(BaseModel):
    """What the person answers; subclasses have a text for each missing fact. None: not answered."""


async def ask_for_missing_facts(
    context: CallContext, facts: InterviewFactsRequest
) -> Elicit[MissingFacts] | MissingFacts:
    """Ask the person for the facts that are missing, if the client can ask and there are any.

    Facts that are wrong are asked for by nobody: the request refuses them.
    """
    with tool_errors():
        if not can_ask_person(context):
            return MissingFacts()
        check_request = get_use_cases(context).hiring.check_request
        checked = await check_request(get_caller(context), facts.facts)
        if checked.errors or not checked.stated.gaps:
            return MissingFacts()
        return Elicit(_write_message(facts), _build_form(checked.stated.gaps))


def add_answers(facts: InterviewFactsRequest, answers: MissingFacts) -> InterviewFactsRequest:
    """Return ``facts`` with what the person answered."""
    given: Json = {
        name: text.strip() for name, text in answers.model_dump().items() if (text or "").strip()
    }
    if _SKILLS in given:
        parts = re.split(r"[,;\n]", given[_SKILLS])
        given[_SKILLS] = [part.strip() for part in parts if part.strip()]
    stated = facts.model_dump(by_alias=True, exclude_unset=True)
    return InterviewFactsRequest.model_validate({**stated, **given})


def explain_missing(answer: Json) -> Json:
    """Return ``answer`` with how to give the facts that it lists as missing, if it lists any."""
    missing = answer.get("missingFields")
    if not missing:
        return answer
    questions = " ".join(gap["question"] for gap in missing)
    names = ", ".join(gap["field"] for gap in missing)
    step = (
        f"Ask the person: {questions} Then call complete_interview with the interview "
        f"'{answer['runId']}' and these facts: {names}. Invent none of them."
    )
    return {**answer, "nextStep": step}


def _write_message(facts: InterviewFactsRequest) -> str:
    position = f" for '{facts.position}'" if facts.position else ""
    return (
        f"Facts are missing for the interview{position}. "
        "What you leave out can be added to the interview later."
    )


def _build_form(gaps: Iterable[InformationGap]) -> type[MissingFacts]:
    fields: dict[str, Any] = {  # Any: pydantic's field definitions
        gap.field: (str | None, Field(None, description=_word_question(gap))) for gap in gaps
    }
    return create_model("MissingFacts", __base__=MissingFacts, **fields)


def _word_question(gap: InformationGap) -> str:
    return f"{gap.question} Separate them with commas." if gap.field == _SKILLS else gap.question
