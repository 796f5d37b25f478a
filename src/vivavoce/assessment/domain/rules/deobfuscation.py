"""Undo the disguises of hidden instructions: look-alike letters, leetspeak, ROT13, invisible characters."""

from __future__ import annotations

import re
import string

_HOMOGLYPHS = str.maketrans(
    "аеорсухіјѕһԁԛԝгктмвнлиᴀʙᴄᴅᴇғꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢοαεικνρτυχβηωıɡøłđħ",
    "aeopcyxijshdqwrktmbhnuabcdeffghijklmnoprstuvwyzoaeiknptuxbnwigoldh",
)
_LEET = str.maketrans("013457@$!|8", "oieastasilb")
_LEET_WORD = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[013457@$!|8])[a-z013457@$!|8]{3,}(?!\S)")
_SPELLED_WORD = re.compile(r"(?<!\w)(?:\w[\s.\-_*/]{1,3}){3,}\w(?!\w)")
_TAG_FIRST, _TAG_LAST = 0xE0020, 0xE007E
DIRECTION_OVERRIDES = "\u202e\u202d\u2067\u2066\u202b"
"""Characters that change the writing direction."""
_BASE64 = re.compile(
    r"(?<![\w/+.:-])(?=[\w/+]*\d)(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}"
)
_PADDED_BASE64 = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{14,}={1,2}(?![\w=])")
_ROT13 = str.maketrans(
    string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13]
)


def list_deobfuscated_variants(text: str) -> tuple[str, ...]:
    """Return variants of a normalized text with look-alike letters and leetspeak replaced, if different."""
    found = []
    if not text.isascii():
        found.append(text.translate(_HOMOGLYPHS))
    base = found[-1] if found else text
    if _LEET_WORD.search(base):
        found.append(_LEET_WORD.sub(lambda match: match.group().translate(_LEET), base))
    return tuple(view for view in found if view != text)


def join_spelled_letters(text: str) -> str | None:
    """Return the joined letters of s-p-e-l-l-e-d words, or None if there are none."""
    spelled = _SPELLED_WORD.findall(text)
    if not spelled:
        return None
    return "".join(char for run in spelled for char in run if char.isalnum())


def apply_rot13(text: str) -> str:
    """Return the text with lowercase letters shifted by 13."""
    return text.translate(_ROT13)


def decode_tag_characters(raw: str) -> str:
    """Return the text in invisible Unicode tag characters, in lower case."""
    tags = (ord(char) for char in raw)
    return "".join(chr(code - 0xE0000) for code in tags if _TAG_FIRST <= code <= _TAG_LAST).lower()


def find_first_tag_character(raw: str) -> int:
    """Return the offset of the first invisible tag character, or the length of the text."""
    places = (i for i, char in enumerate(raw) if _TAG_FIRST <= ord(char) <= _TAG_LAST)
    return next(places, len(raw))


def has_base64_token(raw: str) -> bool:
    """Return whether the raw text contains a long base64 token."""
    return bool(_BASE64.search(raw) or _PADDED_BASE64.search(raw))
