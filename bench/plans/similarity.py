"""A small TF-IDF: which of several texts is nearest to a given one, by the words that set them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bench.plans.job_facts import remove_quotes, split_words
from bench.plans.postings import PlannedPosting, Posting
from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems

Vector = Mapping[str, float]


class TfIdfIndex:
    """Texts, each as counts of its stems; a stem that few texts have weighs more."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        found_in = Counter(stem for count in counts for stem in count)
        self._weights = {
            stem: math.log((1 + len(counts)) / (1 + number)) + 1
            for stem, number in found_in.items()
        }
        self._vectors = [self._weigh(count) for count in counts]

    def rank(self, counts: Counter[str]) -> list[tuple[float, int]]:
        """Return similarity and place of the texts that share a stem, the nearest first."""
        vector = self._weigh(counts)
        ranked = [(_multiply(vector, other), place) for place, other in enumerate(self._vectors)]
        return sorted((pair for pair in ranked if pair[0] > 0), key=lambda pair: -pair[0])

    def _weigh(self, counts: Counter[str]) -> Vector:
        raw = {
            stem: (1 + math.log(count)) * self._weights[stem]
            for stem, count in counts.items()
            if stem in self._weights
        }
        size = math.sqrt(sum(value * value for value in raw.values()))
        return {stem: value / size for stem, value in raw.items()} if size else {}


def count_stems(text: str) -> Counter[str]:
    """Return how often each stem of a text's content words occurs."""
    kept = set(extract_content_stems(text))
    return Counter(stem for stem in map(stem_word, split_words(text)) if stem in kept)


def list_unidentified_plans(planned: Sequence[PlannedPosting]) -> list[str]:
    """Return the postings whose plan, masked, is at least as near to another posting's text as to its own."""
    index = TfIdfIndex([count_stems(each.posting.text) for each in planned])
    missed = []
    for place, each in enumerate(planned):
        ranked = index.rank(count_stems(write_masked_questions(each)))
        best = ranked[0][0] if ranked else 0.0
        nearest = [other for similarity, other in ranked if math.isclose(similarity, best)]
        if nearest != [place]:
            others = ", ".join(planned[other].posting.id for other in nearest) or "none"
            missed.append(f"{each.posting.id}: nearest is {others}")
    return missed


def write_masked_questions(each: PlannedPosting) -> str:
    """Return the questions and probes of a plan without title, company and skill strings.

    Of what they quote, only words of the posting's tasks stay.
    """
    asked = "\n".join(
        remove_quotes(text, each.posting.tasks)
        for question in each.plan.questions
        for text in (question.text, *question.probes)
    )
    return mask_phrases(asked, list_masked_phrases(each.posting))


def list_masked_phrases(posting: Posting) -> tuple[str, ...]:
    """Return the strings of the request that identify the job without any reading of its text."""
    known = load_skill_catalog().skills
    typed = [part.strip() for skill in posting.skills for part in (skill, *skill.split("/"))]
    names = [name for skill in typed for name in _list_names(skill, known)]
    title = [part for part in posting.title.replace("(", ",").replace(")", "").split(",") if part]
    return tuple(dict.fromkeys((*names, posting.title, *map(str.strip, title), posting.company)))


def mask_phrases(text: str, phrases: Iterable[str]) -> str:
    """Return the words of a text without the phrases, in any form of their words."""
    words = split_words(text)
    stems = [stem_word(word) for word in words]
    masked: set[int] = set()
    for phrase in phrases:
        wanted = [stem_word(word) for word in split_words(phrase)]
        for at in range(len(stems) - len(wanted) + 1):
            if wanted and stems[at : at + len(wanted)] == wanted:
                masked |= set(range(at, at + len(wanted)))
    return " ".join(word for place, word in enumerate(words) if place not in masked)


def _list_names(skill: str, known: Mapping[str, object]) -> tuple[str, ...]:
    matched = load_skill_catalog().find_by_name(skill)
    return (skill, *matched)


def _multiply(first: Vector, second: Vector) -> float:
    small, large = sorted((first, second), key=len)
    return sum(value * large.get(stem, 0.0) for stem, value in small.items())
