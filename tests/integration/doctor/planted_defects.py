"""Statements that plant one defect each in a healthy database, and the invariant that finds it."""

from __future__ import annotations

NEW_SESSION = """
    WITH made AS (
        INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash,
                             last_seq)
        SELECT tenant_id, gen_random_uuid(), interview_id, person_id, 2, '', uuid_send(gen_random_uuid()), 1
        FROM session WHERE ended_at IS NOT NULL
        RETURNING tenant_id, id
    )
    INSERT INTO session_event (tenant_id, session_id, seq, type, v, at, actor, worker_id, epoch,
                               correlation_id, open)
    SELECT m.tenant_id, m.id, 1, e.type, e.v, clock_timestamp() - interval '{age}', e.actor, '', 0, '', e.open
    FROM made m
    CROSS JOIN session_event e
    WHERE e.type = 'session.created' AND e.session_id = :session
"""

NEW_INTAKE = """
    INSERT INTO intake (tenant_id, id, run_id, person_id, manager_id, opened_by, session_id, created_at,
                        ended_at, artifacts_published_at)
    SELECT tenant_id, '00000000-0000-7000-8000-0000000000aa', 'run_planted', person_id, person_id, person_id,
           {ended}, now(), {ended_at}, NULL
    FROM session WHERE ended_at IS NOT NULL
"""
ENDED = ("id", "now()")

NEW_ARTIFACTS = """
    INSERT INTO workshop_artifact (tenant_id, id, intake_id, kind, version, status, failure, created_at,
                                   ended_at)
    SELECT tenant_id, gen_random_uuid(), id, kind, {version}, '{status}', {failure}, now(), {ended_at}
    FROM intake
    CROSS JOIN unnest(ARRAY['job_description', 'interview_questions', 'rating_rubric', 'job_simulation'])
        AS kind
"""

QUEUED = {"version": 1, "status": "queued", "failure": "NULL", "ended_at": "NULL"}
FAILED = {"version": 1, "status": "failed", "failure": "'words_erased'", "ended_at": "now()"}


def planted_intake(session: tuple[str, str]) -> str:
    return NEW_INTAKE.format(ended=session[0], ended_at=session[1])


NOT_READ = {"live.log_can_be_replayed", "assessment.quotes_were_said"}

