"""Short plans: what the candidate would do in a case, which is an answer and no request. Rules for English.

"I'd skip that one and come back to it" and "Maybe measure it again?" share their words with requests. A
plan has a subject, "would" or "will", and a verb of doing, or it is a step with an object. It speaks neither
to the interviewer nor of the interview. A step without a subject counts only if it is put with doubt, because
people also give orders to the interviewer in such words.
"""

from __future__ import annotations

import re

from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, Word

_HEDGE = (
    r"(?:maybe|perhaps|probably|just|possibly|well|honestly|actually|so|then|and|but|or|first|first of all|"
    r"okay|yes|no|hm|to be honest|i think|i guess|i suppose|i would say|normally|usually|in that case|"
    r"personally|first thing|depends|seriously)"
)
_ADVERB = (
    r"(?:not|never|just|also|then|first|probably|maybe|perhaps|definitely|certainly|simply|always|only|still|"
    r"immediately|quickly|politely|calmly|kindly|personally|even|surely|try to|try and|have to|need to|"
    r"go and|go ahead and|start to|of course|for sure)"
)
_PLAN = re.compile(
    rf"(?:{_HEDGE} ){{0,4}}(?P<subject>i|we|you|one) (?P<modal>would|will|d)"
    rf"(?: {_ADVERB}){{0,4}} (?P<verb>[a-z]{{1,20}})(?P<rest>.*)"
)
_PREFERENCE = re.compile(
    rf"(?:{_HEDGE} ){{0,4}}(?:i|we) (?:would|d) rather (?P<verb>[a-z]{{1,20}})(?P<rest>.{{1,200}}? than .*)"
)
"""A choice between two acts: "I'd rather ask twice than give the wrong drug"."""
_STEP = re.compile(
    rf"(?:{_HEDGE} ){{0,4}}(?P<verb>[a-z]{{1,20}}) (?P<rest>(?:it|them|him|her|the|a|an|all|both|each|every|"
    r"everybody|everyone|sorry|those|these|his|their)\b.*)"
)
_NO_DOING_WORDS = """
like love prefer need want wish appreciate mind be have know think guess suppose hope enjoy feel rather better
hate imagine believe mean assume had been done gone said told asked made not never just you we i it would will
could can understand expect agree sooner both much words
"""
_NO_DOING = frozenset(_NO_DOING_WORDS.split())
"""After "would" these name no act: a wish, a state, or a past ("I'd had")."""
_NO_STEP_WORDS = """
repeat skip say tell speak talk explain rephrase reword simplify stop pause wait end finish quit go give let
show move pass next continue delete erase connect transfer write type read hold hang slow send record play
translate describe define quite such what which who whom whose how where when why is are am was were do does
did has had can could may might must shall should will would for on in at to with from by as of about all both
each every like not it this that there here i we you he she they my your our his her their the a an if because
since while until some any no than or and but after before under over between come get off there sorry
please thanks cancel forget shut kill maybe perhaps probably possibly well honestly actually so then first
okay yes still only now once guess usually normally hey oh ah
"""
_NO_STEP = frozenset(_NO_STEP_WORDS.split())
"""Words that begin no step without a subject, or one that the interviewer is often asked for."""
_NOT_AT_ONCE_WORDS = """
keep pass skip leave answer say share discuss stop end finish quit wait go get take have be close
grab move
"""
_NOT_AT_ONCE = frozenset(_NOT_AT_ONCE_WORDS.split())
"""What "I will" says of this moment, and not of a case."""
_DOUBTS = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|i (?:think|guess|suppose|would say|imagine))\b"
)
_OF_INTERVIEW = re.compile(
    r"\b(?:questions?|interview\w*|recruiters?|recorded|recording|camera|microphone|robot|chatbot|humans?|"
    r"real person|(?:somebody|someone|anybody) from hr|(?:this|the) (?:call|chat|session|conversation|talk) "
    r"(?:now|here|today)|"
    r"answer (?:this|that|it)|nda|please|window|tab|screen)\b"
)
_TO_INTERVIEWER = re.compile(
    r"\b(?:you|your|yours|u|(?:give|tell|let|show|help|ask|call|connect|send|put|for|with) me|"
    r"my(?= (?:answers?|data|words|name|voice)))\b"
)
_TAG = re.compile(
    r"(?: (?:i (?:think|guess|suppose|would say|imagine)|you know|you see|you can tell|"
    r"(?:would|will|do|can) (?:not )?(?:you|one|we|i)|what else (?:can|could|would|should) "
    r"(?:you|i|we|one) do|right|yes|no|okay|maybe|or not|probably|perhaps|is it not|haha|lol|"
    r"i am afraid|to be honest))+\Z"
)
_ONLY_A_WISH = re.compile(
    r"(?:skip|pass|move|go|stop|end|finish|quit|leave|repeat|pause|continue|wait|stay|hold|close|exit|break|"
    r"write|"
    r"type|proceed|drop)"
    r"(?: (?:it|this|that|here|now|on|over|out|off|up|one|for|a|an|moment|second|minute|bit|the|next|again|"
    r"instead|ahead|with|to|today|thanks|then|already|there))*"
    r"|(?:take|have|use|grab|make|need|do|get) (?:\w+ ){1,3}"
    r"(?:break|pause|moment|minute|second|breather|rest)s?"
    r"(?: (?:now|first|here|quickly|to think.*|if .*|before (?:i|we) (?:go|answer|continue).*))?"
    r"|(?:talk|speak|chat) (?:to|with) (?:a|an|some|someone|somebody|one)(?: \w+)?"
    r"|(?:say|think|guess|know)(?: (?:so|that|not))?"
    r"|(?:skip|leave|pass on|drop|omit) (?:this|that) (?:one|topic|part)(?: out)?"
)
"""What one says to the interviewer as well, unless another step follows."""
_ASKS = re.compile(
    r"(?:and |but |so |or )?(?:can|could|may|might|would|will|shall|should|do|does|did|is|are|am|have|has|"
    r"how|what|who|when|where|which|why) (?:you|we|i|this|that|it|there|the|my|many|long|much|is|are|will|"
    r"do|does|else|reads?|decides?|gets?)\b"
)
_SAYS_WORDS = """
ask say tell call ring phone explain check find see look write clarify inform message shout
"""
_SAYS = frozenset(_SAYS_WORDS.split())
"""Verbs after which a question is one to others."""


