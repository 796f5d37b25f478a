-- Practice: drafts, assignments, reviews, and the assistant's conversations.

-- What practice adds to an interview. request_hash is a keyed hash of the last request for its plan. The
-- questions can be edited once, at edited_at.
CREATE TABLE practice_draft (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    adjustments jsonb NOT NULL,
    assignment_id uuid,
    request_hash bytea NOT NULL,
    edited_at timestamptz,
    PRIMARY KEY (tenant_id, interview_id)
);
SELECT vivavoce_tenant_table('practice_draft');

-- A practice assignment. The address is encrypted with a key of its batch and found by a keyed hash; an
-- erased one is NULL.
CREATE TABLE assignment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    batch_id uuid NOT NULL,
    role text NOT NULL,
    round text NOT NULL CHECK (round IN ('warm_up', 'behavioral', 'technical')),
    email_index bytea,
    email bytea,
    status text NOT NULL CHECK (status IN ('assigned', 'started', 'completed', 'unassigned')),
    interview_id uuid,
    assigned_by uuid NOT NULL,
    assigned_at timestamptz NOT NULL,
    started_at timestamptz,
    completed_at timestamptz,
    unassigned_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (status <> 'completed' OR (interview_id IS NOT NULL AND completed_at IS NOT NULL)),
    CHECK (status <> 'unassigned' OR (interview_id IS NULL AND unassigned_at IS NOT NULL))
);
-- A person's assignments are found by their address ...
CREATE INDEX assignment_email ON assignment (tenant_id, email_index, assigned_at DESC, id DESC);
-- ... and a session that starts or is reviewed finds its assignment.
CREATE INDEX assignment_interview ON assignment (tenant_id, interview_id);
SELECT vivavoce_tenant_table('assignment');
REVOKE DELETE ON assignment FROM vivavoce_app;

-- One row for each practice interview that was started or canceled. Numbers are not encrypted, for the
-- leaderboard and the trend; all text is in sealed_document, encrypted with the person's key. end_reason is
-- how the last session ended that was too short. is_listed is the person's choice about the leaderboard,
-- NULL before they make one.
CREATE TABLE review (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    run_id text NOT NULL,
    person_id uuid NOT NULL,
    session_id uuid,
    status text NOT NULL CHECK (status IN ('processing', 'completed', 'failed', 'not_eligible')),
    stage text CHECK (stage IN ('queued', 'transcribing', 'scoring', 'comparing')),
    end_reason text,
    ineligibility_reason text CHECK (
        ineligibility_reason IN ('not_started', 'too_short', 'no_candidate_speech', 'cancelled',
                                 'consent_declined')
    ),
    failure_code text,
    is_retryable boolean NOT NULL DEFAULT false,
    attempts integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 0,
    interview_type text,
    difficulty text,
    assessment_id uuid,
    scorer_kind text,
    scorer_version text,
    overall_score double precision CHECK (overall_score BETWEEN 0 AND 100),
    is_listed boolean,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    completed_at timestamptz,
    sealed_document bytea,
    PRIMARY KEY (tenant_id, interview_id),
    CHECK ((stage IS NOT NULL) = (status = 'processing')),
    CHECK ((ineligibility_reason IS NOT NULL) = (status = 'not_eligible')),
    CHECK ((failure_code IS NOT NULL) = (status = 'failed')),
    CHECK (num_nulls(session_id, assessment_id, scorer_kind, scorer_version, completed_at, sealed_document)
           = 0 OR status <> 'completed'),
    CHECK (overall_score IS NULL OR status = 'completed')
);
-- A person's earlier reviews: comparison, trend and history.
CREATE INDEX review_person ON review (tenant_id, person_id, completed_at DESC)
    WHERE status = 'completed';
-- The leaderboard reads the best scores first.
CREATE INDEX review_score ON review (tenant_id, overall_score DESC, completed_at)
    WHERE overall_score IS NOT NULL;
SELECT vivavoce_tenant_table('review');
REVOKE DELETE ON review FROM vivavoce_app;

-- A conversation with the practice assistant, encrypted with the person's key. locked_until keeps a second
-- message from being answered at the same time; it expires if a process dies.
CREATE TABLE conversation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    title bytea NOT NULL,
    state bytea NOT NULL,
    message_count integer NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    locked_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
-- A person's list shows the newest first.
CREATE INDEX conversation_person ON conversation (tenant_id, person_id, updated_at DESC, id DESC);
SELECT vivavoce_tenant_table('conversation');

-- A message of the person, or the assistant's answer to one.
CREATE TABLE conversation_message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    author text NOT NULL CHECK (author IN ('person', 'assistant')),
    client_message_id text,
    answered_message_id uuid,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
    UNIQUE (tenant_id, conversation_id, position),
    -- A message has one answer, and a client's id names one message.
    UNIQUE (tenant_id, answered_message_id),
    UNIQUE (tenant_id, person_id, client_message_id),
    CHECK ((author = 'person') = (answered_message_id IS NULL))
);
SELECT vivavoce_tenant_table('conversation_message');

-- A tool that the assistant called to answer a message, with its result.
CREATE TABLE conversation_tool_call (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    tool text NOT NULL,
    status text NOT NULL CHECK (status IN ('done', 'failed')),
    body bytea NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES conversation_message (tenant_id, id) ON DELETE CASCADE,
    UNIQUE (tenant_id, message_id, position)
);
-- The next answer is grounded in earlier results.
CREATE INDEX conversation_tool_call_history
ON conversation_tool_call (tenant_id, conversation_id, message_id, position);
SELECT vivavoce_tenant_table('conversation_tool_call');
