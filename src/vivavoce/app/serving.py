"""Binds ports and serves several applications in one loop, with a limit on open connections."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.types import ASGIApp

from vivavoce.infra.settings import Settings
from vivavoce.infra.web.connections import ConnectionLimits, ConnectionTable
from vivavoce.infra.web.http_protocol import make_http_protocol
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable
from vivavoce.media.domain.video_frames import HEADER_BYTES, MAX_SOCKET_CHUNK_BYTES

_SHUTDOWN_TIMEOUT_S = 8
MAX_SOCKET_MESSAGE_BYTES = MAX_SOCKET_CHUNK_BYTES + HEADER_BYTES
"""Maximum size of a socket message: a video chunk. Other messages are refused from 64 KiB."""


@dataclass(frozen=True, slots=True)
class BoundSocket:
    """A bound socket, before a server answers on it."""

    name: str
    socket: socket.socket

    @property
    def port(self) -> int:
        """Return the bound port; it differs from the setting if that was 0."""
        return int(self.socket.getsockname()[1])


def bind_socket(
    name: str, host: str, port: int, setting: str, *, is_shared: bool = False
) -> BoundSocket:
    """Return the listening socket of a role; raise ``InvalidSettingError`` that says what to change.

    ``is_shared`` lets several processes serve one port (SO_REUSEPORT); it is meant for edges.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where the protocol is named does asyncio send the second part of an answer without waiting 40 ms.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise InvalidSettingError(
                translatable(
                    "Port {port} for the {name} is in use. Set {setting} to another port.",
                    port=port,
                    name=name,
                    setting=setting,
                )
            ) from error
        raise InvalidSettingError(
            translatable(
                "The {name} cannot listen on '{host}' port {port} ({reason}). Change "
                "VIVAVOCE_HOST or {setting}.",
                name=name,
                host=host,
                port=port,
                reason=error.strerror,
                setting=setting,
            )
        ) from error
    bound.listen(1024)
    bound.setblocking(False)
    return BoundSocket(name, bound)


class _SignalFreeServer(uvicorn.Server):
    """A server that leaves signals to the role that runs it, and sets an event when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then set ``ready``."""
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


@asynccontextmanager
async def serve_app(
    app: ASGIApp, bound: BoundSocket, table: ConnectionTable | None = None
) -> AsyncIterator[None]:
    """Serve ``app`` on ``bound`` for the duration of the block, then drain and stop, also if it raised.

    Connections take slots in ``table``, which is swept elsewhere; without it, in a table of their own.
    """
    if table is None:
        async with sweep_connections(ConnectionTable()) as own, serve_app(app, bound, own):
            yield
        return
    proxies = [str(network) for network in table.limits.trusted_proxies]
    config = uvicorn.Config(
        app,
        http=make_http_protocol(table),
        backlog=table.limits.burst,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        timeout_keep_alive=int(table.limits.keep_alive_s),
        timeout_graceful_shutdown=_SHUTDOWN_TIMEOUT_S,
    )
    server = _SignalFreeServer(config)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(
            server.serve(sockets=[bound.socket]), name=f"serve {bound.name}"
        )
        starting = group.create_task(server.ready.wait())
        await asyncio.wait((running, starting), return_when=asyncio.FIRST_COMPLETED)
        starting.cancel()
        try:
            yield
        finally:
            # After an exception, the group would cancel the server before it stopped listening, and the
            # loop would call this app for whatever socket is given the same file descriptor next.
            server.should_exit = True
            await asyncio.wait((running,))


@asynccontextmanager
async def sweep_connections(table: ConnectionTable) -> AsyncIterator[ConnectionTable]:
    """Sweep ``table`` for the duration of the block."""
    async with asyncio.TaskGroup() as group:
        sweeping = group.create_task(table.sweep(), name="sweep connections")
        try:
            yield table
        finally:
            sweeping.cancel()


DEFAULT_MAX_CONNECTIONS = 10_000
"""The maximum without a setting, whatever the open-file limit is."""
_MIN_CONNECTIONS = 64
_MAX_BURST = 2048
_RESERVED_FILES = 128
"""For the database, recordings, models and webhooks; more if fewer connections are waiting."""
_log = structlog.get_logger(__name__)


def raise_file_limit() -> int:
    """Raise this process's open-file limit to the allowed maximum; return the new limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):  # macOS reports a hard limit that it does not grant
            return soft
    return DEFAULT_MAX_CONNECTIONS * 100 if hard == resource.RLIM_INFINITY else hard


def connection_limits_from_settings(settings: Settings, open_file_limit: int) -> ConnectionLimits:
    """Return the connection limits for a process with this open-file limit."""
    possible = max(_MIN_CONNECTIONS, open_file_limit // 2)
    wanted = settings.max_connections or min(DEFAULT_MAX_CONNECTIONS, possible)
    if wanted > possible:
        _log.warning(
            "connections.limit_reduced", set=wanted, possible=possible, files=open_file_limit
        )
    connections = min(wanted, possible)
    by_address = settings.max_connections_per_address or connections // 2
    return ConnectionLimits(
        connections=connections,
        per_address=min(by_address, connections),
        burst=max(
            _MIN_CONNECTIONS, min(_MAX_BURST, open_file_limit - connections - _RESERVED_FILES)
        ),
        trusted_proxies=_parse_networks(settings.trusted_proxies),
    )


def _parse_networks(
    setting: str | None,
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(network.strip(), strict=False)
            for network in (setting or "").split(",")
            if network.strip()
        )
    except ValueError as error:
        raise InvalidSettingError(
            translatable(
                "VIVAVOCE_TRUSTED_PROXIES must be addresses or networks separated by commas, "
                "such as 10.0.0.0/8. It is '{setting}'.",
                setting=setting,
            )
        ) from error
