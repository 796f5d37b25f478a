"""Regular expressions that recognize intents in a message's normalized text."""

from __future__ import annotations

import re

from vivavoce.kernel.text_matching import LazyPattern


def _compile(pattern: str) -> LazyPattern:
    return LazyPattern(pattern, re.S)


PRACTICE_REQUEST = _compile(
    r"\b(?:practi[cs]e|practi[cs]ing|mock|rehearse|what (?:should|can|might|do) i expect"
    r"|interviews? (?:prep|preparation|training|coaching|me|practi[cs]e|session|round)"
    r"|(?:set up|make|create|prepare|configure|run|start|begin|launch|do|have|want|need|book"
    r"|schedule|arrange|give me|try|get|plan|generate|simulate|conduct|attend"
    r"|take) .{0,70}\b(?:interviews?|rounds?|session|screen)"
    r"|interviews? (?:for|as|at|with|on|in)\b|prepare me|prep me|get (?:me )?ready|be ready for"
    r"|train (?:my|for|me)"
    r"|(?:behaviou?ral|technical|coding|hr|warm[- ]?up|system design|case|product"
    r"|sales) (?:interview|round|screen|session|mock)"
    r"|warm[- ]?up\b|challenge me|ask me in|job talk)\b"
)
UPCOMING_INTERVIEW = _compile(
    r"\b(?:final round|interview|job talk)\b.{0,60}\b(?:tomorrow|next|on|at|in|soon|monday"
    r"|tuesday|wednesday|thursday|friday|coming)\b"
)
PREVIEW_FIRST = _compile(
    r"\b(?:see|show|view|read|look at|check|preview)\b.{0,40}\b(?:questions?|plan|draft|outline"
    r"|it)\b|(?<!no )(?<!skip the )(?<!without )(?<!without a )\bpreview\b"
    r"|\bwhat would you ask\b"
    r"|\bbefore (?:i|we) (?:start|begin)\b|\bfirst\b.{0,20}\bquestions\b"
)
START_NOW = _compile(
    r"\b(?:(?:start|begin|launch|go|create|run|do)\b.{0,60}\b(?:right now|now|immediately"
    r"|straight ?away|right away|at once|asap)"
    r"|(?:right now|now|immediately|straight ?away|right away)\b.{0,20}\b(?:start|begin|launch)"
    r"|(?:start|begin|launch) (?:me |us |with |the |a |an |my |it |directly)+"
    r"|no preview|skip the (?:preview|plan)|without (?:a )?preview|don't show me the questions"
    r"|no need to see)"
)
ANOTHER_SESSION = _compile(
    r"\b(?:new|another|second|separate|fresh|one more|different)\b.{0,25}\b(?:interviews?"
    r"|session|mock|draft|round|practi[cs]e|one)\b"
)

