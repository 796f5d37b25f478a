"""Recognizes what was not said to the interviewer: noise, code, addresses, and words to others nearby."""

from __future__ import annotations

import re

_MARKED = re.compile(
    r"[\[(<*](?:[a-z ]{0,20})(?:inaudible|unintelligible|music|noise|crosstalk|silence|laughter|"
    r"static|applause|cough\w*|beep\w*|foreign|blank_audio|background[a-z ]{0,20})[\])>*]"
)
_CODE = re.compile(
    r"https?://|www\.\w|<(?:/?\w+)[^>]{0,40}>|\bselect \* from\b|\bdrop table\b|=\w{2,12}\(|"
    r"\w{1,30}\(.{0,60}\)\s*[;{]|"
    r"\bdef \w{1,30}\(|\bconsole\.log|\bgit (?:push|pull|commit|status)\b|\bnpm (?:install|run)\b|"
    r"\bsudo \w|^\s*\{.{0,200}\}\s*$|#include|^\s*import \w{1,30}\b|^\s*[$>#] ?\w+ |"
    r"\w{1,20}@\w{1,20}\.\w{2,5}\s*$"
)
_DEVICE = re.compile(
    r"^\W*(?:hey|ok|okay|hi|hello)?,? ?(?:siri|alexa|google|cortana|bixby)\b(?! (?:are|is) you)|"
    r"^\W*(?:hey|ok|okay),? (?:siri|alexa|google|cortana)"
)
_HOUSEHOLD = (
    r"(?:mom|mum|mommy|mummy|mama|dad|daddy|papa|honey|sweetie|sweetheart|darling|babe|grandma|"
    r"grandpa|nana|kids|kiddo|"
    r"buddy|good (?:boy|girl)|timmy|tommy|bobby|billy|max|bella|rex)"
)
_TO_OTHERS = re.compile(
    rf"^\W*(?:(?:no|yes|not now|wait|hey|sorry|stop|shh+|ok|okay|"
    rf"hi),? )?{_HOUSEHOLD}\b[,!]? (?=(?:can|could|where|what|did|do|are|i|i'm|i am|get|put|come|"
    rf"please|stop|not|in|no|don't|we|you|is|the|there|sit|turn|leave|go|have|it|later|close|shut|"
    rf"let|give|down)\b)|"
    rf"[,!] ?{_HOUSEHOLD}\W*$|^\W*(?:no|yes|not now|wait|hey|shh+|stop(?: it)?|get down|come here|"
    rf"sit|down|don't touch that),? {_HOUSEHOLD}\b|"
    r"^\W*(?:sit|down|stay|fetch|off|drop it)[,!. ]+(?:sit|down|stay|good|boy|girl|off|drop)\b|"
    r"\b(?:get|come) down from (?:there|that|the)\b|"
    r"\bcall (?:me|you) (?:back )?later\b[^?]{0,30}\b(?:in a meeting|interview|busy)|\bi'?m (?:in|"
    r"on) (?:an? )?(?:interview|call|meeting)\b(?! with you)"
)
_BROADCAST = re.compile(
    r"\b(?:your (?:parcel|package|order|verification code|delivery|call is important|"
    r"table)\b[^?]{0,40}\b(?:will be|has been|is|was|shipped|delivered|to us)|"
    r"verification code|you have reached|leave a message after|press (?:one|two|1|2|0|zero)\b|"
    r"terms and conditions apply|buy one get one|"
    r"only this (?:weekend|week)|limited (?:time|offer)|call now|and now (?:the|"
    r"for the) (?:weather|news|sports)|in other news|breaking news|weather forecast|"
    r"departs? from platform|next (?:stop|station)\b|mind the gap|attention passengers|"
    r"flight \w+ (?:is|to)|stay tuned|subscribe to|this is your captain|"
    r"(?:large|small|medium|extra) (?:pizzas?|fries|coffees?|lattes?|coke)\b|with extra (?:cheese|"
    r"sauce|foam)|to go please|i'll have the)\b"
)
_TEST = re.compile(
    r"^\W*(?:(?:test(?:ing)?|one|two|three|1|2|3|mic|check|sound)[\s,.!]*){2,8}$|"
    r"^\W*(?:test(?:ing)?|mic check)\W*$"
)
_SYLLABLES = re.compile(
    r"^\W*(?:(?:la|na|da|bla|blah|mm+|hm+|uh|um|huh|doo|dum|ah+|oh|tra|yada|shh+|"
    r"psst)\b[\s,.!]*){2,40}(?:yeah|yes|so|and)?[\s,.!]*(?:mm+|hm+|uh)?\W*$"
)
_LOREM = re.compile(r"\blorem ipsum\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouyyáéíóúäöüàèìòùâêîôûåøæ")
_MIN_WORD = 5
_MAX_NOISE_CHARACTERS = 400
_KEYBOARD = (
    "qwert",
    "asdf",
    "sdfg",
    "dfgh",
    "fghj",
    "ghjk",
    "hjkl",
    "zxcv",
    "xcvb",
    "cvbn",
    "yxcv",
    "jkl",
    "poiu",
    "kjhg",
    "gfds",
    "fdsa",
    "rewq",
    "vcxz",
    "mnbv",
    "lkjh",
)
_SHORT_WORDS = frozenset(
    (
        "hmm",
        "nth",
        "pdf",
        "sql",
        "html",
        "css",
        "http",
        "https",
        "crm",
        "sms",
        "gps",
        "cnc",
        "bnf",
        "plc",
        "mrs",
        "psst",
        "shh",
        "brb",
        "tbh",
        "thx",
        "lmk",
        "ty",
        "mr",
        "dr",
        "ms",
        "st",
    )
)


def is_noise(text: str) -> bool:
    """Return whether ``text`` is no speech to the interviewer: no words, code, a device, someone nearby."""
    plain = text[:_MAX_NOISE_CHARACTERS].lower().replace("\u2019", "'").strip()
    words = _LETTERS.findall(plain)
    if not words:
        return "👍" not in plain and "🙏" not in plain and "😂" not in plain
    if len(text) > _MAX_NOISE_CHARACTERS:
        return False
    if _MARKED.search(plain):
        rest = _LETTERS.findall(_MARKED.sub(" ", plain))
        return len(rest) <= 2
    if _CODE.search(plain) and len(words) <= 25:
        return True
    if any(pattern.search(plain) for pattern in (_DEVICE, _TEST, _SYLLABLES, _LOREM)):
        return True
    return _is_gibberish(words)


def may_be_for_others(text: str) -> bool:
    """Return whether ``text`` sounds like words to someone nearby, or like a broadcast."""
    plain = text[:_MAX_NOISE_CHARACTERS].lower().replace("\u2019", "'").strip()
    return bool(_TO_OTHERS.search(plain) or _BROADCAST.search(plain))


def _is_gibberish(words: list[str]) -> bool:
    """Whether most words are keys pressed at random, or one letter held down."""
    odd = sum(_is_odd(word) for word in words)
    return odd * 2 > len(words)


def _is_odd(word: str) -> bool:
    if word in _SHORT_WORDS:
        return False
    if len(word) >= 3 and len(set(word)) == 1:
        return True
    if any(keys in word for keys in _KEYBOARD) and len(word) >= 4:
        return True
    if len(word) >= _MIN_WORD and not set(word) & _VOWELS:
        return True
    return len(word) >= 12 and len(set(word)) <= 3
