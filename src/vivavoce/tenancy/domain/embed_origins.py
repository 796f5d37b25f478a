"""Check the origins whose pages may embed the candidate's room."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.form_fields import build_field_error

MAX_ORIGINS = 20
_MAX_HOST_LENGTH = 253
_MAX_PORT = 65_535
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1"})
_ORIGIN = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([0-9]{1,5}))?/?")


def check_embed_origins(field: str, origins: Sequence[str]) -> list[str]:
    """Return the origins as browsers write them, without repeats, or raise ``InvalidFieldError``.

    An origin has ``https``, or ``http`` on this machine (localhost), a host without wildcards, and no path.
    """
    checked = list(dict.fromkeys(_check_origin(field, text) for text in origins if text.strip()))
    if len(checked) > MAX_ORIGINS:
        raise build_field_error(
            field,
            translatable(
                "An organization can register at most {count} origins.", count=MAX_ORIGINS
            ),
        )
    return checked


def _check_origin(field: str, text: str) -> str:
    match = _ORIGIN.fullmatch(text.strip().lower())
    if match is None or not _is_host(match[2]) or int(match[3] or 1) not in range(1, _MAX_PORT + 1):
        raise build_field_error(
            field,
            translatable(
                "'{origin}' is not an origin. Use the form https://careers.example.com, without a path "
                "or a wildcard.",
                origin=text[:100],
            ),
        )
    scheme, host, port = match[1], match[2], match[3]
    if scheme == "http" and host not in _LOOPBACK_HOSTS:
        raise build_field_error(
            field, translatable("'{origin}' is not encrypted. Use https.", origin=text[:100])
        )
    is_default = port is None or int(port) == _DEFAULT_PORTS[scheme]
    return f"{scheme}://{host}" if is_default else f"{scheme}://{host}:{int(port)}"


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return len(host) <= _MAX_HOST_LENGTH and all(
        0 < len(label) < 64 and not label.startswith("-") and not label.endswith("-")
        for label in labels
    )
