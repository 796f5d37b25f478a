"""The same text as somebody who hides an order would want it read: every disguise taken off."""

from __future__ import annotations

import re
import string

_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝгктмвнлиᴀʙᴄᴅᴇғꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢοαεικνρτυχβηωıɡøłđħ",
    "aeopcyxijshdqwrktmbhnuabcdeffghijklmnoprstuvwyzoaeiknptuxbnwigoldh",
)
_LEET = str.maketrans("013457@$!|8", "oieastasilb")
_MIXED = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[013457@$!|8])[a-z013457@$!|8]{3,}(?!\S)")
_SPACED = re.compile(r"(?<!\w)(?:\w[\s.\-_*/]{1,3}){3,}\w(?!\w)")
_TAG_FIRST, _TAG_LAST = 0xE0020, 0xE007E
OVERRIDES = "\u202e\u202d\u2067\u2066\u202b"
"""Characters that turn the direction of writing."""
_BASE64 = re.compile(
    r"(?<![\w/+.:-])(?=[\w/+]*\d)(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}"
)
_PADDED = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{14,}={1,2}(?![\w=])")
_ROT13 = str.maketrans(
    string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13]
)


def views(text: str) -> tuple[str, ...]:
    """Return the readings of a folded text that differ from it: look-alikes, digits as letters."""
    found = []
    if not text.isascii():
        found.append(text.translate(_LOOK_ALIKES))
    base = found[-1] if found else text
    if _MIXED.search(base):
        found.append(_MIXED.sub(lambda match: match.group().translate(_LEET), base))
    return tuple(view for view in found if view != text)


def joined_letters(text: str) -> str | None:
    """Return the letters of s-p-e-l-l-e-d words joined, or None where nothing is spelled."""
    spelled = _SPACED.findall(text)
    if not spelled:
        return None
    return "".join(char for run in spelled for char in run if char.isalnum())


def rotated(text: str) -> str:
    """Return the text with its alphabet turned by thirteen."""
    return text.translate(_ROT13)


def tagged(raw: str) -> str:
    """Return the text that is written in invisible tag characters, lower case."""
    tags = (ord(char) for char in raw)
    return "".join(chr(code - 0xE0000) for code in tags if _TAG_FIRST <= code <= _TAG_LAST).lower()


def first_tag(raw: str) -> int:
    """Return the place of the first invisible tag character, or the length of the text."""
    places = (i for i, char in enumerate(raw) if _TAG_FIRST <= ord(char) <= _TAG_LAST)
    return next(places, len(raw))


def has_encoded_token(raw: str) -> bool:
    """Tell whether a long token of base64 stands in the raw text."""
    return bool(_BASE64.search(raw) or _PADDED.search(raw))
