"""Patterns of the context around an act: reported speech, stories that go on, reasons for a wish."""

from __future__ import annotations

import re

OPENS_QUESTION = re.compile(
    r"(?:by |at |on |in |until |for )?(?:what|which|who|whom|whose|how|where|when|why|is|are|am|"
    r"do|does|did|can|could|"
    r"should|shall|may|will|would)\b(?! \w+ (?:\w+ ){14})"
)
IS_NOW = re.compile(
    r"\b(?:was answering|just|right now|interrupted|went off|cut out|was listening)\b"
)
REPORTS = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|ask(?:s|ed|ing)?|t(?:ell|ells|old|elling)|shout(?:s|ed|ing)?|"
    r"yell(?:s|ed|ing)?|"
    r"wr(?:ite|ites|ote)|scream(?:s|ed)?|call(?:s|ed)|answer(?:s|ed)|repl(?:y|ies|ied)|begg(?:ed|"
    r"ing)|demanded|"
    r"insist(?:s|ed)|complain(?:s|ed)|want(?:s|ed)|goes|was like|were like|thought|think|knew|"
    r"whether|if|when|until|"
    r"wonder(?:s|ed)|(?:text|message)(?:s|ed)?|nobody asks|"
    r"explain(?:s|ed)?|let|lets|made|makes|find out|check)\b(?: \w+){0,5}\Z"
)
REPORTS_INSIDE = re.compile(
    r"\b(?:he|she|they|who|(?:the|a|an|my|our|one) (?:\w+ ){1,3})(?:then |just |always )?"
    r"(?:said|asked|told|says|shouted|yelled|wrote|goes|was like|wanted)\b(?: \w+){0,5}\Z"
)
LEADS_IN = re.compile(r"\b(?:tell me|honestly|my question|i ask you|question|seriously|please)\b")
REPORTED_AFTER = re.compile(
    r"(?:and |so |but )?(?:i|he|she|they|we|the \w+|my \w+|(?:one|an|a) (?:\w+ ){1,2}) ?(?:\w+ )?"
    r"(?:said|asked|told|shouted|yelled|wrote|answered|replied|says|asks)\b"
)
REPORTED_FIRST = re.compile(
    r"(?:and |so |but |then )?(?:i|he|she|they|we|(?:the|a|an|my|our|one) (?:\w+ ){1,3}?)"
    r"(?:then |just |always )?\b(?:asked|said|told|shouted|yelled|wrote)\b"
)
"""A sentence that opens with what somebody said."""
REPORTS_NEXT = re.compile(r"\b(?:asked|said|told|says|asks)\b(?: \w+){0,3}\Z")
"""What was said may follow, even after a silence."""
SAID_TO_OTHERS = re.compile(
    r"\b(?:i|we|he|she|they|you|(?:the|my|our|his|her|their|every) \w+) "
    r"(?:would |then |always |just |first |also )?(?:said|say|says|"
    r"asked|ask|asks|told|tell|"
    r"tells|wrote|write|call|called|phone|phoned|explain|explained)\b"
)
PLANS = re.compile(r"\b(?:i|we|they|he|she) (?:would|always|usually|then)\b|\bthen (?:i|we)\b")
EXPLAINS = re.compile(
    r"\b(?:hear|heard|sound|audio|connection|invitation|deaf|read better|i read|door|phone|"
    r"ringing|noise|mic|"
    r"microphone|headphones|headset|appointment|babysitter|nervous|not well|my english|tired|"
    r"out loud|speak(?:ing)?|"
    r"talk(?:ing)?|on the train|library|bus|kids? (?:is|are)|baby|question|interview|bathroom|"
    r"you said|too fast|"
    r"a lot of words|language|machine|robot|program|bot|person|human|be honest|enough|had it|"
    r"sorry|thirsty|headache|"
    r"fresh air|some air|water)\b"
)

