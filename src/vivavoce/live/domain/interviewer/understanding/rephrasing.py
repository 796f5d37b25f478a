"""Says in plain words what a question asks for; the question itself is then asked again word for word."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.kernel.translation import ENGLISH, phrase, translatable, translate
from vivavoce.live.domain.events import ReasonCode

_BY_KIND: Mapping[QuestionKind, str] = {
    "behavioral": phrase(
        "Think of one time when you had something like this to do. Tell me what happened, what you did, and "
        "how it ended."
    ),
    "failure": phrase(
        "Think of one thing that went wrong, even a small one. Tell me what happened, what you did about "
        "it, and what you do differently now."
    ),
    "situational": phrase(
        "Imagine that it happens to you at work. Tell me what you would do first, and why."
    ),
    "knowledge": phrase(
        "Tell me how you go about it. You can start with the part that you know best."
    ),
    "work_sample": phrase(
        "Do the task in words. Tell me step by step what you would do, write or say."
    ),
}
_BY_REASON: Mapping[ReasonCode, str] = {
    "OWNERSHIP": phrase("I'd like to know what you did yourself, and what others did."),
    "RESULT": phrase("I'd like to know how it ended."),
    "MEASURE": phrase("I'd like to know what showed you that it had worked."),
    "REASON": phrase("I'd like to know why you did it that way."),
    "SPECIFICS": phrase("I'd like to hear about one time when it really happened."),
    "DEPTH": phrase("You can add whatever else belongs to it. If that was all, just say so."),
}


def rephrase_question(
    question: PlanQuestion | None,
    follow_up_reason: ReasonCode | None = None,
    *,
    language: str = ENGLISH,
) -> str | None:
    """Return what ``question``, or a follow-up for this reason, asks for; None if that is not known."""
    if question is None:
        plainer = _BY_REASON.get(follow_up_reason) if follow_up_reason is not None else None
        return None if plainer is None else translate(plainer, language)
    plainer = translate(_BY_KIND[question.kind], language)
    task = question.origin.task if question.origin is not None else None
    if not task:
        return plainer
    about = translatable("It is about this part of the job: {task}.", task=task)
    return f"{translate(about, language)} {plainer}"
