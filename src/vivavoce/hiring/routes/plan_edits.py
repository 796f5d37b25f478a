"""Routes to edit a plan by hand, and to read its versions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field, StrictBool, StrictInt, StringConstraints

from vivavoce.contracts.interview import TurnKind
from vivavoce.contracts.plan import PlanScript, QuestionForm
from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.hiring.routes.plan_responses import (
    ChangePreviewResponse,
    PlanResponse,
    PlanVersionListResponse,
    to_plan_response,
    to_plan_version_list,
)
from vivavoce.hiring.routes.requests import ShortText
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.translation import translate

_MAX_SENT_CHARACTERS = 2000
_MAX_ANSWER_CHARACTERS = 8000
_MAX_ANSWERS = 120
QuestionText = Annotated[str, StringConstraints(max_length=_MAX_SENT_CHARACTERS)]
CompetencyName = Annotated[str, StringConstraints(min_length=1, max_length=300)]
MessageText = Annotated[str, StringConstraints(max_length=4000)]
EnglishSentence = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
WarningCode = Annotated[str, StringConstraints(max_length=50)]


class QuestionEditRequest(StrictRequestModel):
    """One question: of the plan (`questionId`), of the bank (`bankQuestion`), or written by hand."""

    question_id: ShortText | None = Field(
        None, description="The id of the question of the plan that this is.", examples=["q2"]
    )
    bank_question: ShortText | None = Field(
        None,
        description="The question of the bank to add.",
        examples=["driving_vehicles.late_run"],
    )
    form: QuestionForm = Field(
        "a", description="Which of the two equally hard wordings of the bank question."
    )
    text: QuestionText = Field(
        description="The question as it is to be asked.",
        examples=["Tell me about a run that was late. What did you do?"],
    )
    competency: CompetencyName | None = Field(
        None,
        description="The competency of the plan that it belongs to. Required for a question written by "
        "hand; a question of the bank brings its own.",
        examples=["Driving vehicles"],
    )
    time_budget_s: StrictInt = Field(
        description="The time for the question and its follow-ups, in seconds.", examples=[180]
    )
    is_mandatory: StrictBool = Field(
        True, description="Whether every candidate is to be asked this question."
    )
    is_pinned: StrictBool | None = Field(
        None,
        description="Whether every later version of the plan keeps the question. If absent, what you "
        "wrote or reworded is pinned, and every other question stays as it is.",
    )
    good_answer: list[QuestionText] = Field(
        [],
        max_length=10,
        description="For a question written by hand: what a good answer covers, one point each. If "
        "empty, answers are scored by the levels of the competency.",
        examples=[["Called the depot at once", "Changed the order of stops"]],
    )
    reasons: dict[WarningCode, QuestionText] = Field(
        {},
        description="Why a warning does not apply, by the code of the warning, such as `jargon`. The error "
        "that refuses the plan names it. The reasons are stored with the plan.",
        examples=[{"jargon": "Everyone in this trade says it."}],
    )

    @property
    def edit(self) -> PlanQuestionEdit:
        """The question as a value."""
        return PlanQuestionEdit(
            id=self.question_id,
            bank_question=self.bank_question,
            form=self.form,
            text=self.text,
            competency=self.competency,
            time_budget_s=self.time_budget_s,
            is_mandatory=self.is_mandatory,
            is_pinned=self.is_pinned,
            good_answer=tuple(self.good_answer),
            reasons=self.reasons,
        )


class PlanEditRequest(StrictRequestModel):
    """The whole plan as you want it."""

    plan_id: ShortText
    """The `planId` of the plan that you have read. If it is no longer the current plan, nothing is saved
    (`plan_changed`)."""
    questions: list[QuestionEditRequest] = Field(min_length=1, max_length=50)
    """The questions in the order of the interview. A question that you leave out is removed."""
    weights: dict[CompetencyName, Annotated[float, Field(gt=0, le=100)]] = Field(
        {},
        description="How much each competency counts, in any unit: the shares are scaled to 1. "
        "Competencies that you leave out keep theirs.",
        examples=[{"Driving vehicles": 60, "Planning and scheduling": 40}],
    )
    greeting_script: MessageText | None = Field(
        None,
        description="What the interviewer says first: that a computer program asks, and that a person "
        "decides. If absent, it stays as it is.",
        examples=["Hello. I am a computer program, and I ask the questions. A person decides."],
    )
    closing_script: MessageText | None = Field(
        None,
        description="What the interviewer says last. If absent, it stays as it is.",
        examples=["Thank you. A person at Larkfield will read your answers and decide."],
    )
    inmail_draft: MessageText | None = Field(
        None,
        description="The message that invites the candidate, also by e-mail, with `{{INTERVIEW_LINK}}` "
        "where the link belongs. `{{CANDIDATE_NAME}}` becomes the name. Empty for the usual words of the "
        "e-mail. If absent, it stays as it is.",
        examples=["Hello {{CANDIDATE_NAME}},\n\nPlease start here: {{INTERVIEW_LINK}}"],
    )
    sentences: dict[EnglishSentence, QuestionText | None] = Field(
        {},
        max_length=700,
        description="What the interviewer says instead of its own sentences, by their English, in a "
        "language that the product does not speak. Null says the English again. Sentences that you leave "
        "out stay as they are.",
        examples=[{"Back to the question: {question}": "Revenons à la question : {question}"}],
    )
    user_id: ShortText | None = None
    """On whose behalf you act; it is stored as your own text and is not an identity."""

    @property
    def edit(self) -> PlanEdit:
        """The edit as a value."""
        scripts: dict[PlanScript, str | None] = {
            "greeting_script": self.greeting_script,
            "closing_script": self.closing_script,
            "inmail_draft": self.inmail_draft,
        }
        return PlanEdit(
            questions=tuple(question.edit for question in self.questions),
            weights=self.weights,
            scripts={name: text for name, text in scripts.items() if text is not None},
            sentences=self.sentences,
        )


class ChangePreviewRequest(StrictRequestModel):
    """A change request in words; ``planId`` is the plan that the caller read."""

    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the request is
    refused with `plan_changed`."""
    comments: QuestionText = Field(
        min_length=1, description="What should change.", examples=["Remove question 3."]
    )


