"""Sentences whose form alone says that something is to change: two figures, a lack, a move."""

from __future__ import annotations

import re

from vivavoce.kernel.text_matching import LazyPattern

_COUNT = (
    r"(?:[£$€]?(?<![\d,.])\d[\d,.]{0,12}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w{3,5}teen|twenty|"
    r"(?:a|one) (?:half|third|quarter|fifth|tenth)|half|one in \w{1,9})"
)
_WORDS = r"(?:(?!you\b)[^\s;.]{1,24} ){0,12}?"
_FEW_WORDS = r"(?:[^\s;.]{1,24} ){0,5}?"
_OUR_WISH = (
    r"\b(?:(?:we|the \w{2,20})(?: would like|'d like| wants?| needs?| aims?| hopes?| intends?| plans?| have|"
    r" are looking|'re looking|'re trying| are trying) to|(?:help|helps|helping) us(?: to)?|"
    r"(?:goal|aim|objective|target|task|job|project|priority)(?: \w{1,12}){0,6}? (?:is|will be)(?: to)?)"
)
_WISH = (
    rf"(?:{_OUR_WISH}|\b(?:you|jobholder|postholder|post-holder)(?:'ll| will| would)"
    r"(?: help(?: us)?(?: to)?)?)"
)
_DEGREE = r"(?:raise|lower|cut|reduce|shorten|lift|increase|improve|shrink|speed up)"
_BRING = r"(?:bring|get|take|push|drive|move)"
_CHANGE = rf"(?:{_DEGREE}|{_BRING})"
_UNIT = r"(?:%|per cent|minutes|hours|days|weeks|months|out of|an? (?:day|week|month|year|head))"
_SHOULD = (
    r"(?:should|ought to|ha(?:s|ve) to|needs? to|must|we need|we want|we would like|we'd like|"
    r"we would be happy with|we'd be happy with|we aim for|is what we (?:promise|need|want|agreed))"
)
_ON_PAPER = (
    r"(?:on paper|by hand|from memory|(?:on|in|with) (?:a|an|two|three|old|several) "
    r"(?:\w{2,12} )?(?:whiteboards?|spreadsheets?|notebooks?|card index|workbooks?)|in excel|by fax)"
)
_RECORD = (
    r"(?:count|plan|keep|kept|record|book|file|enter|track|schedule|log|order|invoice|calculate|"
    r"do|done|price|assign|roster|reconcile|copy|copie)"
)
_TEND = (
    r"(?:works?(?: through)?|follows? up|checks?|owns?|updates?|maintains?|answers?|reviews?|counts?|"
    r"keeps track of|looks after|chases?|is in charge of|is responsible for)"
)
_TENDED = (
    r"(?:had (?:the )?time|got round|looked (?:at|into|after)|touched|checked|updated|reviewed|"
    r"gone through|counted|taken (?:it|them|this|that) on|followed up|cleaned up|tidied)"
)
_UNDONE = (
    r"(?:un(?!limited|ited|ique|matched|rivall?ed|skilled|trained|divided|accompanied|interrupted)\w{3,14}ed|"
    r"open|overdue|outstanding|unread|unpaid|unsold)"
)
_DEADLINE = (
    r"(?:by|before|until|for|(?<!ed )in|on|in time for) (?:the )?(?:(?:end|start|beginning|middle) of "
    r")?(?:the )?"
    r"(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"easter|christmas|(?:next |the )?(?:spring|summer|autumn|fall|winter)|\w{2,10} season|"
    r"(?:first|second|third|fourth|last|next) quarter|next (?:year|term|season)|year end|20\d\d)"
)
_MOVE = (
    r"(?:move|merge|relocate|consolidate|replace|migrate|transfer|close|bring|combine|digiti[sz]e|clear|"
    r"introduce|roll out|moving|merging|relocating|consolidating|replacing|migrating|closing|combining|"
    r"introducing|(?:planning and (?:delivery|carrying out) of )?(?:the )?"
    r"(?:(?:\w{2,20} )?(?:relocation|consolidation|migration|replacement|merger|closure|introduction)|move)"
    r"(?: of)?)"
)
_FIRST = (
    r"(?:(?:your|the) (?:(?:very )?first|main|chief|most important|biggest|next) "
    r"(?:project|task|objective|goal|job|priority|assignment)|"
    r"(?:goal|aim|objective|target)s? (?:for|of|in) (?:the|your) first \w{2,12}(?: \w{2,12})?)"
)
_OWN = r"(?:the|our|all|both|two|three|four|(?<![\d,])\d[\d,]{0,12})"

