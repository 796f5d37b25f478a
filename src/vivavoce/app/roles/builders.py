"""Builds each role: gateway, agents, edge, worker and LiveKit."""

from __future__ import annotations

import structlog

from vivavoce.access.adapters.embed_tokens import delete_expired_embed_tokens
from vivavoce.access.adapters.one_time_codes import delete_expired_tokens
from vivavoce.app import screens
from vivavoce.app.a2a.endpoint import A2aUseCases, build_a2a_routes, build_card_routes
from vivavoce.app.a2a.push_job import build_push_job
from vivavoce.app.asyncapi import ServerUrls, build_asyncapi_router
from vivavoce.app.mcp import MCP_PATH
from vivavoce.app.mcp.endpoint import McpUseCases, build_mcp_routes
from vivavoce.app.oauth.endpoint import OAuthUseCases, build_oauth_routes
from vivavoce.app.platform import Platform
from vivavoce.app.roles.role import (
    BackgroundStep,
    HttpServerSpec,
    ProcessRoleSpec,
    build_announce_step,
    build_consumers,
    build_relay,
    build_sampling_step,
    include_session_sockets,
    make_role_application,
)
from vivavoce.app.scim.endpoint import ScimUseCases, build_scim_routes
from vivavoce.app.slices import Slices, build_api_routers
from vivavoce.app.subscriptions import AGENT_GROUPS, build_subscriptions
from vivavoce.app.wiring.delivery import build_delivery_jobs
from vivavoce.app.wiring.media import BODY_LIMITS
from vivavoce.calendars.adapters.calendars_postgres import delete_past_busy_times
from vivavoce.delivery.adapters.overdue_postgres import delete_ended_webhooks
from vivavoce.infra.web.multipart import MULTIPART_OVERHEAD_BYTES
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.planning.adapters.documents import MAX_DOCUMENT_BYTES
from vivavoce.planning.routes.documents import DOCUMENT_TEXT_PATH, PARSE_RESUME_PATH
from vivavoce.tenancy.adapters.application_grants import delete_expired_grants

_MAX_BATCH_BYTES = 8 << 20
_BODY_LIMITS = {
    **BODY_LIMITS,
    DOCUMENT_TEXT_PATH: MAX_DOCUMENT_BYTES,
    PARSE_RESUME_PATH: MAX_DOCUMENT_BYTES + MULTIPART_OVERHEAD_BYTES,
    "/api/v1/interviews/batch": _MAX_BATCH_BYTES,
}


