"""Lines of a job text that look like work or demands, and say how to apply or who the employer is."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.persons import is_person
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
)

_CALL = re.compile(
    r"(?i:please )?(?:[Cc]all|[Rr]ing|[Pp]hone|[Tt]ext|[Aa]sk for) [A-Z][a-z]+(?: [A-Z][a-z]+)?"
    r"(?:(?<!s)|,? (?:after|any|before|between|on|at|from|until|for|(?=\d))[^.!]{0,40})[.!]?"
    r"|(?i:please )?(?:[Ss]ee|[Ff]ind|(?:[Ss]peak|[Tt]alk) (?:to|with)) [A-Z][a-z]+(?: [A-Z][a-z]+)? "
    r"(?:behind|in|at) (?:the )?(?:bar|counter|desk|kitchen|office|reception|shop|till|yard)\b"
    r"[^.!]{0,40}[.!]?"
)
"""How to apply: "Call Ines after noon."; the names of people are no objects of the work."""
_APPLYING = re.compile(
    r"(?:please )?(?:bring|send|e-?mail|mail|enclose|attach|upload|include|submit)\b.*"
    r"\b(?:cvs?|r[e\u00e9]sum[e\u00e9]s?|portfolio|photos? of your|(?:valid|photo) ids?|cover(?:ing)? letter|"
    r"letter of motivation|your (?:application|papers|certificates|references))\b"
    r"|(?:please )?(?:call|come|drop|pop|walk) (?:along|by|in|over|round)\b(?=.*(?:\b(?:cvs?|"
    r"r[e\u00e9]sum[e\u00e9]s?|"
    r"ids?|photos?|hello|hi|ask for|interview|trial)\b|\d ?[ap]\.?m\b))"
    r"|(?:please )?(?:call|drop|pop|walk) (?:by|in) with your\b"
    r"|(?:please )?(?:e-?mail|send|submit)\b.*\b(?:referees|two references)\b"
    r"|(?:please )?(?:bring|take) yourself\b"
    r"|(?:please )?come (?:in |on )?(?:any (?:day|morning)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
    r"|(?:please )?apply\b"
    r"|(?:please )?(?:give|drop) (?:[\w.]{2,20} ){1,3}an? (?:bell|buzz|call|line|message|ring|shout|text)\b"
    r"(?=[^,.;]{0,30}(?:$|[,.;]|\band leave\b))"
    r"|(?:please )?(?:lift|pick up) the phone\b"
    r"|(?:please )?(?:pick up|fill (?:in|out)|collect|download|get|complete) an application\b"
    r"(?! (?:for|from)\b)"
    r"|(?:finalists|(?:shortlisted|selected|invited) (?:applicants|candidates|people))\b",
    re.IGNORECASE,
)
"""How to apply, which is no work: "Bring photos of your work", "Walk in 8PM-2AM", "Drop in with a CV"."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b)"
_DATE = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}"
_WHEN = (
    rf"(?=[^;!?]{{0,80}}?(?:\d{{1,2}}[./-]\d|\b{_DATE}\b|\b{_MONTH}\b|{_DAY}|"
    r"\b(?:noon|midnight|asap|immediate(?:ly)?|as soon as|tbc|flexible)\b|\b20\d\d\b))"
)
_DATE_OF_PROCESS = re.compile(
    r"(?:the )?(?:(?:application |final )?(?:closing date|deadline|closing(?= ?:))|"
    r"(?:last|final) day (?:to apply|for applications)|applications (?:close|must reach us)|"
    r"(?:interviews?|interview dates?|trial (?:shifts?|days?)|assessment (?:centre|center|day)s?)"
    r"(?= ?:| (?:is|are|will be|take place|on)\b(?! [^.;]{0,40}\bwith\b))|"
    r"(?:start(?:ing)? date|start|date of (?:entry|joining))(?= ?:)|"
    r"(?:to )?start(?:ing|s)?(?= (?:(?:in|on|from|at|about|around|by|the|early|mid|late|middle|end|beginning|"
    rf"start|first|week|of) ){{0,4}}(?:{_DAY}|{_MONTH}|{_DATE})\b(?! with\b)|"
    r" (?:asap|immediately|as soon as)\b))"
    rf"\b{_WHEN}",
    re.IGNORECASE,
)
"""A date of the application or of the start: "Closing date: noon, Friday 21 November.", "Start mid March"."""
_TITLE_FIELD = re.compile(
    r"(?:(?:job|position|post|role|vacancy) (?:name|title)|designation|position|vacancy) ?: "
    r"[^\s.,;:]+(?: [^\s.,;:]+){0,7}\s*$",
    re.IGNORECASE,
)
"""The name of the job in a form: "Post title: Grounds worker (2 openings)"."""
_TRIAL = re.compile(
    r"(?:an? |the )?(?:paid |unpaid )?(?:(?:half|full|one|two|three)[- ](?:day|hour)s? )?trial"
    r"(?: (?:day|morning|period|shift))?(?: (?:is|will be) (?:paid|held|part of [\w ]{3,40}))?[.!]?",
    re.IGNORECASE,
)
_NOT_SOUGHT = r"(?!(?:supplier|partner|buyer|sponsor|investor|tenant)s?\b)"
_SOUGHT_ALONE = re.compile(
    r"(?:(?:we(?:'re|\u2019re| are)|(?-i:[A-Z])[\w&'\u2019 -]{1,40} (?:is|are)) )?"
    r"(?:currently |now |urgently )?"
    r"(?:looking for|seeking|hiring|recruiting|in search of|on the lookout for) "
    r"(?:(?:someone|somebody|a person|people) for "
    r"(?=[^.;]{0,40}(?:day|morning|evening|night|weekend|hour|week)s?\b)|"
    rf"(?:an?|another|our next|one|two|three) (?:[\w/'-]+ ){{0,4}}?(?P<sought>{_NOT_SOUGHT}[a-z]+)\b"
    r"(?= (?:for|in|at|on|near|around|from|with|to join|to start|starting)\b|[.!,]|$))"
    r"(?!.*\bwho\b)(?!.*\bto (?!join\b|start\b)[a-z]+ (?:the|our|all|an?)\b)",
    re.IGNORECASE,
)
"""Only that somebody is sought: "Looking for a licensed plumber"; what they do is not said."""
_RING_AT = re.compile(
    r"(?:please )?(?:call|ring|phone|text|whatsapp|e-?mail)(?: us| me)?,? "
    r"(?:after|before|between|from|any time|anytime|on|at)\b[^;!?]{0,40}\d[^!?]{0,60}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d[\d ()/-]{6,20}\d|whatsapp|[\w.-]{1,60}@", re.IGNORECASE)
