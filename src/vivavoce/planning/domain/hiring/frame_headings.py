"""Name the competency of a doubtful task by what its question asks, whatever the task is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_choice import (
    MAX_GENERAL_SHARE,
    MIN_COMPETENCIES,
    count_competencies,
)
from vivavoce.planning.domain.hiring.competency_shares import (
    CompetencyShare,
    build_share,
    is_general_group,
    name_group,
)
from vivavoce.planning.domain.hiring.job_tasks import TRADES, JobTask
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key, is_about_any_work
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.work_kinds import find_work_kinds, list_groups_shown_by

_PROBLEMS, _PLANNING, _LEARNING, _CRAFT, _TEACHING = "S1.9", "S4.2", "T3.4", "T3.1", "S1.3"
_PEOPLE = frozenset({"S1.3", "S4.5", "S4.6", "S4.7", "S4.8"})
"""Leading, teaching and bringing on people: that is never solving problems, however it is asked about."""
_LEADING = _PEOPLE - {"S1.3"}
_WITH_OTHERS = "S1.8"
_MAIN_GROUPS = 2
"""Of the groups of a common task: what its questions show first of all."""
_LEADING_KINDS = frozenset({"lead", "teach"})
_BY_FRAME: Mapping[str, str] = {
    "date": _PLANNING,
    "getting_ready": _PLANNING,
    "half_the_time": _PLANNING,
    "taking_over": _PLANNING,
    "first_week": _LEARNING,
    "shown_once": _LEARNING,
    "what_you_bring": _LEARNING,
    "show_newcomer": _TEACHING,
    "steps": _CRAFT,
    "changed_way": _CRAFT,
    "good_signs": _CRAFT,
    "shortcut": _CRAFT,
    "nobody_checks": _CRAFT,
    "two_people": _CRAFT,
}
"""The group that a question about any work tests, by its name in the set; the others ask for a hard case."""
_CARING = frozenset({"S3.1", "S3.2", "S3.6"})
"""Caring for people in three ways: what shows one of them says something about the others."""
_GENERAL = frozenset({_LEARNING, _CRAFT})
_OF_ITS_OWN = frozenset({_PLANNING, _LEARNING, _TEACHING})
"""What such a question tests whatever the occupation is; for all others, its main work stands."""


_MAX_NAME_WORDS = 6
_NAME_ENDS = load_words("prepositions") | load_words("subordinators") | {"and", "or", "to"}
_MAX_HEADINGS = 6
"""A question goes back below a heading that is not its own only where a plan would have more."""


def name_by_frame(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    usual: Sequence[str] = (),
    *,
    with_skills: Sequence[str] = (),
) -> tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]:
    """Return the competencies and questions of a plan without headings that only a guess stands for.

    Where the words of a task leave its group in doubt, a question about any work counts for what it asks
    itself: how somebody copes when voicing hammers goes wrong is solving problems, whatever voicing is.
    The weight of a competency is divided evenly among its questions. ``usual`` are the groups of the
    occupation: a guess that it confirms is none. ``with_skills`` has the group of each question about a
    skill: its heading stays.
    """
    shares, chosen = _name_by_tasks(shares, chosen, with_skills)
    before = {share.group: share for share in shares}
    numbers = Counter([*(one.share.group for one in chosen), *with_skills])
    unasked = before.keys() - {one.share.group for one in chosen}
    groups = _limit_groups(
        _list_groups(shares, chosen, usual),
        chosen,
        max(count_competencies(len(chosen)), min(len(chosen), _MAX_HEADINGS)) - len(unasked),
    )
    groups = _keep_beside_skills(_keep_enough(groups, shares, chosen), chosen, with_skills)
    asked = {*groups, *unasked, *with_skills}
    is_same = all(one.share.group == group for one, group in zip(chosen, groups, strict=True))
    if is_same or len(asked) < min(MIN_COMPETENCIES, len(shares)):
        return _name_doubtful(shares, chosen, usual)
    weights = {share.group: share.weight for share in shares}
    tasks: dict[str, list[JobTask]] = {}
    for one, group in zip(chosen, groups, strict=True):
        part = one.share.weight / numbers[one.share.group]
        weights[one.share.group] -= part
        weights[group] = weights.get(group, 0.0) + part
        if group != one.share.group and one.task is not None:
            tasks.setdefault(group, []).append(one.task)
    after = {
        group: _add_tasks(before.get(group), group, tasks.get(group, ()), weights[group])
        for group in dict.fromkeys([*before, *groups])
        if group in asked
    }
    after = {share.group: share for share in _limit_general(tuple(after.values()))}
    place = {group: at for at, group in enumerate(after)}
    named = [replace(one, share=after[group]) for one, group in zip(chosen, groups, strict=True)]
    named.sort(key=lambda one: place[one.share.group])
    return _name_doubtful(tuple(after.values()), named, usual)


def _name_doubtful(
    shares: Sequence[CompetencyShare], chosen: Sequence[ChosenQuestion], usual: Sequence[str]
) -> tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]:
    """Return the competencies; one of which only guesses say the group has the name of its first task.

    "Tuning by ear" is true whatever tuning belongs to; "Driving vehicles" would not be.
    """
    names: dict[str, str] = {}
    for share in shares:
        own = [one for one in chosen if one.share.group == share.group]
        is_alone = len(own) == 1 or share.group.startswith(TRADES)
        is_guess = bool(own) and is_alone and all(_is_guess(one, usual) for one in own)
        name = _write_name(own[0].task) if is_guess else None
        if name is not None and name not in names.values():
            names[share.group] = name
    after = {one.group: replace(one, name=names.get(one.group, one.name)) for one in shares}
    named = (replace(one, share=after.get(one.share.group, one.share)) for one in chosen)
    return tuple(after.values()), tuple(named)


def _is_guess(one: ChosenQuestion, usual: Sequence[str]) -> bool:
    """Return whether nothing but weak words of a task, or a hard case of it, says where it belongs."""
    task, group = one.task, one.share.group
    if task is None or task.problem_kind or task.is_sure or task.is_likely or group in usual:
        return False
    if not is_about_any_work(one.question) or one.question.is_common_task or one.share.is_general:
        return False
    kind = one.question.work_kind
    is_asked = group == _BY_FRAME.get(one.question.id.split(".")[-1]) or (
        bool(kind) and group in list_groups_shown_by(kind)
    )
    return group in {task.group, _PROBLEMS} and not is_asked


def _write_name(task: JobTask | None) -> str | None:
    """Return a task as a heading, up to its first preposition: "Moving report engine"."""
    words = (task.gerund or "").split() if task is not None else []
    ends = (
        at
        for at, word in enumerate(words)
        if at > 1 and (word.strip(",") in _NAME_ENDS or words[at - 1].endswith(","))
    )
    words = words[: next(ends, len(words))]
    name = " ".join(words).rstrip(" ,")
    return f"{name[:1].upper()}{name[1:]}" if 1 < len(words) <= _MAX_NAME_WORDS else None


def _name_by_tasks(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    with_skills: Sequence[str],
) -> tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]:
    """Return the competencies with the group of the tasks that are asked about.

    Groups that share a question set are one competency; a task without a question does not name it.
    """
    after: dict[str, CompetencyShare] = {}
    for share in shares:
        tasks = [one.task for one in chosen if one.share is share and one.task is not None]
        own = [one.group for one in tasks if get_competency_key(one.group) == share.key]
        is_named = not own or share.group in {*own, *with_skills}
        named = share if is_named else replace(share, group=own[0], name=name_group(own[0]))
        after[share.group] = named
    renamed = (replace(one, share=after.get(one.share.group, one.share)) for one in chosen)
    return tuple(after.values()), tuple(renamed)


def _add_tasks(
    share: CompetencyShare | None, group: str, tasks: Sequence[JobTask], weight: float
) -> CompetencyShare:
    own = share or replace(build_share(group), is_general=group in _GENERAL)
    return replace(own, tasks=(*own.tasks, *tasks), weight=weight)


def _limit_general(shares: Sequence[CompetencyShare]) -> Iterator[CompetencyShare]:
    """Yield the shares with whole weights of the general ones, which together keep their limit."""
    total = sum(share.weight for share in shares if share.is_general)
    is_mixed = any(not share.is_general for share in shares)
    part = min(1.0, MAX_GENERAL_SHARE / total) if total and is_mixed else 1.0
    for share in shares:
        weight = max(1, int(share.weight * part)) if share.is_general else share.weight
        yield replace(share, weight=float(weight))


def _list_groups(
    shares: Sequence[CompetencyShare], chosen: Sequence[ChosenQuestion], usual: Sequence[str]
) -> list[str]:
    """Return the group that each question tests.

    The tasks that belong to no competency of the plan come first, as far as general ones have room.
    """
    room = len(chosen) * MAX_GENERAL_SHARE // 100 - sum(one.share.is_general for one in chosen)
    keys = {get_competency_key(share.group): share.group for share in shares}
    groups = [one.share.group for one in chosen]
    for at in sorted(range(len(chosen)), key=lambda at: chosen[at].names_own_task):
        frame = _find_frame(chosen[at], usual, keys)
        room -= frame in _GENERAL
        if frame in _GENERAL and (room < 0 or frame in groups):
            frame = None if chosen[at].names_own_task or _PROBLEMS in groups else _PROBLEMS
        task = chosen[at].task
        is_guess = task is not None and _is_usual(task, usual) and chosen[at].names_own_task
        if frame == _PROBLEMS and _PROBLEMS in groups and is_guess:
            frame = None  # one question about problems of any kind is enough
        if frame is not None:
            groups[at] = keys.get(get_competency_key(frame), frame)
    return groups


def _limit_groups(groups: Sequence[str], chosen: Sequence[ChosenQuestion], most: int) -> list[str]:
    """Return at most so many groups; questions of the smallest new one go back, or to the largest new one."""
    limited, own = list(groups), {one.share.group for one in chosen}
    while len(set(limited)) > most and not own.issuperset(limited):
        new = Counter(group for group in limited if group not in own).most_common()
        (largest, _), (smallest, _) = new[0], new[-1]
        for at, one in enumerate(chosen):
            if limited[at] == smallest:
                goes_back = smallest == largest or one.share.group in limited
                limited[at] = one.share.group if goes_back else largest
    return limited


def _keep_enough(
    groups: Sequence[str], shares: Sequence[CompetencyShare], chosen: Sequence[ChosenQuestion]
) -> list[str]:
    """Return the groups, some as before if too few would be left to bear the weight of a plan."""
    kept = list(groups)
    general = {share.group for share in shares if share.is_general} | _GENERAL
    least = min(MIN_COMPETENCIES, len({share.group for share in shares} - general))
    for at in sorted(range(len(chosen)), key=lambda at: -_rate_doubt(chosen[at])):
        if len(set(kept) - general) >= least:
            break
        before = chosen[at].share.group
        if kept.count(kept[at]) > 1:
            kept[at] = before if before not in kept else _PROBLEMS
    return kept


def _keep_beside_skills(
    groups: Sequence[str], chosen: Sequence[ChosenQuestion], with_skills: Sequence[str]
) -> list[str]:
    """Return the groups, with a question as before where only one about a skill would be left below it.

    A question goes back at most once, first of all one whose heading has another one.
    """
    kept = list(groups)
    own = {
        group: [at for at, one in enumerate(chosen) if one.share.group == group]
        for group in with_skills
    }
    for _ in own:  # what goes back may leave a heading that was filled before
        bare = [group for group, places in own.items() if places and group not in kept]
        if not bare:
            break
        for group in bare:
            kept[max(own[group], key=lambda at: kept.count(kept[at]) > 1)] = group
    return kept


def _rate_doubt(one: ChosenQuestion) -> int:
    """Return how little says what a question tests: nothing but a case, or a doubtful task."""
    if one.task is None or one.question.counts_for:
        return 0
    return 1 + (not one.task.is_likely) + (not one.names_own_task)


def _is_usual(task: JobTask, usual: Sequence[str]) -> bool:
    """Return whether the occupation confirms a guess: that a chef leads makes no act one of leading.

    A task whose words hint at nothing has the first group of the occupation, and no others.
    """
    is_assumed = tuple(usual[:1]) == (task.group, *task.other_groups)
    return task.group in usual and not (is_assumed and _says_little(task.group))


def _says_little(group: str) -> bool:
    """Return whether work of any kind may belong to a group: that of a boss, or of any team."""
    return group in _LEADING or group == _WITH_OTHERS or group.startswith("T")


def _find_frame(one: ChosenQuestion, usual: Sequence[str], keys: Collection[str]) -> str | None:
    """Return the group that a question tests whatever its task is, or None if there is no doubt.

    ``keys`` are those of the competencies that the plan has.
    """
    task = one.task
    if one.question.counts_for:
        return one.question.counts_for
    if task is None or one.share.is_general:
        return None
    if task.problem_kind:
        return task.group
    if one.question.is_common_task:
        return _find_common_group(one.share.group, one.question.work_kind, usual, keys)
    kinds = find_work_kinds(task.text)
    is_known = task.is_sure or task.is_likely
    if task.group in _PEOPLE and (is_known or not _LEADING_KINDS.isdisjoint(kinds)):
        return task.group
    is_own = one.names_own_task and task.group != _PROBLEMS
    if is_own and (is_known or _is_usual(task, usual)):
        return None
    if not is_about_any_work(one.question) or one.question.is_about_limits:
        return None
    if is_known and task.group != _PROBLEMS:
        return task.group
    shown = _find_shown(task, one.question.work_kind, kinds[:1], usual)
    if shown is not None or is_known:
        return shown
    frame = _BY_FRAME.get(one.question.id.split(".")[-1], _PROBLEMS)
    own = (one for one in usual if not (is_general_group(one) or _says_little(one)))
    main = next(own, None)
    return frame if main is None or frame in _OF_ITS_OWN else main


def _find_shown(
    task: JobTask, asked: str, kinds: Sequence[str], usual: Sequence[str]
) -> str | None:
    """Return the group that the kind of a task and its guessed groups agree on, or None.

    A kind that shows one group only needs no guess; nor does one that the question ``asked`` is about, where
    the guess is among its groups. The occupation confirms a guess, too.
    """
    guessed = (task.group, *task.other_groups)
    confirmed = guessed if _is_usual(task, usual) else task.other_groups
    shown = [
        tuple(group for group in list_groups_shown_by(kind) if group != _PROBLEMS)
        for kind in (asked, *kinds)
        if kind
    ]
    if (sole := next((groups[0] for groups in shown if len(groups) == 1), None)) is not None:
        return sole
    likely = shown[0] if asked else ()
    return next((group for group in guessed if group in likely), None) or next(
        (group for group in confirmed if group in usual and group != _PROBLEMS), None
    )


def _find_common_group(
    group: str, common_task: str, usual: Sequence[str], keys: Collection[str]
) -> str | None:
    """Return the group that an incident of a common task shows; None if its own ``group`` is one of them.

    Of the first two that it shows, one that the plan has or the occupation comes first.
    """
    shown = list_groups_shown_by(common_task)
    shown_keys = {get_competency_key(one) for one in shown}
    is_caring = group in _CARING and not _CARING.isdisjoint(shown)
    if not shown or is_caring or get_competency_key(group) in shown_keys:
        return None
    return min(
        shown[:_MAIN_GROUPS],
        key=lambda one: (get_competency_key(one) not in keys, one not in usual),
    )
