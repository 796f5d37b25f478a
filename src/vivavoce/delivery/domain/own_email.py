"""The e-mail of a text that an organization wrote.

An own text is plain. An empty line begins a paragraph, and lines that begin with '- ' are a list. A line
with a placeholder that is empty for this candidate is left out, and so is the line above it if that ends
with a colon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.delivery.domain.email_texts import (
    BUTTON_LABELS,
    CODE,
    FACTS_OF_EVERY_INTERVIEW,
    NAME,
    ORGANIZATION,
    EmailFacts,
    EmailWording,
    strip_list_mark,
)
from vivavoce.delivery.domain.emails import (
    PLAIN_STYLE,
    CalendarEvent,
    Email,
    EmailStyle,
    join_lines,
    load_templates,
)
from vivavoce.kernel.placeholders import (
    fill_placeholders,
    find_placeholders,
    split_at_placeholders,
    write_placeholder,
)
from vivavoce.kernel.translation import ENGLISH, match_language, translate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of an e-mail: its parts, each with whether it is a link, and how HTML shows it."""

    kind: Literal["words", "item", "button", "code", "gap"]
    parts: tuple[tuple[str, bool], ...] = ()
    label: str = ""
    is_fixed: bool = False
    """Whether the line has no placeholder."""

    @property
    def text(self) -> str:
        """The line in a plain e-mail."""
        return ("- " if self.kind == "item" else "") + "".join(text for text, _ in self.parts)


def render_own_email(
    wording: EmailWording,
    facts: EmailFacts,
    *,
    to: str,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    event: CalendarEvent | None = None,
) -> Email:
    """Return the e-mail of an own text. Everything is escaped in HTML; facts stay on one line."""
    known = match_language(language) or ENGLISH
    values = {name: join_lines(value) for name, value in facts.values.items()}
    lines = _join_gaps(_fill_lines(wording.body, values, facts.blocks, known))
    subject = join_lines(fill_placeholders(wording.subject, values))
    html = (
        load_templates(known)
        .get_template("own_text.html")
        .render(
            organization=facts.values[ORGANIZATION],
            subject=subject,
            groups=tuple(_group(lines)),
            style=style,
            footer_lines=style.footer.splitlines(),
        )
    )
    text = "\n".join(line.text for line in lines)
    if style.footer:
        text = f"{text}\n\n{style.footer}"
    return Email(to=to, subject=subject, text=f"{text}\n", html=html, event=event)


def _fill_lines(
    body: str, values: Mapping[str, str], blocks: Mapping[str, tuple[str, ...]], language: str
) -> list[_Line]:
    filled: list[_Line] = []
    for line in body.splitlines():
        if _is_left_out(line, values, blocks):
            _drop_heading(filled)
            continue
        name = next(iter(find_placeholders(line)), "")
        if name in blocks:
            filled.extend(_fill_block(line, blocks[name]))
        else:
            filled.append(_fill_line(line, values, language))
    return filled


def _is_left_out(
    line: str, values: Mapping[str, str], blocks: Mapping[str, tuple[str, ...]]
) -> bool:
    names = [name for name in find_placeholders(line) if name not in FACTS_OF_EVERY_INTERVIEW]
    return any(not (blocks.get(name) or values.get(name)) for name in names)


def _drop_heading(lines: list[_Line]) -> None:
    """Remove the last line with words if it ends with a colon: what it announces is left out."""
    spoken = [index for index, line in enumerate(lines) if line.kind != "gap"]
    if spoken and lines[spoken[-1]].is_fixed and lines[spoken[-1]].text.endswith(":"):
        del lines[spoken[-1] :]
        lines.append(_Line(kind="gap"))


def _fill_block(line: str, texts: tuple[str, ...]) -> Iterator[_Line]:
    is_list = line.strip().startswith("- ")
    for text in texts:
        if not text:
            yield _Line(kind="gap")
        else:
            yield _Line(kind="item" if is_list else "words", parts=((join_lines(text), False),))


def _fill_line(line: str, values: Mapping[str, str], language: str) -> _Line:
    bare = strip_list_mark(line)
    if not bare:
        return _Line(kind="gap")
    alone = next((name for name in values if bare == write_placeholder(name)), None)
    if not values.get(NAME):
        bare = bare.replace(f" {write_placeholder(NAME)}", "")
    parts = tuple(
        (values.get(part, ""), part in BUTTON_LABELS) if is_name else (part, False)
        for part, is_name in split_at_placeholders(bare)
    )
    if alone in BUTTON_LABELS:
        return _Line(kind="button", parts=parts, label=translate(BUTTON_LABELS[alone], language))
    if alone == CODE:
        return _Line(kind="code", parts=parts)
    return _Line(
        kind="item" if line.strip().startswith("- ") else "words",
        parts=parts,
        is_fixed=not find_placeholders(bare),
    )


def _join_gaps(lines: list[_Line]) -> list[_Line]:
    """Return the lines with one gap where several followed each other, and none around them."""
    kept: list[_Line] = []
    for line in lines:
        if line.kind == "gap" and (not kept or kept[-1].kind == "gap"):
            continue
        kept.append(line)
    while kept and kept[-1].kind == "gap":
        kept.pop()
    return kept


def _group(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of each paragraph and each list; a button and a code are alone."""
    group: list[_Line] = []
    for line in lines:
        is_joined = group and line.kind in ("words", "item") and line.kind == group[0].kind
        if group and not is_joined:
            yield group
            group = []
        if line.kind != "gap":
            group.append(line)
    if group:
        yield group
