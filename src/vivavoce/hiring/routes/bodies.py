"""What requests about interviews may bring, in the seeds' words and their later names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StringConstraints

from vivavoce.contracts.abilities import ABILITY_WORDS
from vivavoce.hiring.domain.request import malformed
from vivavoce.hiring.domain.workflow import Transition
from vivavoce.infra.web.bodies import SeedBody
from vivavoce.kernel.errors import FieldError

Decision = Literal["approve", "reject", "modify"]
_WORDS: dict[str, Decision] = {
    "approve": "approve",
    "approved": "approve",
    "accept": "approve",
    "reject": "reject",
    "rejected": "reject",
    "decline": "reject",
    "modify": "modify",
    "request-modification": "modify",
    "request_modification": "modify",
}


def _is_text(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise ValueError("a time is an ISO 8601 text")
    return value


Moment = Annotated[datetime, BeforeValidator(_is_text)]
Words = Annotated[str, StringConstraints(max_length=10_000)]
Name = Annotated[str, StringConstraints(max_length=200)]


class FactsBody(SeedBody):
    """The facts of an interview; each may be missing, and is then asked for."""

    candidate_name: str | None = Field(None, examples=["Ada Lovelace"])
    candidate_email: str | None = Field(None, examples=["ada@example.com"])
    candidate_phone: str | None = Field(
        None,
        description="With country code. Who is interviewed by telephone is called there.",
        examples=["+441134960123"],
    )
    candidate_ref: str | None = Field(
        None, description="Your own name for the candidate; makes name and address optional."
    )
    candidate_profile: dict[str, Any] | None = None  # Any: the partner's own JSON
    resume_text: str | None = None
    position: str | None = Field(None, examples=["Backend engineer"])
    level: str | None = Field(None, examples=["SENIOR"])
    skills: list[str] | None = Field(None, examples=[["Python", "PostgreSQL", "Kafka"]])
    qualifications: list[str] | None = None
    job_description: str | None = None
    company_name: str | None = None
    company_description: str | None = None
    callback_url: str | None = Field(None, description="https; webhooks of this interview go there")
    scheduled_at: Moment | None = None
    external_id: str | None = Field(
        None, description="The same value returns the same interview, however often it is sent."
    )
    duration: StrictInt | None = Field(None, description="Minutes")
    duration_minutes: StrictInt | None = Field(None, description="Minutes")
    language: str | None = Field(None, examples=["en"])
    profile: str | None = Field(None, examples=["hiring"])
    abilities: dict[str, StrictBool] | None = Field(
        None,
        description="Switches of the session beyond what its profile gives: evaluations,"
        " perspectives, followUps, videoPresence.",
        examples=[{"evaluations": True}],
    )
    user_id: Name | None = Field(None, description="Kept as 'on behalf of'; never an identity.")

    @property
    def facts(self) -> Mapping[str, Any]:  # Any: facts by name
        """The facts that were said."""
        given = self.model_dump(include=_FACTS, exclude_unset=True)
        if given.get("duration_minutes") is None and self.duration is not None:
            given["duration_minutes"] = self.duration
        return given

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of members that nobody reads, those within ``abilities`` too."""
        words = (word for word in self.abilities or () if word not in ABILITY_WORDS)
        return (*super().unknown, *(f"abilities.{word}" for word in sorted(words)))

    @property
    def said(self) -> dict[str, Any]:  # Any: JSON
        """The whole body as JSON, with what nobody reads."""
        return self.model_dump(mode="json", exclude_unset=True)


_FACTS = set(FactsBody.model_fields) - {"duration", "user_id"}


class CommentsBody(SeedBody):
    """A decision's words."""

    comments: Words | None = None
    reason: Words | None = None
    feedback: Words | None = None
    instructions: Words | None = None
    user_id: Name | None = None

    @property
    def words(self) -> str | None:
        """The comments, under whichever of their names."""
        for text in (self.comments, self.reason, self.feedback, self.instructions):
            if text is not None and text.strip():
                return text.strip()
        return None


class DecisionBody(CommentsBody):
    """Yes, no, or change it: ``approved``, or ``action`` / ``decision`` as a word."""

    approved: StrictBool | None = None
    action: Name | None = None
    decision: Name | None = None

    @property
    def verdict(self) -> Decision:
        """The one decision that the body says; none or two different ones are malformed."""
        found: set[Decision] = set()
        if self.approved is not None:
            found.add("approve" if self.approved else "reject")
        for word in (self.action, self.decision):
            if word is not None:
                known = _WORDS.get(word.strip().lower())
                if known is None:
                    raise _unclear(f"'{word[:40]}' is not a decision: approve, reject or modify.")
                found.add(known)
        if len(found) != 1:
            raise _unclear("Say one thing: 'approved' true or false.")
        return found.pop()


MustHaves = Annotated[
    list[Name] | None,
    Field(
        max_length=20,
        description="With an approval: the competencies of the plan that count as must-haves, by name."
        " A candidate who falls below the minimum of one is not recommended. Left out, the plan's own"
        " must-haves stay; an empty list removes them.",
        examples=[["Customer focus"]],
    ),
]


class PlanDecisionBody(DecisionBody):
    """A decision about a plan; ``planId`` is the plan that was read."""

    plan_id: Name | None = None
    must_have_competencies: MustHaves = None

    @property
    def must_haves(self) -> list[str] | None:
        """The must-haves that go with an approval; they go with nothing else."""
        if self.must_have_competencies is not None and self.verdict != "approve":
            raise _unclear("'mustHaveCompetencies' goes with an approval only.")
        return self.must_have_competencies


class PlanCommentsBody(CommentsBody):
    """Words about a plan; ``planId`` is the plan that was read."""

    plan_id: Name | None = None


class PlanApprovalBody(PlanCommentsBody):
    """Words that go with the approval of a plan, and the must-haves that it confirms."""

    must_have_competencies: MustHaves = None


class VerdictCommentsBody(CommentsBody):
    """Words about an assessment; ``assessmentId`` is the one that was read."""

    assessment_id: Name | None = None
    reassess: StrictBool = False


class VerdictBody(DecisionBody):
    """A decision about an assessment; ``reassess`` has it made again."""

    assessment_id: Name | None = None
    reassess: StrictBool = False

    @property
    def transition(self) -> Transition:
        """The step that the body asks for."""
        if self.reassess:
            if self.approved or self.action or self.decision:
                raise _unclear("'reassess' goes with no approval.")
            return Transition.REASSESS
        if self.verdict == "modify":
            raise _unclear("An assessment is approved, rejected or made again with 'reassess'.")
        if self.verdict == "approve":
            return Transition.APPROVE_ASSESSMENT
        return Transition.REJECT_ASSESSMENT


class TransitionBody(SeedBody):
    """A step by its name."""

    transition: Transition
    reason: Words | None = None
    scheduled_at: Moment | None = None
    user_id: Name | None = None


def _unclear(message: str) -> Exception:
    return malformed([FieldError("approved", "unclear", message)])
