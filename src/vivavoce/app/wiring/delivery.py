"""Builds delivery: webhooks, e-mails, also to staff, and, in the local profile, the mailbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import SecretStr

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.delivery.adapters.email_texts_postgres import PostgresEmailTextRepository
from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.adapters.mail_postgres import PostgresEmailRepository, PostgresMailbox
from vivavoce.delivery.adapters.mail_smtp import SmtpAccount, SmtpMailer, parse_smtp_url
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.adapters.overdue_postgres import claim_overdue_deliveries
from vivavoce.delivery.adapters.push_configs_postgres import (
    PostgresPushNotificationConfigRepository,
)
from vivavoce.delivery.domain.emails import Email
from vivavoce.delivery.facade import EmailQueue
from vivavoce.delivery.jobs import build_jobs
from vivavoce.delivery.ports import (
    InterviewIdResolver,
    Mailer,
    RandomSource,
    ReminderCheck,
    TenantSettingsService,
)
from vivavoce.delivery.routes.email_texts import build_email_text_router
from vivavoce.delivery.routes.webhooks import (
    build_delivery_log_router,
    build_mailbox_router,
    build_webhook_config_router,
)
from vivavoce.delivery.usecases.attempt_delivery import AttemptDelivery
from vivavoce.delivery.usecases.emails import SendEmail
from vivavoce.delivery.usecases.manage_email_texts import ManageEmailTexts
from vivavoce.delivery.usecases.manage_webhook_endpoint import ManageWebhookEndpoint
from vivavoce.delivery.usecases.publish_webhook import (
    RedeliverWebhook,
    RequeueOverdueDeliveries,
    WebhookPublisher,
)
from vivavoce.delivery.usecases.push_notifications import (
    ManagePushNotifications,
    SendPushNotification,
)
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.domain.queue import PERMISSIONS_BY_KIND
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.egress.target import (
    check_public_address,
    check_public_or_loopback_address,
)
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.facade import MemberReader, TenantReader

_log = structlog.get_logger(__name__)

_CHANCE: RandomSource = secrets.SystemRandom().random
_DEFAULT_SENDER = "Vivavoce <interviews@localhost>"


@dataclass(frozen=True, slots=True)
class DeliverySlice:
    """What other wiring needs of delivery; the routes of the log also need hiring."""

    webhook_publisher: WebhookPublisher
    emails: EmailQueue
    validate_callback_url: Callable[[str], None]
    attempt: AttemptDelivery
    rescue_overdue: RequeueOverdueDeliveries
    webhook_endpoints: ManageWebhookEndpoint
    messages: PostgresWebhookMessageRepository
    redeliver: RedeliverWebhook
    push_notifications: ManagePushNotifications
    make_push_sender: Callable[..., SendPushNotification]
    """Takes ``build_notification``, which reads interviews, and returns what sends notifications."""
    mailbox: PostgresMailbox | None
    mailer: Mailer
    installation_secret: str


def build_delivery(platform: Platform) -> DeliverySlice:
    """Return delivery with its production adapters."""
    messages = PostgresWebhookMessageRepository(platform.vault)
    endpoints = PostgresWebhookEndpointRepository(platform.keys, platform.clock)
    push_configs = PostgresPushNotificationConfigRepository(platform.keys, platform.clock)
    is_local = platform.settings.is_local
    http_client = OutboundHttpClient(
        clock=platform.clock,
        address_policy=check_public_or_loopback_address if is_local else check_public_address,
        https_only=not is_local,
    )
    mailbox = (
        PostgresMailbox(platform.open_work, platform.vault, platform.clock) if is_local else None
    )
    secret, mailer = _webhook_secret(platform), _build_mailer(platform, mailbox)
    return DeliverySlice(
        webhook_publisher=WebhookPublisher(
            messages=messages, endpoints=endpoints, clock=platform.clock, ids=platform.ids
        ),
        emails=build_email_queue(platform),
        validate_callback_url=http_client.validate_url,
        attempt=AttemptDelivery(
            open_work=platform.open_work,
            messages=messages,
            endpoints=endpoints,
            sender=http_client,
            clock=platform.clock,
            random_source=_CHANCE,
            installation_secret=secret,
        ),
        rescue_overdue=RequeueOverdueDeliveries(
            open_work=platform.open_work,
            claim_overdue=partial(claim_overdue_deliveries, platform.database),
        ),
        webhook_endpoints=ManageWebhookEndpoint(
            open_work=platform.open_work,
            endpoints=endpoints,
            sender=http_client,
            clock=platform.clock,
            ids=platform.ids,
            installation_secret=secret,
        ),
        messages=messages,
        redeliver=RedeliverWebhook(
            open_work=platform.open_work, messages=messages, clock=platform.clock
        ),
        push_notifications=ManagePushNotifications(
            open_work=platform.open_work,
            configs=push_configs,
            sender=http_client,
            clock=platform.clock,
        ),
        make_push_sender=partial(
            SendPushNotification,
            open_work=platform.open_work,
            configs=push_configs,
            sender=http_client,
        ),
        mailbox=mailbox,
        mailer=mailer,
        installation_secret=secret,
    )


def build_delivery_jobs(
    platform: Platform, delivery: DeliverySlice, is_reminder_needed: ReminderCheck
) -> dict[str, JobHandler]:
    """Return the handlers of delivery's jobs by name; reminders are checked with access."""
    send = SendEmail(
        open_work=platform.open_work,
        emails=PostgresEmailRepository(platform.vault, platform.clock),
        mailer=delivery.mailer,
        clock=platform.clock,
        random_source=_CHANCE,
        is_reminder_needed=is_reminder_needed,
    )
    return build_jobs(delivery.attempt, send)