"""When and where to call: "Ring after 8 in the evening, 020 915 0147"."""
_CONDUCT = re.compile(
    r"(?:(?:and|then|always|please|just|to|never|you(?:'ll| will| must| need to)?) ){0,4}"
    r"(?:(?:turn|show) up(?: to work)? (?:on time|when you said|sober|punctually|every day)|"
    r"be (?:on time|punctual|polite|honest|kind|friendly|nice|reliable|yourself)|"
    r"(?:take|kick) (?:off )?(?:your |the |muddy ){1,2}(?:boots|shoes)(?: off)?(?: or put covers on)?|"
    r"wipe your feet|remember (?:the|your|a) (?:boots|hat|lunch|sun ?cream|sunscreen|umbrella|water bottle)|"
    r"keep your (?:word|promises?|temper|cool)|(?:stay|keep) (?:calm|awake|cheerful|cool|positive|smiling)|"
    r"smile|have fun|own up(?: to mistakes)?)[.!]{0,3}",
    re.IGNORECASE,
)
"""How to behave, which is expected of everybody: "Turn up when you said"."""
_PAID_COURSE = re.compile(
    r"\bwhich (?:we|the company) (?:pays? for|funds?|finances?|covers?|sponsors?)\b"
    r"|\bat our (?:cost|expense)\b|\bwe(?:'ll|\u2019ll| will)? (?:pay for|fund|finance|sponsor) "
    r"(?:the |an? |your |any |further )?(?:[\w/-]+ ){0,4}"
    r"(?:courses?|exams?|stud(?:y|ies)|training|diplomas?|certificat(?:es?|ion)|degree|qualifications?|cas|nvq|mba)\b",
    re.IGNORECASE,
)
"""A course that the employer pays for is still to come, and no task of the job."""
_REPORTS = r"(?:(?:directly|functionally) )?report(?:s|ing)?(?: line| directly| functionally)?"
_UNDER = re.compile(
    r"(?:(?:(?:(?:this|the) )?(?:position|role|post(?:holder)?|job) |"
    r"you(?:'ll|\u2019ll|'d| will| would)? |(?:he|she|they) )"
    rf"{_REPORTS}(?: (?:in)?to\b:?|:)|{_REPORTS}(?: to)?:)(?! (?:\w+ly )?work\b) "
    r"(?!.*, (?:you|the|this|our)\b)"
    r"(?!.*\b(?:on|about|any|all|every|each|whether|if|when|how|what|anything|daily|weekly|monthly)\b)"
    r"[^.;:!?]{3,80}[.;!]?",
    re.IGNORECASE,
)
"""Whom somebody is under, which is no work: "This position reports to the Payroll Manager"."""
_NOT_BEHIND = (
    r"(?!(?:any|all|each|every|the|an?|our|your|you|we|what|which|on|about|if|when|how)\b)"
)
_REPORTS_ALONE = re.compile(
    rf"(?i:{_REPORTS} (?:in)?to (?:the|our|an?) |{_REPORTS} (?:in)?to (?=(?-i:[A-Z])))"
    rf"(?i:(?:{_NOT_BEHIND}[\w&/'\u2019-]+,? ){{0,5}}?)"
    r"(?:[A-Z]{2,5}|(?i:(?!(?:auditor|carrier|customer|donor|funder|insurer|investor|lender|member|reader|"
    r"regulator|sender|supplier|user)\b)"
    r"(?:[\w-]{2,20}(?:er|or|ist|ian|ant|eon)|board|chair|chairman|chairwoman|chef|chief|dean|foreman|"
    r"forewoman|head|lead|matron|partner|president|principal|superintendent|secretary|nurse)))"
    rf"(?i:(?: in charge)?(?:(?: (?:of|for|and|&) |(?: in| at) (?=the |our |(?-i:[A-Z]))|, (?=(?-i:[A-Z])))"
    rf"(?:(?:the|our|an?) )?(?:{_NOT_BEHIND}[\w&/'\u2019-]+,?(?: |(?=[.;!]?\Z))){{1,6}}?)?"
    r"(?:,? who\b[^.;!?]{3,60})?)[.;!]?"
)
"""The same without a subject: only a title stands behind it: "Reporting to the Farm Manager"."""
_AND_ACT = re.compile(
    r" and (?:then |also )?(?P<verb>[a-z]{3,20})\b(?= (?P<object>(?:the|an?|our|all|its|their|\d)\b)?)?"
)
_SOUGHT_UNDER = re.compile(
    r"\b(?:look(?:ing|s)? for|seek(?:s|ing)?|recruit(?:s|ing)|hir(?:es|ing)|requires?) "
    r"(?:an?|the|our|another) "
    r"[^.;:!?]{3,80}? who (?:will )?(?:directly )?(?:reports?|answers?) (?:\w+ )?to ",
)
"""Only that somebody is sought, and under whom: "We are looking for a buyer who reports to the CFO"."""
_PLACES = frozenset(
    {"Bank", "Clinic", "Garden", "Gardens", "Hospital", "School", "Trust", "University"}
)
_PLACE_FIELD = re.compile(
    r"(?:(?:job |work )?location|(?:place|site) of (?:work|employment)|duty station|work(?:ing)? ?place|"
    r"job (?:reference|title)|position title|vacanc(?:y|ies)) ?:"
    r"(?!.*\b(?:days?|home|hybrid|remote|travel)\b)|"
    r"(?:job|post|position|role) ?: (?-i:(?:[A-Z][\w'-]{1,24}[ /,-]{1,3}(?:and |of |for )?){0,4}"
    r"[A-Z][\w'-]{1,24})\Z",
    re.IGNORECASE,
)
"""A field that says where the work is, or what it is called: "Place of work: Leeds, office"."""
_BESIDE_TITLE = re.compile(r"\([^()]*\)|[^\w' -]+|\b[fmdwx](?:/[fmdwx]){1,2}\b", re.IGNORECASE)
_LEAST_NAMES = 3
_UNITS = frozenset({
    "Branch", "Bureau", "Department", "Directorate", "Division", "Faculty", "Office", "Section", "Unit",
})  # fmt: skip
_IN_NAMES = frozenset({"and", "for", "of", "the", "&"})


