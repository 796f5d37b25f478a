"""Decisions about candidates, and the scorecards that they are based on."""

from __future__ import annotations

from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.repositories import HiringRepositories
from vivavoce.app.wiring.hiring.workflow import InterviewWorkflow
from vivavoce.hiring.adapters.scorecard_links import PostgresScorecardLinkRepository
from vivavoce.hiring.usecases.correct_level import CorrectLevel
from vivavoce.hiring.usecases.decide_candidate import DecideCandidate
from vivavoce.hiring.usecases.decision_news import SendDecisionNews
from vivavoce.hiring.usecases.share_scorecard import ShareScorecard


def build_candidate_decisions(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> DecideCandidate:
    """Return the use case that decides about a candidate and sends the decision."""
    return DecideCandidate(
        given.platform.open_work,
        stored.staff_interviews,
        stored.decisions,
        given.assessments,
        stored.receipts,
        steps.apply_transition,
        given.policy,
        given.audit,
        given.platform.clock,
        given.platform.ids,
        steps.open_task,
        stored.tasks,
        SendDecisionNews(given.candidate_mail, given.candidate_links, given.policy),
    )


def build_level_corrections(given: HiringDependencies, stored: HiringRepositories) -> CorrectLevel:
    """Return the use case that corrects the level of a competency."""
    return CorrectLevel(
        given.platform.open_work,
        stored.staff_interviews,
        stored.decisions,
        given.assessments,
        given.audit,
        given.platform.clock,
        given.platform.ids,
    )


def build_scorecard_sharing(
    given: HiringDependencies, stored: HiringRepositories
) -> ShareScorecard:
    """Return the use case that makes links to a scorecard."""
    return ShareScorecard(
        given.platform.open_work,
        stored.staff_interviews,
        given.assessments,
        stored.decisions,
        stored.messages,
        PostgresScorecardLinkRepository(),
        given.audit,
        given.platform.clock,
        given.platform.ids,
        signing_key=given.platform.keys.derive("scorecard-link"),
        public_url=given.platform.settings.gateway_url,
    )
