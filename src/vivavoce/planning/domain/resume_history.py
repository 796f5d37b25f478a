"""Read the jobs and the education out of the text of a résumé, with their dates.

Only what stands in the text is returned, as it is written there. A line whose parts cannot be told apart
stays whole, so that a person can correct it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

MAX_HISTORY_ENTRIES = 30
_MAX_LINE = 300
_DASHES = "\u2013\u2014-"
_MAX_PART = 200
_NEW_SENTENCE = re.compile(r"\.\s+[^\W\d_]")
_Section = Literal["work", "education", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFact:
    """A job that the résumé names; None where it says nothing. Dates are YYYY or YYYY-MM."""

    employer: str | None
    position: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationFact:
    """A course of education that the résumé names; None where it says nothing. Dates as in a job."""

    institution: str | None
    qualification: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeHistory:
    """The jobs and the education of a résumé, in the order of the text."""

    work: tuple[JobFact, ...]
    education: tuple[EducationFact, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    section: _Section | None
    parts: tuple[str, ...]
    start: str | None
    end: str | None


def read_history(text: str) -> ResumeHistory:
    """Return the jobs and the education of a résumé, at most 30 each.

    An entry is a line with dates, below a heading together with the lines above it. Education is what
    stands below its heading, or names a qualification or a school.
    """
    work: list[JobFact] = []
    education: list[EducationFact] = []
    for entry in _find_entries(text):
        if _is_education(entry):
            education.append(_to_education(entry))
        elif entry.section != "other" and entry.parts:
            work.append(_to_job(entry))
    return ResumeHistory(
        work=tuple(work[:MAX_HISTORY_ENTRIES]), education=tuple(education[:MAX_HISTORY_ENTRIES])
    )


def _find_entries(text: str) -> Iterator[_Entry]:
    section: _Section | None = None
    above: list[str] = []
    dated: re.Match[str] | None = None
    for line in text.splitlines():
        written = line.strip()
        if heading := _read_heading(written):
            section, above, dated = heading, [], None
            continue
        if not 0 < len(written) <= _MAX_LINE or _is_bullet(written):
            above, dated = [], None
            continue
        named, _, rest = written.partition(":")
        if rest.strip() and (inline := _read_heading(named)):
            yield from _split_list(rest) if inline == "education" else ()
            continue
        span = _find_period(written, section)
        if span is None and dated is None:
            above = [*above[-1:], written] if section is not None else []
            continue
        if span is None and dated is not None:
            yield _Entry(section, _split_parts(written), *_read_dates(dated))
            dated = None
            continue
        assert span is not None  # noqa: S101 - for the type checker
        parts = _split_parts(_without(written, span))
        if len(parts) < _PARTS_OF_A_JOB and above:
            parts = tuple(part for each in above for part in _split_parts(each)) + parts
        above = []
        if parts:
            yield _Entry(section, parts, *_read_dates(span))
        else:
            dated = span


def _find_period(line: str, section: _Section | None) -> re.Match[str] | None:
    found = _PERIOD.search(line)
    return _YEAR_AT_END.search(line) if found is None and section == "education" else found


def _split_list(text: str) -> Iterator[_Entry]:
    """Yield the entries of a line such as 'Training: nursing diploma 2019; first aid 2022'."""
    for item in (part.strip(" .") for part in re.split(r"[;,]", text)):
        span = _PERIOD.search(item) or _YEAR_AT_END.search(item)
        if span is not None:
            name = _without(item, span)
            yield _Entry("education", (name,) if name else (), *_read_dates(span))


def _read_heading(line: str) -> _Section | None:
    name = line.strip(f" :#*_{_DASHES}").casefold()
    if not name or len(name.split()) > _MAX_HEADING_WORDS or any(one.isdigit() for one in name):
        return None
    return _HEADINGS.get(name)


def _is_bullet(line: str) -> bool:
    return line[:1] in f"{_DASHES}•*·" and len(line) > 1


def _read_dates(span: re.Match[str]) -> tuple[str | None, str | None]:
    found = span.groupdict()
    if "end" not in found:
        return None, _read_date(found["start"])
    return _read_date(found["start"] or found["open"]), _read_date(found["end"])


def _read_date(text: str | None) -> str | None:
    """Return 'Mai 2019', '05/2019' and '2019-05' as '2019-05', and '2019' as it is."""
    year = re.search(r"(?:19|20)\d\d", text or "")
    if text is None or year is None:
        return None
    rest = f"{text[: year.start()]} {text[year.end() :]}"
    number = re.search(r"\d{1,2}", rest)
    word = re.search(r"[^\W\d]{3,}", rest)
    month = int(number[0]) if number else _MONTHS.get(word[0][:3].casefold(), 0) if word else 0
    return f"{year[0]}-{month:02}" if 1 <= month <= _LAST_MONTH else year[0]


def _without(line: str, span: re.Match[str]) -> str:
    before, after = _trim(line[: span.start()]), _trim(line[span.end() :])
    is_whole = len(_split_parts(before)) >= _PARTS_OF_A_JOB
    if is_whole and _NEW_SENTENCE.match(line, span.end()):
        return before  # the rest is about what was done there
    return _trim(f"{before} | {after.split(': ')[0]}")


def _split_parts(line: str) -> tuple[str, ...]:
    """Return what stands between separators; words in brackets describe what stands before them."""
    plain = re.sub(r"\([^)]*\)?", " ", line)
    parts = (_trim(part) for part in _SEPARATOR.split(plain))
    return tuple(part[:_MAX_PART] for part in parts if part)


def _trim(text: str) -> str:
    return " ".join(text.split()).strip(f" ,;:|()·•.{_DASHES}")


def _is_education(entry: _Entry) -> bool:
    if entry.section is not None:
        return entry.section == "education"
    line = " | ".join(entry.parts)
    is_job = _POSITION.search(line) is not None
    return bool(_QUALIFICATION.search(line) or (_SCHOOL.search(line) and not is_job))


def _to_education(entry: _Entry) -> EducationFact:
    schools = [part for part in entry.parts if _SCHOOL.search(part)] or [
        part for part in entry.parts if _COMPANY.search(part)
    ]
    others = [part for part in entry.parts if part not in schools]
    return EducationFact(
        institution=schools[0] if schools else None,
        qualification=", ".join(others) or None,
        start=entry.start,
        end=entry.end,
    )


def _to_job(entry: _Entry) -> JobFact:
    """Return the job; the company is known by its form, else it is the last part, after the position."""
    job = JobFact(employer=None, position=None, start=entry.start, end=entry.end)
    if len(entry.parts) == 1:
        return replace(job, position=entry.parts[0])
    at = next((n for n, part in enumerate(entry.parts) if _COMPANY.search(part)), None)
    if at is None:
        first, last = entry.parts[0], entry.parts[-1]
        at = 0 if _POSITION.search(last) and not _POSITION.search(first) else len(entry.parts) - 1
    others = [part for n, part in enumerate(entry.parts) if n != at]
    return replace(job, employer=entry.parts[at], position=", ".join(others))


_LAST_MONTH = 12
_PARTS_OF_A_JOB = 2
"""The position and the employer."""
_MAX_HEADING_WORDS = 4
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "jän"),
            ("feb",),
            ("mar", "mär", "mrz"),
            ("apr",),
            ("may", "mai"),
            ("jun",),
            ("jul",),
            ("aug",),
            ("sep",),
            ("oct", "okt"),
            ("nov",),
            ("dec", "dez"),
        ),
        start=1,
    )
    for name in names
}
_HEADINGS: dict[str, _Section] = {
    **dict.fromkeys(
        (
            "experience",
            "work experience",
            "professional experience",
            "employment",
            "employment history",
            "work history",
            "career",
            "career history",
            "berufserfahrung",
            "beruflicher werdegang",
            "werdegang",
        ),
        "work",
    ),
    **dict.fromkeys(
        (
            "education",
            "education and training",
            "training",
            "academic background",
            "qualifications",
            "studies",
            "ausbildung",
            "bildung",
            "bildungsweg",
            "studium",
            "schulbildung",
        ),
        "education",
    ),
    **dict.fromkeys(
        (
            "skills",
            "languages",
            "licences",
            "licenses",
            "certificates",
            "certifications",
            "interests",
            "hobbies",
            "references",
            "summary",
            "profile",
            "projects",
            "volunteering",
            "talks",
            "publications",
            "awards",
            "contact",
            "personal data",
            "kenntnisse",
            "sprachen",
            "interessen",
            "zertifikate",
            "projekte",
            "persönliche daten",
            "ehrenamt",
        ),
        "other",
    ),
}
_MONTH = rf"(?:{'|'.join(_MONTHS)})[^\W\d]{{0,6}}\.?\s+"
_DATE = rf"(?:\b(?:{_MONTH}|\d{{1,2}}[./])?(?:19|20)\d\d(?:-\d\d(?!\d))?)"
_NOW = r"(?:today|now|present|current(?:ly)?|heute|dato)"
_PERIOD = re.compile(
    rf"(?:\b(?:from|von)\s+)?(?P<start>{_DATE})\s*(?:[{_DASHES}]|to|until|till|bis)\s*(?P<end>{_DATE}|{_NOW})\b"
    rf"|(?P<since>since|seit|from)\s+(?P<open>{_DATE})",
    re.IGNORECASE,
)
_YEAR_AT_END = re.compile(rf"(?P<start>{_DATE})$", re.IGNORECASE)
_SEPARATOR = re.compile(rf"[,;]\s|[|•·]|\s[{_DASHES}]\s|\s(?:at|bei|@)\s|:\s", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b(?:university|college|school|institute|academy|polytechnic|universität|hochschule|fachhochschule"
    r"|berufsschule|gymnasium|realschule|akademie)\b|\b(?:tu|uni)\s",
    re.IGNORECASE,
)
_QUALIFICATION = re.compile(
    r"\b(?:b\.?sc|m\.?sc|b\.?a|m\.?a|b\.?eng|m\.?eng|mba|ph\.?d|bachelor|master|doctorate|diploma|degree"
    r"|a-levels?|abitur|diplom|gcse|apprenticeship|lehre)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:ltd|limited|inc|llc|plc|corp|corporation|company|gmbh|ag|kg|se|e\.?v|group|hospital|clinic|bank"
    r"|klinikum|krankenhaus)\b|&\s",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"\b(?:engineer|developer|manager|nurse|assistant|officer|clerk|driver|lead|leader|teacher|analyst"
    r"|consultant|designer|director|head|specialist|technician|accountant|electrician|administrator"
    r"|supervisor|worker|carer|cook|chef|cleaner|picker|trainee|intern|apprentice|associate|agent"
    r"|\w*(?:entwickler|leiter|techniker|berater|kraft|pfleger|ingenieur|verkäufer|fahrer)(?:in)?)s?\b",
    re.IGNORECASE,
)
