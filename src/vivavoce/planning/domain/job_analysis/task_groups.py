"""Find the competency group of a task or requirement, with a score and the words that decided."""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.job_analysis.phrases import PhraseTable, WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.task_classifier import (
    NO_TASK,
    list_task_features,
    load_stop_stems,
    load_task_classifier,
)
from vivavoce.planning.domain.job_analysis.verb_forms import get_base
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.skills import load_skill_catalog

W_PHRASE, W_MORE_PHRASES = (1.4, 2.0, 2.4), 0.6
W_WORDS, W_SKILL = 1.6, 1.2
W_PRIOR = (0.9, 0.6, 0.4)
W_KNOWN = 1.5
"""Of requirements, attitudes and fields of knowledge are likelier than activities."""
W_RULES = 0.5
"""How much a point of the rules adds to the logarithm of a group's likelihood."""
W_LEARNED = 2.0
"""How much the likelihood of an activity adds to the score of a requirement."""
W_CERTAIN = 4.0
"""The score of a group that is certain: its likelihood times this."""
_LEAST_LIKELIHOOD, _LEAST_PART = math.log(1e-4), 0.02
_TELLING, _TELLING_WORDS = 1.0, 3
MIN_SCORE = 0.6
_BEFORE_TILL = frozenset({"the", "a", "your", "our", "one", "each", "every", "cash"})
_SKILL_ONLY_BRANCHES = ("T", "K", "L")
_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group, its score, and the words of the text that point to it."""

    group: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cues:
    phrases: PhraseTable
    phrase_groups: tuple[str, ...]
    words: Mapping[str, Mapping[str, float]]
    other_senses: tuple[tuple[str, str, frozenset[str]], ...]
    """Groups, the stem of a word that points to them, and the words beside which it means something else."""


def rank_groups(
    text: str, *, prior: Sequence[str] = (), tasks_only: bool = True
) -> tuple[GroupScore, ...]:
    """Return the groups of a task, best first; ``prior`` are the groups of the job's occupation.

    With ``tasks_only``, groups of attitudes, languages and fields of knowledge are left out: a task is
    something that is done.
    """
    tokens = _drop_until(tokenize_words(text)[:_MAX_WORDS])
    if not tasks_only:
        tokens = [token for token in tokens if token.text not in load_words("requirement_fillers")]
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[str]] = defaultdict(list)
    senses = _find_other_senses(tokens)
    _score_phrases(tokens, scores, reasons, senses)
    _score_words([token for token in tokens if not _is_light(token.text)], scores, senses)
    for skill in load_skill_catalog().find_mentions(text):
        words = skill.words.lower()
        if (tasks_only and _is_light(words)) or _means_else(skill.group, words.split(), senses):
            continue
        scores[skill.group] += W_SKILL
        reasons[skill.group].append(skill.words)
    for weight, group in zip(W_PRIOR, prior, strict=False):
        if group in scores or not scores:
            scores[group] += weight
            reasons[group].append("occupation")
    scores = (
        _weigh_with_classifier(scores, tokens, prior)
        if tasks_only
        else _add_activities(scores, tokens, prior)
    )
    telling = _weigh_words(tokens) if tasks_only else {}
    for group in scores:
        reasons[group] += _list_telling_words(telling, group)
    ranked = [
        GroupScore(group, round(score, 3), tuple(dict.fromkeys(reasons[group])))
        for group, score in scores.items()
    ]
    return tuple(sorted(ranked, key=lambda one: (-one.score, one.group)))


def _weigh_with_classifier(
    scores: Mapping[str, float], tokens: Sequence[WordToken], prior: Sequence[str]
) -> dict[str, float]:
    """Return the likelihood of each group, times ``W_CERTAIN``, by the classifier and the rules together."""
    learned = load_task_classifier().score(list_task_features(tokens, prior))
    known = {
        group: score
        for group, score in scores.items()
        if not group.startswith(_SKILL_ONLY_BRANCHES)
    }
    together = {
        label: max(likelihood, _LEAST_LIKELIHOOD) + W_RULES * known.get(label, 0.0)
        for label, likelihood in (dict.fromkeys(known, _LEAST_LIKELIHOOD) | learned).items()
    }
    most = max(together.values())
    parts = {label: math.exp(value - most) for label, value in together.items()}
    whole = sum(parts.values())
    likely = {
        label: part / whole
        for label, part in parts.items()
        if part / whole >= _LEAST_PART and not label.startswith((NO_TASK, *_SKILL_ONLY_BRANCHES))
    }
    return {label: W_CERTAIN * part for label, part in likely.items()}


def _add_activities(
    scores: Mapping[str, float], tokens: Sequence[WordToken], prior: Sequence[str]
) -> dict[str, float]:
    """Return the scores of a requirement's groups; what it is likely to ask somebody to do adds to them."""
    learned = load_task_classifier().score(list_task_features(tokens, prior))
    likely = {group: math.exp(one) for group, one in learned.items() if group != NO_TASK}
    added = {group: W_LEARNED * part for group, part in likely.items() if part >= _LEAST_PART}
    return {
        group: (scores.get(group, 0.0) + added.get(group, 0.0))
        * (W_KNOWN if group.startswith(_SKILL_ONLY_BRANCHES) else 1.0)
        for group in dict.fromkeys([*scores, *added])
    }


