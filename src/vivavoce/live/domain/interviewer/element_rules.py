"""The rules by which answer elements are found in the sentences of an answer. Rules for English.

A story is told in the past, a case in "I would", and a practice in the present; each has rules of its own
for the same element. A sentence of self-praise holds none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from vivavoce.kernel.event_kinds import find_event_kinds, is_past_act
from vivavoce.live.domain.interviewer.explanations import explains
from vivavoce.live.domain.interviewer.own_acts import (
    CLAUSE_START,
    MIN_PRAISE,
    PRAISE,
    TokenizedSentence,
    find_own_verbs,
    is_plain_verb,
    tells_own_act,
    tells_step,
)
from vivavoce.live.domain.interviewer.words import TextToken, tokenize

ElementRule = Callable[[Sequence[TokenizedSentence]], int | None]
"""Returns the index of the first sentence that contains the element, or None."""


def any_sentence(test: Callable[[TokenizedSentence], bool]) -> ElementRule:
    """Return the rule that finds the first sentence for which ``test`` holds."""
    return lambda sentences: next((n for n, each in enumerate(sentences) if test(each)), None)


def _first_of(*rules: ElementRule) -> ElementRule:
    """Return the rule that finds the earliest sentence that any of ``rules`` finds."""

    def rule(sentences: Sequence[TokenizedSentence]) -> int | None:
        places = (each(sentences) for each in rules)
        return min((place for place in places if place is not None), default=None)

    return rule


def _phrases(pattern: str) -> ElementRule:
    compiled = re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")
    return any_sentence(lambda sentence: compiled.search(sentence.plain) is not None)


_NUMBER = (
    r"\d{1,12}(?:[.,:]\d{1,6}){0,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?"
)
_PEOPLE_NOUNS = (
    r"(?:other |more )?(?:people|persons|engineers?|developers?|colleagues?|members?|nurses?|"
    r"of us|men|women|guys|teammates|managers?|years? old)"
)
_MEASURE = re.compile(
    rf"\b(?<!in )(?<!since )(?:{_NUMBER})\b\s*(?:%|(?!{_PEOPLE_NOUNS}\b)[a-z]+)"
    r"|\b(?:from|to|at|by|was|were|had|got|about|around|only|under|over|than) \d[\d.,:]*\b"
    rf"(?! ?{_PEOPLE_NOUNS}\b)"
    r"|[$€£]\d|\d\s?%"
    r"|\b(?:per ?cent|percentage|half|halved|doubled|tripled|twice|a third|a quarter)\b"
    r"|\b(?:more|less|fewer|faster|slower|higher|lower|better|worse|quicker|cheaper|shorter)\b"
    r"[^,]{0,40}\bthan\b"
    r"|\bcompared (?:to|with)\b|\bnone of (?:the|them)\b|\bzero\b"
)
_ONLY_A_YEAR = re.compile(r"\b(?:in|since|of|from) (?:19|20)\d\d\b")


def _tells_measure(sentence: TokenizedSentence) -> bool:
    return _MEASURE.search(_ONLY_A_YEAR.sub(" ", sentence.plain)) is not None


_RESULT = (
    r"results?|resulted|in the end|(?:at|by) the end|ended|outcome|finally|eventually|as of today|since then|"
    r"worked|solved|fixed|resolved|went live|launched|shipped|delivered|saved|reduced|increased|improved|"
    r"dropped|fell|rose|grew|doubled|halved|finished|completed|succeeded|failed|stopped|recovered|restored|"
    r"died|passed away|didn't make it|did not make it|survived|buried|funeral|born|"
    r"won|lost|accepted|approved|agreed|signed|refunded|handed (?:it |them )?in|renewed|"
    r"stayed|came back|paid|(?:handed|gave|sent) back|and (?:then )?(?:i |we )?found|"
    r"cut|happy with|satisfied|went (?:down|up)|"
    r"no longer|cost (?:us|me|him|her|them)|moved on|calmed|"
    r"let (?:me|us|him|her|them) in|opened up|laughed|hugged|smiled|"
    r"arrested|caught|"
    r"healed|closed at|came (?:first|second|third)|passed|got (?:the|it|them|him|her)|gave in|"
    r"became|adopted|turned out|came out|got better|ever since|from then on|until today|"
    r"afterwards?|thanked|in time|on time|all right|went (?:well|fine|home|smooth\w*|off|through|out)|"
    r"nobody (?:was|got|left|came|had|noticed|complained)|no one (?:was|got|left|came|had)|"
    r"(?:it|they|he|she) (?:held|helped|passed|agreed|signed|bought|runs?|works?|took it)|"
    r"(?:we|i)'ve (?:had|never|been|kept|done)|these days|nowadays|(?:today|now),? (?:it|we|they|he|she|"
    r"i)(?:'[a-z]+)?|"
    r"(?:we|i|they|he|she) now|still (?:use|runs?|works?|there|in use|do|does)|"
    r"a (?:week|month|year|day|few \w+) later|(?:weeks|months|years|days) later|the (?:next|following) \w+|"
    r"after (?:that|this|a|two|three|four|some)|next (?:day|week|month|year|time|morning)"
)
_RESULT_PATTERN = re.compile(rf"(?<![\w'])(?:{_RESULT})(?![\w'])")


def _tells_outcome(sentence: TokenizedSentence) -> bool:
    """Whether a sentence names an outcome: a change of state or what came after, not as a boast."""
    return (
        _RESULT_PATTERN.search(sentence.plain) is not None
        and len(PRAISE.findall(sentence.plain)) < MIN_PRAISE
        and "always" not in sentence.plain
    )


def _outcome_after_act(sentences: Sequence[TokenizedSentence]) -> int | None:
    """Find what others did, or what was the case, in the second half of a story after an own act."""
    clauses = [
        (n, tuple(tokenize(clause)))
        for n, sentence in enumerate(sentences)
        if not sentence.plain.endswith("?")
        for clause in CLAUSE_START.split(sentence.plain)
        if clause.strip()
    ]
    acts = (place for place, (_, words) in enumerate(clauses) if _is_act_of_speaker(words))
    acted = next(acts, None)
    if acted is None:
        return None
    first = max(acted + 1, len(clauses) // 2)
    changed = next((n for n, each in enumerate(sentences) if _CHANGE.search(each.plain)), None)
    if changed is not None and changed >= clauses[acted][0]:
        return changed
    found = next((n for n, words in clauses[first:] if _is_about_others(words)), None)
    is_told_at_last = len(clauses) > acted + 1 and _is_last_of_others(clauses[-1][1])
    return clauses[-1][0] if found is None and is_told_at_last else found


_CHANGE = re.compile(
    r"(?<![\d.,:])\d[\d.,:]*+%?(?: [\w%]+){0,3},? "
    r"(?:to|then|instead of|against|down to|up to|now|and now|before) "
    r"(?:[\w%]+ ){0,2}\d"
)


def _is_act_of_speaker(words: tuple[TextToken, ...]) -> bool:
    has_speaker = any(word.text.partition("'")[0] in ("i", "we") for word in words[:3])
    is_past = any(is_past_act(words, place) for place in range(len(words)))
    return (has_speaker and is_past) or any(map(is_plain_verb, find_own_verbs(words)))


def _is_last_of_others(words: tuple[TextToken, ...]) -> bool:
    """Whether the last clause of a story is about others, also in the present: "They rent."."""
    return len(words) >= _MIN_CLAUSE and words[0].text in _OTHERS


_OTHERS = frozenset(["he", "she", "they", "nobody", "everyone", "everybody"])


def _is_about_others(words: tuple[TextToken, ...]) -> bool:
    """Whether a clause has a subject that is not the speaker, and a verb in the past."""
    texts = [word.text for word in words]
    if len(texts) < _MIN_CLAUSE or texts[0].partition("'")[0] in (
        "i",
        "we",
        "who",
        "which",
        "that",
    ):
        return False
    return any(text in _PAST_STATES for text in texts[1:]) or any(
        is_past_act(words, place) for place in range(1, len(words))
    )


_MIN_CLAUSE = 2
_PAST_STATES_WORDS = """
was were had could wasn't weren't hadn't didn't hasn't couldn't
"""
_PAST_STATES = frozenset(_PAST_STATES_WORDS.split())


_REASON = (
    r"because|'cause|cos|so that|so (?:i|we|he|she|they|it|that|nobody|no one|everyone|you|there)|"
    r"in order to|"
    r"the reason|that is why|that's why|which is why|that's what|which means?|which meant|that means?|"
    r"instead of|rather than|wanted [^.]{3,60} without|"
    r"trade-?offs?|due to|considered|alternatives?|compared (?:to|with)|weighed|"
    r"otherwise|or else|in case|"
    r"since (?:i|he|she|it|it's|they|we|you|there|that's|nobody|no one|everyone|"
    r"(?:the )?\w+ (?:is|was|are|were|had|has|can|could))|"
    r"as (?:he|she|it|they|there|that) (?:is|was|are|were|had|has|can|could)|"
    r"(?:chose|choose|decided|picked|preferred)\b.{0,80}\b(?:over|as|since|for|against)|"
    r"to (?:avoid|make sure|ensure|prevent|keep|save|reduce|see (?:if|whether|what|how)|find out|be able)|"
    r"(?:i|we) (?:knew|figured|thought|reckoned|realized|suspected|wanted|didn't want|needed|guessed|"
    r"was afraid|was worried|felt that)|i'd (?:want|rather|not want)|i want|"
    r"the (?:point|idea|thing) (?:is|was)|"
    r"for (?:fear|lack) of|matters? (?:more|most)|the risk|too (?:late|long|slow|far|much|many|big|small|"
    r"expensive|risky|early|heavy|short|old|hot|cold|dangerous)|"
    r"so (?:the|a|my|his|her|their|our|those|these|people) \w+|and not|not just|"
    r"(?:i|we) (?:just |then |also )?(?:noticed|saw (?:that|how|the|his|her|a)|"
    r"could (?:see|hear|tell|smell|feel)|"
    r"remembered|hoped|expected|meant|wasn't sure|had (?:seen|learned|heard)|didn't "
    r"(?:trust|believe|like|wait|argue))|"
    r"by (?:chance|accident|luck)|luckily|happened to|i should(?:'ve| have)|my (?:fault|mistake)|"
    r"(?:i|we)(?:'d| had) (?:forgotten|not |never )|i forgot|caused by|the cause|it turned out|turned out|"
    r"i'm not (?:losing|risking|paying|going to|taking|giving)|i (?:won't|wouldn't) risk|"
    r"(?:looked|sounded|smelled|seemed) (?!at|for|after|forward|into|up|around|like i)\w+|mentioned|"
    r"pointed out|"
    r"(?:didn't|don't|doesn't) (?:match|fit|add up|lock|react|look right|like (?:it|that|the))|wasn't on|"
    r"means? (?:somebody|someone|that|there|it)"
)
_CASE_REASON = (
    rf"{_REASON}|(?:better|worse|cheaper|safer|quicker|faster|easier|more \w+) (?:\w+ ){{0,3}}than|"
    r"if (?:i|he|she|it|it's|they|we|you|there|that|that's|not|the|one|nobody|something|somebody)|"
    r"i'm the one|"
    r"depends on|first things|can't (?:be|wait)|must(?:n't| not)|i can't (?:decide|know|see|tell)|"
    r"(?:not|isn't) (?:mine|my (?:call|decision|job))|not allowed|(?:could|might|may) (?:be|still|also|have)|"
    r"(?:don't|do not|won't|wouldn't|never|not)(?: \w+){1,6} (?:(?:that |what |which )?i "
    r"(?:can't|cannot|couldn't|have not|haven't|did not|didn't|do not|don't)|on (?:somebody|someone|anybody|"
    r"his|her|their|a)(?:'s)? (?:\w+ )?word|without|until|unless)"
)


def _plainly(pattern: str) -> ElementRule:
    """Return the rule for a phrase in a sentence that is not a boast."""
    compiled = re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")
    return any_sentence(
        lambda sentence: (
            compiled.search(sentence.plain) is not None and not PRAISE.search(sentence.plain)
        )
    )


_SITUATION = (
    r"when (?:i|we|the|a|our|my|one)|last (?:year|month|week|spring|summer|autumn|fall|winter)|"
    r"in (?:19|20)\d\d|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"(?:years?|months?|weeks?) ago|at my|in my (?:last|previous|current|former|first|second)|"
    r"one (?:day|time|evening|morning|night)|once|for (?:example|instance)|"
    r"(?:a|an|one|our|the|my|this) (?:\w+ ){0,1}(?:customer|client|patient|guest|project|team|company|"
    r"colleague|coworker|manager|release|migration|incident|outage|ward|shop|school|hotel|boss|supplier|"
    r"student|tenant|order|machine|store|office|kitchen|site|family|man|woman|lady|kid|girl|boy|driver)s?|"
    r"during|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"there (?:was|were)|we had|i had (?:a|an|to|the|one|this|two)|i was (?:a|an|the|in|at|on|new|working)|"
    r"it was (?:about|a|an|the|in|my|our)|that was"
)


def _tells_circumstances(sentence: TokenizedSentence) -> bool:
    return bool(find_event_kinds(sentence.plain) & {"time", "particular"})


_WOULD_RESULT = (
    r"until|till|by (?:noon|tonight|tomorrow|then|the end|monday|friday|evening|\w+ o'clock)|so that|"
    r"at the end|in the end|after that|afterwards?|later|the (?:next|following) \w+|next (?:day|week|time|"
    r"month|morning|shift)|when it's (?:done|over|back|fixed|safe|clear)|once (?:it|that|they|he|she|the)|"
    r"then (?:it|they|he|she|we|nobody|everyone)|done when|it's (?:done|fixed|over|safe)|"
    r"(?:i|we)(?:'d| would|'ll)? (?:\w+ )?(?:check|test|look|ask|count|measure|see|go over|follow up|report|"
    r"write|note|enter|log|hand|call|tell)\b.{0,60}\b(?:again|after|later|tomorrow|next|down|up|it|how)|"
    r"(?:day|week|month) (?:two|three|four|five|six|seven|eight|ten|\d+)|in (?:a|two|three|four|six) "
    r"(?:days?|weeks?|months?|hours?)|goes (?:out|in|on|home)|gets? (?:it|a|the)|leaves?|stays?|"
    r"nobody|no one|last,|finally|at (?:five|six|seven|noon|night|\d\S*)"
)
_WOULD_SITUATION = (
    r"(?:i|we)(?:'d| would|'ll)? (?:first |then |also )?(?:ask|find out|check|look|want to know|"
    r"need to know|see (?:if|whether|what|who)|read|go (?:through|over|and look)|measure|count|listen|"
    r"clarify|walk)|"
    r"ask|asks|what's|who's|where's|how (?:many|much|long|bad|far|old)|is (?:it|the|there|that|he|she)|"
    r"are (?:they|there|the)|depends|if (?:it|it's|he|she|they|the|there|that|that's|i|we|you|not|one|a)|"
    r"first (?:thing|question|i'd|i)|whether|for (?:example|instance)|say,|last (?:year|month|week|time)|"
    r"in my|at my|once|when (?:i|we|the|a|it|they|he|she)|usually|half the time|mostly"
)
_PRACTICE_RESULT = (
    r"so that|since then|ever since|until|till|that way|then (?:it|they|he|she|we|nobody|you|i)|"
    r"so (?:it|they|nobody|no one|everyone|we|you|i)|at the end|in the end|after(?:wards?| that)|tells me|"
    r"you can tell|"
    r"i (?:know|see|can see|can tell)|never (?:had|happened|came)|no (?:longer|more)|fewer|less|nobody|"
    r"no one|"
    r"came (?:back|out)|comes (?:back|out)|went|dropped|from \d\S* to|"
    r"works?|holds?|stays?|lasts?|passes|fits|matches|reconciles|last (?:year|month|week|time)|"
    r"every (?:month|week|quarter|year)|(?:we|i)'ve (?:had|never|been|caught|found)|next (?:time|day|morning|"
    r"week|month)|if (?:it|they|not|that)|check|checks|test|tests|measure|compare|look at|done when"
)
_PRACTICE_SITUATION = (
    rf"{_SITUATION}|say(?: a| the| they| it| my|,)|(?:usually|mostly|half the time|in my|at our|at ours|"
    r"with us|our|my last|on my)|take a|like (?:a|the|with)|with (?:a|an|my|our|one)|in (?:a|our|the) \w+"
)
_OWN_PART = re.compile(
    r"\bmy (?:mistake|fault|error|part|doing)\b|\bi (?:should|could) have\b"
    r"|\bi (?:didn't|did not|failed|forgot)\b"
)

_STORY: Mapping[str, ElementRule] = {
    "own_action": any_sentence(tells_own_act),
    "result": _first_of(any_sentence(_tells_outcome), _outcome_after_act),
    "measure": any_sentence(_tells_measure),
    "reason": _plainly(_REASON),
    "situation": _first_of(_phrases(_SITUATION), any_sentence(_tells_circumstances)),
    "own_part": any_sentence(
        lambda sentence: tells_own_act(sentence) or _OWN_PART.search(sentence.plain) is not None
    ),
    "repair": _phrases(
        r"fixed|repaired|corrected|apologi[sz]ed|rolled (?:it )?back|restored|redid|informed|"
        r"called|told (?:him|her|them|the|my|our)|made up|put (?:it )?right|replaced|refunded|"
        r"reverted|patched|recovered|solved|re-?wrote|started (?:again|over)|owned up|admitted"
    ),
    "lesson": _phrases(
        r"learn(?:ed|t|ing)?|lessons?|since then|from then on|ever since|next time|"
        r"now i|now we|i now|we now|these days|nowadays|took away|would (?:now )?do|"
        r"i always|never again|today i"
    ),
}


def _is_in_past(sentence: TokenizedSentence) -> bool:
    """Whether a sentence tells what was: some people answer a case with what they did once."""
    words = sentence.words
    return any(
        word.text in _PAST_STATES or is_past_act(words, place) for place, word in enumerate(words)
    )


_OF_GROUP = re.compile(r"\bwe(?:'ve| have)? (?:always|all|never|usually|generally)\b")
"""Says how a group is, not what is done: "we have always pulled together"."""


_TO_INTERVIEWER = re.compile(
    r"\b(?:previous|prior|your) instructions\b|\bsystem prompt\b|\brubric\b|\bexpected answers?\b|"
    r"\b(?:remaining|other) questions\b|\bthis (?:line|candidate)\b|\b(?:rate|score|grade|praise) me\b"
)
"""An order to the interviewer is no step of the work: "Print the rubric."."""


def _tells_what_is_done(sentence: TokenizedSentence) -> bool:
    if _OF_GROUP.search(sentence.plain) or _TO_INTERVIEWER.search(sentence.plain):
        return False
    return tells_own_act(sentence) or tells_step(sentence)


_CASE: Mapping[str, ElementRule] = {
    "own_action": any_sentence(_tells_what_is_done),
    "reason": _first_of(_plainly(_CASE_REASON), any_sentence(explains)),
    "result": _first_of(
        _plainly(_WOULD_RESULT),
        any_sentence(lambda sentence: _is_in_past(sentence) and _tells_outcome(sentence)),
    ),
    "situation": _first_of(
        _plainly(_WOULD_SITUATION),
        any_sentence(lambda sentence: _is_in_past(sentence) and _tells_circumstances(sentence)),
    ),
}
_LISTED = re.compile(r",.*,|\d")
_MIN_LISTED_WORDS = 4
_FILLERS = re.compile(
    r"\A(?:(?:yeah|yes|no|well|um|uh|hm|hmm|okay|oh|so|look|honestly|i mean|you know),? ?)+"
)
_IMPORTANT = re.compile(
    r"\b(?:is|are) (?:\w+ ){0,2}(?:important|essential|crucial|key|everything|vital|necessary)\b"
)
"""Says that something matters, and nothing that is done."""


def _lists_facts(sentence: TokenizedSentence) -> bool:
    """Whether a sentence lists what is done, without a verb: "Three copies, two kinds, one offline."."""
    plain = _FILLERS.sub("", sentence.plain)
    if _IMPORTANT.search(plain):
        return False
    return (
        len(sentence.words) >= _MIN_LISTED_WORDS
        and _LISTED.search(plain) is not None
        and not _OF_GROUP.search(sentence.plain)
        and not PRAISE.search(sentence.plain)
    )


_WE_DO = re.compile(
    r"(?<![\w'])(?:we|you) (?:always |then |also )?(?!'|have|had|are|were|know|think|need|mean|"
    r"notice|look|seem|feel|see|just)[a-z]{3,}"
)
_PRACTICE: Mapping[str, ElementRule] = {
    "own_action": _first_of(
        _CASE["own_action"],
        any_sentence(_lists_facts),
        any_sentence(
            lambda sentence: (
                _WE_DO.search(sentence.plain) is not None and not PRAISE.search(sentence.plain)
            )
        ),
    ),
    "reason": _CASE["reason"],
    "result": _plainly(_PRACTICE_RESULT),
    "situation": _plainly(_PRACTICE_SITUATION),
}
RULES_BY_KIND: Mapping[str, Mapping[str, ElementRule]] = {
    "behavioral": _STORY,
    "failure": _STORY,
    "situational": _CASE,
    "work_sample": _CASE,
    "knowledge": _PRACTICE,
}
