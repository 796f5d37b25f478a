"""The prompts: what a person starts in an assistant by name."""

from __future__ import annotations

from typing import Annotated

from mcp.server import MCPServer
from pydantic import Field

Position = Annotated[str, Field(description="The title of the position, such as 'Van driver'.")]
Interview = Annotated[str, Field(description="The interview: its id or its run id.")]
TargetRole = Annotated[str, Field(description="The role to practice for, such as 'Ward nurse'.")]


def add_prompts(server: MCPServer) -> None:
    """Add the prompts to ``server``."""
    for prompt in (request_interview, prepare_interview, practice_interview):
        server.prompt(name=prompt.__name__)(prompt)


def request_interview(position: Position) -> str:
    """Collect the facts for an interview, one question at a time, and request it."""
    return (
        f"I want to interview someone for the position '{position}'. Ask me for the level, the skills, the "
        "job description, and the candidate's name and e-mail address or our own reference, one question at "
        "a time. Invent none of them. Then call request_interview, and tell me what is missing."
    )


def prepare_interview(interview: Interview) -> str:
    """Go through the plan of an interview before a person decides about it."""
    return (
        f"Help me to prepare the interview '{interview}'. Read interview://{interview} and "
        f"interview://{interview}/plan. Tell me what it waits for. Then list the competencies with their "
        "weights, and under each its questions and what a good answer has. Name what the job description "
        "asks for and the plan does not cover. Quote the plan, invent nothing, and leave the decision to me."
    )


def practice_interview(target_role: TargetRole) -> str:
    """Set up a practice interview with questions that the person has seen."""
    return (
        f"I want to practice an interview as '{target_role}'. Ask me for the type, the minutes (5, 10 or 15) "
        "and a job description, if I have one. Call preview_practice, show me the questions, and change them "
        "as I say. Call approve_practice only after I agree. Afterwards, get_practice_review has my review; "
        "quote it, and add no score of your own."
    )
