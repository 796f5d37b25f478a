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
from vivavoce.planning.domain.job_analysis.act_groups import find_act_group
from vivavoce.planning.domain.job_analysis.phrases import PhraseTable, WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import get_base
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.skills import load_skill_catalog

W_PHRASE, W_MORE_PHRASES = (1.4, 2.0, 2.4), 0.6
W_DECIDES, W_VERB, W_OBJECT, W_BOTH = 1.6, 1.2, 1.0, 0.8
W_WORDS, W_SKILL = 1.6, 1.2
W_PRIOR = (0.9, 0.6, 0.4)
_EMPTY_PHRASAL_VERBS = frozenset(
    {
        ("bring", "down"),
        ("carry", "out"),
        ("follow", "up"),
        ("look", "after"),
        ("make", "sure"),
        ("set", "up"),
        ("sort", "out"),
        ("take", "care"),
        ("take", "over"),
        ("take", "part"),
    }
)
W_TRADE, W_OTHER_VERB, W_DATA = 0.6, 0.8, 0.25
W_ACT, W_ACT_LEAD = 5.0, 1.0
"""The least score of a group that verb and object decide together, and how far it is above all others."""
W_IN_CLAUSE = 0.5
"""Of objects behind "when" or "who": they are not what is worked on."""
W_KNOWN = 1.5
"""Of requirements, attitudes and fields of knowledge are likelier than activities."""
MIN_SCORE = 0.6
_BEFORE_TILL = frozenset({"the", "a", "your", "our", "one", "each", "every", "cash"})
_ACTIVITY_BRANCHES, _TRADE_BRANCHES = ("S1", "S2", "S4"), ("S3", "S5", "S6", "S7", "S8")
_HANDS_ON_BRANCHES = ("S6", "S7", "S8")
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
    deciding_verbs: Mapping[str, Mapping[str, float]]
    verbs: Mapping[str, Mapping[str, float]]
    objects: Mapping[str, Mapping[str, float]]
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
    _score_verb_and_objects(tokens, scores, reasons, senses)
    _score_words([token for token in tokens if not _is_light(token.text)], scores, senses)
    _dampen_domains(tokens, scores)
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
    if tasks_only and (act := find_act_group(tokens, text, prior)) is not None:
        scores[act.group] = max(W_ACT, max(scores.values(), default=0.0) + W_ACT_LEAD)
        reasons[act.group][:0] = act.words
    if not tasks_only:
        for group in scores:
            scores[group] *= W_KNOWN if group.startswith(_SKILL_ONLY_BRANCHES) else 1.0
    ranked = [
        GroupScore(group, round(score, 3), tuple(dict.fromkeys(reasons[group])))
        for group, score in scores.items()
        if not (tasks_only and group.startswith(_SKILL_ONLY_BRANCHES))
    ]
    return tuple(sorted(ranked, key=lambda one: (-one.score, one.group)))


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
    """Return the best group, or None if nothing points to one clearly enough."""
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


def _score_verb_and_objects(
    tokens: Sequence[WordToken],
    scores: dict[str, float],
    reasons: dict[str, list[str]],
    senses: Collection[tuple[str, str]],
) -> None:
    cues = _load_cues()
    verb_place, verb = _find_first_verb(tokens)
    objects: dict[str, float] = defaultdict(float)
    start = 0 if verb_place is None else verb_place + 1
    share = 1.0
    for distance, token in enumerate(tokens[start:]):
        share = W_IN_CLAUSE if token.text in load_words("subordinators") else share
        for group, whole in cues.objects.get(stem_word(token.text), {}).items():
            if _means_else(group, [token.text], senses):
                continue
            weight = whole * share
            objects[group] = max(objects[group], weight) + 0.2 * min(objects[group], weight)
            objects[group] *= 1.0 if distance < 4 else 0.8
            reasons[group].append(token.text)
    by_verb = {
        group: weight
        for group, weight in _list_groups_of_verb(cues.verbs, verb, {*objects, *scores}).items()
        if not _means_else(group, [verb or ""], senses)
    }
    for group, weight in _list_groups_of_verb(cues.deciding_verbs, verb, by_verb).items():
        scores[group] += W_DECIDES * weight if group in by_verb else 0.0
    for group, weight in by_verb.items():
        scores[group] += W_VERB * weight
        reasons[group].append(verb or "")
    for group, weight in objects.items():
        scores[group] += W_OBJECT * weight + (W_BOTH if group in by_verb else 0.0)


