"""Builds delivery: webhooks, letters, the delivery log and, in the local profile, the mailbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from pydantic import SecretStr

from vivavoce.app.foundation import Foundation
from vivavoce.delivery.adapters.endpoints_postgres import PostgresEndpoints
from vivavoce.delivery.adapters.mail_postgres import PostgresLetters, PostgresMailbox
from vivavoce.delivery.adapters.mail_smtp import SmtpAccount, SmtpMailer, read_smtp_url
from vivavoce.delivery.adapters.messages_postgres import PostgresMessages
from vivavoce.delivery.adapters.overdue_postgres import PostgresOverdue
from vivavoce.delivery.facade import Announcer, CallbackGate, Post
from vivavoce.delivery.jobs import AttemptJob, MailJob
from vivavoce.delivery.ports import Interviews, Mailer, Rules
from vivavoce.delivery.routes import log_routes, mailbox_routes, receiver_routes
from vivavoce.delivery.usecases.announce import Announce
from vivavoce.delivery.usecases.attempt import AttemptDelivery
from vivavoce.delivery.usecases.configure import Receivers
from vivavoce.delivery.usecases.mail import SendLetter, WriteLetter
from vivavoce.delivery.usecases.redeliver import Redeliver, RescueOverdue
from vivavoce.infra.egress.client import Egress
from vivavoce.infra.egress.guard import loopback_too, public_only
from vivavoce.infra.jobs import RunJob
from vivavoce.infra.settings import Settings

_log = structlog.get_logger(__name__)

_SENDER = "Vivavoce <interviews@localhost>"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the roof needs of delivery; the routes of the log wait for hiring."""

    announcer: Announcer
    post: Post
    callback_gate: CallbackGate
    jobs: dict[str, RunJob]
    rescue_overdue: RescueOverdue
    receivers: Receivers
    messages: PostgresMessages
    redeliver: Redeliver
    mailbox: PostgresMailbox | None
    mailer: Mailer
    installation_secret: str


def build_delivery(on: Foundation) -> Delivery:
    """Return delivery on real adapters."""
    messages, letters = PostgresMessages(on.vault), PostgresLetters(on.vault, on.clock)
    endpoints = PostgresEndpoints(on.keys, on.clock)
    is_local = on.settings.is_local
    outlet = Egress(
        clock=on.clock, guard=loopback_too if is_local else public_only, https_only=not is_local
    )
    mailbox = PostgresMailbox(on.open_work, on.vault, on.clock) if is_local else None
    chance = secrets.SystemRandom().random
    secret, mailer = _installation_secret(on), _mailer(on, mailbox)
    attempt = AttemptDelivery(
        open_work=on.open_work,
        messages=messages,
        endpoints=endpoints,
        outlet=outlet,
        clock=on.clock,
        chance=chance,
        installation_secret=secret,
    )
    send = SendLetter(
        open_work=on.open_work,
        letters=letters,
        mailer=mailer,
        clock=on.clock,
        chance=chance,
    )
    return Delivery(
        announcer=Announcer(
            Announce(messages=messages, endpoints=endpoints, clock=on.clock, ids=on.ids)
        ),
        post=build_post(on),
        callback_gate=CallbackGate(outlet),
        jobs={"delivery.attempt": AttemptJob(attempt), "delivery.mail": MailJob(send)},
        rescue_overdue=RescueOverdue(open_work=on.open_work, overdue=PostgresOverdue(on.database)),
        receivers=Receivers(
            open_work=on.open_work,
            endpoints=endpoints,
            outlet=outlet,
            clock=on.clock,
            ids=on.ids,
            installation_secret=secret,
        ),
        messages=messages,
        redeliver=Redeliver(open_work=on.open_work, messages=messages, clock=on.clock),
        mailbox=mailbox,
        mailer=mailer,
        installation_secret=secret,
    )


def build_post(on: Foundation) -> Post:
    """Return what writes e-mails; sending them is the worker's."""
    return Post(WriteLetter(letters=PostgresLetters(on.vault, on.clock), ids=on.ids))


def delivery_routes(
    on: Foundation, delivery: Delivery, interviews: Interviews, rules: Rules
) -> list[APIRouter]:
    """Return delivery's routes; the mailbox exists in the local profile only."""
    routes = [
        receiver_routes(delivery.receivers, rules),
        log_routes(
            open_work=on.open_work,
            messages=delivery.messages,
            interviews=interviews,
            redeliver=delivery.redeliver,
        ),
    ]
    if delivery.mailbox is not None:
        routes.append(mailbox_routes(delivery.mailbox))
    return routes


def _installation_secret(on: Foundation) -> str:
    given = on.settings.webhook_secret
    return given.get_secret_value() if given else on.keys.derive("webhook").hex()


def smtp_account(settings: Settings, url: SecretStr) -> SmtpAccount:
    """Return the account of ``SMTP_URL``; in production it is encrypted unless the address says otherwise."""
    return read_smtp_url(url.get_secret_value(), sender=_SENDER, prefers_tls=not settings.is_local)


def _mailer(on: Foundation, mailbox: PostgresMailbox | None) -> Mailer:
    if on.settings.smtp_url is not None:
        account = smtp_account(on.settings, on.settings.smtp_url)
        if not on.settings.is_local and not account.is_encrypted:
            _log.warning("mail.not_encrypted", setting="SMTP_URL", tls=account.tls)
        return SmtpMailer(account)
    if mailbox is None:
        on.settings.refuse_missing_mail()
        raise RuntimeError("a profile without a mailbox was let through without SMTP_URL")
    return mailbox
