"""What a person wants, found by the first rule that fits; the order of the rules is the decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from vivavoce.practice.domain.assistant import phrases as on
from vivavoce.practice.domain.assistant.conversation import Conversation
from vivavoce.practice.domain.assistant.lists import addresses_in, ids_in, sessions_in
from vivavoce.practice.domain.assistant.names import find_company, find_role
from vivavoce.practice.domain.assistant.said import Said

Intent = Literal[
    "preview", "configure", "regenerate", "edit", "approve", "change", "start", "status",
    "prepare", "privacy", "in_chat",
    "informal", "informal_end", "review", "artifact", "video_upload", "video_confirm", "leaderboard",
    "assign", "list_assignments", "unassign", "bulk_results", "route", "decline", "coding", "help",
    "thanks", "unclear",
]  # fmt: skip
_Test = Callable[[Said, Conversation], bool]


def also_routes(said: Said) -> str:
    """Return the other agent that a message asks for beside practice, or ''."""
    if said.has_vita:
        return ""
    for agent, pattern in _AWAY:
        if pattern.search(said.folded):
            return agent
    return ""


_AWAY = (
    ("qscore", on.QSCORE),
    ("resume", on.RESUME),
    ("roleplay", on.ROLEPLAY),
    ("general", on.CAREER),
)


def intent_of(said: Said, talk: Conversation) -> Intent:
    """Return what ``said`` asks for in this conversation."""
    return next((intent for intent, test in _ORDER if test(said, talk)), "unclear")


def wants_now(said: Said) -> bool:
    """Return whether a session is wanted at once, unseen."""
    return bool(on.NOW.search(said.folded)) and not on.SHOW_FIRST.search(said.folded)


def steps(said: Said) -> int:
    """Return +1 for longer, -1 for shorter, 0 for neither."""
    return int(bool(on.LONGER.search(said.folded))) - int(bool(on.SHORTER.search(said.folded)))


def _any(*patterns: re.Pattern[str]) -> _Test:
    return lambda said, _: any(pattern.search(said.folded) for pattern in patterns)


def _declines(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if on.OWN_RULES.search(text) or on.INSIDES.search(text):
        return True
    if on.LEADERS.search(text) and (on.OTHER_ORG.search(text) or _names_other(said.speech)):
        return True
    return bool(on.OTHERS.search(text)) and not (talk.may_assign and _names_assignments(said))


def _names_assignments(said: Said) -> bool:
    return bool(ids_in(said.speech) or addresses_in(said.speech))


_LEADERS_OF = re.compile(
    r"(?i:leader ?board|ranking|scores?|performers?) (?:of|at|from|for) (?!Us\b|The\b|My\b)[A-Z]\w+"
)


def _names_other(speech: str) -> bool:
    return bool(_LEADERS_OF.search(speech))


def _answers(said: Said, talk: Conversation) -> str:
    """Return which open question a message answers, or ''."""
    words = said.folded.split()
    if talk.asked == "session" and sessions_in(said.speech) and len(words) <= 6:
        return "session"
    if talk.asked in {"emails", "unassign"} and addresses_in(said.speech):
        return talk.asked
    if talk.asked == "round" and re.search(r"\b(?:warm|behav|hr|tech|cod)", said.folded):
        return "round"
    is_short = 1 <= len(words) <= 6 and "?" not in said.folded
    if talk.asked in {"role", "assign_role"} and is_short and not _other_wish(said):
        return talk.asked
    return ""


def _other_wish(said: Said) -> bool:
    text = said.folded
    others = (
        on.YES,
        on.NO,
        on.CHANGES,
        on.THANKS,
        on.HELLO,
        on.HELP,
        on.REVIEW,
        on.LEADERS,
        on.APPROVE,
        on.STOP,
        on.UPLOAD,
    )
    return any(pattern.search(text) for pattern in (*others, on.RESUME, on.START, on.ASSIGN))


def _answered(*kinds: str) -> _Test:
    return lambda said, talk: _answers(said, talk) in kinds


def _goes_away(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if on.RESUME.search(text) and said.has_vita:
        return False
    is_away = any(pattern.search(text) for pattern in (on.QSCORE, on.RESUME, on.ROLEPLAY))
    return is_away and not practises_too(said)


def practises_too(said: Said) -> bool:
    """Return whether a message that belongs elsewhere also asks for an interview of its own."""
    clauses = re.split(r"[,;.!?\n]|\b(?:and then|then|and also|and|also|but)\b", said.folded)
    here = [one for one in clauses if on.PRACTISE.search(one) and on.INTERVIEWISH.search(one)]
    return any(not any(pattern.search(one) for _, pattern in _AWAY[:3]) for one in here)


def _confirms(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if not on.CONFIRM.search(text):
        return False
    return bool(re.search(r"\bupload", text)) or bool(talk.upload_id)


def _fetches(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if not on.ARTIFACT.search(text) or on.ANALYSIS.search(text):
        return False
    return bool(on.FETCH.search(text)) and not on.PRACTISE.search(text)


def _from_assignment(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if "assignment_id" in said.pairs:
        return True
    return bool(on.MY_ASSIGNED.search(text) and on.DO.search(text)) and not addresses_in(
        said.speech
    )


def _bulk(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if ids_in(said.speech) and on.RESULTS.search(text):
        return True
    return bool(on.BULK.search(text)) and (talk.may_assign or bool(talk.batch))


def _editor(said: Said, talk: Conversation) -> bool:
    return bool(on.EDITOR.search(said.folded)) and bool(on.ASKS.search(said.folded))


def _reviews(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if not on.REVIEW.search(text):
        return False
    is_plan = re.search(r"\bquestions?\b|\breview (?:the|my) (?:plan|draft)", text) and talk.draft
    return not is_plan and not (_strong_practise(said) and not re.search(r"\bmy last\b", text))


def _strong_practise(said: Said) -> bool:
    return bool(
        re.search(
            r"\b(?:mock|practi[cs]e (?:interview|session|for|with|my|an?)|(?:set up|start|begin"
            r"|prepare|create|make|run|need|want) (?:a|an|another"
            r"|me an?)\b.{0,40}\b(?:interview|round|session))",
            said.folded,
        )
    )


def _edits(said: Said, talk: Conversation) -> bool:
    return bool(on.EDIT.search(said.folded))


def _says_yes(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if talk.draft is None:
        return bool(on.APPROVE.search(text)) and not _wants_practice(said, talk)
    if on.YES.search(text):
        return True
    has_go = bool(on.APPROVE.search(text) or on.START.search(text))
    return (
        has_go and not on.CHANGES.search(text) and not on.ANOTHER.search(text) and not _sets(said)
    )


def _prepares(said: Said, talk: Conversation) -> bool:
    return talk.session is not None and bool(on.PREPARE.search(said.folded))


def _says_no(said: Said, talk: Conversation) -> bool:
    return talk.draft is not None and bool(on.NO.search(said.folded))


def _sets(said: Said) -> bool:
    """Return whether a message names a setting of an interview."""
    return bool(
        re.search(
            r"\b(?:minutes?|mins?|payal|emma|john|kapil|easy|medium|hard|advanced|voice|role"
            r"|position|coding|behaviou?ral|technical|warm[- ]?up)\b|@",
            said.folded,
        )
    )


def _regenerates(said: Said, talk: Conversation) -> bool:
    text = said.folded
    if on.ANOTHER.search(text) and not re.search(r"\bdifferent questions?\b", text):
        return False
    changes = bool(on.CHANGES.search(text) or on.SETTINGS_ONLY.search(text))
    if talk.session is None or talk.session.status not in {"draft", "configured"}:
        return (
            changes
            and bool(
                re.search(
                    r"^(?:make|focus|no |more|less|fewer|harder|easier|regenerate|too )", text
                )
            )
            and not on.INTERVIEWISH.search(text)
        )
    if said.job_description and not on.ANOTHER.search(text) and not _begins_anew(text):
        return True
    if _wants_practice(said, talk) and not on.ALTERS.search(text) and not changes:
        return False
    names_place = bool(find_company(said.speech) or find_role(said.speech))
    return changes or ((_sets(said) or names_place) and not _begins_anew(text))


def _begins_anew(text: str) -> bool:
    return bool(
        re.search(r"\b(?:mock|i (?:want|need|would like) to practi[cs]e)\b", text)
    ) and not re.search(r"\b(?:it|instead|actually|change|switch)\b", text)


def _wants_practice(said: Said, talk: Conversation) -> bool:
    if said.job_description or {"interview_type", "target_role"} & set(said.pairs):
        return True
    return bool(
        on.PRACTISE.search(said.folded)
        or on.BEFORE_INTERVIEW.search(said.folded)
        or (on.SHOW_FIRST.search(said.folded) and on.INTERVIEWISH.search(said.folded))
    ) or bool(
        re.search(r"\binterview", said.folded)
        and re.search(r"\b(?:want|need|please|help|like|can|could|my|first|nervous)\b", said.folded)
    )


def _starts(said: Said, talk: Conversation) -> bool:
    if talk.session is None or talk.session.status == "draft":
        return bool(
            re.search(
                r"\b(?:resume|continue|rejoin)\b.{0,20}\b(?:session|interview|practi[cs]e)\b",
                said.folded,
            )
        )
    return bool(on.START.search(said.folded) or on.YES.search(said.folded)) and not _begins_new(
        said
    )


def _begins_new(said: Said) -> bool:
    return bool(on.ANOTHER.search(said.folded)) or _strong_practise(said)


def _now(said: Said, talk: Conversation) -> bool:
    return wants_now(said) and (_wants_practice(said, talk) or _names_kind(said, talk))


def _names_kind(said: Said, talk: Conversation) -> bool:
    """Return whether a kind of interview is named and nothing else was understood."""
    return bool(on.KIND_NAMED.search(said.folded)) and not on.CAREER.search(said.folded)


def _starts_assignment(said: Said, talk: Conversation) -> bool:
    if not _from_assignment(said, talk):
        return False
    return bool(re.search(r"\b(?:start|begin|launch)\b", said.folded)) and not on.SHOW_FIRST.search(
        said.folded
    )


def _stops_informal(said: Said, talk: Conversation) -> bool:
    return talk.informal > 0 and bool(on.STOP.search(said.folded))


def _goes_on_informally(said: Said, talk: Conversation) -> bool:
    return talk.informal > 0


def _thanks(said: Said, talk: Conversation) -> bool:
    """Return whether a message only thanks or takes leave: 'great' alone is a yes to a draft."""
    text = said.folded
    return bool(on.THANKS.search(text)) and bool(
        re.search((r"\b(?:than|thx|ty|cheers|danke|bye|see you|night|all)"), text)
    )


def _empty(said: Said, talk: Conversation) -> bool:
    return not said.raw


def _lists(said: Said, talk: Conversation) -> bool:
    return bool(on.LIST.search(said.folded)) and not on.UNASSIGN.search(said.folded)


def _own_terms(said: Said, talk: Conversation) -> bool:
    """Return whether a message comes with settings by the service's own names."""
    return bool(
        {"interview_type", "duration_minutes", "persona_id", "target_role"} & set(said.pairs)
    )


