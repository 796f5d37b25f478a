"""A reader that believes every sentence: what the guards leave of it, on the samples of the question sets.

``python -m bench gullible`` lets it quote every sentence as own work of level 5, and prints the scores by kind
of sample, beside the same without guards, and the share of items that each guard dropped or lowered. Beside
the samples stand answers of people who say that they do not know and guess. It ends with status 1 if a single
fluent empty answer, or one of these, ends above level 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from statistics import mean

from bench.score_samples import FormCase, build_interview, load_cases
from vivavoce.assessment.domain.model_evidence.calls import build_calls
from vivavoce.assessment.domain.model_evidence.guards import GUARDS, ModelItem
from vivavoce.assessment.domain.model_evidence.votes import CallScore, CallVotes, score_call
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.domain.transcript_masking import mask_transcript

MOST_OF_EMPTY = 2.0
_KINDS = ("strong", "decent", "weak", "empty", "unsure")
_AT_MOST_2 = ("empty", "unsure")
UNSURE = (
    "I am not certain that I can answer that. I would ask one of the older colleagues who sees it every week, "
    "and try it on one thing before I touch the others. That's all I can tell you.",
    "I don't really have an example of it. In a team like ours you talk about it on Monday, and after that each "
    "of us goes on. I would say it depends on the manager.",
    "We have not much practice with that. If the customer calls, I would write it down, ask the boss and wait "
    "until he comes back. I would be guessing if I said more.",
    "That was never really my area. You look at the machine, you look at the list, and when the day is over you "
    "hand it to the next shift. I can't say much about it.",
)
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_MIN_WORDS, _MAX_ITEMS = 5, 8


def believe(case: FormCase, answer: str, *, without: Collection[str] = ()) -> CallScore:
    """Return what the reader makes of an answer."""
    talk = build_interview(case, answer)
    reading = prepare_transcript(talk, case.rubric)
    [call] = build_calls(reading, mask_transcript(talk, ()))
    items = tuple(
        ModelItem(side=call.sides[0], level=5, quote=sentence.strip())
        for turn in call.turns
        for sentence in _SENTENCE.findall(turn.text)
        if len(sentence.split()) >= _MIN_WORDS
    )[:_MAX_ITEMS]
    votes = CallVotes(call=call, votes=(items,))
    return score_call(votes, reading, without=without)


async def main(*, quick: bool = False) -> bool:
    """Print the figures; return whether each empty answer ends within the limit."""
    cases = load_cases()[:: 20 if quick else 1]
    print(f"A reader that believes every sentence, on {len(cases)} forms of questions")
    total = 0
    for kind in _KINDS:
        answers = _list_answers(cases, kind)
        guarded = [believe(*each) for each in answers]
        naked = [believe(*each, without=GUARDS) for each in answers]
        scores = [each.score for each in guarded if each.score is not None]
        bare = [each.score for each in naked if each.score is not None]
        print(
            f"  {kind:<7} {len(scores):>4} scored, mean {_mean(scores)}, highest {max(scores, default=0):.2f}"
            f"   without guards {len(bare):>4} scored, mean {_mean(bare)}"
        )
        _print_shares(guarded)
        if kind in _AT_MOST_2:
            above = sum(score > MOST_OF_EMPTY for score in scores)
            print(f"          forms above {MOST_OF_EMPTY}: {above} of {len(cases)}")
            _print_interviews(cases, guarded)
            total += above
    return total == 0


def _list_answers(cases: Sequence[FormCase], kind: str) -> list[tuple[FormCase, str]]:
    if kind == "unsure":
        return [(case, UNSURE[place % len(UNSURE)]) for place, case in enumerate(cases)]
    return [(case, case.get_sample(kind)) for case in cases]


def _print_interviews(cases: Sequence[FormCase], scored: Sequence[CallScore]) -> None:
    """Print the scores of whole interviews, one of each form of a question set."""
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
