"""Calendars of staff: when a member of the organization is busy, so that no such time is offered.

A member connects calendars of their own: by a secret iCalendar address (ICS), or by a CalDAV account. A
*reading* keeps busy intervals alone, never a title, a place or a participant, and replaces the one before.
It is made when times are offered or booked and the last one is too old, not around the clock: calendars of
people for whom nothing is offered are left alone. If a calendar cannot be reached, its last reading counts,
and every answer says when that was made. ``domain`` has the connection and its readings, ``adapters`` one
reader for each kind of calendar. The readers follow the published standards; none was tried against Google,
Microsoft or Apple.
"""
