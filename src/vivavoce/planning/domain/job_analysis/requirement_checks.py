"""Find what is checked with a proof and never asked about: licenses, years, degrees, languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vivavoce.contracts.job_analysis import CheckKind, StatementKind
from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.job_analysis.phrases import PhraseTable, tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import get_base, get_third_person_base
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.skills import load_skill_catalog

_YEARS = re.compile(
    r"\b(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b"
    r"[^.;]{0,20}?\b(?P<unit>years?|yrs?|months?|seasons?)\b(?![ -](?:of age|olds?)\b)",
    re.IGNORECASE,
)
_SOME_YEARS = re.compile(
    r"\b(?:several|many|some) (?:years|seasons)(?:'|\b(?= (?:in|of|as|with|on|at|behind)\b))",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0,
}  # fmt: skip
_PHRASES: dict[CheckKind, tuple[str, ...]] = {
    "license": (
        "licence|license|licences|licenses|licensed|licensure",
        "certificate|certificates|certification|certifications|certified|accreditation",
        "accredited as|by|with",
        "# edition",
        "st|nd|rd|th edition",
        "cert|certs",
        "approval for ?* class|category",
        "registration|registered with|as|nurse",
        "admission as|to",
        "admitted to|as",
        "card !",
        "gold|blue|green|white|cscs|rsa|rcg|journeyman card|cards",
        "first aid|aider",
        "forklift|truck|crane|slinger|excavator|digger|dumper|telehandler|unvented|seal|trade ticket|tickets",
        "red seal",
        "gas safe",
        "f gas",
        "* registered !",
        "valid|current|active|full|big|nmc|professional registration",
        "registered engineer|nurse|architect|practitioner|electrician",
        "hgv|lgv|pcv class|licence|c|ce|#",
        "with|and|driver cpc",
        "welding|tig|mig|mag coding",
        "iosh|nebosh|padi|stcw|bcba|rbt|nplq|bpec|gwo|opito|bosiet|cisrs|ipaf|pasma|npors|cpcs|vca|smsts|sssts",
        "acca|cima|cipd|hcpc|ahpra|gphc",
        "adr|oftec|nrswa|eusr|hiab|nptc|lantra|unvented|cieh",
        "sia licence|license|badge|door",
        "validated|coded to|at|for",
        "professional|medical|own|your indemnity",
        "indemnity insurance|cover",
        "class|category a|b|c|d|c+e|ce|be|b+e",
        "driving test|permit",
        "qualified teacher status",
        "screening check",
        "pgce|pgde|cdl|cpr|bls|acls|nvq|twic|tefl|celta|ccna|cissp|pmp|ccrn|aevo",
    ),
    "degree": (
        "degree|degrees",
        "bachelor's|bachelor|master's|bsc|msc|phd|mba|hnd|doctorate|b.a|b.sc|beng|meng",
        "diploma",
        "apprenticeship",
        "vocational qualification|training|school|education",
        "teaching|assessor|assessor's|trade|postgraduate|professional qualification|qualifications",
        "level # ?* qualification|award|certificate|diploma",
        "completed ?* training|education|studies|apprenticeship",
        "commercial training",
        "university|college education|graduate|studies",
        "high school",
        "a levels|level",
        "gcse|gcses|ged",
        "graduate in|of",
        "trained|qualified|journeyman as|in",
    ),
    "physical": (
        "lift|lifting|carry|carrying .. #",
        "# kg|lb|lbs|pounds",
        "stand|standing ?and|for|walking .. long|extended|hours|periods",
        "on your feet",
        "physically demanding|fit|hard",
        "at heights|height",
        "outdoors|outside",
        "medical ?* exam|examination|check|test",
        "° c|f",
    ),
    "time": (
        "shift|shifts|weekend|weekends|night|nights|evenings|overtime|standby",
        "on call",
        "full|part time",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|saturdays|sundays",
        "# hours|hour|h",
        "travel",
        "start|starting date|at|on",
    ),
    "screening": (
        "background|criminal|police|dbs|security|drug|credit|reference ?* check|checks|test|clearance|record",
        "dbs|pvg|vog|bpss",
        "sc|dv|ctc|nato|secret|government|baseline ?* clearance|cleared|vetting",
        "controlled goods",
        "working with children|vulnerable ?people|adults check|card",
        "disclosure and barring",
        "certificate of ?good conduct",
        "drug|background|security screen|screens|screening|vetting",
        "fingerprint|screening",
        "work|residence permit",
        "right to work",
        "vaccinated|vaccination|vaccinations|immunization|immunisation|immunizations|immunisations|immunity|jabs",
    ),
}
_REQUIREMENT_CHECKS: tuple[CheckKind, ...] = ("license", "degree", "screening")
_CONDITION_CHECKS: tuple[CheckKind, ...] = ("screening", "physical", "time", "license")
_NUMBERED_PAPER = re.compile(r"\b(?!ISO|IEC|DIN|EN\b|AS\d|SAP|RS\d|SQL)[A-Z]{2,4}[- ]?\d{1,4}\b")
"""A certificate that people call by letters and a number: "NR-10 valid", "SC103 cert"; no standard is one."""
_OF_CLASS = re.compile(
    r"\b(?:class|cat|category|grade|level|type) (?:\d{1,2}|[A-H][1-9]?(?:\+E|E)?|I{1,3}|IV)\b(?! (?:cabl|"
    r"room|area)\w*)",
    re.IGNORECASE,
)
"""A paper by its class, in a line that says little else: "Tractor cat F", "F-Gas category 1"."""
_MAX_CLASS_WORDS = 6
_IS_NO_PAPER = re.compile(
    r"\b(?:abilit(?:y|ies)|able|experience\w*|familiar\w*|knowledge|know|skills?|teach\w*|work\w*|pupils?|"
    r"maths|english|students?|children)\b",
    re.IGNORECASE,
)
_BY_NAME = re.compile(
    r"\bA&P\b|\bInspection Authori[sz]ation\b|\b(?:HGV|LGV|PCV) ?(?:\d|licen)|\bEPA ?60[89]\b|\bC\+E\b|"
    r"\b(?:CPC|RN|LPN|LVN|CNA|EMT|RDH|LCSW|LMFT|CPA|MRICS|FRICS|CEng|IEng|MCIOB|CSWIP|LOLER|MVR|QTS|CDL-[ABC])\b|"
    r"\bPE\b(?= (?:in|licen)|[,.]|\Z)|\b[Cc]hartered [a-z]{4,20}\b|\bMembership of (?:an?|the) |"
    r"\bPart[- ]\d{2,3} (?:certificate|licen|pilot)|\b(?!(?:CRM|GPU|HR|ID|IT|PC|QA|SD|SIM|UI)\b)[A-Z]{2,8} "
    r"(?:badge|card|endorsement|PIN|ticket)s?\b|"
    r"\b(?:[Cc]lean|[Cc]urrent|[Uu]nrestricted|[Ii]n-date) (?!SQL|SAP|AWS|IT\b|HR\b)[A-Z][A-Z&+-]{1,6}\b"
)
"""Papers that people call by their own names: "current A&P", "HGV1", "CPC"."""
_A_YEAR = re.compile(r"\b(?:a|an|each|every|per) (?:year|month|season)s?\Z", re.IGNORECASE)
"""How often something happens: "ten a year"."""
_IN_REGISTER = re.compile(r"\b[A-Z]{2,6} (?:registration|registered|PIN)\b")
"""A register of a profession that is known by its letters: "GMC registration"."""
_RIGHT_TO_WORK = re.compile(
    r"\b(?:(?:authori[sz]ed|eligible|entitled|permitted|legally able|eligibility|right) to work|"
    r"work (?:permit|"
    r"authori[sz]ation))\b",
    re.IGNORECASE,
)
_APPLIED_FOR = re.compile(
    r"\bwe(?:['\u2019]ll| will)? (?:apply|arrange|sponsor|help)\b|\bwelcome\b", re.IGNORECASE
)
_ACCEPT = (
    r"\b(?:(?:able|ability|happy|have|need|prepared|ready|required|willing|willingness|flexibility) to|"
    r"must)"
    r"(?: regularly| sometimes| also| be able to| be willing to| be prepared to)*"
)
_HOURS = re.compile(
    rf"{_ACCEPT} travel\b(?! (?:expenses|plans|arrangements|by other))|{_ACCEPT} (?:be|commit|cover|do|join|"
    rf"take part|work)"
    r"\b[^.;]{0,40}?\b(?:nights?|weekends?|saturdays?|sundays?|shifts?|evenings?|mornings|bank holidays|"
    r"on[- ]call|overtime)\b|\bmust be available\b|"
    r"\A(?:first|second|third|early|late|night|evening|day|twilight|rotating|split) shifts?\b|"
    r"\b(?:some|occasional|alternate|regular|every (?:other|second|third)) (?:\w+ )?(?:evenings?|nights?|"
    r"weekends?|(?:satur|sun)days?|bank holidays)\b(?= ?(?:\Z|[.,;]|work\b|required\b))",
    re.IGNORECASE,
)
"""Hours and journeys that somebody has to accept."""
_EFFORT = re.compile(
    r"\b(?:able|ability|have|must|need|required|fit enough)\b[^.;]{0,40}?\b(?:lift|carry|push|stand|"
    r"kneel|climb|"
    r"work at heights?|bend)\b(?=[^.;]*(?:\d ?(?:kg|lbs?|pounds|kilos)\b|\b(?:hours|floor|ladders?|"
    r"heights?|stairs|"
    r"all day|long periods)\b))",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(
    r"\b(?:valid|current|in date|up[- ]to[- ]date|certs?|certified|ticket|cards?|holders?|hold|held)\b",
    re.IGNORECASE,
)
_LANGUAGE_TEST = re.compile(r"\b(?:IELTS|TOEFL|TELC|DELE|DELF|DALF|JLPT)\b", re.IGNORECASE)
_DEMAND = re.compile(
    r"\A(?:(?:you|applicants|candidates|(?:the|a) (?:successful )?(?:candidate|applicant|person))"
    r" (?:must|(?:will )?need to) (?:already )?(?:hold|have|possess)\b)",
    re.IGNORECASE,
)
"""A sentence between others that demands a paper all the same."""
_TYPING_SPEED = re.compile(r"\b\d{2,3} ?(?:wpm|kph|words (?:per|a) minute)\b", re.IGNORECASE)
"""A short test shows how fast somebody types."""
_OF_A_COUNTRY = re.compile(
    r"\b(\w+) (?=(?:\w+ )?(?:law|laws|market|tax|taxes|building|cuisine|food|history|culture|literature|"
    r"rules|regulations|standards|wines?|customers|clients|accounting|gaap|polish\w*|windows?|doors?|horn|pastry|"
    r"press)\b)",
    re.IGNORECASE,
)
"""A language before it is a country: "German food law"."""
_KNOWLEDGE = re.compile(
    r"\A(?:(?:a |an |good|basic|sound|working|some|up-to-date|excellent) )*"
    r"(?:knowledge|understanding|awareness|grasp) of\b",
    re.IGNORECASE,
)
"""What one knows of certificates and rules is asked about; no paper proves it."""
_OF_OTHERS = re.compile(
    r"\b(?:retir(?:es?|ed|ing)|founded|established|trading|celebrat\w+|for the (?:last|past)|"
    r"years on(?=,)|within (?:one|two|the last)|our (?:[\w-]+ ){0,4}?(?:company|firm|"
    r"software|team|shop|business)|we(?:'ve| have) (?:been|had)|once you(?:'ve| have))\b",
    re.IGNORECASE,
)
"""Time of the employer, of a person who goes, or still to come."""
_LASTING = re.compile(
    r"\b(?:within|after|every|until|up to|the first|your first|(?:contract|probation|notice|period|term|"
    r"training|"
    r"program(?:me)?)(?: period)? (?:of|is|lasts|runs)|lasts?|takes|over the next|in|aged)(?: about|"
    r" the)?\Z",
    re.IGNORECASE,
)
_HAS_WORKED = re.compile(
    r"\b(?:have|has|having|worked|experience|been|employed|practi[cs]ed|done)\b", re.IGNORECASE
)
_COUNTED_LICENSES = re.compile(r"\b\d+-licen[cs]ed?\b", re.IGNORECASE)
"""A nursery is allowed so many children: "a 50-licence center"."""
_OFFERED = re.compile(
    r"\b(?:it(?:'s| is)|this is|we offer|we run|you(?:'ll| will) (?:do|complete|study|start|"
    r"work towards))\b"
    r"[^.;]{0,60}\bapprenticeship\b",
    re.IGNORECASE,
)
_SOME_LANGUAGE = re.compile(
    r"\b(?:second|third|foreign|other|another|additional|native|local|sign) languages?\b|"
    r"\blanguage skills\b",
    re.IGNORECASE,
)
"""No language is named, but one is meant; a speech and language therapist is none."""
_LANGUAGE_LEVEL = re.compile(r"(?:(?:at|on|to|in) )?\b[Ll]evel (?P<level>[ABC][12])\b")
"""How well a language is spoken, by the European scale; no certificate of a trade."""
_OF_DEGREE = re.compile(
    r"\b(?:in|to|at|with) (?:an? |the )?(?P<how>advanced|basic|certain|communicative|fluent|good|high|"
    r"sufficient|very good) degree\b(?! (?:in|of|from)\b)",
    re.IGNORECASE,
)
"""How well a language is spoken, and no diploma: "English in communicative degree"."""
_SOME_LEVEL = re.compile(r"\b(?:at|on|to) a level (?=at|of|that|where|which)")
"""How well something is known, and no exam at school: "at a level where you need no help"."""
_LANGUAGE_VERBS = frozenset(
    {
        "communicate",
        "converse",
        "read",
        "speak",
        "understand",
        "use",
        "work",
        "write",
        "know",
        "have",
    }
)
_GIVING_VERBS = load_words("giving_verbs")
"""Who does this with a paper gives it to others, and needs none: "Teaches the diploma"."""
_BESIDE_LANGUAGES = load_words("beside_languages")
_LEVELS = PhraseTable(
    (phrase, 0)
    for phrase in (
        "fluent|fluency|fluently|native|bilingual|conversational|communicative|mother|proficient|proficiency",
        "a1|a2|b1|b2|c1|c2",
        "spoken|written|speak|speaks|language|languages|comfortably|enough|sufficient",
        "basic|good|perfect|professional|business|very|excellent|some|working|solid",
    )
)


@dataclass(frozen=True, slots=True)
class RequirementCheck:
    """A yes-or-no check; ``years`` is the number of years for checks of experience."""

    kind: CheckKind
    words: str
    years: float | None = None


_COMPARES = re.compile(
    r"\b(?:worth|counts?|matters?|better|important) (?:\w+ ){0,4}?than (?:any|an?|the|your|some|"
    r"(?:any|every)thing (?:in|on) (?:an?|the|your|any)) (?:\w+ )?"
    r"(?:papers?|certificates?|degrees?|diplomas?|qualifications?|licen[cs]es?)\b",
    re.IGNORECASE,
)
"""What counts more than a paper: "worth more than any certificate"."""
_OF_SCHOOL = re.compile(
    r" of (?:high school |college |school )?(?:algebra|math\w*|chemistry|physics|biology|college|university|"
    r"high school|school|stud(?:y|ies))(?=\s*(?:\Z|[,.;)]|(?:and|or) ))",
    re.IGNORECASE,
)
_KEPT_CLEAN = re.compile(
    r"\b(?:clean (?:driving )?(?:licen[cs]e|record|MVR|abstract)|(?:licen[cs]e|record|MVR|abstract),? clean)"
    r"(?:,| for| over)*(?: the)?(?: last| past)? \Z",
    re.IGNORECASE,
)
"""A license or record without points for some years: "Clean MVR, five years"."""


def find_check(text: str, kind: StatementKind) -> RequirementCheck | None:
    """Return the check that a requirement or condition calls for, or None if it is to be asked about."""
    if (
        kind == "legal"
        and not _APPLIED_FOR.search(text)
        and (right := _RIGHT_TO_WORK.search(text)) is not None
    ):
        return RequirementCheck("screening", right.group())
    if kind == "context" and _DEMAND.search(text):
        kind = "requirement"
    if kind not in {"requirement", "condition"}:
        return None
    if _states_act(text):
        return None
    text = _LANGUAGE_LEVEL.sub(r"\1", _COUNTED_LICENSES.sub(" ", _SOME_LEVEL.sub(" ", text)))
    text = _OF_DEGREE.sub(r"\g<how>", text)
    plain = text.replace("\u2019", "'")
    if _OFFERED.search(plain) or _COMPARES.search(plain):
        return None
    tokens = tokenize_words(text)
    papers = _REQUIREMENT_CHECKS if kind == "requirement" else _CONDITION_CHECKS
    for check_kind in () if _KNOWLEDGE.match(plain) else papers:
        found = _load_table(check_kind).find(tokens)
        if found:
            return RequirementCheck(check_kind, " ".join(next(iter(found.values()))))
    if kind == "condition":
        return None
    named = _find_named_paper(text, plain) or find_years(text)
    return named or find_availability(text) or _find_language(text)


def _states_act(text: str) -> bool:
    """Return whether a line says what somebody gives others: "Teaches the diploma", not "Holds a diploma"."""
    first = next(iter(tokenize_words(text)), None)
    return first is not None and get_third_person_base(first.text) in _GIVING_VERBS


def _find_named_paper(text: str, plain: str) -> RequirementCheck | None:
    """Return the check of a permit, an entry in a register or a test of a language, or None."""
    if (right := _RIGHT_TO_WORK.search(text)) is not None:
        return RequirementCheck("screening", right.group())
    paper = None if _KNOWLEDGE.match(plain) else _NUMBERED_PAPER.search(text)
    if paper is not None and _IN_FORCE.search(plain):
        return RequirementCheck("license", paper.group())
    of_class = _OF_CLASS.search(plain)
    is_short = len(plain.split()) <= _MAX_CLASS_WORDS
    if of_class is not None and is_short and not _IS_NO_PAPER.search(plain):
        return RequirementCheck("license", of_class.group())
    if (register := _IN_REGISTER.search(text)) is not None:
        return RequirementCheck("license", register.group())
    named = None if _IS_NO_PAPER.search(plain) else _BY_NAME.search(text)
    if named is not None:
        return RequirementCheck("license", named.group())
    if (speed := _TYPING_SPEED.search(text)) is not None:
        return RequirementCheck("screening", speed.group())
    test = _LANGUAGE_TEST.search(text)
    return None if test is None else RequirementCheck("language", test.group())


def find_years(text: str) -> RequirementCheck | None:
    """Return the check of how long somebody must have worked, or None."""
    plain = text.replace("\u2019", "'")
    years = _YEARS.search(text)
    if years is None and (some := _SOME_YEARS.search(plain)) is not None:
        return None if _OF_OTHERS.search(plain) else RequirementCheck("years", some.group())
    if years is not None and (
        _A_YEAR.search(years.group())
        or plain[years.end() :].startswith((" in a row", " running"))
        or _OF_SCHOOL.match(plain, years.end())
        or (_KEPT_CLEAN.search(plain, 0, years.start()) and "experience" not in plain.lower())
    ):
        return None
    if years is None or _OF_OTHERS.search(plain) or not _is_of_person(plain, years):
        return None
    return RequirementCheck("years", years.group(), _count_years(years))


def find_availability(text: str) -> RequirementCheck | None:
    """Return the check of hours, journeys or weights that somebody has to accept, or None."""
    if (effort := _EFFORT.search(text)) is not None:
        return RequirementCheck("physical", effort.group())
    hours = _HOURS.search(text)
    return None if hours is None else RequirementCheck("time", hours.group())


def _is_of_person(text: str, years: re.Match[str]) -> bool:
    """Return whether a time is one of experience, and not how long something lasts or is kept."""
    before = text[: years.start()].rstrip()
    if _LASTING.search(before):
        return False
    return not before.endswith((" for", "For")) or _HAS_WORKED.search(before) is not None


def names_language_only(text: str) -> bool:
    """Return whether an act is to speak a language, and nothing else: "communicate in Dutch and English".

    What people write or say in it is work: "write the menu in French".
    """
    words = [token.text for token in tokenize_words(text)]
    if get_base("".join(words[:1])) not in _LANGUAGE_VERBS:
        return False
    names = _language_names()
    is_named = not names.isdisjoint(words)
    return is_named and all(
        word in names or word in _BESIDE_LANGUAGES or get_base(word) in _LANGUAGE_VERBS
        for word in words[1:]
    )


def _find_language(text: str) -> RequirementCheck | None:
    text = _OF_A_COUNTRY.sub("", text)
    tokens = tokenize_words(text)
    languages = [token.text for token in tokens if token.text in _language_names()]
    if not languages:
        is_named = _SOME_LANGUAGE.search(text) is not None
        return RequirementCheck("language", "language") if is_named else None
    mentions = load_skill_catalog().find_mentions(text)
    others = [skill for skill in mentions if skill.group != "L" and skill.kind == "tool"]
    is_short = len(tokens) <= 2 * len(languages) + 3
    if (is_short or _LEVELS.find(tokens) or len(languages) > 1) and not others:
        return RequirementCheck("language", " ".join(languages))
    return None


def _count_years(match: re.Match[str]) -> float:
    raw = match["count"].lower()
    count = float(raw) if raw.isdigit() else _NUMBERS[raw]
    return round(count / 12, 2) if match["unit"].lower().startswith("month") else count


@cache
def _load_table(kind: CheckKind) -> PhraseTable:
    return PhraseTable((phrase, number) for number, phrase in enumerate(_PHRASES[kind]))


@cache
def _language_names() -> frozenset[str]:
    names = (skill.name.lower() for skill in load_catalog().skills if skill.group == "L")
    return frozenset(name for name in names if " " not in name)
