"""What an interview is to be like, read from words: explicit beats inferred, later beats earlier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.practice.domain.assistant.names import find_company, find_role
from vivavoce.practice.domain.assistant.said import Said

MINUTES = (5, 10, 15)
USUAL: Mapping[str, str | int] = {
    "persona_id": "emma",
    "interview_type": "behavioral",
    "duration_minutes": 10,
    "difficulty": "medium",
}
Value = str | int
_Rule = tuple[Value, re.Pattern[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A wish that could not be met as it was said."""

    field: str
    requested: str
    applied: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for outright, and what only follows from what was said."""

    explicit: Mapping[str, Value] = field(default_factory=dict)
    inferred: Mapping[str, Value] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()

    def filled(self) -> dict[str, Value]:
        """Return all settings: what was said, else what follows, else what is usual."""
        return {**USUAL, **self.inferred, **self.explicit}


def _rules(*rows: tuple[Value, str]) -> tuple[_Rule, ...]:
    return tuple((value, re.compile(pattern)) for value, pattern in rows)


_PERSONA_SAID = _rules(
    (
        "payal",
        r"\b(?:payal|warm and friendly|(?:friendly|warm|encouraging) (?:interviewer|persona|one"
        r"|style|person))\b",
    ),
    ("emma", r"\b(?:emma|(?:professional|structured|crisp) (?:interviewer|persona|one|style))\b"),
    ("john", r"\b(?:john|(?:calm|probing|senior) (?:interviewer|persona|one|style))\b"),
    ("kapil", r"\b(?:kapil|(?:energetic|conversational) (?:interviewer|persona|one|style))\b"),
)
_PERSONA_MEANT = _rules(
    (
        "payal",
        r"\b(?:nervous\w*|anxious|anxiety|shy|afraid|scared|fear|frightened|confidence"
        r"|early[- ]career|panic"
        r"|(?:hands?|voice) shak\w+|shaky|stage fright|insecure|first (?:ever |real |job "
        r"|proper |mock )*interview)\b",
    ),
    (
        "john",
        r"\b(?:senior|seniors|leadership|executives|executive[- ](?:style|level|interview|round"
        r"|board)|c-level|(?<!low )(?<!low-)(?<!no )pressure|tough|probing"
        r"|principal|vp|director)\b",
    ),
    (
        "kapil",
        r"\b(?:energetic|energy|momentum|casual(?:,)? (?:but|and|yet) (?:challenging|demanding)"
        r"|challenge me|lively|fast[- ]paced)\b",
    ),
)
_TYPE_SAID = _rules(
    (
        "warm_up",
        r"\b(?:warm[- ]?up|intro(?:ductory|duction)? (?:round|interview|call|session)"
        r"|tell me about (?:yourself|myself)|ice ?breakers?|introduc\w+ (?:my|your)self"
        r"|self[- ]introduction)\b",
    ),
    (
        "behavioral",
        r"\b(?:behaviou?rals?|human resources (?:round|interview)|competency[- ]based|soft skills?"
        r"|hr(?! (?:manager|business|director|assistant|specialist|generalist|partner|officer"
        r"|lead)))\b",
    ),
    (
        "role_related",
        r"\b(?:role[- _]related|role[- ]specific|technical|tech (?:round|interview|screen)"
        r"|role[- ]based)\b",
    ),
)
_CODING = re.compile(
    r"\b(?:coding|code|algorithms?|algo|leet ?code|system[- ]design|(?:software )?architecture"
    r"|data structures?|dsa|program+ing|implementation|hacker ?rank|live[- ]cod\w+|big[- ]o)\b"
)
_TYPE_TOPICS = _rules(
    (
        "behavioral",
        r"\b(?:leadership|conflicts?|team ?work|ownership|priorit\w+|under pressure"
        r"|strengths? and weaknesses|failure stor\w+|motivation)\b",
    ),
)
_TYPE_FIELDS = _rules(
    (
        "role_related",
        r"\b(?:role|product|sales|(?<!system )(?<!system-)design|data|marketing|operations"
        r"|finance|accounting|engineering|support|logistics|legal|analytics|devops|ux)\b",
    ),
)
_DIFFICULTY_SAID = _rules(
    ("student", r"\bstudent[- ](?:level|difficulty|mode)|\bdifficulty:? student\b"),
    (
        "easy",
        r"\b(?:easy|low[- ]pressure|no pressure|light one|gentle|relaxed|simple (?:questions"
        r"|interview|one))\b",
    ),
    (
        "medium",
        r"\b(?:medium|(?:standard|normal|average|moderate) (?:difficulty|level|questions))\b",
    ),
    (
        "hard",
        r"\b(?:hard(?! (?:skills?|time|work|worker|to|for|on|ware))"
        r"|(?<!work )(?<!working )difficult (?:questions?|interview|one|level|mode)"
        r"|tough (?:questions?|interview|one|level|mode|round|session))\b",
    ),
    ("advanced", r"\b(?:advanced|expert)\b(?! (?:excel|sql|analytics|degree))"),
)
_DIFFICULTY_MEANT = _rules(
    (
        "student",
        r"\b(?:students?|interns?|internships?|(?:first|1st) (?:ever |real |job |proper "
        r"|mock )*(?:interview|job)|graduates?|school leaver|apprentice\w*|trainee)\b",
    ),
    (
        "hard",
        r"\b(?:senior|principal|staff engineer|final[- ]rounds?|last round|faang|maang"
        r"|challenge me|google[- ]style)\b",
    ),
)
_FRAMEWORK = re.compile(
    r"\b(STAR|CAR|SOAR)\b(?! (?:sales|dealer|rental|wash))|(?i:\b(star|car|soar)[- ]?(?:method"
    r"|format|framework|technique|style|approach|answers?|structure|stories|model))"
)
_CASE = re.compile(r"\bcase[- ](?:interview|stud(?:y|ies)|style|round|questions?)\b")
_PRODUCT_SENSE = re.compile(r"\bproduct[- ]sense\b")
_VOICE = re.compile(
    r"\b(?:voice[- ]only|audio[- ]only|only (?:by )?(?:voice|audio)|just (?:voice|audio)"
    r"|voice interview|by voice"
    r"|(?:no|without (?:a |my )?|not use (?:my )?|don't have a) ?(?:camera|webcam|video)"
    r"|camera off|turn off (?:the |my )?camera)\b"
)
_NEGATED = re.compile(
    r"(?:\bnot|\bno|\bnever|\bwithout|\bavoid|\binstead of|\brather than|n't|\bskip"
    r"|\bless)(?: (?:a|an|the|be|do|want|too|any|with|use|make it|so))* ?$"
)

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_TIME = re.compile(
    rf"(?:(?<![\w.,])({_NUMBER})[ -]?(minutes?|mins?|minuten|m|hours?|hrs?|h)\b(?! (?:ago|late))"
    r"|\b(half an hour|half[- ]hour|quarter of an hour|quarter hour|an hour)\b)"
)
_BARE = re.compile(
    r"\b(?:just|only|rather|make it|better|but) (\d{1,2})(?=\s*(?:$|[,.!?]|please|instead))"
)
_AWAY = re.compile(
    r"\b(?:in|within|for the last|since|over|every)(?: about| around| like| just)? $"
)
_SHORT = re.compile(
    r"\b(?:quick(?! question)|quickly|short on time|(?:limited|little|not much|no) time|brief"
    r"|first sample|just try|shortest|speedy)\b"
)
_FULL = re.compile(
    r"\b(?:full(?![- ](?:stack|time))|deep(?! learning)|deeper|in[- ]depth|thorough|longest"
    r"|senior)\b"
)

_BEFORE = 120


def nearest(minutes: float) -> int:
    """Return the offered length nearest to ``minutes``; of two equally near, the shorter."""
    return min(MINUTES, key=lambda offered: (abs(offered - minutes), offered))


def read_wishes(said: Said) -> Wishes:
    """Return what ``said`` asks of an interview. Documents that it carries are not asked."""
    text = said.folded
    role = find_role(said.speech) or said.title
    company = find_company(said.speech)
    framework = _framework(said)
    asked, minutes = _length(text)
    exact = None if minutes is None else nearest(minutes)
    explicit: dict[str, Value | None] = {
        "persona_id": _last(_PERSONA_SAID, text),
        "interview_type": _type_said(text),
        "duration_minutes": exact,
        "difficulty": _last(_DIFFICULTY_SAID, text),
        "target_role": role or None,
        "company_name": company or None,
        "framework": framework,
        "requested_mode": "voice" if _VOICE.search(text) else None,
    }
    inferred: dict[str, Value | None] = {
        "persona_id": _last(_PERSONA_MEANT, text),
        "interview_type": _type_meant(said, role=role, framework=framework),
        "difficulty": _last(_DIFFICULTY_MEANT, text),
    }
    inferred["duration_minutes"] = _length_meant(
        text, str(explicit["interview_type"] or inferred["interview_type"])
    )
    named, adjusted = _named(said.pairs)
    changes = () if exact is None or minutes == exact else (_length_changed(asked, exact),)
    return Wishes(
        {**_present(explicit), **named}, _present(inferred), adjusted if adjusted else changes
    )


def _present(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _named(pairs: Mapping[str, str]) -> tuple[dict[str, Value], tuple[Adjustment, ...]]:
    """Return values that came by their own names; what is not offered is left to the other rules."""
    made: dict[str, Value] = {}
    adjusted: tuple[Adjustment, ...] = ()
    for name, value in pairs.items():
        if name == "duration_minutes":
            if not re.fullmatch(r"\d{1,4}", value):
                continue
            made[name] = nearest(int(value))
            if made[name] != int(value):
                adjusted = (_length_changed(f"{value} minutes", nearest(int(value))),)
        elif value.lower() in _OFFERED.get(name, {value.lower()}) and name not in _NOT_SETTINGS:
            made[name] = value.lower() if name in _OFFERED else value
    return made, adjusted


_NOT_SETTINGS = {"session_id", "artifact_type"}
_OFFERED: dict[str, set[str]] = {
    "persona_id": {"payal", "emma", "john", "kapil"},
    "interview_type": {"warm_up", "behavioral", "role_related", "coding"},
    "difficulty": {"student", "easy", "medium", "hard", "advanced"},
    "requested_mode": {"voice"},
}


def _length_changed(requested: str, applied: int) -> Adjustment:
    return Adjustment(field="duration_minutes", requested=requested, applied=str(applied))


def _last(rules: tuple[_Rule, ...], text: str) -> Value | None:
    """Return the value of the last match that is not taken back by a 'not' before it."""
    found = [
        (match.start(), value)
        for value, pattern in rules
        for match in pattern.finditer(text)
        if not _NEGATED.search(_before(text, match))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _before(text: str, found: re.Match[str]) -> str:
    """Return as much of what stands before a match as can take it back."""
    return text[max(0, found.start() - _BEFORE) : found.start()]


def _type_said(text: str) -> Value | None:
    said = _last(_TYPE_SAID, text)
    coding = _last((("coding", _CODING),), text)
    if coding is None or said in (None, "role_related"):
        return coding or said
    return _last((*_TYPE_SAID, ("coding", _CODING)), text)


def _type_meant(said: Said, *, role: str, framework: str | None) -> Value | None:
    if topic := _last(_TYPE_TOPICS, said.folded):
        return topic
    if framework in {"STAR", "CAR", "SOAR"}:
        return "behavioral"
    if role or framework or said.job_description:
        return "role_related"
    return _last(_TYPE_FIELDS, said.folded)


def _framework(said: Said) -> str | None:
    if found := _FRAMEWORK.search(said.speech):
        return (found[1] or found[2]).upper()
    if _CASE.search(said.folded):
        return "case"
    return "product sense" if _PRODUCT_SENSE.search(said.folded) else None


def _length(text: str) -> tuple[str, float | None]:
    """Return the last length that was said, in the person's words and in minutes."""
    said = [
        (found[0], _minutes(found))
        for found in _TIME.finditer(text)
        if not _AWAY.search(_before(text, found)) and not _NEGATED.search(_before(text, found))
    ]
    if _TIME.search(text) and (bare := _BARE.findall(text)):
        said.append((f"{bare[-1]} minutes", float(bare[-1])))
    return said[-1] if said else ("", None)


def _minutes(found: re.Match[str]) -> float:
    if whole := found[3]:
        return 15 if whole.startswith("quarter") else 30 if whole.startswith("half") else 60
    number = float(_COUNTS.get(found[1]) or found[1].replace(",", "."))
    return number * 60 if found[2].startswith("h") else number


def _length_meant(text: str, kind: str) -> int | None:
    found = _last(((5, _SHORT), (15, _FULL)), text)
    if found is not None:
        return int(found)
    return 5 if kind == "warm_up" else None
