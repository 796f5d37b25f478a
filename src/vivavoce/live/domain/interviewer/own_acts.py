"""Own acts in an answer: what "I" did, would do or do, in words that say what one would see.

A story is told in the past, a case in "I would", and steps are often told without "I". Phrases that say
nothing about one's work ("I ensure", "I lead by example") are no act. Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.kernel.event_kinds import is_past_act
from vivavoce.live.domain.interviewer.words import TextToken, sentence_spans, tokenize


@dataclass(frozen=True, slots=True)
class TokenizedSentence:
    """A sentence in lower case with straight apostrophes, its words, and its span in the answer."""

    plain: str
    words: tuple[TextToken, ...]
    start: int
    end: int


def split_answer(text: str) -> tuple[TokenizedSentence, ...]:
    """Return the sentences of an answer."""
    return tuple(
        TokenizedSentence(
            text[start:end].lower().replace("\u2019", "'"), tokenize(text[start:end]), start, end
        )
        for start, end in sentence_spans(text)
    )


CLAUSE_START = re.compile(r"[,;:]|\b(?:and|so|but|until|till)\b")

_AUXILIARY_WORDS = """
had have has would will can could did do does also then just first later finally personally simply
mainly basically actually even still immediately quickly myself again therefore already was am were is
i'd been to probably maybe rather definitely next
"""
_AUXILIARY = frozenset(_AUXILIARY_WORDS.split())
_STATE_WORDS = """
think thought guess believe feel felt know knew mean meant hope want wanted like liked love need needed
remember suppose wish agree see saw hear heard understand work worked prefer sure happy glad not never
don't didn't wasn't cannot can't won't wouldn't couldn't haven't hadn't and but or a an the in on at it
that this there part one very so from of responsible no afraid sorry new proud always usually often
constantly consistently passionate committed convinced known person seek strive thrive what because when
panic panicked freeze froze hesitate hesitated blush sweat worry worried
if as my his her their our your where who someone somebody be become seem being
"""
_STATE_VERBS = frozenset(_STATE_WORDS.split())
_VAGUE_WORDS = """
adapt align approach appreciate bring build carry combine communicate create deal deepen deliver
demonstrate develop drive embody embrace empower encourage engage enjoy ensure establish excel face find
focus foster guarantee handle have inspire integrate keep lead leverage live maintain manage master
maximize motivate navigate optimize orchestrate own possess pride prioritize pride promote radiate react
recognize reflect remain represent respect respond rely rise shine show solve stand stay steer
strengthen strive support sustain tackle take treat trust uncover understand unite unlock value view
win possess act learn reflect listen combined mastered led delivered driven empowered inspired motivated
leveraged optimized fostered
"""
_VAGUE_VERBS = frozenset(_VAGUE_WORDS.split())
"""Verbs that in the present or after "would" name no act that could be watched."""
_CONTRACTIONS = {"i've": "i", "i'd": "i", "i'll": "i", "i'm": "i"}
PRAISE = re.compile(
    r"\b(?:passion\w*|excellence|mindset|holistic\w*|proactive\w*|empath\w+|professional\w*|stakeholders?|"
    r"strategic\w*|seamless\w*|synerg\w+|innovati\w+|solution-oriented|flexib\w+|creativ\w+|appreciati\w+|"
    r"sensitiv\w+|intuition|tact|skills|ability|abilities|experience|expertise|attitude|energy|positive|"
    r"perfect\w*|smooth\w*|confiden\w+|heart|transparen\w+|authentic\w*|structured|efficient\w*|agile|"
    r"challenges?|impact|values?|journey|vision|trust|success\w*|commitment|dedicat\w+|optimal\w*|natural\w*|"
    r"individual needs|everyone's needs|best practices?|state-of-the-art|highest|great|excellent|"
    r"strengths?|growth|continuous\w*|responsib\w+|reliab\w+|quality)\b"
)
"""Words of self-praise; a sentence of one's own acts does not need two of them."""


_NEAR = 6
"""So many words before "I" may say that others only claim it."""


def _is_filler(word: str) -> bool:
    return word in _AUXILIARY or (word.endswith("ly") and len(word) > 4)


def find_own_verbs(words: tuple[TextToken, ...]) -> list[str]:
    """Return the verbs of which "I" is the subject, without those that are negated or a state of mind."""
    said = [word.text for word in words]
    texts = [_CONTRACTIONS.get(text, text) for text in said]
    verbs = []
    for place, text in enumerate(texts):
        if text == "i" and _did_it(texts[place + 1 : place + 5]):
            verbs.append("did")
        elif text == "i" and not _is_accused(texts[max(0, place - _NEAR) : place]):
            verb = next((t for t in texts[place + 1 : place + 5] if not _is_filler(t)), None)
            is_state = said[place] == "i'm" or said[place + 1 : place + 2] in (["am"], ["was"])
            if verb is None or verb in _STATE_VERBS or verb == "i" or verb.isdigit():
                continue
            if not is_state or verb.endswith("ing"):
                verbs.append(verb)
    return verbs


