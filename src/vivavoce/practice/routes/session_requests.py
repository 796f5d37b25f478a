"""Request bodies of practice sessions. JSON names are snake_case, as the seed defines them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt, StringConstraints

from vivavoce.infra.web.request_models import SnakeCaseRequestModel
from vivavoce.practice.domain.draft import SeekerQuestion
from vivavoce.practice.domain.setup import PracticeOptions
from vivavoce.practice.usecases.set_up_session import PracticeSetupInput

Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Choice = Annotated[str, StringConstraints(max_length=40)]
PracticeSessionId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ConfigureSessionRequest(SnakeCaseRequestModel):
    """What to practice, with which persona, and for how long."""

    user_id: Reference = Field(
        description="Your own id. An API key with 'practice:on_behalf' can use any id."
    )
    org_id: Reference = Field(
        description="The id or short name of your own organization.", examples=["demo"]
    )
    persona_id: Choice | None = Field(
        None,
        description="The interviewer: payal, emma (default), john or kapil.",
        examples=["emma"],
    )
    interview_type: Choice = Field(
        description="The kind of questions.",
        examples=["behavioral"],
    )
    duration_minutes: StrictInt = Field(
        description="The length of the session, in minutes: 5, 10 or 15.", examples=[10]
    )
    context: dict[str, Any] = Field(  # Any: JSON, judged member by member
        description="What the questions are about: target_role, company_name, candidate_name and "
        "source (200 characters each), job_description (20,000), candidate_profile (a text or an "
        "object, 4,000), difficulty (student, easy, medium, hard, advanced), assignment_id, "
        "language (en, de), requested_mode (voice) and leaderboard (only true lists the "
        "score there). Of framework, interview_framework and assessment_framework (60 each), "
        "the first one counts. Other members are stored but not used. The whole object has at "
        "most 60,000 characters as JSON.",
        examples=[{"target_role": "Ward nurse", "difficulty": "medium", "framework": "STAR"}],
    )

    @property
    def options(self) -> PracticeOptions:
        """The requested options."""
        return PracticeOptions(
            persona_id=self.persona_id,
            interview_type=self.interview_type,
            duration_minutes=self.duration_minutes,
            context=self.context,
        )

    @property
    def request(self) -> PracticeSetupInput:
        """The request in the form that the use cases take."""
        return PracticeSetupInput(user_id=self.user_id, org_id=self.org_id, options=self.options)


class PreviewSessionRequest(ConfigureSessionRequest):
    """What to practice. With ``draft_session_id``, the plan of that draft is regenerated."""

    draft_session_id: PracticeSessionId | None = Field(
        None, examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"]
    )
    """The draft whose plan to write again; if absent, a new draft is made."""
    planner_feedback: str | None = Field(
        None, description="What to change, in up to 2,000 characters."
    )

    @property
    def request(self) -> PracticeSetupInput:
        """The request in the form that the use cases take."""
        return PracticeSetupInput(
            user_id=self.user_id,
            org_id=self.org_id,
            options=self.options,
            draft_session_id=self.draft_session_id,
            planner_feedback=self.planner_feedback,
        )


class CustomQuestionRequest(SnakeCaseRequestModel):
    """A question of your own; fields that you leave out are inferred."""

    question: str = Field(
        examples=["Tell me about a shift that went wrong. What did you do?"],
        json_schema_extra={"maxLength": 500},
    )
    """The question, up to 500 characters."""
    topic: str | None = Field(None, examples=["Handling pressure"])
    """What the question is about; if absent, it is inferred."""
    expected_framework: str | None = Field(None, examples=["STAR"])
    """How a good answer is structured, such as `STAR`; if absent, it is inferred."""


class EditQuestionsRequest(SnakeCaseRequestModel):
    """The questions to ask instead of the planned ones, in order."""

    session_id: PracticeSessionId = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The draft whose questions to replace; this is possible once."""
    questions: list[str | CustomQuestionRequest] = Field(
        description="The questions in their order: 1 to 10, each of up to 500 characters.",
        examples=[["Tell me about a shift that went wrong. What did you do?"]],
    )

    @property
    def custom_questions(self) -> list[SeekerQuestion]:
        """The questions; a plain string is a question without topic and framework."""
        return [
            SeekerQuestion(question=question)
            if isinstance(question, str)
            else SeekerQuestion(
                question=question.question,
                topic=question.topic,
                expected_framework=question.expected_framework,
            )
            for question in self.questions
        ]


class ApproveSessionRequest(SnakeCaseRequestModel):
    """The draft to approve."""

    session_id: PracticeSessionId = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The draft whose questions to approve."""
