"""Replies that give no answer for a reason that can be met: another's task, or something that is missing.

"The pharmacist does that at ours" and "I can't do that without the numbers" refuse nothing. Principles ("I
don't sign for what I have not seen") are answers. Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.contracts.plan import QuestionKind
from vivavoce.kernel.event_kinds import count_past_acts
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence
from vivavoce.live.domain.interviewer.understanding.plans import holds_plan
from vivavoce.live.domain.interviewer.words import tokenize

_MAX_WORDS = 20
"""A longer reply is an answer, whatever else it says."""
_MAX_BESIDE_WORDS = 7
_DUTY = (
    r"(?:job|role|task|tasks|trade|area|field|department|responsibility|work|duty|duties|profession|position|"
    r"line of work|craft|thing to do)"
)
_PLACE = (
    r"(?: (?:for us|for me|at ours|with us|here|there|alone|themselves|himself|herself|always|mostly|anyway|"
    r"(?:at|in|on|with|where|back) (?:\w+ ){0,4}\w+))*"
)
_DOER = (
    r"(?:somebody else|someone else|other people|others|another \w+|my (?:boss|manager|colleagues?|chief|"
    r"lead)|"
    r"(?:the|a|an|our|their) (?!question|case|system|customer|guest|patient|client|next|other|rest|rules?|"
    r"law|list|computer|program|machine|scanner|side|plan)(?:\w+ ){0,2}?\w+|"
    r"[a-z]+ (?:department|team|office|people)|hr|it|accounting|management|purchasing|security|maintenance)"
)
_LEAD = (
    r"(?:(?:no|well|sorry|but|so|oh|honestly|actually|and|yes|hm+|because|i am afraid|at our \w+|at ours|"
    r"with us|where i work|"
    r"in our \w+|at my \w+|in my \w+) )*"
)
_NOT_OWN = re.compile(
    rf"\A{_LEAD}(?:"
    rf"(?:that|this|it|these things|those things|such things) (?:is|was|would be|has been|are|"
    rf"were)(?: \w+){{0,2}}? not"
    rf"(?: \w+){{0,2}}? (?:my|in my|part of my|within my|our)(?: \w+)? {_DUTY}\b"
    rf"|not (?:really |actually )?(?:my|in my|part of my) (?:\w+ )?{_DUTY}\b"
    rf"|{_DOER} (?:usually |always |normally |mostly )?(?:does|do|did|handles?|handled|makes|buys|"
    rf"takes care of|"
    r"took care of|is responsible for|was responsible for|used to do|looks? after|deals? with|dealt with|"
    r"decides?) "
    rf"(?:all )?(?:of )?(?:that|it|this|those|them|these things|such things){_PLACE}$"
    rf"|{_DOER} (?:does|did|handles?|handled|buys|bought|takes care of|is responsible for|looks? after) "
    rf"(?:all )?(?:the \w+){_PLACE}$"
    r"|that (?:decides|does|makes|handles|did) (?:my|the|our) \w+$"
    r"|(?:that|this) is (?:more |usually |always |really )?(?!hard|good|nice|important|dirty|great|easy|"
    r"normal|team|daily|"
    r"usual|part|our|my|real|honest|the|a|an|no|not|how|what|why)[a-z]{3,} (?:work|job|stuff)(?: |$)(?!for|"
    r"to|of|that|and)"
    r"|(?:\w+ ){1,3}(?:is|are|was|were|gets|got) (?:always |usually |all )?(?:done|handled|decided|bought|"
    r"made|taken care of) "
    rf"by (?:the|our|my|a|an|another|other|somebody|someone|hr|it)\b(?: \w+){{0,2}}{_PLACE}$"
    r"|(?:that|this|it) (?:is|was) (?:always |usually )?(?:the|a|an|our|my) (?:\w+ ){1,3}?s (?:job|role|"
    r"task|work|"
    r"responsibility|area|department|thing)\b"
    r"|we (?:have|had) (?:a |an |our |other )?(?:\w+ ){0,3}(?:for that|for this|who (?:does|do|did) (?:that|"
    r"it|this))\b"
    r"|i (?:am|was) not (?:the one who does|responsible for|in charge of|involved in) (?:that|this|it)\b"
    r"|i am not in \w+$|i (?:have|had) nothing to do with (?:that|this|it)$)"
)
_OWN_ACT = re.compile(
    r"\bi (?:would|could|will|always|usually|then|just|only|still|myself|call|ask|tell|inform|report|go|"
    r"check|help|"
    r"did|do|make|took|take|write|give|bring|d)\b(?! not)"
)
_CANNOT = (
    r"(?:i|we|you|one|nobody|no one) (?:\w+ )?(?:can not|could not|can hardly|will not be able to|"
    r"am not able to|"
    r"would not be able to|do not know how to) (?:really |possibly |just |even |properly )?"
    r"(?:do|say|tell|answer|show|explain|teach|hand|write|calculate|judge|draw|describe|demonstrate|solve|"
    r"design|"
    r"plan|present|work|give (?:you|an answer|a number|an example|an estimate|a price)|start|decide|"
    r"know|estimate|put|squeeze|cover|fit|summarize|translate|make (?:that|it|this))\b"
)
_MISSING = (
    r"(?:without (?=\w)|in (?:just |only |under )?(?:a |one |two |three |five |ten |so |such |\d+ )?(?:few |"
    r"little |short |"
    r"short a )?(?:minutes?|seconds?|words?|sentences?|time|call|chat)\b|if i (?:do not|can not|have not|"
    r"have no)\b|"
    r"unless i (?:have|see|know|can)\b|from memory|out of (?:my|the) head|off the top of my head)\b"
)
_LACKS = re.compile(
    rf"(?:that |this )?{_CANNOT}[^.]{{0,60}}?\b{_MISSING}"
    r"|(?:that|this|it) (?:is|would be) (?:\w+ )?(?:impossible|not possible|too much|hard|difficult|"
    r"no good)(?: \w+){0,3}? "
    rf"{_MISSING}"
    rf"|without (?:the|a|an|my|any|seeing|knowing|having|more)(?: \w+){{0,5}} {_CANNOT}"
    r"|i (?:would |do )?(?:need|not have)(?: to see| to have| to know)? (?:the|a|an|my|more|some|"
    r"any)(?: \w+){0,6} "
    r"(?:for that|for this|in front of me|first|to (?:do|say|answer|show|judge|write) (?:that|this|it))\b"
    r"|(?:how|what) (?:can|could|should|am) i (?:\w+ ){0,6}(?:without|in (?:two|three|five|one) minutes?)\b"
)
_LACKS_FOR_SAMPLE = re.compile(
    rf"{_LACKS.pattern}|\b(?:i|we|you|one) (?:can not|could not|"
    rf"can hardly)\b[^.]{{0,80}}?\bwithout (?:knowing|seeing|having|more|the|a|an|"
    r"my|any)\b"
)
"""A task that is done in words: whatever cannot be done without something is asked for in a smaller piece."""
_MENTAL_WORDS = """
know remember recall understand think believe want like need care mind have feel hear mean guess suppose
wish hope agree see imagine get be recollect love enjoy prefer
"""
_MENTAL = frozenset(_MENTAL_WORDS.split())
_EXPERIENCE_WORDS = """
use work do deal handle operate face come learn try teach drive run experience meet encounter manage go
"""
_EXPERIENCE = frozenset(_EXPERIENCE_WORDS.split())
_SAYING_WORDS = """
say tell talk speak discuss share disclose answer comment explain reveal describe give
"""
_SAYING = frozenset(_SAYING_WORDS.split())
_PRINCIPLE = re.compile(
    r"(?:(?:no|nope|well|honestly|then|so|sorry|but|look|as a rule|in that case|with me|of course|absolutely|"
    r"normally|usually|basically|on principle|there|okay|and|first|clearly) ){0,4}"
    r"(?:i|we|you|one) (?P<modal>do not|would not|will not|never|can not|must not|should not|may not|"
    r"would never|"
    r"will never|can never|must never|should never|am not going to|do never)"
    r"(?: (?:just|simply|ever|even|normally|usually|really|ever|go and|"
    r"always))* (?P<verb>[a-z]{2,20})(?: (?P<rest>.+))?"
)
_BARE_PRINCIPLE = re.compile(
    r"(?:no )?(?:never|not without|not before|under no circumstances|no way)\b(?: (?!had|have|been|done|did|"
    r"really|yet|that|know|sure|worked|happened|mind)\w+){2,}"
)
_OF_INTERVIEW = re.compile(r"\b(?:questions?|interview|answers?|comment|the record|score)\b")
_BARE_OBJECT = re.compile(
    r"(?:about |to )?(?:that|this|it|anything|more|any more|so|such|here|things?)?(?: .{0,3})?\Z"
)


def read_reason_for_none(
    text: str, sentences: Sequence[Sentence], kind: QuestionKind
) -> UtteranceAct | None:
    """Return the act of a short reply that names whose task it is or what is missing, or None."""
    if sum(len(each.words) for each in sentences) > _MAX_WORDS or sentences[-1].ending == "?":
        return None
    plain = [each.plain for each in sentences]
    if any(map(holds_plan, sentences)) or (
        describes_past_event(text) and count_past_acts(text) > 1
    ):
        return None
    lacks = _LACKS_FOR_SAMPLE if kind == "work_sample" else _LACKS
    if kind != "situational" and any(map(lacks.search, plain)):
        return "lacks_means"
    has_own_act = any(map(_OWN_ACT.search, plain))
    if not has_own_act and _is_task_of_others(sentences):
        return "not_own_task"
    return None


def _is_task_of_others(sentences: Sequence[Sentence]) -> bool:
    """Whether a clause says that others do it, and hardly anything else is said."""
    clauses = [clause for each in sentences for clause in _split_clauses(each)]
    told = [clause for clause in clauses if _NOT_OWN.match(clause)]
    beside = sum(clause.count(" ") + 1 for clause in clauses if clause not in told)
    return bool(told) and beside <= _MAX_BESIDE_WORDS


def _split_clauses(sentence: Sentence) -> list[str]:
    clauses: list[list[str]] = [[]]
    for word in sentence.words:
        if word.is_break:
            clauses.append([])
        else:
            clauses[-1].append(word.text)
    return [" ".join(words) for words in clauses if words]


def denies_experience(sentences: Sequence[Sentence]) -> bool:
    """Return whether somebody says that they never did it: "I've never used Go, I don't know."."""
    return any(_NEVER_DID.search(each.plain) is not None for each in sentences)


_NEVER_DID = re.compile(
    r"(?:\A|\band |\bbut |\bperson |\bi )never (?:did|had|used|worked|made|sold|tried|drove|taught|needed|"
    r"handled|ran|"
    r"led|wrote|saw)\b|"
    r"\b(?:i|we)(?: have| had)? (?:never|not yet|not ever)(?: \w+){0,2}? (?:done|had|used|worked|been|seen|"
    r"tried|"
    r"run|led|held|kept|given|taken|gone|put|set|built|bought|spoken|caught|lost|found|learned|learnt|"
    r"driven|made|written|handled|met|needed|operated|taught|sold|\w{3,}ed)\b"
    r"|\b(?:no|any|zero|without) experience\b"
    r"|\b(?:have|has|had|did) not (?:\w+ )?(?:done|used|worked|tried|had|seen|learned)\b"
)


def states_principle(sentences: Sequence[Sentence], kind: QuestionKind) -> bool:
    """Return whether a reply opens with what one never does: "No, I don't lend my badge."."""
    plain = sentences[0].plain
    if plain in ("no", "nope", "never", "no never") and len(sentences) > 1:
        plain = sentences[1].plain
    is_case = kind in ("situational", "work_sample")
    if is_case and _BARE_PRINCIPLE.match(plain):
        return True
    found = _PRINCIPLE.match(plain)
    if found is None:
        return False
    verb, rest = found["verb"], found["rest"] or ""
    if verb in _MENTAL or _is_past(verb) or _OF_INTERVIEW.search(rest):
        return False
    if found["modal"] == "can not" and " you" in f" {rest}":
        return False
    if verb in _SAYING and (not is_case or " you" in f" {rest}" or _BARE_OBJECT.fullmatch(rest)):
        return False
    if found["modal"] in ("can not", "should not", "may not") and kind != "situational":
        return False
    return is_case or (verb not in _EXPERIENCE and bool(rest))


def _is_past(verb: str) -> bool:
    if verb.endswith("ed") and not verb.endswith("eed"):
        return True
    return count_past_acts(f"he {verb}") > 0 and tokenize(verb)[0].text not in (
        "put",
        "let",
        "set",
        "cut",
    )
