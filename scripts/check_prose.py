"""Check the English of documentation and screens. Run by ``make check``; prints what it finds.

    python scripts/check_prose.py [FILE...]

Two sets of rules: our own, below, and those of proselint (BSD) that hold for technical texts. Code spans,
code blocks and addresses are not read. To write about a withdrawn word, put it in a code span.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from prose_texts import PLACEHOLDER, Text, texts_of
from proselint.checks import __register__ as proselint_checks
from proselint.registry.checks import Check, Padding, engine, types

ROOT = Path(__file__).parents[1]
QUOTED_PLANS = ROOT / "docs" / "plans"
"""Postings, plans and comments of others, word for word."""
LONGEST_SENTENCE = 35
BETWEEN = " \n\u00a7\n "
"""Stands between two texts, so that no pattern reaches from one into the next."""
FROM_PROSELINT = (
    "archaism", "cliches", "hedging", "industrial_language", "lexical_illusions", "malapropisms",
    "misc.illogic", "misc.many_a", "misc.narcissism", "misc.pretension", "misc.whence",
    "mixed_metaphors", "needless_variants", "nonwords", "oxymorons", "redundancy", "skunked_terms",
    "spelling", "uncomparables", "weasel_words",
)  # fmt: skip
NOT_FROM_PROSELINT = (
    "spelling.consistency",  # our own list says which spelling it is
    "industrial_language.jargon",  # "parameter" and the like are terms here
)

SPELLINGS = {
    "behaviour": "behavior", "behavioural": "behavioral", "cancelled": "canceled",
    "cancelling": "canceling", "catalogue": "catalog", "centre": "center", "colour": "color",
    "colours": "colors", "defence": "defense", "favour": "favor", "favourite": "favorite",
    "labelled": "labeled", "licence": "license", "organisation": "organization",
    "organisations": "organizations", "organise": "organize", "practise": "practice",
    "practised": "practiced", "practises": "practices", "practising": "practicing",
    "programme": "program", "recognise": "recognize", "recognised": "recognized",
    "recogniser": "speech-to-text engine", "recognisers": "speech-to-text engines",
}  # fmt: skip
ACTORS = (
    "anybody", "everybody", "nobody", "somebody", "whoever", "whomever",
)  # fmt: skip
WITHDRAWN = {
    "film": "video recording", "filmed": "recorded on video", "films": "video recordings",
    "talk": "interview, conversation or session", "talks": "interviews, conversations or sessions",
    "the wall": "the live dashboard", "a process took": "worker attached",
    "announcer": "webhook publisher", "belongings": "subject data", "conductor": "session orchestrator",
    "doorbell": "link token index", "doorstep": "link status", "errand": "outbox job",
    "errands": "outbox jobs", "gist": "similarity", "heed": "inbox", "honest box": "limitations",
    "line is lost": "connection is lost", "line lost": "disconnected", "knock": "candidate link",
    "knocks": "candidate links", "likeness": "similarity", "mouth": "text-to-speech",
    "ears": "speech-to-text", "onlooker": "observer", "onlookers": "observers",
    "outbid": "superseded", "purse": "evidence budget", "roster": "panel members",
    "sureness": "confidence", "told": "notified, sent or reported", "unfolding": "pending events",
    "usher": "admission controller", "well again": "resolved", "half under": "median",
}  # fmt: skip
SLOGANS = (
    "and that is fine", "costs you nothing", "everything else follows", "in peace", "is a promise",
    "nothing is lost", "nothing more, nothing less", "nothing leaves this machine", "so be it",
    "that is all there is", "waits its turn",
)  # fmt: skip

WHOLE_WORDS, PYTHON_RE = Padding.STRICT_WORDS_IN_TEXT, engine.Fancy()
OWN = (
    Check(
        types.PreferredFormsSimple(SPELLINGS, WHOLE_WORDS), PYTHON_RE,
        path="spelling", message="US spelling: '{}' instead of '{}'.",
    ),
    Check(
        types.Existence(ACTORS, WHOLE_WORDS), PYTHON_RE,
        path="actor", message="Name the role (candidate, recruiter, operator, client) instead of '{}'.",
    ),
    Check(
        types.PreferredFormsSimple(WITHDRAWN, WHOLE_WORDS), PYTHON_RE,
        path="term", message="The term is '{}', not '{}'.",
    ),
    Check(
        types.Existence(SLOGANS, WHOLE_WORDS), PYTHON_RE,
        path="slogan", message="Say what happens instead of '{}'.",
    ),
    Check(
        types.ExistenceSimple(r"\b(?:is|are|was) (?:a |an |the )?[45]\d\d\b"), PYTHON_RE,
        path="status", message="A request returns a status: '{}'.",
    ),
)  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[\"'(“A-Z0-9])")
_WHO = re.compile(r"^(?:Who|Whose|What|Whatever|Whoever|Whichever)\s[^?]*\.$")


def files() -> Iterator[Path]:
    """Yield the files whose texts people read."""
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "STYLE.md"):
        yield ROOT / name
    yield from sorted(page for page in (ROOT / "docs").rglob("*.md") if page.parent != QUOTED_PLANS)
    for path in sorted((ROOT / "web" / "src").rglob("*.ts*")):
        if (
            ".test." not in path.name
            and path.suffix in {".ts", ".tsx"}
            and path.name != "schema.d.ts"
        ):
            yield path


def faults(paths: Iterable[Path]) -> Iterator[str]:
    """Yield a line for each place that breaks a rule, in the order of the files."""
    found: list[tuple[int, str, str]] = []
    texts = [text for path in paths for text in texts_of(path)]
    # All texts are read as one: each of the hundred patterns then runs once.
    whole = "".join(f"{text.words}{BETWEEN}" for text in texts)
    starts = list(accumulate((len(text.words) + len(BETWEEN) for text in texts), initial=0))
    for check in (*OWN, *chosen()):
        for result in check.check_with_flags(whole):
            if PLACEHOLDER in whole[slice(*result.span)].split():
                continue
            place = bisect_right(starts, result.span[0]) - 1
            found.append((place, check.path, result.message))
    for place, text in enumerate(texts):
        found.extend((place, path, message) for path, message in sentences(text))
    for place, path, message in sorted(set(found)):
        text = texts[place]
        name = text.path.relative_to(ROOT) if text.path.is_relative_to(ROOT) else text.path
        yield f"{name}:{text.line}: {path}: {message} ({text.words[:60]})"


def chosen() -> Iterator[Check]:
    """Yield the rules of proselint that hold here."""
    for check in proselint_checks:
        if any(check.matches_partial(each) for each in FROM_PROSELINT) and not any(
            check.matches_partial(each) for each in NOT_FROM_PROSELINT
        ):
            yield check


def sentences(text: Text) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with whole sentences of a text: length, and a clause in place of a subject."""
    for sentence in _SENTENCE_END.split(text.words):
        count = len(re.findall(r"[\w'\u2019-]+", sentence))
        if count > LONGEST_SENTENCE:
            yield (
                "length",
                f"{count} words in one sentence, at most {LONGEST_SENTENCE}: '{sentence[:40]}'.",
            )
        if not text.is_title and _WHO.match(sentence):
            yield "subject", f"Begin with the subject, not with a clause: '{sentence[:40]}'."


if __name__ == "__main__":
    lines = list(faults([Path(name).resolve() for name in sys.argv[1:]] or files()))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.exit(1 if lines else 0)
