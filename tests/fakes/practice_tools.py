"""Practice as the assistant's tools answer it, in memory: the routes' shapes, and failures on demand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
)

_SPACE = UUID(int=0x0193_B7AA_0000_7000_8000_0000_0000_0000)
_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_COUNT = {5: 3, 10: 5, 15: 7}
_ABOUT = (
    "a decision that you had to defend", "a mistake that you made", "a person who was hard to work with",
    "a plan that did not hold", "a result that you are proud of", "a day with too much to do",
    "something that you learned late",
)  # fmt: skip


class SessionUnknown(NotFoundError):
    code = "session_not_found"


class EditUsed(ConflictError):
    code = "edit_already_used"


class NotADraft(ConflictError):
    code = "not_a_draft"


class NothingStored(NotFoundError):
    code = "artifact_not_found"


class NotReady(ConflictError):
    code = "artifact_not_ready"


class NotStarted(ConflictError):
    code = "session_not_started"


class PlannerAway(UnavailableError):
    code = "dependency_unavailable"


@dataclass
class ScriptedPractice:
    """A practice service for one organisation. ``failures`` holds, by tool, what its next calls raise."""

    failures: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    reviews: dict[str, Json] = field(default_factory=dict)
    leaders: list[Json] = field(default_factory=list)
    sessions: dict[str, Json] = field(default_factory=dict)
    assignments: dict[str, Json] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    given: dict[str, Json] = field(default_factory=dict)
    videos: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    made: int = 0

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        self.calls.append((tool, arguments))
        if self.failures[tool]:
            raise self.failures[tool].pop(0)
        if key in self.given:
            return self.given[key]
        answer: Json = getattr(self, f"_{tool}")(caller, arguments)
        self.given[key] = answer
        return answer

    def id(self) -> UUID:
        self.made += 1
        return uuid5(_SPACE, str(self.made))

    def _find(self, caller: Caller, arguments: Json) -> Json:
        session = self.sessions.get(str(arguments["session_id"]))
        if session is None or session["owner"] != caller.id:
            raise SessionUnknown
        return session

    def _preview_interview(self, caller: Caller, arguments: Json) -> Json:
        if draft_id := arguments.get("draft_session_id"):
            known = self._find(caller, {"session_id": draft_id})
            if known["status"] != "draft":
                raise NotADraft
            known |= self._planned(arguments, version=known["plan_version"] + 1)
            return _shown(known)
        return _shown(self._new(caller, arguments, "draft"))

    def _configure_interview(self, caller: Caller, arguments: Json) -> Json:
        return _shown(self._new(caller, arguments, "configured"))

    def _new(self, caller: Caller, arguments: Json, status: str) -> Json:
        if (named := arguments["context"].get("assignment_id")) and named not in self.assignments:
            raise NotFoundError
        session_id = f"int_{self.id().hex}"
        session = {
            "owner": caller.id,
            "session_id": session_id,
            "status": status,
            "needs_approval": status == "draft",
            "edits_remaining": 1,
            **self._planned(arguments, version=1),
        }
        self.sessions[session_id] = session
        return session

    def _planned(self, arguments: Json, *, version: int) -> Json:
        context = dict(arguments["context"])
        minutes = arguments["duration_minutes"]
        asked = context.get("difficulty", "medium")
        applied = "hard" if asked == "advanced" else asked
        changed = {
            "field": "context.difficulty",
            "requested": asked,
            "applied": applied,
            "reason": "The highest difficulty here is 'hard'.",
        }
        role = context.get("target_role", "this work")
        return {
            "plan_version": version,
            "config": {
                "persona_id": arguments["persona_id"],
                "interview_type": arguments["interview_type"],
                "duration_minutes": minutes,
                "difficulty": applied,
                "mode": "text",
                "framework": context.get("framework"),
                "context": context,
            },
            "adjustments": [changed] if asked != applied else [],
            "opening_prompt": f"Welcome. Today it is about {role}.",
            "question_outline": [
                {
                    "index": place,
                    "question": f"In version {version}: tell me about {about}, as {role}.",
                    "topic": "story",
                    "expected_framework": "STAR",
                    "time_budget_s": 90,
                    "source": "planner",
                }
                for place, about in enumerate(_ABOUT[: _COUNT[minutes]], 1)
            ],
            "candidate_brief": {
                "what_to_expect": f"A talk of {minutes} minutes.",
                "how_to_prepare": ["Have two stories ready, each with its end."],
                "tips": ["Say what you did yourself."],
            },
            "created_at": format_timestamp(_NOW),
            "expires_at": format_timestamp(_NOW + timedelta(days=7)),
        }

    def _edit_questions(self, caller: Caller, arguments: Json) -> Json:
        known = self._find(caller, arguments)
        if known["status"] != "draft":
            raise NotADraft
        if known["edits_remaining"] < 1:
            raise EditUsed
        known["question_outline"] = [
            {"index": place, "topic": "", "time_budget_s": 90, "source": "edited", **question}
            for place, question in enumerate(arguments["questions"], 1)
        ]
        known["edits_remaining"] = 0
        return _shown(known)

    def _approve_session(self, caller: Caller, arguments: Json) -> Json:
        known = self._find(caller, arguments)
        known |= {"status": "configured", "needs_approval": False}
        return {
            "session_id": known["session_id"],
            "status": "configured",
            "needs_approval": False,
            "approved_at": format_timestamp(_NOW),
            "approved_by": str(caller.id),
            "plan_version": known["plan_version"],
            "launch": {"ws_url": "ws://edge.test/s", "token_url": "http://gateway.test/t"},
        }

    def _get_session(self, caller: Caller, arguments: Json) -> Json:
        return _shown(self._find(caller, arguments))

    def _get_review(self, caller: Caller, arguments: Json) -> Json:
        known = self._find(caller, arguments)
        session_id = known["session_id"]
        if session_id in self.reviews:
            return {"session_id": session_id, **self.reviews[session_id]}
        return {"session_id": session_id, "status": "not_eligible", "reason": "not_started"}

    def _get_leaderboard(self, caller: Caller, arguments: Json) -> Json:
        return {
            "org_id": arguments["org_id"],
            "entries": self.leaders[: arguments["limit"]],
            "listing_policy": "on",
            "scorer_kind": "rules",
            "generated_at": format_timestamp(_NOW),
        }

    def _get_artifact(self, caller: Caller, arguments: Json) -> Json:
        known = self._find(caller, arguments)
        if known["session_id"] not in self.held:
            raise NotReady
        if arguments["artifact_type"] != "transcript" and known["session_id"] not in self.videos:
            raise NothingStored
        return {
            "artifact_type": arguments["artifact_type"],
            "url": f"https://media.test/m/{self.id().hex}",
            "method": "GET",
            "expires_at": format_timestamp(_NOW + timedelta(minutes=15)),
            "content_type": "text/plain",
            "bytes": 4711,
            "sha256": "ab" * 32,
        }

    def _create_video_upload(self, caller: Caller, arguments: Json) -> Json:
        if self._find(caller, arguments)["session_id"] not in self.held:
            raise NotStarted
        return {
            "upload_id": str(self.id()),
            "url": f"https://media.test/u/{self.id().hex}",
            "method": "PUT",
            "headers": {"Content-Type": "video/webm"},
            "expires_at": format_timestamp(_NOW + timedelta(hours=1)),
            "max_bytes": 1_000_000_000,
        }

    def _confirm_video_upload(self, caller: Caller, arguments: Json) -> Json:
        self.videos.add(self._find(caller, arguments)["session_id"])
        return {"video_analysis_status": "pending", "artifact_type": "session_video"}

    def _create_assignments(self, caller: Caller, arguments: Json) -> Json:
        caller.require(Permission.PRACTICE_ASSIGN)
        batch = str(self.id())
        assignments = [
            {"assignment_id": str(self.id()), "email": email}
            for email in arguments["assignee_emails"]
        ]
        for assignment in assignments:
            row = {
                **assignment,
                "batch_id": batch,
                "role": arguments["role"],
                "round": arguments["round"],
            }
            self.assignments[assignment["assignment_id"]] = {
                **row,
                "status": "pending",
                "session_id": None,
            }
        ids = [assignment["assignment_id"] for assignment in assignments]
        return {
            "batch_id": batch,
            "assignment_ids": ids,
            "assignments": assignments,
            "duplicates_removed": 0,
        }

    def _list_assignments(self, caller: Caller, arguments: Json) -> Json:
        email, status = arguments.get("email"), arguments.get("status", "all")
        if email and Permission.PRACTICE_ASSIGN not in caller.permissions:
            raise ForbiddenError
        rows = [
            dict(assignment)
            for assignment in self.assignments.values()
            if email in (None, assignment["email"]) and status in ("all", assignment["status"])
        ]
        return {"assignments": rows, "count": len(rows)}

    def _unassign(self, caller: Caller, arguments: Json) -> Json:
        caller.require(Permission.PRACTICE_ASSIGN)
        taken: list[Json] = []
        skipped: list[Json] = []
        for email in arguments["emails"]:
            rows = [
                assignment
                for assignment in self.assignments.values()
                if assignment["email"] == email and assignment["status"] == "pending"
            ]
            for row in rows:
                row["status"] = "unassigned"
                taken.append({"assignment_id": row["assignment_id"], "email": email})
            if not rows:
                skipped.append({"email": email, "reason": "not_found", "assignment_id": None})
        return {"unassigned": taken, "skipped": skipped}

    def _bulk_results(self, caller: Caller, arguments: Json) -> Json:
        caller.require(Permission.PRACTICE_ASSIGN)
        wanted = arguments["assignment_ids"]
        known = {
            assignment_id: {"status": "not_started", "score": None}
            for assignment_id in wanted
            if assignment_id in self.assignments
        }
        return {
            "results": known,
            "unknown_ids": [
                assignment_id for assignment_id in wanted if assignment_id not in known
            ],
        }

    def _route_to_agent(self, caller: Caller, arguments: Json) -> Json:
        if arguments["agent"] not in {"resume", "roleplay", "qscore", "general"}:
            raise InvalidRequestError
        return {"route_to": arguments["agent"]}


def _shown(session: Json) -> Json:
    return {name: value for name, value in session.items() if name != "owner"}


def a_review(score: float = 72.5, **changes: Any) -> Json:
    """Return a completed review as its route tells it, as far as the assistant reads it."""
    return {
        "status": "completed",
        "version": 1,
        "overall_score": score,
        "overall_score_reason": None,
        "summary": "Your answers were clear; two had no ending.",
        "strengths": ["You named your own part."],
        "weaknesses": ["Two stories had no result."],
        "recommendations": ["End each story with what came of it."],
        "historical_comparison": None,
        "video_analysis_status": "not_available",
        "scorer": {"kind": "rules", "version": "3"},
        **changes,
    }


def a_session(practice: ScriptedPractice, caller: Caller, session_id: str) -> None:
    """Put a draft of that id into a practice, and a review of it."""
    wish = {
        "persona_id": "emma",
        "interview_type": "behavioral",
        "duration_minutes": 10,
        "context": {"target_role": "Product Manager"},
    }
    made = practice._new(caller, wish, "draft")
    del practice.sessions[made["session_id"]]
    practice.sessions[session_id] = made | {"session_id": session_id}
    practice.held.add(session_id)
    practice.reviews[session_id] = a_review(72.5)
