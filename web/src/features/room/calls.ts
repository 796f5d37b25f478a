import { openApi } from "@/shared/api/client";
import { answered } from "@/shared/api/problem";
import type {
  BookableTimes,
  CandidateData,
  CandidatePage,
  CodeSent,
  CodeVerified,
  EmbeddedRoom,
  InvitationCard,
  SessionStarted,
} from "@/shared/api/types";
import { earnedToken } from "./keys";

/** What the candidate link asks of the gateway; a test hands in its own. */
export interface CandidateLinkCalls {
  card: (token: string) => Promise<InvitationCard>;
  /** The consent text and the e-mails follow it. */
  chooseLanguage: (token: string, language: string) => Promise<InvitationCard>;
  consent: (
    token: string,
    choice: { accepted: boolean; version: string; accommodations: string[] },
  ) => Promise<void>;
  sendCode: (token: string) => Promise<CodeSent>;
  verifyCode: (token: string, otp: string) => Promise<CodeVerified>;
  start: (token: string, sessionToken: string | null) => Promise<SessionStarted>;
}

const at = (token: string) => ({ path: { token } });

export const candidateLinkCalls: CandidateLinkCalls = {
  card: (token) => answered(openApi.GET("/candidate-access/{token}/info", { params: at(token) })),
  chooseLanguage: (token, language) =>
    answered(
      openApi.PUT("/candidate-access/{token}/language", { params: at(token), body: { language } }),
    ),
  consent: async (token, choice) => {
    await answered(
      openApi.POST("/candidate-access/{token}/consent", { params: at(token), body: choice }),
    );
  },
  sendCode: (token) =>
    answered(openApi.POST("/candidate-access/{token}/request-otp", { params: at(token) })),
  verifyCode: (token, otp) =>
    answered(
      openApi.POST("/candidate-access/{token}/verify-otp", { params: at(token), body: { otp } }),
    ),
  start: (token, sessionToken) =>
    answered(
      openApi.POST("/candidate-access/{token}/start", {
        params: {
          ...at(token),
          ...(sessionToken ? { header: { "x-session-token": sessionToken } } : {}),
        },
      }),
    ),
};

/** What a room in a customer's frame asks of the gateway before all else. */
export interface EmbeddedRoomCalls {
  openEmbedded: (token: string) => Promise<EmbeddedRoom>;
}

export const embeddedRoomCalls: EmbeddedRoomCalls = {
  openEmbedded: (token) =>
    answered(openApi.POST("/candidate-access/embedded", { body: { token } })),
};

/** What the candidate's own page asks of the gateway. Every change answers with the new page. */
export interface OwnPageCalls
  extends Pick<CandidateLinkCalls, "card" | "chooseLanguage" | "sendCode" | "verifyCode"> {
  page: (token: string) => Promise<CandidatePage>;
  withdraw: (token: string) => Promise<CandidatePage>;
  requestPerson: (token: string) => Promise<CandidatePage>;
  reschedule: (token: string, startsAt: string) => Promise<CandidatePage>;
  times: (token: string) => Promise<BookableTimes>;
  book: (token: string, startsAt: string) => Promise<CandidatePage>;
  correct: (token: string, turn: number, text: string) => Promise<CandidatePage>;
  giveFeedback: (token: string, stars: number, text: string) => Promise<CandidatePage>;
  requestReview: (token: string, text: string) => Promise<CandidatePage>;
  /** The answers replace the earlier ones; null is no answer. */
  answerVoluntaryQuestions: (
    token: string,
    answers: Record<string, string | null>,
  ) => Promise<CandidatePage>;
  data: (token: string) => Promise<CandidateData>;
  erase: (token: string) => Promise<void>;
}

function proven(token: string) {
  const earned = earnedToken(token);
  return { ...at(token), ...(earned ? { header: { "x-session-token": earned } } : {}) };
}

const PATH = "/candidate-access/{token}";

export const ownPageCalls: OwnPageCalls = {
  card: candidateLinkCalls.card,
  chooseLanguage: candidateLinkCalls.chooseLanguage,
  sendCode: candidateLinkCalls.sendCode,
  verifyCode: candidateLinkCalls.verifyCode,
  page: (token) => answered(openApi.GET(`${PATH}/page`, { params: proven(token) })),
  withdraw: (token) => answered(openApi.POST(`${PATH}/withdraw`, { params: proven(token) })),
  requestPerson: (token) =>
    answered(openApi.POST(`${PATH}/request-person`, { params: proven(token) })),
  reschedule: (token, startsAt) =>
    answered(openApi.POST(`${PATH}/reschedule`, { params: proven(token), body: { startsAt } })),
  times: (token) => answered(openApi.GET(`${PATH}/times`, { params: proven(token) })),
  book: (token, startsAt) =>
    answered(openApi.POST(`${PATH}/book`, { params: proven(token), body: { startsAt } })),
  correct: (token, turn, text) =>
    answered(openApi.POST(`${PATH}/corrections`, { params: proven(token), body: { turn, text } })),
  giveFeedback: (token, stars, text) =>
    answered(openApi.POST(`${PATH}/feedback`, { params: proven(token), body: { stars, text } })),
  requestReview: (token, text) =>
    answered(openApi.POST(`${PATH}/review`, { params: proven(token), body: { text } })),
  answerVoluntaryQuestions: (token, body) =>
    answered(openApi.PUT(`${PATH}/voluntary-answers`, { params: proven(token), body })),
  data: (token) => answered(openApi.GET(`${PATH}/data`, { params: proven(token) })),
  erase: async (token) => {
    await answered(openApi.DELETE(`${PATH}/data`, { params: proven(token) }));
  },
};
