-- Rows for the tables that the demos leave empty, made from an interview that went all the way, and from its
-- session. What expires does so in 2099, so that a released database does not age. The values text and
-- document are encrypted with the key of the interview's person.

CREATE TEMPORARY TABLE chosen AS
SELECT i.tenant_id, i.id AS interview_id, i.run_id, i.person_id, s.id AS session_id, m.id AS user_id,
       gen_random_uuid() AS new_session_id, gen_random_uuid() AS batch_id, timestamptz '2099-01-01' AS far,
       l.id AS link_id
FROM interview i
JOIN session s ON s.tenant_id = i.tenant_id AND s.interview_id = i.id AND s.ended_at IS NOT NULL
JOIN candidate_link l ON l.tenant_id = i.tenant_id AND l.interview_id = i.id
CROSS JOIN LATERAL (
    SELECT id FROM membership WHERE tenant_id = i.tenant_id ORDER BY added_at LIMIT 1
) m
WHERE i.state = 'ASSESSMENT_APPROVED'
ORDER BY i.created_at
LIMIT 1;

-- bus
INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id, interview_id, at,
                          version, correlation_id, payload)
SELECT o.tenant_id, i.group_name, o.position, o.event_id, o.topic, o.partition, o.run_id, o.interview_id, o.at,
       o.version, o.correlation_id, o.payload
FROM outbox o
JOIN inbox i USING (tenant_id, event_id)
ORDER BY o.position DESC LIMIT 1;
INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id, interview_id, at,
                         version, correlation_id, payload, attempts, error, replayed_at)
SELECT o.tenant_id, gen_random_uuid(), i.group_name, o.position, o.event_id, o.topic, o.partition, o.run_id,
       o.interview_id, o.at, o.version, o.correlation_id, o.payload, 5, 'TimeoutError', now()
FROM outbox o
JOIN inbox i USING (tenant_id, event_id)
ORDER BY o.position LIMIT 1;

-- planning: the catalog of the installation
INSERT INTO catalog_release (source, version, skill_count, occupation_count, started_at, finished_at)
VALUES ('esco', '1.2.0', 1, 0, now(), now());
INSERT INTO catalog_entry (id, source, kind, external_id, name, aliases, skill_kind, groups, skills, description,
                           fingerprint)
VALUES ('018f0000-0000-7000-8000-000000000001', 'esco', 'skill', 'skill/1', 'splice ropes', '{rope splicing}',
        'activity', '{S6}', '{}', '', 'fingerprint');
INSERT INTO catalog_label (entry_id, kind, key, stems, is_name)
SELECT id, kind, name, '{splice,rope}', true FROM catalog_entry;
INSERT INTO catalog_vector (model, key, name, text_hash, vector)
SELECT 'example', name, name, 'hash', array_fill(0.05, ARRAY[384])::vector FROM catalog_entry;

-- tenancy
INSERT INTO invitation (tenant_id, id, email, name, role, token_hash, is_mailed, invited_by, created_at,
                        expires_at)
SELECT tenant_id, gen_random_uuid(), 'invited@example.com', 'Ira Invited', 'RECRUITER', sha256('invitation'),
       true, user_id, now(), far
FROM chosen;
INSERT INTO oauth_grant (tenant_id, id, user_id, user_version, account_version, client_hash, client_name,
                         redirect_uri, permissions, code_hash, code_challenge, code_expires_at, created_at)
SELECT tenant_id, gen_random_uuid(), user_id, 1, 1, sha256('client'), 'An assistant',
       'http://127.0.0.1/callback', '{interview:read}', sha256('code'), 'challenge', far, now()
FROM chosen;
INSERT INTO oauth_token (tenant_id, hash, kind, grant_id, audience, permissions, expires_at)
SELECT g.tenant_id, sha256('token'), 'refresh', g.id, 'mcp', g.permissions, c.far
FROM oauth_grant g JOIN chosen c USING (tenant_id);
INSERT INTO identity_provider (tenant_id, issuer, client_id, client_secret, default_role, admits_unknown, changed_at)
SELECT tenant_id, 'https://login.example.com', 'vivavoce', %(secret)s, 'SEEKER', false, now() FROM chosen;
INSERT INTO staff_identity (tenant_id, id, issuer, subject, user_id, user_name, name_parts, email, created_at,
                            changed_at)
