"""What people cannot have done yet: a trade that the posting teaches, and a project that is still to come."""

from __future__ import annotations

import re

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.job_analysis import JobAnalysis
from vivavoce.planning.domain.job_analysis.work_sentences import is_order

LEADING_LEVELS = frozenset({"LEAD", "PRINCIPAL"})
LEADING_GROUPS = frozenset({"S4.5", "S4.6", "S4.7", "S4.8"})
"""Groups of work with people of one's own."""
BEGINNER = "BEGINNER"
"""The level of questions for people who have never worked in the trade."""
_LEADERS = (
    "administrator|advis[eo]r|assessor|coordinator|director|instructor|lead|leader|manager|mentor|supervisor|"
    "trainer"
)
_STAFF = rf"(?:{_LEADERS}|consultant|counsel\w+|educator|officer|recruit\w+|specialist|teacher)\b"
_PROGRAM = "(?:program(?:me)?s?|scheme|force|corps)"
_LEADS_LEARNERS = rf"(?!(?:,| -)? (?:{_PROGRAM} {_STAFF}|(?:{_LEADERS})\b))"
_RUNS_PROGRAM = rf"(?!(?:,| -)? (?:{_PROGRAM} )?{_STAFF})"
"""Who runs a program for learners is none: an intern program manager, a placement officer."""
_LEARNS = LazyPattern(
    r"\b(?:apprentice|apprenticeship|trainee|traineeship|learner|school leaver|improver)\b"
    rf"|\b(?<!of )(?<!for )(?:intern|cadet)\b{_LEADS_LEARNERS}"
    r"|\b(?<!of )(?<!for )(?:interns|internships?|cadetship|externship|year in industry|work[- ]study|"
    r"(?:summer|vacation|vac|holiday|placement|working|co-?op) students?|students? co-?op|"
    r"(?:vacation|vac) (?:program(?:me)?|scheme|work|clerk|internship)|"
    r"student (?:assistant|employee|helper|worker)|placement (?:program(?:me)?|scheme|year)|"
    rf"(?:industrial|sandwich|student|summer|undergraduate|12[- ]month) placement)\b{_RUNS_PROGRAM}",
    re.IGNORECASE,
)
_TEACHES = LazyPattern(
    r"\bno (?:[a-z]+ ){0,3}(?:experience|background|previous knowledge|prior knowledge)\b"
    r"|\bwe(?:'ll| will)? (?:train|teach) (?:you|everyone)\b"
    r"|\bwe(?:'ll| will)? (?:teach|show) you (?:everything|all|how|the (?:job|trade|ropes))\b"
    r"|\b(?:we|you) (?:do not|don't|needn't|need not) (?:need|expect|require)(?: you| to have| to know)*"
    r" (?:any |previous |prior |special )?(?:experience|background|qualifications?|know-how|the trade)\b"
    r"|\byou (?:do not|don't|needn't|need not)(?: need)?(?: to)? (?:know|have done|have worked)\b(?! our\b)"
    r"|\byou(?:'ll| will) learn (?:the|this) (?:job|trade)\b"
    r"|\b(?:full|complete|all|thorough) training(?: is| will be)? (?:given|provided|offered|included)\b"
    r"|\b(?:full|complete|thorough) training (?:for|of|over) \w+ (?:weeks|months)\b"
    r"|\b(?:[0-9]+|two|three|four|five|six|eight|ten|twelve)(?:-| )(?:week|month)s?'? (?:of )?"
    r"(?:paid |full )?training\b"
    r"(?:paid |full )?training\b"
    r"|\b(?:career changers|lateral entrants|school leavers|beginners|newcomers)\b[^.\n]{0,24}\bwelcome\b"
    r"|\bexperience (?:is )?(?:not|n't) (?:needed|necessary|required|essential)\b",
    re.IGNORECASE,
)
_ASKS_FOR_YEARS = LazyPattern(
    r"\b(?:[0-9]+\+?|one|two|three|several) years?'? (?:of )?(?:[a-z]+ ){0,3}experience\b",
    re.IGNORECASE,
)
_ASKS_FOR_NONE = LazyPattern(
    r"\bno (?:previous |prior )?(?:experience|background)(?: or (?:qualifications?|training))?"
    r" (?:is |are )?(?:needed|necessary|required|asked for)\b"
    r"|\bno previous(?: experience)?(?: needed| required)\b"
    r"|\bexperience (?:is )?(?:not|n't) (?:needed|necessary|required)\b"
    r"|\b(?:you|we) (?:do not|don't|needn't) (?:need|ask for|require|expect) (?:any )?experience\b"
    r"(?! (?:of|in|with))",
    re.IGNORECASE,
)
"""Plainly no experience at all, for whatever level the request names."""
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_STILL_TO_COME = LazyPattern(
    r"\b(?:next|this|coming) (?:year|spring|summer|autumn|fall|winter|quarter|month)\b|\bupcoming\b"
    r"|\bin 20[2-9]\d\b|\b(?:before|by) the end of (?:the|this|next) year\b"
    rf"|\bby (?:the end of )?(?:{_MONTHS}|spring|summer|autumn)\b"
    r"|\b(?:arriv\w+|due|expected|open(?:s|ing)|start(?:s|ing)) (?:from|in|on|this|next) (?:the )?"
    rf"(?:new year|spring|summer|autumn|fall|winter|{_MONTHS}|20[2-9]\d|q[1-4])\b",
    re.IGNORECASE,
)
_ONE_PROJECT = LazyPattern(
    r"\b(?:the|our|its|their|a) (?:[a-z0-9'&-]+ ){0,4}"
    r"(?:migration|rollout|roll-out|introduction|relocation|transition|go-live|cutover|transformation|"
    r"restructuring|opening|merger|consolidation|rewrite|modernization|modernisation|conversion|"
    r"move (?:of|to|from|into))\b"
    r"|^(?:migrate|relocate|roll out|introduce|launch|implement|establish|build up|set up) "
    r"(?:the new|our|a new|its)\b",
    re.IGNORECASE,
)