def is_plan(sentence: Sentence) -> bool:
    """Return whether a sentence says what one would do in a case, and nothing to the interviewer."""
    plain = _TAG.sub("", sentence.plain)
    found = _PLAN.fullmatch(plain) or _PREFERENCE.fullmatch(plain)
    if found is None:
        return _is_doubted_step(sentence)
    verb, rest = found["verb"], found["rest"].strip()
    if not _names_doing(verb) or _is_of_interview(verb, rest):
        return False
    head = plain[: found.start("verb")]
    if " will " in f" {head}" and (verb in _NOT_AT_ONCE or " not " in head):
        return False
    if verb == "do" and rest.startswith("not "):
        return False
    is_definition = (
        verb == "call" and " not " in head and rest.startswith(("it ", "that ", "this "))
    )
    is_told = is_definition or not _is_about_others(found, verb, rest)
    return not is_told and not _asks_interviewer(sentence, verb)


def is_step(sentence: Sentence) -> bool:
    """Return whether a sentence says in the present what one does in a case: "I count it again."."""
    found = _PRESENT_STEP.fullmatch(_TAG.sub("", sentence.plain))
    if found is None or sentence.ending == "?" or not _names_doing(found["verb"]):
        return False
    verb, rest = found["verb"], found["rest"].strip()
    return not (
        verb in _NOT_SAID_OF_CASE
        or _is_of_interview(verb, rest)
        or not _is_about_others(found, verb, rest)
        or _asks_interviewer(sentence, verb)
    )