SELECT tenant_id, gen_random_uuid(), 'https://login.example.com', 'subject-1', user_id, 'ira',
       '{"givenName": "Ira", "familyName": "Example"}', 'ira@example.com', now(), now()
FROM chosen;
INSERT INTO custom_role (tenant_id, id, name, description, permissions, created_at, updated_at)
SELECT tenant_id, gen_random_uuid(), 'Interviewer', 'Reads interviews and leaves notes.',
       '{interview:read,session:intervene}', now(), now()
FROM chosen;
INSERT INTO email_text (tenant_id, kind, language, subject, body, changed_at, changed_by)
SELECT tenant_id, 'code', 'en', 'Your code', '{{CODE}}', now(), 'An Administrator' FROM chosen;
INSERT INTO consent_addition (tenant_id, language, version, text, created_at, created_by)
SELECT tenant_id, 'en', 1, 'We are responsible for your data.', now(), 'An Administrator' FROM chosen;
INSERT INTO revoked_token (tenant_id, id, expires_at) SELECT tenant_id, gen_random_uuid(), far FROM chosen;

-- hiring
INSERT INTO human_task (tenant_id, id, kind, interview_id, person_id, session_id, requested_at,
                        last_requested_at)
SELECT tenant_id, gen_random_uuid(), 'person_requested', interview_id, person_id, session_id, now(), now()
FROM chosen;
INSERT INTO queue_claim (tenant_id, interview_id, kind, user_id, user_name, claimed_at, expires_at)
SELECT tenant_id, interview_id, 'person_requested', user_id, 'A Recruiter', now(), far FROM chosen;
INSERT INTO saved_view (tenant_id, id, owner_id, owner_name, name, is_shared, document, created_at, changed_at)
SELECT tenant_id, batch_id, user_id, 'A Recruiter', 'Plans to read', true,
       '{"states": ["PENDING"], "order": "longest_wait", "columns": ["status"]}', now(), now()
FROM chosen;
INSERT INTO saved_view_default (tenant_id, user_id, view_id) SELECT tenant_id, user_id, batch_id FROM chosen;
INSERT INTO notification_seen (tenant_id, user_id, seen_until) SELECT tenant_id, user_id, now() FROM chosen;
INSERT INTO notification_read (tenant_id, user_id, notification_id, read_at)
SELECT tenant_id, user_id, 'plan:1:1', now() FROM chosen;
INSERT INTO hiring_decision (tenant_id, id, interview_id, assessment_id, outcome, status, levels,
                             needs_second_person, decided_by, decided_by_name, decided_at, takes_effect_at,
                             final_at)
SELECT tenant_id, gen_random_uuid(), interview_id, 'an-assessment', 'NO_HIRE', 'final',
       '[{"competency": "Planning", "level": 2.5}]', false, user_id, 'A Recruiter', now(), now(), now()
FROM chosen;
INSERT INTO candidate_message (tenant_id, interview_id, kind, stars, text, written_at)
SELECT tenant_id, interview_id, 'feedback', 4, %(text)s, now()
FROM chosen;
INSERT INTO voluntary_answer (tenant_id, interview_id, person_id, answers)
SELECT i.tenant_id, i.id, i.person_id, %(text)s
FROM interview i JOIN chosen ON chosen.interview_id = i.id;
INSERT INTO selection_report (tenant_id, starts_on, counted_at, minimum, rates)
SELECT tenant_id, '2026-07-01', now(), 10, '[]'
FROM chosen;
INSERT INTO model_certificate (id, model, issued_at, document, signature)
VALUES (gen_random_uuid(), 'a-model', now(), '{}', 'signed');
INSERT INTO level_correction (tenant_id, id, interview_id, assessment_id, competency, level, corrected_by,
                              corrected_by_name, corrected_at)
SELECT tenant_id, gen_random_uuid(), interview_id, 'an-assessment', 'Planning', 2.5, user_id, 'A Recruiter',
       now()
