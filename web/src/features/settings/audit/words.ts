import { i18n } from "@lingui/core";
import type { AuditEntry } from "@/shared/api/types";

/** What people and programs did, as the rest of a sentence that begins with who did it. */
const listActions = (): [string, Record<string, string>][] => [
  [
    i18n._("People"),
    {
      user: i18n._("everything about accounts and sign-in"),
      "user.signed_in": i18n._("signed in"),
      "user.sign_in_refused": i18n._("was refused at the organization's sign-in"),
      "user.signed_out": i18n._("signed out"),
      "user.signed_out_everywhere": i18n._("signed out everywhere"),
      "user.invited": i18n._("invited a person"),
      "invitation.accepted": i18n._("accepted an invitation"),
      "invitation.resent": i18n._("sent an invitation again"),
      "invitation.revoked": i18n._("withdrew an invitation"),
      "user.admitted": i18n._("added a person through your organization's sign-in"),
      "user.role_changed": i18n._("changed a person's role"),
      "user.removed": i18n._("removed a person"),
      "user.password_changed": i18n._("changed their password"),
      "user.password_reset_requested": i18n._("asked for a link to reset a password"),
      "user.password_reset": i18n._("set a new password by a link"),
      "user.time_zone_changed": i18n._("changed their time zone"),
      "calendar.connected": i18n._("connected a calendar of their own"),
      "calendar.disconnected": i18n._("disconnected a calendar of their own"),
      "admin.created": i18n._("created the first administrator"),
      "admin.invited": i18n._("invited an administrator from the command line"),
    },
  ],
  [
    i18n._("Roles"),
    {
      role: i18n._("everything about roles"),
      "role.created": i18n._("created a role"),
      "role.changed": i18n._("changed a role"),
      "role.deleted": i18n._("deleted a role"),
    },
  ],
  [
    i18n._("API keys and applications"),
    {
      "api_key.created": i18n._("created an API key"),
      "api_key.rotated": i18n._("rotated an API key"),
      "api_key.revoked": i18n._("revoked an API key"),
      "application.connected": i18n._("connected an application"),
      "application.disconnected": i18n._("disconnected an application"),
      "application.secret_reused": i18n._("disconnected an application: its secret was used twice"),
    },
  ],
  [
    i18n._("Settings"),
    {
      "tenant.settings_changed": i18n._("changed the settings of the organization"),
      "tenant.renamed": i18n._("renamed the organization"),
      "email_text.changed": i18n._("changed the text of an e-mail to candidates"),
      "email_text.reset": i18n._("went back to the built-in text of an e-mail"),
      "consent_text.changed": i18n._("changed the consent text"),
      "identity_provider.changed": i18n._("changed the organization's sign-in"),
      "identity_provider.deleted": i18n._("removed the organization's sign-in"),
      "ats.connect": i18n._("connected an applicant tracking system"),
      "ats.change": i18n._("changed the connection of an applicant tracking system"),
      "dead_letter.replayed": i18n._("replayed a failed event"),
      "prices.set": i18n._("set prices"),
      "model_qualification.started": i18n._("started a qualification of the model"),
      "model_qualification.canceled": i18n._("canceled a qualification of the model"),
    },
  ],
  [
    i18n._("Interviews"),
    {
      interview: i18n._("everything about interviews and decisions"),
      "interview.receive": i18n._("requested an interview"),
      "ats.order": i18n._("requested an interview from an applicant tracking system"),
      "interview.validate": i18n._("checked a request"),
      "interview.request_info": i18n._("asked for missing facts"),
      "interview.complete_info": i18n._("completed the facts of an interview"),
      "interview.generate_plan": i18n._("requested a plan"),
      "interview.plan_ready": i18n._("had a plan written"),
      "interview.plan_edited": i18n._("edited a plan"),
      "interview.modify": i18n._("asked for changes to a plan"),
      "interview.auto_approve": i18n._("approved a plan automatically"),
      "interview.approve": i18n._("approved a plan"),
      "interview.reject": i18n._("rejected a plan"),
      "interview.schedule": i18n._("scheduled an interview"),
      "interview.reschedule": i18n._("moved an interview to another time"),
      "interview.resume_corrected": i18n._("corrected a candidate's résumé"),
      "interview.test_code": i18n._("made a code for a test"),
      "interview.invite": i18n._("invited the candidate again"),
      "interview.link_created": i18n._("made a new link for the candidate"),
      "interview.link_revoked": i18n._("revoked the candidate's link"),
      "interview.call": i18n._("scheduled a call to the candidate"),
      "interview.start": i18n._("started an interview"),
      "interview.complete": i18n._("completed an interview"),
      "interview.expire": i18n._("let an interview expire"),
      "interview.cancel": i18n._("canceled an interview"),
      "interview.candidate_rescheduled": i18n._("chose another time for the interview"),
      "interview.candidate_booked": i18n._("booked a time for the interview"),
      "interview.times_offered": i18n._("offered times for an interview"),
      "interview.times_withdrawn": i18n._("withdrew the times offered for an interview"),
      "interview.embed_token_created": i18n._("made a token to embed the room of an interview"),
      "interview.candidate_withdrew": i18n._("withdrew from the interview"),
      "interview.candidate_erased_own_data": i18n._("deleted the data of their own interview"),
      "interview.erase_candidate": i18n._("deleted a candidate's data"),
      "interview.delete": i18n._("deleted an interview"),
    },
  ],
  [
    i18n._("Assessments and decisions"),
    {
      "interview.assess": i18n._("retried a failed assessment"),
      "interview.reassess": i18n._("had an interview scored again"),
      "interview.assessment_ready": i18n._("had an interview scored"),
      "interview.approve_assessment": i18n._("approved an assessment"),
      "interview.reject_assessment": i18n._("rejected an assessment"),
      "interview.level_corrected": i18n._("corrected a level"),
      "interview.decision_proposed": i18n._("proposed a decision about a candidate"),
      "interview.decision_dropped": i18n._("took back a proposed decision"),
      "interview.decision_withdrawn": i18n._("withdrew a decision about a candidate"),
      "interview.decided": i18n._("decided about a candidate"),
      "interview.review_answered": i18n._("answered a candidate's request for a review"),
      "interview.scorecard_downloaded": i18n._("downloaded a scorecard"),
      "interview.scorecard_shared": i18n._("shared a scorecard by a link"),
      "interview.scorecard_opened": i18n._("opened a scorecard by a link"),
      "interview.scorecard_revoked": i18n._("revoked the link to a scorecard"),
    },
  ],
  [
    i18n._("Queue"),
    {
      "queue.claim": i18n._("claimed an item of the queue"),
      "queue.release": i18n._("released an item of the queue"),
      "task.claim": i18n._("claimed a task"),
      "task.complete": i18n._("completed a task"),
      "saved_view.create": i18n._("saved a view of the interviews"),
      "saved_view.change": i18n._("changed a saved view"),
      "saved_view.delete": i18n._("deleted a saved view"),
    },
  ],
  [
    i18n._("Live interviews"),
    {
      session: i18n._("everything in running interviews"),
      "session.note": i18n._("left the interviewer a note"),
      "session.say": i18n._("spoke in an interview"),
      "session.take_over": i18n._("took over an interview"),
      "session.hand_back": i18n._("handed an interview back"),
      "session.end": i18n._("ended a running interview"),
    },
  ],
  [
    i18n._("Intakes and templates"),
    {
      "intake.open": i18n._("opened an intake"),
      "artifact.edit": i18n._("edited a document of an intake"),
      "artifact.accept": i18n._("accepted a document of an intake"),
      "artifact.regenerate": i18n._("had a document of an intake written again"),
      "template.make": i18n._("made a template"),
      "template.edit": i18n._("edited a template"),
      "template.delete": i18n._("deleted a template"),
    },
  ],
  [
    i18n._("Practice"),
    {
      "practice.assign": i18n._("assigned practice"),
      "practice.unassign": i18n._("took back assigned practice"),
      "practice.edit_questions": i18n._("edited the questions of a practice"),
      "practice.erase_session": i18n._("deleted a practice of their own"),
      "practice.erase_own": i18n._("deleted their practice data"),
    },
  ],
  [
    i18n._("External planners and assessors"),
    {
      "run.start": i18n._("started a run"),
      "run.result": i18n._("delivered the result of a run"),
      "run.cancel": i18n._("canceled a run"),
    },
  ],
];

