"""E-mail by SMTP, with calendar entries (iCalendar, RFC 5545).

The standard library's client runs in worker threads, with timeouts.
"""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from vivavoce import __version__
from vivavoce.delivery.domain.emails import (
    CalendarEvent,
    Email,
    EmailDelayedError,
    EmailRefusedError,
)
from vivavoce.infra.production_rules import is_loopback
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import TenantId

_SEQUENCE_START = datetime(2000, 1, 1, tzinfo=UTC)
"""Seconds since then fit the 32 bits of a calendar's SEQUENCE until 2068."""


def build_calendar_message(event: CalendarEvent, *, sender: Address, attendee: str) -> bytes:
    """Return the message by which a calendar adds the appointment, or moves or removes the one it has."""
    # Not at the top of the file: the import takes 0.2 s, and most processes send no e-mail.
    from icalendar import Calendar, Event, vCalAddress, vText

    organizer = vCalAddress(f"mailto:{sender.addr_spec}")
    organizer.params["CN"] = vText(event.organizer)
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["RSVP"] = vText("FALSE")  # replies would reach no person

    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", int((event.written_at - _SEQUENCE_START).total_seconds()))
    entry.add("dtstamp", event.written_at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.starts_at.astimezone(UTC) + timedelta(minutes=event.minutes))
    entry.add("summary", event.title)
    for name in ("location", "description", "url") if event.link else ():
        entry.add(name, event.link)
    entry.add("status", "CANCELLED" if event.is_canceled else "CONFIRMED")
    entry.add("organizer", organizer)
    entry.add("attendee", guest)

    calendar = Calendar()
    calendar.add("prodid", f"-//Vivavoce//Vivavoce {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _calendar_method(event))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _calendar_method(event: CalendarEvent) -> str:
    return "CANCEL" if event.is_canceled else "REQUEST"


Tls = Literal["offered", "required", "from_start", "off"]
_TLS_MODES_IN_URL: tuple[Tls, ...] = ("offered", "required", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """The outgoing mail server and sender, read from ``SMTP_URL``."""

    host: str
    port: int
    tls: Tls
    sender: Address
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_encrypted(self) -> bool:
        """Whether e-mail never leaves this machine unencrypted."""
        return self.tls in ("required", "from_start") or is_loopback(self.host)


def parse_smtp_url(url: str, *, sender: str, prefers_tls: bool = False) -> SmtpAccount:
    """Return the account of ``smtp[s]://[user:password@]host[:port][?from=…&tls=…]``.

    ``tls`` is ``offered`` (used if the server offers it), ``required`` or ``off``. By default it is
    ``required`` with a password, or with ``prefers_tls`` for a server on another machine, else
    ``offered``. ``from`` overrides ``sender``; both may be ``Name <address>``. Raises
    ``InvalidSettingError`` with a message that does not repeat the URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InvalidSettingError(
            "SMTP_URL is not valid. Write it like smtp://user:password@host:587."
        ) from None
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise InvalidSettingError(
            "SMTP_URL is not valid. Write it like smtp://user:password@host:587."
        )
    needs_tls = parts.password is not None or (prefers_tls and not is_loopback(parts.hostname))
    tls = _parse_tls_mode(parts.scheme, query.get("tls"), needs_tls=needs_tls)
    return SmtpAccount(
        host=parts.hostname,
        port=port or (465 if tls == "from_start" else 587 if parts.password else 25),
        tls=tls,
        sender=_parse_sender(query.get("from", sender)),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _parse_sender(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise InvalidSettingError(
            "The 'from' of SMTP_URL is not valid. Use an address, or Name <address>."
        ) from None


def _parse_tls_mode(scheme: str, requested: str | None, *, needs_tls: bool) -> Tls:
    if scheme == "smtps":
        return "from_start"
    if requested is None:
        return "required" if needs_tls else "offered"
    for known in _TLS_MODES_IN_URL:
        if requested == known:
            return known
    raise InvalidSettingError(
        "The 'tls' of SMTP_URL is not valid. Use 'offered', 'required' or 'off'."
    )


_MAX_REPLY_BYTES = 64 << 10
"""Of all replies of one connection; a server says some hundred bytes for an e-mail."""


class _LimitedReplies:
    """Replies of a server as the library reads them, line by line; too much of them ends the connection."""

    def __init__(self, replies: BinaryIO) -> None:
        self._replies = replies
        self._left = _MAX_REPLY_BYTES

    def readline(self, limit: int) -> bytes:
        line = self._replies.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise smtplib.SMTPServerDisconnected("The replies are too long.")
        return line

    def close(self) -> None:
        self._replies.close()


class _LimitedSmtp(smtplib.SMTP):
    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _LimitedReplies(self.sock.makefile("rb"))
        return super().getreply()


class _LimitedSmtpTls(smtplib.SMTP_SSL, _LimitedSmtp):
    """The same with TLS from the start."""


class SmtpMailer:
    """Sends each e-mail over its own connection.

    A server that does not finish within ``timeout_s`` seconds in total is given up.
    """

    def __init__(
        self,
        account: SmtpAccount,
        *,
        tls: ssl.SSLContext | None = None,
        operation_timeout_s: float = 5.0,
        timeout_s: float = 15.0,
        threads: int = 4,
    ) -> None:
        self._account = account
        self._tls = tls
        self._operation_timeout_s = operation_timeout_s
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="mail")

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return once the server has accepted it; raise ``EmailDelayedError`` or ``EmailRefusedError``."""
        message = _build_message(email, self._account.sender, message_id)
        call = _SmtpConnection(self._account, self._tls, self._operation_timeout_s)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                await loop.run_in_executor(self._threads, call.deliver, message)
        except smtplib.SMTPException as fault:
            raise _translate_error(fault) from None
        except OSError:  # and so TimeoutError
            raise EmailDelayedError from None
        except ValueError:
            raise EmailRefusedError from None
        finally:
            call.abort()


class _SmtpConnection:
    """One connection to the server, which another thread may abort."""

    def __init__(
        self, account: SmtpAccount, tls: ssl.SSLContext | None, operation_timeout_s: float
    ) -> None:
        self._account = account
        self._tls = tls
        self._operation_timeout_s = operation_timeout_s
        self._client: smtplib.SMTP | None = None
        self._is_aborted = False

    def deliver(self, message: EmailMessage) -> None:
        if self._is_aborted:
            return
        account = self._account
        client = self._open()
        try:
            if account.tls in ("offered", "required"):
                client.ehlo()
                if account.tls == "required" or client.has_extn("starttls"):
                    client.starttls(context=self._tls_context())
            if account.user is not None:
                client.login(account.user, account.password or "")
            client.send_message(message)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()  # the e-mail was accepted: an error here changes nothing
        finally:
            client.close()

    def _open(self) -> smtplib.SMTP:
        if self._account.tls == "from_start":
            client: smtplib.SMTP = _LimitedSmtpTls(
                timeout=self._operation_timeout_s, context=self._tls_context()
            )
        else:
            client = _LimitedSmtp(timeout=self._operation_timeout_s)
        # The host name for the TLS check: connect() does not store it, and the constructor would connect.
        client._host = self._account.host  # type: ignore[attr-defined]  # noqa: SLF001
        self._client = client
        client.connect(self._account.host, self._account.port)
        return client

    def _tls_context(self) -> ssl.SSLContext:
        return self._tls or ssl.create_default_context()

    def abort(self) -> None:
        """Abort the connection, so that its thread is free at once."""
        self._is_aborted = True
        line = self._client.sock if self._client is not None else None
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _build_message(email: Email, sender: Address, message_id: UUID) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=email.to)
        message["Subject"] = email.subject
        message["Message-ID"] = f"<{message_id}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(email.text)
        if email.html is not None:
            message.add_alternative(email.html, subtype="html")
        if email.event is not None:
            _add_calendar_message(message, email.event, sender, attendee=email.to)
    except (ValueError, IndexError, MessageError):
        raise EmailRefusedError("The address or the subject of the e-mail is not valid.") from None
    return message


def _add_calendar_message(
    message: EmailMessage, event: CalendarEvent, sender: Address, *, attendee: str
) -> None:
    """Add the appointment twice: for mail programs that show it, and as a file for all others."""
    content = build_calendar_message(event, sender=sender, attendee=attendee)
    message.add_alternative(
        content.decode(),
        subtype="calendar",
        params={"method": _calendar_method(event)},
        cte="base64",
    )
    message.add_attachment(
        content, maintype="text", subtype="calendar", filename="interview.ics", cte="base64"
    )


def _translate_error(error: smtplib.SMTPException) -> EmailDelayedError | EmailRefusedError:
    """Return our error for a server error, without the server's text, which may be personal."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return EmailDelayedError("The mail server rejected the user name or password in SMTP_URL.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return EmailRefusedError() if all(code >= 500 for code in codes) else EmailDelayedError()
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return EmailRefusedError()
    return EmailDelayedError()
