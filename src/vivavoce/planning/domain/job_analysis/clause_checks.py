"""Each clause of a posting that a proof or an agreement answers, with the name of what is checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from vivavoce.contracts.job_analysis import CheckKind, StatementKind
from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.job_analysis.application_lines import is_about_applying
from vivavoce.planning.domain.job_analysis.demand_sides import (
    is_after_offer,
    is_forbidden,
    is_of_others,
    is_offered,
)
from vivavoce.planning.domain.job_analysis.requirement_checks import (
    RequirementCheck,
    find_availability,
    find_check,
    find_years,
)

CheckName = Literal[
    "license", "degree", "qualification", "years", "language", "physical", "time", "hours", "travel",
    "screening", "right_to_work", "background", "clearance", "credit", "drugs", "references", "health",
    "typing", "passport", "either", "to_get", "experience", "equipment",
]  # fmt: skip
"""What is checked, as people call it; a kind of check has the same name where no word says more."""
_BY_WORDS: dict[CheckName, LazyPattern] = {
    "right_to_work": LazyPattern(
        r"\b(?:(?:authori[sz]ed|eligible|entitled|permitted|legally able|eligibility|right) to work|"
        r"(?:work|residence) (?:permit|visa|authori[sz]ation)|"
        r"(?:can(?:no|')t|unable to|do(?: no|n')t) sponsor)\b",
        re.IGNORECASE,
    ),
    "background": LazyPattern(
        r"\b(?:DBS|PVG|VOG|BPSS|(?:background|criminal|police|barred list)[\w' ]{0,20} "
        r"(?:checks?|record|screening|clearance)|(?:background|worker) screen\w*|screening check|"
        r"fingerprint\w*|"
        r"certificate of (?:good )?conduct|disclosure and barring|"
        r"working with (?:children|vulnerable[\w ]*) (?:checks?|card))\b",
        re.IGNORECASE,
    ),
    "clearance": LazyPattern(
        r"\b(?:security|secret|government|SC|DV|CTC|NATO|baseline)\b[\w ,]{0,20} ?"
        r"\b(?:clear(?:ance|ed)|vetting)\b|\bcontrolled goods\b",
        re.IGNORECASE,
    ),
    "credit": LazyPattern(
        r"\bcredit (?:checks?|search)\b|"
        r"\b(?:clean|clear|satisfactory) credit (?:history|report)\b|"
        r"\bdirectorship search\b|\bchecks? \([^)]*\bcredit\b",
        re.IGNORECASE,
    ),
    "drugs": LazyPattern(
        r"\b(?:drugs?|alcohol)\b[\w -]{0,25}(?:\b(?:tests?|screen\w*|testing)\b|"
        r"[;,] you(?:'ll| will) be tested)|"
        r"\bclean record (?:[\w-]+ ){0,2}drugs\b",
        re.IGNORECASE,
    ),
    "references": LazyPattern(
        r"\b(?:(?:two|three|2|3|your|take up|check|employment|professional|written) references|"
        r"reference checks?)\b",
        re.IGNORECASE,
    ),
    "health": LazyPattern(
        r"\b(?:immun(?:e|ity|i[sz]\w+)|vaccinat\w+|vaccines?|hepatitis|MMR|BCG|jabs?|TB (?:test|screening)|"
        r"\A(?:you must have )?no (?:[\w-]+ ){0,4}allerg\w+|\A(?:an? )?allergy to\b|"
        r"medical (?:exam\w*|certificate|check|assessment|test)|"
        r"(?:an?|the|your|current|valid|full) (?:[\w-]+ ){0,4}medical(?! \w)|ENG1|"
        r"health (?:declaration|check|questionnaire|screening)|occupational health|"
        r"fit(?:ness)? (?:to|for) (?:work|duty)|fitness test|eyesight|colou?r vision)\b",
        re.IGNORECASE,
    ),
    "typing": LazyPattern(r"\b\d{2,3} ?(?:wpm|kph|words (?:per|a) minute)\b", re.IGNORECASE),
    "passport": LazyPattern(r"\bpassport\b(?![- ](?:photo|siz)\w*)", re.IGNORECASE),
    "travel": LazyPattern(
        r"\btravel (?:about |around |up to )?\d[\d\u2013-]{0,5} (?:days|nights|weeks) (?:a|per|each|every)\b|"
        r"\b(?:expect|includes?|involves?|requires?|occasional|frequent|regular|some) "
        r"(?:[\w-]+ ){0,2}travel\b|\b(?:willing(?:ness)?|prepared|ready|happy|able) to "
        r"(?:go|live|travel|work) abroad\b|"
        r"\btravel\b[^.;]{0,40}\b\d+ ?(?:%|per ?cent\b)|\b\d{1,3} ?(?:%|per ?cent) travel\b",
        re.IGNORECASE,
    ),
}
_PROOFS: frozenset[CheckName] = frozenset(
    [
        "right_to_work",
        "background",
        "clearance",
        "credit",
        "drugs",
        "references",
        "passport",
        "typing",
    ]
)
"""Where one of these is named, a certificate or a number of months is only part of it."""
_PROVED: frozenset[CheckName] = frozenset(
    ["license", "degree", "qualification", "years", "language", "passport", "either", "to_get"]
)
_GIVEN: frozenset[CheckName] = frozenset(
    ["license", "degree", "qualification", "years", "either", "to_get", "health", "experience"]
)
"""What an employer may give, or somebody else may have; a check of one's record stays one, whoever pays."""
_PAPERS: frozenset[CheckName] = frozenset(["license", "degree", "qualification", "years", "either"])
_DEGREE = LazyPattern(
    r"\b(?:degrees?|bachelor'?s?|master'?s|b\.?sc|b\.a|m\.?sc|phd|mba|beng|meng|doctorate|university|"
    r"college|postgraduate|graduate (?:in|of))\b",
    re.IGNORECASE,
)
_VOCATIONAL = LazyPattern(
    r"\b(?:[Aa]pprenticeship|GCSEs?|[NS]VQ|GNVQ|BTEC|HNC|HND|City (?:&|and) Guilds)\b"
)
_LEVEL = LazyPattern(r"\bLevel \d\b")
_PERSONAL_YEAR = LazyPattern(
    r"(?:\A|\b(?:have|has|least|and|or|need|bring|with) )(?:a|eighteen|twenty|fifteen) (?:year|months|years)"
    r"(?= (?:or (?:more|so|two),? )?(?:in|on|of|as|at|behind|with|[a-z]{2,15}ing)\b)",
    re.IGNORECASE,
)
_PAPER = LazyPattern(
    r"\bcar drivers?\b|\bdriver's licen[cs]e\b|\b(?:access to|use of) an? (?:[\w-]+ )?(?:car|vehicle)\b|"
    r"\bown (?:car|vehicle|transport)\b|\b(?:safety|site|skills) cards?\b|\b(?:CSCS|CISRS|ECS|LEIA|SIA)\b|"
    r"\bcurrent in (?=[A-Z])|\bmember(?:ship)? of (?:a|the|an)\b(?! (?:\w+ )?team)",
)
"""Cards, memberships and the car that a job asks for."""
_YEARS_AS = LazyPattern(
    r"(?:(?:at least|min(?:imum)?(?: of)?|over|more than) )?(?:\d{1,2}|[a-z]{3,6})\+? ?years?'? "
    r"(?:experience |work(?:ing)? )?as (?:an?|the) ",
    re.IGNORECASE,
)
"""How long somebody has been what a paper makes them: "three years as an RN"."""
_BEHIND_ROLE = LazyPattern(r" ?\(| (?:and|having|holding|plus|who|with) ")
"""What stands behind the role may name a paper: "five years as a driver with a class C license"."""
_IS_WILLING = LazyPattern(
    r"(?:and |be )*(?:willing(?:ness)?|prepared|ready|happy) to (?:commit|live|remain|serve|sign|spend|stay|"
    r"(?:study|train|work) (?:abroad |here |with us )?for)\b(?![^.;]{0,60}\b(?:experience|have)\b)",
    re.IGNORECASE,
)
"""The years that follow are still to come: "willing to stay for two years"."""
_SINCE_PAPER = LazyPattern(
    r"\b(?:years?|months?|practice|experience)\b[^,;]{0,40}\b(?:after|since|following) (?:the |your |an? )?"
    r"(?:[\w-]+ )?(?:apprenticeship|training|degree|graduation|graduating|"
    r"qualification|qualifying|registration)\b",
    re.IGNORECASE,
)
"""Work since a paper, which is asked for by itself where it is asked for."""
_QUALIFICATION = LazyPattern(
    r"\A(?:an? )?(?:appropriate|formal|professional|recogni[sz]ed|relevant|suitable) (?:[\w-]+ ){0,4}"
    r"qualifications?\b|\b(?:hold|have|with) an? (?:[\w-]+ ){1,3}qualification\b|"
    r"\A(?:an? )?(?:[\w-]+ ){0,4}qualification (?:in|such as|\()|\bpreceptorship\b",
    re.IGNORECASE,
)
_TO_GET = LazyPattern(
    r"\b(?:willing(?:ness)?|prepared|ready|able|happy) to (?:get|gain|obtain|renew|study|train|take|complete|"
    r"achieve|sit|hold|(?:work|study) (?:towards|for))\b|"
    r"\b(?:enrol|enroll|register|sign up) (?:on|for|in|with) (?:the|an?|our)\b|"
    r"\b(?:working|studying|work) towards\b",
    re.IGNORECASE,
)
"""Who has not got the paper yet may say so: no proof can be asked for."""
_MAY_FOLLOW = LazyPattern(
    r"(?<!obtained )(?<!gained )(?<!passed )(?<!dated )(?<!issued )(?<!renewed )(?<!taken )\bwithin "
    r"(?:the |your )?(?:first )?(?:\d{1,3}|one|two|three|four|five|six|nine|twelve|eighteen|a|few)"
    r"(?: |-)(?:few )?(?:days|weeks?|months?)(?! ago)\b",
    re.IGNORECASE,
)
"""The same for a paper that may follow: "CDL permit within six months"."""
_OR_WILLING = LazyPattern(r", (or (?:be )?(?:willing|prepared|ready|happy)\b[^,;.]{0,40}), ")
_OR_ELSE = LazyPattern(r"(?:or|alternatively)\b", re.IGNORECASE)
_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|several|some|most|a few)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_CLOCK = r"\d{1,2}(?:[:.]?\d\d)?(?: ?[ap](?:\.?m)?\b\.?)?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_PAY = LazyPattern(
    r"(?:[£$€] ?\d[\d.,]{0,11}k?|"
    r"(?<![\d.,])\d[\d.,]{0,11}k? ?(?:€|£|\$|EUR|GBP|USD|CHF|NOK|SEK|DKK|PLN)(?!\w))"
    r"(?: ?(?:-|\u2013|to) ?[£$€]? ?\d[\d.,]{0,11}k?)? ?(?:(?:per|an?|each|/) ?(?:[\w-]{1,20} )?"
    r"(?:hour|hr|h|day|night|shift|week|month|year)s?\b)?"
)
"""What is paid for a time, which says nothing of when somebody works: "$20 per night shift"."""
_ON_DUTY = (
    r"(?:\A|\b(?:be|are|is|you're|you'd be|go) )on duty (?:[\w-]+ ){0,2}(?:every|each|one|two)\b"
)
_DAYS_EACH = r"\A(?:one|two|three|\d) days? (?:a|per|each|every) (?:week|fortnight|month)"
_ROTA_OF_TASK = LazyPattern(
    rf"{_ON_DUTY}|{_DAYS_EACH} (?:on the road|away|at|in)\b|"
    rf"\Aone (?:week|weekend|night|evening|saturday|sunday|day) in {_COUNT}\b|"
    r"\A[\w ]{0,20}shifts between\b",
    re.IGNORECASE,
)
"""When somebody works, in a line that may also name a task."""
_ROTA = LazyPattern(
    r"(?:\A|\b(?:work|working|shifts?|in) )(?:every|each) "
    r"(?:saturday|sunday|weekend|bank holiday)"
    r"(?=[,.;]|\Z| (?:from|until|and every)\b)|"
    rf"\bon[- ]?site (?:on |every )?{_DAY}|\b{_DAY} (?:and {_DAY} )?(?:on[- ]?site|in the office)\b|"
    rf"\b\d{{1,2}}-hour shifts?\b|\b(?:dawn|early|late|night|{_CLOCK}) starts?\b(?! with)|\bno {_DAY}|"
    rf"{_ON_DUTY}|{_DAYS_EACH} (?:on the road|away)\b|"
    r"\b\d on ?/ ?\d off\b|"
    r"\b(?:any )?(?:\d|five|six) (?:days )?(?:from|out of) (?:7|seven)(?: days)?\b|"
    r"(?:\A|[:,;(] ?)(?:(?:about|around|up to|approx\.?|at least|full[- ]time|part[- ]time|permanent|"
    r"contract(?:ed)?) ){0,2}(?!24 ?h)\d{1,2}(?:\.\d)? ?(?:hours|hrs)(?=[,;]|\Z)|"
    r"\b\d{1,2}(?:\.\d)? (?:hours|hrs) "
    r"(?:a|per) week\b|\b(?:full|part)[- ]time(?=[,;]|\Z)|"
    r"\b\d days? (?:a week )?(?:in the )?office\b|\bpermanent nights\b|\b(?:for )?shift work\b|"
    r"\A(?:flexible|happy|willing|able) (?:to work|with|on) (?:[\w-]+ ){0,2}"
    r"(?:weekends|nights|evenings|shifts)\b|"
    r"(?:\bavailability\b|(?:\A|\b(?:be|you are|you're|fully|generally) )available\b)"
    r"[^.;]{0,40}\b(?:weekends?|evenings|nights|holidays|saturdays|sundays)\b|"
    rf"\bbe online (?:from )?{_CLOCK} ?(?:-|\u2013|to|until) ?{_CLOCK}|"
    r"\bon[- ]calls?(?=:| ?\Z|,| (?:one|two|three|\d|rota|dut(?:y|ies)|work|shifts?|weeks?|every|on "
    rf"average|{_MONTH} ?\d))|"
    rf"\b{_COUNT} nights? (?:out|away|on the road|from home)\b|\bout on the road\b[^.;]{{0,20}}\bnights?\b|"
    rf"\bone (?:weekend|saturday|sunday|night|week|evening|bank holiday) in {_COUNT}\b|"
    r"\A(?:some|occasional|alternate|regular) (?:saturdays|sundays|evenings|weekends|nights|bank holidays)\b|"
    rf"\A(?:core )?{_CLOCK}\s?(?:-|\u2013|to|until)\s?{_CLOCK}(?=\Z|[,;.]| and\b)|\bcore hours\b|"
    rf"\Acore {_CLOCK}\s?(?:-|\u2013|to)|\A[\w ]{{0,30}}\bstarts?(?: at)? \d{{1,2}}[.:]\d\d\b|"
    r"\b\d (?:days? |nights? )?on,? \d (?:days? |nights? )?off\b|\A\d-\d-\d\b|"
    r"\b(?:three|four|five|six|\d) (?:8|10|12)(?:'?s| ?hours?| ?hrs?)\b|"
    r"\b(?:be|up|in)(?: at| up at| on) (?:the |our )?\w+ (?:for|by|at) \d{1,2}[.:]\d\d|"
    rf"\b{_COUNT} days(?: (?:a|per|each|every) week)? (?:(?:in|at|on) (?:the |our )?(?:office|site|home)\b|"
    r"on-?site\b|remote\b|from home\b)|"
    rf"\b{_COUNT} (?:evenings?|mornings?|afternoons?|weekends?|saturdays?|sundays?) (?:a|per|each|every) "
    r"(?:week|month|year)\b|\baway from home\b|\bsplit shifts?\b|"
    rf"\bone in {_COUNT} (?:weekends|saturdays|sundays|nights)\b|"
    r"\b(?:earlies|lates|nights) every (?:other|second|third)\b|"
    r"\balternate (?:fri|satur|sun)days? (?:off|working)\b|\bsleep-?ins?\b|\bweeks (?:at sea|offshore)\b|"
    r"\bbank holidays\b[^.;]{0,30}\b(?:rota|rotation|worked|turns)\b|"
    r"\bcall-?outs?\b[^.;]{0,30}\b(?:a|per|each|every) (?:week|month)\b|"
    r"\b\d ?x ?(?:8|10|12)(?:'?s|h)?\b|"
    r"\A(?:early )?starts?: (?:in|at) (?:the|our) \w+ (?:for|by|at) \d{1,2}[.:]\d\d|"
    rf"\b{_COUNT} days (?:a|per|each) week\b(?= (?:in|at) (?:the|our)\b|,|\Z)|"
    r"\b(?:swap|switch|rotate|alternate) (?:between|with) (?:the other|earl\w+|lates?|days|nights|shifts)\b|"
    r"\b(?:swap|switch|rotate|alternate)\b[^.;]{0,60}\b(?:every|each) (?:week|fortnight|month|other week|"
    r"two weeks|second week)\b|\b(?:[ap]m|days|earlies|lates|nights) one week\b|"
    r"(?:\A|\battend )evening (?:meetings?|events?|classes|surgeries|appointments)\b|"
    r"\bout[- ]of[- ]hours (?:rota|cover|work|duty)|\b(?:rota|weekends?) (?:1|one|2|two) in \w+|"
    rf"\bin the office (?:on |every )?{_DAY}|\bremote\b[^.;]{{0,40}}\b{_COUNT} days? (?:a|per|each) "
    r"(?:week|month|quarter) (?:in|at)\b|"
    rf"\bovertime (?:{_COUNT} days?|at month|at the end|in the|during|required|expected)\b|"
    r"\bno (?:holidays?|leave|vacation) (?:at|during|for|in|over|the)\b|"
    r"(?<!clinical )\b(?:paid )?trial (?:day|shift)\b|"
    rf"\b(?:evening|night|weekend) (?:cover|duty|work),? one in {_COUNT}\b|"
    rf"\bduty (?:weekend|saturday|sunday|night|evening)s? (?:in|a|per|each|every)\b|"
    r"\b(?:early|late|night|weekend|evening)s?(?:,? (?:and|or) (?:early|late|night|weekend|evening)s?)? "
    r"(?:shifts|work|working|visits|rota)\b|"
    r"\A(?:rotating |early |late )?(?:nights|shifts)(?:,| between| from| of)|"
    r"\b\d+-hour rota\b|\b(?:one|1) (?:weekend|saturday|sunday|night) in (?:\w+)",
    re.IGNORECASE,
)
"""When somebody works, as a condition of the job."""
_LABEL = LazyPattern(
    r"\A(?:musts?|must[- ]haves?|needs?|needed|required|requirements?|essential) ?: ", re.IGNORECASE
)
_WORKED = LazyPattern(r"\b(?:worked|experience)\b", re.IGNORECASE)
_BARE_YEARS = LazyPattern(
    r"(?:(?:at least|min(?:imum)?(?: of)?|over|more than) )?(?:\d{1,2}|[a-z]{3,6})\+? ?(?:plus )?"
    r"(?:years?|yrs?|months?|seasons?)(?: (?:proper|plus|or more|min(?:imum)?|\+))?",
    re.IGNORECASE,
)
"""A time that does not say what somebody did in it."""
_MAX_SUBJECT = 2
_SCHOOL_GRADE = LazyPattern(r"grade \d{1,2}\Z", re.IGNORECASE)
_GRADE = LazyPattern(
    r"(?:(?:all|at|both|minimum|with) ){0,2}(?:grades?|passes at) (?:\d|[A-E])\b[\w /*\u2013-]{0,24}",
    re.IGNORECASE,
)
"""How well an exam was passed, behind the exam: "GCSE maths, grade 4 or C"."""
_SWAPS = LazyPattern(r"\byou (?:will |'ll )?(?:swap|switch|rotate|alternate)\b", re.IGNORECASE)
_BODY = LazyPattern(
    r"\bphysically (?:able|demanding|fit|strenuous|strong)\b|\bmanual handling\b|\bheavy lifting\b|"
    r"\b(?:work\w*|own),? (?:[\w-]+ ){0,2}at heights?\b"
    r"(?! (?:card|certificate|ticket|training)\b)|"
    r"\bconfined spaces\b|\bhead for heights\b|"
    r"\bexpect to (?:lift|carry|stand|walk|climb)\b|\b(?:carrying|lifting) [^.;]{0,30}?"
    r"\d{1,3} ?(?:kg|lbs?)\b|\bon your feet\b|\b(?:in|outdoors in|outside in) all "
    r"(?:weathers?|kinds of weather)\b|"
    r"(?:\A|\bcan |\b(?:ok(?:ay)?|fine|comfortable) (?:with )?)(?:lift|carry|push|pull)(?:ing)?\b"
    r"[^.;]{0,30}?\b"
    r"\d{1,3} ?(?:kg|kilos?|lbs?|pounds)\b|"
    r"\A(?:stand|walk|kneel|crouch|climb)(?:ing)?\b[^.;]{0,40}\b(?:shifts?|hours?|hrs?|day|long "
    r"periods|ladders?)\b",
    re.IGNORECASE,
)
_EQUIPMENT = LazyPattern(
    r"\bwear (?:an? |your |the )?(?:[\w-]+ ){0,3}?(?:masks?|respirators?|harness|ear defenders|hearing "
    r"protection|boots|ppe)\b|\bown (?:[\w-]+ ){0,2}tools\b",
    re.IGNORECASE,
)
"""What somebody wears or brings to work."""
_HAS_DONE = LazyPattern(
    r"\b(?:need to|must|should|will need to|have to) have (?!an?\b|the\b|your\b|good\b|had\b|at\b|own\b)"
    r"(?:already |previously )?(?:[a-z]{2,15}ed|run|led|held|done|built|kept|driven|taught|sold|written|"
    r"flown|cut|made)\b",
    re.IGNORECASE,
)
"""Work that somebody must have done: "You need to have run a shift of 25"."""
_MUST_DRIVE = LazyPattern(
    r"\b(?:(?:will )?need to|must|have to|able to|happy to) (?:be able to )?drive\b"
    r"(?= ?(?:[,.;(]|\Z)| (?:and|as|because|since|between|for|to (?:the|our|and)|an?|the|our|your)\b)"
    r"(?! (?:an?|the|our|your|for|and) (?:[\w-]+ ){0,3}(?:adoption|agenda|changes?|culture|growth|"
    r"improvements?|performance|projects?|results?|sales|strateg\w+|teams?|"
    r"revenue|process\w*|business|innovation|quality)\b)",
    re.IGNORECASE,
)
_POINTS = LazyPattern(
    r"\b(?:max(?:imum)?|no more than|up to|fewer than|under|at most) \d{1,2} (?:penalty )?(?:points?|pts)\b|"
    r"\b\d{1,2} (?:penalty )?(?:points?|pts) (?:max\w*|or fewer|or less|on)\b",
    re.IGNORECASE,
)
"""Points on a driving license."""
_HOURS_AHEAD = LazyPattern(
    r"\byou(?:'ll| will) work (?:[\w-]+ ){0,4}(?:weekends?|saturdays?|sundays?|nights?|evenings?|shifts?)\b",
    re.IGNORECASE,
)
_DEMANDS = LazyPattern(
    r"\b(?:(?:you|we)(?:'ll| will)? need (?!to\b)|(?:you|applicants|candidates) (?:must|have to) "
    r"(?:have|hold|pass)\b|is required\b|are required\b|"
    r"\b(?:is|are) an? (?:pre-?)?condition of (?:employment|hire|the job)\b|"
    r"we(?:'ll| will)? (?:ask for|carry out|require)\b)|"
    r"\A(?:musts?|must[- ]haves?|needs?|needed|required|essential) ?:|\b(?:will need to|must) drive\b",
    re.IGNORECASE,
)
"""Words by which also a sentence among tasks, or about the company, demands something."""
_IS_NEGATED = LazyPattern(
    r"\b(?:no|not|without|don't|doesn't)\b[\w' ]{0,20}\b(?:need(?:ed)?|necessary|required|ask|condition)\b|"
    r"\Ano [^?]{1,60}\?|\ball (?:are )?(?:fine|welcome)\b|\Aif you\b",
    re.IGNORECASE,
)
_LEARNED = LazyPattern(
    r"\Awe(?:'ll| will)? (?:train|teach|support|help|pay)\b|\bwe(?:'ll| will)? (?:train|teach) you\b|"
    r"\byou(?:'ll| will) (?:gain|study for|complete|work towards)\b|\byou (?:obtain|get|do|earn) it\b",
    re.IGNORECASE,
)
"""What people get or learn there, they need not bring."""
_IN_PLACE_OF = LazyPattern(
    r"\b(?:as (?:much|good|well) as|rather than|instead of|regardless of|without) (?:an?|any|the)\b",
    re.IGNORECASE,
)
"""What counts as much as a diploma takes its place."""
_IS_SKILL = LazyPattern(
    r"\b(?:experience (?:with|of|in)|knowledge of|understanding of|familiar with)\b", re.IGNORECASE
)
"""What somebody knows of checks is asked about."""
_OF_SERVED = LazyPattern(
    r"\b(?:patients?|customers?|clients?|guests?|residents?|pupils?|children|animals?|pets?)\b",
    re.IGNORECASE,
)
_ARRANGED = LazyPattern(
    r"(?:and |but |so )?we(?:'ll| will)? (?:then |also )?(?:arrange|book|organi[sz]e|pay|sort)\b",
    re.IGNORECASE,
)
"""What the employer sees to: "we'll arrange that with occupational health"."""
_HELPED = LazyPattern(
    r"\bwe(?:'ll| will)? (?:apply|arrange|sponsor|help)\b|\bwelcome\b", re.IGNORECASE
)
_MAX_SHORT, _MAX_BEFORE = 8, 3
_STARTS_ANEW = LazyPattern(
    r"(?:an?|the|your|at least|two|three|be|to|able|ask|check|any|own)\b|\d", re.IGNORECASE
)
_MAX_FRAGMENT, _MAX_OPENING = 4, 10
_WHERE = LazyPattern(r"(?:at|in|on) ", re.IGNORECASE)
"""What begins so says where or when the words before it hold: "you work alone, at height"."""
_STRONG = frozenset(["; ", ". ", " | ", ", and ", ", but ", ", so "])
_BREAK = LazyPattern(
    r"; |\. | \| |, (?:and|but|so) |, | and | plus | with (?=[^,;]{0,60}\bexperience\b)"
)
_REMARK = LazyPattern(r"\([^()]*\)")
_JOINED = LazyPattern(r"\b(drugs?|terms) and (alcohol|conditions)\b", re.IGNORECASE)
_TIED = "\N{NO-BREAK SPACE}"
_OR_EQUALLY = LazyPattern(
    r"\b(?:and|or), (?:alternatively|better still|equally|failing that|instead), ", re.IGNORECASE
)
"""Between two ways to meet one demand: "a master's in illustration or, equally, a strong portfolio"."""
_OF_LEVEL = LazyPattern(r", (?=level \d)", re.IGNORECASE)
"""How much is known of what stands before it: "knowledge of safeguarding children, level 3"."""
_IN_TURN = LazyPattern(r", (?=one in [a-z0-9])")
"""How often somebody's turn is: "weekend duty, one in three"."""
_PLACE_OF_LEVEL = LazyPattern(
    r"\blevel (?:\d|[ivx]{1,3}) (?:[\w-]+ )?(?:cent(?:er|re)|hospital|nicu)\b",
    re.IGNORECASE,
)
"""The level of a place is no paper: "level II trauma center"."""


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """A clause of a statement, and what of it is checked."""

    words: str
    name: CheckName


