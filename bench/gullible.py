"""A reader that believes every sentence: what the guards leave of it, on the samples of the question sets.

``python -m bench gullible`` lets it quote every sentence as own work of level 5, and prints the scores by kind
of sample, beside the same without guards, and the share of items that each guard dropped or lowered. It ends
with status 1 if interviews of fluent empty answers end above level 2 on average.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import mean

from bench.score_samples import FormCase, build_interview, load_cases
from vivavoce.assessment.domain.external_evidence import mask_transcript
from vivavoce.assessment.domain.model_evidence.calls import build_calls
from vivavoce.assessment.domain.model_evidence.guards import GUARDS, Guard, ModelItem
from vivavoce.assessment.domain.model_evidence.votes import CallScore, CallVotes, score_call
from vivavoce.assessment.domain.scorer import prepare_transcript

MOST_OF_EMPTY = 2.0
_KINDS = ("strong", "decent", "weak", "empty")
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_MIN_WORDS, _MAX_ITEMS = 5, 8


def believe(case: FormCase, kind: str, *, guards: Sequence[Guard], has_caps: bool) -> CallScore:
    """Return what the reader makes of a sample."""
    talk = build_interview(case, case.get_sample(kind))
    reading = prepare_transcript(talk, case.rubric)
    [call] = build_calls(reading, mask_transcript(talk, ()))
    items = tuple(
        ModelItem(side=call.sides[0], level=5, quote=sentence.strip())
        for turn in call.turns
        for sentence in _SENTENCE.findall(turn.text)
        if len(sentence.split()) >= _MIN_WORDS
    )[:_MAX_ITEMS]
    votes = CallVotes(call=call, votes=(items,))
    return score_call(votes, reading, guards=guards, has_caps=has_caps)


async def main(*, quick: bool = False) -> bool:
    """Print the figures; return whether empty interviews end within the limit on average."""
    cases = load_cases()[:: 20 if quick else 1]
    print(f"A reader that believes every sentence, on {len(cases)} forms of questions")
    reached = 0.0
    for kind in _KINDS:
        guarded = [believe(case, kind, guards=GUARDS, has_caps=True) for case in cases]
        naked = [believe(case, kind, guards=(), has_caps=False) for case in cases]
        scores = [each.score for each in guarded if each.score is not None]
        bare = [each.score for each in naked if each.score is not None]
        print(
            f"  {kind:<7} {len(scores):>4} scored, mean {_mean(scores)}, highest {max(scores, default=0):.2f}"
            f"   without guards {len(bare):>4} scored, mean {_mean(bare)}"
        )
        _print_shares(guarded)
        if kind == "empty":
            above = sum(score > MOST_OF_EMPTY for score in scores)
            print(f"          answers above {MOST_OF_EMPTY}: {above} of {len(cases)}")
            reached = _print_interviews(cases, guarded)
    return reached <= MOST_OF_EMPTY


def _print_interviews(cases: Sequence[FormCase], scored: Sequence[CallScore]) -> float:
    """Print the scores of whole interviews, one of each form of a question set; return the mean."""
    interviews: dict[tuple[str, str], list[float]] = {}
    for case, each in zip(cases, scored, strict=True):
        if each.score is not None:
            interviews.setdefault((case.question_set.id, case.form), []).append(each.score)
    means = [mean(scores) for scores in interviews.values()]
    above = sum(score > MOST_OF_EMPTY for score in means)
    highest = max(means, default=0.0)
    print(
        f"          interviews of one question set: {len(means)}, mean {_mean(means)}, highest "
        f"{highest:.2f}, above {MOST_OF_EMPTY}: {above}"
    )
    return mean(means) if means else 0.0


def _print_shares(scored: Sequence[CallScore]) -> None:
    items = sum(each.items for each in scored)
    dropped: Counter[str] = Counter()
    capped: Counter[str] = Counter()
    for each in scored:
        dropped.update(each.dropped)
        capped.update(each.capped)
    for word, counts in (("dropped", dropped), ("lowered", capped)):
        shares = ", ".join(f"{name} {count / items:.0%}" for name, count in counts.most_common())
        print(f"          {word} {sum(counts.values())} of {items}: {shares or 'none'}")


def _mean(scores: Sequence[float]) -> str:
    return f"{mean(scores):.2f}" if scores else "none"
