"""Builds delivery: webhooks, e-mails, the delivery log and, in the local profile, the mailbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from pydantic import SecretStr

from vivavoce.app.platform import Platform
from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.adapters.mail_postgres import PostgresEmailRepository, PostgresMailbox
from vivavoce.delivery.adapters.mail_smtp import SmtpAccount, SmtpMailer, parse_smtp_url
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.adapters.overdue_postgres import PostgresOverdueDeliveryFinder
from vivavoce.delivery.facade import EmailQueue, WebhookPublisher, WebhookUrlValidator
from vivavoce.delivery.jobs import AttemptDeliveryJob, SendEmailJob
from vivavoce.delivery.ports import InterviewIdResolver, Mailer, TenantSettingsService
from vivavoce.delivery.routes import (
    build_delivery_log_router,
    build_mailbox_router,
    build_webhook_config_router,
)
from vivavoce.delivery.usecases.attempt_delivery import AttemptDelivery
from vivavoce.delivery.usecases.emails import EnqueueEmail, SendEmail
from vivavoce.delivery.usecases.manage_webhook_endpoint import ManageWebhookEndpoint
from vivavoce.delivery.usecases.publish_webhook import PublishWebhook
from vivavoce.delivery.usecases.redeliver import RedeliverWebhook, RequeueOverdueDeliveries
from vivavoce.infra.egress.address_policy import (
    check_public_address,
    check_public_or_loopback_address,
)
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.settings import Settings

_log = structlog.get_logger(__name__)

_DEFAULT_SENDER = "Vivavoce <interviews@localhost>"


@dataclass(frozen=True, slots=True)
class DeliverySlice:
    """What other wiring needs of delivery; the routes of the log also need hiring."""

    webhook_publisher: WebhookPublisher
    emails: EmailQueue
    callback_validator: WebhookUrlValidator
    jobs: dict[str, JobHandler]
    rescue_overdue: RequeueOverdueDeliveries
    webhook_endpoints: ManageWebhookEndpoint
    messages: PostgresWebhookMessageRepository
    redeliver: RedeliverWebhook
    mailbox: PostgresMailbox | None
    mailer: Mailer
    installation_secret: str


def build_delivery(platform: Platform) -> DeliverySlice:
    """Return delivery with its production adapters."""
    messages, letters = (
        PostgresWebhookMessageRepository(platform.vault),
        PostgresEmailRepository(platform.vault, platform.clock),
    )
    endpoints = PostgresWebhookEndpointRepository(platform.keys, platform.clock)
    is_local = platform.settings.is_local
    outlet = OutboundHttpClient(
        clock=platform.clock,
        address_policy=check_public_or_loopback_address if is_local else check_public_address,
        https_only=not is_local,
    )
    mailbox = (
        PostgresMailbox(platform.open_work, platform.vault, platform.clock) if is_local else None
    )
    chance = secrets.SystemRandom().random
    secret, mailer = _webhook_secret(platform), _build_mailer(platform, mailbox)
    attempt = AttemptDelivery(
        open_work=platform.open_work,
        messages=messages,
        endpoints=endpoints,
        sender=outlet,
        clock=platform.clock,
        random_source=chance,
        installation_secret=secret,
    )
    send = SendEmail(
        open_work=platform.open_work,
        emails=letters,
        mailer=mailer,
        clock=platform.clock,
        random_source=chance,
    )
    return DeliverySlice(
        webhook_publisher=WebhookPublisher(
            PublishWebhook(
                messages=messages, endpoints=endpoints, clock=platform.clock, ids=platform.ids
            )
        ),
        emails=build_email_queue(platform),
        callback_validator=WebhookUrlValidator(outlet),
        jobs={
            "delivery.attempt_webhook": AttemptDeliveryJob(attempt),
            "delivery.send_email": SendEmailJob(send),
        },
        rescue_overdue=RequeueOverdueDeliveries(
            open_work=platform.open_work, overdue=PostgresOverdueDeliveryFinder(platform.database)
        ),
        webhook_endpoints=ManageWebhookEndpoint(
            open_work=platform.open_work,
            endpoints=endpoints,
            sender=outlet,
            clock=platform.clock,
            ids=platform.ids,
            installation_secret=secret,
        ),
        messages=messages,
        redeliver=RedeliverWebhook(
            open_work=platform.open_work, messages=messages, clock=platform.clock
        ),
        mailbox=mailbox,
        mailer=mailer,
        installation_secret=secret,
    )


def build_email_queue(platform: Platform) -> EmailQueue:
    """Return the queue that stores e-mails; the worker sends them."""
    return EmailQueue(
        EnqueueEmail(
            emails=PostgresEmailRepository(platform.vault, platform.clock), ids=platform.ids
        ),
        platform.clock,
    )


def build_delivery_routers(
    platform: Platform,
    delivery: DeliverySlice,
    interviews: InterviewIdResolver,
    rules: TenantSettingsService,
) -> list[APIRouter]:
    """Return delivery's routes; the mailbox exists in the local profile only."""
    routes = [
        build_webhook_config_router(delivery.webhook_endpoints, rules),
        build_delivery_log_router(
            open_work=platform.open_work,
            messages=delivery.messages,
            interviews=interviews,
            redeliver=delivery.redeliver,
        ),
    ]
    if delivery.mailbox is not None:
        routes.append(build_mailbox_router(delivery.mailbox))
    return routes


def _webhook_secret(platform: Platform) -> str:
    given = platform.settings.webhook_secret
    return given.get_secret_value() if given else platform.keys.derive("webhook").hex()


def build_smtp_account(settings: Settings, url: SecretStr) -> SmtpAccount:
    """Return the account of ``SMTP_URL``; in production it uses TLS unless the URL says otherwise."""
    return parse_smtp_url(
        url.get_secret_value(), sender=_DEFAULT_SENDER, prefers_tls=not settings.is_local
    )


def _build_mailer(platform: Platform, mailbox: PostgresMailbox | None) -> Mailer:
    if platform.settings.smtp_url is not None:
        account = build_smtp_account(platform.settings, platform.settings.smtp_url)
        if not platform.settings.is_local and not account.is_encrypted:
            _log.warning("email.not_encrypted", setting="SMTP_URL", tls=account.tls)
        return SmtpMailer(account)
    if mailbox is None:
        platform.settings.refuse_missing_mail()
        raise RuntimeError("SMTP_URL is required in this profile")
    return mailbox
