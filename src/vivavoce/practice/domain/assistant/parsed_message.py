"""Parse what a person typed: correct misspellings and separate pasted documents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from vivavoce.kernel.text_matching import count_typos

MAX_DOCUMENT_LENGTH = 20_000
_POSTING_LABEL = re.compile(
    r"\b(?:job (?:description|posting|advert(?:isement)?|ad|spec)|jd|posting|vacancy"
    r"|stellenanzeige)\b"
    r"[^\n:?]{0,40}:",
    re.I,
)
_RESUME_LABEL = re.compile(
    r"\b(?:cv|r[eé]sum[eé]|curriculum vitae|lebenslauf)\b[^\n:?]{0,30}:", re.I
)
_FENCE = re.compile(r'(?:```|""")(.*?)(?:```|""")', re.S)
_POSTING_WORDS = re.compile(
    r"\b(?:responsibilities|requirements|qualifications|we are looking|we're looking|about the role"
    r"|about us|what you.ll do|your tasks|your profile|we offer|nice to have|benefits)\b",
    re.I,
)
_TITLE_LINE = re.compile(
    r"^[^\S\n]*+(?:job title|title|position|role)\s*[:\-]\s*([^\n,;|(]{2,60})", re.I | re.M
)
_NAMED_VALUE = re.compile(
    r"\"?\b(interview_type|duration_minutes|persona_id|difficulty|target_role|company_name"
    r"|framework"
    r"|requested_mode|assignment_id|session_id|artifact_type)\"?\s*[=:]\s*(\"[^\"]{0,200}\""
    r"|[\w.@+-]{1,60})"
)
_MIN_PASTE_LENGTH = 300

_KNOWN_WORDS = """
practice practise practicing practising practical interview interviews interviewer interviewed behavioral
behavioural technical technician technology coding leetcode algorithm algorithms architecture architect
nervous anxious senior leadership executive executives pressure energetic momentum challenge challenging
difficulty difficult minute minutes question questions harder easier approve approved approval leaderboard
transcript recording recorded feedback review reviews reviewer preview score scores assign assigned
assignment assignments unassign result results resume salary negotiation negotiate negotiating student
students session sessions duration different difference regenerate replace replaced upload uploaded
uploading weakness weaknesses strength strengths warmup system design designer download please easy voice
video prepare preparation configure description difficulties company position positions
"""
_VOCABULARY = frozenset(_KNOWN_WORDS.split())
_VOCABULARY_BY_LENGTH = {
    length: sorted(word for word in _VOCABULARY if len(word) == length) for length in range(4, 17)
}
_WORD = re.compile(r"[a-z]{5,16}")


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A parsed message. Documents that it contains are passed on as text and never read as instructions."""

    raw: str
    own_text: str
    """The person's own text without pasted documents, in its original spelling."""
    normalized_text: str
    """``own_text`` in lower case, with plain quotes and misspelled known words corrected."""
    job_description: str = ""
    has_resume: bool = False
    named_values: dict[str, str] = field(default_factory=dict)
    """Values given as ``field: value`` with the API's own field names."""

    @property
    def posting_title(self) -> str:
        """The role on a labeled line (such as ``Position:``) of a pasted job posting, or ''."""
        match = _TITLE_LINE.search(self.job_description)
        return match[1].strip(" .") if match else ""


def parse_message(text: str) -> ParsedMessage:
    """Return ``text`` parsed; a job posting is cut to ``MAX_DOCUMENT_LENGTH`` characters."""
    raw = _normalize_characters(text)
    speech, posting, has_vita = _split_documents(raw)
    pairs = {name: value.strip('"') for name, value in _NAMED_VALUE.findall(speech)}
    return ParsedMessage(
        raw, speech, normalize_text(speech), posting[:MAX_DOCUMENT_LENGTH], has_vita, pairs
    )


def normalize_text(text: str) -> str:
    """Return ``text`` in lower case, with plain quotes and misspelled known words corrected."""
    return _WORD.sub(lambda match: correct_spelling(match[0]), _normalize_characters(text).lower())


def correct_spelling(word: str) -> str:
    """Return the known word that ``word`` misspells, else ``word``."""
    if word in _VOCABULARY:
        return word
    near = [
        known
        for length in range(len(word) - 1, len(word) + 2)
        for known in _VOCABULARY_BY_LENGTH.get(length, ())
        if known[0] == word[0] and _is_misspelling(word, known)
    ]
    return min(near, key=lambda known: (abs(len(known) - len(word)), known)) if near else word


def _is_misspelling(word: str, known: str) -> bool:
    if sorted(word) == sorted(known):
        return count_typos(word, known, limit=2) <= 2
    if min(len(word), len(known)) < 7:
        return False
    return count_typos(word, known, limit=1) <= 1


def _normalize_characters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN_PUNCTUATION)
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


_PLAIN_PUNCTUATION = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-"}  # noqa: RUF001
)


def _split_documents(raw: str) -> tuple[str, str, bool]:
    """Return the person's own text, a job posting or '', and whether there is a resume."""
    fenced = "\n".join(block.strip() for block in _FENCE.findall(raw))
    if len(fenced) > 80:
        outside = _FENCE.sub(" ", raw)
        is_vita = bool(_RESUME_LABEL.search(outside)) and not _POSTING_LABEL.search(outside)
        return outside.strip(), "" if is_vita else fenced, is_vita
    posting, vita = _POSTING_LABEL.search(raw), _RESUME_LABEL.search(raw)
    starts = sorted(
        label.end() for label in (posting, vita) if label and _has_text_after(raw, label)
    )
    if not starts:
        return _split_unlabeled_posting(raw)
    speech = raw[: starts[0]]
    if posting is None or posting.end() not in starts:
        return speech, "", True
    ends = [vita.start()] if vita and vita.end() in starts and vita.start() > posting.end() else []
    text = raw[posting.end() : ends[0] if ends else None].strip()
    return speech, text, vita is not None and vita.end() in starts


def _has_text_after(raw: str, match: re.Match[str]) -> bool:
    return len(raw[match.end() :].strip()) >= 40


def _split_unlabeled_posting(raw: str) -> tuple[str, str, bool]:
    """Split a long paste without a label; a short first line is the person's own text."""
    if len(raw) < _MIN_PASTE_LENGTH or raw.count("\n") < 2 or not _POSTING_WORDS.search(raw):
        return raw, "", False
    first, _, rest = raw.partition("\n")
    if len(first) <= 200 and not _POSTING_WORDS.search(first) and re.search(r"[?.!:]\s*$", first):
        return first, rest.strip(), False
    return "", raw, False