def build_gateway_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the gateway role."""
    app = make_role_application(
        platform,
        slices,
        "gateway",
        "Vivavoce API",
        routers=build_api_routers(platform, slices),
        body_limits=_BODY_LIMITS,
        has_webhooks=True,
    )
    include_session_sockets(app, slices, "/ws")
    app.router.routes.extend(
        build_a2a_routes(
            A2aUseCases(
                hiring=slices.hiring.use_cases,
                practice_tools=slices.assistant.tools,
                answer_assistant=slices.assistant.answer,
                push_notifications=slices.delivery.push_notifications,
                clock=platform.clock,
                public_url=platform.settings.gateway_url,
            )
        )
    )
    app.router.routes.extend(
        build_mcp_routes(
            McpUseCases(
                hiring=slices.hiring.use_cases,
                read_transcript=slices.live.transcripts,
                practice_tools=slices.assistant.tools,
                answer_assistant=slices.assistant.answer,
                state_key=platform.keys.derive("mcp-request-state"),
                public_url=platform.settings.gateway_url,
            )
        )
    )
    app.router.routes.extend(
        build_oauth_routes(
            OAuthUseCases(
                connect=slices.tenancy.connect_application,
                tokens=slices.tenancy.application_tokens,
                rate_limiter=slices.tenancy.rate_limiter,
                public_url=platform.settings.gateway_url,
                mcp_url=platform.settings.gateway_url + MCP_PATH,
            )
        )
    )
    app.router.routes.extend(
        build_scim_routes(
            ScimUseCases(
                people=slices.tenancy.provision_people,
                authenticate=slices.tenancy.authenticate,
                rate_limiter=slices.tenancy.rate_limiter,
                public_url=platform.settings.gateway_url,
            )
        )
    )
    urls = ServerUrls(gateway=platform.settings.gateway_url, edge=platform.settings.socket_base_url)
    app.include_router(build_asyncapi_router(urls))
    app.router.routes.extend(screens.build_asset_mounts())
    app.include_router(screens.build_screen_router(slices.access.open_embedded_room.find_origin))
    server = HttpServerSpec("gateway", app, platform.settings.gateway_port, "VIVAVOCE_GATEWAY_PORT")
    slices.bus_status.set_groups(
        {group: sorted(table) for group, table in build_subscriptions(slices).items()}
    )
    background: dict[str, BackgroundStep] = {
        **build_announce_step(platform),
        "check the bus": slices.bus_status.close_when_cancelled,
        **slices.live.staff.steps,
        "take over sessions": slices.live.take_over.run,
        **build_sampling_step(slices),
    }
    return ProcessRoleSpec([server], background)


_CONCURRENT_ANSWERS = 4
"""Answers of different interviews evaluated at a time; most of that is waiting for a model."""


def build_agents_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the agents role."""
    for name, run in slices.planning.jobs.items():
        platform.jobs.register(name, run, on_exhausted=slices.planning.on_exhausted.get(name))
    assess = slices.assessment.job
    platform.jobs.register("assessment.assess", assess, on_exhausted=assess.report_failure)
    platform.jobs.register("assessment.read_answer", slices.panel.job)
    qualify = slices.qualifications.job
    platform.jobs.register("assessment.qualify_model", qualify, on_exhausted=qualify.report_failure)
    review = slices.practice.reviews.job
    platform.jobs.register("practice.review", review, on_exhausted=review.give_up)
    platform.jobs.register(
        "planning.write_artifact", slices.intake.job, on_exhausted=slices.intake.job.give_up
    )
    app = make_role_application(
        platform, slices, "agents", "Vivavoce agents", routers=[slices.runs]
    )
    app.router.routes.extend(build_card_routes(platform.settings.gateway_url))
    server = HttpServerSpec("agents", app, platform.settings.agents_port, "VIVAVOCE_AGENTS_PORT")
    steps = {
        "jobs of the agents": lambda: platform.jobs.run_worker(["plan", "assess"], concurrency=2),
        # Separate, so that plans and assessments do not wait for the panel's evaluations.
        "jobs of the panel": lambda: platform.jobs.run_worker(
            ["panel"], concurrency=_CONCURRENT_ANSWERS
        ),
        # Separate, because it takes minutes to hours.
        "qualification of the model": lambda: platform.jobs.run_worker(["qualify"], concurrency=1),
        "prepare the panel": slices.panel.prepare,
    }
    if slices.model_scoring is not None:
        steps["check the certified model"] = slices.model_scoring.check_weekly
    return ProcessRoleSpec(
        [server],
        {**build_consumers(platform, slices, AGENT_GROUPS), **steps, **build_sampling_step(slices)},
    )


