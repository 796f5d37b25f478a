"""Which words of a job text name persons, and which of those are people who work there."""

from __future__ import annotations

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_ENDINGS = ("er", "or", "ist", "ant", "ian", "man", "woman")
_NOUNS = frozenset(
    {"aide", "chef", "clerk", "cook", "guard", "hand", "nurse", "employee", "operative"}
)
_STAFF = frozenset(
    {"staff", "team", "teams", "crew", "crews", "people", "apprentice", "apprentices", "trainees", "interns",
     "students", "employees", "colleagues", "reports", "hires", "starters", "associates", "contractors",
     "carers", "helpers", "juniors", "seniors", "talent", "personnel", "workforce"}
)  # fmt: skip
_OUTSIDERS = frozenset(
    {"participant", "respondent", "volunteer", "customer", "user", "visitor", "donor", "subscriber",
     "member", "supporter",
     "consumer", "buyer", "seller", "supplier", "caller", "passenger", "tenant", "inhabitant", "informant",
     "claimant", "applicant", "offender", "prisoner"}
)  # fmt: skip
_OTHERS = frozenset(
    {"adult", "agent", "boss", "carer", "child", "children", "client", "colleague", "couple", "family",
     "families", "guest", "group", "parent", "patient", "public", "relative", "student"}
)  # fmt: skip


def is_person(word: str) -> bool:
    """Return whether a word names a person, as ``cleaner`` or ``nurse``."""
    return word in _NOUNS or (word.endswith(_ENDINGS) and word not in load_words("not_persons"))


def is_staff(word: str) -> bool:
    """Return whether a word names people who work for the employer: ``nurses``, not ``customers``."""
    if word in _STAFF:
        return True
    one = word.removesuffix("s") if not word.endswith("men") else f"{word[:-2]}an"
    return word != one and one not in _OUTSIDERS and is_person(one)


def names_person(word: str) -> bool:
    """Return whether a word names one person or several, inside or outside: ``guest``, ``couple``."""
    one = word.removesuffix("s")
    return (
        word in _STAFF or not _OTHERS.isdisjoint({word, one}) or is_person(word) or is_person(one)
    )