def _weigh_words(tokens: Sequence[WordToken]) -> dict[str, Mapping[str, float]]:
    """Return how far each word that says something points to groups, by what the classifier learned."""
    stops = load_stop_stems()
    words = {token.text for token in tokens if stem_word(token.text) not in stops}
    return {word: load_task_classifier().weigh_word(word) for word in sorted(words)}


def _list_telling_words(weights: Mapping[str, Mapping[str, float]], group: str) -> list[str]:
    """Return the words that point to a group, the most telling first."""
    telling = [word for word, weight in weights.items() if weight.get(group, 0.0) >= _TELLING]
    return sorted(telling, key=lambda word: -weights[word][group])[:_TELLING_WORDS]


def _drop_until(tokens: Sequence[WordToken]) -> list[WordToken]:
    """Return the words without "till" where it says until when: a till has an article."""
    return [
        token
        for place, token in enumerate(tokens)
        if token.text != "till" or (place and tokens[place - 1].text in _BEFORE_TILL)
    ]


def _find_other_senses(tokens: Sequence[WordToken]) -> frozenset[tuple[str, str]]:
    """Return the groups and stems that do not belong together here: who mixes a show blends nothing."""
    said = {token.text for token in tokens}
    return frozenset(
        (group, stem)
        for group, stem, others in _load_cues().other_senses
        if not others.isdisjoint(said)
    )


def _means_else(group: str, words: Iterable[str], senses: Collection[tuple[str, str]]) -> bool:
    return any((group, stem_word(word)) in senses for word in words)


def choose_group(ranked: Sequence[GroupScore]) -> GroupScore | None:
    """Return the best group, or None if none has the least score: of a task, 15 % of the likelihood."""
    return ranked[0] if ranked and ranked[0].score >= MIN_SCORE else None


def _score_phrases(
    tokens: Sequence[WordToken],
    scores: dict[str, float],
    reasons: dict[str, list[str]],
    senses: Collection[tuple[str, str]],
) -> None:
    cues = _load_cues()
    hits: Counter[str] = Counter()
    for label, words in cues.phrases.find(tokens).items():
        if all(_is_light(word) for word in words):
            continue
        group = cues.phrase_groups[label]
        if _means_else(group, words, senses):
            continue
        weight = W_PHRASE[min(len(words), len(W_PHRASE)) - 1]
        scores[group] += W_MORE_PHRASES * weight if hits[group] else weight
        hits[group] += 1
        reasons[group].append(" ".join(words))


def _is_light(word: str) -> bool:
    """Return whether a word is a form of a verb that says nothing without its object: "performs"."""
    return get_base(word) in load_words("light_verbs")


def _score_words(
    tokens: Sequence[WordToken], scores: dict[str, float], senses: Collection[tuple[str, str]]
) -> None:
    cues = _load_cues()
    stems = {stem_word(token.text) for token in tokens} - load_stop_stems()
    norm = math.sqrt(len(stems) or 1)
    for stem in sorted(stems):
        for group, weight in cues.words.get(stem, {}).items():
            if (group, stem) in senses:
                continue
            scores[group] += W_WORDS * weight / norm


@cache
def _load_cues() -> _Cues:
    file = resources.files("vivavoce.planning.domain.job_analysis") / "group_cues.toml"
    raw = tomllib.loads(file.read_text("utf-8"))["groups"]
    phrases = [(phrase, group) for group, cues in raw.items() for phrase in cues.get("phrases", ())]
    return _Cues(
        PhraseTable((phrase, number) for number, (phrase, _) in enumerate(phrases)),
        tuple(group for _, group in phrases),
        _weigh_catalog_words(),
        tuple(
            (group, stem_word(word), frozenset(others.split()))
            for group, cues in raw.items()
            for word, others in cues.get("unless", {}).items()
        ),
    )


def _weigh_catalog_words() -> dict[str, dict[str, float]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for skill in load_catalog().skills:
        for name in (skill.name, *skill.aliases):
            counts[skill.group].update(_content_stems(name))
    for group, name in load_catalog().group_names.items():
        counts[group].update(stem for stem in _content_stems(name) for _ in range(3))
    for group, tasks in _load_typical_tasks().items():
        for task in tasks:
            counts[group].update(stem for stem in _content_stems(task) for _ in range(2))
    spread = Counter(stem for group in counts.values() for stem in group)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for group, stems in sorted(counts.items()):
        for stem, count in stems.items():
            rarity = math.log(len(counts) / spread[stem]) / math.log(len(counts))
            weights[stem][group] = rarity * count / (count + 2)
    return dict(weights)


def _load_typical_tasks() -> dict[str, tuple[str, ...]]:
    folder = resources.files("vivavoce.planning") / "question_sets"
    heads = (
        tomllib.loads(file.read_text("utf-8").partition("[[question]]")[0])
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )
    return {head["group"]: tuple(head.get("tasks", ())) for head in heads}


def _content_stems(text: str) -> Iterable[str]:
    stems = (stem_word(token.text) for token in tokenize_words(text))
    return [stem for stem in stems if len(stem) > 1 and stem not in load_stop_stems()]
