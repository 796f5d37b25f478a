"""Who has to bring what a line names: the candidate, or the employer who offers it; or nobody may do it."""

from __future__ import annotations

import re

_OFFERED = re.compile(
    r"\bwe(?:'ll| will|'d)? (?:also |then |gladly |happily )?(?:get|give|buy|sponsor|fund|finance|reimburse|"
    r"certify|qualify|license|put|send|sort|train|teach)\b(?! (?:rid|asked|calls?|many|a lot))|"
    r"\b(?:certified|trained|taught|licensed|qualified|tested|examined|obtained|done) (?:and \w+ )?"
    r"(?:here|by us|with us|on[- ]site|in[- ]house|on the job)\b|"
    r"\b(?:at )?our (?:cost|expense|treat)\b|\bat no cost\b|\bfree of charge\b|"
    r"\byou (?:do|earn|get|take) (?:it )?here\b|\bon us\b|\b(?:is|are) free\b|"
    r"\bpaid (?:for )?by (?:us|the (?:house|firm|company|shop|employer|school|trust|club))\b|"
    r"(?<!be )(?<!you have )\b(?:funded|reimbursed|sponsored|offered|supplied|included|(?:training|course) "
    r"(?:is )?(?:given|provided))\b|"
    r"\bfree (?:[\w-]+ ){0,3}(?:certificat\w+|courses?|flu|jabs?|licen[cs]es?|tickets?|training|"
    r"vaccinations?)\b|"
    r"\byou(?:'ll| will)? (?:do|get|gain|obtain|earn|receive|take|sit) (?:it|them|this|your|that)\b|"
    r"\bcosts? you nothing\b|\A(?:an? )?(?:allowance|budget|funding) for\b|"
    r"\b(?:fees?|indemnity|registration|subscription) (?:is |are )?(?:covered|paid|refunded)\Z|"
    r"\A[\u00a3$\u20ac] ?\d[\d.,]{0,8}k? (?:with|if you (?:have|hold))\b|"
    r"\bonce you(?:'ve| have) (?:been|worked|settled)\b|\bafter (?:your |the )?probation\b",
    re.IGNORECASE,
)
"""What the employer gets, pays for or gives: "We'll get you your card", "certified here", "jab offered"."""
_STILL_DEMANDED = re.compile(
    r"\b(?:must|(?<!not )(?<!n't )(?:required|essential|mandatory)|"
    r"you(?:'ll| will)? need|need to have)\b|\Aown\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"\A(?:so:? |also,? |and |rules?: )?(?:never|do not|don't|no one|no-one|nobody|none of us|"
    r"under no circumstances|zero tolerance)\b(?!:? ?(?:apply|bother|call|contact|answer|write|"
    r"gets? (?:hired|in|an interview)))|\b(?:costs?|loses?) you (?:your|the)\b|"
    r"\bends (?:the|your) (?:apprenticeship|contract|job)\b",
    re.IGNORECASE,
)
"""Rules of the work: "Never dry-cut: that ends the apprenticeship", "No one operates it without a card"."""
_OF_OTHERS = re.compile(
    r"\A(?i:our|my|the (?:old|last|previous|former|owner|chef|boss|foreman|landlord|manager|director))\b"
    r"(?! (?:new|next|ideal|successful))[^,.;]{0,40}?\b(?:has|had|holds|held|is|was)\b|"
    r"\b(?:licen[cs]es?|permits?|tickets?|certificates?) (?:is|are) (?:in my|in our|held by|the (?:owner|"
    r"chef))\b|"
    r"\A[A-Z][a-z]+ (?:has|had|holds|held) (?!to\b)|"
    r"\A(?i:last|this) (?:year|month|week|spring|summer|autumn|fall|winter)\b|"
    r"\b(?:lost|lose|took) (?:their|his|her)\b",
)
"""What somebody else there has: "Our old foreman had a crane ticket", "Licenses are in my name"."""
_WELCOME = re.compile(
    r"\A(?:we|i)?(?:'d| would)? ?(?:would )?(?:like|love)(?: it if| someone)?\b(?! to (?:hear|meet))|"
    r"\Awhat (?:we|i)(?:'d| would) (?:also |really )?(?:like|love)\b|"
    r"\bwould (?:make|have) (?:me|us) (?:(?:really|so|very) )?(?:glad|grin|happy|jealous|smile)\b|"
    r"\bwould make (?:my|our|the) (?:[\w'-]{2,20} )?day\b|, if (?:at all )?possible\Z|"
    r"\A(?:bonus|nice|good|great|helpful|handy|lovely|preferred|desirable|ideally|a plus|plus(?:es)?)\b"
    r"(?= (?:if|to have|are|is|would)\b|:)|"
    r"\A(?:it|that|so)(?:'d| would) (?:also |really )?(?:be|make) (?:us )?(?:an? )?"
    r"(?:lovely|nice|great|wonderful|brilliant|good|useful|happy|bonus|help|plus)\b|"
    r"\bwould be (?:lovely|wonderful|brilliant|delightful)\b|"
    r"\b(?:helpful|desirable|preferred|a (?:real |big |definite )?(?:plus|bonus|advantage)|welcome|handy|"
    r"lovely|(?:would be|is) (?:nice|great|good|useful|a comfort)|not fussed|delighted|thrilled|we'd love|"
    r"i'd love)(?=[.,;]|\Z| but\b| (?:someone|somebody|anyone)\b)",
    re.IGNORECASE,
)
"""What would please, and is no condition."""
_AFTER_OFFER = re.compile(
    r"\bpost[- ](?:conditional[- ])?offer\b|"
    r"\b(?:after|following|upon|on) (?:an?|the|your|any) (?:[\w-]+ ){0,2}offer\b|"
    r"\boffers? (?:is|are|will be) (?:conditional|contingent|subject)\b",
    re.IGNORECASE,
)


def is_offered(text: str) -> bool:
    """Return whether the employer gets, pays for or gives what a line names."""
    return _OFFERED.search(text) is not None and _STILL_DEMANDED.search(text) is None


def is_forbidden(text: str) -> bool:
    """Return whether a line forbids something, as a rule of the work."""
    return _FORBIDDEN.search(text) is not None


def is_of_others(text: str) -> bool:
    """Return whether somebody else has what a line names."""
    return _OF_OTHERS.search(text) is not None


def is_only_welcome(text: str) -> bool:
    """Return whether a line says what would please and is no condition."""
    plain = text.replace("\u2019", "'")
    return _WELCOME.search(plain) is not None and _STILL_DEMANDED.search(plain) is None


def is_after_offer(text: str) -> bool:
    """Return whether a check takes place only once somebody has an offer."""
    return _AFTER_OFFER.search(text) is not None
