"""The client of Vivavoce: request interviews, read plans and assessments, verify webhooks."""

from vivavoce_client import webhooks
from vivavoce_client.async_client import AsyncVivavoce
from vivavoce_client.client import Vivavoce
from vivavoce_client.errors import (
    ApiError,
    InterviewStoppedError,
    UnreachableError,
    VivavoceError,
    WaitTimeoutError,
    WebhookVerificationError,
)

__version__ = "0.1.0"
__all__ = [
    "ApiError",
    "AsyncVivavoce",
    "InterviewStoppedError",
    "UnreachableError",
    "Vivavoce",
    "VivavoceError",
    "WaitTimeoutError",
    "WebhookVerificationError",
    "webhooks",
]
