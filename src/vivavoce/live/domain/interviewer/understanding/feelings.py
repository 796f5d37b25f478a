"""Losses and hard feelings that an answer tells of: they are acknowledged once, in a few words. For English.

Distress of this moment is an act of its own; this is what somebody remembers.
"""

from __future__ import annotations

import re
from typing import Literal

RememberedFeeling = Literal["loss", "hard"]
_BEING = (
    r"(?:he|she|they|(?:the|my|our|a|an|this|that|her|his|one) (?:\w+ )?(?:patient|man|woman|lady|gentleman|"
    r"boy|girl|"
    r"child|baby|kid|resident|guest|student|pupil|client|colleague|coworker|friend|neighbor|mother|father|"
    r"mom|dad|"
    r"mum|son|daughter|husband|wife|brother|sister|grandmother|grandfather|driver|horse|dog|cow|calf|cat|"
    r"foal|twin)|"
    r"(?:mr|mrs|ms) \w+)"
)
_LOSS = re.compile(
    rf"\b{_BEING} (?:\w+ ){{0,2}}?(?:died|passed away|was dead|did not make it|didn't make it|"
    rf"did not survive|"
    r"didn't survive|was killed|killed (?:himself|herself|themselves)|took (?:his|her|their) own life)\b"
    r"|\b(?:i|we) lost (?:him|her|(?:the|a|our) (?:patient|resident|baby|child|man|woman|boy|girl|mother|"
    r"father|son|calf|cow|foal|lamb|dog|horse))\b"
    r"|\b(?:died|passed away) (?:two|three|four|five|a few|some|\d+)? ?(?:hours?|days?|weeks?|"
    r"months?) later\b"
)
_HARD = re.compile(
    r"\bi(?:'ve| have)? (?:still |often |just |even |really )?(?:lie awake|lay awake|"
    r"cried|wept|broke down|(?:couldn't|"
    r"could not|didn't) sleep|"
    r"think (?:of|about) (?:him|her|them|it|that)(?: (?:a lot|often|today|sometimes|every \w+|"
    r"at night))?(?=[.,!;]|\Z| and\b)|"
    r"blamed? myself|felt (?:so |very |really |just |completely )?(?:terrible|awful|guilty|ashamed|helpless|"
    r"horrible|"
    r"sick|lonely|humiliated|alone|worthless|small)|was (?:so |very |really |just |"
    r"completely )?(?:devastated|heartbroken|"
    r"ashamed|in shock|in tears|desperate|terrified|shaken))\b"
    r"|\b(?:broke|breaks) my heart\b|\b(?:stays|stayed|haunts|haunted) (?:with )?me\b"
    r"|\b(?:it|that|this) (?:was|is) (?:still )?(?:very|really|so|quite|extremely|incredibly) (?:hard|"
    r"painful|sad) (?:for|on) me\b"
    r"|\b(?:hard|difficult|not easy) (?:for me )?to (?:talk|speak) about\b"
    r"|\b(?:i|we) (?:had to (?:fire|dismiss|lay off|sack|let go)|fired|dismissed|sacked|laid off) "
    r"(?:him|her|them|a|an|one|two|three|the|my|our|people|\w+ people)\b"
    r"|\b(?:had to|have to) (?:let|lay) (?:him|her|them|(?:the|a|my|our|one|two|three) \w+) (?:go|off)\b"
    r"|\bcost me (?:the|my|a) (?:\w+ )?(?:family|marriage|friendship|friends?|home|health)\b"
    r"|\blost (?:his|her|their|a|an|the) (?:hand|arm|leg|foot|fingers?|eye|sight|baby|child)\b"
    r"|\b(?:was|were|got) (?:badly|seriously|severely) (?:hurt|injured|burned|burnt)\b"
    r"|\bworst (?:day|night|moment|shift|week|time) of my (?:life|career)\b"
)
_TITLE = re.compile(r"\b(mr|mrs|ms)\.")


def find_remembered_feeling(text: str) -> RememberedFeeling | None:
    """Return what an answer tells of besides the work: a death, something hard for the candidate, or None."""
    plain = _TITLE.sub(r"\1", text.lower().replace("\u2019", "'"))
    if _LOSS.search(plain):
        return "loss"
    return "hard" if _HARD.search(plain) else None
