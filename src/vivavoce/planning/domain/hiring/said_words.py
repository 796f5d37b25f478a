"""Words of a task that no question says, because the finished sentence would be broken or point at nothing.

They are refused and never repaired: the question is asked about other words of the line, or another line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.job_analysis.unspoken_tasks import TEAM_NAMES
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_SUBORDINATORS = (
    "that|which|who|whom|whose|what|where|when|whenever|whether|why|how|if|because|as|than|so|before|after|"
    "until|unless|while|once|whatever|whoever"
)
_TEAMS = f"(?:{'|'.join(sorted(TEAM_NAMES))})"
_SEVERAL = (
    r"(?!(?:Anders|Cees|Gladys|Hans|Jens|Kees|Lars|Mads|Mats|Nils|Rhys)\b)"
    r"(?:[A-Z][a-z]*(?:[b-df-hj-npqrtv-z]|[a-z]{2}(?:dge|ee|gue|ie|rse|tive))s|Children|Everybody|Everyone|Men|"
    r"People|Staff|Women)"
)
"""People who are not known by a name, with a capital all the same: "tell Customers about offers"."""
_NAME = rf"(?!(?:{_TEAMS}|{_SEVERAL})\b)[A-Z][a-z\u00df-\u017f]+"
_FAULTS = {
    "a verb of two words in two forms": LazyPattern(
        r"^(?!help|mak)\w+ing (?:check|clean|cut|drive|fit|fly|pick|read|ride|run|sew|start|stitch|test|wash|"
        r"weld) (?:an?|any|all|both|each|every|her|his|incoming|new|the|their|your)\b"
        r"(?! (?:day|hour|month|morning|night|quarter|season|shift|week|year))"
        r"|^(?:cold|cross|doubl|fact|pric|risk|spot)t?ing "
        r"(?:assess|call|check|match|sell|train)\b"
    ),
    "what is asked of people, and no duty": LazyPattern(
        r"\b(?:certificat(?:e|ion)s?|degree|diploma|licen[cs]e|experience|registration) "
        r"(?:essential|needed|preferred|required)$"
    ),
    "a countable noun without its article": LazyPattern(
        r"^(?:carry|carrying|do|doing|make|making|perform|performing)(?: out)? (?:[a-z]+ )?"
        r"(?:check|inspection|repair|survey|test)(?=$| (?:after|before|for|in|of|on|with)\b)"
        r"|^(?:handl|runn?)(?:e|ing)? (?:[\w/-]+ ){0,2}(?:application|appointment|booking|case|claim|"
        r"contract|e-?mail|enquiry|incident|inquiry|invoice|meeting|permit|query|refund|request|reservation|session|"
        r"shipment|statement|ticket|workshop)(?=$| (?:after|before|for|in|of|on|with)\b)"
    ),
    "a sentence with a subject of its own": LazyPattern(
        rf"^(?!(?:check|confirm|ensur|mak|see|verify)\w* |.*\b(?:{_SUBORDINATORS})\b)"
        r".* (?:are|is|was|were) \w|\b(?:he or she|she or he) \w+s\b",
        re.IGNORECASE,
    ),
    "how many at a time, in place of who or what": LazyPattern(
        r"\w,? and one (?:at a time|by one|on one|to one)\b"
    ),
    "a verb of somebody else": LazyPattern(
        rf"^(?!(?:check|confirm|ensur|mak|see|verify)\w* )(?:(?!\b(?:{_SUBORDINATORS})\b).)* "
        r"(?:shall|must|has|had|won|happens?|provides|maintains|belongs?|depends?|consists?|remains|becomes|"
        r"knows|writes|brings|gives|gets|goes|comes|sits|(?:come|go) (?:from|in)|falls? (?:to|under|within)|"
        r"(?:every(?:body|one)|no(?:body|thing)) [a-z]+s)\b",
        re.IGNORECASE,
    ),
    "a number of times that cannot be read aloud": LazyPattern(
        r"\b\d+ ?x\b(?! ?\d)", re.IGNORECASE
    ),
    "a bracket without its other half": LazyPattern(r"^[^()]*\)|\([^()]*$"),
    "whatever else there is": LazyPattern(
        r"\b(?:whatever|anything|everything) else\b|\b(?:any )?other (?:duties|tasks)\b",
        re.IGNORECASE,
    ),
    "a number that reads like a direction": LazyPattern(
        r"^run(?:ning)? (?:about|around) (?:\d|two|three|four|five|six|seven|eight|nine|ten|twenty)\b",
        re.IGNORECASE,
    ),
    "a word without its noun": LazyPattern(
        r"\b(?:against|for|of|to|with) (?:agreed|budgeted|expected|given|needed|planned|required)$"
    ),
    "a thing that is not done": LazyPattern(
        r"^do(?:ing)? (?:[\w'-]+ ){0,2}(?:bedding|clothing|conditioning|footwear|housing|packaging)\b"
        r"|^(?:do|doing) (?-i:[A-Z]{2,}) \w+s\b|^\w+ [\d:.,]*\d$"
        r"|^find(?:ing)? (?:cake|coffee|fruit|lunch|soup|tea)\b"
    ),
    "what somebody can do, and no duty": LazyPattern(
        r"^(?:cod|communicat|program|read|speak|us|writ)\w* .*\b(?:confidently|fluently|independently|"
        r"proficiently|well)$",
        re.IGNORECASE,
    ),
    "acts without anything that they are done to": LazyPattern(
        r"^\w+(?:, \w+)+$|^(?!(?:cash|clos|lay|lock|open|own|sett?|wind)\w* )\w+ (?:away|down|off|out|up)$"
    ),
    "an act without an object of its own": LazyPattern(
        r"^\w+(?: (?:about|down|for|off|on|out|up|with))?(?: (?:about|for|on|to|with))? "
        r"(?:how|what|whatever|when|where|which|who|why|it|that|this|something|anything|everything|things)"
        r"(?: (?:can |has |have |is |needs? |should |to |you )*(?:be|do|done|happens?|happened|say|tell))?"
        r"(?: (?:about|for|of|on|to|with) (?:it|that|them|this))?"
        r"(?: (?:after|at|before|by|during|in|within)\b(?! which).*)?$"
        r"|^mak(?:e|ing) safe$"
        r"|^\w+ (?:what|whatever|as much as) (?:he|she|they|we|you) (?:can|could|find|see)$"
        r"|^(?:decid|determin|find|judg|settl)(?:e|ing)?(?: out)? (?:at|by|each|every|in|on|once|twice)\b"
        r"(?!.* (?:how|if|that|what|when|where|whether|which|who) )[^,]*$"
        r"|^act(?:ing)? (?:at once|fast|immediately|quickly|right away)$"
        r"|^\w+ (?:on the spot|from (?:january|february|march|april|may|june|july|august|september|october|"
        r"november|december)|as (?:needed|required)|to order)$",
        re.IGNORECASE,
    ),
    "an act beside a thing": LazyPattern(
        r"^[a-z]+ and (?:an?|annual|daily|monthly|our|quarterly|the|weekly|yearly|your) "
        r"|^(?:carry|carrying|handle|handling|prepare|preparing) (?:out )?[a-z]+s [a-z]+ed "
        r"(?:at|before|by|in|on|within)\b"
    ),
    "a noun with a verb of its own": LazyPattern(
        r"^(?!help|if |let|once |when|you )[a-z]+ (?:arrive|belong|come|fall|go|leave|start)s? "
        r"(?:at|from|in|on|to|with|within)\b"
        r"|^[a-z]+ \d+ (?:arrives|leaves|starts|stops)\b"
        r"|^[a-z]+ [a-z]+s (?:come|go) (?:back|home|in|out|to)\b"
        r"|^Then (?:comes?|goes?)\b|^(?:order|buy|collect|fetch)(?:ing)? from\b",
        re.IGNORECASE,
    ),
    "a verb of a third person behind another one": LazyPattern(
        r"^\w+(?: (?:after|out))? [a-z]+-[a-z]+(?:ates|ifies|ises|izes) [a-z]"
    ),
    "an adjective, and no verb": LazyPattern(r"^(?:free|freeing) to [a-z]|^fit(?:ting)? as an? "),
    "a quotation that is not in base form": LazyPattern(r"^You(?:'d| would|'ll| will| won't)\b"),
    "a second verb that does not agree": LazyPattern(
        r"^\w+ing\b.*\b(?:and|or) (?:be|agree|apply|arrange|assist|attend|bring|carry|coach|collect|decide|"
        r"ensure|explain|give|handle|help (?:the|with)|inform|keep|know|maintain|make|manage|prepare|provide|"
        r"settle|speak|take|teach|tell|write)\b"
        r"|^(?:(?! to ).)*, and to [a-z]+ (?:an?|the|your)\b"
        r"|^\w+ing\b[^,]*, and [a-z]+(?<!ing) (?:at|for|on|to|with) (?:it|them)$"
        r"|^[a-z].* and (?:he|she|they|we|you)(?:'(?:d|ll)| will| would) "
        r"|^\w+ing\b.*\b(?:and|or) (?:answer|clean|cut|find|fit|go|hang|hold|learn|leave|live|look|meet|run|"
        r"see|send|set|show|stand|stay|stop|wear) (?:the|a|an|it|that|them|to|your|with|at|for|up|out|in)\b"
    ),
    "a pointer to what is not said": LazyPattern(
        r"\b(?:before|after|until|than) (?:he|she|they) (?:do|does|did)$"
        r"|^\w+ (?:(?:about|after|for|on|to|with) )?the (?:rest|others)$"
        r"|^\w+(?: out)? (?:how|if|what|when|where|whether|which|why)(?: \w+){0,2} (?:it|they) \w"
        r"|^\w+ (?:one|a few|some) (?:go|in|off|out|up)$"
        r"|\b(?:those|these) (?!(?:who|whom|that|which|of|with|in|at|on|from|under|affected|without)\b)[a-z]+"
        r"|^\w+ (?:them|they)\b|^\w+ (?:from|of) it\b"
        r"|\b(?:the (?:same|said|above|aforementioned)|such) (?:objects?|items?|duties|tasks)\b"
        r"|^\w+ the (?:first|last|new|next|old|other|right|second|wrong) one\b",
        re.IGNORECASE,
    ),
    "a clause that was cut off": LazyPattern(
        r"\b(?:because|if|that|unless|when|where|which|while|who) (?:he|it|she|they|we|you)$"
    ),
    "a thing with what was done to it": LazyPattern(
        r"^(?!(?:be|become|becoming|being|feel|feeling|get|getting|help|helping|keep|keeping|remain|remaining|"
        r"stay|staying) )[a-z]+ (?!\w{0,3}(?:eed|bed|shed|sled)\b)[a-z]{3,}ed "
        r"(?:after|at|before|by|from|in|on|to|within)\b"
        r"|^(?:carry|carrying) out the [a-z]+ (?:done|kept|left|made|sent|set)\b"
    ),
    "a person whom only the employer knows": LazyPattern(
        r"(?:\b(?i:ask|brief|fetch|phone|remind|ring|shadow|tell|thank)|^(?i:join))(?:ing)? "
        rf"{_NAME}(?=$|[,.;]| (?:about|and|early|if|that|to|what|when|where|why)\b)"
        rf"|^[Kk]eep(?:ing)? {_NAME} (?:awake|company|happy|informed|posted|supplied)\b"
        rf"|^[Tt]ak(?:e|ing) over .*\bfrom {_NAME}$"
        r"|\b(?:for|from|to|under|with) (?:Aunt|Auntie|Big|Little|Old|Uncle|Young) [A-Z]"
    ),
    "the employer in the first person": LazyPattern(r"\b(?:we|us|our|ours|ourselves|my|I)\b"),
    "a word said twice": LazyPattern(
        r"\b([a-z]{3,})(?: and)? \1\b(?<!had had)|\b([a-z]+ [a-z]{3,}) (?:and )?\2\b", re.IGNORECASE
    ),
    "an abbreviation that cannot be read aloud": LazyPattern(
        r"(?<![\d\u2019'A-Za-z.-])"
        r"(?!(?:mph|pcs|hrs|nth|pdf|css|html|xml|npm|dbt|mri)\b)"
        r"[bcdfghjklmnpqrstvwxz]{3,}(?![A-Za-z\u2019'-])"
        r"|\b(?:w/o?|resp\.|incl\.|approx\.|mgmt|dept|govt|shpts?|acct)(?![a-z])"
    ),
}


_AGREES_WITH = load_words("subordinators") | {
    "can",
    "cannot",
    "could",
    "help",
    "helping",
    "how",
    "let",
    "letting",
    "make",
    "making",
    "may",
    "might",
    "must",
    "never",
    "not",
    "see",
    "seeing",
    "should",
    "to",
    "watch",
    "watching",
    "what",
    "who",
    "will",
    "would",
}
"""Words behind which verbs are in their base form: "training staff to serve and clear the tables"."""
_BESIDE_VERBS = frozenset({"actually", "also", "always", "even", "never", "often", "then"})
_NOUNS, _PREPOSITIONS = load_words("verb_nouns"), load_words("prepositions")
_BEHIND_NOUNS = {"for", "in", "on", "to", "with"}
"""What follows "budget" and the like is no object: "planning and budget for the year"."""
_OBJECTS = (load_words("object_starters") | {"it", "them"}) - _BEHIND_NOUNS


def _has_base_behind_gerund(words: str) -> bool:
    """Return whether a gerund is followed by a verb in its base form: "packing plants, print the label"."""
    tokens = words.split()
    first = tokens[0].strip(",") if tokens else ""
    if first in _AGREES_WITH or get_gerund_base(first.lower()) is None:
        return False
    for at in range(2, len(tokens)):
        if tokens[at - 1] in _AGREES_WITH:
            return False
        is_joined = tokens[at - 1] in {"and", "or"} or tokens[at - 1].endswith(",")
        if not is_joined:
            continue
        following = (tokens[place] for place in range(at, len(tokens)))
        rest = list(islice((one for one in following if one not in _BESIDE_VERBS), 2))
        is_last = len(rest) == 1 and tokens[at - 1] == "and" and tokens[at - 2].endswith(",")
        has_object = len(rest) > 1 and rest[1] in _OBJECTS
        is_act = len(rest) > 1 and rest[1] in _PREPOSITIONS and rest[0] not in _NOUNS
        is_end = is_last and words.count(",") == 1
        if rest and is_verb(rest[0]) and (has_object or is_act or is_end):
            return True
    return False


def find_said_fault(words: str) -> str | None:
    """Return what is wrong with words of a task for a finished sentence, or None.

    A quotation begins with a capital.
    """
    first = words.partition(" ")[0].strip(",;")
    if first[:1].isupper() and get_third_person_base(first.lower()) is not None:
        return "a quotation that is not in base form"
    if _has_base_behind_gerund(words):
        return "a second verb that does not agree"
    return next((name for name, pattern in _FAULTS.items() if pattern.search(words)), None)


def leave_out_faulty_tasks(tasks: Sequence[JobTask]) -> tuple[JobTask, ...]:
    """Return the tasks without words that a question cannot bear."""
    return tuple(map(leave_out_faulty_words, tasks))


def leave_out_faulty_words(task: JobTask) -> JobTask:
    """Return a task without the ways to say it that a finished question cannot bear."""

    def keep(words: str | None) -> str | None:
        return None if words is None or find_said_fault(words) else words

    infinitive = keep(task.infinitive)
    first = "" if infinitive is None else infinitive.partition(" ")[0]
    if get_gerund_base(first) is not None and not is_verb(first):
        infinitive = None  # "working alongside the nurse" is a gerund
    return replace(task, gerund=keep(task.gerund), infinitive=infinitive, quote=keep(task.quote))
