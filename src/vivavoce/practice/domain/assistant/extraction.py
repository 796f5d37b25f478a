"""Extract questions, e-mail addresses, ids, the role and the company from text."""

from __future__ import annotations

import re
from dataclasses import dataclass

SESSION_ID_PATTERN = re.compile(r"\bint_[0-9a-fA-F]{32}\b")
UUID_PATTERN = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_ADDRESS = re.compile(
    r"(?<![^\s,;<>()\"':@])[^\s,;<>()\"':@]++@[\w-]++(?:\.++[\w-]++)++",
)
_LIST_ITEM = re.compile(r"^[^\S\n]*+(?:\(?\d{1,2}[.):]|[-*•]|Q\d{1,2}[.):])\s++(.+)$", re.M | re.I)
_INLINE_ITEM = re.compile(r"(?<=[\s:])(\(?\d{1,2}[.)])\s+(?=\S)")
_QUOTED = re.compile(r'"([^"\n]{4,500})"')
_QUESTION_NUMBER = re.compile(r"\bquestion\s*(?:number\s*|no\.?\s*|#\s*)?(\d{1,2})\b", re.I)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 0}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(?:question|one)\b", re.I)
_REPLACEMENT = re.compile(
    r"(?:\b(?:to|with|by|into)(?:\s*+:\s++|\s++)|:\s*+)(.{4,500})$", re.I | re.S
)
_ADDITION = re.compile(
    r"\b(?:add|include|append)\b[^:\"\n]{0,60}?(?::|question)\s*+:?\s*+(.{4,500})$", re.I | re.S
)
_REMOVE = re.compile(r"\b(?:remove|delete|drop|take out|skip)\b", re.I)


def extract_session_ids(text: str) -> tuple[str, ...]:
    """Return the distinct session ids in ``text``, in lower case and in order."""
    return tuple(
        dict.fromkeys(session_id.lower() for session_id in SESSION_ID_PATTERN.findall(text))
    )


def extract_ids(text: str) -> tuple[str, ...]:
    """Return the distinct UUIDs (assignments, uploads) in ``text``, in lower case and in order."""
    return tuple(dict.fromkeys(uuid.lower() for uuid in UUID_PATTERN.findall(text)))


def extract_email_addresses(text: str) -> tuple[str, ...]:
    """Return the distinct e-mail addresses in ``text``, in lower case and in order."""
    return tuple(dict.fromkeys(address.strip(".,;").lower() for address in _ADDRESS.findall(text)))


def count_email_addresses(text: str) -> int:
    """Return the number of e-mail addresses in ``text``, including repeated ones."""
    return len(_ADDRESS.findall(text))


@dataclass(frozen=True, slots=True)
class QuestionEdit:
    """The new list of questions, or why there is none."""

    questions: tuple[str, ...] = ()
    problem: str = ""
    """'', no_such_question, no_text or nothing_left."""


def parse_question_edit(text: str, current_questions: tuple[str, ...]) -> QuestionEdit:
    """Return ``current_questions`` as ``text`` asks to change them.

    A list replaces all questions; otherwise one question is replaced, removed or added.
    """
    listed = _extract_list(text)
    place = _find_question_index(text, len(current_questions))
    if len(listed) > 1 or (listed and place is None):
        return QuestionEdit(listed)
    if place is None:
        added = _extract_question_text(text, _ADDITION)
        return (
            QuestionEdit((*current_questions, added)) if added else QuestionEdit(problem="no_text")
        )
    if not 0 <= place < len(current_questions):
        return QuestionEdit(problem="no_such_question")
    if _REMOVE.search(text) and not _QUOTED.search(text):
        rest = (*current_questions[:place], *current_questions[place + 1 :])
        return QuestionEdit(rest) if rest else QuestionEdit(problem="nothing_left")
    text = _extract_question_text(_ORDINAL.sub(" ", _QUESTION_NUMBER.sub(" ", text)), _REPLACEMENT)
    return (
        QuestionEdit((*current_questions[:place], text, *current_questions[place + 1 :]))
        if text
        else QuestionEdit(problem="no_text")
    )


