"""Candidates' own questions about the case that a question puts: "Is the patient conscious?". For English.

They have no true answer: the case holds no more than the question says. Questions about the interview and
the job have one and are left to the other rules. A question that an answer says to others ("I'd ask: is it
plugged in?"), or that nobody is to answer ("What can you do?"), is a part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.contracts.plan import QuestionKind
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, strip_courtesies
from vivavoce.live.domain.interviewer.understanding.plans import is_plan, is_step

_OF_PROCESS = re.compile(
    r"\b(?:you|your|yours|interview\w*|record(?:ed|ing)|(?:my|turn (?:on|off) the) camera|camera (?:on|off)|"
    r"microphone|transcripts?|scor\w+|rat(?:ed|ing)s?|"
    r"recruiters?|salary|wages?|pay|pays|paid|bonus|overtime|vacation|holidays?|benefits|pension|probation|"
    r"parking|remote|home office|canteen|uniforms?|hired?|hiring|applica\w+|applied|candidates?|vacancy|cv|"
    r"resume|"
    r"questions?|answer(?:s|ed|ing)?|feedback|chatgpt|robots?|ai|bots?|"
    r"my (?:data|words|voice|answers?|video|start date|contract)|(?:a|an|real) (?:person|human|machine|"
    r"computer|"
    r"program|robot)|(?:a|one|some|just) (?:minute|second|sec|moment|time)(?! ago)|(?:break|pause|toilet|"
    r"bathroom)|skip|repeat|type|"
    r"(?:can|could|may|shall|should) i (?:say|tell|speak|talk|think|hear)|video|saved|stored|training|office|"
    r"contract|notes|accommodation|discount|tips|from home|the hours|final say|last word|"
    r"(?:come|go) back|start (?:over|again)|continue|finish|stop (?:here|now)|move on|next one|write (?:it|"
    r"this|that)|"
    r"examples?|own experience|story|leave (?:it|this|that) out|"
    r"(?:night|early|late|weekend|how many) shifts|weekends|per week|hours (?:a|per)|"
    r"how long (?:is|will|does) (?:this|it) (?:take|last)|time limit|next step|"
    r"(?:the|this) (?:position|job (?:offer|include|start|permanent|full|part|in|at|still))|"
    r"long enough|that enough|this enough|that all|right so far|still connected|hear me|"
    r"(?:will|would|do|can|could) i (?:get|start|begin|earn|have to (?:work|answer|say|speak|type|tell|"
    r"finish|"
    r"sign|register))|okay (?:if|that|to|so)|all right if)\b"
)
"""Words of the interview, the job offer, or a wish to the interviewer."""
_HELP = re.compile(r"\bi get (?:any )?(?:help|support|backup|hold of)\b")
_THIRD = (
    r"(?:the|he|she|it|they|there|these|those|his|her|their|any|anyone|anybody|someone|somebody|everyone|"
    r"nobody|"
    r"no one|both|all|each|one|another|my \w+|our \w+|a|an|that|this)\b(?! ?\Z)"
)
_ABOUT_CASE = re.compile(
    rf"(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would) {_THIRD}"
    r"|(?:are|were|do|did|have|had|can|will) (?!this|us|news)[a-z]{3,}s (?:\w+ )*\w+"
    r"|am i (?:alone|on|by myself|the|a|an|in|at|with|near|allowed|trained|new|supposed|responsible|"
    r"expected|still|"
    r"already|working|free|able|permitted|authorized|certified)\b"
    r"|(?:do|did|have|had|would) (?:i|we) (?:already |also |still |even |at least |then |only |both )?"
    r"(?:have|has|know|need|work|see|got|get|been|met|seen|own|share|carry|drive|wear|use|speak|report|had|"
    r"support|control|keep)\b"
    r"|(?:can|could|may) (?:i|we) [a-z]{2,}\b"
    r"|(?:should|must|do|would) (?:i|we) (?:just |also |still |at least )?"
    r"(?:ask|call|phone|reach|use|see|open|send|take|assume|leave|stop|move|change|refund|offer|access|check|"
    r"bring|borrow|contact|go|close|lock|touch|lift|drive|order|sell|give|read|print|refuse|wait|"
    r"look|log|work|decide|choose|pick|spend|hire|delete|restart|switch|turn)\b"
    r"|(?:in|at|on|for|from|to|with|by|of|since) (?:which|what|whose|whom) \w+"
    r"|(?:which|what|whose) (?!is\Z|was\Z|else|can|should|would|could|do|did|now|then|if|happens next|"
    r"comes next)"
    r"\w+(?: \w+)* (?:is|are|was|were|do|does|did|has|have|can|runs?|uses?|we|they|i)\b"
    r"|what (?:is|are|was|were|does|do|did|has|have) (?:the|he|she|it|they|his|her|their|in|on|my|our|"
    r"wrong)\b(?! ?\Z)"
    r"|what (?:happens?|do i do|would happen) (?:if|when)\b|what if\b"
    r"|how (?!come|about)\w+ (?:is|are|was|were) (?:the|he|she|it|they|this|that|his|her|their)\b"
    r"|how (?:many|much|old|far|big|heavy|high|long|bad|large|late|full|sick|busy|often|deep|wide|strong|"
    r"urgent) "
    r"(?:\w+ ){0,6}\w+"
    r"|(?:where|when|since when|who|why|how) (?:is|are|was|were|does|do|did|has|have|had|can|owns?|wrote|"
    r"made|called|"
    r"gave|saw|works|else|\w{3,}ed) (?:the|he|she|it|they|there|this|that|his|her|their|these|those|"
    r"on|in|at|with|i|we|my|our|else|\w+ed|wrong)\b"
)
_STRICTLY_OWN = re.compile(
    r"(?:am i (?:alone|on my own|by myself|the only|allowed|trained|in charge)|do (?:i|we) (?:have|know)|"
    r"(?:can|should|may|do) i assume|is there (?:anyone|anybody|someone|somebody) (?:else )?(?:with me|"
    r"there|around)|"
    r"(?:should|may) i \w+|have i (?:been|got|had))\b"
)
"""After an answer only such a question is surely put to the interviewer."""
_RHETORICAL = re.compile(
    r"(?:what (?:else )?(?:can|could|should|would|do|are) (?:you|i|we|one|they|people)(?: to)?(?: do| say)?|"
    r"who (?:knows|cares|would|does not|has not)|why not|why (?:would|should) (?:i|we|anyone)|"
    r"how (?:should|can|could|would) i (?:know|explain|put|say)|is it not|is not it|right|you know what|"
    r"(?:is|was) (?:that|it|this) (?:so|true|bad|wrong|fair)|what is (?:the|so) (?:point|hard|bad|use|"
    r"problem|rush))\b"
)
_WANTS_QUESTIONS = re.compile(
    r"\b(?:what|which questions?|whom?) (?:do|would|will|else) (?:you|do you) (?:first )?(?:want to know|"
    r"need to know|ask|"
    r"clarify)\b|\bask (?:me|him|her|them|the)\b|\bwhat do you ask\b"
)
"""A question to which questions are the answer."""
_SAYS_TO_OTHERS = re.compile(
    r"\b(?:ask\w*|say|says|said|tell\w*|told|check\w*|find out|want to know|question|questions|call\w*|"
    r"explain\w*|"
    r"clarify|see if|look)\b"
)
_LEADS_IN = re.compile(
    r"(?:(?:it|that) (?:all |really |would )?depends?\b.*|depends\b.*|(?:first )?i (?:would |"
    r"will )?(?:first )?"
    r"(?:need|want|have|would like) to know\b.*|hard to say\b.*|(?:good|one|a|quick|just a|short) question|"
    r"i have (?:a|one) question\b.*|sorry|okay|hm+|well|let me see|i am not sure\b.*|just to (?:be|"
    r"make) \w+\b.*|"
    r"before i (?:answer|start|say)\b.*|i do not know the (?:case|details?)\b.*)"
)
_EXPLAINS = re.compile(
    r"(?:because |then |so )?(?:(?:it|that|this) (?:would |will )?(?:all )?(?:depends?|matters?|makes?|"
    r"changes?|is important|"
    r"is not (?:clear|said|in))\b.*|depends on\b.*|i (?:would )?need to know\b.*|so (?:that )?i know\b.*|"
    r"just so\b.*|"
    r"the (?:question|case) (?:does not|did not)\b.*|otherwise i (?:can not|do not know)\b.*)"
)
_MIN_WITH_ANSWER = 2
_MAX_LEAD_WORDS, _MAX_ASKED_WORDS, _MIN_ASKED_WORDS = 14, 22, 3


def asks_about_case(sentences: Sequence[Sentence], question: str, kind: QuestionKind) -> bool:
    """Return whether a whole reply only asks about the case that ``question`` puts."""
    if kind not in _WITH_CASE or not any(map(_is_asked, sentences)):
        return False
    if _WANTS_QUESTIONS.search(question.lower()):
        return False
    asked = [at for at, each in enumerate(sentences) if _is_asked(each)]
    before, after = sentences[: asked[0]], sentences[asked[-1] + 1 :]
    between = [each for at, each in enumerate(sentences) if asked[0] < at < asked[-1]]
    return (
        any(_is_about_case(sentences[at]) for at in asked)
        and not any(_is_of_process(each) or _IS_STEP.match(each.plain) for each in sentences)
        and all(_leads_in(each) for each in (*before, *between) if not _is_asked(each))
        and all(_EXPLAINS.fullmatch(each.plain) for each in after)
    )


def ends_with_case_question(
    sentences: Sequence[Sentence], kind: QuestionKind, *, is_asked: bool
) -> bool:
    """Return whether the last sentence of an answer asks the interviewer about the case.

    Without other signs that something is asked (``is_asked``), it must be about the candidate in the case.
    """
    if kind not in _WITH_CASE or len(sentences) < _MIN_WITH_ANSWER or sentences[-1].ending != "?":
        return False
    if not _is_about_case(sentences[-1]):
        return False
    if _STRICTLY_OWN.match(_core(sentences[-1])):
        return True
    return is_asked and _SAYS_TO_OTHERS.search(sentences[-2].plain) is None


def find_case_question_behind_plan(sentences: Sequence[Sentence], kind: QuestionKind) -> int | None:
    """Return the first word of a question about the case behind a plan: "I'd ask my boss, is he there?"."""
    if kind not in _WITH_CASE or sentences[-1].ending != "?":
        return None
    words = sentences[-1].words
    breaks = [index for index, word in enumerate(words) if word.is_break]
    if len(breaks) != 1 or words[breaks[0]].text != "," or not 0 < breaks[0] < len(words) - 1:
        return None
    index = breaks[0] + 1
    head, asked = Sentence(words[: index - 1], ""), Sentence(words[index:], "?")
    is_question = _is_about_case(asked) and _ASKS_YES_OR_NO.match(_core(asked)) is not None
    is_told = is_plan(head) or is_step(head)
    return index if is_question and is_told and not _quotes(head) else None


_ASKS_YES_OR_NO = re.compile(r"(?:is|are|do|does|am|can|may|have|has)\b")


def _quotes(head: Sentence) -> bool:
    """Whether the words before a question can introduce what is asked of others."""
    return (
        re.search(
            r"\b(?:ask|say|tell|shout|find out|question|look|read|see|check(?! with))\b", head.plain
        )
        is not None
    )


def is_shrug(sentence: Sentence) -> bool:
    """Return whether a question is for nobody to answer: "What else can I do?"."""
    return _RHETORICAL.match(_core(sentence)) is not None


def answers_with_questions(
    sentences: Sequence[Sentence], question: str, kind: QuestionKind
) -> bool:
    """Return whether a reply lists the questions that ``question`` asks for, or those one would ask first."""
    if kind not in _WITH_CASE or any(map(_is_of_process, sentences)):
        return False
    if sentences[0].ending == "?" and _IS_STEP.match(sentences[0].plain):
        return True
    return _WANTS_QUESTIONS.search(question.lower()) is not None and all(
        each.ending == "?" and _is_about_case(each) for each in sentences
    )


_WITH_CASE: frozenset[QuestionKind] = frozenset(["situational", "work_sample", "knowledge"])


def _core(sentence: Sentence) -> str:
    return " ".join(strip_courtesies(sentence.plain.split()))


def _is_asked(sentence: Sentence) -> bool:
    """Whether a sentence is a question: by its mark, or, without any mark, by its inverted words."""
    return sentence.ending == "?" or (
        not sentence.ending and _INVERTED.match(_core(sentence)) is not None
    )


_INVERTED = re.compile(
    r"(?:(?:is|are|does|do|did|has|have|was|were) (?:the|he|she|it|they|there|this|that|i|we)|am i|can i|"
    r"(?:which|what) \w+ (?:is|are|do|does|did|has)|how (?:many|much|old|far|big|heavy)) "
)


def _is_about_case(sentence: Sentence) -> bool:
    core = _core(sentence)
    if any(word.is_quoted for word in sentence.words) or _IS_STEP.match(sentence.plain):
        return False
    if not _MIN_ASKED_WORDS <= core.count(" ") + 1 <= _MAX_ASKED_WORDS:
        return False
    if _RHETORICAL.match(core) or _is_of_process(sentence):
        return False
    return _ABOUT_CASE.match(core) is not None


def _is_of_process(sentence: Sentence) -> bool:
    return _OF_PROCESS.search(_HELP.sub(" ", sentence.plain)) is not None


_IS_STEP = re.compile(
    r"(?:(?:so|then|well|okay|honestly|and) )*(?:first(?! (?:a )?question)\b|"
    r"(?:i|we) (?:would |always |also |then )?(?:first )?(?:ask|say|check|look|read|tell)\b(?! with))"
)
"""Begins what one would do or ask first, as an answer."""


def _leads_in(sentence: Sentence) -> bool:
    core = _core(sentence)
    return core.count(" ") < _MAX_LEAD_WORDS and _LEADS_IN.fullmatch(core) is not None
