"""Read the contact details, the known skills, the jobs and the education out of the text of a résumé.

Only what stands in the text is returned. Age, family and everything else that must not count is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.kernel.sentences import split_sentences
from vivavoce.planning.domain.requirements import is_prompt_injection
from vivavoce.planning.domain.resume_history import ResumeHistory, read_history
from vivavoce.planning.domain.skills import SkillCatalog
from vivavoce.planning.domain.text_matching import normalize_text

MAX_RESUME_SKILLS = 30
_MAX_CONTACTS = 5
_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()|]{3,200}|(?:linkedin\.com|github\.com|xing\.com)/[^\s<>()|]{1,200}"
)
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d ()/.-]{6,22}\d(?![\w/])")
_DATES = re.compile(
    r"(?:19|20)\d\d\s*[-/.]\s*(?:19|20)?\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
)
_PHONE_DIGITS = range(8, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeFacts:
    """What a résumé says, each once and in the order of the text."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[str, ...]
    skills: tuple[str, ...]
    """The names of the catalog for the skills that the text names."""
    history: ResumeHistory
    has_instructions: bool
    """Whether a sentence addresses the machine that reads it."""


def read_resume(text: str, catalog: SkillCatalog) -> ResumeFacts:
    """Return the facts of a résumé; a sentence that addresses the machine is ignored."""
    sentences = split_sentences(text)
    own = [sentence for sentence in sentences if not is_prompt_injection(sentence)]
    lines = [
        line
        for line in text.splitlines()
        if not any(is_prompt_injection(sentence) for sentence in split_sentences(line))
    ]
    plain = "\n".join(own)
    without_emails = _EMAIL.sub(" ", plain)
    without_addresses = _LINK.sub(" ", without_emails)
    return ResumeFacts(
        emails=_distinct(_EMAIL.findall(plain)),
        phones=_distinct(_find_phones(without_addresses)),
        links=_distinct(link.rstrip(".,;:") for link in _LINK.findall(without_emails)),
        skills=_find_skills(without_addresses, catalog),
        history=read_history("\n".join(lines)),
        has_instructions=len(own) < len(sentences),
    )


def _find_phones(text: str) -> Iterable[str]:
    for found in _PHONE.findall(text):
        digits = sum(character.isdigit() for character in found)
        if digits in _PHONE_DIGITS and not _DATES.search(found):
            yield found.strip()


def _find_skills(text: str, catalog: SkillCatalog) -> tuple[str, ...]:
    spoken = normalize_text(text)
    places: dict[str, int] = {}
    for skill in catalog.find_in_text(text):
        names = (skill, *catalog.skills[skill].aliases)
        found = [at for name in names if (at := spoken.find(normalize_text(name))) >= 0]
        places[skill] = min(found, default=len(spoken))
    return tuple(sorted(places, key=lambda skill: (places[skill], skill))[:MAX_RESUME_SKILLS])


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))[:_MAX_CONTACTS]
