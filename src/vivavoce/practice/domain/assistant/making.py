"""Interviews made and changed: preview, session, regeneration, the one edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vivavoce.practice.domain.assistant.conversation import Assigned, Conversation, Json
from vivavoce.practice.domain.assistant.intents import Intent, steps
from vivavoce.practice.domain.assistant.lists import edited, ids_in
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.names import find_role
from vivavoce.practice.domain.assistant.phrases import CHANGES, SETTINGS_ONLY
from vivavoce.practice.domain.assistant.said import Said
from vivavoce.practice.domain.assistant.setup import MINUTES, Value, Wishes, nearest, read_wishes

SOURCE = "growqr-workflow"
"""How the service is told that the assistant asks; the word is the seed's."""
MOST_QUESTIONS: Mapping[int, int] = {5: 3, 10: 5, 15: 7}
LONGEST_FEEDBACK = 2_000
LONGEST_QUESTION = 500
_IN_CONTEXT = (
    "target_role",
    "company_name",
    "job_description",
    "difficulty",
    "framework",
    "requested_mode",
    "assignment_id",
)
_SOFTWARE = re.compile(
    r"\b(?:software|backend|back-end|frontend|front-end|full[- ]?stack|web|mobile|ios|android"
    r"|devops|sre|swe|sde|platform"
    r"|machine learning|ml|embedded|data) (?:\w+ )?(?:engineer\w*|developer)|\b(?:developer"
    r"|programmer|coder|sde|swe)\b",
    re.I,
)


def _configured(settings: Mapping[str, Any]) -> Json:
    """Return the arguments of a preview or a session."""
    context = {name: settings[name] for name in _IN_CONTEXT if settings.get(name)}
    top = {name: settings[name] for name in ("persona_id", "interview_type", "duration_minutes")}
    return {**top, "context": {**context, "source": SOURCE}}