def _own_terms_now(said: Said, talk: Conversation) -> bool:
    return (
        _own_terms(said, talk)
        and bool(re.search(r"\b(?:now|configure|create|start|begin|launch)\b", said.folded))
        and not on.SHOW_FIRST.search(said.folded)
    )


_ORDER: tuple[tuple[Intent, _Test], ...] = (
    ("unclear", _empty),
    ("decline", _declines),
    ("thanks", _thanks),
    ("help", _any(on.HELLO)),
    ("informal_end", _stops_informal),
    ("configure", _own_terms_now),
    ("preview", lambda said, talk: _own_terms(said, talk) and talk.draft is None),
    ("review", _answered("session")),
    ("assign", _answered("emails", "assign_role", "round")),
    ("unassign", _answered("unassign")),
    ("video_confirm", _confirms),
    ("video_upload", _any(on.UPLOAD)),
    ("bulk_results", _bulk),
    ("unassign", _any(on.UNASSIGN)),
    ("configure", _starts_assignment),
    ("preview", _from_assignment),
    ("list_assignments", _lists),
    ("assign", _any(on.ASSIGN)),
    ("route", _goes_away),
    ("edit", _edits),
    ("coding", _editor),
    ("informal", _any(on.INFORMAL)),
    ("in_chat", _any(on.IN_CHAT)),
    ("leaderboard", _any(on.LEADERS)),
    ("artifact", _fetches),
    ("status", _any(on.STATUS)),
    ("privacy", _any(on.PRIVACY)),
    ("prepare", _prepares),
    ("review", _reviews),
    ("change", _says_no),
    ("approve", _says_yes),
    ("start", _starts),
    ("regenerate", _answered("role")),
    ("regenerate", _regenerates),
    ("configure", _now),
    ("preview", _wants_practice),
    ("help", _any(on.HELP)),
    ("preview", _names_kind),
    ("route", _any(on.CAREER)),
    ("informal", _goes_on_informally),
)
