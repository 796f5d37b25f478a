"""Decides whether a sentence demands what an employer must not ask for.

The decision is a trained classifier's; what the rules found is one of its features.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from vivavoce.contracts.unlawful_demands.classifier_features import extract_demand_features
from vivavoce.contracts.unlawful_demands.demand_rules import (
    SentenceReading,
    demands_own_experience,
    read_sentence,
)
from vivavoce.contracts.unlawful_demands.parsing import (
    PROTECTED_GROUNDS,
    ProtectedGround,
    normalize_letters,
)
from vivavoce.kernel.text_classifier import TextClassifier

_PIECE_WORDS, _OVERLAP_WORDS = 40, 20
"""A longer text without an end of a sentence is read in overlapping pieces."""
_PREFERS_AMONG_EQUALS = re.compile(
    r"\b(?:preference|preferred|preferential|priority|favou?red)\b.*\b(?:equal|equally|same|comparable)\b"
    r"|\b(?:equal|equally|same|comparable)\b.*\b(?:preference|preferred|preferential|priority|favou?red)\b",
    re.IGNORECASE,
)
"""Lawful positive action: "Severely disabled applicants are given preference if equally qualified."."""
_FED_UP = re.compile(r"\b(?:sick|tired)(?: and tired| to death)? of\b", re.IGNORECASE)
"""Whoever is sick of something is not ill."""
_TELLS_OF_OTHERS = re.compile(
    r"^(?:children|families|parents|pensioners|toddlers)"
    r" (?:ask|bite|cry|fall|laugh|learn|play|sleep|visit|wait|worry)[.!]?$",
    re.IGNORECASE,
)
"""A short sentence on what people who are served do: "Parents worry."."""
_TELLS_OF_EMPLOYER = re.compile(
    r"^(?:today|now|currently)?,? ?we(?: are|'re|\u2019re) (?:an?|the) (?:[\w-]+,? ){0,5}?"
    r"(?:business|centre|center|charity|clinic|company|co-?op(?:erative)?|firm|hospital|hotel|practice|"
    r"school|"
    r"shop|start-?up|studio) of \d++(?!.{0,400}\b(?:so|all|want|need|expect|prefer|like|"
    r"look(?:ing)?|hire|hiring|only|fit|fits|you|your|must|should|everyone|everybody|nobody)\b)",
    re.IGNORECASE,
)
"""What the employer is, and how large: "We are a center of 68 places". Only the rules find a demand in it."""
_SAYS_WHO_OWNS = re.compile(
    r"^(?:we(?: are|'re|\u2019re)|(?:it|this)(?: is|'s|\u2019s)|(?:the|our) [\w-]{1,20} is) an? "
    r"(?:[\w-]+,? ){0,3}?(?:family|brothers'?|sisters'?|father-and-\w+|mother-and-\w+|husband-and-wife) "
    r"(?:[\w-]+ ){0,2}?(?:bakery|business|company|farm|firm|hotel|partnership|practice|restaurant|shop|"
    r"vineyard|workshop)\b(?!.{0,400}\b(?:so|all|want|need|expect|prefer|like|look(?:ing)?|hire|hiring|only|"
    r"fit|fits|you|your|must|should|everyone|everybody|nobody|candidates?|applicants?)\b)",
    re.IGNORECASE,
)
"""Whose the employer is: "We are a family partnership (two brothers and their mother)"."""
_TELLS_OF_AMOUNT = re.compile(
    r"\b(?:nearer|closer to|more like|rather) \d{1,3} (?:since|lately|now|nowadays|at present|at the moment|"
    r"these days|this (?:year|month|spring|summer|autumn|fall|winter|season))\b",
    re.IGNORECASE,
)
"""An amount that has changed: "28 families each, nearer 34 since the spring"."""
_SERVED = (
    r"(?:customers?|clients?|clientele|crowd|audience|guests?|patients|residents|tenants|pupils|students|"
    r"schoolchildren|children|toddlers|passengers|visitors|callers|readers|donors|members|volunteers|"
    r"service users|families|learners|shoppers|policyholders)"
)
_TELLS_OF_CASELOAD = re.compile(
    r"^you(?:'ll| will|'d| would)? (?:have|hold|carry|manage|run) (?:your own |an? )(?:caseload|class|"
    r"cohort|group|list|panel|register|roll) of (?:about |around |roughly |some |up to )?\d{1,4} "
    rf"{_SERVED}\b",
    re.IGNORECASE,
)
"""How many people are served: "You would have a caseload of about 45 children"."""
_SPEAKS_OF_AGE = re.compile(
    r"\b(?:age|aged|ages|old|older|young|younger|years?|born|someone|somebody|person|candidates?|applicants?|"
    r"hire|hiring|looking for|prefer\w*)\b",
    re.IGNORECASE,
)
_GROUP = (
    rf"(?:(?:[\w'-]+ ){{0,4}}?{_SERVED}|"
    r"(?:(?:the|our|these|some|many|most|other) )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"a dozen|twenty|thirty|forty|fifty)(?: [\w-]+){0,2}? "
    r"(?:men|women|adults|people|boys|girls|gentlemen|ladies|pensioners|teenagers))"
)
_TELLS_OF_SERVED = re.compile(
    rf"^(?:(?:at|in|on|for|during|across) [^,]{{1,40}}, )?{_GROUP}\b(?: [\w'-]+){{0,7}}? "
    r"(?:are|is|were|live|lives|share|stay|come|comes|travel|attend|visit|pay|drink|use|range|have|has|"
    r"get)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_STAFF = re.compile(
    r"\b(?:you|your|candidates?|applicants?|staff|team|crew|colleagues?|employees?|workers?|carers?|nurses?|"
    r"drivers?|assistants?|teachers?|waiters?|hosts?|hire|hired|hiring|recruit\w*|looking for|work here|"
    r"work with us|wanted|apply|person|he|she|must|should|only|no|so|therefore|because|prefer\w*|expect\w*|"
    r"insist\w*|request\w*|demand\w*|trust|rather|needs?|would|(?:like|likes) (?:an?|their|to be|our|only)|"
    r"shouldn['\u2019]t|mustn['\u2019]t|unwelcome|not welcome|excluded|rejected|application\w*|skip|hesitate|"
    r"unions?|part(?:y|ies)|supporters|first pick|"
    r"wants? (?!to (?:know|go|see|eat|drink|buy|play)\b))\b",
    re.IGNORECASE,
)
"""Beside these words, people who are served may be the reason for a demand on the person sought."""
_TELLS_STORY = re.compile(
    r"^(?:(?:in|on|at|last|this|one|once|when|after|before|by) [^,;.?!]{1,60},? )?"
    r"(?:the|an?|our|some|most|many|half|few|two|three|several|one|he|she|they|her|his|their)\b.{0,300}?"
    r"\b(?:argued|arrived|believed|blamed|booked|broke|called|came|carried|collected|complained|cracked|died|"
    r"dropped|fell|forgot|found|gave|held|ignored|left|let|locked|lost|missed|noticed|opened|paid|promised|ran|"
    r"rang|refused|said|shouted|signed|slipped|stood|stopped|swore|thought|threw|told|took|tripped|turned up|"
    r"waited|waiting|walked|went|wrote|(?:was|were) (?:left|told|moved|carried|taken|sent|given|filming|"
    r"sitting|crying)|had (?:not )?(?:\w{2,20}ed|been|seen|left|gone|taken|told)|"
    r"(?:believe|think|say|feel|fear|complain)s?(?= (?:that|the|our|their|management|nobody)\b))\b",
    re.IGNORECASE,
)
"""What happened, or what people hold: "A pregnant passenger was left on the platform"."""
_SEEKS_SOMEONE = re.compile(
    r"\b(?:you|your|candidates?|applicants?|appl(?:y|ies|ied)|applications?|must|should|shall|needs?|needed|"
    r"wants? (?!to know|it\b|one\b)|wanted|prefer\w*|ideal\w*|suit\w*|look(?:ing|s|ed)? after|"
    r"look(?:ing|s|ed)? for (?:an?|some|someone|two|one|people|another|new|young\w*|other)\b|"
    r"hir(?:e|es|ed|ing)|recruit\w*|employ\w*|avoid|rather|instead|anyone|someone|somebody|whoever|successor|replace\w*|"
    r"(?:next|last|previous|former) (?:one|hire|girl|guy|person|lad|lady|man|woman)|"
    r"(?:last|previous|former) (?:[\w-]+ ){1,2}(?:left|quit|got|had|went|was|fell|kept)|"
    r"job|post|role|position|please|don't|do not|won't|can't|cant|cannot|let's|"
    r"(?:we|i|you|it|that|who|she|he|they)(?:'d| would)|so (?:we|i|keep|skip|no|get|better|let)|therefore|"
    r"because of that|interview\w*|ask(?!ed what)\w*|check|find out|how old|fit(?:s|ting)?|profiles?|"
    r"resumes?|cvs?|photos?|shortlist\w*|reject\w*|turn(?:ed)? (?:down|away)|filter|choos\w*|chose|select\w*|"
    r"exclud\w* (?:all|any|those|them|him|her|women|men|people)|preference|priority|us|we|i|my|me|"
    r"decline|better not|skip|risky|our kind|get me|take (?:him|her|them)|let it be|he's|she's|says it all|"
    r"off the list|out of the running|leave (?:him|her|them) out|only|(?<!be )(?<!was )(?<!were )(?<!is )"
    r"(?<!had )(?<!has )(?<!with )no|no place|out of place|not (?:work )?(?:for|under|with) an?|better|"
    r"best|belong\w*|sells?|older|younger|too (?:old|young|slow)|native|pretty|accents?|welcome|enough|"
    r"(?:believe|feel|said|say|think|thought)s? (?:that )?(?:an? )?(?:[\w-]+ )?(?:boys?|girls?|ladies|lady|"
    r"m[ae]n|mothers?|wom[ae]n))\b|\?",
    re.IGNORECASE,
)
"""Beside these words, what is told may be the reason for a demand on the person sought."""
_HOLDS_OF_A_KIND = re.compile(
    r"\b(?i:believe|feel|said|say|think|thought|told [\w ]{1,20})s? (?:that )?(?:an? )?[A-Z][a-z]+s?\b"
)
"""What somebody says of people of a religion or country: "The family said Christians"."""
_SEEKS_ONE_SEX = re.compile(
    r"(?:^|\bwe (?:really |just |only )?|\bplease |\bideally )"
    r"(?:(?:need|want|seek|hire|recruit|send)(?: us)?|(?:are )?looking for|(?:are )?after)"
    r" (?:an?|some|another|two|three) (?![a-z ]{1,30}\b(?:or|and) (?:an? )?(?:wo)?m[ae]n\b)(?:[a-z-]+ ){0,2}"
    r"(?:man|woman|lad|lass|bloke|lady|gentleman|men|women|lads|blokes|ladies|gentlemen)"
    r"(?! (?:and|or|/))(?= (?:who|that|behind|for|with|on|at|in|here)\b|[.!]?$)",
    re.IGNORECASE,
)
_SEEKS_YOUNG = re.compile(
    r"^(?:only )?(?:school[- ]leavers|applicants|candidates|graduates|juniors|staff|workers|people)"
    r"(?: aged)? (?:under|below|younger than) (?:the age of )?[2-6]\d(?: only| please)*[.!]?$"
    r"|^we (?:want|need) (?:somebody|someone|a person) nearer [2-6]\d than [2-6]\d\b",
    re.IGNORECASE,
)
"""A person of one sex, or below an age, is sought in so many words: "We need a man who can lift"."""
_REMOVES_WORDS = re.compile(
    r"^(?:please |kindly |(?:can|could) you )?"
    r"(?:take out|take|remove|delete|strike|cut|drop|leave out|erase) "
    r"(?:(?:the|that|this|any|every) (?:[\w-]{1,20} )?(?:line|demand|sentence|words?|phrase|requirement|"
    r"condition|passage|paragraph|questions?|limit)"
    r"(?= (?:about|on|that|which|with|of|saying|asking|from|out)\b|[.!?]?$)"
    r"|[\"\u201c'][\w -]{1,40}[\"\u201d'] "
    r"(?:from|out of) the (?:title|text|posting|ad|profile|headline|form)\b)"
    r"(?!.{0,400}\b(?:and|instead|but|welcome|may|can|hire|only|write|add|put|encourage\w*)\b)",
    re.IGNORECASE,
)
"""In a clause: words of a text are to be removed, as in "Take out the demand that applicants be under 40"."""
_END_OF_CLAUSE = re.compile(
    r"[,;:.](?:\s+(?:and|but|then|so)\b)?"
    r"|\s(?:and|but)(?: (?:then|please|just))?(?=\s(?:ask|check|choose|employ|find|get|give|hire|invite|keep|"
    r"look|pick|prefer|put|recruit|reject|say|seek|send|take|tell|use|write)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{1,80}\"|\u201c[^\u201d]{1,80}\u201d")
_OLDEST_LICENSE = 25
"""Up to this age, a law may ask for a least age of whoever holds a license."""
_SAYS_WHY = re.compile(
    r"^(?:because |as |since |for )?(?:it|that|this|which) (?:all |just |only |might |may |will |could )?"
    r"(?:comes? across|gets?|looks?|offends?|puts?|reads?|scares?|seems?|sounds?|upsets?)\b",
    re.IGNORECASE,
)
"""Why words are to be removed: "it sounds like an age limit"."""
_MUST_BE_OF_AGE = re.compile(
    r"(?P<clause>^|[,;:.]\s(?:(?:and|but|so) )?)"
    r"(?:(?P<subject>s?he|you|they|(?:the )?(?:candidates?|applicants?|persons?)) )?must be "
    r"(?:(?:under|below|younger than)|(?P<least>over|above|older than)) (?:the age of )?"
    r"(?P<age>2[1-9]|[3-6]\d|70)(?=\s*$| and\b|[,.;!])(?![.,]\d)",
    re.IGNORECASE,
)
"""A bound of age at the start of a clause: "must be under 40 and fit"."""
_NO_PHOTO_NO_INTERVIEW = re.compile(
    r"\b(?:no|without an?|without your) (?:recent |current )?(?:head ?shot|photo|photograph|picture|portrait|"
    r"selfie|snapshot)(?: of (?:you|yourself))?, (?:no|not any|you get no) (?:answer|application|callback|"
    r"chance|interview|invitation|invite|job|reply|response)\b",
    re.IGNORECASE,
)
_FAITH_MATTERS_TO_EMPLOYER = re.compile(
    r"\b(?:Biblical|Buddhist|Catholic|Christian|Evangelical|Hindu|Islamic|Jewish|Muslim|Protestant|Sikh) "
    r"(?:beliefs?|convictions?|faith|morals|principles|values) (?:really |still |do )?(?:matters?|counts?|"
    r"(?:is|are) (?:very |so )?(?:dear|important)|comes? first|means? (?:a lot|much)) (?:to|for|with|in) "
    r"(?:us|(?:our|the|this) (?:boss|colleagues|company|crew|firm|manager|office|owners?|staff|team))\b",
    re.IGNORECASE,
)
_SAID_IN_SO_MANY_WORDS: tuple[tuple[re.Pattern[str], ProtectedGround], ...] = (
    (_SEEKS_ONE_SEX, "sex"),
    (_SEEKS_YOUNG, "age"),
    (_NO_PHOTO_NO_INTERVIEW, "appearance"),
    (_FAITH_MATTERS_TO_EMPLOYER, "religion"),
)
_AGE_OF_ANIMALS = re.compile(
    r"\b(?:old |elderly |senior |young )?(cats|cattle|cows|dogs|donkeys|goats|hens|horses|mares|parrots|pets|"
    r"ponies|puppies|rabbits|sheep|trees|vines)(?: aged?)?"
    r"(?: (?:of|from|over|under|above|below|around|about)){1,2} \d{1,3}(?: to \d{1,3})?"
    r"(?: (?:years?|months?|weeks?)(?: of age| old)?)?"
    r"(?: (?:and|or) (?:above|more|older|over|under|up|upwards|younger)\b)?",
    re.IGNORECASE,
)
_AGE_OF_LEARNERS = re.compile(
    r"\b((?:coach|guide|instruct|lead|run|take|teach|train)(?:s|es|ing)? (?:[a-z]+ ){0,2}?"
    r"(?:classes|courses|groups|lessons|parties|seminars|tours|workshops) of (?:[a-z]+ ){0,2}?\d{1,3}), "
    r"(?:all|half|many|most|some) of (?:them|whom)(?: are)? (?:aged|between) (?:over |under |from )?\d{1,2}"
    r"(?: (?:to|and) (?:over\b|\d{1,2}))?",
    re.IGNORECASE,
)
"""Ages that are said of animals and of those who are taught: "many old dogs of 12 years and up"."""
_LEFT_IN_DARK = re.compile(
    r"\b(leav(?:e|es|ing)|keep(?:s|ing)?|left|kept) (?:an?|any|another|no|one|our|the|your) "
    r"(?:[a-z-]+ ){1,3}?in the dark\b",
    re.IGNORECASE,
)
_IN_DARK = re.compile(r"\bin the dark\b", re.IGNORECASE)
"""Whoever is left in the dark is not the person sought."""
_PHOTOS_OF_WORK = re.compile(
    r"(?:^|(?<=^candidate: ))(?:photos|pictures)(?=, (?:[a-z-]+ ){0,2}?(?:checks?|drawings|handover|invoices|"
    r"labels|lists?|minutes|notes|paperwork|readings|reports?|samples|sign-?offs?|tags)\b)",
    re.IGNORECASE,
)
"""Papers of a piece of work: "Photos, punch list, paperwork"."""
_EITHER_SEX = re.compile(
    r"\b(?:bloke|guy|lad) or (?:an? )?(?:gal|lass|woman)\b|"
    r"\b(?:gal|lass|woman) or (?:an? )?(?:bloke|guy|lad)\b",
    re.IGNORECASE,
)
"""Whoever is sought may be of either sex: "a decent lad or lass"."""
_THIRD_PARTY = re.compile(
    r"\bthird[ -]part(?:y|ies)"
    r"(?: (?:agenc(?:y|ies)|agents?|headhunters?|recruiters?|recruiting|staffing)){1,2}\b",
    re.IGNORECASE,
)
"""Firms that recruit for others, and no political party: "No third-party recruiters"."""
_NO_FURTHER_HIRE = re.compile(
    r"\b(?:won't|will not|can't|cannot|does not|doesn't|don't|do not|refuses to)(?: want to)? "
    r"(?:employ|hire|pay for|recruit|take on) "
    r"(?:another|any more|a (?:second|third|fourth|fifth|further|new)) "
    r"(?-i:[a-z-]+)(?: (?:for|before|until|this|in|at|on) [^,;:.]{1,60})?[.!]?$",
    re.IGNORECASE,
)
"""Not one more of a trade is hired: "The owner won't hire a second expediter"."""
_LEAST_SCORE_BY_RULES, _LEAST_SCORE, _LEAST_SCORE_UNLIKELY = 0.3, 0.8, 1.2
"""From these scores of the classifier on, a sentence is a demand: one in which the rules find it, one with an
attribute of the lexicon that is said of a person or demanded, and any other. They were chosen on sentences of
authors left out of the training."""
_LEAST_SCORE_OF_PIECE = 2.0
"""The same for one piece of a long sentence in which the rules find none: it lacks what the rest says."""
_NAMES_DEMAND = re.compile(
    r"\b(?:you|yours?|we|s?he|hers?|him|them|they|those|ones?|who|whose|(?:some|any|no)(?:body|one)|people|persons?"
    r"|candidates?|applica\w+|(?:wo)?m[ae]n|(?:fe)?male|lad(?:s|y|ies)?|girls?|boys?|guys?|types?|team|staff"
    r"|must|should|shall|need\w*|want\w*|prefer\w*|ideal\w*|look\w*|seek\w*|suit\w*|hir(?:e|ing)|require\w*"
    r"|only|not?|none|never|without|under|over|above|below|less|than|rather|avoid\w*|exclude\w*|reject\w*|keep"
    r"|skip|\w+n['\u2019]t|welcome|apply|please|age|young\w*|old\w*|perfect|best|better"
    r"|ask\w*|questions?|scor\w+|criteri\w+|points|minus|plus|bonus|rank\w*|knockout|rubric|weight)\b",
    re.IGNORECASE,
)
"""A person who is meant, or a word that demands or rules out."""


def find_unlawful_ground(sentence: str) -> ProtectedGround | None:
    """Return the protected ground of an unlawful demand in a sentence, or None without one."""
    return decide_ground(sentence, _load_classifier())


def decide_ground(sentence: str, classifier: TextClassifier) -> ProtectedGround | None:
    """Return what ``find_unlawful_ground`` returns, for a given classifier."""
    words = sentence.split()
    plain = sentence.strip()
    if _states_owner_or_amount(plain) or _tells_story(plain):
        return None
    starts = range(0, max(1, len(words) - _OVERLAP_WORDS), _PIECE_WORDS - _OVERLAP_WORDS)
    pieces = [" ".join(words[at : at + _PIECE_WORDS]) for at in starts]
    only_rules = _TELLS_OF_EMPLOYER.search(sentence.strip()) is not None
    least = _LEAST_SCORE_OF_PIECE if len(pieces) > 1 else 0.0
    decided = (_decide_piece(each, classifier, least, only_rules=only_rules) for each in pieces)
    return next((ground for ground in decided if ground is not None), None)


def _decide_piece(
    sentence: str, classifier: TextClassifier, least_score: float, *, only_rules: bool
) -> ProtectedGround | None:
    sentence = _skip_removed_words(_put_plainly(sentence.strip()))
    for pattern, said in _SAID_IN_SO_MANY_WORDS:
        if pattern.search(sentence):
            return said
    if not sentence or _TELLS_OF_OTHERS.search(sentence) or _tells_of_served(sentence):
        return None
    reading = read_sentence(sentence)
    if (own := demands_own_experience(reading.end)) is not None:
        return own
    if _bounds_age(sentence, reading):
        return "age"
    plain = sentence.replace("\u2019", "'")
    if not reading.has_attribute and _NO_FURTHER_HIRE.search(plain):
        return None
    features = classifier.read(normalize_letters(sentence), extract_demand_features(reading))
    if reading.ground is not None:
        least = _LEAST_SCORE_BY_RULES
    elif only_rules:
        return None
    else:
        is_likely = reading.has_attribute and _NAMES_DEMAND.search(sentence)
        least = max(least_score, _LEAST_SCORE if is_likely else _LEAST_SCORE_UNLIKELY)
    if classifier.score("demands", features) < least:
        return None
    ground = reading.ground or _likeliest_ground(features, classifier)
    is_lawful = ground in {"disability", "sex"} and _PREFERS_AMONG_EQUALS.search(sentence)
    return None if is_lawful else ground


def _put_plainly(sentence: str) -> str:
    """Return a sentence without figures of speech and ages that are said of nobody who is sought."""
    sentence = _FED_UP.sub("weary of", sentence)
    sentence = _AGE_OF_ANIMALS.sub(r"\1", sentence)
    sentence = _AGE_OF_LEARNERS.sub(r"\1", sentence)
    sentence = _EITHER_SEX.sub("person", sentence)
    sentence = _THIRD_PARTY.sub("agencies", sentence)
    sentence = _PHOTOS_OF_WORK.sub("notes", sentence)
    sentence = _LEFT_IN_DARK.sub(r"\1 things unclear", sentence)
    return _IN_DARK.sub("without light", sentence)


def _skip_removed_words(sentence: str) -> str:
    """Return a sentence without first clauses that only say which words are to be removed, and why."""
    is_reason = False
    while True:
        unquoted = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), sentence)
        end = _END_OF_CLAUSE.search(unquoted)
        clause = sentence if end is None else sentence[: end.start()]
        if _REMOVES_WORDS.search(clause) is None and not (is_reason and _SAYS_WHY.search(clause)):
            return sentence
        is_reason = True
        if end is None:
            return ""
        sentence = sentence[end.end() :].strip()


def _bounds_age(sentence: str, reading: SentenceReading) -> bool:
    """Return whether a clause begins with a bound of age, such as "must be under 40 and fit".

    Behind another clause, it may speak of a thing there: then it counts where the rules find an age too.
    """
    found = _MUST_BE_OF_AGE.search(sentence)
    if found is None:
        return False
    frames = reading.end.frames
    if (
        found["least"]
        and int(found["age"]) <= _OLDEST_LICENSE
        and (frames["legal"] or frames["licensed"])
    ):
        return False
    return found["subject"] is not None or not found["clause"] or reading.ground == "age"


def _states_owner_or_amount(sentence: str) -> bool:
    """Return whether a sentence only says whose the employer is, how many are served, or an amount."""
    if _SAYS_WHO_OWNS.search(sentence) or _TELLS_OF_CASELOAD.search(
        sentence.replace("\u2019", "'")
    ):
        return True
    return _TELLS_OF_AMOUNT.search(sentence) is not None and _SPEAKS_OF_AGE.search(sentence) is None


def _tells_story(sentence: str) -> bool:
    """Return whether a sentence only says what happened or what people hold, and seeks nobody."""
    plain = sentence.replace("\u2019", "'")
    if _TELLS_STORY.search(plain) is None or _SEEKS_SOMEONE.search(plain) is not None:
        return False
    return _HOLDS_OF_A_KIND.search(plain) is None


def _tells_of_served(sentence: str) -> bool:
    """Return whether a sentence says who is served, and nothing of the person sought.

    "Four men aged 24 to 57 share the house", but not "Our guests are young, and so must you be".
    """
    return (
        _TELLS_OF_SERVED.search(sentence) is not None and _SPEAKS_OF_STAFF.search(sentence) is None
    )


def _likeliest_ground(features: frozenset[int], classifier: TextClassifier) -> ProtectedGround:
    scores = {each: classifier.score(each, features) for each in PROTECTED_GROUNDS}
    return max(PROTECTED_GROUNDS, key=scores.__getitem__)


@cache
def _load_classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("classifier.gz"))
