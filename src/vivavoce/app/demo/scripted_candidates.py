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
        "friend friends old peer comes late time sheet fix leading last boss",
        "I had that in my second week. Ivo and I had packed side by side for four years, and he wanted me "
        "to move his start from twenty past to two o'clock. I did not touch the sheet. I took him aside "
        "before the break and told him that it stays as it is, because seventeen others had been on time "
        "and had seen him come.",
        "I asked what was behind it, and it was his bus. So I moved his start to half past two for six "
        "weeks, openly, and told the group that anybody with the same reason can ask me.",
        "He was cold to me for a month. He has been on time since March, and I have not heard again that "
        "my friends have it better.",
    ),
    _prepared_answer(
        "notice noticed looking yourself off wrong everyone told fine step stepped walk",
        "One Tuesday in October everybody told me that aisle nine was clear for the night shift. I walked "
        "there at eight and found eleven pallets behind the curtain, with two hours to go. I stopped the "
        "late picking for twenty minutes and put four people on them.",
        "I look for myself every evening at eight, because nobody lies to me: they see their own aisle and "
        "believe that the rest is like it.",
        "We were done at a quarter to ten. Since then whoever clears an aisle signs it on the board with "
        "the time, and I have found pallets once in five months.",
    ),
    _prepared_answer(
        "picking errors error down planned harder wrong items parcels third trouble supplier blames",
        "In May I moved the left and right brake pads apart to bring the errors down, and for two weeks "
        "they went up, from 0.9 to 1.3 percent. I stood at the packing table for three evenings and wrote "
        "down every wrong item. The labels of the new places hung a hand too low, so people read the one "
        "below. I had them moved up, and we weighed every tenth parcel until it held.",
        "I did not take the change back, because two thirds of our errors had been those pads. The idea "
        "was right, and I had not tried the labels with anybody.",
        "Five weeks later we were at 0.4 percent, and complaints fell from forty a week to fifteen.",
    ),
    _prepared_answer(
        "train training teach new colleagues learn learned struggle somebody weak helped stick",
        "I show a task once with ten real orders. Then the new colleague does ten, and I say nothing until "
        "the end. After that they explain to me why heavy parts go to the bottom, because who can explain "
        "it will still do it on a Friday evening. If somebody struggles, I tell them the number the same "
        "day, alone: nine errors, and the others make two.",
        "A new picker made four times the errors of the others. I asked him to read me a label, and he "
        "could not: the print was too small, and he had been ashamed to say so. I got him a scanner with a "
        "large screen and sat with him for three evenings.",
        "After a month he was at the average of the group, and today he trains the new ones.",
    ),
    _prepared_answer(
        "keeping stock system agreement handed month leave count shelf inventory difference money leaking",
        "In the first week I count fifty places myself, half of them fast movers, and write down where "
        "shelf and system differ. Then I look at the returns cage, the open orders and the bookings after "
        "ten at night, because most differences begin there. I leave the calendar of the big counts as it "
        "is, and I change no rule before I know which one is broken.",
        "In my last hall it was the returns: six brake discs in the cage that nobody had booked. I had "
        "returns booked the same evening and checked the cage at ten.",
        "Differences fell from 2.1 to 0.6 percent in three months, and the manager let me drop one of the "
        "two big counts.",
    ),
    _prepared_answer(
        "hand over handover night shift first step last check done machine inspection",
        "At half past nine I walk the three halls with the list: open lines, blocked aisles, trucks that "
        "are charging, who went home sick. Then I stand with the leader of the night shift at the board, "
        "and he repeats to me the two things that cannot wait. Before I call it done he takes one pallet "
        "at random, and we compare it with the system.",
        "I do it at the board and not by message, because he once read mine at midnight, when the lorry "
        "was gone.",
        "Since the spring they have started with fewer than five pallets of ours instead of forty.",
    ),
    _prepared_answer(
        "sick call calls shift short people day tight promised gap early nine",
        "I sort the orders by what must leave today, the workshops before the depot. Then I move people by "
        "their licenses, and I drive a forklift myself if I have to. I call the early shift at once and "
        "ask who can stay two hours; who stayed last time does not have to. Breaks stay, and so do the "
        "safety rules.",
        "I tell the depot at six and not at ten, because at six they can still plan.",
        "Last winter that meant that 600 lines went out the next morning, and nobody complained.",
    ),
    _prepared_answer(
        "safety safe rule rules breaks keep pressure danger unpopular differently today old",
        "In November a lorry was early, and the driver wanted us to load without the wheel chocks. I "
        "stopped the loading, closed the dock with a barrier, and told him why: in 2018 a lorry rolled "
        "away there with a colleague inside. We went on when the chocks lay there.",
        "Until then I had only reminded people. A reminder is gone at the next rush, a barrier is not.",
        "He lost four minutes. We have had no accident at the dock in 26 months.",
    ),
    _prepared_answer(
        "disagreement disagree conflict argument colleague groups together others team joint working",
        "The leader of the night shift and I disagreed about who clears the aisles. I asked him to show me "
        "what he finds at ten in the evening, and I listened before I gave my side. He was right: we had "
        "left him forty pallets. We agreed on a written handover and check it together every Friday.",
        "I changed our last half hour, because it costs us less than it costs them.",
        "Since then we hand over with fewer than five pallets.",
    ),
    _prepared_answer(
        "plan planned planning estimate fell apart halfway broke hours largest",
        "The conveyor stopped at half past four with 1,800 lines open. I told the night shift and the "
        "depot at once, put eight people on hand carts, and gave the two mechanics the aisle for "
        "themselves. I moved the workshop orders to the front.",
        "The workshops came first because a car stands on a lift there, and a depot can wait a day.",
        "All workshop orders left by seven. 400 lines for the depot went the next day, and I had said so "
        "before it happened.",
    ),
    _prepared_answer(
        "failed fail failure mistake succeed wanted",
        "I wanted to bring in voice picking in one hall, and it failed. I had tried it with two people in a "
        "quiet week and never in the evening rush, and with eighteen people nobody understood the headset. "
        "It was my decision to start in December, and that was wrong.",
        "I stopped after three evenings and went back to scanners, so that no order was late.",
        "Since then I test a change in the worst week, not in the best one.",
    ),
    _prepared_answer(
        "new learn unfamiliar quickly software tool",
        "When we got the new warehouse system, I did not understand the replenishment rules. I asked the "
        "supplier for a test account, tried every rule with ten parts, and wrote two pages for the shift.",
        "I wrote it down because I knew that I would be asked in the middle of the rush.",
        "After two weeks the others asked me instead of the hotline.",
    ),
)
_VAGUE_ANSWER = (
    "Oh, that can go many ways. We have always pulled together, and it went well, I think."
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
