"""Parse a job description: must-haves, nice-to-haves, and what is left out.

Two kinds of sentences are removed first, so that they cannot affect a plan: prompt injections, and demands
that an employer must not make.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vivavoce.contracts.unlawful_demands import (
    GROUND_LABELS,
    LawfulText,
    RemovedDemand,
    filter_sentence,
    find_unlawful_ground,
    find_unlawful_ground_in_item,
)
from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.skills import SkillCatalog
from vivavoce.planning.domain.text_matching import find_task_lines, normalize_text, to_single_line

UNNAMED_POSITION = "this position"
"""The name of a position without a usable title."""
MAX_REQUIREMENTS = 12
MAX_EXTRACTED_SKILLS = 8
_MAX_CHARACTERS = 20_000
_FILE = load_bank_file("job_text")
_BULLET_PATTERN, _SENTENCE_PATTERN = LazyPattern(_FILE["bullet"]), LazyPattern(_FILE["sentence"])
_MUST_HEAD_PATTERN, _NICE_HEAD_PATTERN = (
    LazyPattern(_FILE["must_heading"]),
    LazyPattern(_FILE["nice_heading"]),
)
_MUST_PATTERN, _NICE_PATTERN = LazyPattern(_FILE["must"]), LazyPattern(_FILE["nice"])
_ESSENTIAL_PATTERN = LazyPattern(_FILE["essential"])
_PROHIBITED_PATTERN = LazyPattern(_FILE["private"])
_PROMPT_INJECTION_PATTERNS = tuple(LazyPattern(pattern) for pattern in _FILE["orders"])


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequirements:
    """What a job description asks for, in its own words, and what was left out."""

    text: str
    """The sentences that were kept, one a line."""
    must_have: tuple[str, ...]
    nice_to_have: tuple[str, ...]
    prompt_injection_count: int = 0
    """The number of removed sentences that address the machine."""
    task_lines: tuple[str, ...] = ()
    """Lines about the work and its requirements; none about the company, its offer or how to apply."""
    excluded_demands: tuple[RemovedDemand, ...] = ()
    """The removed unlawful demands, in their own words."""
    job_text: str = ""
    """The job description with all its lines, without what was left out."""

    @property
    def unlawful_topics(self) -> tuple[str, ...]:
        """The protected grounds of the removed demands, each once."""
        return tuple(dict.fromkeys(demand.ground_label for demand in self.excluded_demands))


def parse_requirements(job_description: str) -> JobRequirements:
    """Return the requirements of a job description; prompt injections are counted, never followed."""
    must: dict[str, None] = {}
    nice: dict[str, None] = {}
    left_out: list[RemovedDemand] = []
    kept_lines: list[tuple[str, bool]] = []
    job_lines: list[str] = []
    orders, under = 0, ""
    for raw_line in _truncate(job_description).splitlines(keepends=True):
        kept: list[str] = []
        is_whole = True
        for written, is_bullet in _split_sentences(raw_line):
            if is_prompt_injection(written):
                orders, is_whole = orders + 1, False
                continue
            part = _remove_unlawful_demands(written, is_item=is_bullet or bool(under))
            left_out += part.removed
            is_whole = is_whole and not part.removed
            if not (line := part.text):
                continue
            spoken = normalize_text(line)
            kept.append(line)
            kept_lines.append((line, is_bullet))
            if heading := _classify_heading(line, spoken, is_bullet=is_bullet):
                under = heading
                continue
            is_item = is_bullet or not line.endswith((".", "!", "?"))
            target = {"must": must, "nice": nice}.get(
                _classify_sentence(spoken, under if is_item else "")
            )
            if target is not None:
                target[to_single_line(line, max_length=160).rstrip(" .;,")] = None
        job_lines.append(raw_line if is_whole else _rewrite_line(raw_line, kept))
    return JobRequirements(
        text="\n".join(line for line, _ in kept_lines),
        must_have=tuple(must)[:MAX_REQUIREMENTS],
        nice_to_have=tuple(item for item in nice if item not in must)[:MAX_REQUIREMENTS],
        prompt_injection_count=orders,
        task_lines=find_task_lines(kept_lines),
        excluded_demands=tuple(left_out),
        job_text="".join(job_lines),
    )


def extract_skills(text: str, catalog: SkillCatalog) -> list[str]:
    """Return up to 8 skills that a text names, in text order, ignoring prompt injections."""
    lawful_text = parse_requirements(text).text
    places = {}
    for skill in catalog.find_in_text(lawful_text):
        names = (skill, *catalog.skills[skill].aliases)
        spoken = normalize_text(lawful_text)
        places[skill] = min(
            (at for name in names if (at := spoken.find(normalize_text(name))) >= 0),
            default=len(spoken),
        )
    return sorted(places, key=lambda skill: places[skill])[:MAX_EXTRACTED_SKILLS]


def is_prompt_injection(sentence: str) -> bool:
    """Return whether a sentence addresses the machine that reads it."""
    spoken = normalize_text(sentence)
    return any(pattern.search(spoken) for pattern in _PROMPT_INJECTION_PATTERNS)


def find_unlawful_topic(sentence: str) -> str | None:
    """Return the label of the protected ground that a sentence makes a demand about, or None."""
    ground = find_unlawful_ground(sentence)
    return None if ground is None else GROUND_LABELS[ground]


def is_prohibited_topic(text: str) -> bool:
    """Return whether a text is about something that must not be asked or scored."""
    return bool(_PROHIBITED_PATTERN.search(normalize_text(text)))


def is_essential(sentence: str) -> bool:
    """Return whether a sentence says that something is necessary, as in "you must" or "essential"."""
    return bool(_ESSENTIAL_PATTERN.search(normalize_text(sentence)))


def _remove_unlawful_demands(line: str, *, is_item: bool) -> LawfulText:
    part = filter_sentence(line)
    if is_item and not part.removed and (ground := find_unlawful_ground_in_item(line)):
        return LawfulText("", (RemovedDemand(line, ground),))
    return part


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else text[:_MAX_CHARACTERS].rpartition("\n")[0]


def _split_sentences(line: str) -> Iterator[tuple[str, bool]]:
    plain = "".join(c for c in line if unicodedata.category(c) not in {"Cf", "Cc"})
    is_bullet = bool(_BULLET_PATTERN.match(plain))
    bare = _BULLET_PATTERN.sub("", plain).strip()
    for sentence in _SENTENCE_PATTERN.split(bare):
        if sentence.strip(" #*_-="):
            yield sentence.strip(), is_bullet


def _rewrite_line(line: str, sentences: Sequence[str]) -> str:
    """Return the line with only these sentences, as long as before, so that later offsets stay."""
    bare = line.rstrip("\r\n")
    bullet = _BULLET_PATTERN.match(bare)
    start = bullet.group() if bullet and sentences else ""
    return (start + " ".join(sentences)).ljust(len(bare)) + line[len(bare) :]


def _classify_heading(line: str, normalized: str, *, is_bullet: bool) -> str:
    title = normalized.strip(" #*_:-")
    words = len(title.split())
    is_marked = line.startswith("#") or line.rstrip("* ").endswith(":")
    if is_bullet or words > 7 or title.endswith((".", "!", "?")):
        return ""
    if not is_marked and words > 4:
        return ""
    if _NICE_HEAD_PATTERN.match(title):
        return "nice"
    if _MUST_HEAD_PATTERN.match(title):
        return "must"
    return "other" if is_marked else ""


def _classify_sentence(normalized: str, heading: str) -> str:
    if _NICE_PATTERN.search(normalized):
        return "nice"
    if heading in {"must", "nice"}:
        return heading
    return "must" if _MUST_PATTERN.search(normalized) and len(normalized.split()) > 2 else ""
