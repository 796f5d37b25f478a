"""The calendar entry (iCalendar, RFC 5545) that an e-mail carries."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.headerregistry import Address

from vivavoce import __version__
from vivavoce.delivery.domain.email import CalendarEvent


def build_calendar_request(event: CalendarEvent, *, sender: Address, attendee: str) -> bytes:
    """Return the ``METHOD:REQUEST`` by which a calendar adds the appointment, or moves the one it has."""
    # Not at the top of the file: the import takes 0.2 s, and most processes send no e-mail.
    from icalendar import Calendar, Event, vCalAddress, vText

    organizer = vCalAddress(f"mailto:{sender.addr_spec}")
    organizer.params["CN"] = vText(event.organizer)
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["RSVP"] = vText("FALSE")  # replies would reach no person

    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", int(event.written_at.timestamp()) // 60)
    entry.add("dtstamp", event.written_at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.starts_at.astimezone(UTC) + timedelta(minutes=event.minutes))
    entry.add("summary", event.title)
    entry.add("location", event.link)
    entry.add("description", event.link)
    entry.add("url", event.link)
    entry.add("status", "CONFIRMED")
    entry.add("organizer", organizer)
    entry.add("attendee", guest)

    calendar = Calendar()
    calendar.add("prodid", f"-//Vivavoce//Vivavoce {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