PROMPT_OR_SECRET_REQUEST = _compile(
    r"(?:system|hidden|secret|initial|internal|original) (?:prompts?|instructions?|message)"
    r"|your (?:prompts?|instructions|source code|api keys?|secrets?)\b"
    r"|\b(?:ignore|forget|disregard|override|bypass)\b.{0,30}\b(?:instructions?|rules?"
    r"|guidelines|limits|restrictions|above|previous|prompt)"
    r"|\bjailbreak|\bdeveloper mode|\bdan mode|\byou are now\b|\bpretend (?:to be|you|that you"
    r"|i am|i'm)|\bact as (?:an? )?(?:admin|root|system)|\bdrop table|\bselect \*"
    r"|\bunion select"
    r"|\b(?:api keys?|passwords?|credentials|environment variables|env vars?|secret key"
    r"|access tokens?|connection string)\b"
)
IMPLEMENTATION_QUESTION = _compile(
    r"\b(?:which|what)\b.{0,40}\b(?:llm|model|language model|ai|provider|database|db|vendor"
    r"|engine|cloud|tech stack|framework|server|table|schema)\w*\b.{0,40}\b(?:you|your|this"
    r"|built|behind|running|runs|use|uses|used|power\w*)\b"
    r"|\bare you (?:chat ?gpt|gpt|claude|gemini|openai|llama|mistral)|\b(?:your"
    r"|the) (?:database|db|backend|provider|tech stack|model name|schema|tables?)\b(?! (?:admin"
    r"|engineer|design|question|role|interview))"
    r"|\bhow (?:do|does|are) (?:you|this|the scor\w+).{0,30}\b(?:implemented|coded|built"
    r"|work internally)"
)
PERSONAL_DATA_NOUNS = (
    r"(?:reviews?|scores?|results?|videos?|recordings?|transcripts?|feedback|answers"
    r"|interviews?|sessions?|data|assignments?|audio|e-?mails?)"
)
OTHER_PEOPLES_DATA = _compile(
    rf"\b(?!my\b|today|yesterday|last|it|that|what|let|here|there|who|how|where|payal|emma|john"
    rf"|kapil|week|everyone|this|session|interview|company|team|batch"
    rf"|candidate)(?:[a-z]{{2,20}})'s {PERSONAL_DATA_NOUNS}\b"
    rf"|\b(?:other|another|someone else'?s?|somebody else'?s?|other people'?s?"
    rf"|all)\b (?:(?:users?|candidates?|persons?|people|seekers?|members?|colleagues?"
    rf"|students?)'?s?)(?: \w+)?\s+{PERSONAL_DATA_NOUNS}\b"
    rf"|\b(?:someone|somebody) else'?s? {PERSONAL_DATA_NOUNS}\b"
    rf"|\b{PERSONAL_DATA_NOUNS} (?:of|from|for) (?:other"
    rf"|another|all|my colleague|my friend|someone|somebody)\b"
    rf"|\b(?:show|give|list|tell)\b.{{0,20}}\b(?:all|other|another) (?:users?|candidates?"
    rf"|people|seekers?)\b|\b(?:dump|export) (?:all|the) (?:data|users?|reviews|database)"
)
OTHER_ORGANIZATION = _compile(
    r"\b(?:other|another|different) (?:compan\w+|organi[sz]ations?|orgs?|tenants?|workspaces?"
    r"|teams?)\b"
)

RESUME = _compile(
    r"\b(?:resumes?\b(?! (?:my|the|our|this|that|a)? ?(?:session|interview|practi[cs]e|draft"
    r"|round|where|it\b))|r[eé]sumés?|résumes?|cv|cover letters?|ats|linkedin profile"
    r"|bullet points?|lebenslauf)\b"
)
ROLEPLAY = _compile(
    r"\b(?:salary|negotiat\w+|(?:job |counter ?)offer|pay rise|(?:ask\w*"
    r"|asking) (?:my \w+ )?for (?:a )?(?:raise|promotion)"
    r"|(?:difficult|hard|tough|awkward) (?:conversation|talk|discussion)|(?:conversation|talk"
    r"|chat|meeting|discussion|argument|one[- ]on[- ]one|1:1|speak\w*) (?:with|to) (?:my|a|an"
    r"|the) (?:\w+ )?(?:manager|boss|co-?workers?|colleagues?|team|stakeholders?|client|report)"
    r"|networking|workplace (?:conversations?|conflict|situation)|stakeholder (?:conversations?"
    r"|meeting|talk)|conflict with (?:my|a) (?:\w+ )?(?:manager|boss|co-?worker|colleague"
    r"|teammate)|role-?play)\b"
)
QSCORE = _compile(r"\b(?:q[- ]?scores?|readiness score|market[- ]readiness|employability score)\b")
CAREER = _compile(
    r"\b(?:should i (?:become|switch|change|quit|leave|take|apply|study|learn|stay|go into)"
    r"|career (?:advice|path|change|options|coach\w*|guidance|plan|switch)|which (?:career|job"
    r"|profession|field)|what (?:career|job) (?:should|would|suits|fits)"
    r"|switch(?:ing)? careers?|how (?:do|can) i (?:become|get into)|is it worth (?:becoming"
    r"|learning|studying)|job market)\b"
)

