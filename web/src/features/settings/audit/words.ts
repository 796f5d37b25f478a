import type { AuditEntry } from "@/shared/api/types";

/** What people and programs did, as the rest of a sentence that begins with who did it. */
const ACTIONS: [string, Record<string, string>][] = [
  [
    "People",
    {
      user: "everything about accounts and sign-in",
      "user.signed_in": "signed in",
      "user.sign_in_refused": "was refused at the organization's sign-in",
      "user.signed_out": "signed out",
      "user.signed_out_everywhere": "signed out everywhere",
      "user.invited": "invited a person",
      "invitation.accepted": "accepted an invitation",
      "invitation.resent": "sent an invitation again",
      "invitation.revoked": "withdrew an invitation",
      "user.admitted": "added a person through your organization's sign-in",
      "user.role_changed": "changed a person's role",
      "user.removed": "removed a person",
      "user.password_changed": "changed their password",
      "user.password_reset_requested": "asked for a link to reset a password",
      "user.password_reset": "set a new password by a link",
      "user.time_zone_changed": "changed their time zone",
      "calendar.connected": "connected a calendar of their own",
      "calendar.disconnected": "disconnected a calendar of their own",
      "admin.created": "created the first administrator",
      "admin.invited": "invited an administrator from the command line",
    },
  ],
  [
    "Roles",
    {
      role: "everything about roles",
      "role.created": "created a role",
      "role.changed": "changed a role",
      "role.deleted": "deleted a role",
    },
  ],
  [
    "API keys and applications",
    {
      "api_key.created": "created an API key",
      "api_key.rotated": "rotated an API key",
      "api_key.revoked": "revoked an API key",
      "application.connected": "connected an application",
      "application.disconnected": "disconnected an application",
      "application.secret_reused": "disconnected an application: its secret was used twice",
    },
  ],
  [
    "Settings",
    {
      "tenant.settings_changed": "changed the settings of the organization",
      "tenant.renamed": "renamed the organization",
      "email_text.changed": "changed the text of an e-mail to candidates",
      "email_text.reset": "went back to the built-in text of an e-mail",
      "consent_text.changed": "changed the consent text",
      "identity_provider.changed": "changed the organization's sign-in",
      "identity_provider.deleted": "removed the organization's sign-in",
      "ats.connect": "connected an applicant tracking system",
      "ats.change": "changed the connection of an applicant tracking system",
      "dead_letter.replayed": "replayed a failed event",
      "prices.set": "set prices",
    },
  ],
  [
    "Interviews",
    {
      interview: "everything about interviews and decisions",
      "interview.receive": "requested an interview",
      "ats.order": "requested an interview from an applicant tracking system",
      "interview.validate": "checked a request",
      "interview.request_info": "asked for missing facts",
      "interview.complete_info": "completed the facts of an interview",
      "interview.generate_plan": "had a plan written",
      "interview.plan_ready": "had a plan written",
      "interview.plan_edited": "edited a plan",
      "interview.modify": "asked for changes to a plan",
      "interview.auto_approve": "approved a plan automatically",
      "interview.approve": "approved a plan",
      "interview.reject": "rejected a plan",
      "interview.schedule": "scheduled an interview",
      "interview.invite": "invited the candidate again",
      "interview.link_created": "made a new link for the candidate",
      "interview.link_revoked": "revoked the candidate's link",
      "interview.call": "scheduled a call to the candidate",
      "interview.start": "started an interview",
      "interview.complete": "completed an interview",
      "interview.expire": "let an interview expire",
      "interview.cancel": "canceled an interview",
      "interview.candidate_rescheduled": "chose another time for the interview",
      "interview.candidate_booked": "booked a time for the interview",
      "interview.times_offered": "offered times for an interview",
      "interview.times_withdrawn": "withdrew the times offered for an interview",
      "interview.embed_token_created": "made a token to embed the room of an interview",
      "interview.candidate_withdrew": "withdrew from the interview",
      "interview.candidate_erased_own_data": "deleted the data of their own interview",
      "interview.erase_candidate": "deleted a candidate's data",
      "interview.delete": "deleted an interview",
    },
  ],
  [
    "Assessments and decisions",
    {
      "interview.assess": "had an interview scored again",
      "interview.reassess": "had an interview scored again",
      "interview.assessment_ready": "had an interview scored",
      "interview.approve_assessment": "approved an assessment",
      "interview.reject_assessment": "rejected an assessment",
      "interview.level_corrected": "corrected a level",
      "interview.decision_proposed": "proposed a decision about a candidate",
      "interview.decision_dropped": "took back a proposed decision",
      "interview.decision_withdrawn": "withdrew a decision about a candidate",
      "interview.decided": "decided about a candidate",
      "interview.review_answered": "answered a candidate's request for a review",
      "interview.scorecard_downloaded": "downloaded a scorecard",
      "interview.scorecard_shared": "shared a scorecard by a link",
      "interview.scorecard_opened": "opened a scorecard by a link",
      "interview.scorecard_revoked": "revoked the link to a scorecard",
    },
  ],
  [
    "Queue",
    {
      "queue.claim": "claimed an item of the queue",
      "queue.release": "released an item of the queue",
      "task.claim": "claimed a task",
      "task.complete": "completed a task",
      "saved_view.create": "saved a view of the interviews",
      "saved_view.change": "changed a saved view",
      "saved_view.delete": "deleted a saved view",
    },
  ],
  [
    "Live interviews",
    {
      session: "everything in running interviews",
      "session.note": "left the interviewer a note",
      "session.say": "spoke in an interview",
      "session.take_over": "took over an interview",
      "session.hand_back": "handed an interview back",
      "session.end": "ended a running interview",
    },
  ],
  [
    "Intakes and templates",
    {
      "intake.open": "opened an intake",
      "artifact.edit": "edited a document of an intake",
      "artifact.accept": "accepted a document of an intake",
      "artifact.regenerate": "had a document of an intake written again",
      "template.make": "made a template",
      "template.edit": "edited a template",
      "template.delete": "deleted a template",
    },
  ],
  [
    "Practice",
    {
      "practice.assign": "assigned practice",
      "practice.unassign": "took back assigned practice",
      "practice.edit_questions": "edited the questions of a practice",
      "practice.erase_session": "deleted a practice of their own",
      "practice.erase_own": "deleted their practice data",
    },
  ],
  [
    "External planners and assessors",
    {
      "run.start": "started a run",
      "run.result": "delivered the result of a run",
      "run.cancel": "canceled a run",
    },
  ],
];

