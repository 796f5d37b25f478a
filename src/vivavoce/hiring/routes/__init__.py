"""Hiring over HTTP: the partner API and its newer names, JSON-RPC, and the console's routes."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.hiring.routes.booking import build_booking_router
from vivavoce.hiring.routes.candidate_messages import build_candidate_messages_router
from vivavoce.hiring.routes.dashboard import build_dashboard_router
from vivavoce.hiring.routes.decisions import build_decisions_router
from vivavoce.hiring.routes.embedding import build_embedding_router
from vivavoce.hiring.routes.interview_list import build_interview_list_router
from vivavoce.hiring.routes.interviews import build_interviews_router
from vivavoce.hiring.routes.job_analysis import build_job_analysis_router
from vivavoce.hiring.routes.new_interviews import build_new_interviews_router
from vivavoce.hiring.routes.notifications import build_notification_router
from vivavoce.hiring.routes.partners import build_a2a_router, build_integration_router
from vivavoce.hiring.routes.plan_decisions import build_plan_decisions_router
from vivavoce.hiring.routes.plan_edits import build_plan_edits_router
from vivavoce.hiring.routes.positions import build_positions_router
from vivavoce.hiring.routes.queue import build_queue_router
from vivavoce.hiring.routes.rankings import build_rankings_router
from vivavoce.hiring.routes.saved_views import build_saved_views_router
from vivavoce.hiring.routes.scorecards import build_scorecard_page_router, build_scorecards_router
from vivavoce.hiring.routes.selection_rates import build_selection_rates_router
from vivavoce.hiring.routes.staff import build_tasks_router
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.web.routing import ApiRouter


def router(use_cases: HiringUseCases) -> APIRouter:
    """Return every route of hiring, under ``/api/v1``, and the page of a shared scorecard."""
    api_router = ApiRouter()
    routers = (
        build_a2a_router(use_cases),
        build_integration_router(use_cases),
        build_rankings_router(use_cases.read_rankings),
        build_interview_list_router(use_cases),
        build_positions_router(use_cases.read_positions),
        build_new_interviews_router(use_cases),
        build_interviews_router(use_cases),
        build_decisions_router(use_cases),
        build_job_analysis_router(use_cases),
        build_plan_decisions_router(use_cases),
        build_plan_edits_router(use_cases),
        build_scorecards_router(use_cases.share_scorecard),
        build_embedding_router(use_cases.embed_interview),
        build_booking_router(use_cases.offer_times),
        build_candidate_messages_router(use_cases.manage_messages, use_cases.read_interviews),
        build_tasks_router(use_cases.manage_tasks),
        build_queue_router(use_cases.read_queue, use_cases.manage_claims),
        build_saved_views_router(use_cases.manage_views),
        build_notification_router(use_cases.read_notifications, use_cases.mark_notifications),
        build_dashboard_router(use_cases.read_dashboard),
        build_selection_rates_router(use_cases.selection_rates),
    )
    for part_router in routers:
        api_router.include_router(part_router, prefix="/api/v1")
    api_router.include_router(build_scorecard_page_router(use_cases.share_scorecard))
    return api_router