UPLOAD_CONFIRMATION = _compile(
    r"\b(?:upload(?:ed|ing)?|it|video|file|recording)\b.{0,30}\b(?:is |has |was |are "
    r"|been )*(?:finished|done|complete[d]?|through|successful|uploaded|up)\b|\b(?:i|i've"
    r"|have) (?:just )?(?:have )?uploaded\b|\b(?:done|finished"
    r"|completed) (?:with )?(?:the )?upload\w*|\bupload (?:done|complete|finished|successful)"
    r"|\bconfirm (?:the |my )?upload"
)
VIDEO_UPLOAD = _compile(
    r"\b(?:upload|hand in|send in|submit|attach|send you)\b.{0,50}\b(?:video|recording|webm"
    r"|file|clip|it)\b|\b(?:video|recording|clip)\b.{0,60}\b(?:upload|hand in|submit|send it"
    r"|send in)\b|\bi (?:have )?(?:recorded|filmed|made) (?:a |my |the )?(?:\w+ )?(?:video"
    r"|recording|myself)\b|\bupload[- ](?:url|link|ticket)\b"
)
ARTIFACT = _compile(
    r"\b(?:videos?|recordings?|audio|transcripts?|pdf|sound file|webm|replay|event log)\b"
)
FETCH_VERB = _compile(
    r"\b(?:download|get|give|show|see|watch|listen|hear|have|become|link|url|send|fetch|want"
    r"|need|where|please|open|play|read|of|for|my|the|export|save)\b"
)
MEDIA_ANALYSIS = _compile(
    r"\b(?:video|audio|presence) (?:analysis|feedback|metrics|results?)\b|\banaly[sz]\w+\b"
)

LEADERBOARD = _compile(
    r"\b(?:leader ?boards?|top (?:\d+ |five |ten |three )?(?:scores?|performers?|people"
    r"|results?|reviews?|players|list|candidates|interviews?)|best (?:scores?|performers?"
    r"|results|reviews?|people)|high ?scores?|rank(?:ing|ings)|hall of fame|who (?:is|has"
    r"|scored|did) (?:the )?(?:best|top|highest|first))\b"
)
LIST_ASSIGNMENTS = _compile(
    r"\b(?:list|show|see|view|which|what|any|do i have|have i|are there|check|get|pending"
    r"|open)\b.{0,60}\bassign\w*|\bassigned (?:to|for) (?:me|him|her|them|\S+@)"
    r"|\bmy assignments?\b|\bassignments? (?:of|for|from)\b"
    r"|\b(?:interviews?|pending|open|completed)\b.{0,50}\b(?:for|of|does|has)\b \S+@\S+"
)
UNASSIGN = _compile(
    r"\b(?:un-?assign\w*|(?:remove|cancel|withdraw|revoke|take back|delete|drop"
    r"|stop)\b.{0,40}\bassign\w*|(?:remove|withdraw)\b.{0,40}\S+@\S+)"
)
ASSIGN = _compile(
    r"\b(?:assign(?:ing)?\b(?!ed|ment)|(?:create|make|set up|add|give|send"
    r"|invite)\b.{0,60}\bassignments?\b|(?:send|give|invite|schedule|set up)\b.{0,80}\S+@\S+)"
)
OWN_ASSIGNMENT = _compile(
    r"\b(?:my|the|this|that|an?)\b (?:\w+ )?(?:assigned (?:interview|practi[cs]e|round|session"
    r"|one)|assignment)\b|\b(?:interview|practi[cs]e|round|one) (?:that|which|i|they|was"
    r"|my)\b.{0,30}\bassigned\b"
)
PRACTICE_VERB = _compile(
    r"\b(?:start|begin|launch|practi[cs]e|do|take|prepare|set up|open|work on|complete|let's|run)\b"
)
BULK_RESULTS = _compile(
    r"\b(?:results?|scores?|how did|how are|progress|outcomes?|performance|status"
    r"|bulk)\b.{0,60}\b(?:batch|everyone|everybody|all|they|them|group|cohort|assignments?"
    r"|assignees|team|class|people|students)\b|\b(?:bulk|batch) results?\b"
)
RESULTS = _compile(
    r"\b(?:results?|scores?|how did|status|outcomes?|progress|performance|bulk|finished|done"
    r"|completed)\b"
)