/** All known actions by what they are about, for a choice of one. */
export const ACTION_GROUPS: [string, [string, string][]][] = ACTIONS.map(([name, actions]) => [
  name,
  Object.entries(actions).map(([action, words]) => [action, sentence(words)]),
]);

const WORDS: Record<string, string> = Object.fromEntries(
  ACTIONS.flatMap(([, actions]) => Object.entries(actions)),
);

/** What was done, after the name of who did it; one that has no words here as the gateway calls it. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}

/** Entries without a caller that somebody else than Vivavoce made. */
const BY_SOMEBODY: Record<string, string> = {
  "interview.candidate_withdrew": "The candidate",
  "interview.candidate_rescheduled": "The candidate",
  "interview.candidate_booked": "The candidate",
  "interview.candidate_erased_own_data": "The candidate",
  "interview.scorecard_opened": "A reader with the link",
  "user.sign_in_refused": "An unknown person",
  "application.disconnected": "An application",
};
/** Entries without a caller about a person who did it without being signed in. */
const BY_SUBJECT = new Set(["user.password_reset_requested", "user.password_reset"]);

/** Who did it: a person or a key by name, else what it is. */
export function actorName(entry: AuditEntry): string {
  if (entry.actorName) return entry.actorName;
  if (entry.actorKind === "account") return "A person whose name is no longer known";
  if (entry.actorKind === "api_key") return "An API key that no longer exists";
  if (entry.actorKind === "agent") return "An agent";
  if (BY_SUBJECT.has(entry.action)) return entry.subjectName ?? "An unknown person";
  return BY_SOMEBODY[entry.action] ?? "Vivavoce";
}

/** Whom or what it was done to, if it has a name and is not who did it. */
export function subjectOf(entry: AuditEntry): string {
  const isOwn = entry.subject === entry.actorId || BY_SUBJECT.has(entry.action);
  return isOwn ? "" : (entry.subjectName ?? "");
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
