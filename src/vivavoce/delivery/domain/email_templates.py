"""Renders e-mails from the templates in ``delivery/templates``: for each one a text and an HTML version."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vivavoce.delivery.domain.email import CalendarEvent, Email, join_lines

if TYPE_CHECKING:
    from jinja2 import Environment

_SUBJECT = "Subject: "


def render_email(
    template: str, *, to: str, event: CalendarEvent | None = None, **facts: str | int | None
) -> Email:
    """Return the e-mail of a template. Its facts are escaped in HTML, and stay on one line in text.

    The first line of a text template is the subject. A fact that is missing raises an error.
    """
    environment = _load_templates()
    shown: dict[str, str | int | None] = {"organization": None, **facts}
    head, _, text = environment.get_template(f"{template}.txt").render(shown).partition("\n\n")
    subject = head.removeprefix(_SUBJECT)
    html = environment.get_template(f"{template}.html").render(shown, subject=subject)
    return Email(to=to, subject=subject, text=text, html=html, event=event)


@cache
def _load_templates() -> Environment:
    # Not at the top of the file: the import takes 0.1 s, and most processes send no e-mail.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("vivavoce.delivery", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=_clean_fact,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _clean_fact(value: object) -> object:
    """Put a text on one line: it cannot imitate the e-mail's text. Markup and numbers stay as they are."""
    return join_lines(value) if type(value) is str else value
