"""What a denial denies: an act that was left undone, or one that it is right not to do.

Only an anchor's own act that was left undone is a doubt. To keep a secret, to refuse what is not
allowed and to do nothing before it is safe are never held against anybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.lexicon import PHRASES, pattern, words
from vivavoce.assessment.domain.rules.negation import Denial
from vivavoce.assessment.domain.rules.units import Unit, Word

_RIGHT = pattern(*PHRASES["right_refusal"])
_SECRET = pattern(*PHRASES["secret"])
_PAST = words(PHRASES["past_denials"])
_LIGHT = words(PHRASES["light_acts"])
_STANCE = words(PHRASES["stances"])
_REACHING = words("think believe remember recall say claim know")
_BARRIERS = frozenset({"without", "until", "till", "unless", "alone", "except"})
_AGAIN = frozenset({"nobody", "noone", "none", "nothing", "never"})
_RELATIVE = frozenset({"what", "which", "who", "whom", "whose", "whether", "if"})
_ONLY = frozenset({"only", "just", "merely"})
_OWN = frozenset({"i", "we", "i've", "we've", "i'd", "we'd", "i'm", "we're", "i'll", "we'll"})
_SUBJECTS = words("i we he she it they the a an my our their his her this that all")


def is_right_refusal(unit: Unit) -> bool:
    """Tell whether a unit says that something is not told or not done because it must not be."""
    return any(
        _RIGHT.search(text) is not None or _SECRET.search(text) is not None
        for text in (unit.said, unit.lean)
    )


def undone(said: Sequence[Word], denial: Denial) -> tuple[Word, ...]:
    """Return the words that name the act which a denial says was left undone; none where none was.

    The act is the first content word; behind a verb that means little by itself ("tell", "do"),
    what it was to be done with counts too.
    """
    place = denial.places[0] - 1 if denial.places else 0
    if not denial.places or said[denial.places[0]].text in _ONLY or _is_within(said, place):
        return ()
    reached = [said[at] for at in denial.places]
    if _is_proviso(said, reached, denial):
        return ()
    acts = [word for word in _to_barrier(reached) if word.is_content and word.text not in _REACHING]
    if not acts or acts[0].stem in _STANCE or acts[0].text in _STANCE:
        return ()
    return tuple(acts) if acts[0].text in _LIGHT else (acts[0],)


def _is_within(said: Sequence[Word], place: int) -> bool:
    """Whether the one who denies stands in a clause that tells what, which, whether or what for."""
    for at in range(place, -1, -1):
        if said[at].text in _OWN:
            before = [word.text for word in said[max(0, at - 2) : at]]
            return bool(before) and (before[-1] in _RELATIVE or before == ["so", "that"])
    return False


def _is_proviso(said: Sequence[Word], reached: Sequence[Word], denial: Denial) -> bool:
    """Whether something is not done without, until, unless or before something else is."""
    texts = [word.text for word in reached]
    first = denial.places[0]
    behind = [word.text for word in said[first : first + len(reached) + 2]]
    if any(text in _BARRIERS for text in behind):
        return True
    is_past = denial.word in _PAST or "did" in (word.text for word in said[:first])
    if not is_past and any(text in _AGAIN for text in texts):
        return True
    if "before" not in texts or is_past or texts[0].endswith("ed"):
        return False
    after = texts[texts.index("before") + 1 :]
    return (bool(after) and after[0] in _SUBJECTS) or behind[-2:-1] == ["before"]


def _to_barrier(reached: Sequence[Word]) -> list[Word]:
    kept = []
    for word in reached:
        if word.text == "before":
            break
        kept.append(word)
    return kept