def is_call(text: str) -> bool:
    """Return whether a line only says whom to call."""
    plain = text.strip()
    is_number = _RING_AT.match(plain) is not None and _PHONE.search(plain) is not None
    return is_number or _CALL.fullmatch(plain) is not None


def is_about_applying(text: str) -> bool:
    """Return whether a line says how to apply."""
    return _APPLYING.match(text.strip()) is not None


def is_no_work(text: str) -> bool:
    """Return whether a line only names a unit, place, superior or vacancy, whom to call, or how to behave."""
    plain = text.strip()
    is_vacancy = _SOUGHT_UNDER.search(text) is not None or _seeks_only(plain)
    is_field = any(
        one.match(plain) is not None for one in (_PLACE_FIELD, _TITLE_FIELD, _DATE_OF_PROCESS)
    )
    is_field = is_field or _TRIAL.fullmatch(plain) is not None or is_conduct(plain)
    return is_vacancy or is_field or is_call(text) or names_unit(text) or names_superior(text)


def _seeks_only(plain: str) -> bool:
    """Return whether a line only says that a person is sought, not what the person does."""
    found = _SOUGHT_ALONE.match(plain)
    sought = found["sought"] if found is not None else None
    return found is not None and (sought is None or is_person(sought.lower().removesuffix("s")))