def name_check(kind: CheckKind) -> CheckName:
    """Return the name of a kind of check if nothing more is known."""
    names: dict[CheckKind, CheckName] = {one: one for one in get_args(CheckKind)}
    return names[kind]


_BESIDE_MATHS = re.compile(
    r"\b(?P<before>[A-Z][a-z]{3,12}) (?:and|or|&) math(?:s|ematics)?\b"
    r"|\b[Mm]ath(?:s|ematics)? (?:and|or|&) (?P<behind>[A-Z][a-z]{3,12})\b"
)
"""A language that is a subject of school: "a general education including English and maths"."""
_OF_SCHOOL = re.compile(
    r"\b(?:education|school|GCSEs?|grades?|qualifications?|diploma|passes|level \d)\b",
    re.IGNORECASE,
)


def list_clause_checks(text: str, kind: StatementKind) -> tuple[ClauseCheck, ...]:
    """Return each check of a statement with the clause that demands it, in the order of the text.

    A statement of another kind than a requirement or condition has one only where its words demand it.
    """
    text = " ".join(text.replace("\u2019", "'").split())
    if not _can_demand(text, kind):
        return ()
    is_proof_later = is_after_offer(text)
    own: StatementKind = kind
    is_demanded = kind not in {"requirement", "condition"} and _DEMANDS.search(text)
    if is_demanded or (kind == "condition" and _WORKED.search(text) and _asks_for_years(text)):
        own = "requirement"
    text = _LABEL.sub("", text)
    is_given = is_offered(text) or is_of_others(text)
    checks = (
        ClauseCheck(text if is_proof_later else words, name)
        for words, names in _join_clauses(text, own)
        for name in names
    )
    return tuple(one for one in checks if not (is_given and one.name in _GIVEN))


