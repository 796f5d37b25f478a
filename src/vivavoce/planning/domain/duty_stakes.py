"""What is at stake in a duty: a limit that others may not like, conflict, risk, or judgment."""

from __future__ import annotations

import re
from functools import lru_cache

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.work_kinds import find_tension

_LIMIT = LazyPattern(
    r"\beven (?:when|if|though)\b|\bregardless of who\b|\bsay(?:s|ing)? no\b"
    r"|^(?:you )?(?:must |have to )?(?:refus(?:es?|ing)|reject(?:s|ing)?|declin(?:es?|ing)|"
    r"turn(?:s|ing)? (?:\w+ ){0,3}(?:away|down))\b"
    r"|^(?:stop(?:s|ping)?|halt(?:s|ing)?|suspend(?:s|ing)?|paus(?:es?|ing)|"
    r"tak(?:es?|ing) (?:[\w-]+ ){1,4}out of)\b"
    r".* (?:when|if|until|unless|whenever)\b",
    re.IGNORECASE,
)
"""Somebody is bound to want the opposite: "stop lifting when the wind gets above the limit"."""
_IF_LIMIT = LazyPattern(
    r"^(?:if|when) .*\byou (?:stop|refuse|halt|suspend|reject|say no)\b", re.IGNORECASE
)
_CONFLICT = LazyPattern(
    r"\b(?:abus\w+|aggressi\w+|angry|anti-?social|argument|arrears|bereav\w+|bullying|complain\w*|conflict|"
    r"dismissal|disput\w+|eviction|garnishment|grievance|harass\w+|objection|overdue|quarrel|suicid\w+|upset|"
    r"violen\w+|difficult (?:conversation|customer|guest|talk)|bad news|lost (?:a|their|her|his)|neglect)s?\b"
    r"|\b(?:negotiat|mediat|challeng|de-?escalat|persuad|convinc|confront|settl)(?:e|es|ing)\b",
    re.IGNORECASE,
)
_RISK = LazyPattern(
    r"\b(?:accident|allergen|alarm|bleeding|burn|contaminat\w+|danger\w*|defect|emergenc(?:y|ies)|fault|fraud|"
    r"hazard\w*|incident|infection|injur(?:y|ies)|leak|near miss(?:es)?|outage|out of range|overdose|recall|"
    r"safeguarding|safety|suspicious|toxic|unsafe|unsupported|not safe|isn't safe|aren't safe|"
    r"out-of-specification|poison\w*|"
    r"deteriorat\w+|worsen\w*|breach|breakdown|collapse)s?\b",
    re.IGNORECASE,
)
_JUDGMENT = LazyPattern(
    r"^(?:you )?(?:decid|judg|prioriti[sz]|triag|diagnos|investigat|weigh(?:ing)? up|approv|authori[sz]|"
    r"assess|evaluat|recogni[sz]|spot|choos|classify|tell(?:ing)? (?:\w+ ){1,4}(?:that|why|when)|"
    r"explain(?:ing)? .*\bwhy\b)"
    r"|\b(?:at risk|goes wrong|go wrong|wrong|trade-?offs?|deadline|on time|by (?:noon|the end)|within \w+ "
    r"(?:days?|hours?|minutes?)|unclear|not clear|at short notice|under pressure)\b",
    re.IGNORECASE,
)
_OWN_PROBLEM = LazyPattern(
    r"\bwe(?:'re| are)? (?:want|need|would like) to know why\b|\bfind(?:ing)? out why\b"
    r"|\b(?:doubled|tripled|halved)\b(?=.{0,120}\b(?:we|our|last year)\b)"
    r"|\d ?(?:%|per ?cent\b)(?=[^.]{0,99}\b(?:now|at present|currently|today|want|goal|target|instead|"
    r"only)\b)|\b(?:now|at present|currently|today|stands? at|below|above|under|down to|back to)\b"
    r"(?=[^.;]{0,40}\d ?(?:%|per ?cent\b|\u00b5|minutes?\b|hours?\b|days?\b))"
    r"|\bbacklog of\b|\d[\d,.]{0,9} (?:undocumented|unanswered|overdue|missing|open|uncounted)\b",
    re.IGNORECASE,
)
"""What the employer wants to get better at, with its figures: "62% now, and our goal is 90%"."""
_IN_CASE = LazyPattern(
    r"\b(?:when|whenever|if|because|where)\b (?!(?:needed|required|necessary|asked|possible|applicable|"
    r"appropriate|prescribed|directed|certified)\b)[\w' -]{1,80}\b(?:chang|fail|los|leav|reach|go(?:es)? |"
    r"slip|miss|break|doesn't|don't|does not|do not|isn't|aren't|can't|cannot|run|late|wrong)",
    re.IGNORECASE,
)
"""The case in which the duty is hard: "adjust hydration when the flour changes"."""
_FORBIDDEN = LazyPattern(
    r"^(?:you )?(?:never\b(?! stop| tired)"
    r"|(?:do not|don't|must not|mustn't|may not|will not|won't|cannot|can't)\b(?! (?:mind|need|have|get)\b))"
    r"|^no (?:one|body) "
    r"|^(?:[\w'-]{1,20} ){1,4}(?:(?:is|are) never|must (?:never|not) be) (?:to be )?"
    r"(?:\w{2,18}ed|given|taken|broken|driven|written|shown|thrown|left|kept|sent|lent|sold|put|cut|shut|"
    r"brought|bought|made|done|told|read|run)\b",
    re.IGNORECASE,
)
"""The duty is to leave something undone: "never bypass a safety circuit"."""
_NO_EXCEPTION = LazyPattern(
    r"\bwithout exception\b|\bno exceptions?\b|(?<!by )\bwhoever\b(?! (?:walks|comes|calls|needs))"
    r"|\bno matter (?:who|how)\b|\bonly (?:after|once|outside)\b",
    re.IGNORECASE,
)
_LIFE = LazyPattern(
    r"\b(?:trapped|collaps\w+|cpr|resuscitat\w+|controlled drugs?|oxygen|child protection|safeguarding|abuse|"
    r"traffick\w+|suicid\w+|restrain\w*|medicines? (?:errors?|round)|medication|overdose|emergenc(?:y|ies)|"
    r"vulnerable|gas leak|lone working|harm|entrap\w*|rescu(?:e|es|ing)|"
    r"unconscious|chest pains?|strokes?(?= |,)(?! (?:of|care))|seizures?|anaphyla\w+|chok(?:e|es|ing)|"
    r"drown\w*|"
    r"an?aesth(?:et|esi)\w+|anesth(?:et|esi)\w+|sedat(?:e|ed|es|ing|ion)|self-harm|firearms?|explosives?|"
    r"high[- ]voltage|lock(?:ed|ing|s)?(?: it| them)?[- ]?(?:off|out)|tag[- ]?out|permits? to work|"
    r"confined spaces?|harness(?:es)?|asbestos|(?<!deep )div(?:e|es|ing)(?! (?:into|deep)\b)|"
    r"very distressed|hands-on)\b",
    re.IGNORECASE,
)
_MANDATORY = LazyPattern(
    r"\b(?:anti-?money|money[- ]laundering|aml|kyc|know[- ]your[- ]customer|"
    r"sanctions (?:checks?|lists?|screening)|safeguarding|child protection|"
    r"suspicious (?:activit\w+|orders?|payments?|transactions?)|mandatory|statutory|"
    r"legally|by law|legal duty|duty to report|notifiable|abuse|neglect|traffick\w+|fraud|bribery|"
    r"controlled drugs?|adverse (?:events?|reactions?)|data breach(?:es)?)\b",
    re.IGNORECASE,
)
"""The law decides whether something is reported, not the one who notices it."""
_VERDICT = LazyPattern(
    r"^(?:you )?(?:certif|decid|determin|judg|recommend|sign)\w* (?:[^.;]{0,60} )?(?:if|off|that|when|"
    r"whether)\b[^.;]{0,60}\b(?:fit|pass(?:es|ed)?|qualified|ready|safe|suitable|too \w+)\b",
    re.IGNORECASE,
)
"""Somebody or something is let through or held back: "decide when a trainee is ready to drive alone"."""
_MINOR = LazyPattern(
    r"\blost (?:property|and found)\b|\b(?:time|hours|mileage|working time|tacho\w*) (?:\w+ )?"
    r"(?:records?|sheets?|logs?)\b|\bmini-?bar\b|\bvans? (?:\w+ ){0,2}stock(?:ed)?\b"
    r"|\b(?:your|the) van (?:clean|tidy)\b|\bnotice ?boards?\b|\bpost (?:room|tray)\b"
    r"|\bcup ?boards?\b|\b(?:coffee|tea) (?:machine|making|corner)\b"
    r"|\bgreet\w* (?:guests|visitors|customers)\b",
    re.IGNORECASE,
)
"""What belongs to many jobs and is the heart of none."""
_FIGURE = LazyPattern(
    r"[$\u00a3\u20ac] ?\d|(?<![\d,.])\d[\d,.]{0,15} ?(?:%|per ?cent\b|[kmgt]b\b|mph\b|bar\b|volts?\b|tons?\b|"
    r"tonnes?\b|km\b|miles\b|meters\b|metres\b)"
    r"|\b(?:within|under|below|above|less than|no more than|at most|at least|in under) "
    r"(?:[\w$\u00a3\u20ac]+ )?[$\u00a3\u20ac]?\d"
    r"|\b(?:[3-9]\d|\d{3}|\d{1,3},\d{3}|\d{4,})\+? "
    r"(?!(?:hour|day|week|year|minute|month)s?\b)[a-z]"
    r"|\bwithout (?:[\w-]+ ){0,2}(?:downtime|outages?|impact|interruption|stopping|delay|loss|damage)\b"
    r"|\bwith a way back\b|\bthe wrong \w+\b|\bnot a single\b|\bfor the first time\b",
    re.IGNORECASE,
)
"""What makes a duty concrete: an amount, a limit, or what must not happen while it is done."""
_UMBRELLA = LazyPattern(
    r"^(?:you )?(?:(?:be|have|tak\w+|shar\w+|hold\w*) (?:[\w-]+ )?(?:responsib\w+|charge)\b"
    r"|look(?:ing)? after (?:a |the |your )?(?:[\w-]+ ){0,2}"
    r"(?:branch|department|kitchen|location|office|people|store|shop|site|team|unit|ward|workshop)\b"
    r"|mak\w+ sure (?:that )?the [\w-]+ (?:runs?|works?)(?: smoothly)?$"
    r"|(?:the )?[\w-]+ and its (?:staff|team)\b"
    r"|(?:lead|manag|overse|run|head|handl|direct)\w* (?:all|every|"
    r"the (?:whole|entire|daily|day-to-day|overall))\b"
    r"|(?:hold|carry|hav|own|manag|keep)\w* (?:an? |your )?(?:[\w-]+ )?(?:caseload|portfolio|workload)\b"
    r"|begin(?:ning)? with\b|secur\w+ compliance\b"
    r"|ensur\w+ (?:the )?(?:smooth|compliance|high|quality|excellent)\b"
    r"|represent\w* (?:the )?(?:company|service|team|department)\b"
    r"|(?:help|assist)\w* (?:out )?(?:with|where)\b"
    r"|contribut\w+ to\b|support\w* (?:the )?(?:team|colleagues|manager)\b"
    r"|(?:attend|join|tak\w+ part in|participat\w+ in) (?:[\w-]+ ){0,4}(?:meetings?|trainings?)\b)",
    re.IGNORECASE,
)
"""The whole job, or a duty without an act of its own: what somebody does in it stands in other lines."""
_UMBRELLA_STAKES = 0.7
_MINOR_STAKES = 0.5
_LIFE_STAKES, _SETTLED_LIMIT, _HIGH, _FIGURES, _SOME = 1.7, 1.6, 1.4, 1.3, 1.2
GRAVE = _SETTLED_LIMIT
"""From here on, a plan asks about a duty whatever competency it belongs to."""