def _list_groups_of_verb(
    groups: Mapping[str, Mapping[str, float]], verb: str | None, others: Collection[str]
) -> Mapping[str, float]:
    """Return the groups that a verb points to; a light one only to those that other words point to too."""
    found = groups.get(stem_word(verb), {}) if verb else {}
    if verb is None or not _is_light(verb):
        return found
    return {group: weight for group, weight in found.items() if group in others}


def _is_light(word: str) -> bool:
    """Return whether a word is a form of a verb that says nothing without its object: "performs"."""
    return get_base(word) in load_words("light_verbs")


def _dampen_domains(tokens: Sequence[WordToken], scores: dict[str, float]) -> None:
    """Lower the groups of a trade where the verb names an activity of its own.

    Checking brakes is inspecting, and estimating bricks is estimating, whatever the trade.
    """
    cues = _load_cues()
    verb = _find_first_verb(tokens)[1]
    stem = stem_word(verb) if verb else ""
    decided = cues.deciding_verbs.get(stem, {})
    is_data = not load_words("data_objects").isdisjoint(token.text for token in tokens)
    is_activity = any(group.startswith(_ACTIVITY_BRANCHES) for group in decided)
    for group in scores:
        if is_data and group.startswith(_HANDS_ON_BRANCHES) and group in decided:
            scores[group] *= W_DATA  # "clean up the records" needs no mop
        if group.startswith(_TRADE_BRANCHES) and group not in cues.verbs.get(stem, {}):
            scores[group] *= W_TRADE if is_activity else W_OTHER_VERB


def _find_first_verb(tokens: Sequence[WordToken]) -> tuple[int | None, str | None]:
    """Return the place and base of the first verb; "carry out" and "look after" say nothing alone."""
    for place, token in enumerate(tokens):
        if (base := get_base(token.text)) is not None:
            following = tokens[place + 1].text if place + 1 < len(tokens) else ""
            return place, None if (base, following) in _EMPTY_PHRASAL_VERBS else base
    return None, None


def _score_words(
    tokens: Sequence[WordToken], scores: dict[str, float], senses: Collection[tuple[str, str]]
) -> None:
    cues = _load_cues()
    stems = {stem_word(token.text) for token in tokens} - _stop_stems()
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
        _weigh({group: cues.get("decides", "").split() for group, cues in raw.items()}),
        _weigh(
            {
                group: f"{cues.get('verbs', '')} {cues.get('decides', '')}".split()
                for group, cues in raw.items()
            }
        ),
        _weigh({group: cues.get("objects", "").split() for group, cues in raw.items()}),
        _weigh_catalog_words(),
        tuple(
            (group, stem_word(word), frozenset(others.split()))
            for group, cues in raw.items()
            for word, others in cues.get("unless", {}).items()
        ),
    )


def _weigh(words_by_group: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Return a weight for each stem and group: the fewer groups list a word, the more it says."""
    groups: dict[str, set[str]] = defaultdict(set)
    for group, words in words_by_group.items():
        for word in words:
            groups[stem_word(word)].add(group)
    return {
        stem: {group: 1 / math.sqrt(len(found)) for group in sorted(found)}
        for stem, found in groups.items()
    }


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
    return [stem for stem in stems if len(stem) > 1 and stem not in _stop_stems()]


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(stem_word(word) for word in load_bank_file("words")["stop"].split())