SAYS_RETURN = re.compile(
    r"(?:(?:okay|right|so|well|yes|hello|sorry) ){0,3}i am back(?: (?:now|again|here|then))?"
)
SAYS_FAREWELL = re.compile(
    r"(?:okay |ok |right |well |so |anyway |alright |all right |i am off |it is getting late )*"
    r"(?:(?:i am going to|i will|i would like to|i want to|i have to|i had better|i must) say )?"
    r"(?:cheerio|see (?:ya|ye|you)(?: later| around)?|ta ra|tara|ta ta|so long|farewell"
    r"|(?:good ?)?bye(?: bye)?|good ?night|take care|signing off|toodle\w*|adios|ciao|laters)"
    r"(?: (?:then|now|and|bye|thanks|thank you|for (?:everything|now|your time|the chat)|all the best"
    r"|take care|pal|love|mate|everyone"
    r"|(?:i will |and )?leave it (?:there|here|at (?:that|what we have(?: got)?))))*"
)
"""A farewell and nothing else."""
_BEFORE_ORDER = r"(?:(?:okay|ok|no|so|um|uh|hm|please|sorry|right|just|hey) ){0,3}"
_BEHIND_ORDER = r"(?: (?:this|now|here|there|please|right now|for a (?:moment|minute|second)))*"
SAYS_STOP = re.compile(rf"{_BEFORE_ORDER}(?:stop|quit|end|finish){_BEHIND_ORDER}")
"""An order to stop and nothing else. Its one word is too little for the classifier: "Stop!\""""
SAYS_PAUSE = re.compile(rf"{_BEFORE_ORDER}(?:pause|wait|hold on|break){_BEHIND_ORDER}")
"""An order to pause and nothing else: "No, wait.\""""
ADDS_TO_ANSWER = re.compile(
    r"(?:(?:and|also|but|so|well|just|oh|sorry|actually) ){0,3}"
    r"(?:(?:i (?:would like to|would|want to|wanted to|have to|should|must|can|could|will|may)|let me|may i) "
    r"(?:(?:also|just|quickly) )?(?:add|mention|put in)|(?:to|in) add(?:ition)?)(?: \w+){0,6}? "
    r"(?:to|about|on|for) (?:what i (?:have )?(?:just )?(?:said|mentioned|described|explained)"
    r"|my (?:\w+ )?(?:answer|story|example|point|reply))(?: (?:before|earlier|just now|a moment ago|too))?"
)
"""An announcement that the answer goes on: "I'd like to add one thing to what I said before.\""""
ASKS_MEANING = re.compile(
    r"\b(?:do not|don t) know (?:this|that|the|your) (?:\w+ )?(?:word|term|expression|phrase|acronym)\b"
    r"|\b(?:new|foreign|unknown) (?:word|term|expression) (?:for|to) me\b"
    r"|\b(?:no|not an?|not any) (?:idea|clue) what (?:(?:that|this|it)(?: is)?|the question is) "
    r"(?:supposed |meant )?(?:to mean|means?|asking|about)\b"
    r"|\bdo not know what you (?:are asking|ask|mean|want)\b"
    r"|\byou have lost me\b(?! (?:a|my|the)\b)"
    r"|^what (?:do you mean|did you mean|is meant) (?:by|with)\b"
    r"|^what does (?:\w+ ){1,3}mean\b"
    r"|\b(?:word salad|gibberish|double dutch|greek) to me\b"
)
"""A word or the question itself is not understood: whoever says so lacks its meaning, not the answer."""
IS_IN_DISTRESS = re.compile(
    r"(?:and |but |so |sorry |because ){0,3}(?:"
    r"i (?:can not|can hardly|can barely) breathe\b(?! (?:in|under|through|with)\b)"
    r"|i (?:can not|can hardly) stop (?:crying|shaking)\b"
    r"|i am (?:just |still |already )?(?:in tears|sobbing|crying\b(?! (?:with|from) laugh))"
    r"|my hands (?:are|will not stop|keep) shaking)\b"
)
"""What somebody says of themselves at this moment; no story is told in these words."""