def _can_demand(text: str, kind: StatementKind) -> bool:
    if is_about_applying(text) and not _BY_WORDS["references"].search(text):
        return False
    if _IS_NEGATED.search(text) or _LEARNED.search(text) or is_forbidden(text):
        return False
    if kind == "legal" and _HELPED.search(text):
        return False
    if kind in {"requirement", "condition"} or _DEMANDS.search(text):
        return True
    if kind == "legal":
        return True
    found = [match for one in _BY_WORDS.values() if (match := one.search(text)) is not None]
    if kind == "context" and _BY_WORDS["travel"].search(text):
        return True
    if kind == "task" and _ROTA_OF_TASK.search(text):
        return True
    if (rota := _ROTA.search(text)) is not None and (
        kind != "task" or "including" in text[: rota.start()] or _SWAPS.search(text)
    ):
        return True
    is_short = len(text.split()) <= _MAX_SHORT  # "Enhanced DBS paid by us."
    return is_short and any(len(text[: one.start()].split()) < _MAX_BEFORE for one in found)


def _find_school_subject(text: str) -> str:
    """Return the language that a text names as a subject of school, or an empty text."""
    found = _BESIDE_MATHS.search(text) if _OF_SCHOOL.search(text) else None
    return (found["before"] or found["behind"]) if found else ""


