"""How many connections this process may hold: half of its open-file limit.

The other half is for the database, recordings, models, and connections that are not counted yet: the kernel
completes those, and a burst of them uses file descriptors before the connection table sees them.
"""

from __future__ import annotations

import ipaddress
import resource

import structlog

from vivavoce.infra.settings import InvalidSettingError, Settings
from vivavoce.infra.web.connections import ConnectionLimits

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
            ipaddress.ip_network(one.strip(), strict=False)
            for one in (setting or "").split(",")
            if one.strip()
        )
    except ValueError as error:
        raise InvalidSettingError(
            "VIVAVOCE_TRUSTED_PROXIES must be addresses or networks separated by commas, "
            f"such as 10.0.0.0/8. It is '{setting}'."
        ) from error
