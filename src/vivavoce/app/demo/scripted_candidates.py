"""The demo's scripted candidates; Dana Kowalczyk wants to lead a warehouse shift.

Her first answer is vague on purpose, to show the interviewer's follow-up. Answers are chosen by words of
the question; this code does not know the plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """What Dana can say about one subject: an opening, then details for follow-ups."""

    keywords: frozenset[str]
    opening: str
    details: tuple[str, ...]


def _prepared_answer(keywords: str, opening: str, *more: str) -> PreparedAnswer:
    return PreparedAnswer(frozenset(keywords.split()), opening, more)


PREPARED_ANSWERS = (
    _prepared_answer(
        "together others joint team part help working",
        "My own part was the plan for the new shelf order. I asked the three drivers which aisles block "
        "each other, drew the new order on paper, and agreed with the night shift who moves what and when.",
        "We moved two aisles a night for nine nights. Nothing was late, and afterwards a picker walked "
        "about 900 metres less in a shift. I measured it with the scanner times before and after.",
    ),
    _prepared_answer(
        "system shelf count holds stock inventory difference forty thirty",
        "First I count again myself and look in the neighboring places, because half of the missing "
        "parts lie one shelf further. Then I check the recent bookings, the returns and the open orders. "
        "If it still does not fit, I correct the stock with a reason and have the manager approve it. "
        "After "
        "that I look for the cause: a picking error, damage, sometimes theft.",
        "Fast movers we counted every week instead of once a quarter. Differences fell from 2.1 to 0.6 "
        "percent.",
    ),
    _prepared_answer(
        "inventory-control inventory control recent used last time task",
        "Last month the system said 40 brake discs and I had 31. I counted again with a colleague, found "
        "six in the returns cage that nobody had booked, and three had gone out with a wrong order. I "
        "booked the six, wrote the reason for the three, and my manager approved the correction.",
        "I did it in that order because a correction without the cause comes back the next month. "
        "Since then returns are booked the same evening and I check the cage at ten.",
    ),
    _prepared_answer(
        "wrong items parcels customers complain picking error errors down",
        "I wrote down for two weeks which items and which places went wrong. Two thirds were left and "
        "right "
        "brake pads lying side by side. I separated them, we scanned the part instead of reading the "
        "label, "
        "and we weighed every tenth parcel before dispatch.",
        "Errors went from 0.9 to 0.3 percent in two months. I saw it in the complaints list.",
    ),
    _prepared_answer(
        "sick shift call hour short people day",
        "I sort the orders by what must leave today, the workshops before the depot. Then I move people by "
        "their licenses: I drive a forklift myself if I have to. I call the early shift at once and ask "
        "who "
        "can stay two hours, and who stayed last time does not have to. Breaks stay, and so do the "
        "safety rules.",
        "Last winter that meant 600 lines went out the next morning. I told the depot at six in the "
        "evening, "
        "not at ten, and nobody complained.",
    ),
    _prepared_answer(
        "safety safe rule rules kept time unpopular pressure danger moment thought",
        "In November a lorry was early and the driver wanted us to load without the wheel chocks. The rule "
        "is there because a lorry rolled away in 2018. I stopped the loading against his pressure, explained "
        "the danger, and closed the dock with a barrier until the chocks lay there. Within the hour the "
        "foreman had my report. The driver lost four minutes, and we finished safely.",
        "I told the group the next day why, and my manager backed me. We have had no accident in 26 "
        "months.",
    ),
    _prepared_answer(
        "plan fell apart halfway broke hours planning",
        "The conveyor stopped at half past four with 1,800 lines open. I told the night shift and the "
        "depot "
        "at once, put eight people on hand carts and gave the two mechanics the aisle for themselves. "
        "I moved the workshop orders to the front because they must be there in the morning.",
        "All workshop orders left by seven. 400 lines for the depot went the next day, and I had said so "
        "before it happened.",
    ),
    _prepared_answer(
        "somebody good enough helped lead leader struggle colleague weak train",
        "A new picker made four times the errors of the others. I took him aside and told him the number. "
        "He could not read the small labels and had been ashamed to say so. I got him a larger scanner and "
        "sat with him for three evenings.",
        "After a month he was at the average of the group. He trains the new ones now.",
    ),
    _prepared_answer(
        "failed succeed wanted failure mistake wrong",
        "I wanted to bring in voice picking in one hall, and it failed. I had tried it with two people "
        "in a "
        "quiet week and never in the evening rush. With eighteen people nobody understood the headset. "
        "It was "
        "my decision to start in December, and that was wrong.",
        "I stopped after three evenings and went back to scanners, so that no order was late. Since then I "
        "test a change in the worst week, not in the best one.",
    ),
    _prepared_answer(
        "disagreement colleague serious conflict argument deal disagree groups together",
        "The leader of the night shift and I disagreed about who clears the aisles. I asked him to show me "
        "what he finds at ten in the evening, and I listened to his reasons before I gave mine. He was "
        "right: we left him forty pallets. We agreed on a written handover, and we check it together every "
        "Friday, so the quarrel stopped.",
        "I changed our last half hour, because it costs us less than it costs them. Since then we hand over "
        "with fewer than five pallets, and he counts them with me every Friday.",
    ),
    _prepared_answer(
        "largest piece planned several people estimate wrong",
        "In spring I planned the move of our whole parts hall, eleven thousand places and eighteen people. "
        "I broke the work into aisles, gave each aisle an owner and an evening, and tried one aisle first to "
        "see how long it takes. From that I estimated nine evenings and kept two free for surprises.",
        "I was wrong about the heavy parts, they took twice as long. I told my manager on the second evening "
        "and moved two people over. We finished after eleven evenings and no order was late.",
    ),
    _prepared_answer(
        "new learn learned unfamiliar quickly",
        "When we got the new warehouse system I did not understand the replenishment rules. I asked the "
        "supplier for a test account, tried every rule with ten parts, and wrote two pages for the shift.",
        "After two weeks the others asked me instead of the hotline.",
    ),
)
_VAGUE_ANSWER = (
    "Oh, there was a lot going on back then. We all pulled together, and it went well, I think."
)
_FALLBACK_ANSWER = PreparedAnswer(
    frozenset(),
    "I am not sure that I know that well. In the warehouse I would ask somebody who does it every "
    "day and try "
    "it with a few parts first, before I change anything for the whole shift.",
    ("That is all I can honestly say about it.",),
)


class StrongCandidate:
    """A candidate with detailed answers, who does not repeat herself."""

    def __init__(self) -> None:
        self._unused_answers = list(PREPARED_ANSWERS)
        self._current = _FALLBACK_ANSWER
        self._remaining_sentences: list[str] = []
        self._is_nervous = True

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return Dana's answer to a question or a follow-up."""
        if not is_follow_up:
            self._current = self._find_best_answer(question)
            self._remaining_sentences = [self._current.opening, *self._current.details]
            if self._is_nervous:
                self._is_nervous = False
                return _VAGUE_ANSWER
        if not self._remaining_sentences:
            return "I have said what I remember of it."
        return self._remaining_sentences.pop(0)

    def _find_best_answer(self, question: str) -> PreparedAnswer:
        words = frozenset(_WORDS.findall(question.lower()))
        ranked = sorted(self._unused_answers, key=lambda story: -len(story.keywords & words))
        if not ranked or len(ranked[0].keywords & words) < 2:
            return _FALLBACK_ANSWER
        self._unused_answers.remove(ranked[0])
        return ranked[0]


_WEAK_ANSWERS = (
    "I stopped the truck once because a rack was bent, and then I told the manager about it.",
    "We mostly did what the plan said, and when it did not work out we asked the manager.",
    "I think I would look at the list again and then tell somebody.",
    "That happens a lot. You get used to it, and the team helps.",
)
_WEAK_FOLLOW_UP_ANSWER = "There is not much more to say about that, I think."


class WeakCandidate:
    """A candidate for the same job, Robin: friendly, brief, and rarely about their own part."""

    def __init__(self) -> None:
        self._count = 0

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return Robin's next answer; follow-ups bring out nothing more."""
        if is_follow_up:
            return _WEAK_FOLLOW_UP_ANSWER
        self._count += 1
        return _WEAK_ANSWERS[(self._count - 1) % len(_WEAK_ANSWERS)]
