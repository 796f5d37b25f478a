"""Where an agent is notified of the changes of one interview: the push notifications of A2A."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vivavoce.delivery.domain.webhook_delivery import decide_retry
from vivavoce.kernel.errors import ConflictError, NotFoundError, UnavailableError
from vivavoce.kernel.ids import InterviewId

A2aVersion = Literal["0.3", "1.0"]
MAX_CONFIGS = 10
"""Configurations for one interview."""


class TooManyPushConfigsError(ConflictError):
    """The interview has as many push notification configurations as it may have."""

    code = "too_many_push_notification_configs"


class PushConfigNotFoundError(NotFoundError):
    """The interview has no push notification configuration with this id."""

    code = "push_notification_config_not_found"


class PushNotificationFailedError(UnavailableError):
    """The agent did not take the notification; another attempt may help."""

    code = "push_notification_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushNotificationConfig:
    """A URL that receives the changes of an interview, and what authenticates us there."""

    interview_id: InterviewId
    id: str
    """Chosen by the agent; unique for the interview."""
    url: str
    version: A2aVersion
    """The version of the protocol in which notifications are written."""
    token: str = field(default="", repr=False)
    scheme: str = ""
    credentials: str = field(default="", repr=False)
    sent_version: int = 0
    """The version of the interview that the agent knows."""


def build_push_headers(config: PushNotificationConfig) -> dict[str, str]:
    """Return the headers of a notification, with the token and the credentials of the configuration."""
    headers = {"Content-Type": "application/json"}
    if config.token:
        headers["X-A2A-Notification-Token"] = config.token
    if config.scheme and config.credentials:
        headers["Authorization"] = f"{config.scheme} {config.credentials}"
    return headers


def decide_push_outcome(
    *, status: int | None, error: str | None
) -> Literal["delivered", "retry", "dropped"]:
    """Return what follows: a URL that is gone (410) or may not be called is dropped, others are retried."""
    outcome = decide_retry(attempt=1, status=status, error=error, random_fraction=0).outcome
    if outcome == "delivered" or outcome == "retry":
        return outcome
    return "dropped"