def build_email_queue(platform: Platform) -> EmailQueue:
    """Return the queue that stores e-mails; the worker sends them."""
    tenants = TenantReader(open_work=platform.open_work, tenants=PostgresTenantRepository())
    policies = TenantPolicies(tenants, asks_for_codes=platform.settings.otp_required)
    return EmailQueue(
        PostgresEmailRepository(platform.vault, platform.clock),
        policies.email_style,
        platform.ids,
        platform.clock,
        PostgresEmailTextRepository().find_wording,
    )


def build_email_texts(
    platform: Platform,
    emails: EmailQueue,
    *,
    audit: AuditTrail,
    attempts: AttemptCounter,
) -> ManageEmailTexts:
    """Return the management of the texts of e-mails to candidates."""
    tenants = TenantReader(open_work=platform.open_work, tenants=PostgresTenantRepository())
    policies = TenantPolicies(tenants, asks_for_codes=platform.settings.otp_required)

    async def read_name(work: UnitOfWork) -> str:
        return (await tenants.read(work)).name

    async def send(work: UnitOfWork, email: Email, person_id: UUID) -> object:
        return await emails.enqueue(work, email, person_id=person_id)

    return ManageEmailTexts(
        open_work=platform.open_work,
        texts=PostgresEmailTextRepository(),
        read_style=policies.email_style,
        read_name=read_name,
        read_address=PostgresUserRepository().address,
        send=send,
        attempts=attempts,
        audit_log=audit,
        clock=platform.clock,
        site=platform.settings.gateway_url,
    )


def build_delivery_routers(
    platform: Platform,
    delivery: DeliverySlice,
    resolve_interview_id: InterviewIdResolver,
    rules: TenantSettingsService,
    *,
    audit: AuditTrail,
    attempts: AttemptCounter,
) -> list[APIRouter]:
    """Return delivery's routes; the mailbox exists in the local profile only."""
    routes = [
        build_webhook_config_router(delivery.webhook_endpoints, rules),
        build_delivery_log_router(
            open_work=platform.open_work,
            messages=delivery.messages,
            resolve_interview_id=resolve_interview_id,
            redeliver=delivery.redeliver,
        ),
        build_email_text_router(
            build_email_texts(platform, delivery.emails, audit=audit, attempts=attempts)
        ),
    ]
    if delivery.mailbox is not None:
        routes.append(build_mailbox_router(delivery.mailbox))
    return routes


def _webhook_secret(platform: Platform) -> str:
    secret = platform.settings.webhook_secret
    return secret.get_secret_value() if secret else platform.keys.derive("webhook").hex()


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


MAX_EMAILS = 20


class StaffEmails:
    """E-mails the person who requested an interview, or the organization's recruiters and administrators."""

    def __init__(self, members: MemberReader, emails: EmailQueue, *, console_url: str) -> None:
        self._members = members
        self._emails = emails
        self._console_url = console_url.rstrip("/")

    async def send_task(
        self,
        work: UnitOfWork,
        *,
        kind: HumanTaskKind,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
        except_id: UUID | None = None,
    ) -> int:
        """E-mail the task to the people responsible; return the number of e-mails."""
        addresses = await self._members.list_responsible_emails(
            work, creator_id, needed=PERMISSIONS_BY_KIND[kind], except_id=except_id
        )
        for address in addresses[:MAX_EMAILS]:
            await self._emails.send_task(
                work,
                kind=kind,
                person_id=person_id,
                to=address,
                position=position,
                link=f"{self._console_url}/interviews/{interview_id}",
            )
        return len(addresses[:MAX_EMAILS])

    async def send_host_appointment(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        to: str,
        candidate: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        change: HostAppointmentChange,
    ) -> None:
        """Send a host that an interview was booked, moved or canceled, for their calendar."""
        await self._emails.send_host_appointment(
            work,
            interview_id=interview_id,
            person_id=person_id,
            to=to,
            candidate=candidate,
            position=position,
            organization=organization,
            starts_at=starts_at,
            minutes=minutes,
            change=change,
            link=f"{self._console_url}/interviews/{interview_id}",
        )
