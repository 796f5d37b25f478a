"""A role: an application on a port, background tasks, event consumers and the relay that feeds them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence, Set
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import structlog
from fastapi import APIRouter, FastAPI

from vivavoce.app.api_document import complete_document
from vivavoce.app.api_document.webhook_events import build_webhook_router
from vivavoce.app.health import build_health_router
from vivavoce.app.platform import Platform
from vivavoce.app.serving import (
    BoundSocket,
    bind_socket,
    connection_limits_from_settings,
    raise_file_limit,
    serve_app,
    sweep_connections,
)
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import build_subscriptions, list_groups_by_topic
from vivavoce.hiring.adapters.idempotency import PostgresAnsweredRequests
from vivavoce.infra import metrics
from vivavoce.infra.bus import (
    EventConsumer,
    OutboxRelay,
    broadcast_outbox_changes,
    listen_for_notifications,
)
from vivavoce.infra.kafka.client import kafka_from_settings
from vivavoce.infra.kafka.reader import FindKnownTenants, KafkaGroupReader
from vivavoce.infra.kafka.relay import KafkaOutboxRelay
from vivavoce.infra.tasks import keep_running
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import OperatorAccess
from vivavoce.infra.web.connections import ConnectionTable
from vivavoce.infra.web.console_session import SessionCookie
from vivavoce.infra.web.cross_origin import parse_origins
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.checks import list_tenants

_log = structlog.get_logger(__name__)
BackgroundStep = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HttpServerSpec:
    """An application and its port."""

    name: str
    app: FastAPI
    port: int
    port_setting: str
    is_port_shared: bool = False
    is_optional: bool = False
    """A port in use is only a warning: the same sockets are available on another port."""


@dataclass(frozen=True, slots=True)
class ProcessRoleSpec:
    """One role, ready to run."""

    servers: Sequence[HttpServerSpec] = ()
    background_steps: dict[str, BackgroundStep] = field(default_factory=dict)


def make_role_application(
    platform: Platform,
    slices: Slices,
    role: str,
    title: str,
    *,
    routers: Sequence[APIRouter] = (),
    body_limits: Mapping[str, int] | None = None,
    has_webhooks: bool = False,
) -> FastAPI:
    """Return the application of a role: its health routes, then ``routers``.

    With ``has_webhooks``, its API document has the webhooks that the platform sends.
    """
    return make_application(
        title,
        [build_health_router(platform, role, model_scoring=slices.model_scoring), *routers],
        authenticate=slices.tenancy.authenticate,
        authenticate_session=slices.tenancy.authenticate_session,
        session_cookie=SessionCookie(platform.settings.gateway_url),
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
        body_limits=body_limits,
        webhooks=build_webhook_router() if has_webhooks else None,
        complete_document=partial(complete_document, url=platform.settings.gateway_url),
        answered_requests=PostgresAnsweredRequests(platform.keys, platform.open_work),
        origins=parse_origins(platform.settings.cors_origins),
    )


def include_session_sockets(app: FastAPI, slices: Slices, *paths: str) -> None:
    """Add the sockets of live sessions: candidates' at ``paths``, self-service, staff's and call audio."""
    app.include_router(slices.live.sockets(*paths))
    app.include_router(slices.live.self_service_sockets(slices.self_service_sessions))
    app.include_router(slices.live.staff.sockets())
    if slices.voice is not None:
        app.include_router(
            slices.phone.build_stream_routes(
                slices.live.spoken_sessions,
                slices.voice.connections.start_connection,
                slices.live.recordings,
            )
        )


def build_announce_step(platform: Platform) -> dict[str, BackgroundStep]:
    """Return the step that tells other processes about new events; a relay here makes it superfluous."""
    return {
        "announce": lambda: broadcast_outbox_changes(
            platform.database, platform.outbox_signals.subscribe(), platform.clock
        )
    }


def build_sampling_step(slices: Slices) -> dict[str, BackgroundStep]:
    """Return the step that samples this process; several roles in one process share it."""
    host = slices.live.host
    metrics.WORKER_SESSIONS.set_function(lambda: host.session_count)
    return {"sample": slices.analytics.sampler.run}


@asynccontextmanager
async def run_roles(
    platform: Platform, roles: Sequence[ProcessRoleSpec]
) -> AsyncIterator[list[BoundSocket]]:
    """Run roles for the duration of the block and yield the ports that were bound."""
    limits = connection_limits_from_settings(platform.settings, raise_file_limit())
    async with AsyncExitStack() as stack:
        table = await stack.enter_async_context(sweep_connections(ConnectionTable(limits)))
        bound = []
        for server in (server for role in roles for server in role.servers):
            try:
                # With other roles in this process, a shared port would belong to another installation.
                is_shared = server.is_port_shared and len(roles) == 1
                bound_socket = bind_socket(
                    server.name,
                    platform.settings.host,
                    server.port,
                    server.port_setting,
                    is_shared=is_shared,
                )
            except InvalidSettingError as error:
                if not server.is_optional:
                    raise
                _log.warning("candidate_link.closed", door=server.name, why=str(error))
                continue
            bound.append(bound_socket)
            await stack.enter_async_context(serve_app(server.app, bound_socket, table))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(keep_running(name, step, platform.clock), name=name)
                for name, step in _background_steps(roles).items()
            ]
            try:
                yield bound
            finally:
                for task in tasks:
                    task.cancel()


def _background_steps(roles: Sequence[ProcessRoleSpec]) -> dict[str, BackgroundStep]:
    """Return all background steps, each once; with a relay in this process, no announcements are needed."""
    steps = {name: step for role in roles for name, step in role.background_steps.items()}
    if "relay" in steps:
        steps.pop("announce", None)
    return steps


def install_stop_signal_handlers() -> asyncio.Future[str]:
    """Return a future for the name of the first SIGINT or SIGTERM; call this before starting anything."""
    loop = asyncio.get_running_loop()
    stop_signal: asyncio.Future[str] = loop.create_future()

    def tell(name: str) -> None:
        if not stop_signal.done():
            stop_signal.set_result(name)
            _log.info("role.stopping", signal=name)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, tell, number.name)
    return stop_signal


def build_consumers(
    platform: Platform, slices: Slices, groups: Iterable[str]
) -> dict[str, BackgroundStep]:
    """Return the consumers of ``groups``, and with Kafka their readers, by name."""
    table = build_subscriptions(slices)
    kafka, known = kafka_from_settings(platform.settings), cached_tenant_lookup(platform)
    steps: dict[str, BackgroundStep] = {
        "hear": lambda: listen_for_notifications(
            platform.database, platform.outbox_signals, platform.delivery_signals
        )
    }
    for group in (group for group in groups if group in table):
        consumer = EventConsumer(
            group,
            table[group],
            platform.database,
            platform.open_work,
            platform.ids,
            platform.clock,
            (platform.delivery_signals.subscribe(group), platform.outbox_signals),
        )
        steps[f"consume {group}"] = consumer.run
        if kafka is not None:
            tools = (platform.ids, platform.clock)
            reader = KafkaGroupReader(
                kafka,
                group,
                table[group],
                platform.database,
                platform.delivery_signals,
                tools,
                known,
            )
            steps[f"read {group}"] = reader.run
    return steps


def cached_tenant_lookup(platform: Platform) -> FindKnownTenants:
    """Return a function that looks up organizations; the database is asked only about new ones."""
    known_tenants: set[TenantId] = set()

    async def known(asked: Set[TenantId]) -> Set[TenantId]:
        if not asked <= known_tenants:
            known_tenants.update(await list_tenants(platform.database))
        return asked & known_tenants

    return known


def build_relay(platform: Platform, slices: Slices) -> BackgroundStep:
    """Return the relay: to Kafka if configured, else to this installation's groups."""
    groups = list_groups_by_topic(build_subscriptions(slices))
    kafka, wake_up = kafka_from_settings(platform.settings), platform.outbox_signals.subscribe()
    if kafka is None:
        return OutboxRelay(platform.database, groups, wake_up, platform.delivery_signals).run
    tools = (platform.ids, platform.clock)
    return KafkaOutboxRelay(
        kafka, platform.database, groups, (wake_up, platform.delivery_signals), tools
    ).run