class TrialAnswerRequest(StrictRequestModel):
    """One answer of the trial."""

    text: str | None = Field(
        None,
        min_length=1,
        max_length=_MAX_ANSWER_CHARACTERS,
        description="What the candidate would say; null skips the question.",
        examples=["I planned the shift of twelve people."],
    )


class PlanTrialRequest(StrictRequestModel):
    """All answers so far; the first request has none."""

    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the request is
    refused with `plan_changed`."""
    answers: list[TrialAnswerRequest] = Field(
        max_length=_MAX_ANSWERS, description="The answers so far, in their order; can be empty."
    )


class TrialTurnResponse(CamelModel):
    """One turn of the trial."""

    role: Literal["interviewer", "candidate"]
    """Who says it."""
    kind: TurnKind = Field(examples=["follow_up"])
    """What it is: of the interviewer a `greeting`, `question`, `follow_up`, `repeat` (the question again),
    `remark` (no question) or `closing`; of the candidate always an `answer`."""
    text: str
    """What is said."""
    question_id: str | None = Field(examples=["q2"])
    """The question of the plan that it belongs to; null for none."""
    reason: str | None = Field(examples=["RESULT"])
    """Why the interviewer asks a follow-up; null for everything else."""


class PlanTrialResponse(CamelModel):
    """The trial up to the last answer."""

    turns: list[TrialTurnResponse]
    """Everything that was said, in its order."""
    is_over: bool
    """Whether the interview is over."""
    asked: int = Field(examples=[2])
    """How many questions of the plan were asked so far."""
    used_seconds: int = Field(examples=[140])
    """The interview time so far, as if every answer had been spoken."""
    limit_seconds: int = Field(examples=[1200])
    """The time limit of the interview."""


def build_plan_edits_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes that change a plan, and those of its versions."""
    router = make_strict_router("Interviews")

    @router.put("/interviews/{key}/plan")
    async def edit_plan(
        caller: CurrentCaller, key: str, body: PlanEditRequest, request: Request
    ) -> PlanResponse:
        """Save the plan as you want it, as its next version, while it waits for approval.

        What you wrote is checked. Unlawful topics are refused; for a warning, change the question or give
        a reason.
        """
        await use_cases.edit_plan(
            caller, key, body.edit, plan_id=body.plan_id, on_behalf_of=body.user_id
        )
        plan = await use_cases.read_interviews.plan(caller, key)
        return to_plan_response(plan, get_request_language(request.scope))

    @router.post("/interviews/{key}/plan/change-preview")
    async def preview_plan_change(
        caller: CurrentCaller, key: str, body: ChangePreviewRequest, request: Request
    ) -> ChangePreviewResponse:
        """Return what a change request would do, and what of it was not understood; nothing changes."""
        preview = await use_cases.decide_plan.preview_change(
            caller, key, comments=body.comments, plan_id=body.plan_id
        )
        language = get_request_language(request.scope)
        return ChangePreviewResponse(
            changes=[translate(change, language) for change in preview.changes],
            not_understood=list(preview.ignored.not_understood),
            rejected_parts=[translate(note, language) for note in preview.ignored.removed],
            is_read_by_model=preview.is_read_by_model,
        )

    @router.post("/interviews/{key}/plan/trial")
    async def try_plan(
        caller: CurrentCaller, key: str, body: PlanTrialRequest
    ) -> PlanTrialResponse:
        """Try the plan: return what the interviewer would say to these answers.

        The built-in rules decide, without a model. Nothing is stored, sent, counted or scored.
        """
        answers = [answer.text for answer in body.answers]
        trial = await use_cases.try_plan(caller, key, answers, plan_id=body.plan_id)
        return PlanTrialResponse(
            turns=[
                TrialTurnResponse(
                    role=turn.role,
                    kind=turn.kind,
                    text=turn.text,
                    question_id=turn.question_id,
                    reason=turn.reason,
                )
                for turn in trial.turns
            ],
            is_over=trial.is_over,
            asked=trial.asked,
            used_seconds=trial.used_s,
            limit_seconds=trial.limit_s,
        )

    @router.get("/interviews/{key}/plan/versions")
    async def list_plan_versions(
        caller: CurrentCaller, key: str, request: Request
    ) -> PlanVersionListResponse:
        """List all versions of the plan, newest first."""
        versions = await use_cases.read_interviews.plan_versions(caller, key)
        return to_plan_version_list(versions, get_request_language(request.scope))

    return router