/** All known actions by what they are about, for a choice of one. */
export function actionGroups(): [string, [string, string][]][] {
  return listActions().map(([name, actions]) => [
    name,
    Object.entries(actions).map(([action, words]) => [action, sentence(words)]),
  ]);
}

/** What was done, after the name of who did it; one that has no words here as the gateway calls it. */
export function actionWords(action: string): string {
  const group = listActions().find(([, actions]) => action in actions);
  return group?.[1][action] ?? action;
}

/** Entries without a caller that somebody else than Vivavoce made. */
const bySomebody = (): Record<string, string> => ({
  "interview.candidate_withdrew": i18n._("The candidate"),
  "interview.candidate_rescheduled": i18n._("The candidate"),
  "interview.candidate_booked": i18n._("The candidate"),
  "interview.candidate_erased_own_data": i18n._("The candidate"),
  "interview.scorecard_opened": i18n._("A reader with the link"),
  "user.sign_in_refused": i18n._("An unknown person"),
  "application.disconnected": i18n._("An application"),
});
/** Entries without a caller about a person who did it without being signed in. */
const BY_SUBJECT = new Set(["user.password_reset_requested", "user.password_reset"]);

/** Who did it: a person or a key by name, else what it is. */
export function actorName(entry: AuditEntry): string {
  if (entry.actorName) return entry.actorName;
  if (entry.actorKind === "account") return i18n._("A person whose name is no longer known");
  if (entry.actorKind === "api_key") return i18n._("An API key that no longer exists");
  if (entry.actorKind === "agent") return i18n._("An agent");
  if (BY_SUBJECT.has(entry.action)) return entry.subjectName ?? i18n._("An unknown person");
  return bySomebody()[entry.action] ?? "Vivavoce";
}

/** Whom or what it was done to, if it has a name and is not who did it. */
export function subjectOf(entry: AuditEntry): string {
  const isOwn = entry.subject === entry.actorId || BY_SUBJECT.has(entry.action);
  return isOwn ? "" : (entry.subjectName ?? "");
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