_PRESENT_STEP = re.compile(
    rf"(?:{_HEDGE} ){{0,4}}(?P<subject>i|we) (?:{_ADVERB} ){{0,3}}(?P<verb>[a-z]{{3,20}}) "
    r"(?P<rest>(?:it|them|him|her|the|a|an|all|both|each|every|everybody|everyone|those|these|his|their|my|"
    r"what|"
    r"who|where|how|out|off|up|down|away|back|to|at|for|in|on|with)\b.*)"
)
_NOT_SAID_OF_CASE = frozenset(
    [
        "skip",
        "repeat",
        "pass",
        "hear",
        "see",
        "get",
        "remember",
        "find",
        "stop",
        "refuse",
        "decline",
        "promise",
        "object",
    ]
)


def holds_plan(sentence: Sentence) -> bool:
    """Return whether a clause is a plan by itself: "I'd ask the nurse, I don't know."."""
    clauses: list[list[Word]] = [[]]
    for word in sentence.words:
        if word.is_break:
            clauses.append([])
        else:
            clauses[-1].append(word)
    parts = [Sentence(tuple(words), "") for words in clauses if words]
    return any(
        _PLAN.fullmatch(part.plain) and is_plan(part)
        for part in parts
        if not _KNOWS.search(part.plain)
    )


_KNOWS = re.compile(r"\b(?:know|idea|clue|sure|remember|guess)\b")


def _is_doubted_step(sentence: Sentence) -> bool:
    """Whether it is a step without a subject, put with doubt: "Maybe measure it again?"."""
    plain = sentence.plain
    if sentence.ending != "?" and _DOUBTS.search(plain) is None:
        return False
    found = _STEP.fullmatch(_DOUBTING_TAG.sub("", plain))
    if found is None or not _names_doing(found["verb"]):
        return False
    verb, rest = found["verb"], found["rest"]
    if verb in _NO_STEP and not (verb in _TO_OTHERS and _OTHERS.match(rest)):
        return False
    if _is_of_interview(verb, rest) or re.search(r"\b(?:i|you|your|me|my|us)\b", rest):
        return False
    return not _asks_interviewer(sentence, verb)


_DOUBTING_TAG = re.compile(
    r"(?: (?:i (?:think|guess|suppose|would say)|right|yes|no|maybe|probably))+\Z"
)


_TO_OTHERS = frozenset(["say", "tell", "give", "show", "let", "explain", "ask"])
_OTHERS = re.compile(r"(?:sorry|them|him|her|his|their|everybody|everyone)\b")


def _names_doing(verb: str) -> bool:
    """Whether a word after "would" is a verb of doing, and no state, adverb, noun or past."""
    return (
        verb not in _NO_DOING
        and not verb.endswith("ly")
        and (not verb.endswith("s") or verb.endswith("ss"))
        and not (verb.endswith("ed") and len(verb) > _MIN_PAST and not verb.endswith("eed"))
    )


_MIN_PAST = 4


def _is_of_interview(verb: str, rest: str) -> bool:
    wish = f"{verb} {rest}".strip()
    return _OF_INTERVIEW.search(rest) is not None or _ONLY_A_WISH.fullmatch(wish) is not None


def _is_about_others(found: re.Match[str], verb: str, rest: str) -> bool:
    """Whether the plan speaks of the case: the interviewer is neither its subject nor its object."""
    if found.groupdict().get("subject") == "you":
        is_asked_for = verb in _NO_STEP and re.match(r"(?:(?:that|this|it)\b|\Z)", rest) is not None
        return not is_asked_for and re.search(r"\b(?:me|us|my)\b", rest) is None
    if re.search(r"\b(?:your|if you)\b", rest):
        return False
    is_said_to_others = verb in _SAYS and not rest.startswith("you")
    return is_said_to_others or _TO_INTERVIEWER.search(rest) is None


def _asks_interviewer(sentence: Sentence, verb: str) -> bool:
    """Whether a later clause is a question of its own: "I'd call the doctor, can we skip the rest?"."""
    if verb in _SAYS:
        return False
    words = sentence.words
    for index in range(1, len(words)):
        if words[index - 1].is_break and not words[index].is_break:
            clause = " ".join(word.text for word in words[index:] if not word.is_break)
            if _ASKS.match(clause) and not _TAG.fullmatch(f" {clause}"):
                return True
    return False