REVIEW = _compile(
    r"\b(?:how (?:did|have) (?:i|it|my|that)\b|how was (?:i|my|it)\b|how well (?:did|have) i"
    r"|was i (?:any )?(?:good|ok|okay|bad)|my (?:score|result|review|feedback|evaluation"
    r"|performance|presence|strengths|weaknesses|grade|rating|report|marks?|points)|scores?"
    r"|feedback|reviews?|evaluat\w+|strengths?|weakness\w*|improvement (?:plan|roadmap)|roadmap"
    r"|results?"
    r"|presence|(?:look|looked|looking) (?:into|at) the camera|eye contact|filler words"
    r"|what (?:can|should|could) i (?:do better|improve|work on)|did i (?:pass|do|talk|speak"
    r"|say|answer)|recommendations?|(?:video|audio|presence) (?:analysis|metrics)"
    r"|analy[sz]\w+ (?:of )?(?:me|my|it|the)|grade|compared? (?:to|with) (?:the )?last)\b"
)
CODE_EDITOR = _compile(
    r"\b(?:code editor|editor|\bide\b|screen ?shar\w+|white ?board|run (?:my )?code|compil\w+"
    r"|type (?:my |the )?code|write (?:my |the |real )?code)\b"
)
QUESTION = _compile(
    r"^(?:do|does|will|is|are|can|could|would|what|which|where|how|must|should|so|and|but)\b|\?\s*$"
)
INFORMAL_PRACTICE = _compile(
    r"\b(?:informal(?:ly)?|outside (?:of )?(?:the|this|your) (?:service|system|platform|app))\b"
)
IN_CHAT = _compile(
    r"\b(?:interview|ask|question|quiz|grill|test|practi[cs]e|mock|simulate|play|do"
    r"|talk)\w*\b[^.?!\n]{0,50}\b(?:here(?! (?:is|are|it|comes)\b|'s)|in (?:the|this|our) chat"
    r"|in chat|by text|over text|by typing|as text|in writing)\b|\bask me (?:the |your "
    r"|a )?(?:first |next |some |few )*questions?\b(?!.{0,20}\b(?:plan|draft|preview))"
    r"|\byou (?:be|are|play) (?:the |my )?(?:interviewer|recruiter|hiring manager)\b|\b(?:here"
    r"|in (?:the|this) chat)\b.{0,30}\binterview me\b"
)
STOP = _compile(r"^(?:stop|enough|quit|end|that's enough|finish|no more|exit|done)\b")