def _join_clauses(text: str, kind: StatementKind) -> Iterator[tuple[str, tuple[CheckName, ...]]]:
    """Yield the clauses with their checks; words that check nothing go with the clause before them.

    What "or" begins belongs to the clause before it, which is then met by one of several proofs.
    """
    clause, fragment, last, names = "", "", "", tuple[CheckName, ...]()
    is_open = is_either = False
    subject = _find_school_subject(text)
    for mark, words in _split(text):
        own = tuple(_list_own(words, kind, subject))
        if _is_subject(own, names, words) or (
            names and _GRADE.fullmatch(words)
        ):  # "GCSE maths and English": a subject, no language test
            clause = f"{clause}{mark}{words}"
        elif names and mark not in {"; ", ". "} and (is_either or _OR_ELSE.match(words)):
            is_either = is_open = True
            clause, names = f"{clause}{mark}{words}", _join_names(names, own, words)
        elif (
            is_open and mark not in _STRONG and own in {(), names} and not _is_new(own, mark, words)
        ):
            clause = f"{clause}{mark}{words}"
        elif own:
            if names:
                yield clause, names
            is_rest = mark == " and " and not _STARTS_ANEW.match(words)
            is_rest |= mark == ", " and _WHERE.match(words) is not None
            clause = f"{fragment}{mark}{words}" if is_rest and fragment else words
            if last and own == ("years",) and _BARE_YEARS.fullmatch(words):
                clause = f"{last}{mark}{words}"  # "pattern cutting, 4 yrs"
            names, is_open, is_either = own, True, False
            if last and _OR_ELSE.match(
                words
            ):  # what stands before it is no check, and enough all the same
                clause, names = f"{last}{mark}{words}", _join_names(("either",), own, words)
        else:
            is_open = is_either = False
        most = _MAX_FRAGMENT if mark else _MAX_OPENING
        is_short = not own and not is_open and len(words.split()) <= most
        fragment = words if is_short else ""  # "a full and relevant qualification"
        last = words
    if names:
        yield clause, names


