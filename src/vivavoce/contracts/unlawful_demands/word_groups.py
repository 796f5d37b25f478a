"""Groups of words with a similar meaning, from fine to coarse, of which a classifier learns by the group.

``scripts/group_words.py`` computed them offline; here they are only looked up.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from vivavoce.kernel.text_classifier import MAX_TOKENS

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_Groups = tuple[str, ...]


def extract_group_features(sentence: str) -> Iterator[str]:
    """Yield the groups of each word, and pairs of words and groups that stand next or next but one."""
    words = _WORD.findall(sentence.lower().replace("\u2019", "'"))[-MAX_TOKENS:]
    known = _load_groups()
    groups = [known.get(word) for word in words]
    coarse = [each[-2] if each else "?" for each in groups]
    coarsest = [each[-1] if each else "?" for each in groups]
    for each in groups:
        yield from (f"{level}{group}" for level, group in enumerate(each or ()))
    for gap in (1, 2):
        for at in range(len(words) - gap):
            first, second = words[at], words[at + gap]
            yield f"{gap}g{coarse[at]} {coarse[at + gap]}"
            yield f"{gap}g{first}|{coarse[at + gap]}"
            yield f"{gap}g{coarse[at]}|{second}."
            yield f"{gap}h{coarsest[at]} {coarsest[at + gap]}"
            yield f"{gap}h{first}|{coarsest[at + gap]}"


@cache
def _load_groups() -> Mapping[str, _Groups]:
    """Return the numbers of each word's groups; a line of the file has those numbers, then the words."""
    packed = resources.files(__package__).joinpath("word_groups.gz").read_bytes()
    groups: dict[str, _Groups] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        numbers, _, words = line.partition(" ")
        levels = tuple(numbers.split("."))
        groups.update(dict.fromkeys(words.split(" "), levels))
    return groups