FROM chosen;
INSERT INTO scorecard_link (tenant_id, id, interview_id, created_by, created_by_name, created_at, expires_at)
SELECT tenant_id, gen_random_uuid(), interview_id, user_id, 'A Recruiter', now(), far
FROM chosen;
INSERT INTO idempotency_key (tenant_id, key, fingerprint, response)
SELECT tenant_id, 'a-request', sha256('a request'), '{"data": {}}' FROM chosen;
INSERT INTO retention_run (tenant_id, at, transcripts, assessments, recordings, failed)
SELECT tenant_id, now(), 1, 1, 1, 0 FROM chosen;

-- planning
INSERT INTO skill (tenant_id, id, name, category, description, aliases, related, position, catalog_version,
                   model, vector)
SELECT tenant_id, gen_random_uuid(), 'PostgreSQL', 'data', 'A database', '{Postgres}', '{SQL}', 1, 1,
       'all-MiniLM-L6-v2', array_fill(0.05, ARRAY[384])::vector
FROM chosen;
INSERT INTO skill_inquiry (tenant_id, interview_id, skills, at)
SELECT tenant_id, interview_id, '{origami}', now() FROM chosen;
INSERT INTO intake (tenant_id, id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at,
                    artifacts_published_at)
SELECT tenant_id, interview_id, run_id, person_id, user_id, user_id, session_id, now(), now(), now()
FROM chosen;
INSERT INTO workshop_artifact (tenant_id, id, intake_id, kind, version, status, content, author, is_accepted,
                               created_at, ended_at)
SELECT tenant_id, gen_random_uuid(), interview_id, kind, 1, 'ready', %(document)s, 'built-in rules v1', true,
       now(), now()
FROM chosen
CROSS JOIN unnest(ARRAY['job_description', 'interview_questions', 'rating_rubric', 'job_simulation']) AS kind;
INSERT INTO template (tenant_id, id, intake_id, document, created_by, created_at)
SELECT c.tenant_id, gen_random_uuid(), c.interview_id,
       jsonb_build_object('title', 'Shift lead', 'company_name', NULL, 'level', 'MID', 'job_description', '',
                          'skills', '["Inventory control"]'::jsonb, 'minutes', 20, 'profile', 'hiring',
                          'rubric', p.document, 'abilities', '[]'::jsonb, 'warnings', '[]'::jsonb),
       c.user_id, now()
FROM chosen c
JOIN plan p ON p.tenant_id = c.tenant_id AND p.interview_id = c.interview_id AND p.approved_at IS NOT NULL;
INSERT INTO template_change (tenant_id, template_id, version, document, changed_by, changed_at)
SELECT tenant_id, id, 2, document, created_by, now() FROM template;

-- live: a second session that waits for its candidate
INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq)
SELECT tenant_id, new_session_id, interview_id, person_id, 2, 'salt', sha256('handle'), 1 FROM chosen;
INSERT INTO session_event (tenant_id, session_id, seq, type, v, at, actor, worker_id, epoch, correlation_id,
                           idempotency_key, open, personal)
SELECT e.tenant_id, c.new_session_id, e.seq, e.type, e.v, e.at, e.actor, e.worker_id, e.epoch,
       e.correlation_id, e.idempotency_key, e.open, e.personal
FROM chosen c
JOIN session_event e ON e.tenant_id = c.tenant_id AND e.session_id = c.session_id AND e.seq = 1;
INSERT INTO lease (tenant_id, session_id, worker_id, epoch, heartbeat_at, expires_at)
SELECT tenant_id, new_session_id, 'a worker', 1, now(), far FROM chosen;
INSERT INTO session_inbox (tenant_id, session_id, id, type, v, open, personal)
SELECT tenant_id, new_session_id, gen_random_uuid(), 'participant.left', 1, '{}', %(text)s FROM chosen;
INSERT INTO session_ticket (tenant_id, hash, session_id, expires_at)
SELECT tenant_id, sha256('ticket'), new_session_id, far FROM chosen;
INSERT INTO self_service_ticket (tenant_id, hash, interview_id, expires_at)
SELECT tenant_id, sha256('ticket'), interview_id, far FROM chosen;
INSERT INTO admission (tenant_id, session_id, priority) SELECT tenant_id, new_session_id, 0 FROM chosen;
INSERT INTO session_observer (tenant_id, id, session_id, user_id, expires_at)
SELECT tenant_id, gen_random_uuid(), new_session_id, user_id, far FROM chosen;
INSERT INTO live_dashboard_view (tenant_id, session_id, interview_id, seq, view)
SELECT tenant_id, new_session_id, interview_id, 1, '{}' FROM chosen;