def _is_accused(before: Sequence[str]) -> bool:
    """Whether others say what "I" did: "a tenant said I broke it"."""
    words = [text for text in before if text != "that"][-2:]
    return len(words) > 1 and words[1] in _ACCUSING and words[0] not in ("i", "we")


_ACCUSING = frozenset(["said", "says", "claimed", "claims", "thought", "thinks", "believed"])


_REFUSAL = re.compile(
    r"\bi (?:didn't|did not|wouldn't|would not|don't|do not|won't) (?:sign|release|pay|give|let|accept|"
    r"approve|pass|sell|hand|touch|open|start|run|drive|serve|lift|send|argue|wait|tell|say|show|promise)\b"
)


_NEVER = re.compile(
    r"\bi (?:would |will )?never (?P<verb>(?!\w+ed\b|\w+en\b|did\b|done\b)[a-z]{3,})\b"
)
"""A principle: "I never lend my badge"."""


def _did_it(texts: Sequence[str]) -> bool:
    """Whether "did" is the verb itself: "did one a month", "did it at home"."""
    rest = [text for text in texts if text == "did" or not _is_filler(text)]
    return len(rest) > 1 and rest[0] in ("did", "do") and rest[1] in _DONE


_DONE_WORDS = """
a all both each everything it my one that the them these this those
"""
_DONE = frozenset(_DONE_WORDS.split())


def tells_own_act(sentence: TokenizedSentence) -> bool:
    """Return whether the speaker says what they did, would do or refused, in words of what one would see."""
    never = _NEVER.search(sentence.plain)
    if _REFUSAL.search(sentence.plain) or (never is not None and is_plain_verb(never["verb"])):
        return True
    verbs = find_own_verbs(tokenize(_SAYS_NOTHING.sub(" ", sentence.plain)))
    if not verbs and sentence.words and is_past_act(sentence.words, 0):
        return True
    if all(verb in _VAGUE_VERBS for verb in verbs):
        return any(verb in _VAGUE_VERBS and _has_plain_object(sentence, verb) for verb in verbs)
    return len(PRAISE.findall(sentence.plain)) < MIN_PRAISE


MIN_PRAISE = 2
_SAYS_NOTHING = re.compile(
    r"\b(?:try (?:to|and) )?(?:"
    r"(?:assess|evaluate|analy[sz]e|look at) the (?:whole |overall )?(?:situation|problem|issue|matter)|"
    r"(?:get|gain|keep) (?:myself )?an? (?:good |clear )?overview(?: (?:of|over) (?:\w+ ?){1,3})?|"
    r"take (?:all )?(?:the )?(?:appropriate|necessary|right|required) (?:measures|steps|action|actions)|"
    r"(?:take a )?step (?:up|back)|stay(?:ed)? (?:calm|focused|positive|professional|flexible|open)|"
    r"(?:keep|kept) (?:a |my )?(?:cool|calm|clear) head|"
    r"(?:keep|see) the big(?:ger)? picture|bring (?:people|everyone|everybody|the team) together|"
    r"pull together|find (?:a|the|some|common|an) (?:\w+ )?(?:solutions?|way|compromise|balance|ground)|"
    r"(?:inform|involve|consult) (?:all |the )?(?:relevant|right|appropriate|responsible) \w+|"
    r"approach (?:it|this|that|the \w+) (?:in an? \w+ (?:way|manner)|with \w+)|go step by step|"
    r"give (?:it )?(?:my|that extra|a hundred|100|everything)|make the (?:right|best) (?:decision|choice)|"
    r"find (?:\w+ ){1,4}(?:hard|difficult|tough|tricky|easy|boring|scary|stressful|interesting)|"
    r"(?:make|have|draw up) a (?:good |clear |proper )?plan(?! (?:of|for)\b)|work (?:my way )?through it|"
    r"be (?:organi[sz]ed|structured|prepared|flexible|careful|attentive)|"
    r"(?:meet|see|treat) (?:\w+ ){1,3}(?:at|on) eye level|"
    r"trust (?:in )?my (?:gut|instincts?|own|experience)|react (?:quickly|calmly|fast)|"
    r"use my (?:network|experience|people skills)|set (?:clear |the right )?priorities|"
    r"share my (?:wealth of )?(?:experience|knowledge|expertise)|"
    r"get to know (?:the |my |our |all )?\w+(?: and (?:the |my |our |all )?\w+)*|"
    r"get familiar with (?:\w+ ){0,2}\w+|"
    r"see (?:what|how|where) (?:\w+ ){0,2}(?:could|can|should) be (?:improved|done|better|optimized|changed)|"
    r"(?:look at|see) how (?:it's|it is|it has|it's been|things are) (?:been )?(?:done|going|working)|"
    r"do (?:my|the|some) (?:homework|research)|do (?:it|things|everything|that) "
    r"(?:properly|right|well|correctly)|"
    r"do what (?:i'm|i am|they|you|has|is|needs|it) (?:\w+ ?){1,3}|do (?:whatever|my part|my job|something)|"
    r"deal with (?:it|that|this|them)|handle (?:it|that|this)|take care of (?:it|that|this)|"
    r"make (?:sure|mistakes)|(?:understand|learn) (?:everything|as much as possible|a lot)|"
    r"get (?:stressed|nervous|angry|upset|bored|tired|involved|started|used to (?:it|that|this))|"
    r"lead by example|give my best|do my best|(?:build|establish) (?:rapport|relationships?|a relationship)|"
    r"look for (?:a|the) (?:\w+ )?(?:solution|compromise)|be (?:honest|open|diplomatic|polite|patient|there)|"
    r"work (?:hard|together|as a team|under pressure)|weigh (?:up )?the (?:pros and cons|options)|"
    r"motivate (?:the|my|our|everyone|everybody)(?: team| people)?|focus on (?:\w+ ){0,2}solutions?)\b"
    r"(?:,? (?:and|then|or)\b)*"
)
"""An intention that fits any case, and the word that joins it to the next; it is not read as an act."""