def _extract_list(text: str) -> tuple[str, ...]:
    """Return the items of a list: numbered or bulleted lines, else several question lines or quotes."""
    spread = _INLINE_ITEM.sub(r"\n\1 ", text) if len(_INLINE_ITEM.findall(text)) > 1 else text
    items = _LIST_ITEM.findall(spread)
    asking = [line for line in text.splitlines() if line.rstrip().endswith("?")]
    quoted = _QUOTED.findall(text)
    for questions in (items, asking if len(asking) > 1 else [], quoted if len(quoted) > 1 else []):
        if questions:
            return tuple(_strip_quotes(question) for question in questions)
    return ()


def _find_question_index(text: str, count: int) -> int | None:
    if match := _QUESTION_NUMBER.search(text):
        return int(match[1]) - 1
    if match := _ORDINAL.search(text):
        return (_ORDINALS[match[1].lower()] or count) - 1
    return None


def _extract_question_text(text: str, pattern: re.Pattern[str]) -> str:
    if quoted := _QUOTED.findall(text):
        return _strip_quotes(quoted[-1])
    match = pattern.search(text)
    return _strip_quotes(match[1]) if match else ""


def _strip_quotes(text: str) -> str:
    return " ".join(text.split()).strip(' "')


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OCCUPATIONS = _words(
    """
engineer developer manager analyst designer nurse consultant intern lead director teacher accountant
scientist architect executive assistant representative rep officer specialist administrator coordinator
technician clerk barista chef cook waiter driver lawyer paralegal doctor physician surgeon pharmacist pm sde
swe sre qa tester programmer writer editor recruiter marketer associate advisor adviser agent planner buyer
cashier electrician plumber mechanic receptionist therapist owner head vp president ceo cto cfo coo
researcher professor tutor trainer supervisor operator strategist economist actuary auditor salesperson
salesman journalist translator librarian caregiver carpenter welder pilot steward secretary controller
trainee apprentice internship bookkeeper dentist midwife paramedic psychologist biologist chemist physicist
mathematician statistician photographer illustrator animator copywriter dba devops janitor guard
firefighter socialworker worker hairdresser baker butcher florist gardener farmer engineers developers
managers nurses practitioner presenter host partner
"""
)
_NOT_A_NAME = _words(
    "payal emma john kapil star car soar hr monday tuesday wednesday thursday friday saturday sunday"
    " january february march april may june july august september october november december i"
)
_STOP = (
    r"(?=\s+(?:at|with|in|on|by|please|pls|and|but|or|using|next|tomorrow|today|from|who|that"
    r"|which|this|so"
    r"|to|if|because|now|right|via|where|it|then|of|is|was|i)\b|\s*[,.;:!?()\n\"]|\s+-\s|\s*$)"
)
_ROLE_NOUN = r"(?:roles?|positions?|jobs?|openings?|vacancy|posts?)"
_INTERVIEW_NOUN = r"(?:interviews?|rounds?|mock|screen(?:ing)?|session|practice|practise)"
_ARTICLE = r"(?:(?:a|an|the|my|our|some|as|junior position as)\s+){0,4}"
_WORD = r"[\w+#&'-]++(?:[./][\w+#&'-]++)*"
_WORD_START = r"(?<![\w+#&'./-])"
_WORDS = rf"({_WORD}(?:\s+{_WORD}){{0,5}}?)"