def repeats_title(text: str, title: str) -> bool:
    """Return whether a line is the title once more: "TRANSPORT PLANNER (f/m)"."""
    line, name = (_BESIDE_TITLE.sub(" ", one).casefold().split() for one in (text, title))
    return bool(name) and line == name


def names_superior(text: str) -> bool:
    """Return whether a line only says to whom the job reports."""
    plain = text.strip()
    is_under = any(one.fullmatch(plain) is not None for one in (_UNDER, _REPORTS_ALONE))
    return is_under and not any(map(_is_act, _AND_ACT.finditer(plain)))


def _is_act(found: re.Match[str]) -> bool:
    """Return whether "and" begins what somebody does, and no second part of a title: "and marketing"."""
    verb = found["verb"]
    is_form = get_third_person_base(verb) is not None or get_gerund_base(verb) is not None
    return is_verb(verb) or (is_form and found["object"] is not None)


def is_conduct(text: str) -> bool:
    """Return whether words only say how everybody has to behave."""
    return _CONDUCT.fullmatch(text.strip()) is not None


def is_paid_course(text: str) -> bool:
    """Return whether a line is about a course that the employer pays for."""
    return _PAID_COURSE.search(text) is not None


def names_unit(text: str) -> bool:
    """Return whether a text only names a part of the employer: "Department of Works, Water Division"."""
    words = text.replace(",", " ").split()
    names = [word for word in words if word not in _IN_NAMES]
    first = words[0].lower() if words else ""
    is_name = not _UNITS.isdisjoint(names) or _names_place(text)
    is_name = is_name and all(word[0].isupper() for word in names)
    return is_name and not (is_verb(first) or get_gerund_base(first))


def _names_place(text: str) -> bool:
    """Return whether a text begins with a name such as "Leeds General Hospital"."""
    name = [word for word in text.partition(",")[0].split() if word not in _IN_NAMES]
    return len(name) >= _LEAST_NAMES and name[-1] in _PLACES
