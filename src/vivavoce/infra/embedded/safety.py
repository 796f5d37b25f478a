"""The server's settings: small, without personal data in logs, and never less durable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vivavoce.infra.embedded.errors import UnsafeDatabaseSettingError
from vivavoce.kernel.translation import translatable

DURABILITY_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")
_RESERVED_SETTINGS = frozenset(
    {
        "cluster_name", "config_file", "data_directory", "external_pid_file", "hba_file",
        "ident_file", "listen_addresses", "logging_collector", "password_encryption", "port",
        "unix_socket_directories",
    }
)  # fmt: skip
_RESOURCE_SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "autovacuum": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_LOG_SETTINGS = {
    # A failed statement, its parameters and its details can name people: they go to the client that sent
    # it, but not to the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
_NETWORK_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "logging_collector": "off",
}


def reject_unsafe_settings(settings: Mapping[str, str]) -> None:
    """Raise ``UnsafeDatabaseSettingError`` for settings that lose data or are reserved."""
    for name, value in settings.items():
        if name.lower() in _RESERVED_SETTINGS:
            raise UnsafeDatabaseSettingError(
                translatable(
                    "The setting '{name}' is managed by the embedded database and cannot be changed.",
                    name=name,
                )
            )
        if name.lower() in DURABILITY_SETTINGS and _means_off(value):
            raise _data_loss_error(name.lower())


def reject_disabled_durability(off: Iterable[str]) -> None:
    """Raise ``UnsafeDatabaseSettingError`` if a running server reports any of these settings as off."""
    for name in off:
        raise _data_loss_error(name)


def build_server_settings(major: int, name: str, overrides: Mapping[str, str]) -> dict[str, str]:
    """Return all settings with which the server is started."""
    reject_unsafe_settings(overrides)
    workers = {"io_method": "sync"} if major >= 18 else {}  # saves three processes
    own = {
        **_RESOURCE_SETTINGS,
        **_LOG_SETTINGS,
        **workers,
        **{key.lower(): value for key, value in overrides.items()},
    }
    return {**own, **_NETWORK_SETTINGS, "cluster_name": name}


def _means_off(value: str) -> bool:
    word = value.strip().strip("'").lower()
    return word == "0" or (
        bool(word) and ("false".startswith(word) or "no".startswith(word))
    ) or (len(word) > 1 and "off".startswith(word))  # fmt: skip


def _data_loss_error(name: str) -> UnsafeDatabaseSettingError:
    return UnsafeDatabaseSettingError(
        translatable(
            "The setting '{name}' is off. A crash could lose confirmed data. Set it to 'on'.",
            name=name,
        )
    )
