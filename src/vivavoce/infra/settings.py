"""All settings, and what must hold of them; ``doctor`` and the reference page read them from here."""

from __future__ import annotations

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from vivavoce.infra.installation_settings import InstallationSettings
from vivavoce.infra.language_model_settings import LanguageModelSettings
from vivavoce.infra.voice_settings import VoiceSettings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

_MIN_SECRET_LENGTH = 32
"""Minimum length of a secret in production."""


class Settings(VoiceSettings, LanguageModelSettings, InstallationSettings):
    """All settings, read from environment variables. The reference page begins with the last base."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def is_local(self) -> bool:
        """Return whether this is the local profile."""
        return self.profile == "local"

    @property
    def has_strict_sockets(self) -> bool:
        """Return whether sockets accept one-time tickets only."""
        return (not self.is_local) if self.ws_strict is None else self.ws_strict

    @property
    def gateway_url(self) -> str:
        """Return the public URL of the gateway, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.gateway_port}").rstrip("/")

    @property
    def edge_url(self) -> str:
        """Return the public URL of the session sockets, without a trailing slash."""
        return (self.ws_url or f"ws://{self.host}:{self.edge_port}").rstrip("/")

    @property
    def socket_base_url(self) -> str:
        """Return the public base URL of sockets with paths of their own, such as practice sessions."""
        return self.edge_url.removesuffix("/ws")

    def refuse_weak_secrets(self) -> None:
        """Return in the local profile or if all secrets are strong; else raise ``InvalidSettingError``."""
        if self.is_local:
            return
        if self.secret_key is None:
            raise InvalidSettingError(
                "VIVAVOCE_SECRET_KEY is required in the production profile. "
                "Make one with: openssl rand -base64 48"
            )
        named = {
            "VIVAVOCE_SECRET_KEY": self.secret_key,
            "JWT_SECRET": self.jwt_secret,
            "A2A_API_KEY": self.a2a_api_key,
            "WEBHOOK_SECRET": self.webhook_secret,
            "METRICS_TOKEN": self.metrics_token,
        }
        for name, secret in named.items():
            if secret is not None and _is_weak(secret.get_secret_value()):
                raise InvalidSettingError(
                    translatable(
                        "{name} is too weak for the production profile. It needs {least} or more "
                        "characters that are not all the same.",
                        name=name,
                        least=_MIN_SECRET_LENGTH,
                    )
                )

    def refuse_missing_mail(self) -> None:
        """Return in the local profile or if mail can be sent; else raise ``InvalidSettingError``."""
        if not self.is_local and self.smtp_url is None:
            raise InvalidSettingError(
                "SMTP_URL is required in the production profile, because candidates get e-mails."
            )


def _is_weak(secret: str) -> bool:
    return len(secret) < _MIN_SECRET_LENGTH or len(set(secret)) < 10
