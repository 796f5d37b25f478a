"""Request bodies for interviews; several fields accept an older and a newer name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Query
from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StringConstraints

from vivavoce.contracts.call_updates import parse_phone_number_or_none
from vivavoce.contracts.json_resume import read_json_resume
from vivavoce.contracts.profiles import ABILITY_NAMES
from vivavoce.hiring.domain.request import JSON_RESUME_MEMBER, build_malformed_error
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.infra.web.request_models import LenientRequestModel, StrictRequestModel
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

PlanDecisionAction = Literal["approve", "reject", "modify"]
_ACTIONS_BY_WORD: dict[str, PlanDecisionAction] = {
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


def _require_text(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise ValueError(translatable("must be an ISO 8601 string"))
    return value


IsoDatetime = Annotated[datetime, BeforeValidator(_require_text)]
CommentText = Annotated[str, StringConstraints(max_length=10_000)]
IsTestParam = Annotated[
    bool,
    Query(
        alias="isTest",
        description="Only tests, which were created with a test key; otherwise they are left out. A key "
        "sees only what was created in its own mode, whatever this says.",
    ),
]
ShortText = Annotated[str, StringConstraints(max_length=200)]


class InterviewFactsRequest(LenientRequestModel):
    """The facts of an interview. Missing facts are listed in the response and can be added later."""

    known_keys: ClassVar[Mapping[str, frozenset[str]]] = {"abilities": frozenset(ABILITY_NAMES)}
    candidate_name: str | None = Field(None, examples=["Ada Lovelace"])
    """The candidate's name, at most 200 characters."""
    candidate_email: str | None = Field(None, examples=["ada@example.com"])
    """The address that the invitation is sent to."""
    candidate_phone: str | None = Field(
        None,
        description="With country code. Phone interviews call this number.",
        examples=["+441134960123"],
    )
    candidate_ref: str | None = Field(
        None,
        description="Your own identifier for the candidate. With it, name and address are "
        "optional.",
    )
    candidate_profile: dict[str, Any] | None = Field(
        None, examples=[{"timeZone": "Europe/London"}]
    )  # Any: the partner's own JSON
    """Your own data about the candidate. `phone` and `timeZone` are used for calls; everything else
    is only stored."""
    resume_text: str | None = None
    """The text of the candidate's resume, at most 200,000 characters."""
    resume: dict[str, Any] | None = Field(
        None,
        examples=[
            {"basics": {"name": "Ada Lovelace"}, "work": [{"name": "Mill", "startDate": "2019-03"}]}
        ],
    )  # Any: JSON
    """The candidate's résumé as JSON Resume 1.0.0. Facts that you also send directly take precedence. A
    phone number without a country code is ignored."""
    position: str | None = Field(None, examples=["Backend engineer"])
    """The title of the position."""
    level: str | None = Field(None, examples=["SENIOR"])
    """The seniority: `JUNIOR`, `MID`, `SENIOR`, `LEAD` or `PRINCIPAL`."""
    skills: list[str] | None = Field(None, examples=[["Python", "PostgreSQL", "Kafka"]])
    """The skills to ask about, at most 50."""
    qualifications: list[str] | None = Field(None, examples=[["Event sourcing"]])
    """Further skills, which follow those of `skills`; at most 50."""
    job_description: str | None = Field(
        None,
        examples=[
            "Build and run the services behind our warehouse scanners, and share the on-call duty."
        ],
    )
    """What the person will do, at most 50,000 characters. With fewer than 100, you get a warning;
    with fewer than 50, it counts as missing unless there are enough qualifications."""
    company_name: str | None = Field(None, examples=["Example Logistics"])
    """The company that hires, as the candidate reads it."""
    company_description: str | None = None
    """What the company does, at most 20,000 characters."""
    callback_url: str | None = Field(
        None, description="An https address that receives the webhooks of this interview"
    )
    scheduled_at: IsoDatetime | None = Field(None, examples=["2026-12-01T09:00:00+01:00"])
    """When the interview is to start; without a time zone it is UTC. If absent, the candidate
    chooses."""
    external_id: str | None = Field(
        None,
        description="Your own id for the request, at most 200 characters. In your organization, "
        "requests with the same value return the same interview; those of test keys have their own.",
    )
    duration: StrictInt | None = Field(None, examples=[30])
    """The same as `durationMinutes`, which counts if both are sent."""
    duration_minutes: StrictInt | None = Field(None, examples=[30])
    """The planned length of the interview, in minutes."""
    language: str | None = Field(None, examples=["en"])
    """The language of the interview, as a language tag. If absent, `en`."""
    profile: str | None = Field(None, examples=["hiring"])
    """The kind of interview: `hiring` (by link), `panel` (by link; a panel also evaluates each answer)
    or `phone_screen` (by phone). If absent, `hiring`. It cannot be changed later."""
    abilities: dict[str, StrictBool] | None = Field(
        None,
        description="Session features to switch on (true) or off (false); what you leave out is as in the "
        "profile. `evaluations`: evaluators assess each answer, for staff only. `perspectives`: comments on "
        "the interview so far, for staff only. `followUps`: the interviewer asks about answers; on in every "
        "profile. `videoPresence`: the candidate can be asked to agree to video recording.",
        examples=[{"evaluations": True}],
    )
    user_id: ShortText | None = Field(
        None, description="Stored as 'on behalf of'; never used as an identity."
    )

    @property
    def facts(self) -> Mapping[str, Any]:  # Any: facts by name
        """The facts that the body contains."""
        facts = self.model_dump(include=_FACT_NAMES, exclude_unset=True)
        if facts.get("duration_minutes") is None and self.duration is not None:
            facts["duration_minutes"] = self.duration
        return facts if self.resume is None else self._add_resume(facts, self.resume)

    def _add_resume(
        self, facts: Mapping[str, Any], resume: Mapping[str, Any]
    ) -> Mapping[str, Any]:  # Any: as above
        """Return the facts with those of a résumé; the résumé itself is stored beside them."""
        read = read_json_resume(resume)
        found = {
            "candidate_name": read.name,
            "candidate_email": read.email,
            "candidate_phone": parse_phone_number_or_none(read.phone or ""),
            "resume_text": read.text,
        }
        sent = {name: value for name, value in facts.items() if value is not None}
        profile = {**(self.candidate_profile or {}), JSON_RESUME_MEMBER: resume}
        return {**facts, **found, **sent, "candidate_profile": profile}

    @property
    def raw_json(self) -> dict[str, Any]:  # Any: JSON
        """The whole body as JSON, including unknown members."""
        return self.model_dump(mode="json", exclude_unset=True)