_FOR_LATER = LazyPattern(
    r"^(?:later|afterwards?|in time|over time|from your (?:second|third|fourth) year|"
    r"in (?:your |the )?(?:second|third|fourth|final|last) (?:half-?)?year|once you (?:have|are|know|can)|"
    r"when you are ready|after (?:your|the|a) (?:[a-z]+ ){0,2}(?:year|months?|training|probation))\b",
    re.IGNORECASE,
)


def teaches_the_job(title: str, text: str, *, level: str) -> bool:
    """Return whether a job is for people who have never worked in its trade.

    An apprentice or trainee is one. So are juniors where the posting says that it trains them, and all but
    seniors where it plainly asks for no experience.
    """
    if level in {"SENIOR", "LEAD", "PRINCIPAL"}:
        return False
    teaches = _TEACHES if level == "JUNIOR" else _ASKS_FOR_NONE
    return _LEARNS.search(title) is not None or (
        teaches.search(text) is not None and _ASKS_FOR_YEARS.search(text) is None
    )


def is_still_to_come(task: str, line: str) -> bool:
    """Return whether a task is one project of the future: nobody remembers how they led "the migration"."""
    return _ONE_PROJECT.search(task) is not None or _STILL_TO_COME.search(line) is not None


def is_for_later(line: str) -> bool:
    """Return whether a line says what people who learn the trade will do one day: "Later you will weld"."""
    return _FOR_LATER.search(line.strip()) is not None


def take_lessons_as_tasks(analysis: JobAnalysis) -> JobAnalysis:
    """Return the analysis with the acts that people learn in their training as their work."""
    taught = (one for one in analysis.statements if one.need == "learned_here")
    for one in taught:
        if is_order(one.text):
            analysis = analysis.correct(one.start, kind="task")
    return analysis