def without_empty_phrases(plain: str) -> str:
    """Return a text in lower case without the intentions that fit any case."""
    return _SAYS_NOTHING.sub(" ", plain)


def is_plain_verb(verb: str) -> bool:
    """Return whether a verb names an act that one could watch, and no state of mind."""
    return verb not in _STATE_VERBS and verb not in _VAGUE_VERBS and not _is_filler(verb)


def _has_plain_object(sentence: TokenizedSentence, verb: str) -> bool:
    """Whether a vague verb is about a plain thing: "I'd take the box off", not "I'd take ownership"."""
    return re.search(
        rf"\b{re.escape(verb)} (?:him|her|it|them|this|that|those|these|both|each|something|"
        r"one|two|three|four|\d|"
        r"(?:the|a|an|my|his|her|their|our|out|off|away|back|down|up)\b)",
        sentence.plain,
    ) is not None and not PRAISE.search(sentence.plain)


_STEP = re.compile(
    r"^(?:(?:and|then|first|next|so|second|third|last|after that|finally|also|okay|yes|no|well),? )*"
    r"(?:[a-z]+)(?: [a-z]+)? (?:the|a|an|it|them|him|her|out|off|up|down|back|on|in|away|each|both|all|from|"
    r"to|at|with|against|where|what|who|whether|if|that|everyone|everything|one|two|three|four)\b"
)
_NOT_STEP_WORDS = """
i we you he she they it there that this what who which the a an my our in on at for with as because if
when it's that's they're he's she's there's people everyone nobody no some most all is are was were
one's anything nothing something communication quality trust teamwork safety because since but of by
"""
_NOT_STEP = frozenset(_NOT_STEP_WORDS.split())
_SHORT_STEP_WORDS = 4
_SAYS_WHAT_IS = frozenset({"is", "are", "was", "were"})
"""As the second or third word of a maxim: "Good planning is everything."."""


_BEFORE_STEP_WORDS = """
and then first next so second also last yeah yes no well um uh hm hmm oh okay honestly
"""
_BEFORE_STEP = frozenset(_BEFORE_STEP_WORDS.split())


def tells_step(sentence: TokenizedSentence) -> bool:
    """Whether a sentence is a step without "I": "Then mark the last good part.", "Stop. Measure."."""
    texts = [word.text for word in sentence.words]
    while texts and texts[0] in _BEFORE_STEP:
        texts = texts[1:]
    if not texts or texts[0].partition("'")[0] in _NOT_STEP or PRAISE.search(sentence.plain):
        return False
    if texts[0] in ("don't", "never") and len(texts) > 1:
        return not _is_filler(texts[1]) and is_plain_verb(texts[1]) and texts[1] != "make"
    if not _SAYS_WHAT_IS.isdisjoint(texts[1:3]):
        return False
    return len(texts) <= _SHORT_STEP_WORDS or _STEP.match(sentence.plain) is not None
