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
        "picking errors bringing worst mistake wrong notice early enough keep making tasks",
        "The worst mistake is to count the errors and not to look where they come from. I made it myself: I "
        "put a list on the wall, and people only scanned faster. It happens at the end of a shift, and it is "
        "mostly two parts that look alike. So I stand at the packing table one evening a week and write down "
        "every wrong item and its shelf. That is how I saw in May that left and right brake pads made two "
        "thirds of our errors. We moved the two apart, and I had the labels hung at eye level.",
        "I notice it early because we weigh every tenth parcel: if two in an hour are off, I walk to that "
        "shelf at once.",
        "Five weeks later we were at 0.4 percent, and complaints fell from forty a week to fifteen.",
    ),
    _prepared_answer(
        "stock system agreement keeping changed change differently today old way showed over time experience",
        "I used to count each hall twice a year, and in between I believed the system. In October a workshop "
        "waited for six brake discs that the system had and the shelf did not. I followed the way of the "
        "discs one evening and saw it: returns lay in the cage for days, and nobody booked them. I tried it "
        "with ten places first: we count three of them each evening and book the returns the same day.",
        "I did it small at first because a big count stops both shifts, and half of it is wrong again in a "
        "week. Now two pickers do it without me.",
        "Differences fell from 2.1 to 0.6 percent in three months, and the manager let me drop one of the "
        "two big counts.",
    ),
    _prepared_answer(
        "two things go wrong once opposite ends place experienced person break planning",
        "The most dangerous one first: where somebody can get hurt I go myself, and I send the other one by "
        "name: you go there, and call me in three minutes. My experienced man keeps his break, because at "
        "the end of the shift I need him fresh. If it is a truck against a rack, I close the aisle and tell "
        "the others what can wait.",
        "I send a person by name because if I shout somebody, go there, then three people go or nobody does.",
        "The week after, I had a second person learn the conveyor, so that it does not hang on one.",
    ),
    _prepared_answer(
        "stealing cheating proof another tells",
        "I ask the one who tells me what exactly they saw, and when, with their own eyes. Then I keep it to "
        "myself, and the other one works on as before until it is clear. I do not go through a bag, that is "
        "not my right. I count the stock of that aisle as we count every aisle, and my boss hears about it "
        "from me the same evening.",
        "I do it quietly because a name that was wrongly said stays with a person for years.",
        "In my first year it was the scanner that booked twice, and I said that aloud as well.",
    ),
    _prepared_answer(
        "tell told poor work good enough conversation rule break enforce case dealt somebody praise correct",
        "In February I had to tell Marek that his picking was not good enough: nine wrong items in a "
        "thousand, and the others made two. I asked him in before the shift, put ten returned parcels on "
        "the table and let him look for himself. He saw it at the third one: he left out the second scan "
        "when it was busy. I told him that the second scan stays, even if it costs him lines, and that we "
        "would count again in two weeks. "
        "I told him alone and on the same day, because a number that comes a month later does not help "
        "anybody.",
        "Two weeks later he was at three in a thousand, and by Easter at one. The parcels on the table have "
        "stayed; I do it that way with everybody now.",
    ),
    _prepared_answer(
        "show first watch learn takes over weeks know written anywhere picking errors down bring",
        "First I take them to the packing table and not to the figures. For one evening I open every tenth "
        "parcel with them before it is closed, and we write down each wrong item and the shelf it came "
        "from. Then I walk to those shelves with them. I tell them to watch for parts that look alike, "
        "left and right brake pads, and for labels that hang so low that people read the one below, "
        "because that is how we came down from 0.9 to 0.4 percent in the spring. "
        "What is not written down anywhere: most errors happen between half past four and five, when the "
        "early people have gone and the new ones are on their own. So I never put two beginners in one "
        "aisle then.",
        "Five weeks later there were fifteen complaints a week instead of forty.",
    ),
    _prepared_answer(
        "new first time off sick person show go about week errors bring down days",
        "I would start at the packing table and not with a plan of my own. The first evening I only write "
        "down every wrong item and the shelf it came from. I ask the two oldest pickers what they would "
        "change, and I call the person who is sick, if that is all right with them, to hear what was tried "
        "before. Then I change one thing, at the shelf with the most errors, and count again after a week. "
        "One thing, because with two I would not know which of them helped.",
        "In my last hall two shelves made two thirds of the errors, so I would expect half of them to be "
        "gone within a month.",
    ),
    _prepared_answer(
        "safety rules now job handed understood weeks month leave start look",
        "In the first week I walk each hall when it is busiest and write down where people do it "
        "differently from the rule. I read the accident book of the last two years and ask the first-aiders "
        "what was never written into it. Three things I stop on the spot: a lorry without chocks, a blocked "
        "fire door, and people riding on the forks. The rest I leave until I know why they do it. "
        "I ask why first, because a rule that everybody breaks is often a rule that does not work.",
        "After four weeks I want to know the three places where the next accident would happen.",
    ),
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
        "picking errors error down planned harder wrong items parcels third trouble supplier blames "
        "experience changed change over",
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
        "I look again after a week, because what somebody does while I stand there is not yet learned.",
    ),
    _prepared_answer(
        "learner getting stuck slow hardest made change way teach trained was not it",
        "Last autumn a new picker named Sandu made four times the errors of the others, although he worked "
        "hard. I had shown him the task three times before I asked him to read me a label, and he could "
        "not: the print was too small, and he had been ashamed to say so. I got him a scanner with a large "
        "screen and sat with him for three evenings.",
        "I stopped explaining because it was never the explanation. Since then I ask everybody in their "
        "first week to read me a label.",
        "After a month he was at the average of the group, and today he trains the new ones.",
    ),
    _prepared_answer(
        "keeping stock system agreement handed month leave count shelf inventory difference money leaking",
        "In the first week I count the stock of fifty places myself, half of them fast movers, and write "
        "down where shelf and system do not agree. Then I look at the returns cage, the open orders and "
        "the bookings after ten at night, because most differences begin there. I leave the calendar of the "
        "big counts as it is, and I change no rule before I know which one is broken. In my last hall it "
        "was the returns: six brake discs in the cage that nobody had booked. I had returns booked the same "
        "evening and checked the cage at ten.",
        "Differences fell from 2.1 to 0.6 percent in three months, and the manager let me drop one of the "
        "two big counts.",
    ),
    _prepared_answer(
        "hand over handover night shift first step last check done machine inspection training coworker "
        "watch show needs stands",
        "At half past nine I walk the three halls with the list: open lines, blocked aisles, trucks that "
        "are charging, who went home sick. Then I stand with the leader of the night shift at the board, "
        "and he repeats to me the two things that cannot wait. Before I call it done he takes one pallet "
        "at random, and we compare it with the system.",
        "I do it at the board and not by message, because he once read mine at midnight, when the lorry "
        "was gone.",
        "Since the spring they have started with fewer than five pallets of ours instead of forty.",
    ),
    _prepared_answer(
        "sick call calls shift short people day tight promised gap early plan half time leave never only",
        "I sort the orders by what must leave today, the workshops before the depot. Then I move people by "
        "their licenses, and I drive a forklift myself if I have to. I call the early shift at once and "
        "ask who can stay two hours; who stayed last time does not have to. Breaks stay, and so do the "
        "safety rules.",
        "I tell the depot at six and not at ten, because at six they can still plan.",
        "Last winter that meant that 600 lines went out the next morning, and nobody complained.",
    ),
    _prepared_answer(
        "safety safe rule rules breaks keep pressure danger unpopular differently today old stopped badly",
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
    "day and try it with a few parts first, before I change anything for the whole shift.",
    ("That is all I can honestly say about it.",),
)
_WEAK_ANSWERS = (
    _prepared_answer(
        "picking errors bringing down worst mistake wrong notice early enough keep making tasks",
        "You have to be careful with the labels, that is the main thing. Last month I sent out two wrong "
        "parts in one week, and after that I read each label twice. I told the new ones to concentrate more.",
    ),
    _prepared_answer(
        "stock system agreement keeping changed change differently today old way showed over time experience",
        "We got a new program last year, because the boss wanted it. In spring it said forty boxes where "
        "there were thirty, so I counted them again and told the manager. I did not look for the other ten.",
    ),
    _prepared_answer(
        "stealing cheating proof another tells",
        "Without proof I cannot do anything. I would tell the two of them to sort it out between themselves, "
        "and I would mention it to the manager if it came up again.",
    ),
    _prepared_answer(
        "two people missing wrong once opposite ends experienced break planning first day busiest starts",
        "I would jump in wherever it burns and do the work of the new one, too. I would tell them that we "
        "will manage somehow.",
    ),
    _prepared_answer(
        "hand over night shift coworker show training stands watch",
        "I show how I do it, it is not difficult. They can read it up on the board, and after that you get "
        "used to it.",
    ),
    _prepared_answer(
        "tell told poor work good enough conversation rule break enforce case dealt somebody stopped stop "
        "stepped badly notice noticed yourself off wrong friend late",
        "Last winter I told one of the pickers that he broke the rule with the second scan. He said that it "
        "took too long. I explained the rule to him again and wrote it down for the manager, and then it "
        "got a bit better.",
    ),
    _prepared_answer(
        "picking errors error bring down new first time show watch takes over know written coworker sick",
        "I would show them the parts that get mixed up, and tell them to look at the label twice. Then I "
        "would check their first parcels. The scanner catches most of the picking errors anyway.",
    ),
    _prepared_answer(
        "train training teach colleagues learn learned struggle find out people really nodding",
        "I show new colleagues the task once, and then they do it themselves. If they have a question, they "
        "can ask me. After a week I look whether they still make errors.",
    ),
    _prepared_answer(
        "keeping stock system agreement handed month leave look safety rules job weeks understood",
        "I would look at the stock list and count what looks wrong. If it does not agree with the system, I "
        "write it down and tell the manager.",
    ),
)
_WEAK_FALLBACK_ANSWER = PreparedAnswer(
    frozenset(), "That happens a lot. You get used to it, and the team helps.", ()
)


