"""What the parameters of the API mean: by name, and where that is not enough by operation."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json

_BY_NAME = {
    (
        "header",
        "Idempotency-Key",
    ): "A key of your own, 1 to 255 printable characters. A repeated request with "
    "the same key and the same body has no further effect and returns the same answer.",
    (
        "header",
        "x-session-token",
    ): "The session token that a verified one-time code returned; not needed for "
    "invitations without a code.",
    ("path", "application_id"): "The id of the connection, from the list of applications.",
    ("path", "artifact_type"): "The type of the file.",
    ("path", "ats"): "The applicant tracking system.",
    ("path", "decision_id"): "The id of the decision.",
    ("path", "link_id"): "The id of the link to the scorecard.",
    ("path", "calendar_id"): "The calendar's id.",
    ("path", "conversation_id"): "The conversation's id.",
    ("path", "handle"): "The session's unguessable id, which `POST …/start` returned.",
    ("path", "intake_id"): "The intake's id.",
    ("path", "interview_id"): "The interview's id, or its run id.",
    ("path", "invitation_id"): "The invitation's id.",
    ("path", "item_kind"): "The kind of the item, as in `GET /queue`.",
    ("path", "key"): "The interview's id, or its run id.",
    ("path", "key_id"): "The API key's id.",
    ("path", "kind"): "The kind of the document.",
    ("path", "letter_id"): "The dead letter's id.",
    ("path", "message_id"): "The webhook's id.",
    ("path", "practice_id"): "The id of the practice session, `int_` and 32 hexadecimal digits.",
    ("path", "qualification_id"): "The qualification's id.",
    ("path", "run_id"): "The run's own id, the interview's run id, or the interview's id.",
    ("path", "seq"): "The number of the chunk, from 0.",
    ("path", "session_id"): "The session's id.",
    ("path", "skill_id"): "The skill's id.",
    ("path", "task_id"): "The task's id.",
    ("path", "template_id"): "The template's id.",
    ("path", "token"): "The token of the candidate's link. It is the credential.",
    ("path", "user_id"): "The user's id.",
    ("path", "view_id"): "The id of the saved view.",
    (
        "query",
        "createdBefore",
    ): "Only what was created before this time, e.g. `2026-12-01T00:00:00Z`.",
    ("query", "createdFrom"): "Only what was created at this time or later.",
    ("query", "recommendation"): "Only interviews whose newest assessment proposes one of these.",
    ("query", "days"): "How many days the report covers, up to now.",
    ("query", "limit"): "How many entries to return at most.",
    ("query", "page"): "The number of the page, from 1.",
}
_SEARCH = (
    "Only interviews that match: the whole e-mail address, run id, external id or "
    "candidate reference, whole words of the name, or part of the position."
)
_BY_OPERATION = {
    ("download_media", "token"): "The signed part of the link. It is the credential.",
    (
        "list_connected_applications",
        "everyone",
    ): "Whether to list the applications of all colleagues; needs `user:manage`.",
    ("export_hiring_report", "channel"): "Only interviews by this channel.",
    ("export_hiring_report", "position"): "Only interviews for exactly this position.",
    ("show_hiring_report", "channel"): "Only interviews by this channel.",
    ("show_hiring_report", "position"): "Only interviews for exactly this position.",
    ("get_dead_letters", "replayed"): "Whether to list those that were sent again, too.",
    ("list_assignments", "status"): "Only assignments with this status; `all` for every one.",
    (
        "list_chunks",
        "session_id",
    ): "The session's id or, for your own practice, the practice session id.",
    ("export_interview_results", "order"): "By the time of the request.",
    ("export_interview_results", "search"): _SEARCH,
    ("export_interviews", "search"): _SEARCH,
    ("list_interviews", "search"): _SEARCH,
    ("list_runs", "kind"): "Only runs of this kind; if absent, of both.",
    ("list_skills", "offset"): "How many skills to leave out, from the beginning of the list.",
    ("list_webhooks", "status"): "Only webhooks with this status.",
    ("match_occupation", "title"): "The job title to recognize.",
    (
        "put_chunk",
        "atMs",
    ): "When the chunk begins, in milliseconds from the start of the recording. If absent, it "
    "follows the chunk before it.",
    ("put_chunk", "durationMs"): "The length of the chunk, in milliseconds.",
    (
        "put_chunk",
        "session_id",
    ): "The `sessionId` that `POST …/start` returned or, for your own practice, the "
    "practice session id.",
    (
        "read_dev_mailbox",
        "search",
    ): "Only e-mails with these words in the address, the subject or the text.",
    ("read_dev_mailbox", "to"): "Only e-mails to this address.",
    ("search_occupations", "q"): "The title or a part of it.",
    ("search_skills", "q"): "The name or what the skill means.",
    ("session_events", "after"): "Only events after this number; 0 for all.",
    (
        "get_voice_recording",
        "session_id",
    ): "The session's id or, for your own practice, the practice session id.",
    (
        "get_voice_sound",
        "session_id",
    ): "The session's id or, for your own practice, the practice session id.",
    (
        "get_voice_sound",
        "fromMs",
    ): "Where the range begins, in milliseconds from the recording's start.",
    (
        "get_voice_sound",
        "toMs",
    ): "Where the range ends, in milliseconds from the recording's start. If absent, "
    "at the end of the recording, or 10 minutes after its beginning.",
    (
        "stream_recording",
        "session_id",
    ): "The session's id or, for your own practice, the practice session id.",
    ("upload_media", "token"): "The signed part of the link. It is the credential.",
    (
        "get_chunk",
        "session_id",
    ): "The session's id or, for your own practice, the practice session id.",
}


def describe_parameters(operation: Json) -> None:
    """Add a description to the parameters of an operation that have none."""
    for parameter in operation.get("parameters", ()):
        named = (operation["operationId"], parameter["name"])
        text = _BY_OPERATION.get(named) or _BY_NAME.get((parameter["in"], parameter["name"]))
        if text is not None:
            parameter.setdefault("description", text)
