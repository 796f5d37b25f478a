"""Words by which a posting says that something is going badly now, and those that say the opposite."""

from __future__ import annotations

import re

from vivavoce.kernel.text_matching import LazyPattern

_BAD_THINGS = (
    r"absen(?:ces?|teeism)|accidents?|arrears|attrition|backlog|bad debts?|bounce rates?|breakages?|"
    r"bills?|breakdowns?|callbacks|cancellations?|cell counts?|churn|complaints?|contamination|"
    r"costs? of \w{1,20}|"
    r"\w{1,20} costs?|cycle times?|debts?|defects?|delays?|downtime|drop-?outs?|dropouts?|empty runs|"
    r"errors?|"
    r"error rates?|faults?|fraud|injuries|infections?|lead times?|leakage|loss(?:es)?|mortality|"
    r"mistakes?|"
    r"no-?shows?|no-show rates?|overtime|penalties|queues?|rejects?|rejection rates?|returns?|rework|"
    r"scrap|"
    r"shrinkage|sickness|spillages?|spoilage|staff turnover|stock-?outs|thefts?|travel time|"
    r"turnaround(?: times?)?|turnover of staff|unpaid \w{1,20}|vacanc(?:y|ies)|vacancy rates?|"
    r"waiting (?:lists?|times?)|waits?|wastage|waste|wear|(?:answer|average|cycle|delivery|handling|"
    r"loading|processing|queueing|reaction|"
    r"repair|reply|response|set-?up|throughput|transfer|waiting) times?"
)
_GOOD_THINGS = (
    r"applications|attendance|availability|bookings|catch(?:es)?|conversion(?: rates?)?|demand|donations|"
    r"enrol+ments?|"
    r"fill rates?|footfall|givers|grades|income|margins?|marks|members(?:hip)?|occupancy|"
    r"on-time \w{1,20}|"
    r"orders|output|pass rates?|passengers|productivity|punctuality|ratings?|renewals|"
    r"responses?(?! time)|retention|"
    r"revenue|reviews|sales|satisfaction|scores?|sign-?ups|subscribers|takings|turnout|uptake|visitors?|"
    r"visits|yields?"
)
_UP = (
    r"(?:crept|gone|went|shot|moved|are|is|was|were) (?:\w{1,12} )?up|(?:gone|went|grown|"
    r"grew) (?:\w{1,12} )?"
    r"from|ris(?:en|es|ing)|rose|climb(?:ed|s|ing)|doubled|trebled|tripled|jumped|increased|reach(?:ed|"
    r"es)|"
    r"grown|grew"
)
_DOWN = (
    r"f[ae]ll(?:en|s|ing)?|dropp(?:ed|ing)|drops|slipp(?:ed|ing)|slips|sunk|sank|shr[aiu]nk|shrinking|"
    r"halved|"
    r"declin(?:ed|es|ing)|(?:come|came|gone|went|are|is|was|were) (?:\w{1,12} )?down"
)
_STANDS = (
    r"is|are|was|were|stands?|stood|sits?|runs?|ran|lies|costs?|takes?|makes? up|ha(?:s|ve) reached"
)
HAS_WORSENED = LazyPattern(
    rf"\b(?:{_BAD_THINGS})\b[^;]{{0,60}}?\b(?:{_UP})\b|"
    rf"\b(?:{_GOOD_THINGS})\b[^;]{{0,60}}?\b(?:{_DOWN})\b",
    re.IGNORECASE,
)
HAS_IMPROVED = LazyPattern(
    rf"\b(?:{_GOOD_THINGS})\b[^;,]{{0,40}}? (?:{_UP})\b|"
    rf"\b(?:{_BAD_THINGS})\b[^;,]{{0,40}}? (?:{_DOWN})\b|"
    rf"\b(?:{_BAD_THINGS})\b[^;,]{{0,20}}? (?:is|are|stands?|lies) (?:\w{{2,10}} )?(?:under|below|less than|"
    r"rare|the lowest)\b",
    re.IGNORECASE,
)
STANDS_BADLY = LazyPattern(
    rf"\b(?:{_BAD_THINGS})\b[^;,]{{0,40}}? (?:{_STANDS}) (?:(?:currently|now|at|about|around|over|nearly|"
    r"almost|still|up|to|more than|already|mostly) ){0,3}(?:[£$€]?\d|a (?:third|quarter|fifth|tenth)|"
    r"half|two thirds)",
    re.IGNORECASE,
)
IS_LOW = LazyPattern(
    r"\b(?:below|under|less than|lowest|low|best|record|target|goal|limit|aim|maximum|budget|covered|"
    r"refunded|"
    r"accepted|free|expected|allowed|possible)\b(?! instead\b)|(?<!from )\bonly\b",
    re.IGNORECASE,
)
"""A figure that nobody regrets, or one that is only wanted."""
HINT = LazyPattern(
    r"\w{1,12}n't\b|\b(?:not|no longer|never|nobody|no one|none|hardly|barely|only (?:\d|a|half|one|two|"
    r"three)|"
    r"cannot|without|instead of|wrong|poor(?:ly)?|weak|worse|worst|hardest|harder|again|idle|short|empty|"
    r"out of (?:date|service|order|stock)|guess(?:es)?|tired|blam(?:e|ed|ing)|arguing|argues?|in tears|"
    r"ran (?:from|dry|away)|sworn|shouted|stopped \w{1,20}ing|fewer|differ|queu(?:es?|ing)|gaps?|delays?|"
    r"errors?|mistakes?|failures?|loss(?:es)?|lost|criticis\w{1,4}|complain\w{0,4}|corrected|re-?cut|"
    r"redone|falls|"
    r"flooded|leak\w{0,3}|missing|lack|lacks|unread|trust|too|even though|by hand|ha(?:d|s|ve) to (?:be|"
    r"wait)|had no|has no|have had no|has had no|"
    r"have no|still|angry|old|slow|slowly|twice|late|crack\w{0,2}|suspect\w{0,2}|end(?:s|ed)? up|stuck)\b",
    re.IGNORECASE,
)
"""One word of it is enough below "Where it hurts", or before "this will be your first task"."""
OPEN_HEADING = LazyPattern(
    r"\b(?:where (?:it|the shoe) (?:hurts|pinches|aches)|straight (?:talk|up)|the mess|(?:is|are)(?:n't|"
    r" not) working|"
    r"need(?:s|ing)? fixing|want to fix|struggl(?:e|es|ing)|headaches?|(?:our|the|main|"
    r"biggest) problems?|"
    r"elephant|warts and all|bad news|keeps? us (?:up|awake)|honest(?:ly|y)?|frank(?:ly)?|no sugar|"
    r"pain points?|"
    r"the (?:catch|snag|rub|sore point)|(?:going|goes|went|gone) wrong|"
    r"what(?:'s| is) (?:wrong|broken|difficult|hard)|up against|get better at|"
    r"(?:walk|step|come) into|inherit|(?:bothers?|worries|troubles) us|(?:our )?troubles?|"
    r"what makes it hard|(?:the|our) (?:\w{2,10} )?(?:hard(?:est)?|tricky|trickiest|tough(?:est)?|awkward|"
    r"difficult|unpleasant|honest|worst|sore) (?:part|bit|truth|thing|side|point))\b",
    re.IGNORECASE,
)
"""A heading that promises a confession."""
LIKELY_HEADING = LazyPattern(
    r"\b(?:challenges?|situation|why (?:we|you|this|the|now)|reason for|where we (?:are|stand)|"
    r"working on|should know|"
    r"fair warning|heads[- ]up|to be (?:clear|fair)|room for improvement|state of play|starting point|"
    r"first (?:task|job|objective|project|year|months?|weeks?)|(?:need|comes|do) first|^the project|"
    r"background|the truth|today|right now|"
    r"at (?:the moment|"
    r"present)|currently)\b",
    re.IGNORECASE,
)
"""A heading below which a problem may stand, and much else."""
PROUD_HEADING = LazyPattern(
    r"\b(?:proud|mission|vision|offer|benefits?|perks|culture|values|conditions|salary|pay|targets?|"
    r"successes|"
    r"achievements)\b",
    re.IGNORECASE,
)
IS_TO_CHANGE = LazyPattern(
    r"\b(?:your|the) first (?:objective|task|job|priority|project|goal|thing)\b|"
    r"\b(?:you(?:'ll| will| would|'d)?|to) help us (?:to )?(?:find|fix|price|sort|understand|work out|"
    r"solve|change|"
    r"bring|get|see|make|cut|stop|keep)|\b(?:someone|somebody|a person|people|colleague|you) (?:who|to) "
    r"(?:can |will )?(?:helps? us|fix(?:es)?|sorts?|solves?|changes|turns? (?:it|this|that) around|"
    r"gets? (?:it|this|"
    r"that) right|keep promises|brings? (?:it|this|that|them))|(?:can keep promises)|"
    r"\b(?:fixing|solving|sorting|changing|improving|reducing|bringing|keeping|stopping|lowering|"
    r"raising|turning|"
    r"getting) (?:it|this|that|them|these|those)\b|"
    r"\bwe(?: want| need| would like|'d like) (?:it|that|this|them)(?: to be)? (?:under|below|above|over|at|"
    r"down|up|to|back|halved)\b",
    re.IGNORECASE,
)
"""What the next sentence says of a problem: somebody is wanted who changes it."""
IS_SOLVED = LazyPattern(
    r"^in (?:19|20)\d\d\b|^\w{1,8} years ago\b|^in the past\b|\b(?:used to|until (?:20|19)\d\d|back in|"
    r"no longer|put an end|"
    r"(?:(?:has|have) been|was|were|is|are) (?:since )?(?:replaced|fixed|solved|repaired|rebuilt)|"
    r"(?:replaced|repaired|fixed) since|since then(?! [\w ]{1,20}(?:missing|worse|late|wrong|fewer|lost))|"
    r"back (?:at|to|on) (?:full|normal|track)|so we (?:rewrote|replaced|changed|fixed|built|bought)|"
    r"every post is filled|"
    r"(?:today|(?<!right )now) (?:nobody|no one|none|it works|they work|everything)|have gone down|has "
    r"gone down|"
    r"rebuilt|rewrote|"
    r"redesigned|has (?:halved|improved)|are not\.?$|ours are|were able to|we replaced|thanks to|"
    r"for years; since|has stood since|short-?listed)\b",
    re.IGNORECASE,
)
"""Trouble that is over."""
IS_OF_OTHERS = LazyPattern(
    r"\b(?:millions?|billions?|the world|worldwide|in (?:many|most) (?:\w{1,20} )?(?:towns|countries|"
    r"cities|firms|"
    r"companies|homes)|all (?:\w{1,20} )?projects|start-?ups|our (?:customers|clients|patients|users|"
    r"guests|members) "
    r"(?:are|is|have|come|struggle)|many of our|we (?:help|repair|serve|mend|rescue|save|sponsor)|"
    r"our (?:product|"
    r"software|app|machine|service|spray)s? (?:tells?|reminds?|shows?|saves?|stops?|finds?|helps?|makes?|"
    r"keeps?)|and we (?!want|need|lose|have|do\b)\w{3,12} (?:it|them|those)|founder)\b",
    re.IGNORECASE,
)
"""Trouble of the world, or that by which the employer earns its money."""
IS_ROUTINE = LazyPattern(
    r"\b(?:is|are) (?:then |always |also )?(?:reported|booked|logged|entered|answered|chased|measured|"
    r"recorded|"
    r"scanned|reviewed|handled|checked|investigated|dealt with|passed on|photographed|collected|kept|"
    r"stored|"
    r"archived|filed|counted|signed|registered|welcome|discussed|noted|sorted|picked up)\b",
    re.IGNORECASE,
)
"""What happens to things every day: "damaged goods are booked out"."""
CONFLICT = LazyPattern(
    r"\b(?:(?:do not|don't|does not|doesn't|did not|didn't|no longer|hardly|barely|won't|will not|can't|"
    r"cannot|"
    r"refused? to|refuses to|stopped|have not|has not|haven't|hasn't) (?:even |really )?(?:talk(?:ing|ed)?|"
    r"speak(?:ing)?|spoken|trust|get on|get along|"
    r"listen(?:ing)?|work together|hear a word|cooperate|share (?:information|anything))\b|"
    r"f(?:e|a)ll(?:en|s|ing)? out(?: (?:with|over)|$|[,;])|"
    r"(?:is|are|was|were|has become|have become|remains?|feels?) (?:\w{2,10} )?(?:angry|furious|unhappy|"
    r"frustrated|"
    r"resentful|bitter|divided|split|at odds|at war|fed up|hostile|demorali[sz]ed|in two camps)\b|"
    r"two camps\b|blam(?:es?|ed) (?:each other|one another|the|it|us|them)\b|"
    r"(?:asked|ask|applied) for (?:a )?transfers?\b|(?:threaten(?:s|ed)?|talk(?:s|ed)? of|thinking of) "
    r"(?:to )?(?:leav(?:e|ing)|quit(?:ting)?|strik(?:e|ing))\b|signed a (?:letter|petition)\b|"
    r"(?:applied for|wanted) (?:your|the|this) (?:post|job)\b[^.]{0,20}\bnot\b|"
    r"behind (?:each other's|one another's|our|their) backs?\b|"
    r"\bsays? (?:that )?[^.;]{3,50}(?:,| and| but) (?:the )?(?:[\w'-]{1,20} ){1,3}says? |"
    r"(?:tensions?|conflict|friction|bad blood|feud|rift|mistrust|distrust|resentment|rivalry) "
    r"(?:between|in|among)\b)",
    re.IGNORECASE,
)
"""People who are against each other, or against what the employer does."""
UNSOLVED = LazyPattern(
    r"\b(?:(?:has|have) (?:gone|crept|moved|changed) (?:up |down )?from \S{1,12} to \S{1,12}|(?:has|have|"
    r"had) (?:all |already )?tried to (?:fix|solve|stop|find|change|repair)|"
    r"without (?:finding|knowing|understanding)|(?:cannot|can't|could not|couldn't) (?:prove|say|tell|"
    r"explain|"
    r"find)|nobody has (?:looked|found|asked)|(?:did not|didn't|has not|hasn't) (?:help|move|change|"
    r"work)(?:ed)?|"
    r"made no difference|to no avail|in vain|without success|although [^.]{2,60} (?:changed|replaced|"
    r"repaired|"
    r"checked|adjusted|retrained)|each (?:one|of them)? ?(?:fixed|tried|says|said|does|did))\b",
    re.IGNORECASE,
)
"""What was tried has not helped, or the cause is not known."""