def practise(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Make a draft, or a session at once, with usual settings where none were said."""
    wishes = read_wishes(said)
    tool = "configure_interview" if intent == "configure" else "preview_interview"
    settings = wishes.filled()
    if said.job_description:
        settings["job_description"] = said.job_description
    if _speaks_of_assignment(said):
        return _practise_assigned(said, talk, intent, wishes, tool)
    return Move(
        intent=intent,
        calls=(Call(tool=tool, arguments=_configured(settings)),),
        adjustments=wishes.adjustments,
        kind=str(settings["interview_type"]),
    )


def _speaks_of_assignment(said: Said) -> bool:
    return "assignment_id" in said.pairs or bool(re.search(r"\bassign(?:ed|ment)\b", said.folded))


def _practise_assigned(
    said: Said, talk: Conversation, intent: Intent, wishes: Wishes, tool: str
) -> Move:
    named = ids_in(said.speech) or (
        (said.pairs["assignment_id"],) if "assignment_id" in said.pairs else ()
    )
    open_ones = [one for one in talk.assignments if one.status in {"pending", "in_progress"}]
    known = [one for one in talk.assignments if one.assignment_id in named] if named else open_ones
    if len(known) > 1:
        return Move(intent=intent, reason="which_assignment", adjustments=wishes.adjustments)
    said_so = {**wishes.explicit}
    usual = {**wishes.filled()}
    if not known and not named:
        pending = {"tool": tool, "usual": usual, "said": said_so}
        listing = Call(tool="list_assignments", arguments={"status": "pending"})
        return Move(
            intent=intent,
            calls=(listing,),
            reason="assignment_unknown",
            pending=pending,
            adjustments=wishes.adjustments,
        )
    own = _of_assignment(known[0]) if known else {"assignment_id": named[0]}
    settings = {**usual, **own, **said_so}
    return Move(
        intent=intent,
        calls=(Call(tool=tool, arguments=_configured(settings)),),
        adjustments=wishes.adjustments,
        kind=str(settings["interview_type"]),
    )


def _of_assignment(one: Assigned) -> dict[str, Value]:
    kinds: dict[str, Value] = {"warm_up": "warm_up", "behavioral": "behavioral"}
    technical = "coding" if _SOFTWARE.search(one.role) else "role_related"
    kind = kinds.get(one.round, technical)
    return {"assignment_id": one.assignment_id, "target_role": one.role, "interview_type": kind}


def regenerate(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Have the same draft planned again: settings go as settings, the rest as feedback."""
    if talk.session is None:
        return Move(intent=intent, reason="no_draft")
    if not talk.session.is_draft:
        return Move(intent=intent, reason="not_a_draft")
    wishes = read_wishes(said)
    changed = _changed(said, wishes)
    if talk.asked == "role" and "target_role" not in changed and not CHANGES.search(said.folded):
        changed["target_role"] = find_role(said.speech) or said.speech.strip(" .!")
    by = steps(said)
    if by and "duration_minutes" not in changed:
        place = MINUTES.index(nearest(int(talk.session.config.get("duration_minutes", 10)))) + by
        if not 0 <= place < len(MINUTES):
            return Move(intent=intent, reason="longest" if by > 0 else "shortest")
        changed["duration_minutes"] = MINUTES[place]
    settings: dict[str, Any] = {**_USUAL_KEPT, **talk.session.config, **changed}
    if said.job_description:
        settings["job_description"] = said.job_description
    arguments = {"draft_session_id": talk.session.session_id, **_configured(settings)}
    if feedback := _feedback(said):
        arguments["planner_feedback"] = feedback
    return Move(
        intent=intent,
        calls=(Call(tool="preview_interview", arguments=arguments),),
        adjustments=wishes.adjustments,
        kind=str(changed.get("interview_type", "")),
    )


_USUAL_KEPT: dict[str, Value] = {
    "persona_id": "emma",
    "interview_type": "behavioral",
    "duration_minutes": 10,
    "difficulty": "medium",
}
_TYPE_SET = re.compile(
    r"\b(?:make|change|switch|turn|set|use|rather|actually|instead|prefer"
    r"|want)\b.{0,40}\b(?:warm[- ]?up|behaviou?ral|hr|technical|coding|system design"
    r"|role[- ]related)\b(?! questions)"
    r"|\b(?:warm[- ]?up|behaviou?ral|hr|technical|coding|system design"
    r"|role[- ]related) (?:interview|round|type|session|one|instead)\b"
)
_LEVEL_SET = re.compile(
    r"\b(?:difficulty|level)\b|\b(?:make|set|keep|change|switch)\b.{0,20}\b(?:hard|easy|medium"
    r"|advanced|student)\b|\b(?:hard|easy|medium|advanced) (?:questions?|difficulty|mode|one"
    r"|please)\b|^(?:hard|easy|medium|advanced)\b"
)


def _changed(said: Said, wishes: Wishes) -> dict[str, Value]:
    """Return the settings that a change names outright: a topic is no setting."""
    changed = dict(wishes.explicit)
    if "interview_type" not in said.pairs and not _TYPE_SET.search(said.folded):
        changed.pop("interview_type", None)
    if "difficulty" not in said.pairs and not _LEVEL_SET.search(said.folded):
        changed.pop("difficulty", None)
    return changed


def _feedback(said: Said) -> str:
    """Return what is meant for the planner: everything, when anything is beyond the settings."""
    rest = SETTINGS_ONLY.sub(" ", said.folded)
    return " ".join(said.speech.split())[:LONGEST_FEEDBACK] if CHANGES.search(rest) else ""


def edit(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Send the one edit of the questions, if it is still there and fits."""
    if talk.session is None:
        return Move(intent=intent, reason="no_draft")
    if not talk.session.is_draft:
        return Move(intent=intent, reason="not_a_draft")
    if talk.session.edits_remaining < 1:
        return Move(intent=intent, reason="edit_used")
    made = edited(said.speech, talk.session.questions)
    if made.problem:
        return Move(intent=intent, reason=made.problem)
    minutes = int(talk.session.config.get("duration_minutes", 10))
    if len(made.questions) > MOST_QUESTIONS[nearest(minutes)]:
        return Move(
            intent=intent, reason="too_many_questions", pending={"count": len(made.questions)}
        )
    if any(len(one) > LONGEST_QUESTION for one in made.questions):
        return Move(intent=intent, reason="question_too_long")
    questions = [{"question": one, **_about(one)} for one in made.questions]
    arguments = {"session_id": talk.session.session_id, "questions": questions}
    return Move(intent=intent, calls=(Call(tool="edit_questions", arguments=arguments),))


_TOPICS = (
    (
        "conflict",
        "STAR",
        re.compile(r"\b(?:conflict|disagree\w*|argument|difficult (?:colleague|person))\b", re.I),
    ),
    ("leadership", "STAR", re.compile(r"\b(?:lead|led|leader\w*|mentor\w*|team)\b", re.I)),
    ("failure", "STAR", re.compile(r"\b(?:fail\w*|mistake|went wrong|regret)\b", re.I)),
    ("motivation", "", re.compile(r"\b(?:why do you|motivat\w*|interest\w*|leave)\b", re.I)),
    ("background", "", re.compile(r"\b(?:yourself|background|introduce)\b", re.I)),
    (
        "experience",
        "STAR",
        re.compile(r"\b(?:tell me about a|describe a|time when|example of)\b", re.I),
    ),
)


def _about(question: str) -> dict[str, str]:
    """Return topic and framework where the words show them; the service infers the others."""
    for topic, framework, pattern in _TOPICS:
        if pattern.search(question):
            return {"topic": topic, **({"expected_framework": framework} if framework else {})}
    return {}


def follow(move: Move, tool: str, result: Json) -> Call | None:
    """Return the call that a result makes possible, or None."""
    if move.reason != "assignment_unknown" or tool != "list_assignments":
        return None
    open_ones = [one for one in result.get("assignments", ()) if one.get("status") == "pending"]
    if len(open_ones) != 1:
        return None
    one = open_ones[0]
    found = Assigned(
        assignment_id=str(one["assignment_id"]),
        role=str(one["role"]),
        round=str(one["round"]),
        status="pending",
    )
    settings = {**move.pending["usual"], **_of_assignment(found), **move.pending["said"]}
    return Call(tool=str(move.pending["tool"]), arguments=_configured(settings))