TO_A_FIGURE = LazyPattern(
    rf"{_WISH} {_DEGREE} {_WORDS}(?:from|now|at present|currently) {_FEW_WORDS}{_COUNT}\b|"
    rf"{_WISH} {_BRING} {_WORDS}from {_FEW_WORDS}{_COUNT} ?{_UNIT}[^.]{{0,60}}? (?:down |up |back )?to\b|"
    rf"{_WISH} {_BRING} {_WORDS}(?:down|up|back) from {_FEW_WORDS}{_COUNT}\b|"
    rf"{_OUR_WISH} {_BRING} {_WORDS}from {_FEW_WORDS}{_COUNT} {_WORDS}to {_FEW_WORDS}{_COUNT}\b|"
    rf"{_COUNT} ?(?:%|per cent)[^.;]{{0,30}}(?:[;,]| and| but)(?: it| they| that| this) {_SHOULD}\b"
    rf"[^.]{{0,30}}?\b{_COUNT}\b|"
    rf"\b(?:is|are|was|were|stands?|sits?|takes?)(?: \w{{1,12}}){{0,3}} {_COUNT}\b[^.]{{0,50}}?"
    rf"(?:[;,]| and| but)(?: it| they| that| this| which)? {_SHOULD}\b[^.]{{0,30}}?\b{_COUNT}\b|"
    rf"\b{_COUNT}\b[^.]{{0,40}}(?:;|,| but|, and) {_COUNT} is what (?:we|they|the \w+) \w+|"
    rf"{_COUNT}(?: per cent|%)?[^.;]{{0,40}}, (?:well |far )?short of (?:the |our )?{_COUNT}\b|"
    rf"\b{_FIRST}(?: in [a-z ]{{3,20}}?)?(?: (?:is|will be)(?: to)?|:) {_FEW_WORDS}(?:halve|clear|"
    rf"{_CHANGE}|work (?:off|through)) "
    rf"[^.]{{0,60}}?{_COUNT}\b",
    re.IGNORECASE,
)
"""A figure as it is with the one that is wanted: "bring returns from 14 to 9", "is 83% and should be 95"."""
IS_LACKING = LazyPattern(
    rf"\b(?:is|are|we) still (?:\w{{2,12}} )?{_RECORD}(?:n?ed|ned|d)?\b[^.;]{{0,40}} {_ON_PAPER}|"
    rf"\bstill {_ON_PAPER}|"
    rf"\bstill takes? [^.;]{{0,60}}?(?:minutes|hours?|days?|weeks?|months?|evenings?)\b|"
    rf"\b(?:nobody|no one|none of us) (?:has (?:ever |yet |really )?{_TENDED}|{_TEND} (?:the|our|this|"
    rf"these))\b|"
    rf"\b(?:only|just|barely|hardly) {_COUNT}(?:%| per cent)?(?: in \w+)? of (?:our|the|all) [^.;]{{0,50}}?"
    rf"(?:(?:is|are|gets?|was|were) (?:\w{{2,14}} )?(?:within|in time|on time|by the|complete|valid|up to "
    rf"date|"
    rf"labell?ed|qualified|trained|tested|inspected|insured)|ha(?:s|ve) (?:an?|its|their|the|had|been)\b)|"
    rf"\b{_COUNT}(?:%| per cent)? of (?:our|the|all|\w+ \w+'s) [^.;]{{0,40}}?(?:ha(?:s|ve) (?:no|not|"
    rf"never)|lacks?|"
    rf"(?:is|are) (?:still )?(?:open|missing|untested|past|overdue|out of date|without))\b|"
    rf"\b(?:is|are) (?:long )?past (?:its|their|the) \w{{3,12}} date|"
    rf"\b(?:there is|have|has|with|inherits?) (?:now |still )?an? (?:\w{{3,14}} )?backlog of (?:about |"
    rf"some |around |over |more than |nearly )?{_COUNT}|"
    rf"\bwe (?:have|carry) (?:\w{{2,10}} )?{_COUNT} (?:\w{{3,14}} )?vacancies\b|"
    rf"\b(?:there are|we have|has|inherits?|takes? over|await(?:s|ing)?(?: you)?:?|sit on|left with) "
    rf"(?:\w{{2,10}} ){{0,2}}{_COUNT} (?:\w{{2,14}} (?:of )?)?{_UNDONE} \w{{3,}}|"
    r"\beach (?:\w{2,14} )?keeps? (?:its|their) own (?:\w{2,12} )?(?:lists?|records?|data|figures|files|"
    r"stock)\b|\bnone of (?:them|these|which) (?:knows?|talks?|agrees?|"
    r"match(?:es)?|fits?)\b|"
    r"\b(?:the|our) (?:broken|weak|weakest|sore) (?:link|spot|point)\b|\bis where we lose\b|"
    rf"\bspends? {_COUNT} (?:minutes|hours|days)(?: \w{{1,6}} \w{{2,6}})? (?:looking|searching|waiting|"
    rf"hunting|"
    r"retyping|re-keying|copying)\b|"
    rf"\bwe (?:were|are|went) (?:over|above|below|under|outside) the [^.;]{{1,30}} (?:on|in) {_COUNT} "
    r"(?:days|weeks|months|times)\b|"
    r"\b(?:is|are|stays?|stands?) (?:\w{2,12} ){0,4}because we (?:cannot|can't|could not|couldn't)\b|"
    r"\blast (?:two|three|four|five) (?:\w{3,14} ){1,3}(?:have )?(?:left|gave up|resigned)\b|"
    rf"\b{_COUNT}(?: of our)? new \w{{4,}} (?:has|have) left\b|"
    rf"\b(?:there is|we have) (?:as yet |still )?no (?:process|record|overview|register|list of (?:who|"
    rf"which|what|where|the|our))\b|"
    rf"\bstands? still (?:for )?{_FEW_WORDS}{_COUNT}\b|"
    rf"\b(?:is|are) {_COUNT} (?:days|weeks|months|years) (?:behind|late|overdue)\b|"
    rf"\b{_COUNT} [^.;]{{3,40}}? (?:is|are|were) [^.;]{{0,30}}in arrears\b|"
    r"\b(?:reworks?|loses?|scraps?|throws? away|rejects?|repeats?|miss(?:es)?) every (?:second|\w{2,6}th|"
    r"third)\b|"
    rf"\bonly {_COUNT} \w{{3,}} in (?:every )?{_COUNT} (?:has|is|gets)\b|"
    r"\bwe (?:cannot|can't|don't|do not|could not) (?:say|know|explain|tell) why\b|"
    rf"\bwe lose {_FEW_WORDS}{_COUNT}\b|"
    rf"\b{_COUNT} [^.;]{{2,40}}? (?:signed up|started|enrolled|registered|began|booked|"
    rf"joined)\b[^.;]{{0,20}}?"
    rf"(?:and|but|,) (?:only )?{_COUNT} (?:of them )?(?:finished|stayed|came|turned up|completed|are left|"
    r"remain(?:ed)?)\b",
    re.IGNORECASE,
)
"""What is not done, not there or done by hand, told as it is today."""
IS_PROJECT = LazyPattern(
    rf"^(?:{_FIRST}|the project)(?: is| will be)?(?: to)?:? {_MOVE} (?:of )?{_OWN} "
    rf"[^.]{{3,110}}?{_DEADLINE}\b|"
    rf"^(?:you(?:'ll| will)|we (?:intend|plan|want|have|need) to) {_MOVE} {_OWN} [^.]{{3,110}}?{_DEADLINE}\b|"
    rf"^(?:the|our) (?:\w{{3,20}} ){{1,4}}(?:is|are) (?:due )?to (?:be )?(?:move|close|merge|replace|"
    rf"relocate)d? "
    rf"[^.]{{0,60}}?{_DEADLINE}\b|"
    rf"^planning and \w{{4,12}} of (?:the|our) [^.]{{3,110}}?{_DEADLINE}\b",
    re.IGNORECASE,
)
"""One thing to be done once, by a date: "We plan to merge the two payrolls before April"."""
IS_ORDERED_PROJECT = LazyPattern(
    rf"^{_MOVE} (?:of )?{_OWN} [^.]{{3,110}}?{_DEADLINE}\b|"
    rf"^(?:clear|halve|work (?:off|through)|catalogue|sort) (?:the |our )?{_COUNT}\b",
    re.IGNORECASE,
)
"""The same as an order, which says so only below "Your first project"."""
NO_FORM = LazyPattern(
    r"\b(?:keep (?:the|a|our|any|your)|up to \d|always|if|when|whenever|"
    r"each (?:year|month|week|day)|every (?:year|month|week|day)|"
    r"(?:in|since|until|before) (?:19|20)\d\d (?:we|our)|salary|holidays?|turnover|candidates?|applicants?|"
    r"pension|bonus|have you|competitors?|proud|thanks to|no longer|climate)\b|\?|https?:|@",
    re.IGNORECASE,
)
"""A limit, a condition or a rule of every day, and what the employer gives."""