def build_edge_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the edge role."""
    app = make_role_application(platform, slices, "edge", "Vivavoce edge")
    include_session_sockets(app, slices, "/", "/ws")
    server = HttpServerSpec(
        "edge",
        app,
        platform.settings.edge_port,
        "VIVAVOCE_EDGE_PORT",
        is_port_shared=True,
        is_optional=platform.settings.is_local,
    )
    return ProcessRoleSpec(
        [server],
        {
            **build_announce_step(platform),
            **slices.live.staff.steps,
            "take over sessions": slices.live.take_over.run,
            **build_sampling_step(slices),
        },
    )


_SWEEP_INTERVAL_S = 2.0
_CLEANUP_INTERVAL_S = 3600.0
_BUS_RETENTION = "7 days"


def build_worker_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the worker role."""
    for name, run in (
        *build_delivery_jobs(platform, slices.delivery, slices.access.is_reminder_needed).items(),
        *slices.ats.jobs.items(),
        *slices.calendars.jobs.items(),
    ):
        platform.jobs.register(name, run)
    push, abandon_push = build_push_job(
        slices.delivery.make_push_sender, slices.hiring.find_staff_interview
    )
    platform.jobs.register("delivery.push_notification", push, on_exhausted=abandon_push)
    platform.jobs.register("hiring.send_decision", slices.hiring.send_decision)
    platform.jobs.register("access.send_reminder", slices.access.send_reminder)
    platform.jobs.register(
        "voice.place_call", slices.phone.place_call, on_exhausted=slices.phone.place_call.abandon
    )
    app = make_role_application(platform, slices, "worker", "Vivavoce worker")
    table = build_subscriptions(slices)
    background = {
        "relay": build_relay(platform, slices),
        **build_consumers(
            platform, slices, [group for group in table if group not in AGENT_GROUPS]
        ),
        "external jobs": lambda: platform.jobs.run_worker(["deliver", "upkeep"], concurrency=20),
        "sweep": lambda: _run_sweeps(platform, slices),
        "trim": lambda: _run_hourly_cleanup(platform, slices),
        "watch": slices.analytics.alert_monitor.run,
        "notify alerts": lambda: slices.analytics.notify_alerts.run(
            lambda: slices.analytics.alert_monitor.has_lease
        ),
        **build_sampling_step(slices),
        "strays": lambda: _remove_stray_files(platform, slices),
    }
    server = HttpServerSpec(
        "worker", app, platform.settings.worker_port, "VIVAVOCE_WORKER_PORT", is_optional=True
    )
    return ProcessRoleSpec([server], background)


async def _run_sweeps(platform: Platform, slices: Slices) -> None:
    """Every few seconds, handle jobs of dead workers, overdue webhooks, abandoned sessions, expired items."""
    while True:
        # No request causes a round, so it gets its own correlation id.
        structlog.contextvars.bind_contextvars(
            correlation_id=f"sweep_{platform.ids.random_token(72)}"
        )
        await platform.jobs.rescue_stalled()
        await slices.delivery.rescue_overdue()
        await slices.live.sweep()
        await slices.live.staff.sweep()
        await slices.phone.sweep()
        await slices.access.close_overdue_links()
        await slices.hiring.end_overdue()
        await slices.media.clean_up()
        await platform.clock.sleep(_SWEEP_INTERVAL_S)


async def _run_hourly_cleanup(platform: Platform, slices: Slices) -> None:
    """Every hour, delete published events, ended webhooks, and what has expired or is past its retention."""
    while True:
        await platform.database.execute_maintenance(
            "SELECT bus_delete_expired(%(keep)s::interval)", {"keep": _BUS_RETENTION}
        )
        await slices.tenancy.rate_limiter.sweep()
        await delete_ended_webhooks(
            platform.database, days=platform.settings.webhook_retention_days
        )
        await delete_expired_tokens(platform.database, platform.clock.now())
        await delete_expired_embed_tokens(platform.database, platform.clock.now())
        await delete_past_busy_times(platform.database, platform.clock.now())
        await delete_expired_grants(platform.database, platform.clock.now())
        await slices.hiring.retention()
        await platform.clock.sleep(_CLEANUP_INTERVAL_S)


async def _remove_stray_files(platform: Platform, slices: Slices) -> None:
    """Every hour, delete files that a killed process left in the store."""
    while True:
        await slices.media.clean_up.delete_orphans()
        await platform.clock.sleep(_CLEANUP_INTERVAL_S)


def build_livekit_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the role's specification; raise ``InvalidSettingError`` without a LiveKit server."""
    host = slices.live.host
    if slices.voice is None:
        raise InvalidSettingError("The LiveKit role needs voice, but VIVAVOCE_VOICE is 'off'.")
    rooms = slices.livekit.build_hold_rooms(
        slices.live.spoken_sessions,
        slices.voice.connections.start_connection,
        recordings=slices.live.recordings,
        is_stopping=lambda: host.is_closing,
    )
    app = make_role_application(platform, slices, "livekit", "Vivavoce LiveKit")
    server = HttpServerSpec(
        "livekit", app, platform.settings.livekit_port, "VIVAVOCE_LIVEKIT_PORT", is_optional=True
    )
    return ProcessRoleSpec(
        [server],
        {
            **build_announce_step(platform),
            "host rooms": rooms.run,
            **build_sampling_step(slices),
        },
    )