_ROLE_PATTERNS = (
    re.compile(
        rf"\b(?:position|role|job|work|opening|vacancy)s?\s+(?:as|of)\s+{_ARTICLE}{_WORDS}{_STOP}",
        re.I,
    ),
    re.compile(rf"\b(?:for|as|about|into)\s+{_ARTICLE}{_WORDS}\s+{_ROLE_NOUN}\b", re.I),
    re.compile(rf"\b(?:for|as|become|be|becoming|being)\s+{_ARTICLE}{_WORDS}{_STOP}", re.I),
    re.compile(rf"{_WORD_START}{_WORDS}\s+(?:roles?|positions?|jobs?)\b", re.I),
    re.compile(rf"{_WORD_START}{_WORDS}\s+{_INTERVIEW_NOUN}\b", re.I),
)
"""From most to least certain. All patterns but the second require an occupation in the match."""
_MARKED = 2
_HEAD_OF_PATTERN = re.compile(
    r"(?:(?<!\w)\w++ )?(?:head|vp|vice president|director|manager|chief|lead|owner) (?:of |for )?\w+"
)
_GRADE = re.compile(r"i{1,3}|iv|v|\d|l\d")
_FILLER = _words(
    "a an the my our me us you your i it this that some any for as of in to do run set up make give get need"
    " want have would like can could please pls mock practice practise quick new another interview interviews"
    " actually real first next full short long easy hard medium minute minutes min behavioral behavioural"
    " technical coding warm up with and or start let lets let's try doing about prepare prep same be is"
    " upcoming whatever ever just final round session different set same"
)
_COMPANY = re.compile(
    r"\b(?:at|bei|for|with|joining|join|company|from)\s+(?:the\s+)?"
    r"((?:[A-ZÄÖÜ][\w&.'-]*|\d+[A-Z]\w*)(?:\s+(?:&\s+)?[A-ZÄÖÜ][\w&'-]*){0,3})"
)
_LOWER_COMPANY = re.compile(
    r"\b(?:role|position|job|engineer|developer|manager|analyst|designer|nurse|consultant|intern"
    r"|scientist|interview|round)\s+at\s+([a-z][\w&-]{2,30})\b"
)
_NO_COMPANY = _words(
    "home least the a an my our all work school university once first last noon night moment that this"
)


def extract_target_role(text: str) -> str:
    """Return the role that ``text`` names, in its original spelling, or ''."""
    for place, pattern in enumerate(_ROLE_PATTERNS):
        roles = [_strip_filler(match[1]) for match in pattern.finditer(text)]
        roles = [
            role
            for role in roles
            if role and (_is_role(role) or (place == 1 and _can_precede_role_noun(role)))
        ]
        if roles:
            return roles[-1]
    return ""


def find_company(text: str) -> str:
    """Return the company that ``text`` names, in its original spelling, or ''."""
    mentions = [
        (match.start(), match[1].rstrip(" .'-").removesuffix("'s"))
        for match in _COMPANY.finditer(text)
    ]
    mentions += [(match.start(), match[1]) for match in _LOWER_COMPANY.finditer(text)]
    names = [name for _, name in sorted(mentions) if _is_company(name)]
    return names[-1] if names else ""


def _is_company(name: str) -> bool:
    first, *_ = words = name.lower().split()
    if first in _NOT_A_NAME or first in _NO_COMPANY:
        return False
    return not any(word.strip(".") in _OCCUPATIONS for word in words)


def _strip_filler(text: str) -> str:
    words = text.strip(" .-'").split()
    while words and words[0].lower() in _FILLER:
        words = words[1:]
    while words and words[-1].lower() in _FILLER:
        words = words[:-1]
    return " ".join(words)


def _is_role(text: str) -> bool:
    words = text.lower().split()
    if not 1 <= len(words) <= 6:
        return False
    if _HEAD_OF_PATTERN.match(text.lower()):
        return True
    plain = [word.strip("-.'") for word in words if not _GRADE.fullmatch(word)]
    return bool(plain) and plain[-1].split("-")[-1] in _OCCUPATIONS


def _can_precede_role_noun(text: str) -> bool:
    """Return whether ``text``, found before a word like 'role', can name a role: it is short and specific."""
    words = text.lower().split()
    return 1 <= len(words) <= 4 and not set(words) & {
        "that",
        "which",
        "interview",
        "sure",
        "minutes",
    }
