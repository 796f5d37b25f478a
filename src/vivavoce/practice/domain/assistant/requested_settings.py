"""Read interview settings from a message: explicit ones beat inferred ones, later ones beat earlier ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.practice.domain.assistant.extraction import extract_target_role, find_company
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage

DURATIONS_MINUTES = (5, 10, 15)
DEFAULT_SETTINGS: Mapping[str, str | int] = {
    "persona_id": "emma",
    "interview_type": "behavioral",
    "duration_minutes": 10,
    "difficulty": "medium",
}
SettingValue = str | int
_SettingRule = tuple[SettingValue, LazyPattern]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAdjustment:
    """A requested value that is not offered, and the value that replaces it."""

    field: str
    requested: str
    applied: str


@dataclass(frozen=True, slots=True)
class RequestedSettings:
    """Settings that the message names explicitly, and settings that are inferred from it."""

    explicit: Mapping[str, SettingValue] = field(default_factory=dict)
    inferred: Mapping[str, SettingValue] = field(default_factory=dict)
    adjustments: tuple[RequestAdjustment, ...] = ()

    def with_defaults(self) -> dict[str, SettingValue]:
        """Return all settings: explicit values, else inferred ones, else the defaults."""
        return {**DEFAULT_SETTINGS, **self.inferred, **self.explicit}


def _compile_rules(*rows: tuple[SettingValue, str]) -> tuple[_SettingRule, ...]:
    return tuple((value, LazyPattern(pattern)) for value, pattern in rows)


_PERSONA_EXPLICIT = _compile_rules(
    (
        "payal",
        r"\b(?:payal|warm and friendly|(?:friendly|warm|encouraging) (?:interviewer|persona|one"
        r"|style|person))\b",
    ),
    ("emma", r"\b(?:emma|(?:professional|structured|crisp) (?:interviewer|persona|one|style))\b"),
    ("john", r"\b(?:john|(?:calm|probing|senior) (?:interviewer|persona|one|style))\b"),
    ("kapil", r"\b(?:kapil|(?:energetic|conversational) (?:interviewer|persona|one|style))\b"),
)
_PERSONA_IMPLIED = _compile_rules(
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
_TYPE_EXPLICIT = _compile_rules(
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
_CODING = LazyPattern(
    r"\b(?:coding|code|algorithms?|algo|leet ?code|system[- ]design|(?:software )?architecture"
    r"|data structures?|dsa|program+ing|implementation|hacker ?rank|live[- ]cod\w+|big[- ]o)\b"
)
_TYPE_TOPICS = _compile_rules(
    (
        "behavioral",
        r"\b(?:leadership|conflicts?|team ?work|ownership|priorit\w+|under pressure"
        r"|strengths? and weaknesses|failure stor\w+|motivation)\b",
    ),
)
_TYPE_FIELDS = _compile_rules(
    (
        "role_related",
        r"\b(?:role|product|sales|(?<!system )(?<!system-)design|data|marketing|operations"
        r"|finance|accounting|engineering|support|logistics|legal|analytics|devops|ux)\b",
    ),
)
_DIFFICULTY_EXPLICIT = _compile_rules(
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
_DIFFICULTY_IMPLIED = _compile_rules(
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
_FRAMEWORK = LazyPattern(
    r"\b(STAR|CAR|SOAR)\b(?! (?:sales|dealer|rental|wash))|(?i:\b(star|car|soar)[- ]?(?:method"
    r"|format|framework|technique|style|approach|answers?|structure|stories|model))"
)
_CASE_FRAMEWORK = LazyPattern(r"\bcase[- ](?:interview|stud(?:y|ies)|style|round|questions?)\b")
_PRODUCT_SENSE = LazyPattern(r"\bproduct[- ]sense\b")
_VOICE_MODE = LazyPattern(
    r"\b(?:voice[- ]only|audio[- ]only|only (?:by )?(?:voice|audio)|just (?:voice|audio)"
    r"|voice interview|by voice"
    r"|(?:no|without (?:a |my )?|not use (?:my )?|don't have a) ?(?:camera|webcam|video)"
    r"|camera off|turn off (?:the |my )?camera)\b"
)
_NEGATED = LazyPattern(
    r"(?:\bnot|\bno|\bnever|\bwithout|\bavoid|\binstead of|\brather than|n't|\bskip"
    r"|\bless)(?: (?:a|an|the|be|do|want|too|any|with|use|make it|so))* ?$"
)

_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER = (
    rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
)
_DURATION = LazyPattern(
    rf"(?:(?<![\w.,])({_NUMBER})[ -]?(minutes?|mins?|minuten|m|hours?|hrs?|h)\b(?! (?:ago|late))"
    r"|\b(half an hour|half[- ]hour|quarter of an hour|quarter hour|an hour)\b)"
)
_BARE_NUMBER = LazyPattern(
    r"\b(?:just|only|rather|make it|better|but) (\d{1,2})(?=\s*(?:$|[,.!?]|please|instead))"
)
_NOT_A_LENGTH = LazyPattern(
    r"\b(?:in|within|for the last|since|over|every)(?: about| around| like| just)? $"
)
_SHORT_SESSION = LazyPattern(
    r"\b(?:quick(?! question)|quickly|short on time|(?:limited|little|not much|no) time|brief"
    r"|first sample|just try|shortest|speedy)\b"
)
_LONG_SESSION = LazyPattern(
    r"\b(?:full(?![- ](?:stack|time))|deep(?! learning)|deeper|in[- ]depth|thorough|longest"
    r"|senior)\b"
)

_CONTEXT_CHARACTERS = 120


def find_nearest_duration(minutes: float) -> int:
    """Return the offered duration nearest to ``minutes``; of two equally near ones, the shorter."""
    return min(DURATIONS_MINUTES, key=lambda offered: (abs(offered - minutes), offered))


def parse_requested_settings(message: ParsedMessage) -> RequestedSettings:
    """Return the settings that a message asks for.

    Of a pasted document, only a job posting's title (as the role) and its presence (as a hint at the
    interview type) are used.
    """
    text = message.normalized_text
    role = extract_target_role(message.own_text) or message.posting_title
    company = find_company(message.own_text)
    framework = _read_framework(message)
    duration_text, minutes = _read_duration(text)
    exact = None if minutes is None else find_nearest_duration(minutes)
    explicit: dict[str, SettingValue | None] = {
        "persona_id": _last_match(_PERSONA_EXPLICIT, text),
        "interview_type": _read_explicit_type(text),
        "duration_minutes": exact,
        "difficulty": _last_match(_DIFFICULTY_EXPLICIT, text),
        "target_role": role or None,
        "company_name": company or None,
        "framework": framework,
        "requested_mode": "voice" if _VOICE_MODE.search(text) else None,
    }
    inferred: dict[str, SettingValue | None] = {
        "persona_id": _last_match(_PERSONA_IMPLIED, text),
        "interview_type": _infer_type(message, role=role, framework=framework),
        "difficulty": _last_match(_DIFFICULTY_IMPLIED, text),
    }
    inferred["duration_minutes"] = _infer_duration(
        text, str(explicit["interview_type"] or inferred["interview_type"])
    )
    named_settings, adjusted = _read_named_values(message.named_values)
    changes = (
        () if exact is None or minutes == exact else (_duration_adjustment(duration_text, exact),)
    )
    return RequestedSettings(
        {**_drop_missing(explicit), **named_settings},
        _drop_missing(inferred),
        adjusted if adjusted else changes,
    )


def _drop_missing(values: Mapping[str, SettingValue | None]) -> dict[str, SettingValue]:
    return {name: value for name, value in values.items() if value is not None}


def _read_named_values(
    named_values: Mapping[str, str],
) -> tuple[dict[str, SettingValue], tuple[RequestAdjustment, ...]]:
    """Return the values given by field name, and adjustments; values that are not offered are ignored."""
    settings: dict[str, SettingValue] = {}
    adjusted: tuple[RequestAdjustment, ...] = ()
    for name, value in named_values.items():
        if name == "duration_minutes":
            if not re.fullmatch(r"\d{1,4}", value):
                continue
            settings[name] = find_nearest_duration(int(value))
            if settings[name] != int(value):
                adjusted = (
                    _duration_adjustment(f"{value} minutes", find_nearest_duration(int(value))),
                )
        elif (
            value.lower() in _OFFERED_VALUES.get(name, {value.lower()})
            and name not in _NOT_SETTINGS
        ):
            settings[name] = value.lower() if name in _OFFERED_VALUES else value
    return settings, adjusted


_NOT_SETTINGS = {"session_id", "artifact_type"}
_OFFERED_VALUES: dict[str, set[str]] = {
    "persona_id": {"payal", "emma", "john", "kapil"},
    "interview_type": {"warm_up", "behavioral", "role_related", "coding"},
    "difficulty": {"student", "easy", "medium", "hard", "advanced"},
    "requested_mode": {"voice"},
}


def _duration_adjustment(requested: str, applied: int) -> RequestAdjustment:
    return RequestAdjustment(field="duration_minutes", requested=requested, applied=str(applied))


def _last_match(rules: tuple[_SettingRule, ...], text: str) -> SettingValue | None:
    """Return the value of the last match that is not negated, or None."""
    matches = [
        (match.start(), value)
        for value, pattern in rules
        for match in pattern.finditer(text)
        if not _NEGATED.search(_text_before(text, match))
    ]
    return max(matches, key=lambda match: match[0])[1] if matches else None


def _text_before(text: str, match: re.Match[str]) -> str:
    """Return the text before a match in which a negation is looked for."""
    return text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]


def _read_explicit_type(text: str) -> SettingValue | None:
    explicit = _last_match(_TYPE_EXPLICIT, text)
    coding = _last_match((("coding", _CODING),), text)
    if coding is None or explicit in (None, "role_related"):
        return coding or explicit
    return _last_match((*_TYPE_EXPLICIT, ("coding", _CODING)), text)


def _infer_type(message: ParsedMessage, *, role: str, framework: str | None) -> SettingValue | None:
    if topic := _last_match(_TYPE_TOPICS, message.normalized_text):
        return topic
    if framework in {"STAR", "CAR", "SOAR"}:
        return "behavioral"
    if role or framework or message.job_description:
        return "role_related"
    return _last_match(_TYPE_FIELDS, message.normalized_text)


def _read_framework(message: ParsedMessage) -> str | None:
    if match := _FRAMEWORK.search(message.own_text):
        return (match[1] or match[2]).upper()
    if _CASE_FRAMEWORK.search(message.normalized_text):
        return "case"
    return "product sense" if _PRODUCT_SENSE.search(message.normalized_text) else None


def _read_duration(text: str) -> tuple[str, float | None]:
    """Return the last duration in ``text``, in the person's words and in minutes, or ``('', None)``."""
    mentions = [
        (match[0], _to_minutes(match))
        for match in _DURATION.finditer(text)
        if not _NOT_A_LENGTH.search(_text_before(text, match))
        and not _NEGATED.search(_text_before(text, match))
    ]
    if _DURATION.search(text) and (bare := _BARE_NUMBER.findall(text)):
        mentions.append((f"{bare[-1]} minutes", float(bare[-1])))
    return mentions[-1] if mentions else ("", None)


def _to_minutes(match: re.Match[str]) -> float:
    if fraction := match[3]:
        return 15 if fraction.startswith("quarter") else 30 if fraction.startswith("half") else 60
    number = float(_NUMBER_WORDS.get(match[1]) or match[1].replace(",", "."))
    return number * 60 if match[2].startswith("h") else number


def _infer_duration(text: str, interview_type: str) -> int | None:
    minutes = _last_match(((5, _SHORT_SESSION), (15, _LONG_SESSION)), text)
    if minutes is not None:
        return int(minutes)
    return 5 if interview_type == "warm_up" else None
