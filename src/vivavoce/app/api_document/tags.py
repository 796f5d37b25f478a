"""The tags of the API document: what operations belong together, and an introduction to each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentTag:
    """A tag with its title, its group and its introduction; ``name`` is the tag of the routes."""

    name: str
    title: str
    group: str
    introduction: str


_HIRING, _LIVE, _PRACTICE = "Hiring", "Interviews in progress", "Practice"
_ORGANIZATION, _OPERATION, _COMPATIBILITY = "Organization", "Operation", "Compatibility"
DOCUMENT_TAGS = (
    DocumentTag(
        "Interviews",
        "Interviews",
        _HIRING,
        "**Start here.** Request an interview, read its plan, decide about it, read the assessment, and "
        "decide about that. Use this family for new integrations. Every `{key}` is the interview's id or its "
        "run id.",
    ),
    DocumentTag(
        "documents",
        "Documents",
        _HIRING,
        "Read the text of a job description or a résumé out of a file, to send it with a request.",
    ),
    DocumentTag(
        "webhooks",
        "Webhooks",
        _HIRING,
        "Get notified of every step of an interview, instead of asking for its state. Configure one "
        "endpoint, and read what was delivered.",
    ),
    DocumentTag(
        "Tasks",
        "Tasks",
        _HIRING,
        "Candidates who asked for a person, or seemed to need one. Claim a task, so that colleagues see who "
        "is working on it.",
    ),
    DocumentTag(
        "candidate-access",
        "Candidate access",
        _HIRING,
        "What the candidate's page calls. The token in the path is the credential; some calls also need "
        "the session token that a one-time code returns.",
    ),
    DocumentTag(
        "intakes",
        "Intakes",
        _HIRING,
        "Interview a hiring manager about a position. The answers become a job description, questions "
        "and a rubric.",
    ),
    DocumentTag(
        "templates",
        "Templates",
        _HIRING,
        "Questions and a rubric that were accepted once, for any number of candidates.",
    ),
    DocumentTag(
        "skills",
        "Skills and occupations",
        _HIRING,
        "The catalog that skills of a request are matched with: the built-in one, imported "
        "classifications, and your organization's own skills.",
    ),
    DocumentTag(
        "panels",
        "Panels",
        _HIRING,
        "Several independent evaluators for an interview, each with its own perspective, and a ranking "
        "of interviews by their scores.",
    ),
    DocumentTag(
        "analytics",
        "Analytics",
        _HIRING,
        "Outcomes, waiting times and costs of your organization's interviews.",
    ),
    DocumentTag(
        "Runs",
        "Runs",
        _HIRING,
        "Plan or assess with an agent of your own: read what waits, and deliver the result. Send "
        "`A2A_API_KEY` and your organization in `X-Tenant-ID`, or your own credentials.",
    ),
    DocumentTag(
        "sessions",
        "Sessions",
        _LIVE,
        "A session is one conversation of an interview: its state, transcript, event log and replay, and "
        "the tickets that open its sockets.",
    ),
    DocumentTag(
        "live",
        "Live dashboard",
        _LIVE,
        "Watch all live sessions, leave a note for the interviewer, take over, or end a session.",
    ),
    DocumentTag(
        "recording",
        "Recordings",
        _LIVE,
        "Video recordings in chunks. A recording needs the candidate's consent.",
    ),
    DocumentTag(
        "media",
        "Media links",
        _LIVE,
        "Signed links to download artifacts and to upload a video. The link is the credential.",
    ),
    DocumentTag(
        "calls",
        "Calls",
        _LIVE,
        "Call a candidate by telephone, outside the quiet hours of their time zone.",
    ),
    DocumentTag(
        "voice",
        "Speech",
        _LIVE,
        "Text to speech with the engines of this installation.",
    ),
    DocumentTag(
        "practice",
        "Practice sessions",
        _PRACTICE,
        "Set up a practice interview, approve its questions, and start it; read the review afterwards. "
        "A person's practice is private: staff see only what they assigned.",
    ),
    DocumentTag(
        "assignments",
        "Assignments",
        _PRACTICE,
        "Assign practice to people by their e-mail addresses.",
    ),
    DocumentTag(
        "assistant",
        "Assistant",
        _PRACTICE,
        "A conversation that sets up practice and explains results, for people and for other agents.",
    ),
    DocumentTag(
        "auth",
        "Sign-in",
        _ORGANIZATION,
        "Sign in with an e-mail address and a password or your organization's OpenID provider, sign out, "
        "and change or reset the password.",
    ),
    DocumentTag(
        "users",
        "Users and invitations",
        _ORGANIZATION,
        "Who belongs to your organization. People join by accepting an invitation.",
    ),
    DocumentTag(
        "calendars",
        "Calendars",
        _ORGANIZATION,
        "A person's own calendars, so that no interview is offered at a time when they are busy.",
    ),
    DocumentTag(
        "roles",
        "Roles and permissions",
        _ORGANIZATION,
        "What people may do: the fixed roles, and roles of your own.",
    ),
    DocumentTag(
        "api-keys",
        "API keys",
        _ORGANIZATION,
        "Keys for programs. A key has some of the permissions of the person who created it.",
    ),
    DocumentTag(
        "applications",
        "Connected applications",
        _ORGANIZATION,
        "Programs that act in a person's name, connected by OAuth 2.1. The endpoints of OAuth itself are "
        "described at `/.well-known/oauth-authorization-server`.",
    ),
    DocumentTag(
        "ats",
        "Applicant tracking systems",
        _ORGANIZATION,
        "Connect Greenhouse, Ashby or Lever: they order interviews, and get the approved results. Their "
        "own documentation describes the calls that they make.",
    ),
    DocumentTag(
        "audit",
        "Audit log",
        _ORGANIZATION,
        "Who did what in your organization. Entries are added and never changed.",
    ),
    DocumentTag(
        "tenants",
        "Settings",
        _ORGANIZATION,
        "The organization's settings, and for how long data is stored.",
    ),
    DocumentTag(
        "A2A",
        "Agent requests (compatibility)",
        _COMPATIBILITY,
        "For agents that already speak this JSON-RPC interface; it acts on the same interviews. It is "
        "not the A2A protocol. Use *Interviews* for new integrations.",
    ),
    DocumentTag(
        "Integration",
        "Integration (compatibility)",
        _COMPATIBILITY,
        "For systems that were built for these addresses; they act on the same interviews. Use "
        "*Interviews* for new integrations.",
    ),
    DocumentTag(
        "admin",
        "Dashboards (compatibility)",
        _COMPATIBILITY,
        "Numbers for dashboards that were built for these addresses. Use *Analytics* and *Interviews* for "
        "new integrations.",
    ),
    DocumentTag(
        "health",
        "Health",
        _OPERATION,
        "Whether this process is alive and can serve requests.",
    ),
    DocumentTag(
        "operations",
        "Operation",
        _OPERATION,
        "Alerts, prices and the event bus of the installation, and the dead letters of an organization.",
    ),
    DocumentTag(
        "telephony",
        "Telephony callbacks",
        _OPERATION,
        "What the telephone provider calls. Each request must be signed by the provider.",
    ),
    DocumentTag(
        "dev-mailbox",
        "Development mailbox",
        _OPERATION,
        "The e-mails of the local profile, which are shown instead of sent.",
    ),
)
TITLES_BY_TAG = {tag.name: tag.title for tag in DOCUMENT_TAGS}


def list_tag_groups() -> dict[str, list[str]]:
    """Return the titles of the tags by group, in the order of the document."""
    groups: dict[str, list[str]] = {}
    for tag in DOCUMENT_TAGS:
        groups.setdefault(tag.group, []).append(tag.title)
    return groups