class ScriptedCandidate:
    """A candidate who has an answer for many questions, and does not repeat it."""

    def __init__(
        self, answers: tuple[PreparedAnswer, ...], fallback: PreparedAnswer, last_words: str
    ) -> None:
        self._answers, self._unused_answers = answers, list(answers)
        self._fallback, self._last_words = fallback, last_words
        self._remaining_sentences: list[str] = []

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return the answer to a question or a follow-up."""
        if not is_follow_up:
            self._take_answer(question)
        if not self._remaining_sentences:
            return self._last_words
        return self._remaining_sentences.pop(0)

    def _take_answer(self, question: str) -> None:
        best = self._find_best_answer(question)
        first, *rest = best.opening, *best.details
        beginning = " ".join((first, *rest[:1]))
        self._remaining_sentences = [beginning, *rest[1:]]

    def _find_best_answer(self, question: str) -> PreparedAnswer:
        """Return the unused answer with the rarest words of the question, or the fallback."""
        words = frozenset(_WORDS.findall(question.lower()))
        fitting = [each for each in self._unused_answers if len(each.keywords & words) > 1]
        if not fitting:
            return self._fallback
        best = max(fitting, key=lambda each: sum(map(self._weigh, each.keywords & words)))
        self._unused_answers.remove(best)
        return best

    def _weigh(self, keyword: str) -> float:
        return 1 / sum(keyword in each.keywords for each in self._answers)


class StrongCandidate(ScriptedCandidate):
    """Dana: detailed answers, but for the first one, when she is nervous."""

    def __init__(self) -> None:
        super().__init__(PREPARED_ANSWERS, _FALLBACK_ANSWER, "I have said what I remember of it.")
        self._is_nervous = True

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return Dana's answer to a question or a follow-up."""
        if self._is_nervous:
            self._is_nervous = False
            self._take_answer(question)
            return _VAGUE_ANSWER
        return super().answer(question, is_follow_up=is_follow_up)


class WeakCandidate(ScriptedCandidate):
    """Robin, who wants the same job: friendly and brief; follow-ups bring out nothing more."""

    def __init__(self) -> None:
        super().__init__(
            _WEAK_ANSWERS,
            _WEAK_FALLBACK_ANSWER,
            "There is not much more to say about that, I think.",
        )