_FACT_NAMES = set(InterviewFactsRequest.model_fields) - {"duration", "resume", "user_id"}


class CorrectResumeRequest(StrictRequestModel):
    """The facts of a résumé as a person knows them."""

    resume: dict[str, Any] = Field(
        examples=[
            {
                "work": [{"name": "Mill", "position": "Buyer", "startDate": "2019-03"}],
                "education": [{"institution": "Leeds College", "studyType": "Diploma"}],
            }
        ],
    )  # Any: JSON
    """The whole résumé as JSON Resume 1.0.0; what it leaves out is removed."""


class CommentsRequest(LenientRequestModel):
    """The comments on a decision. Of `comments`, `reason`, `feedback` and `instructions`, one is enough."""

    comments: CommentText | None = Field(None, examples=["Ask about night shifts too."])
    """What to record with the decision; for changes: what to change and why. At most 10,000
    characters."""
    reason: CommentText | None = None
    """Another name of `comments`, for clients that use it. Of `comments`, `reason`, `feedback` and
    `instructions`, the first that has text counts."""
    feedback: CommentText | None = None
    """Another name of `comments`, for clients that use it. Of `comments`, `reason`, `feedback` and
    `instructions`, the first that has text counts."""
    instructions: CommentText | None = None
    """Another name of `comments`, for clients that use it. Of `comments`, `reason`, `feedback` and
    `instructions`, the first that has text counts."""
    user_id: ShortText | None = Field(None, examples=["grace@ats.example.com"])
    """On whose behalf you act; it is stored as your own text and is not an identity."""

    @property
    def comment_text(self) -> str | None:
        """The first non-empty text of comments, reason, feedback and instructions, or None."""
        for text in (self.comments, self.reason, self.feedback, self.instructions):
            if text is not None and text.strip():
                return text.strip()
        return None