def _list_own(words: str, kind: StatementKind, subject: str) -> Iterator[CheckName]:
    """Yield what a clause checks, but neither a ``subject`` of school nor what the employer sees to."""
    is_arranged = _ARRANGED.match(words) is not None
    for one in _name_checks(words, kind):
        is_of_school = one == "language" and bool(subject) and subject in words
        if not (is_of_school or (is_arranged and one in _GIVEN)):
            yield one


def _is_subject(own: Sequence[CheckName], names: Sequence[CheckName], words: str) -> bool:
    """Return whether a language behind a school certificate is a subject of it."""
    is_school = bool(names) and {"qualification", "degree", "to_get"}.issuperset(names)
    return is_school and tuple(own) == ("language",) and len(words.split()) <= _MAX_SUBJECT


def names_paper(text: str) -> bool:
    """Return whether a line names a paper, a language or a time that could be proved."""
    plain = " ".join(text.replace("\u2019", "'").split())
    return any(not _PROVED.isdisjoint(names) for _, names in _join_clauses(plain, "requirement"))


def names_hours(text: str) -> bool:
    """Return whether a condition says when somebody works or travels."""
    return any(one.name in {"hours", "travel"} for one in list_clause_checks(text, "condition"))


def _join_names(
    names: tuple[CheckName, ...], more: tuple[CheckName, ...], words: str
) -> tuple[CheckName, ...]:
    """Return what is checked of a clause with two ways to meet it."""
    if _PAPERS.issuperset(names) and _is_to_get(names, words):
        return ("to_get",)
    return names if not more or set(more) == set(names) else ("either",)