QUESTION_EDIT = _compile(
    r"\b(?:replace|change|edit|rewrite|reword|swap|remove|delete|drop|take out"
    r"|update)\b.{0,30}\b(?:questions?\s*(?:number\s*|no\.?\s*|#\s*)?\d+|(?:first|second|third"
    r"|fourth|fifth|last) (?:question|one)|(?:all |the |these |my )*questions (?:to|with|by"
    r"|for)\b)"
    r"|\b(?:use|take|ask|here are|these are|with)\b.{0,30}\b(?:these|my own|my|own|following"
    r"|this list)\b.{0,20}\bquestions?\b|\bmy (?:own )?questions?(?: are| is)?\s*:"
    r"|\bquestions?\s*:\s|\b(?:add|include|append)\b.{0,20}\b(?:this|the|a|one|my"
    r"|following) question\b.{0,12}[:\"]|\bedit (?:the |my |some )?questions?\b"
    r"|\bmy own questions\b"
)
CHANGE_REQUEST = _compile(
    r"\b(?:harder|easier|tougher|simpler|lighter|heavier|more|less|fewer|deeper|focus\w*|avoid"
    r"|without|drop|remove|skip|include|add|different questions|other questions|new questions"
    r"|regenerate|re-?do|re-?write|try again|again|redo|emphasi[sz]e|concentrate|instead of"
    r"|too (?:easy|hard|light|heavy|difficult|simple|long|short|basic|generic|general|many|few"
    r"|soft|boring|much)|not (?:so|that|too)|i don't (?:like|want|need)|no (?!more|camera|video"
    r"|preview)\w+(?: \w+)? questions?|no (?:leadership|conflict|sql|coding|system|brain|trick"
    r"|personal|team)\w*|don't ask|don't want|rather|about)\b"
)
SETTINGS_CHANGE = _compile(
    r"\b(?:about \d+|more minutes|more time|longer|shorter|less time|instead"
    r"|without (?:a )?(?:camera|video)|no (?:camera|video))\b"
)
LONGER_DURATION = _compile(r"\b(?:longer|more (?:time|minutes))\b")
SHORTER_DURATION = _compile(r"\b(?:shorter|less time|fewer minutes)\b")
CHANGE_VERB = _compile(
    r"\b(?:make|change|switch|set|use|take|turn|adjust|actually|instead|rather|want it|update"
    r"|put|could it be|can it be|should be|let it be|with|prefer|only|but)\b"
)
YES = _compile(
    r"^(?:(?:ok(?:ay|i)?|k|yes|yep|yeah|yup|sure|fine|good|great|perfect|nice|cool|alright"
    r"|all right|super|right|well|very good|wonderful|awesome|thanks?|thank you|please|ja"
    r"|looks? (?:good|great|fine|perfect|nice)|sounds? (?:good|great|fine|perfect)|i like (?:it"
    r"|that|them|this)|that'?s? (?:fine|good|great|perfect|ok|okay|works)|works for me"
    r"|it is good|it's (?:good|fine|great|ok)|go(?: ahead)?|proceed|continue|do it|do so"
    r"|let'?s? (?:go|do (?:it|this)|start|begin)|i'?m ready|i am ready|ready|agreed"
    r"|accept(?:ed)?|approve[ds]?|confirm(?:ed)?|start|begin|launch|now|it|this|that|the|draft"
    r"|plan|questions|session|interview|and|then|so|we can|can we|you can|i want to|want|to"
    r"|with (?:it|this|that)|now please|for me|with the|me|i|my|have|lgtm|👍|✅)[\s,.!;:]*)+$"
)
APPROVE = _compile(
    r"\b(?:approve[ds]?|approval|lgtm|go ahead|looks? good|accept (?:it|the|this)|sign off"
    r"|green light)\b"
)
START = _compile(
    r"\b(?:start|begin|launch|join|enter|open|go to|proceed|ready|resume|continue)\b"
    r"|\bwhat(?:'s| is)? (?:now|next)\b|\bnext step\b"
)
NO = _compile(
    r"^(?:(?:no+|nope|nah|not yet|wait|hold on|hmm+|not really|no thanks|no thank you|nein"
    r"|please|sorry|i don't like (?:it|this|them|that)|not (?:good|ok|okay|great"
    r"|happy)(?: with (?:it|this|that))?)(?:[\s,.!]+|$))+$"
)
STATUS = _compile(
    r"\b(?:status|state) (?:of|for)\b|\bwhat(?:'s| is) the (?:status|state)\b|\bis (?:it"
    r"|my (?:session|draft|interview)|the (?:session|draft)) (?:ready|approved|still|configured"
    r"|expired|open)\b|\bshow (?:me )?(?:session|my session|my draft|the draft)\b"
)
PREPARE = _compile(
    r"\b(?:(?:what|how) (?:should|do|can|must|shall) (?:i|we) (?:\w+ )?(?:prepare|expect|know)"
    r"|how to prepare|show (?:me )?(?:the |my )?(?:questions|plan|draft|outline)(?: again)?"
    r"|what (?:are|were) the questions|read (?:me )?the questions|candidate brief)\b"
)
WHAT_TO_PREPARE = _compile(
    r"\b(?:what|how) (?:should|do|can|must|shall) (?:i|we) prepare(?: (?:next|first|for (?:it|that)))?\s*\?*$"
)
PRIVACY = _compile(
    r"\b(?:confidential|private|privacy|gdpr|who (?:can |will |may )?(?:see|sees|read|reads"
    r"|hear|hears)\b.{0,40}|(?:delete|erase|remove) (?:all )?my (?:data|account|conversations?"
    r"|recordings?|everything)|is (?:it|this|that) (?:recorded|stored|saved|secret"
    r"|anonymous))\b"
)
THANKS = _compile(
    r"^(?:(?:many thanks|great|ok(?:ay)?|super|cool|thanks?(?: you)?|thx|ty|cheers|danke|(?:so"
    r"|very) much|a lot|for (?:your|the) \w+|again|bye|goodbye|see you|good night"
    r"|that's all)(?:[\s,.!]+|$))+$"
)
GREETING = _compile(
    r"^(?:hi+|hello|hey+|hallo|good (?:morning|afternoon|evening)|moin|servus|greetings"
    r"|yo)(?: there| all| you| team)?[\s,.!]*$"
)
HELP = _compile(
    r"\b(?:what (?:can|do) you do|how (?:does|do) (?:this|it|you) work|who are you|what are you"
    r"|are you (?:a |an )?(?:human|person|bot|robot|real|ai)|what is this|^help\b"
    r"|help me please|how can you help|what (?:personas|interviewers|types|durations?)"
    r"|which (?:personas|interviewers|types|durations?) )"
)
INTERVIEW_TYPE_NAMED = _compile(
    r"\b(?:behaviou?ral|coding|system design|leet ?code|algorithms|warm[- ]?up|technical round"
    r"|hr round|tell me about (?:your|my)self)\b|^(?:an? |the )?interview[\s!.?]*$"
)
INTERVIEW_NOUN = _compile(r"\b(?:interviews?|mock|practi[cs]e|practi[cs]ing|rounds?)\b")