-- voice
INSERT INTO call (tenant_id, id, interview_id, person_id, session_id, state, number_sealed, time_zone, attempt,
                  outcome, created_at, ended_at)
SELECT tenant_id, gen_random_uuid(), interview_id, person_id, session_id, 'ended', %(text)s, 'UTC', 1, 'completed',
       now(), now()
FROM chosen;
INSERT INTO livekit_room_connection (tenant_id, session_id, connection_id)
SELECT tenant_id, new_session_id, gen_random_uuid() FROM chosen;

-- assessment
INSERT INTO panel_evaluator (tenant_id, id, name, version, rubric_text, criteria, generated_by, created_at,
                             author_id)
SELECT tenant_id, gen_random_uuid(), 'Care', 1, 'Handles goods with care.', '{"competencies": []}',
       'built-in rules v1', now(), user_id
FROM chosen;
INSERT INTO panel_setting (tenant_id, kind, name, is_enabled)
SELECT tenant_id, 'evaluator', 'Care', false FROM chosen;

INSERT INTO model_mark (tenant_id, property, minimum)
SELECT tenant_id, 'empty', 0.9 FROM chosen;

-- delivery
INSERT INTO webhook_endpoint (tenant_id, id, callback_url, secret, events, is_active, updated_at)
SELECT tenant_id, %(endpoint)s, 'https://example.com/webhooks', %(secret)s, '{}', true, now() FROM chosen;

-- media
INSERT INTO artifact (tenant_id, id, interview_id, person_id, type, content_type, object_id, sealed_key, bytes,
                      sha256, at)
SELECT tenant_id, gen_random_uuid(), interview_id, person_id, 'recording', 'audio/wav', gen_random_uuid(),
       %(text)s, 5, sha256('bytes'), now()
FROM chosen;
INSERT INTO upload_ticket (tenant_id, id, interview_id, run_id, person_id, content_type, max_bytes, expires_at)
SELECT tenant_id, gen_random_uuid(), interview_id, run_id, person_id, 'video/webm', 1000, far FROM chosen;
INSERT INTO recording (tenant_id, session_id, interview_id, run_id, person_id, consent_version, has_consent,
                       answered_at)
SELECT tenant_id, session_id, interview_id, run_id, person_id, 'video.1', true, now() FROM chosen;
INSERT INTO video_consent (tenant_id, id, session_id, person_id, version, text, accepted, at)
SELECT tenant_id, gen_random_uuid(), session_id, person_id, 'video.1', 'May we record video?', true, now()
FROM chosen;
INSERT INTO video_chunk (tenant_id, id, session_id, interview_id, person_id, seq, at_ms, duration_ms,
                         is_file_start, object_id, sealed_key, bytes, sha256, consent_version, stored_at,
                         expires_at)
SELECT tenant_id, gen_random_uuid(), session_id, interview_id, person_id, 0, 0, 1000, true, gen_random_uuid(),
       %(text)s, 5, sha256('bytes'), 'video.1', now(), far
FROM chosen;
INSERT INTO media_object_deletion (tenant_id, object_id) SELECT tenant_id, gen_random_uuid() FROM chosen;

-- practice
INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, assigned_by, assigned_at)
SELECT tenant_id, gen_random_uuid(), batch_id, 'Data analyst', 'warm_up', 'assigned', user_id, now()
FROM chosen;
INSERT INTO practice_answer (tenant_id, interview_id, question_number, attempt, answered_at, document)
SELECT tenant_id, interview_id, 1, 1, now(), %(document)s FROM review LIMIT 1;

