import { store, stored } from "@/shared/lib/stored";

/** What one tab knows about the candidate's interview, under the names the platform fixed. */
export const KEYS = {
  sessionToken: "interview_session_token",
  token: "interview_token",
  candidateName: "interview_candidate_name",
  position: "interview_position",
  company: "interview_company_name",
  tenantId: "interview_tenant_id",
  address: "interview_ws_url",
  how: "interview_how",
  offer: "interview_voice",
  moment: "interview_moment",
  checked: "interview_checked",
  videoText: "interview_video_text",
  videoChoice: "interview_video_choice",
  voiceText: "interview_voice_text",
  voiceChoice: "interview_voice_choice",
  camera: "interview_camera",
} as const;

/** Where one tab keeps what was said and how it ended, for the page after the interview. */
export const transcriptKey = (sessionId: string) => `interview_heard_${sessionId}`;
export const endedKey = (sessionId: string) => `interview_ended_${sessionId}`;

/** Return the session token that was earned for this link in this tab. */
export function earnedToken(token: string): string | null {
  return stored(KEYS.token) === token ? stored(KEYS.sessionToken) : null;
}

export function forgetToken(): void {
  store(KEYS.sessionToken, null);
}