@lru_cache(maxsize=1024)
def sets_limit(duty: str) -> bool:
    """Return whether a duty draws a line that somebody else is bound to push against."""
    return any(found.search(duty) for found in (_LIMIT, _IF_LIMIT, _FORBIDDEN, _NO_EXCEPTION))


@lru_cache(maxsize=1024)
def forbids(duty: str) -> bool:
    """Return whether a duty is to leave something undone, so that nobody can be asked how they do it."""
    return _FORBIDDEN.search(duty) is not None


@lru_cache(maxsize=1024)
def is_mandatory(line: str) -> bool:
    """Return whether a line of the posting is about what must be reported, whatever that costs."""
    return _MANDATORY.search(line) is not None


@lru_cache(maxsize=1024)
def rate_stakes(duty: str) -> float:
    """Return how much more a duty weighs for what is at stake; 1 for ordinary work, less for side work."""
    if forbids(duty) or _LIFE.search(duty):
        return _LIFE_STAKES
    if sets_limit(duty) or _VERDICT.search(duty):
        return _SETTLED_LIMIT
    if _OWN_PROBLEM.search(duty):
        return _HIGH
    if _CONFLICT.search(duty) or _RISK.search(duty) or find_tension(duty) is not None:
        return _HIGH
    if _MINOR.search(duty) or not load_words("minor_work").isdisjoint(duty.lower().split()):
        return _MINOR_STAKES
    if _UMBRELLA.search(duty):
        return _UMBRELLA_STAKES
    if _FIGURE.search(duty):
        return _FIGURES
    return _SOME if _JUDGMENT.search(duty) or _IN_CASE.search(duty) else 1.0


@lru_cache(maxsize=1024)
def is_umbrella(duty: str) -> bool:
    """Return whether a duty is the whole job, with no act of its own and nothing at stake that it names."""
    return rate_stakes(duty) == _UMBRELLA_STAKES


@lru_cache(maxsize=1024)
def has_substance(duty: str) -> bool:
    """Return whether a duty says itself what is hard about it, so that a plain question asks for enough."""
    return rate_stakes(duty) >= _FIGURES