def _is_new(own: Sequence[CheckName], mark: str, words: str) -> bool:
    """Return whether words that check nothing say something else: "an SIA card, a good head for heights"."""
    return not own and mark == ", " and _STARTS_ANEW.match(words) is not None


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text, each with the mark before it; words in parentheses are not split."""
    tied = _JOINED.sub(rf"\1{_TIED}and{_TIED}\2", text)
    tied = _REMARK.sub(lambda found: found[0].replace(" ", _TIED), tied)
    if _IS_SKILL.search(text):
        tied = _OF_LEVEL.sub(f",{_TIED}", tied)
    tied = _IN_TURN.sub(f",{_TIED}", tied)
    for bound in (_OR_WILLING, _OR_EQUALLY):
        tied = bound.sub(lambda found: found[0].replace(" ", _TIED), tied)
    start, mark = 0, ""
    for found in _BREAK.finditer(tied):
        yield mark, tied[start : found.start()].replace(_TIED, " ").strip(" .;,")
        start, mark = found.end(), found[0]
    yield mark, tied[start:].replace(_TIED, " ").strip(" .;,")


def _is_to_get(names: Sequence[CheckName], words: str) -> bool:
    may_follow = "years" not in names and _MAY_FOLLOW.search(words) is not None
    return may_follow or _TO_GET.search(words) is not None


def _name_checks(words: str, kind: StatementKind) -> Iterator[CheckName]:
    found = tuple(_list_checks_of(words, kind))
    papers = [one for one in found if one not in {"hours", "travel"}]
    is_to_get = bool(papers) and _PAPERS.issuperset(papers) and _is_to_get(papers, words)
    yield from [one for one in found if one not in papers or not is_to_get]
    if is_to_get:
        yield "to_get"


def _list_checks_of(words: str, kind: StatementKind) -> Iterator[CheckName]:
    named = _list_named(words)
    yield from named
    unpaid = _PAY.sub("", words).strip()
    is_of_hours = _is_available(unpaid, "time") or any(
        pattern.search(unpaid) for pattern in (_HOURS_AHEAD, _ROTA)
    )
    if is_of_hours and "travel" not in named:
        yield "travel" if re.search(r"\btravel\b", words) else "hours"
    is_bodily = kind in {"requirement", "condition"} and _BODY.search(words)
    if is_bodily or _is_available(words, "physical"):
        yield "physical"
    if kind == "requirement" and _EQUIPMENT.search(words):
        yield "equipment"
    if not named and kind in {"requirement", "condition"} and _MUST_DRIVE.search(words):
        yield "license"
        return
    if kind == "requirement" or (kind == "condition" and not named):
        yield from _name_papers(words, kind, named)


def _list_named(words: str) -> list[CheckName]:
    """Return what the words name by themselves; vaccinating patients is work."""
    if _IS_SKILL.search(words):
        return []
    is_of_served = _OF_SERVED.search(_REMARK.sub("", words)) is not None
    return [
        name
        for name, pattern in _BY_WORDS.items()
        if pattern.search(words) and not (name == "health" and is_of_served)
    ]


def _name_papers(
    words: str, kind: StatementKind, named: Collection[CheckName]
) -> Iterator[CheckName]:
    """Yield licenses, degrees, languages and years; beside a named check, a certificate is part of it."""
    if _PLACE_OF_LEVEL.search(words):
        return
    role = _YEARS_AS.match(words) if kind == "requirement" and not named else None
    if role is None:
        yield from _name_own_papers(words, kind, named)
        return
    for behind in _BEHIND_ROLE.split(words[role.end() :], maxsplit=1)[1:]:
        yield from (one for one in _name_own_papers(behind, kind, named) if one != "years")
    yield "years"


def _name_own_papers(
    words: str, kind: StatementKind, named: Collection[CheckName]
) -> Iterator[CheckName]:
    """Yield what all of the words name, the role of a person among them."""
    is_none = _IN_PLACE_OF.search(words) or _SINCE_PAPER.search(words)
    check = None if is_none else find_check(words, kind)
    found = None if check is None else check.kind
    if check is not None and found == "language" and _names_language(words, check):
        yield "language"
    if check is not None and found in {"license", "degree"} and _PROOFS.isdisjoint(named):
        yield _name_paper(words, check)
    elif kind == "requirement" and not named and (_PAPER.search(words) or _POINTS.search(words)):
        yield "license"
    elif kind == "requirement" and not named and _HAS_DONE.search(words):
        yield "experience"
    elif kind == "requirement" and not named and _is_qualification(words):
        yield "qualification"
    is_paper = (found == "license" or _is_qualification(words)) and "experience" not in words
    if kind == "requirement" and not named and not is_paper and _asks_for_years(words):
        yield "years"


def _is_qualification(words: str) -> bool:
    return _LEVEL.search(words) is not None or _QUALIFICATION.search(words) is not None


def _is_available(words: str, kind: CheckKind) -> bool:
    found = find_availability(words)
    return found is not None and found.kind == kind


def _asks_for_years(words: str) -> bool:
    if _IS_WILLING.match(words):
        return False
    return find_years(words) is not None or _PERSONAL_YEAR.search(words) is not None


def _names_language(words: str, check: RequirementCheck) -> bool:
    """Return whether a language is written as one: no nail polish is Polish."""
    return any(one.capitalize() in words or one == "language" for one in check.words.split())


def _name_paper(words: str, check: RequirementCheck) -> CheckName:
    if _VOCATIONAL.search(words) or _SCHOOL_GRADE.match(check.words):
        return "qualification"
    degree = _DEGREE.search(words)
    if check.kind == "degree":
        return "degree" if degree else "qualification"
    at = words.lower().find(check.words.split()[0])
    return "degree" if degree and degree.start() < at else name_check(check.kind)
