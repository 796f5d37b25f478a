"""Routes of analytics: reports for staff, prices and alerts for the operator."""

from __future__ import annotations

from vivavoce.analytics.routes.hiring_report import build_hiring_report_router
from vivavoce.analytics.routes.reports import build_analytics_router, build_operator_router

__all__ = ["build_analytics_router", "build_hiring_report_router", "build_operator_router"]