-- analytics
INSERT INTO alert (id, rule, severity, labels, value, active_at, fired_at, cleared_at, notified_state)
VALUES (gen_random_uuid(), 'TurnErrors', 'warning', '{}', 1, now(), now(), now(), 'cleared');
INSERT INTO price (provider, model, kind, valid_from, dollars, per)
VALUES ('provider', '*', 'llm_in', '2026-01-01', 2, 1);
INSERT INTO usage_record (tenant_id, event_id, position, interview_id, purpose, provider, model, kind, quantity,
                          used_at, unit_price, cost)
SELECT tenant_id, gen_random_uuid(), 0, interview_id, 'plan', 'provider', 'model', 'llm_in', 3, now(), 2, 6
FROM chosen;
UPDATE interview_analytics a SET cost = 6, usage_count = 1
FROM chosen c WHERE a.tenant_id = c.tenant_id AND a.interview_id = c.interview_id;

-- applicant tracking systems
INSERT INTO ats_connection (tenant_id, ats, api_key, api_url, stage_templates, is_active, connected_by,
                            connected_at, changed_at)
SELECT tenant_id, 'ashby', %(text)s, 'https://api.example', '{}', true, user_id, now(), now() FROM chosen;
INSERT INTO ats_order (tenant_id, id, ats, external_id, template_id, interview_id, created_at)
SELECT c.tenant_id, gen_random_uuid(), 'ashby', 'order', t.id, c.interview_id, now()
FROM chosen c JOIN template t ON t.tenant_id = c.tenant_id LIMIT 1;
INSERT INTO ats_call (tenant_id, id, ats, direction, operation, at, is_successful, status, interview_id)
SELECT tenant_id, gen_random_uuid(), 'ashby', 'received', 'order', now(), true, 200, interview_id FROM chosen;

-- agents
INSERT INTO push_notification_config (tenant_id, interview_id, id, protocol_version, target, sent_version,
                                      changed_at)
SELECT tenant_id, interview_id, 'agent', '1.0', %(secret)s, 1, now() FROM chosen;

-- embedded rooms
INSERT INTO embed_token (tenant_id, id, link_id, origin, replaces_code, expires_at)
SELECT c.tenant_id, gen_random_uuid(), l.id, 'https://careers.example', false, now()
FROM chosen c JOIN candidate_link l ON l.tenant_id = c.tenant_id AND l.interview_id = c.interview_id;

-- booking
INSERT INTO booking_offer (tenant_id, interview_id, host_email, time_zone, minutes, times, weekly, first_day,
                           last_day, notice_minutes, move_until_minutes, changed_at)
SELECT tenant_id, interview_id, 'rita@example.com', 'Europe/Berlin', 30, ARRAY[now()],
       '[{"day": "MO", "begins": "09:00", "ends": "12:00"}]', '2026-12-01', '2026-12-14', 120, 120, now()
FROM chosen;
INSERT INTO booking (tenant_id, interview_id, host_email, starts_at, ends_at, booked_at)
SELECT tenant_id, interview_id, 'rita@example.com', now(), now() + interval '30 minutes', now() FROM chosen;
INSERT INTO staff_calendar (tenant_id, id, user_id, name, kind, server, access, busy, unreadable, read_at,
                            known_until, tried_at, problem, connected_at)
SELECT m.tenant_id, gen_random_uuid(), m.id, 'Work', 'ics', 'calendar.example.com', %(secret)s,
       '{[2026-12-01 09:00Z, 2026-12-01 10:00Z)}', 0, now(), now() + interval '26 weeks', now(), NULL, now()
FROM membership m JOIN chosen c ON c.tenant_id = m.tenant_id
LIMIT 1;

-- infra
INSERT INTO model_request (id, process_id, tokens) VALUES (gen_random_uuid(), gen_random_uuid(), 1200);
INSERT INTO model_qualification (id, model, endpoint, status, started_at, seen_at, ended_at, answers_read,
                                 answers_total, reason)
VALUES (gen_random_uuid(), 'gpt-5', 'https://models.example.com/v1', 'failed', now(), now(), now(), 40, 600,
        'The process that ran it ended.');