PLANTED: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "database.schema_is_newest": (set(), ("UPDATE alembic_version SET version_num = '0000_older'",)),
    "database.tables_are_closed": (set(), ("ALTER TABLE consent NO FORCE ROW LEVEL SECURITY",)),
    "outbox.waits_for_no_relay": (
        set(),
        (
            "UPDATE outbox SET published_at = NULL, at = now() - interval '2 minutes'"
            " WHERE topic = 'assessment.completed'",
        ),
    ),
    "bus.owes_kafka_nothing": (
        set(),
        ("UPDATE outbox SET is_kafka_pending = true WHERE topic = 'assessment.completed'",),
    ),
    "bus.has_no_strangers": (
        set(),
        (
            """
            INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                                     interview_id, at, version, correlation_id, payload, attempts, error)
            VALUES ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'api-gateway', 0,
                    gen_random_uuid(), 'plan.generated', 0, '', gen_random_uuid(), now(), 1, '',
                    '{"partition": 1, "offset": 7}', 1, 'UnknownOrganization')
            """,
        ),
    ),
    "jobs.none_is_stuck": (
        set(),
        (
            "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('plan', 'planning.generate_plan', 'doing')",
        ),
    ),
    "jobs.none_gave_up": (
        set(),
        (
            "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('plan', 'planning.generate_plan', 'failed')",
        ),
    ),
    "hiring.state_is_the_last_step": (
        set(),
        ("UPDATE interview SET state = 'CANCELLED' WHERE id = :done",),
    ),
    "hiring.history_is_a_chain": (
        set(),
        ("DELETE FROM interview_transition WHERE seq = 3 AND interview_id = :done",),
    ),
    "hiring.steps_are_legal": (
        set(),
        (
            "UPDATE interview_transition SET transition = 'SCHEDULE'"
            " WHERE transition = 'APPROVE' AND interview_id = :done",
        ),
    ),
    "hiring.plan_before_decision": (
        set(),
        ("UPDATE interview SET plan_id = NULL WHERE id = :done",),
    ),
    "hiring.assessment_before_decision": (
        set(),
        ("UPDATE interview SET assessment_id = NULL WHERE id = :done",),
    ),
    "hiring.steps_were_told": (
        set(),
        (
            "UPDATE interview_transition SET event_id = gen_random_uuid()"
            " WHERE seq = 2 AND interview_id = :done",
        ),
    ),
    "hiring.plan_is_there": (
        set(),
        ("UPDATE interview SET plan_id = gen_random_uuid() WHERE id = :done",),
    ),
    "hiring.assessment_is_there": (
        set(),
        ("UPDATE interview SET assessment_id = gen_random_uuid() WHERE id = :done",),
    ),
    "hiring.session_is_there": (
        set(),
        ("UPDATE interview SET session_id = gen_random_uuid() WHERE id = :done",),
    ),
    "planning.versions_have_no_gaps": (
        set(),
        (
            "UPDATE plan SET version = 7, document = jsonb_set(document, '{version}', '7')"
            " WHERE interview_id = :done",
        ),
    ),
    "planning.orders_match_plans": (
        set(),
        ("UPDATE plan_order SET outcome = 'superseded' WHERE interview_id = :done",),
    ),
    "planning.plans_can_be_read": (
        set(),
        ("UPDATE plan SET document = document - 'competencies' WHERE interview_id = :done",),
    ),
    "planning.artifacts_have_no_gaps": (
        set(),
        (planted_intake(ENDED), NEW_ARTIFACTS.format(**(QUEUED | {"version": 2}))),
    ),
    "planning.workshops_are_whole": (set(), (planted_intake(ENDED),)),
    "planning.workshops_are_told": (set(), (planted_intake(ENDED), NEW_ARTIFACTS.format(**FAILED))),
    "planning.templates_can_be_read": (
        set(),
        (
            "INSERT INTO template (tenant_id, id, document, created_by, created_at)"
            " SELECT tenant_id, gen_random_uuid(), '{}', id, now() FROM interview WHERE id = :done",
        ),
    ),
    "access.consent_is_its_doors": (set(), ("UPDATE consent SET person_id = gen_random_uuid()",)),
    "live.log_has_no_gaps": (set(), ("UPDATE session SET last_seq = last_seq + 1 WHERE id = :session",)),
    "live.turns_are_dense": (
        NOT_READ,
        (
            "UPDATE session_event SET open = jsonb_set(open, '{turn}', '99')"
            " WHERE type = 'turn.completed' AND open ->> 'turn' = '3'",
        ),
    ),
    "live.one_live_session": (
        set(),
        ("DROP INDEX session_one_live", NEW_SESSION.format(age="0"), NEW_SESSION.format(age="0")),
    ),
    "live.row_agrees_with_log": (set(), ("UPDATE session SET ended_at = NULL WHERE id = :session",)),
    "live.consent_before_words": (
        NOT_READ,
        ("UPDATE session_event SET type = 'consent.asked' WHERE type = 'consent.granted'",),
    ),
    "live.queue_follows_the_log": (
        set(),
        (
            "INSERT INTO admission (tenant_id, session_id, priority)"
            " SELECT tenant_id, id, 10 FROM session WHERE id = :session",
        ),
    ),
    "live.log_can_be_replayed": (
        NOT_READ,
        ("UPDATE session_event SET open = open - 'reason' WHERE type = 'session.completed'",),
    ),
    "live.wall_shows_what_is_live": (
        set(),
        (
            "UPDATE live_dashboard_view SET ended_at = NULL, end_event_type = NULL"
            " WHERE session_id = :session",
        ),
    ),
    "live.watchers_are_there": (
        set(),
        (
            "INSERT INTO session_observer (tenant_id, id, session_id, user_id, expires_at)"
            " SELECT tenant_id, gen_random_uuid(), id, gen_random_uuid(), now() - interval '5 minutes'"
            " FROM session WHERE id = :session",
        ),
    ),
    "live.no_session_is_overdue": (set(), (NEW_SESSION.format(age="1 hour"),)),
    "assessment.number_or_reason": (
        set(),
        (
            """
            UPDATE assessment a SET scores = (
                SELECT jsonb_agg(one || '{"insufficient_evidence": "no_answer"}' ORDER BY position)
                FROM jsonb_array_elements(a.scores) WITH ORDINALITY AS s(one, position)
            )
            """,
        ),
    ),
    "assessment.versions_have_no_gaps": (set(), ("UPDATE assessment SET version = 5",)),
    "assessment.evaluators_have_no_gaps": (
        set(),
        (
            "INSERT INTO panel_evaluator (tenant_id, id, name, version, rubric_text, criteria, generated_by,"
            " created_at, author_id)"
            " SELECT tenant_id, gen_random_uuid(), 'Planted', 2, 'x', '[]', 'x', now(), id FROM session"
            " WHERE id = :session",
        ),
    ),
    "assessment.panel_read_what_was_answered": (
        set(),
        (
            "INSERT INTO panel_run (tenant_id, session_id, turn, interview_id, person_id,"
            " correlation_id, evaluated_at)"
            " SELECT tenant_id, id, 999, interview_id, person_id, '', now() FROM session"
            " WHERE id = :session",
        ),
    ),
    "assessment.panel_quotes_lie_in_answers": (
        set(),
        (
            """
            WITH read AS (
                INSERT INTO panel_run (tenant_id, session_id, turn, interview_id, person_id, correlation_id,
                                       evaluated_at)
                SELECT s.tenant_id, s.id, (e.open ->> 'turn')::integer, s.interview_id, s.person_id, '', now()
                FROM session s
                JOIN session_event e ON e.session_id = s.id
                WHERE s.id = :session AND e.type = 'turn.completed' AND e.open ->> 'kind' = 'answer'
                LIMIT 1
                RETURNING tenant_id, session_id, turn
            )
            INSERT INTO evaluation (tenant_id, id, session_id, turn, evaluator, criterion, position, score,
                                    confidence, quotes, evaluated_by)
            SELECT tenant_id, gen_random_uuid(), session_id, turn, 'rubric', 'Care', 0, 5, 1,
                   '[[0, 100000]]', 'a test'
            FROM read
            """,
        ),
    ),
    "assessment.quotes_were_said": (
        set(),
        ("UPDATE assessment SET session_id = gen_random_uuid() WHERE session_id = :session",),
    ),
    "delivery.sequence_has_no_gaps": (
        set(),
        ("DELETE FROM webhook_message WHERE sequence = 2 AND interview_id = :done",),
    ),
    "delivery.tries_are_logged": (
        set(),
        ("UPDATE webhook_message SET attempts = 9 WHERE sequence = 2 AND interview_id = :done",),
    ),
    "delivery.delivered_was_answered": (set(), ("UPDATE webhook_attempt SET status = 500",)),
    "delivery.nothing_was_given_up": (
        set(),
        ("UPDATE webhook_message SET status = 'dead' WHERE sequence = 2 AND interview_id = :done",),
    ),
    "bus.events_exist": (
        set(),
        (
            "INSERT INTO inbox (tenant_id, group_name, event_id)"
            " VALUES (:tenant, 'planner-agent', gen_random_uuid())",
        ),
    ),
    "bus.nothing_is_lost": (
        set(),
        (
            # The newest, so that an older one shows that the group hears the topic.
            "DELETE FROM inbox WHERE group_name = 'candidate-access' AND event_id IN"
            " (SELECT event_id FROM outbox WHERE topic = 'approval.approved' ORDER BY position DESC LIMIT 1)",
        ),
    ),
    "bus.no_dead_letters": (
        set(),
        (
            """
            INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                                     interview_id, at, version, correlation_id, payload, attempts, error)
            SELECT tenant_id, gen_random_uuid(), 'candidate-access', position, event_id, topic, partition,
                   run_id, interview_id, at, version, correlation_id, payload, 6, 'ValueError'
            FROM outbox WHERE topic = 'approval.approved' AND interview_id = :done
            """,
        ),
    ),
    "voice.calls_are_tended": (
        set(),
        (
            "INSERT INTO call (tenant_id, id, interview_id, person_id, state, number_sealed, time_zone,"
            " next_check_at, created_at)"
            " SELECT tenant_id, gen_random_uuid(), id, person_id, 'waiting', '', 'UTC',"
            " now() - interval '1 hour', now() FROM interview WHERE id = :done",
        ),
    ),
    "media.rows_have_objects": (
        set(),
        (
            "INSERT INTO artifact (tenant_id, id, interview_id, person_id, type, content_type, object_id,"
            " sealed_key, bytes, sha256, at)"
            " SELECT tenant_id, gen_random_uuid(), id, person_id, 'transcript',"
            " 'application/json', gen_random_uuid(), '', 5, sha256(''), now()"
            " FROM interview WHERE id = :done",
        ),
    ),
    "media.films_are_agreed": (
        {"media.rows_have_objects"},
        (
            """
            WITH filmed AS (
                INSERT INTO recording (tenant_id, session_id, interview_id, run_id, person_id,
                                       consent_version, has_consent, answered_at)
                SELECT tenant_id, gen_random_uuid(), id, 'run_planted', person_id, 'video.1', true, now()
                FROM interview WHERE id = :done
                RETURNING tenant_id, session_id, interview_id, person_id
            )
            INSERT INTO video_chunk (tenant_id, id, session_id, interview_id, person_id, seq, at_ms,
                                     duration_ms, is_file_start, object_id, sealed_key, bytes, sha256,
                                     consent_version, stored_at, expires_at)
            SELECT tenant_id, gen_random_uuid(), session_id, interview_id, person_id, 0, 0, 1000, true,
                   gen_random_uuid(), '', 5, sha256(''), 'video.1', now(), now() + interval '1 day'
            FROM filmed
            """,
        ),
    ),
    "practice.assignments_are_linked": (
        set(),
        (
            "INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, interview_id,"
            " assigned_by, assigned_at)"
            " SELECT tenant_id, gen_random_uuid(), gen_random_uuid(), 'Nurse', 'warm_up', 'started', id,"
            " gen_random_uuid(), now()"
            " FROM interview WHERE id = :done",
        ),
    ),
    "practice.completed_assignments_are_reviewed": (
        set(),
        (
            """
            WITH made AS (
                INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, interview_id,
                                        assigned_by, assigned_at, completed_at)
                SELECT tenant_id, gen_random_uuid(), gen_random_uuid(), 'Nurse', 'warm_up', 'completed', id,
                       gen_random_uuid(), now(), now()
                FROM interview WHERE id = :done
                RETURNING tenant_id, id, interview_id
            )
            INSERT INTO practice_draft (tenant_id, interview_id, adjustments, assignment_id, request_hash)
            SELECT tenant_id, interview_id, '[]', id, ''
            FROM made
            """,
        ),
    ),
    "vault.sealed_rows_have_keys": (
        set(),
        ("DELETE FROM subject_key WHERE subject_id = (SELECT person_id FROM interview WHERE id = :done)",),
    ),
    "analytics.cost_is_the_sum": (
        set(),
        ("UPDATE interview_analytics SET cost = 1 WHERE interview_id = :done",),
    ),
    "analytics.uses_cost_their_price": (
        set(),
        (
            "INSERT INTO usage_record (tenant_id, event_id, position, interview_id, purpose, provider, model,"
            " kind, quantity, used_at, unit_price, cost) SELECT tenant_id, gen_random_uuid(), 0, id, 'plan',"
            " 'p', 'm', 'llm_in', 3, now(), 2, 5 FROM interview WHERE id = :done",
            "UPDATE interview_analytics SET cost = 5, usage_count = 1 WHERE interview_id = :done",
        ),
    ),
}  # fmt: skip

ON_THEIR_OWN = {
    "media.objects_have_rows",
    *("database.is_durable", "database.roles_are_bound", "outbox.is_relayed"),
    *("watch.samples_are_fresh", "watch.alerts_are_judged"),
    # A review's words are sealed: tests/integration/practice/test_checks.py makes one and breaks it.
    *("practice.reviews_follow_talks", "practice.review_quotes_were_said"),
}
"""Broken in tests of their own, those of the watch among those of analytics."""