class DecisionRequest(CommentsRequest):
    """A decision: ``approved`` as a boolean, or ``action`` or ``decision`` as a word."""

    approved: StrictBool | None = Field(None, examples=[True])
    """True approves, false rejects. Send this, or one of `action` and `decision`."""
    action: ShortText | None = Field(None, examples=["approve"])
    """The decision as a word: `approve`, `reject` or `modify`."""
    decision: ShortText | None = None
    """Another name of `action`."""

    @property
    def chosen_action(self) -> PlanDecisionAction:
        """The decision in the body; raises ``InvalidRequestError`` for none or two different ones."""
        actions: set[PlanDecisionAction] = set()
        if self.approved is not None:
            actions.add("approve" if self.approved else "reject")
        for word in (self.action, self.decision):
            if word is not None:
                action = _ACTIONS_BY_WORD.get(word.strip().lower())
                if action is None:
                    raise _unclear_decision_error(
                        translatable(
                            "'{word}' is not a decision. Use approve, reject or modify.",
                            word=word[:40],
                        )
                    )
                actions.add(action)
        if len(actions) != 1:
            raise _unclear_decision_error(
                translatable(
                    "The decision is missing or contradicts itself. Send 'approved' as true or false."
                )
            )
        return actions.pop()


MustHaves = Annotated[
    list[ShortText] | None,
    Field(
        max_length=20,
        description="With an approval: the names of the plan's competencies that are must-haves. A "
        "candidate below the minimum of a must-have is not recommended. If absent, the "
        "plan's own must-haves apply; an empty list removes them.",
        examples=[["Customer focus"]],
    ),
]


class PlanDecisionRequest(DecisionRequest):
    """A decision about a plan; ``planId`` is the plan that the caller read."""

    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the decision is
    refused with `plan_changed`."""
    must_have_competencies: MustHaves = None

    @property
    def must_haves(self) -> list[str] | None:
        """The must-haves of an approval; raises ``InvalidRequestError`` with any other decision."""
        if self.must_have_competencies is not None and self.chosen_action != "approve":
            raise _unclear_decision_error(
                translatable("'mustHaveCompetencies' is allowed only with an approval.")
            )
        return self.must_have_competencies


class PlanCommentsRequest(CommentsRequest):
    """Comments on a plan; ``planId`` is the plan that the caller read."""

    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the decision is
    refused with `plan_changed`."""


class PlanApprovalRequest(PlanCommentsRequest):
    """Comments on the approval of a plan, and the must-haves that it confirms."""

    must_have_competencies: MustHaves = None


class CancelInterviewRequest(StrictRequestModel):
    """Why an interview is canceled."""

    reason: CommentText | None = Field(None, examples=["The position was filled."])
    """What to record in the history, at most 10,000 characters. No message to the candidate has it."""
    user_id: ShortText | None = Field(None, examples=["grace@ats.example.com"])
    """On whose behalf you act; it is stored as your own text and is not an identity."""


class AssessmentCommentsRequest(CommentsRequest):
    """Comments on an assessment; ``assessmentId`` is the assessment that the caller read."""

    assessment_id: ShortText | None = None
    """The `assessmentId` of the assessment that you have read. If there is a newer one, the decision is
    refused with `assessment_changed`."""
    reassess: StrictBool = False
    """With a rejection: assess the interview again, instead of ending it."""


class AssessmentDecisionRequest(DecisionRequest):
    """A decision about an assessment; ``reassess`` requests a new one."""

    assessment_id: ShortText | None = None
    """The `assessmentId` of the assessment that you have read. If there is a newer one, the decision is
    refused with `assessment_changed`."""
    reassess: StrictBool = False
    """Assess the interview again; send no decision with it."""

    @property
    def transition(self) -> InterviewTransition:
        """The transition that the body asks for; raises ``InvalidRequestError`` if it is unclear."""
        if self.reassess:
            if self.approved or self.action or self.decision:
                raise _unclear_decision_error(
                    translatable("'reassess' cannot be combined with a decision.")
                )
            return InterviewTransition.REASSESS
        if self.chosen_action == "modify":
            raise _unclear_decision_error(
                translatable("An assessment cannot be modified. Use approve, reject or 'reassess'.")
            )
        if self.chosen_action == "approve":
            return InterviewTransition.APPROVE_ASSESSMENT
        return InterviewTransition.REJECT_ASSESSMENT


class TransitionRequest(LenientRequestModel):
    """A workflow transition by name."""

    transition: InterviewTransition
    """The step to make; `availableTransitions` lists those that are possible."""
    reason: CommentText | None = None
    """What to record with the step, at most 10,000 characters; a rejection and a change request
    need it."""
    scheduled_at: IsoDatetime | None = Field(None, examples=["2026-12-01T09:00:00+01:00"])
    """For `SCHEDULE`: when the interview is to start; without a time zone it is UTC. If absent, the
    time of the request counts."""
    user_id: ShortText | None = None
    """On whose behalf you act; it is stored as your own text and is not an identity."""


def _unclear_decision_error(message: str) -> Exception:
    return build_malformed_error([FieldError("approved", "unclear", message)])
